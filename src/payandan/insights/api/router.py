"""The router of insights, and how its refusals are worded."""

from payandan.insights.words import whatif as words
from payandan.platform.api import rest

router = rest.router(tag="insights", refusal=words.refusal)
