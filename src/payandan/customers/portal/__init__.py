"""What customers see of themselves, one file a subject."""
