"""Spare parts and stock over REST."""

from payandan.parts.api import counts, master, papers, purchases, stock
from payandan.parts.api.router import router

__all__ = ["counts", "master", "papers", "purchases", "router", "stock"]
