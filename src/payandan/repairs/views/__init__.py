"""The staff pages of the workshop."""
