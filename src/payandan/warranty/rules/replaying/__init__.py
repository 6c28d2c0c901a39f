"""Many cases ruled by one rule book: who pays what, without the sentences of a verdict.

A million cases differ in a million ways, but a promise cannot tell most of them apart. So each promise is asked once
for all cases that look the same to it (`slots`), and what the answers of all promises come to is worked out once for
all cases with the same answers (`payment`). What cannot be shared is decided alone, by the code of a single case.
"""

from payandan.warranty.rules.replaying.replay import Replay
from payandan.warranty.rules.replaying.rulings import LineRuling, Ruling, ruling_of

__all__ = ["LineRuling", "Replay", "Ruling", "ruling_of"]
