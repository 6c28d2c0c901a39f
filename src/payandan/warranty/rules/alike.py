"""Causes that a rule book does not tell apart."""

from collections.abc import Iterable, Iterator, Sequence

from payandan.warranty.rules.rulebooks import RuleBook
from payandan.warranty.rules.vocabulary import DEFECTS, NO_FAULT


def alike(causes: Iterable[str], rule_book: RuleBook) -> list[list[str]]:
    """The causes in groups: a case comes out the same with each cause of a group, up to the words of its reasons.

    What the documents name together they treat together. So a question about the cause, which has many answers, takes
    a few verdicts instead of one for each answer.
    """
    named = list(_named(rule_book))
    groups: dict[tuple[bool, ...], list[str]] = {}
    for cause in causes:
        marks = (cause in DEFECTS, cause == NO_FAULT, *(cause in together for together in named))
        groups.setdefault(marks, []).append(cause)
    return list(groups.values())


def _named(rule_book: RuleBook) -> Iterator[Sequence[str]]:
    """Every list of causes in the documents."""
    for terms in rule_book.terms:
        yield from (grant.causes for grant in terms.grants)
        yield from (exclusion.causes for exclusion in terms.exclusions)
        yield from (remedy.when.causes for remedy in terms.remedies)
    for pack in rule_book.packs:
        yield pack.cannot_exclude
        yield from (right.when.causes for right in pack.rights)
        for floor in pack.floors:
            yield from (exclusion.causes for exclusion in floor.exclusions or ())
