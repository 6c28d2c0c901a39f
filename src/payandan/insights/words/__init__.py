"""What the numbers are called."""

from payandan.insights.words.numbers import PAYER_TONES, STANDINGS, TONES, WAITS

__all__ = ["PAYER_TONES", "STANDINGS", "TONES", "WAITS"]
