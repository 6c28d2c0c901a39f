"""What people type in the workshop. The rules stand in `rules`; here only reading and keeping what was typed."""

from payandan.repairs.forms.acts import (
    AbandonForm,
    AnswerExchangeForm,
    ArriveForm,
    AssignForm,
    ChangePartForm,
    ClassForm,
    DeliverForm,
    DescribeForm,
    ExchangeForm,
    FinishForm,
    GradeForm,
    LendForm,
    LoanBackForm,
    MoveForm,
    PhotosForm,
    PlanPartForm,
    PriorityForm,
    PromiseForm,
    SendForm,
    TimeForm,
    VersionedForm,
    WaitForm,
)
from payandan.repairs.forms.intake import IntakeForm, RegisterForm, ScanForm
from payandan.repairs.forms.looking import BoardFilter, LoanerForm, SpanForm, TrackForm
from payandan.repairs.forms.signature import SignatureField
from payandan.repairs.forms.tests import TestForm

__all__ = [
    "AbandonForm", "AnswerExchangeForm", "ArriveForm", "AssignForm", "BoardFilter", "ChangePartForm", "ClassForm",
    "DeliverForm", "DescribeForm", "ExchangeForm", "FinishForm", "GradeForm", "IntakeForm", "LendForm", "LoanBackForm",
    "LoanerForm", "MoveForm", "PhotosForm", "PlanPartForm", "PriorityForm", "PromiseForm", "RegisterForm", "ScanForm",
    "SendForm", "SignatureField", "SpanForm", "TestForm", "TimeForm", "TrackForm", "VersionedForm", "WaitForm",
]  # fmt: skip
