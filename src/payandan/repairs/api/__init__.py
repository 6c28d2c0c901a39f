"""REST: jobs, their moves, timers, parts and tests; repeats in numbers."""

from payandan.repairs.api import money, operations
from payandan.repairs.api.router import router

__all__ = ["money", "operations", "router"]
