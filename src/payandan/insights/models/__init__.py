"""The tables of insights: sums kept ready, and scenarios with the claims behind them."""

from payandan.insights.models.cells import Cell, Counted
from payandan.insights.models.whatif import CAPABILITY, Scenario, ScenarioClaim

__all__ = ["CAPABILITY", "Cell", "Counted", "Scenario", "ScenarioClaim"]
