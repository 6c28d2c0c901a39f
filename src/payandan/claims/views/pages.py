"""What the page of one claim shows, put together for its templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from payandan.catalog import queries as catalog
from payandan.claims import forms, queries, rules, words
from payandan.claims.models import Claim, Evidence
from payandan.claims.queries.radar import days_out_so_far
from payandan.claims.rules.evidence import AGAINST
from payandan.claims.views import backing, parts_of_claim, payment_record, radar_record, suspicion_panel
from payandan.claims.words.verdicts import QuestionText, VerdictText, line_label, verdict_text
from payandan.platform.kit.actors import Actor
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown

_MANY = 8
"""More possible answers than these, and the rarer ones fold away."""
_USUAL_CAUSES = ("material", "workmanship", "performance", "software", "wear", "accident", "misuse", "none_found")


@dataclass(frozen=True, slots=True)
class Button:
    """An act on a claim: a dialog to open, or an address to post to at once, after asking `confirm`."""

    act: str
    label: str
    icon: str
    variant: str = ""
    dialog: str = ""
    url: str = ""
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A possible answer to a question, and where it would lead."""

    value: str
    label: str
    lead: str
    tone: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question of the verdict as the desk answers it in place."""

    text: QuestionText
    answers: tuple[Answer, ...]
    more: bool
    form: forms.FactForm
    decides: str
    waiting: bool
    can_ask_customer: bool
    can_inspect: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence as it is shown: a thumbnail or a document."""

    position: int
    label: str
    note: str
    about: str
    given_by: str
    at: datetime
    url: str = ""
    thumbnail: str = ""
    name: str = ""


def components_of(claim: Claim) -> dict[str, str]:
    """The components of the claim's kind of product, by code, in the reader's language."""
    category = claim.unit.model.category.code
    names = catalog.component_names([category], reader.language())
    return {code: name for (_category, code), name in names.items()}


def verdict_of(claim: Claim, components: Mapping[str, str]) -> VerdictText:
    """The claim's newest verdict in the reader's language."""
    return verdict_text(claim.verdict, reader.language(), components=components, lines=described(claim))


def described(claim: Claim) -> dict[str, dict[str, str]]:
    """The claim's lines by id, as the words of a verdict ask for them."""
    return {
        str(line.position): {"kind": line.kind, "component": line.component, "label": line.label}
        for line in claim.lines.all()
    }


def proofs_of(claim: Claim) -> dict[int, Proof]:
    """The evidence by its place, as reasons name it."""
    return {item.position: proof(item) for item in claim.evidence.all()}


def held_against(claim: Claim) -> frozenset[int]:
    """The places of the evidence on which reasons against the customer stand: all of it is the customer's to read."""
    reasons = claim.verdict.get("reasons", ())
    return frozenset(place for one in reasons if one["effect"] in AGAINST for place in one["evidence"])


def proof(item: Evidence) -> Proof:
    file = item.file
    return Proof(
        position=item.position,
        label=words.label(words.EVIDENCE_KINDS, item.kind),
        note=item.note,
        about=words.label(words.ABOUT, item.about),
        given_by=words.label(words.SOURCES, item.given_by),
        at=item.at,
        url=reverse("file", args=[file.token]) if file else "",
        thumbnail=reverse("file-thumbnail", args=[file.token]) if file and file.thumbnail else "",
        name=file.name if file else "",
    )


def record_context(claim: Claim, actor: Actor, **more: Any) -> dict[str, Any]:
    """Everything of the record page. `claim` comes from `queries.record`."""
    components = components_of(claim)
    verdict = verdict_of(claim, components)
    asked = [question for question in claim.questions.all() if question.answered_at is None]
    working = claim.state in rules.WORKING
    waiting = {question.fact for question in asked if question.fact}
    dialog = str(more.pop("dialog", "")).replace("-", "_")
    return {
        "claim": claim,
        "verdict": verdict,
        "proofs": proofs_of(claim),
        "state": words.label(words.STATES, claim.state),
        "state_tone": words.STATE_TONES.get(claim.state, "muted"),
        "title_note": _head_note(claim, components),
        "symptom": symptom_of(claim),
        "component": components.get(claim.component, claim.component),
        "channel": words.label(words.CHANNELS, claim.channel),
        "questions": [_question(claim, text, waiting, components, actor) for text in verdict.questions]
        if working
        else [],
        "asked": [_asked(question, verdict) for question in claim.questions.all()],
        "facts": facts_of(claim, components),
        "decisions": [decision_of(decision, components, claim) for decision in claim.decisions.all()],
        "buttons": buttons(claim, verdict, actor),
        "timeline": timeline(claim),
        "can_work": working and actor.can("claims.work"),
        "can_estimate": claim.state in rules.OPEN and actor.can("claims.work"),
        "decided": claim.decided_at is not None,
        "opinions": backing.opinions_of(claim, actor),
        "bindings": backing.bindings(claim) if working and actor.can("claims.work") else {},
        "earlier": queries.earlier(claim),
        **payment_record.checks_of_record(claim, components),
        **parts_of_claim.parts_of_record(claim, components, actor),
        "radar": radar_record.of_record(claim, actor),
        "suspicion": suspicion_panel.panel_of(claim, actor),
        **(_dialog(dialog, claim, verdict, actor, components) if dialog else {}),
        **more,
    }


def symptom_of(claim: Claim) -> str:
    """What the customer notices, in the reader's language. One query."""
    if not claim.symptom:
        return ""
    symptoms = catalog.symptoms_of(claim.unit.model.category.code).filter(code=claim.symptom)
    return next((row.name_in(reader.language()) for row in symptoms), claim.symptom)


def _head_note(claim: Claim, components: Mapping[str, str]) -> str:
    component = components.get(claim.component, claim.component)
    parts = [
        shown.name_in(claim.unit.model),
        component,
        _("filed %(when)s, %(channel)s")
        % {"when": shown.moment(claim.filed_at), "channel": words.label(words.CHANNELS, claim.channel)},
    ]
    return " · ".join(part for part in parts if part)


# --- questions -------------------------------------------------------------------------------------------------------


def _question(
    claim: Claim, text: QuestionText, waiting: set[str], components: Mapping[str, str], actor: Actor
) -> OpenQuestion:
    choices = _choices(text.fact, components)
    source = _likely_source(text, actor)
    usual = _usual(choices)
    initial = {"path": text.fact, "version": claim.version, "source": source, "evidence_kind": text.evidence}
    return OpenQuestion(
        text=text,
        answers=tuple(_answers(claim, text, usual, source)) if usual else (),
        more=len(choices) > len(usual),
        form=forms.FactForm(path=text.fact, components=components, initial=initial, auto_id=f"{text.fact}-%s"),
        decides=_(", ").join(text.decides_labels),
        waiting=text.fact in waiting,
        can_ask_customer=claim.customer_id is not None and text.ask in ("customer", "seller"),
        can_inspect=claim.state in (*rules.OPEN, rules.APPEALED),
    )


def rarer_answers(claim: Claim, path: str, actor: Actor) -> list[Answer]:
    """The answers to an open question that its page leaves out at first; none where there is no such question."""
    components = components_of(claim)
    text = next((question for question in verdict_of(claim, components).questions if question.fact == path), None)
    if text is None:
        return []
    choices = _choices(path, components)
    usual = _usual(choices)
    rarer = [choice for choice in choices if choice not in usual]
    return _answers(claim, text, rarer, _likely_source(text, actor))


def _choices(path: str, components: Mapping[str, str]) -> list[tuple[str, str]]:
    return list(components.items()) if path == "fault.component" else answers_of(path)


def _usual(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The answers that the page shows at once; where each leads takes a verdict or two to find out."""
    if len(choices) <= _MANY:
        return choices
    return [choice for choice in choices if choice[0] in _USUAL_CAUSES] or choices[:_MANY]


def answers_of(path: str) -> list[tuple[str, str]]:
    """The possible answers to a question about a fact, where there are few; empty for days and numbers."""
    if path.endswith("_on") or forms.is_number(path):
        return []
    return [(str(value), str(label)) for value, label in forms.choices_of(path)]


def _likely_source(text: QuestionText, actor: Actor) -> str:
    """Who is likely to have found the answer out: whom the question is for, as far as the actor may say it."""
    if text.ask in ("technician", "laboratory") and not actor.can("claims.inspect"):
        return "customer"
    return text.ask


def _answers(claim: Claim, text: QuestionText, choices: Sequence[tuple[str, str]], source: str) -> list[Answer]:
    values = [forms.plain_value(value) for value, _label in choices]
    leads = queries.leads(claim, text.fact, values, source=source, lines=text.decides)
    return [
        Answer(value, label, lead_text(lead), words.OUTCOME_TONES.get(lead.outcome, "muted"))
        for (value, label), lead in zip(choices, leads, strict=True)
    ]


def lead_text(lead: queries.Lead) -> str:
    """Where an answer leads, in a few words: «the warranty pays», «the customer pays, with a photo»."""
    sentence = {
        "covered": _("the warranty pays"),
        "partly": _("paid in part"),
        "not_covered": _("the customer pays"),
        "undecided": _("still open"),
    }[lead.outcome]
    if not lead.evidence:
        return sentence
    kinds = _(" and ").join(words.label(words.EVIDENCE_KINDS, kind).lower() for kind in lead.evidence)
    return _("%(outcome)s, with %(evidence)s") % {"outcome": sentence, "evidence": kinds}


def _asked(question: Any, verdict: VerdictText) -> dict[str, Any]:
    """A question that was put to somebody, and what came back."""
    text = question.text or next((item.text for item in verdict.questions if item.fact == question.fact), "")
    answer = question.answer or {}
    said = answer.get("text") or ""
    if question.fact and question.answered_at:
        said = " · ".join(part for part in (words.fact_value(question.fact, answer.get("value")), said) if part)
    return {
        "id": question.pk,
        "text": text or words.fact_label(question.fact),
        "whom": words.label(words.SOURCES, question.ask),
        "at": question.asked_at,
        "answered_at": question.answered_at,
        "answer": said,
        "free": not question.fact,
    }


def facts_of(claim: Claim, components: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What is known beside the unit's own data: name, value, who said it."""
    return [
        (
            words.fact_label(path),
            components.get(fact["value"], words.fact_value(path, fact["value"]))
            if path == "fault.component"
            else words.fact_value(path, fact["value"]),
            words.label(words.SOURCES, fact["source"]),
        )
        for path, fact in sorted(claim.facts.items())
    ]


# --- the decision ----------------------------------------------------------------------------------------------------


def decision_of(decision: Any, components: Mapping[str, str], claim: Claim) -> dict[str, Any]:
    """A decision as it is shown: who, when, why, and who pays how much of each line."""
    lines = described(claim)
    return {
        "kind": decision.kind,
        "label": words.label(words.DECISIONS, decision.outcome),
        "tone": words.DECISION_TONES.get(decision.outcome, "muted"),
        "by": decision.by_name,
        "at": decision.at,
        "note": decision.note,
        "overrides": decision.overrides,
        "split": [
            {
                "label": line_label(lines.get(line["id"], {}), components),
                "amount": int(line["amount"]),
                "customer": int(line["split"].get("customer", 0)),
                "company": int(line["amount"]) - int(line["split"].get("customer", 0)),
                "payers": _payers(line["split"]),
            }
            for line in decision.split
        ],
    }


def _payers(split: Mapping[str, Any]) -> list[str]:
    """Who pays on the company's side, where it is not simply the warranty."""
    company = [payer for payer in split if payer != "customer"]
    return [] if company == ["warranty"] else [words.label(words.PAYERS, payer) for payer in company]


def buttons(claim: Claim, verdict: VerdictText, actor: Actor) -> list[Button]:
    """What may be done now, the one act that the claim waits for first."""
    proposed = bool(rules.proposed_outcome(claim.verdict))
    asks = [question.ask for question in verdict.questions]
    main = rules.next_act(claim.state, proposed=proposed, asks=asks, rejected=claim.decided_as == "rejected")
    found = [button for button in _possible(claim, proposed) if _may(actor, claim, button.act)]
    if not proposed and not actor.can("claims.override"):
        found = [button for button in found if button.act != "decide"]
    found.sort(key=lambda button: button.act != main)
    return [
        Button(b.act, b.label, b.icon, "primary" if b.act == main else b.variant, b.dialog, b.url, b.confirm)
        for b in found
    ]


def _possible(claim: Claim, proposed: bool) -> list[Button]:
    """All acts with their looks, in the order in which they stand."""

    def to(route: str) -> str:
        return reverse(route, args=[claim.number])

    acts = words.ACTS
    found = [
        Button("decide", str(acts["decide" if proposed else "favour"]), "badge-check", dialog="decide"),
        Button("ask_customer", str(acts["ask_customer"]), "message-circle-question-mark", dialog="ask"),
        Button("inspect", str(acts["inspect"]), "microscope", dialog="inspect"),
        Button("reject", str(acts["reject"]), "shield-x", dialog="reject"),
        Button("decide_appeal", str(acts["decide_appeal"]), "gavel", dialog="decide-appeal"),
        Button("settle", str(acts["settle"]), "banknote", dialog="settle"),
        Button("appeal", str(acts["appeal"]), "megaphone", dialog="appeal"),
        Button("close", str(acts["close"]), "archive", url=to("claims-close"), confirm=_("Close this claim?")),
        Button(
            "withdraw", str(acts["withdraw"]), "undo-2", variant="quiet", url=to("claims-withdraw"),
            confirm=_("Withdraw this claim? It will not be decided."),
        ),
    ]  # fmt: skip
    allowed = set(rules.acts_in(claim.state))
    allowed |= {"decide"} if "approve" in allowed else set()
    if proposed and claim.outcome != "not_covered":
        allowed.discard("reject")
    if claim.decided_as == "rejected":
        allowed.discard("settle")
    return [button for button in found if button.act in allowed]


def _may(actor: Actor, claim: Claim, act: str) -> bool:
    table = {"decide": "approve"}
    move = next((move for move in rules.moves_from(claim.state) if move.act == table.get(act, act)), None)
    return move is not None and actor.can(move.capability)


def _dialog(
    name: str, claim: Claim, verdict: VerdictText, actor: Actor, components: Mapping[str, str]
) -> dict[str, Any]:
    """What the dialogs need; the page carries only one that is open, the others are fetched when they are wanted."""
    version = {"version": claim.version}
    paths = [(question.fact, question.label) for question in verdict.questions]
    lines = [(line.id, line.label, None) for line in verdict.lines]
    paid = rules.by_payer(rules.shares(claim.verdict))
    if claim.decisions.all():
        newest = list(claim.decisions.all())[-1]
        paid = {}
        for line in newest.split:
            for payer, amount in line["split"].items():
                paid[payer] = paid.get(payer, 0) + int(amount)
    company = {payer: amount for payer, amount in paid.items() if payer != "customer"}
    return {
        "open": {name: True},
        "ask_form": forms.AskForm(facts=paths, initial=version | _first(verdict, ("customer", "seller"))),
        "inspect_form": forms.AskForm(
            facts=paths, initial=version | _first(verdict, ("technician", "laboratory")), auto_id="inspect-%s"
        ),
        "decide_form": forms.DecideForm(lines=lines, currency=claim.currency, initial=version),
        "settle_form": forms.SettleForm(
            payers=company, currency=claim.currency, initial=version | {"days_out": days_out_so_far(claim)}
        ),
        "appeal_form": forms.AppealForm(),
        "evidence_form": forms.EvidenceForm(
            initial={**version, "kind": "photo", "about": "cause", "source": "customer"}
        ),
        "line_forms": line_forms(claim, components),
        "may_override": actor.can("claims.override"),
        "unproven": backing.unproven_of(claim) if name == "reject" else [],
        "opinion_form": forms.CentreForm(branches=queries.other_centres(claim)) if name == "opinion" else None,
        "against": [why for line in verdict.lines for why in line.whys if why.tone == "bad"][:4],
        **radar_record.dialog_of(name, claim, actor),
    }


def _first(verdict: VerdictText, people: tuple[str, ...]) -> dict[str, str]:
    """The first of the verdict's questions that is for these people; else one in own words for the first of them."""
    found = next((question for question in verdict.questions if question.ask in people), None)
    return {"whom": found.ask, "path": found.fact} if found else {"whom": people[0], "path": ""}


def line_forms(claim: Claim, components: Mapping[str, str], data: Any = None) -> list[forms.LineForm]:
    """The estimate as rows: the lines as they are, and three empty ones."""
    rows = [
        {"kind": line.kind, "component": line.component, "label": line.label, "amount": line.amount or None}
        for line in claim.lines.all()
    ]
    rows += [{"kind": "part"}, {"kind": "labour"}, {"kind": "travel"}]
    return [
        forms.LineForm(data, prefix=f"l{place}", initial=row, components=components, currency=claim.currency)
        for place, row in enumerate(rows)
    ]


# --- the history -----------------------------------------------------------------------------------------------------


def timeline(claim: Claim) -> list[dict[str, Any]]:
    """The claim's history as lines."""
    lines = []
    for fact in queries.timeline(claim):
        title, text, tone = words.sentence(fact.name, fact.body)
        if title:
            lines.append({"title": title, "text": text, "tone": tone, "at": fact.at, "by": _by(fact)})
    return lines


def _by(fact: Any) -> str:
    if fact.actor_kind == "system":
        return _("Automatic")
    return str(fact.actor_name)
