"""Claims over REST.

The order matters: `/claims/checks` stands before `/claims/{number}`, which would take it for a number.
"""

from payandan.claims.api import payment  # isort: skip
from payandan.claims.api import operations, parts, radar, second_looks  # isort: skip
from payandan.claims.api import suspicion  # isort: skip
from payandan.claims.api.router import router

__all__ = ["operations", "parts", "payment", "radar", "router", "second_looks", "suspicion"]
