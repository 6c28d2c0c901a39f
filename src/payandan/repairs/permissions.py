"""Who may do what in the workshop, and who may see its photos."""

from django.utils.translation import gettext_lazy as _

from payandan.platform.kit.actors import Actor
from payandan.platform.search.among import among
from payandan.repairs.models import Loan, RepairOrder

CAPABILITIES = {
    "repairs.view": _("See repair jobs"),
    "repairs.intake": _("Take devices in, send them on and hand them back"),
    "repairs.bench": _("Work at the bench: move jobs, count time, change parts, test"),
    "repairs.manage": _("Give jobs out, class repeats, judge what is abandoned, put time right"),
    "repairs.export": _("Export repair jobs"),
    "repairs.estimate": _("Write and send estimates, and note consent"),
    "repairs.invoice": _("Issue and cancel invoices"),
    "repairs.release": _("Let devices go that are not paid"),
    "repairs.cash": _("Open and close the cash drawer"),
    "repairs.accounting": _("Export the journal, set taxes and the terms of money"),
}
_MONEY = ["repairs.estimate", "repairs.invoice", "repairs.cash"]
_ALL = list(CAPABILITIES)
ROLES = {
    "administrator": _ALL,
    "manager": _ALL,
    "clerk": ["repairs.view", "repairs.intake", *_MONEY],
    "technician": ["repairs.view", "repairs.intake", "repairs.bench", "repairs.estimate"],
    "analyst": ["repairs.view", "repairs.export"],
}


def may_see_files(actor: Actor, order_id: int) -> bool:
    """A job's photos and signatures are for those who may see the job."""
    return RepairOrder.objects.visible_to(actor).filter(pk=order_id).exists()


def may_see_loan_files(actor: Actor, loan_id: int) -> bool:
    """The signature under a loan is for those who may see its job."""
    return Loan.objects.filter(among(RepairOrder.objects.visible_to(actor), "order_id"), pk=loan_id).exists()
