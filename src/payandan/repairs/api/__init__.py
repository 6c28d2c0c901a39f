"""REST: jobs, their moves, timers, parts and tests; repeats in numbers."""

from payandan.repairs.api import money, operations, pool
from payandan.repairs.api.router import router

__all__ = ["money", "operations", "pool", "router"]
