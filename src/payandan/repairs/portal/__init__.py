"""The customer's pages of the workshop."""
