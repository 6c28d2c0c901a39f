"""Reading the part master: finding a part, its chain, what stands in for it, what it fits and costs."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from payandan.catalog.models import ProductModel
from payandan.parts.models import KitLine, Part, PartFit, PartPrice, Substitute, Supersession
from payandan.parts.rules import master as rules
from payandan.parts.rules.master import Step
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.identifiers import from_wedge
from payandan.platform.kit.ids import check_public_id
from payandan.platform.kit.refusals import Refused

_LONGEST_CHAIN = 200


def find(actor: Actor, text: str = "", *, active: bool = True) -> QuerySet[Part]:
    """Parts by number, any piece of it, name in any spelling, barcode, or the number of a part they superseded."""
    rows = Part.objects.visible_to(actor).search(from_wedge(text.strip()))
    return rows.filter(is_active=True) if active else rows


def get(actor: Actor, number: str) -> Part:
    """The part with this public number. Raises Part.DoesNotExist where it is missing or hidden."""
    return Part.objects.visible_to(actor).select_related("category").get(number=number)


def exact(text: str) -> Q | None:
    """Which part a scan or a whole number means: public number, part number in any spelling, or barcode."""
    typed = from_wedge(text.strip())
    if number := check_public_id(typed):
        return Q(number=number)
    code = rules.code_key(typed)
    return Q(code_key=code) | (Q(barcode=typed) & ~Q(barcode="")) if code else None


def scanned(actor: Actor, text: str) -> Part | None:
    """The one part that a scan names; None where it names none, or several by a barcode they share."""
    condition = exact(text)
    found = list(Part.objects.visible_to(actor).filter(condition)[:2]) if condition is not None else []
    if len(found) == 2:
        code = rules.code_key(from_wedge(text.strip()))
        found = [part for part in found if part.code_key == code]
    return found[0] if len(found) == 1 else None


def by_scan(actor: Actor, scans: Iterable[str]) -> dict[str, Part]:
    """What each scan or whole number names, as `scanned`, for a whole list in one query. Refused("unknown_parts")."""
    asked = {text: (rules.code_key(text), check_public_id(text) or "") for text in scans}
    keys, numbers = {key for key, _ in asked.values() if key}, {number for _, number in asked.values() if number}
    rows = Part.objects.visible_to(actor).filter(
        Q(code_key__in=keys) | Q(number__in=numbers) | (Q(barcode__in=list(asked)) & ~Q(barcode=""))
    )
    named: dict[str, list[Part]] = {}
    for part in rows:
        for name in {part.code_key, part.number, part.barcode} - {""}:
            named.setdefault(name, []).append(part)
    found = {}
    for text, (key, number) in asked.items():
        hits = next((named[name] for name in (key, number, text) if name in named), [])
        if len(hits) == 1:
            found[text] = hits[0]
    missing = [text for text in asked if text not in found]
    if missing:
        raise Refused("unknown_parts", "lines", parts=", ".join(missing[:10]))
    return found


def fitting(model_id: int, serial: str = "", *, actor: Actor | None = None) -> list[Part]:
    """The active parts that fit a unit of this model; of a superseded one that its successor does for, the newest.

    Each part has `fit_ids`, the parts by whose fit it was found.
    """
    rows = PartFit.objects.filter(model_id=model_id).select_related("part")
    direct = {row.part_id: row.part for row in rows if rules.fits(serial, row.serial_from, row.serial_to)}
    steps = steps_around(list(direct))
    wanted: dict[int, list[int]] = {}
    for part_id in direct:
        later = [one for one in rules.stand_ins(steps, part_id) if one in rules.chain(steps, part_id)]
        wanted.setdefault(later[-1] if later else part_id, []).append(part_id)
    parts = Part.objects.filter(pk__in=wanted, is_active=True).select_related("category").prefetch_related("components")
    found = list((parts if actor is None else parts & Part.objects.visible_to(actor)).order_by("code"))
    for part in found:
        part.fit_ids = wanted[part.pk]  # type: ignore[attr-defined]
    return found


# --- chains -----------------------------------------------------------------------------------------------------------


def steps_around(ids: Iterable[int]) -> list[Step]:
    """Every supersession in the chains that these parts belong to: one query for each step outwards."""
    found: dict[int, Step] = {}
    edge = {one for one in ids if one is not None}
    seen: set[int] = set()
    while edge and len(seen) < _LONGEST_CHAIN:
        seen |= edge
        rows = Supersession.objects.filter(Q(old__in=edge) | Q(new__in=edge))
        for old, new, direction in rows.values_list("old_id", "new_id", "direction"):
            found[old] = Step(old, new, direction)
        edge = {one for step in found.values() for one in (step.old, step.new)} - seen
    return list(found.values())


def codes(ids: Sequence[int]) -> list[str]:
    """The numbers of parts, in the order given."""
    known = dict(Part.objects.filter(pk__in=ids).values_list("pk", "code"))
    return [known[one] for one in ids if one in known]


def newest(part_id: int) -> int:
    """What took the place of a part in the end; the part itself where nothing did."""
    return rules.chain(steps_around([part_id]), part_id)[-1]


def stand_ins(part_id: int) -> list[int]:
    """What may be taken instead of a part: by its chain, then by its substitutes."""
    chained = rules.stand_ins(steps_around([part_id]), part_id)
    others = Substitute.objects.filter(part_id=part_id).values_list("substitute_id", flat=True)
    return list(dict.fromkeys([*chained, *others]))


def chain_rows(part: Part) -> list[Supersession]:
    """The supersessions of the part's chain, the oldest first."""
    steps = steps_around([part.pk])
    rows = Supersession.objects.filter(old__in=[step.old for step in steps]).select_related("old", "new")
    return sorted(rows, key=lambda row: (row.at, row.pk))


# --- what belongs to a part -------------------------------------------------------------------------------------------


def prices_on(part_ids: Iterable[int], day: date, currency: str) -> dict[int, int]:
    """The price of each part on a day; parts without one are left out."""
    rows = PartPrice.objects.filter(part_id__in=set(part_ids), currency=currency, since__lte=day)
    return dict(rows.order_by("since").values_list("part_id", "amount"))


def with_details(rows: QuerySet[Part]) -> QuerySet[Part]:
    """Parts with all that a record or the API shows of them, in a constant number of queries."""
    fits = PartFit.objects.select_related("model")
    return rows.select_related("category", "superseded_by__new").prefetch_related(
        "components__category", "prices", Prefetch("fits", queryset=fits)
    )


def kits_with(part: Part) -> list[KitLine]:
    """The kits that the part is in."""
    return list(part.kit_lines.select_related("kit").order_by("kit__code"))


def models_by_code() -> dict[str, ProductModel]:
    """Active models by «brand code» and by code alone, as people write them in a list; doubtful ones are left out."""
    found: dict[str, ProductModel | None] = {}
    for model in ProductModel.objects.filter(is_active=True):
        for text in (rules.code_key(model.code), rules.code_key(f"{model.brand}{model.code}")):
            found[text] = model if found.get(text, model) == model else None
    return {text: model for text, model in found.items() if model is not None}
