"""What the desk does with a claim: each reads one form, calls one action, and shows the page again."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.claims import actions, forms, words
from payandan.claims.actions import EvidenceDraft
from payandan.claims.models import Claim
from payandan.claims.rules import about_of, by_payer
from payandan.claims.views import pages
from payandan.claims.views.records import done, found, refused, show
from payandan.platform.files import actions as files
from payandan.platform.files import words as file_words
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.forms import add_refusal

_FILE_CODES = ("file_", "image_", "document_", "too_many_files")


@staff_page("claims.work")
@require_POST
def state_fact(request: ActorRequest, number: str) -> HttpResponse:
    """Answer one of the verdict's questions in place."""
    claim = found(request, number)
    path = request.POST.get("path", "")[:60]
    components = pages.components_of(claim) if path == "fault.component" else None
    form = forms.FactForm(request.POST, request.FILES, path=path, components=components)
    if not form.is_valid():
        return show(request, number, problem=_first_error(form), status=422)
    data = form.cleaned_data

    def act() -> str:
        photos = stored(request, data["photos"])
        kind = data["evidence_kind"] or ("photo" if photos else "")
        evidence = evidence_of(kind, about_of(path), photos, data["source"])
        actions.state_fact(
            claim=claim,
            path=path,
            value=data["value"],
            source=data["source"],
            evidence=evidence,
            actor=request.actor,
            at=timezone.now(),
            version=data["version"],
        )
        return _("The verdict was made again with this.")

    return attempt(request, number, act)


@staff_page("claims.work")
@require_POST
def ask(request: ActorRequest, number: str) -> HttpResponse:
    """Put a question to the customer, or send the unit to inspection."""
    claim = found(request, number)
    # The verdict's own questions may be asked by one press; whatever fact is named must be one of the known ones.
    facts = [(path, path) for path in {*words.FACTS, request.POST.get("path", "")[:60]} if path]
    form = forms.AskForm(request.POST, facts=facts)
    if not form.is_valid():
        return show(request, number, ask_form=form, dialog="ask", status=422)
    data = form.cleaned_data

    def act() -> str:
        wanted = [item for item in claim.verdict.get("questions", ()) if item["fact"] == data["path"]]
        actions.ask(
            claim=claim,
            path=data["path"],
            whom=data["whom"],
            text=data["text"],
            evidence=(wanted[0].get("evidence") or "") if wanted else "",
            actor=request.actor,
            at=timezone.now(),
            version=data["version"],
        )
        return _("The question was asked.")

    return attempt(request, number, act, form=form, name="ask_form", dialog="ask")


@staff_page("claims.work")
@require_POST
def answer(request: ActorRequest, number: str, question: int) -> HttpResponse:
    """Write down the answer to a question in free words that came by telephone or at the counter."""
    claim = found(request, number)
    asked = claim.questions.filter(pk=question).first()
    if asked is None:
        raise Http404
    form = forms.AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, number, problem=_first_error(form), status=422)

    def act() -> str:
        photos = stored(request, form.cleaned_data["photos"])
        actions.answer_question(
            question=asked,
            text=form.cleaned_data["text"],
            evidence=evidence_of("photo" if photos else "", about_of(asked.fact or "fault.cause"), photos, ""),
            actor=request.actor,
            at=timezone.now(),
        )
        return _("The answer was written down.")

    return attempt(request, number, act)


@staff_page("claims.work")
@require_POST
def add_evidence(request: ActorRequest, number: str) -> HttpResponse:
    """Add photos and papers."""
    claim = found(request, number)
    form = forms.EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, number, evidence_form=form, dialog="evidence", status=422)
    data = form.cleaned_data

    def act() -> str:
        photos = stored(request, data["photos"])
        actions.add_evidence(
            claim=claim,
            evidence=evidence_of(data["kind"], data["about"], photos, data["source"], data["note"]),
            actor=request.actor,
            at=timezone.now(),
            version=data["version"],
        )
        return _("The evidence was added, and the verdict made again.")

    return attempt(request, number, act, form=form, name="evidence_form", dialog="evidence")


@staff_page("claims.work")
@require_POST
def bind(request: ActorRequest, number: str) -> HttpResponse:
    """Say what a piece of evidence is and which fact it shows."""
    claim = found(request, number)
    form = forms.BindForm(request.POST)
    if not form.is_valid():
        return show(request, number, problem=_first_error(form), status=422)

    def act() -> str:
        actions.bind_evidence(claim=claim, **form.cleaned_data, actor=request.actor, at=timezone.now())
        return _("The evidence is bound to what it shows, and the verdict made again.")

    return attempt(request, number, act)


@staff_page("claims.work")
@require_POST
def set_lines(request: ActorRequest, number: str) -> HttpResponse:
    """Put the estimate."""
    claim = found(request, number)
    rows = pages.line_forms(claim, pages.components_of(claim), request.POST)
    if [row for row in rows if not row.is_valid()]:
        return show(request, number, line_forms=rows, dialog="lines", status=422)

    def act() -> str:
        actions.set_lines(
            claim=claim,
            lines=[draft for row in rows if (draft := row.draft())],
            actor=request.actor,
            at=timezone.now(),
            version=_version(request),
        )
        return _("The estimate was saved.")

    return attempt(request, number, act, form=rows[0], name="", dialog="lines", line_forms=rows)


@staff_page("claims.decide")
@require_POST
def decide(request: ActorRequest, number: str) -> HttpResponse:
    """Confirm what is proposed, or decide otherwise in the customer's favour, with a reason."""
    return _decide(request, number, dialog="decide", reject=False)


@staff_page("claims.decide")
@require_POST
def reject(request: ActorRequest, number: str) -> HttpResponse:
    """Reject, on the evidence that the verdict names."""
    return _decide(request, number, dialog="reject", reject=True)


def _decide(request: ActorRequest, number: str, *, dialog: str, reject: bool) -> HttpResponse:
    claim = found(request, number)
    form = _split_form(claim, request)
    if not form.is_valid():
        return show(request, number, decide_form=form, dialog=dialog, status=422)

    def act() -> str:
        decision = actions.decide(
            claim=claim,
            reject=reject,
            customer_pays=None if reject else form.customer_pays(),
            note=form.cleaned_data["note"],
            actor=request.actor,
            at=timezone.now(),
            version=form.cleaned_data["version"],
        )
        return _("Decided: %(outcome)s") % {"outcome": words.label(words.DECISIONS, decision.outcome)}

    return attempt(request, number, act, form=form, name="decide_form", dialog=dialog)


@staff_page("claims.appeals")
@require_POST
def decide_appeal(request: ActorRequest, number: str) -> HttpResponse:
    """Decide an appeal, with a reason that the customer reads."""
    claim = found(request, number)
    form = _split_form(claim, request)
    if not form.is_valid():
        return show(request, number, decide_form=form, dialog="decide-appeal", status=422)

    def act() -> str:
        decision = actions.decide_appeal(
            claim=claim,
            customer_pays=form.customer_pays(),
            note=form.cleaned_data["note"],
            actor=request.actor,
            at=timezone.now(),
            version=form.cleaned_data["version"],
        )
        return _("Appeal decided: %(outcome)s") % {"outcome": words.label(words.DECISIONS, decision.outcome)}

    return attempt(request, number, act, form=form, name="decide_form", dialog="decide-appeal")


@staff_page("claims.settle")
@require_POST
def settle(request: ActorRequest, number: str) -> HttpResponse:
    """Credit or pay the company's part."""
    claim = found(request, number)
    newest = claim.decisions.order_by("-id").first()
    decided = by_payer(actions.shares_of(newest)) if newest else {}
    payers = {payer: amount for payer, amount in decided.items() if payer != "customer"}
    form = forms.SettleForm(request.POST, payers=payers, currency=claim.currency)
    if not form.is_valid():
        return show(request, number, settle_form=form, dialog="settle", status=422)

    def act() -> str:
        actions.settle(
            claim=claim,
            by_payer=form.by_payer(),
            reference=form.cleaned_data["reference"],
            days_out=form.cleaned_data["days_out"],
            actor=request.actor,
            at=timezone.now(),
            version=form.cleaned_data["version"],
        )
        return _("The claim was settled.")

    return attempt(request, number, act, form=form, name="settle_form", dialog="settle")


@staff_page("claims.work")
@require_POST
def appeal(request: ActorRequest, number: str) -> HttpResponse:
    """Write down a customer's appeal that came by telephone or at the counter."""
    claim = found(request, number)
    form = forms.AppealForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, number, appeal_form=form, dialog="appeal", status=422)

    def act() -> str:
        photos = stored(request, form.cleaned_data["photos"])
        actions.appeal(
            claim=claim,
            text=form.cleaned_data["text"],
            evidence=evidence_of("photo" if photos else "", "cause", photos, "customer"),
            actor=request.actor,
            at=timezone.now(),
        )
        return _("The appeal was written down; somebody else will decide it.")

    return attempt(request, number, act, form=form, name="appeal_form", dialog="appeal")


@staff_page("claims.work")
@require_POST
def withdraw(request: ActorRequest, number: str) -> HttpResponse:
    """Take the claim back before it is decided."""
    claim = found(request, number)

    def act() -> str:
        actions.withdraw(claim=claim, actor=request.actor, at=timezone.now(), version=_version(request))
        return _("The claim was withdrawn.")

    return attempt(request, number, act)


@staff_page("claims.decide")
@require_POST
def close(request: ActorRequest, number: str) -> HttpResponse:
    """Nothing is left to do."""
    claim = found(request, number)

    def act() -> str:
        actions.close(claim=claim, actor=request.actor, at=timezone.now(), version=_version(request))
        return _("The claim was closed.")

    return attempt(request, number, act)


@staff_page("claims.work")
@require_POST
def reassess(request: ActorRequest, number: str) -> HttpResponse:
    """Make the verdict again on today's rule book."""
    claim = found(request, number)

    def act() -> str:
        actions.reassess(claim=claim, actor=request.actor, at=timezone.now(), version=_version(request))
        return _("The verdict was made again.")

    return attempt(request, number, act)


# --- shared ----------------------------------------------------------------------------------------------------------


def attempt(
    request: ActorRequest,
    number: str,
    act: Callable[[], str],
    *,
    form: Form | None = None,
    name: str = "",
    dialog: str = "",
    **more: Any,
) -> HttpResponse:
    """Do it and show the page with what it changed; or show why not, with all that was typed."""
    try:
        message = act()
    except Refused as refusal:
        if name and form is not None:
            add_refusal(form, refusal, sentence_of)
            more[name] = form
        translated = Refused(refusal.code, refusal.field, **refusal.params)
        if _is_file(refusal.code):
            return show(request, number, problem=sentence_of(refusal.code, refusal.params), dialog=dialog, **more)
        return refused(request, number, translated, dialog=dialog, **more)
    return done(request, number, message)


def stored(request: ActorRequest, uploads: list[Any]) -> list[StoredFile]:
    """The uploads, checked and kept, waiting for what they belong to."""
    at = timezone.now()
    return [files.store(upload, owner=None, actor=request.actor, at=at) for upload in uploads or ()]


def evidence_of(
    kind: str, about: str, photos: list[StoredFile], source: str = "", note: str = ""
) -> list[EvidenceDraft]:
    """A piece of evidence for each file; one without a file where only its kind was named; none for neither."""
    if not kind:
        return []
    if not photos:
        return [EvidenceDraft(kind=kind, about=about, source=source, note=note)]
    return [EvidenceDraft(kind=kind, about=about, file=photo, source=source, note=note) for photo in photos]


def sentence_of(code: str, params: Mapping[str, Any]) -> str:
    """A refusal of claims or of files as a sentence."""
    return file_words.refusal(code, dict(params)) if _is_file(code) else words.refusal(code, params)


def _is_file(code: str) -> bool:
    return code.startswith(_FILE_CODES) and code != "file_unknown"


def _split_form(claim: Claim, request: ActorRequest) -> forms.DecideForm:
    lines = [(line["id"], line["id"], None) for line in claim.verdict.get("lines", ())]
    return forms.DecideForm(request.POST, lines=lines, currency=claim.currency)


def _version(request: ActorRequest) -> int | None:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _first_error(form: Form) -> str:
    return next((str(errors[0]) for errors in form.errors.values()), _("Please look at the form again."))
