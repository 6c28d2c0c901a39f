"""The small believable case that the living page is drawn with."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import pgettext

from payandan.platform.ui import words
from payandan.platform.ui.charts import Bar, bar_chart
from payandan.platform.ui.forms import (
    IntegerField,
    JalaliDateField,
    LinesField,
    MobileField,
    MoneyField,
    PhotoField,
    SerialField,
    TextField,
)


class SampleForm(forms.Form):
    """Every kind of field once."""

    name = TextField()
    mobile = MobileField()
    serial = SerialField()
    bought = JalaliDateField(past=True)
    price = MoneyField()
    readings = IntegerField(min_value=0, required=False)
    payer = forms.ChoiceField(choices=[])
    wish = forms.ChoiceField(widget=forms.RadioSelect, choices=[])
    story = LinesField(required=False)
    agreed = forms.BooleanField(required=False)
    photos = PhotoField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "name": pgettext("sample", "Customer's name"),
            "mobile": pgettext("sample", "Mobile"),
            "serial": pgettext("sample", "Serial number"),
            "bought": pgettext("sample", "Bought on"),
            "price": pgettext("sample", "Price"),
            "readings": pgettext("sample", "Hours in use"),
            "payer": pgettext("sample", "Who pays the freight"),
            "wish": pgettext("sample", "What would you like?"),
            "story": pgettext("sample", "What happened?"),
            "agreed": pgettext("sample", "The customer has read the terms"),
            "photos": pgettext("sample", "Photos"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        payers = [("company", pgettext("sample", "Company")), ("customer", pgettext("sample", "Customer"))]
        wishes = [("repair", pgettext("sample", "Repair")), ("replace", pgettext("sample", "Replacement"))]
        cast(forms.ChoiceField, self.fields["payer"]).choices = payers
        cast(forms.ChoiceField, self.fields["wish"]).choices = wishes
        self.fields["serial"].help_text = pgettext("sample", "On the back of the unit, under the barcode.")


def sample(panel: str) -> dict[str, Any]:
    """Everything that one panel shows; `panel` keeps its ids apart."""
    now = words.now()
    today = now.date()
    installed = today - timedelta(days=560)
    typed = {"mobile": "0912", "bought": "1404/12/30", "price": "12,5"}
    bad = SampleForm({f"{panel}-bad-{name}": value for name, value in typed.items()}, prefix=f"{panel}-bad")
    return {
        "panel": panel,
        "form": SampleForm(prefix=panel, initial={"price": 12_800_000, "bought": installed, "mobile": "+989123456789"}),
        "bad_form": bad,
        "installed": installed,
        "failed": today - timedelta(days=4),
        "until": installed + timedelta(days=730),
        "late": installed + timedelta(days=800),
        "loaner": today + timedelta(days=4),
        "today": today,
        "facts": [
            {
                "title": pgettext("sample", "The verdict was proposed"),
                "at": now - timedelta(minutes=8),
                "by": pgettext("sample", "automatic"),
            },
            {
                "title": pgettext("sample", "The inspection report came in"),
                "at": now - timedelta(minutes=50),
                "by": pgettext("sample", "Ali Rostami"),
            },
            {
                "title": pgettext("sample", "Received at the Shiraz centre"),
                "at": now - timedelta(days=1),
                "tone": "good",
            },
            {
                "title": pgettext("sample", "The claim was filed"),
                "at": now - timedelta(days=4),
                "by": pgettext("sample", "Portal"),
            },
        ],
        "steps": [
            {
                "title": pgettext("sample", "Received at the Shiraz centre"),
                "at": now - timedelta(days=1),
                "state": "done",
            },
            {
                "title": pgettext("sample", "Warranty pays"),
                "text": pgettext("sample", "The cause is a part's defect within 24 months."),
                "state": "now",
            },
            {"title": pgettext("sample", "Panel is replaced"), "state": "next"},
            {"title": pgettext("sample", "Test and hand-over"), "state": "next"},
        ],
        "tabs": [
            {"label": pgettext("sample", "All"), "href": "#", "current": True, "count": 1204},
            {"label": pgettext("sample", "Waiting for a verdict"), "href": "#", "count": 37},
            {"label": pgettext("sample", "Settled"), "href": "#"},
        ],
        "chart": _chart(today),
        "ranking": [
            {"label": pgettext("sample", "Display panel"), "value": 184, "href": "#"},
            {"label": pgettext("sample", "Power board"), "value": 97, "href": "#"},
            {"label": pgettext("sample", "Remote control"), "value": 22, "href": "#", "tone": "muted"},
        ],
        "pairs": [
            (pgettext("sample", "Bought on"), words.day(installed)),
            (pgettext("sample", "Earlier repairs"), words.digits(1)),
        ],
    }


def _chart(today: date) -> Any:
    counts = [31, 28, 44, 52, 47, 63, 58, 71]
    months = [today - timedelta(days=30 * back) for back in range(len(counts) - 1, -1, -1)]
    return bar_chart(
        pgettext("sample", "Claims by month"),
        [
            Bar(words.day(day, "month").split(" ")[0], href="#", parts=[("good", count * 0.7), ("warn", count * 0.3)])
            for day, count in zip(months, counts, strict=True)
        ],
        show=lambda value: words.digits(round(value)),
        legend=[("good", pgettext("sample", "Covered")), ("warn", pgettext("sample", "Paid by the customer"))],
    )
