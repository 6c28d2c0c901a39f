"""`payandan bench what-if`: how fast this machine replays claims under other terms, and whether it does so exactly."""

import argparse
import gc
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import NamedTuple

from payandan.insights.rules.whatif import changed, parse_change
from payandan.insights.rules.whatif.population import Claim, population
from payandan.warranty.rulebook import shipped
from payandan.warranty.rules import Pack, Replay, RuleBook, Terms, Verdict, adjudicate, parse_stored, ruling_of

CHANGES = (
    {"kind": "period", "document": "tv-standard", "period": {"months": 36}},
    {"kind": "period", "document": "refrigerator-standard", "period": {"months": 30}},
    {"kind": "share", "document": "washing-machine-standard", "line": "labour", "share": 50},
    {"kind": "period", "document": "small-appliance-standard", "period": {"months": 18}},
)
"""Two longer, one shorter, one that pays half of the labour."""

ROUND, COMPARED = 20_000, 20_000
ALWAYS = ("repair-90", "replaced-part-6", "commitment-10y")
"""Terms that every unit is sold with, beside those of its category."""


Replays = dict[tuple[str, bool], Replay]
"""One for each category, with an extended warranty and without."""


class Part(NamedTuple):
    """One process's part of the work: what chance begins with, how many claims, how many of them to compare."""

    seed: int
    claims: int
    compare: int


class Done(NamedTuple):
    """How long replaying took, in seconds by the clock; how many were compared, and how many were different."""

    seconds: float
    compared: int
    different: int


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["what-if"], help="what to measure")
    parser.add_argument("--claims", type=_count, default=1_000_000, help="how many claims are made and replayed")
    parser.add_argument("--seed", type=int, default=1, help="other claims for another number")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError("a whole number, at least 1")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Print one line of JSON. Making the claims and comparing them is not counted; 1 where an answer differs."""
    cores = max(1, min(os.cpu_count() or 1, options.claims))
    chance = random.Random(options.seed)  # noqa: S311 - nothing is secret here
    parts = [
        Part(chance.randrange(2**40), options.claims * (n + 1) // cores - options.claims * n // cores,
             min(COMPARED, options.claims) * (n + 1) // cores - min(COMPARED, options.claims) * n // cores)
        for n in range(cores)
    ]  # fmt: skip
    print(f"Replaying {options.claims:,} claims in {cores} processes …", file=sys.stderr)
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        done = list(pool.map(_replay, parts))
    seconds = max(one.seconds for one in done)
    different = sum(one.different for one in done)
    answer = {
        "claims": options.claims,
        "seconds": round(seconds, 2),
        "compared": sum(one.compared for one in done),
        "different": different,
    }
    print(json.dumps(answer))
    return 1 if different else 0


def _replay(part: Part) -> Done:
    chance = random.Random(part.seed)  # noqa: S311
    replays: Replays = {}
    seconds, compared, different, left = 0.0, 0, 0, part.claims
    _newest()  # reading documents is no replaying
    gc.disable()  # nothing here goes in circles; looking for some takes longer the more is kept
    while left:
        claims = list(population(chance, min(ROUND, left)))
        began = time.perf_counter()
        rulings = []
        for claim in claims:
            key = _kind(claim)
            replay = replays.get(key)
            if replay is None:
                replay = replays[key] = Replay(_book(*key))
            rulings.append(replay.rule([claim.case])[0])
        seconds += time.perf_counter() - began
        wanted = round((part.compare - compared) * len(claims) / left)
        left -= len(claims)
        compared += wanted
        chosen = chance.sample(range(len(claims)), wanted)
        different += sum(rulings[at] != ruling_of(_alone(claims[at], replays)) for at in chosen)
    return Done(seconds, compared, different)


def _alone(claim: Claim, replays: Replays) -> Verdict:
    return adjudicate(claim.case, replays[_kind(claim)].book)


def _kind(claim: Claim) -> tuple[str, bool]:
    return claim.case.value("unit.category"), claim.extended


@cache
def _newest() -> dict[str, Terms | Pack]:
    """The newest of all documents that come with the program, by code."""
    newest: dict[str, Terms | Pack] = {}
    for document in map(parse_stored, shipped().values()):
        code, _, version = document.id.partition("@")
        if code not in newest or int(version) > int(newest[code].id.partition("@")[2]):
            newest[code] = document
    return newest


def _book(category: str, extended: bool) -> RuleBook:
    """What speaks about a category, after the changes."""
    newest = _newest()
    packs = tuple(one for one in newest.values() if isinstance(one, Pack))
    terms = tuple(
        one for code, one in newest.items() if isinstance(one, Terms) and _sold(one, code, category, extended)
    )
    return changed(RuleBook(terms, packs), [parse_change(change) for change in CHANGES])


def _sold(terms: Terms, code: str, category: str, extended: bool) -> bool:
    if code in ALWAYS:
        return True
    scope: Sequence[str] | frozenset[str] = terms.scope.categories or ()
    return category in scope and (extended or terms.kind != "extended")
