"""What people type about terms and packs."""

from payandan.warranty.forms.binding import BindForm, EndForm
from payandan.warranty.forms.documents import CaseForm, DocumentForm, TryForm, problems_of
from payandan.warranty.forms.units import units_named
from payandan.warranty.forms.yaml_text import as_yaml

__all__ = ["BindForm", "CaseForm", "DocumentForm", "EndForm", "TryForm", "as_yaml", "problems_of", "units_named"]
