"""The logic of spare parts, one file a subject: what a part is, the ledger, the states of papers, and demand."""
