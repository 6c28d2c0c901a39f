"""The write door of suspicion: looking at a claim, saying what was right, letting it go, and what is usual."""

from payandan.claims.actions.suspicion.counting import count_peers
from payandan.claims.actions.suspicion.judging import judge, release, switch_detector
from payandan.claims.actions.suspicion.screening import note_work, screen, suspected

__all__ = ["count_peers", "judge", "note_work", "release", "screen", "suspected", "switch_detector"]
