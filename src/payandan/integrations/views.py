"""Spreadsheets in the browser: upload, say which column is what, check, bring in, undo."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.integrations import actions, forms, jobs, queries, words
from payandan.integrations.models import ImportRun
from payandan.integrations.queries import sheets
from payandan.platform.jobs.actions import start_work
from payandan.platform.jobs.models import Work
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import staff_page
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Column, Empty, ListPage

MAY = "integrations.import"
_SAMPLES = 3


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


@staff_page(MAY)
def imports(request: HttpRequest) -> HttpResponse:
    """All imports, newest first."""

    def link(run: ImportRun) -> str:
        return reverse("imports-record", args=[run.number])

    listing = ListPage(
        queries.runs(_actor(request)),
        request,
        name="imports",
        columns=[
            Column("name", _("File"), link=link),
            Column("kind", _("What is in it"), value=lambda run: words.KINDS[run.kind]),
            Column("state", _("State"), badge=lambda run: (words.STATES[run.state], words.TONES[run.state])),
            Column("rows", _("Rows"), kind="number"),
            Column("actor_name", _("By")),
            Column("created_at", _("When"), kind="moment", sort="created_at"),
        ],
        sort="-created_at",
        row_link=link,
        empty=Empty(
            title=_("Nothing was imported yet"),
            text=_(
                "Bring in the units that you have sold from a spreadsheet; you see what would happen before it does."
            ),
            action_label=_("Import a spreadsheet"),
            action_href=reverse("imports-upload"),
        ),
    )
    return render(request, "integrations/list.html", {"list": listing})


@staff_page(MAY)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and go on to its columns."""
    asked = request.GET.get("kind", "")
    initial = {"kind": asked if asked in words.KINDS else "units"}
    form = forms.UploadForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            run = _received(form.cleaned_data["file"], form.cleaned_data["kind"] or "units", request)
        except Refused as refused:
            add_refusal(form, refused, words.refusal)
        else:
            return redirect("imports-columns", run.number)
    return render(request, "integrations/upload.html", {"form": form}, status=422 if form.errors else 200)


def _received(file: Any, kind: str, request: HttpRequest) -> ImportRun:
    if file.size is not None and file.size > sheets.LARGEST_FILE:
        raise Refused("file_too_large", "file", most="20 MB")
    handle, name = tempfile.mkstemp(suffix=Path(file.name or "").suffix[:6])
    try:
        with os.fdopen(handle, "wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        return actions.receive(
            path=Path(name), name=file.name or "", kind=kind, actor=_actor(request), at=timezone.now()
        )
    finally:
        Path(name).unlink(missing_ok=True)


@staff_page(MAY)
def choose_columns(request: HttpRequest, number: str) -> HttpResponse:
    """Which column is what; then the rehearsal starts."""
    run = queries.run(_actor(request), number)
    form = forms.MappingForm(run, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                actions.map_columns(run=run, mapping=form.mapping(), constants=form.constants(), actor=_actor(request))
                _start(jobs.check_import, run, request)
        except Refused as refused:
            add_refusal(form, refused, words.refusal)
        else:
            return redirect("imports-record", run.number)
    samples = queries.samples(run, _SAMPLES)
    context = {"form": form, "run": run, "columns": list(zip(form.column_fields, samples, strict=True))}
    return render(request, "integrations/columns.html", context, status=422 if form.errors else 200)


@staff_page(MAY)
def record(request: HttpRequest, number: str) -> HttpResponse:
    """How an import stands: progress, counts, and every row with something to say."""
    run = queries.run(_actor(request), number)
    rows = Paginator(queries.remarked_rows(run), 50).get_page(request.GET.get("page"))
    return render(
        request, "integrations/record.html", {**_standing(run), "rows": _worded(rows.object_list), "page": rows}
    )


@staff_page(MAY)
@require_POST
def bring_in(request: HttpRequest, number: str) -> HttpResponse:
    """Start the import itself."""
    run = queries.run(_actor(request), number)
    if run.state != ImportRun.State.CHECKED or _work(run) is not None:
        messages.error(request, words.refusal("not_now", {}))
    else:
        with transaction.atomic():
            _start(jobs.bring_in_import, run, request)
    return redirect("imports-record", run.number)


@staff_page(MAY)
@require_POST
def undo(request: HttpRequest, number: str) -> HttpResponse:
    """Take an import back."""
    run = queries.run(_actor(request), number)
    try:
        first, second = actions.undo(run=run, actor=_actor(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, words.refusal(refused.code, refused.params))
    else:
        for tone, sentence in words.undone(run.kind, run.counts, first, second):
            messages.add_message(request, tone, sentence)
    return redirect("imports-record", run.number)


@staff_page(MAY)
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """The fragment that the page asks for while work goes on; when it is done, the page loads anew."""
    run = queries.run(_actor(request), number)
    standing = _standing(run)
    response = render(request, "integrations/progress.html", standing)
    if standing["work"] is None:
        response["HX-Refresh"] = "true"
    return response


@staff_page(MAY)
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Every repaired or refused row as CSV."""
    run = queries.run(_actor(request), number)
    return HttpResponse(
        "\ufeff" + queries.report(run),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{run.number}.csv"'},
    )


def _start(what: object, run: ImportRun, request: HttpRequest) -> None:
    start_work(
        what,  # type: ignore[arg-type]
        title="import",
        actor=_actor(request),
        at=timezone.now(),
        arguments={"number": run.number},
        total=run.rows,
    )


def _work(run: ImportRun) -> Work | None:
    """The work that is under way for an import."""
    return Work.objects.filter(arguments__number=run.number, state__in=["waiting", "running"]).first()


def _standing(run: ImportRun) -> dict[str, object]:
    failed = Work.objects.filter(arguments__number=run.number, state="failed").order_by("-id").first()
    return {
        "run": run,
        "work": _work(run),
        "failed": failed if run.state in ("uploaded", "running") else None,
        "state": words.STATES[run.state],
        "tone": words.TONES[run.state],
        "counts": [(name, text, run.counts.get(name, 0)) for name, text in words.COUNTS[run.kind].items()],
    }


def _worded(rows: object) -> list[dict[str, object]]:
    return [
        {
            "row": row,
            "text": " ".join(words.remark(remark) for remark in row.remarks),
            "refused": row.outcome == "refused",
        }
        for row in rows  # type: ignore[attr-defined]
    ]
