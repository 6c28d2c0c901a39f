"""What people scan and type at the store: lists of parts, counts, quantities."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payandan.parts.actions import Counted, Line
from payandan.parts.forms.master import Named
from payandan.parts.models import Node, Part
from payandan.parts.queries import master as queries
from payandan.parts.queries import stock
from payandan.parts.rules import lines as rules
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import token
from payandan.platform.kit.text import NotANumber, parse_int
from payandan.platform.ui.forms import TextField

_LIST = {
    "dir": "ltr", "class": "input code", "rows": 8, "spellcheck": "false", "autocapitalize": "none", "autofocus": True,
}  # fmt: skip
LINES_HELP = _(
    "Scan or type one part on each line, then how many. A part alone is one piece, so scanning twice makes two."
)
COST_HELP = _("After how many you may write what they cost together; without it the average counts.")


class Keyed(forms.Form):
    """A form whose act is done once, however often it is sent."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", token(16))

    def key_for(self, actor: Actor) -> str:
        """The key as the ledger keeps it: nobody else's can meet it."""
        typed = self.cleaned_data.get("key", "")
        return f"desk:{actor.id}:{typed}" if typed else ""


class LinesForm(Keyed):
    """A list of parts at a store."""

    node = Named(label=_("Store"), queryset=Node.objects.none(), to_field_name="code", empty_label=None)
    lines = forms.CharField(label=_("Parts"), help_text=LINES_HELP, max_length=40_000, widget=forms.Textarea(_LIST))
    note = TextField(label=_("Note"), max_length=400, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        node: Any = self.fields["node"]
        node.queryset = stock.nodes_to_act_at(actor)

    def read(self, *, costs: bool = False) -> list[Line]:
        """The lines as the act takes them. Refused: unknown_parts, line_unreadable, nothing_to_do, too_many_lines."""
        currency = self.cleaned_data["node"].currency if costs else ""
        typed = rules.read_lines(self.cleaned_data["lines"], currency)
        parts = queries.by_scan(self.actor, [line.part for line in typed])
        return [Line(parts[line.part].pk, line.quantity, line.cost) for line in typed]


class ReceiveForm(LinesForm):
    """What came in from a supplier."""

    opening = forms.BooleanField(label=_("This is the store’s first stock, not a delivery"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].help_text = f"{LINES_HELP} {COST_HELP}"
        self.order_fields(["node", "lines", "note", "opening", "key"])


class RemoveForm(LinesForm):
    """What leaves the store for good."""

    act = forms.ChoiceField(
        label=_("What is done with it"),
        choices=[("scrap", _("Scrapped")), ("return_to_supplier", _("Sent back to the supplier"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"] = TextField(label=_("Reason"), max_length=400)
        self.order_fields(["node", "act", "lines", "note", "key"])


class SendForm(LinesForm):
    """What one store sends to another."""

    to = Named(label=_("Goes to"), queryset=Node.objects.none(), to_field_name="code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = stock.targets()
        self.fields["node"].label = _("Comes from")
        self.order_fields(["node", "to", "lines", "note", "key"])


class SheetForm(Keyed):
    """What is to be counted."""

    node = Named(label=_("Store"), queryset=Node.objects.none(), to_field_name="code", empty_label=None)
    bins = TextField(
        label=_("Bins that begin with"), help_text=_("Leave it empty to count all that is kept."), required=False
    )
    note = TextField(label=_("Note"), max_length=400, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        node: Any = self.fields["node"]
        node.queryset = stock.nodes_to_act_at(actor, "stock.count")


class EndForm(Keyed):
    """An act on a paper as it was seen, with a reason where one is needed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000, required=False)
    reason = TextField(label=_("Reason"), max_length=400, required=False)
    close = forms.BooleanField(label=_("What is missing will not come"), required=False)


def quantities(posted: Mapping[str, Any], prefix: str, parts: Mapping[int, Part]) -> tuple[dict[int, int], list[str]]:
    """Numbers typed beside parts (`q-12` for part 12); and the numbers of the parts whose entry cannot be read."""
    found, wrong = {}, []
    for part_id, part in parts.items():
        typed = str(posted.get(f"{prefix}-{part_id}", "")).strip()
        if not typed:
            continue
        try:
            number = parse_int(typed)
        except NotANumber:
            number = -1
        if 0 <= number <= 1_000_000:
            found[part_id] = number
        else:
            wrong.append(part.code)
    return found, wrong


def counts(posted: Mapping[str, Any], parts: Mapping[int, Part]) -> tuple[dict[int, Counted], list[str]]:
    """What was counted, with a reason beside (`r-12`)."""
    found, wrong = quantities(posted, "q", parts)
    return {
        part_id: Counted(number, str(posted.get(f"r-{part_id}", ""))[:400]) for part_id, number in found.items()
    }, wrong
