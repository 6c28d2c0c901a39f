"""What staff see and do with units, one file a subject."""
