"""The card of a unit at the counter: cover, recalls, past jobs, claims, and what to be warned of."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from payandan.catalog import queries as catalog
from payandan.claims import queries as claims
from payandan.claims import rules as claim_rules
from payandan.claims.queries.radar import country_calendar
from payandan.platform.kit.text import key
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest
from payandan.platform.ui import reader
from payandan.platform.ui.words import name_in
from payandan.repairs import queries, words
from payandan.repairs.queries import money, recalls
from payandan.repairs.rules.intake import promises
from payandan.repairs.views.shared import centres_of
from payandan.units.models import Unit


def device_context(request: ActorRequest, unit: Unit) -> dict[str, Any]:
    """The card of a unit: cover as of today, what was done before, claims under way, and whether it is here already."""
    now = timezone.now()
    coverage = queries.coverage_of(unit, at=now)
    symptoms = {row.code: row.name_in(reader.language()) for row in catalog.symptoms_of(unit.model.category.code)}
    running = [row for row in claims.claims_of_unit(request.actor, unit.pk)[:5] if row.state not in claim_rules.ENDS]
    return {
        "unit": unit,
        "recalls": [recall_line(recall) for recall in recalls.open_recalls(unit, at=now)],
        "unauthorised": unauthorised(unit, first_centre(request)),
        "coverage": coverage,
        "covered": words.label(words.COVERED, coverage.outcome),
        "covered_tone": words.COVERED_TONES.get(coverage.outcome, "info"),
        "past": [past_line(job, symptoms) for job in queries.past_jobs(request.actor, unit.pk)],
        "claims": running,
        "running": queries.running_for(unit.pk),
        "repeats": repeat_lines(unit, [], ""),
        "promises": promises(timezone.localdate(now), country_calendar()),
    }


def recall_line(recall: recalls.Recall) -> dict[str, Any]:
    """A recall as the counter reads it: its title, what is done, and who pays."""
    return {"recall": recall, "pays": words.recall_pays(recall.lines)}


def first_centre(request: ActorRequest) -> Branch | None:
    """The centre that the form begins with."""
    rows = centres_of(request.actor)
    found: Branch | None = rows.filter(pk=request.actor.home_branch).first() or rows.first()
    return found


def unauthorised(unit: Unit, branch: Branch | None) -> str:
    """The name of the centre where it may not do warranty work on this kind of product; else empty."""
    if branch is None or money.is_authorised(branch.pk, unit.model.category.code, timezone.localdate()):
        return ""
    return name_in(branch)


def past_line(job: queries.PastJob, symptoms: dict[str, str]) -> dict[str, Any]:
    """An earlier job as one line; linked only where this actor may open it."""
    return {
        "job": job,
        "url": reverse("repairs-record", args=[job.number]) if job.seen else "",
        "symptom": symptoms.get(job.symptom, job.symptom),
        "state": words.label(words.OUTCOMES, job.outcome) if job.outcome else words.label(words.STATES, job.state),
        "tone": words.OUTCOME_TONES.get(job.outcome, words.TONES.get(job.state, "muted")),
        "centre": name_in(job.centre) if job.centre else "",
    }


def repeat_lines(unit: Unit, symptoms: list[str], typed: str) -> list[dict[str, Any]]:
    """The earlier jobs that this one would repeat, as far as is said so far."""
    found = queries.warned_of(unit, symptoms, key(typed)[:400], at=timezone.now()) if symptoms or typed else []
    return [{"hit": hit, "by": words.label(words.FOUND_BY, hit.by)} for hit in found[:3]]
