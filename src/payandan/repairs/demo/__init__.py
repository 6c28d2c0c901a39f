"""A believable workshop: its jobs, the money of some of them, and units that stand in for customers' own."""

from payandan.repairs.demo.jobs import Story, Workshop, make_repairs
from payandan.repairs.demo.money import Till, make_money
from payandan.repairs.demo.pool import Pool, make_pool

__all__ = ["Pool", "Story", "Till", "Workshop", "make_money", "make_pool", "make_repairs"]
