"""Spare parts and stock over REST."""

from payandan.parts.api import master, stock
from payandan.parts.api.router import router

__all__ = ["master", "router", "stock"]
