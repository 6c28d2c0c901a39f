"""The desk's pages of shipments."""
