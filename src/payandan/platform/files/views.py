"""Handing out files to who may see what they belong to."""

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from payandan.platform.files import queries
from payandan.platform.files.models import StoredFile
from payandan.platform.people.permissions import ActorRequest, object_page

_SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@object_page
@require_safe
def show(request: ActorRequest, token: str) -> HttpResponseBase:
    """The file itself: a picture to look at, a document to save."""
    file = _found(request, token)
    return _answer(file, file.path, file.content_type, "private, no-store")


@object_page
@require_safe
def thumbnail(request: ActorRequest, token: str) -> HttpResponseBase:
    """The small picture. The address never shows another one, so the reader's browser may keep it for a while."""
    file = _found(request, token)
    if not file.thumbnail:
        raise Http404
    return _answer(file, file.thumbnail, "image/jpeg", "private, max-age=3600, immutable")


def _found(request: ActorRequest, token: str) -> StoredFile:
    file = queries.get(request.actor, token)
    if file is None:
        raise Http404
    return file


def _answer(file: StoredFile, path: str, content_type: str, caching: str) -> HttpResponseBase:
    try:
        opened = queries.location(path).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    saved = file.kind != StoredFile.Kind.IMAGE
    response = FileResponse(opened, as_attachment=saved, filename=file.name, content_type=content_type)
    response["Cache-Control"] = caching
    response["Content-Security-Policy"] = _SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response
