"""What if: scenarios, their changes, what came of them, and the claims behind each number."""
