"""What happens to the catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelAdded:
    model_id: int
    number: str
    brand: str
    code: str
    category: str


@dataclass(frozen=True, slots=True)
class ModelChanged:
    model_id: int
    number: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategorySaved:
    category_id: int
    code: str
    new: bool


@dataclass(frozen=True, slots=True)
class ComponentSaved:
    """`category` and `code` are what terms documents call it."""

    component_id: int
    category: str
    code: str
    new: bool


@dataclass(frozen=True, slots=True)
class SymptomSaved:
    symptom_id: int
    category: str
    code: str
    new: bool


@dataclass(frozen=True, slots=True)
class CatalogLoaded:
    """A whole catalogue was read in: how many of each were new."""

    categories: int
    components: int
    symptoms: int
