"""What a search asks for: folded words, each at least one trigram long."""

from payandan.platform.kit.text import key

SHORTEST = 3


def needles(text: str) -> list[str]:
    """The folded words of a query that an index can answer; shorter words are left out."""
    return [word for word in key(text).split() if len(word) >= SHORTEST]
