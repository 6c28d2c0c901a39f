"""The lines of the table that says who pays, each as the sentence that staff and customers read."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from payandan.returns.words.labels import PAYERS, label

LINES: dict[str, Any] = {
    "law_eu_fault": _(
        "The law says so: goods that do not conform are brought into conformity free of charge, postage and carriage "
        "included (Directive (EU) 2019/771, articles 2(14) and 14(1)(a))."
    ),
    "law_eg_fault": _(
        "The law says so: inspection, repair and transport of faulty goods are borne by the supplier "
        "(Consumer Protection Law 181 of 2018, article 23)."
    ),
    "law_eg_withdrawal": _(
        "The law says so: who withdraws in time sends back without cost (Consumer Protection Law 181 of 2018, "
        "article 17)."
    ),
    "law_ir_withdrawal": _(
        "The law says so: the cost of sending back is all that a consumer bears who withdraws within seven working "
        "days (Electronic Commerce Act of 1382, article 37)."
    ),
    "law_eu_withdrawal": _(
        "The law says so: who withdraws bears the direct cost of sending back (Directive 2011/83/EU, article 14(1))."
    ),
    "our_mistake": _("It was our mistake, or nobody's but ours to bear: whoever caused the way pays for it."),
    "among_ourselves": _("It travels among our own places."),
    "loaner": _("A loaner is lent by us, and so is its way."),
    "dead_on_arrival": _("It never worked: its owner shall have no cost of it."),
    "convenience": _("The way is the customer's own wish."),
    "no_fault": _("No fault was found, so the promise does not cover the way."),
    "covered_near": _("The fault is covered, and the way lies inside the city."),
    "covered_far": _(
        "The fault is covered; the way leads to another city, and what that costs more is the customer's, as usual in "
        "the trade."
    ),
    "partly_covered": _("The fault is covered in part, and so is the way."),
    "not_covered": _("Nothing covers this way."),
}


def sentence(line: str) -> str:
    """Why that payer, as one sentence."""
    return label(LINES, line)


def payer(code: str) -> str:
    """Who pays, in full."""
    return label(PAYERS, code)
