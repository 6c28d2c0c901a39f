"""What staff see and do with spare parts and stock."""
