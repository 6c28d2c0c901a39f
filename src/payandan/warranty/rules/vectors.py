"""The test vectors of a law pack: small cases beside each rule that show what it does, and whether it still does."""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from payandan.warranty.rules.cases import parse_case
from payandan.warranty.rules.contract import verdict_to_mapping
from payandan.warranty.rules.document_reading import parse_document
from payandan.warranty.rules.documents import Pack, Terms, Vector
from payandan.warranty.rules.rulebooks import RuleBook
from payandan.warranty.rules.verdicts import adjudicate


@dataclass(frozen=True, slots=True)
class Failure:
    """A vector of a rule that no longer comes out as written: what was expected under a key, and what came."""

    rule: str
    place: int
    key: str
    expected: Any
    found: Any


def failures(pack: Pack, by: Pack | None = None) -> list[Failure]:
    """Run every vector of a pack, by the pack itself or by a changed copy of it. Raises BadData for a broken sample."""
    return [
        Failure(rule, place, key, expected, found)
        for rule, ground in pack.grounds.items()
        for place, vector in enumerate(ground.vectors)
        for key, expected, found in _differences(vector, pack, by or pack)
    ]


def _differences(vector: Vector, pack: Pack, by: Pack) -> Iterator[tuple[str, Any, Any]]:
    verdict = _verdict(vector, pack, by)
    for key, expected in vector.expect.items():
        found = _found(verdict, key)
        if not _holds(key, expected, found):
            yield key, expected, found


def _verdict(vector: Vector, pack: Pack, by: Pack) -> Mapping[str, Any]:
    sample: dict[str, Any] = copy.deepcopy(dict(pack.sample))
    case = sample.get("case") or {}
    for path, value in vector.change.items():
        _put(case, path, value)
    terms = [parse_document(one) for one in case.pop("terms", None) or sample.get("terms") or ()]
    book = RuleBook(tuple(one for one in terms if isinstance(one, Terms)), (by,))
    return verdict_to_mapping(adjudicate(parse_case(case), book))


def _put(case: Any, path: str, value: Any) -> None:
    *folders, leaf = path.split(".")
    for folder in folders:
        case = case[int(folder)] if isinstance(case, list) else case.setdefault(folder, {})
    if isinstance(case, list):
        case[int(leaf)] = value
    else:
        case[leaf] = value


def _found(verdict: Mapping[str, Any], key: str) -> Any:
    """The part of a verdict that a key of `expect` is about."""
    reader = _READERS.get(key)
    return verdict[key] if reader is None else reader(verdict)


def _codes(verdict: Mapping[str, Any]) -> list[str]:
    return [reason["code"] for reason in verdict["reasons"]]


def _remedies(verdict: Mapping[str, Any]) -> list[str]:
    return [f"{remedy['kind']}/{remedy['whose_choice']}" for remedy in verdict["remedies"]]


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "lines": lambda verdict: {line["id"]: line["outcome"] for line in verdict["lines"]},
    "pays": lambda verdict: {line["id"]: _paid(line) for line in verdict["lines"]},
    "reasons": _codes,
    "no_reasons": _codes,
    "remedies": _remedies,
    "no_remedies": _remedies,
    "until": lambda verdict: [reason["dates"]["until"] for reason in verdict["reasons"]],
    "due_on": lambda verdict: [remedy["due_on"] for remedy in verdict["remedies"]],
    "free_until": lambda verdict: verdict["clocks"]["free_until"],
    "parts_promised_until": lambda verdict: verdict["clocks"]["parts_promised_until"],
}


def _paid(line: Mapping[str, Any]) -> dict[str, int]:
    paid: dict[str, int] = {}
    for share in line["split"]:
        paid[share["payer"]] = paid.get(share["payer"], 0) + int(share["amount"])
    return paid


def _holds(key: str, expected: Any, found: Any) -> bool:
    if key.startswith("no_"):
        return not set(expected) & set(found)
    if key in ("reasons", "remedies", "presumed"):
        return set(expected) <= set(found)
    if key in ("until", "due_on"):
        return expected in found
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(found.get(name) == value for name, value in expected.items())
    return bool(expected == found)
