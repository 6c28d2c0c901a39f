"""Warranty over REST."""

from payandan.warranty.api import bindings
from payandan.warranty.api.operations import router

__all__ = ["bindings", "router"]
