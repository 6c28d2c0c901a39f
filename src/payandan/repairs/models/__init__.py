"""The tables of repairs, one file a subject."""

from payandan.repairs.models.bench import PartChange, PlannedPart, TestRun, WorkTimer
from payandan.repairs.models.estimates import Estimate, EstimateLine, EstimateQuestion, MoneyTerms, TaxRate
from payandan.repairs.models.invoices import CashDrawer, Invoice, InvoiceLine, Release
from payandan.repairs.models.keeping import Custody, HandOver, Passcode
from payandan.repairs.models.orders import RepairOrder, RepairOrderQuerySet, Visit
from payandan.repairs.models.pooled import PoolUnit, PoolUnitQuerySet
from payandan.repairs.models.pools import Disposition, Exchange, Loan, Loaner
from payandan.repairs.models.recalls import RecallOnJob
from payandan.repairs.models.repeats import Repeat

__all__ = [
    "CashDrawer", "Custody", "Disposition", "Estimate", "EstimateLine", "EstimateQuestion", "Exchange", "HandOver",
    "Invoice", "InvoiceLine", "Loan", "Loaner", "MoneyTerms", "PartChange", "Passcode", "PlannedPart", "PoolUnit",
    "PoolUnitQuerySet", "RecallOnJob", "Release", "RepairOrder", "RepairOrderQuerySet", "Repeat", "TaxRate",
    "TestRun", "Visit", "WorkTimer",
]  # fmt: skip
