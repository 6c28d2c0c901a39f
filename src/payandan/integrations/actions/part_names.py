"""What the words of a list of spare parts stand for in this house: models, stores, kinds."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override

from payandan.catalog.models import ProductModel
from payandan.integrations.rules import part_rows as reading
from payandan.integrations.rules.rows import CleanRow, Remark
from payandan.parts import words as part_words
from payandan.parts.models import Node
from payandan.platform.kit.text import key


@dataclass(slots=True)
class House:
    """Models, stores and kinds by what a sheet calls them."""

    models: dict[str, list[int]] = field(default_factory=dict)
    stores: dict[str, Node] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def load(self) -> "House":
        for pk, brand, code, name_fa, name_en in ProductModel.objects.values_list(
            "pk", "brand", "code", "name_fa", "name_en"
        ):
            for name in {key(code), key(f"{brand} {code}"), key(name_fa), key(name_en)}:
                self.models.setdefault(name, []).append(pk)
        for node in Node.objects.filter(is_active=True).select_related("branch"):
            names = [node.code, node.name_fa, node.name_en]
            if node.branch is not None and node.kind == "centre":
                names += [node.branch.code, node.branch.name_fa, node.branch.name_en]
            for name in names:
                self.stores.setdefault(key(name), node)
        self.kinds.update({key(name): code for name, code in reading.KIND_NAMES.items()})
        for code, label in part_words.KINDS.items():
            for name in (code, *_in_both(label)):
                self.kinds[key(name)] = code
        return self

    def settle(self, row: CleanRow) -> None:
        """Put in the row what its words stand for; what they do not is said."""
        values = row.values
        said = str(values.get("part_kind", ""))
        kind = self.kinds.get(key(said), "") if said else reading.USUAL_KIND
        store = self.stores.get(key(str(values.get("store", ""))))
        if not kind:
            row.problems.append(Remark("part_kind", "unknown_part_kind", was=str(values["part_kind"])))
        if values.get("store") and store is None:
            row.problems.append(Remark("store", "unknown_store", was=str(values["store"])))
        elif store is None and any(values.get(name) is not None for name in ("stock", "reorder", "bin")):
            row.problems.append(Remark("store", "missing"))
        values["kind"], values["node"] = kind, store
        values["models"] = []
        for name in reading.models_in(str(values.get("fits", ""))):
            known = self.models.get(name, [])
            if len(known) == 1:
                values["models"].append(known[0])
            else:
                row.repairs.append(Remark("fits", "unknown_fit", was=name))


def _in_both(label: Any) -> list[str]:
    names = []
    for language in ("fa", "en"):
        with override(language):
            names.append(str(label))
    return names
