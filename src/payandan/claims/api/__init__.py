"""Claims over REST."""

from payandan.claims.api.operations import router

__all__ = ["router"]
