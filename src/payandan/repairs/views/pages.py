"""What the page of one job shows, put together for its templates."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payandan.catalog import queries as catalog
from payandan.claims import words as claim_words
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import Actor
from payandan.platform.ui import reader
from payandan.platform.ui.words import name_in
from payandan.repairs import queries, rules, words
from payandan.repairs.models import RepairOrder, WorkTimer
from payandan.repairs.queries import recalls, ways
from payandan.repairs.rules import collecting, pools
from payandan.repairs.views import record_money
from payandan.repairs.views.buttons import buttons
from payandan.repairs.views.intake_card import past_line, recall_line

_TIMELINE = 60


def record_context(order: RepairOrder, actor: Actor, **more: Any) -> dict[str, Any]:
    """Everything of the record page. `order` comes from `queries.record`."""
    sheet = queries.sheet_of(order.unit.model.category.code)
    language = reader.language()
    symptoms = {row.code: row.name_in(language) for row in catalog.symptoms_of(order.unit.model.category.code)}
    standing = rules.STANDINGS[order.state]
    now = timezone.now()
    past = queries.past_jobs(actor, order.unit_id, but=order.pk)
    carried = [recall_line(recall) for recall in recalls.recalls_of(order)]
    return {
        "order": order,
        "recalls": carried,
        "open_recalls": _open_recalls(order, actor, {line["recall"].code for line in carried}, now),
        "state": words.label(words.STATES, order.state),
        "tone": words.TONES.get(order.state, "muted"),
        "outcome": words.label(words.OUTCOMES, order.outcome) if order.outcome else "",
        "outcome_tone": words.OUTCOME_TONES.get(order.outcome, ""),
        "note": _note(order, symptoms),
        "turn": words.label(words.OWNERS, standing.owner) if standing.owner else "",
        "stale": rules.is_stale(order.state, order.entered_at, now),
        "rests": standing.rests and order.state not in rules.CLOSED,
        "late": _is_late(order, now),
        "blocked": words.label(words.BLOCKS, rules.BLOCKS[order.state]) if order.state in rules.BLOCKS else "",
        "priority": words.label(words.PRIORITIES, str(order.priority)),
        "symptoms": [symptoms.get(code, code) for code in order.symptoms],
        "covered": words.label(words.COVERED, order.covered) if order.covered else "",
        "covered_tone": words.COVERED_TONES.get(order.covered, "info"),
        "claim_state": words_of_claim(order),
        "condition": _condition(order, sheet, language),
        "accessories": [sheet.name("accessories", code, language) for code in order.accessories],
        "consent": words.label(words.CONSENTS, order.data_consent) if order.data_consent else "",
        "confirmed": words.label(words.SIGNINGS, order.signed_by) if order.signed_by else "",
        "files": files_of(order),
        "has_passcode": hasattr(order, "passcode"),
        "component": queries.component_names(order).get(order.cause, "") if order.cause else "",
        "planned": [_planned(row) for row in order.planned.all() if row.state != "dropped"],
        "tests": _tests(order, sheet, language),
        "timers": timers_of(order),
        "mine": next((row for row in order.timers.all() if _runs_for(row, actor)), None),
        "loans": [_loan(row) for row in order.loans.all()],
        "exchanges": [_exchange(row) for row in order.exchanges.all()],
        "dispositions": [(row.grade, words.label(words.WAYS, row.way), row.note) for row in order.dispositions.all()],
        "repeat": _repeat(order, past, symptoms),
        "past": [past_line(job, symptoms) for job in past],
        "siblings": list(queries.siblings(order)),
        "to_collect": list(queries.to_collect(order)) if order.state in rules.AT_COUNTER else [],
        "storage": collecting.storage_days(order.notified_at, now) if order.state in ("notified", "abandoned") else 0,
        "buttons": buttons(order, actor),
        "can_bench": actor.can("repairs.bench") and order.state not in rules.CLOSED,
        "at_bench": order.state in rules.BENCH and actor.can("repairs.bench"),
        "can_intake": actor.can("repairs.intake"),
        "can_manage": actor.can("repairs.manage"),
        "timeline": timeline(order),
        "money": record_money.of_record(order, actor),
        "parcels": ways.of_record(order, actor),
        **more,
    }


def _open_recalls(order: RepairOrder, actor: Actor, carried: set[str], now: datetime) -> list[dict[str, Any]]:
    """What could be done with this job and is not on it yet."""
    if order.state in rules.CLOSED or not (actor.can("repairs.intake") or actor.can("repairs.bench")):
        return []
    return [recall_line(one) for one in recalls.open_recalls(order.unit, at=now) if one.code not in carried]


def _note(order: RepairOrder, symptoms: dict[str, str]) -> str:
    parts = [name_in(order.unit.model), order.unit.serial, symptoms.get(order.symptom, "")]
    return " · ".join(part for part in parts if part)


def _is_late(order: RepairOrder, now: Any) -> bool:
    done = (*rules.CLOSED, *rules.AT_COUNTER)
    return order.promised_at is not None and order.promised_at < now and order.state not in done


def words_of_claim(order: RepairOrder) -> str:
    """The state of the claim that the work is done under."""
    return claim_words.label(claim_words.STATES, order.claim.state) if order.claim else ""


def _condition(order: RepairOrder, sheet: queries.Sheet, language: str) -> list[dict[str, str]]:
    tones = {"yes": "good", "no": "bad"}
    return [
        {
            "label": sheet.name("checklist", line["code"], language),
            "answer": words.label(words.ANSWERS, line["value"]),
            "tone": tones.get(line["value"], "muted"),
            "note": line.get("note", ""),
        }
        for line in order.condition
    ]


def files_of(order: RepairOrder) -> list[dict[str, str]]:
    """The photos of a job and the signatures under it."""
    rows = StoredFile.objects.filter(owner_kind="repair", owner_id=order.pk).order_by("id")
    return [
        {
            "url": reverse("file", args=[row.token]),
            "thumbnail": reverse("file-thumbnail", args=[row.token]) if row.thumbnail else "",
            "name": row.name,
        }
        for row in rows
    ]


def _planned(row: Any) -> dict[str, Any]:
    return {"row": row, "state": words.label(words.PLANNED, row.state), "tone": words.PLANNED_TONES[row.state]}


def _tests(order: RepairOrder, sheet: queries.Sheet, language: str) -> list[dict[str, Any]]:
    return [
        {
            "run": run,
            "lines": [
                {
                    "label": sheet.name("tests", line["code"], language),
                    "value": line["value"] if line["value"] not in ("yes", "no") else "",
                    "unit": words.label(words.MEASURES, (sheet.tests.get(line["code"]) or {}).get("unit", "")),
                    "result": words.label(words.RESULTS, line["result"]),
                    "tone": words.RESULT_TONES[line["result"]],
                }
                for line in run.results
            ],
        }
        for run in order.test_runs.all()[:3]
    ]


def timers_of(order: RepairOrder) -> list[dict[str, Any]]:
    """The time of each person on the job, and the stretches that somebody has yet to say."""
    by_person: dict[int, dict[str, Any]] = {}
    for row in order.timers.all():
        line = by_person.setdefault(
            row.person_id, {"name": row.person.name, "seconds": 0, "running": False, "asked": []}
        )
        line["seconds"] += row.seconds
        line["running"] = line["running"] or row.stopped_at is None
        if row.asked:
            line["asked"].append(row)
    return list(by_person.values())


def _runs_for(timer: WorkTimer, actor: Actor) -> bool:
    return timer.stopped_at is None and timer.person_id == actor.person


def _loan(row: Any) -> dict[str, Any]:
    return {"row": row, "url": reverse("repairs-loan-print", args=[row.number])}


def _exchange(row: Any) -> dict[str, Any]:
    acts = [act for act, moves in pools.EXCHANGE_MOVES.items() if row.state in moves]
    labels = {
        "accept": _("The customer accepts"),
        "decline": _("The customer declines"),
        "hand_over": _("Hand the other unit over"),
        "core_back": _("The old one came back"),
        "charge": _("Keep the deposit"),
    }
    return {
        "row": row,
        "state": words.label(words.EXCHANGE_STATES, row.state),
        "kind": words.label(words.EXCHANGE_KINDS, row.kind),
        "acts": [(act, labels[act]) for act in acts],
    }


def _repeat(order: RepairOrder, past: list[queries.PastJob], symptoms: dict[str, str]) -> dict[str, Any] | None:
    """The earlier job that this one repeats, without anything of its customer where that was another."""
    repeat = getattr(order, "repeat", None)
    if repeat is None:
        return None
    job = next((job for job in past if job.id == repeat.earlier_id), None)
    return {
        "row": repeat,
        "by": words.label(words.FOUND_BY, repeat.found_by),
        "cause": words.label(words.CAUSES, repeat.cause) if repeat.cause else "",
        "tone": words.CAUSE_TONES.get(repeat.cause, "warn"),
        "line": past_line(job, symptoms) if job else None,
    }


def timeline(order: RepairOrder) -> list[dict[str, Any]]:
    """What happened, newest first, in words."""
    lines = []
    for fact in queries.timeline(order, limit=_TIMELINE):
        title, text, tone = words.sentence(fact.name, fact.body)
        if title:
            by = "" if fact.actor_kind == "system" else fact.actor_name
            lines.append({"title": title, "text": text, "tone": tone, "at": fact.at, "by": by})
    return lines


# --- buttons ---------------------------------------------------------------------------------------------------------

"""The one act that a job waits for in each state: the first button."""
