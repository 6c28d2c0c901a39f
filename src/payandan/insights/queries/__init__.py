"""The read door of insights."""

from payandan.insights.queries.numbers import DECIDED, Overview, Window, cells, currencies, overview

__all__ = ["DECIDED", "Overview", "Window", "cells", "currencies", "overview"]
