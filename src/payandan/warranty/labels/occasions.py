"""When a remedy or a right holds, in phrases."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.warranty.rules.documents import When
from payandan.warranty.words import label


def phrases(when: When) -> Iterable[str]:
    """Everything that has to be true, each as a phrase: in the first 7 days; after 2 repairs of the same problem."""
    counted: tuple[tuple[int | None, Callable[[int], str]], ...] = (
        (when.days_since_start_max, lambda n: ngettext("in the first %(n)s day", "in the first %(n)s days", n)),
        (
            when.working_days_since_start_max,
            lambda n: ngettext("in the first %(n)s working day", "in the first %(n)s working days", n),
        ),
        (
            when.same_problem_repairs_min,
            lambda n: ngettext("after %(n)s repair of the same problem", "after %(n)s repairs of the same problem", n),
        ),
        (
            when.repair_working_days_over,
            lambda n: ngettext(
                "when a repair takes more than %(n)s working day", "when a repair takes more than %(n)s working days", n
            ),
        ),
        (
            when.repair_days_over,
            lambda n: ngettext(
                "when a repair takes more than %(n)s day", "when a repair takes more than %(n)s days", n
            ),
        ),
        (
            when.days_out_of_service_over,
            lambda n: ngettext(
                "when it was out of use for more than %(n)s day", "when it was out of use for more than %(n)s days", n
            ),
        ),
    )
    for count, text in counted:
        if count is not None:
            yield text(count) % {"n": shown.digits(count)}
    if when.causes:
        causes = _(", ").join(label("cause", cause, reader.language()).lower() for cause in when.causes)
        yield _("for: %(causes)s") % {"causes": causes}
    yield from _states(when)


def _states(when: When) -> Iterable[str]:
    said = (
        (when.replacement_available, _("when there is a new one"), _("when there is no new one")),
        (when.part_available, _("when the part is there"), _("when the part cannot be had")),
        (when.safety_part, _("when safety hangs on the part"), _("when safety does not hang on the part")),
        (when.injury_risk, _("when somebody could be hurt"), _("when nobody could be hurt")),
    )
    for truth, yes, no in said:
        if truth is not None:
            yield yes if truth else no
