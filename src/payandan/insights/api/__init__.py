"""Insights over REST."""

from payandan.insights.api import numbers, whatif
from payandan.insights.api.router import router

__all__ = ["numbers", "router", "whatif"]
