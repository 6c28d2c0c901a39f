"""The pages of payments: the payer's, and the desk's."""
