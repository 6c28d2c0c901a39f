"""What is asked of people who look at numbers, and of those who ask what would have been."""

from payandan.insights.forms.whatif import ChangeForm, NameForm, ScenarioForm, document_choices
from payandan.insights.forms.window import WindowForm

__all__ = ["ChangeForm", "NameForm", "ScenarioForm", "WindowForm", "document_choices"]
