"""What the staff pages share: finding a job, storing what was uploaded, and wording what was refused."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404
from django.utils import timezone

from payandan.platform.files import actions as files
from payandan.platform.files import words as file_words
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest
from payandan.platform.ui.forms import add_refusal
from payandan.repairs import queries, words
from payandan.repairs.models import RepairOrder
from payandan.units import words as unit_words

_FILE_CODES = ("file_", "image_", "document_", "too_many_files")


def found(request: ActorRequest, number: str, *, whole: bool = False) -> RepairOrder:
    """The job, if this member of staff may see it; else 404."""
    find = queries.record if whole else queries.get
    try:
        return find(request.actor, number)
    except RepairOrder.DoesNotExist:
        raise Http404 from None


def stored(request: ActorRequest, uploads: Sequence[Any]) -> list[StoredFile]:
    """Keep uploads, unbound until an act owns them. Raises Refused."""
    return [files.store(upload, owner=None, actor=request.actor, at=timezone.now()) for upload in uploads if upload]


def sentence_of(code: str, params: Any) -> str:
    """The sentence for any refusal that an act of the workshop can meet, whoever's it is."""
    if code.startswith(_FILE_CODES):
        return str(file_words.refusal(code, params))
    try:
        return words.refusal(code, params)
    except KeyError:
        return str(unit_words.refusal(code, params))


def centres_of(actor: Actor) -> Any:
    """The centres at which this actor may take something in."""
    return Branch.objects.visible_to(actor).filter(is_active=True)


def who(request: ActorRequest) -> dict[str, Any]:
    """Who acts, and when: now."""
    return {"actor": request.actor, "at": timezone.now()}


def tried(form: Any, act: Callable[[], Any]) -> Any:
    """What the act of a valid form made; what is refused stands in the form, and None comes back."""
    try:
        return act()
    except Refused as refused:
        add_refusal(form, refused, sentence_of)
        return None
