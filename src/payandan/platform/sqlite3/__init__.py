"""Django's SQLite with a fair turn at writing."""
