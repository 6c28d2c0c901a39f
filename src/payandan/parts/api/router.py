"""The router of spare parts: all its operations are declared on it."""

from payandan.parts import words
from payandan.platform.api import rest

router = rest.router(tag="parts", refusal=words.refusal)
