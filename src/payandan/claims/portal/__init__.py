"""What customers see of claims, one file a subject."""
