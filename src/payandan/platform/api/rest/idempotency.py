"""A write sent twice with the same Idempotency-Key is done once and answered twice alike."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from payandan.platform.api import actions, queries
from payandan.platform.api.models import StoredReply
from payandan.platform.api.rest.problems import Problem

View = TypeVar("View", bound=Callable[..., Any])
Answer = Callable[[], HttpResponse]

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("Content-Type", "Location", "ETag")


class RefusedReply(Exception):  # noqa: N818 - carries the answer out of the transaction, which it undoes
    """The act was refused: undo what it began, and keep the answer."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def idempotent(*, required: bool = False, ignored: bool = False) -> Callable[[View], View]:
    """Say how an operation treats `Idempotency-Key`; below `@router.post(…)`.

    Without it a POST or PATCH accepts a key and honours it. `required`: without a key it answers 400. `ignored`:
    the operation changes nothing, so that a repetition is harmless anyway.
    """

    def mark(view: View) -> View:
        view.idempotency = "required" if required else "ignored" if ignored else "optional"  # type: ignore[attr-defined]
        return view

    return mark


def run(request: HttpRequest, answer: Answer, *, required: bool) -> HttpResponse:
    """Answer a write at most once for its key.

    The act and the stored answer are one transaction, so that there is no moment in which one exists without the
    other. `answer` raises RefusedReply for a refusal, whose transaction is undone before the answer is kept;
    any other exception undoes the act and keeps nothing.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None and required:
        raise Problem("idempotency-key-missing")
    if key is None:
        return _without_key(answer)
    if not _KEY.fullmatch(key):
        raise Problem("idempotency-key-invalid")
    actor = request.actor  # type: ignore[attr-defined]
    return _with_key(f"{actor.kind}:{actor.id}", key, _hash(request), answer)


def _without_key(answer: Answer) -> HttpResponse:
    try:
        with transaction.atomic():
            return answer()
    except RefusedReply as refused:
        return refused.response


def _with_key(principal: str, key: str, request_hash: str, answer: Answer) -> HttpResponse:
    def attempt(answer: Answer) -> HttpResponse:
        with transaction.atomic():
            if not queries.is_ours(principal, key):
                raise Problem("in-progress", headers={"Retry-After": "1"})
            stored = queries.stored_reply(principal, key)
            if stored:
                return _replay(stored, request_hash)
            response = answer()
            actions.store_reply(
                principal=principal,
                key=key,
                request_hash=request_hash,
                status=response.status_code,
                headers={name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers},
                body=response.content.decode(),
                at=timezone.now(),
            )
            return response

    try:
        return attempt(answer)
    except RefusedReply as refused:
        response = refused.response
        return attempt(lambda: response)


def _replay(stored: StoredReply, request_hash: str) -> HttpResponse:
    if stored.request_hash != request_hash:
        raise Problem("idempotency-key-reused")
    response = HttpResponse(stored.body.encode(), status=stored.status)
    for name, value in stored.headers.items():
        response.headers[name] = value
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _hash(request: HttpRequest) -> str:
    digest = hashlib.sha256(f"{request.method}\0{request.get_full_path()}\0".encode("utf-8", "surrogateescape"))
    payload = getattr(request, "payload", None)
    if payload is not None:
        digest.update(json.dumps(payload, sort_keys=True, separators=(",", ":")).encode())
    elif request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(json.dumps([name, values]).encode())
        for name, uploads in sorted(request.FILES.lists()):
            for upload in uploads:
                digest.update(json.dumps([name, upload.name, upload.size]).encode())
                digest.update(b"".join(upload.chunks()))
                upload.seek(0)
    return digest.hexdigest()
