"""What people type about spare parts and stock."""
