"""Names of the made-up cases on which a document is tried."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from payandan.warranty.queries.samples import OF_COMPONENT


def sample_label(name: str, components: Mapping[str, str]) -> str:
    """What a sample is about, in the reader's language."""
    if name.startswith(OF_COMPONENT):
        code = name.removeprefix(OF_COMPONENT)
        return _("%(component)s fails: a defect in materials") % {
            "component": components.get(code, code.replace("_", " "))
        }
    return {
        "material": _("A defect in materials"),
        "software": _("A software fault"),
        "accident": _("It was dropped, and that is proven"),
        "accident_said": _("It was dropped, and nobody has proven it"),
        "misuse": _("It was used against its instructions"),
        "wear": _("It wore out"),
        "opened": _("The owner opened it before"),
        "visible": _("The fault was there to see at purchase"),
        "unknown": _("Nobody has found the cause yet"),
    }.get(name, name)
