"""The pages of insights."""

from payandan.insights.views.numbers import overview

__all__ = ["overview"]
