"""A believable workshop: its jobs, and the money of some of them."""

from payandan.repairs.demo.jobs import Story, Workshop, make_repairs
from payandan.repairs.demo.money import Till, make_money

__all__ = ["Story", "Till", "Workshop", "make_money", "make_repairs"]
