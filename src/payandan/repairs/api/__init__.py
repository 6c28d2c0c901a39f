"""REST: jobs, their moves, timers, parts and tests; estimates, invoices and payments; the pool; repeats in numbers."""

from payandan.repairs.api import estimates, invoices, operations, payments, pool
from payandan.repairs.api.router import router

__all__ = ["estimates", "invoices", "operations", "payments", "pool", "router"]
