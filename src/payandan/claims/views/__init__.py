"""The staff pages of claims."""
