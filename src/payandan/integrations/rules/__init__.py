"""Spreadsheets that people really have: which column is what, and what each cell means."""
