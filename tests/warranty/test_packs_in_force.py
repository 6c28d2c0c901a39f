"""Law packs in an installation: which of them a unit is given, and that no two speak of the same."""

from typing import Any

import pytest

from payandan.platform.kit.refusals import Refused
from payandan.warranty import actions, labels, queries
from payandan.warranty.rulebook import shipped
from payandan.warranty.rules import Terms
from tests.claims import factories as make
from tests.warranty.people import author, drafted, published

pytestmark = pytest.mark.django_db


def packs_for(**unit: Any) -> set[str]:
    book = queries.rule_book_for({"category": "television", "sold_on": "2026-08-10", **unit})
    return {pack.id for pack in book.packs}


def test_a_unit_is_given_the_law_of_its_country_and_region() -> None:
    make.rule_book()
    assert packs_for(country="IR") == {"ir-appliances@2", "ir-ecommerce@1"}
    assert packs_for(country="DE") == {"eu-conformity@1", "eu-repair@1"}
    assert packs_for(country="TR") == {"tr-consumer@1"}
    assert packs_for(country="EG") == {"eg-consumer@1"}
    assert packs_for(country="CH") == set()
    assert packs_for(country=None) == set()
    assert packs_for(country="DE", sold_on="2026-07-30") == {"eu-conformity@1"}


def test_two_packs_of_one_scope_are_not_published() -> None:
    make.rule_book()
    own = {**shipped()["ir-mobile@2"], "id": "phones-of-ours@1"}
    with pytest.raises(Refused) as caught:
        published(own)
    assert (caught.value.code, caught.value.field) == ("same_scope", "scope")
    said = labels.refusal(caught.value.code, caught.value.params)
    assert "ir-mobile@2" in said or "ir-mobile@1" in said
    assert published({**own, "id": "ir-mobile@3"}).state == "published"
    assert published({**own, "id": "withdrawals@1", "subject": "repair_duty"}).state == "published"


def test_what_was_published_is_read_even_if_nobody_would_write_it_so_today() -> None:
    row = published()
    row.body = {**row.body, "caps": {"per_claim": {"amount": "1", "currency": "IRR"}},
                "deductible": {"amount": "2", "currency": "IRR"}}  # fmt: skip
    row.digest = "sha256:from-before"
    row.save()
    book = queries.rule_book_for({"category": "television", "country": "IR", "sold_on": "2026-12-01"})
    (terms,) = book.terms
    assert isinstance(terms, Terms)
    assert terms.cap_per_claim


def test_a_senseless_draft_is_not_proposed() -> None:
    draft = drafted({**shipped()["parts-only@1"], "id": "none@1", "lines": {"part": 0}})
    with pytest.raises(Refused) as caught:
        actions.propose(document=draft, actor=author(), at=make.AT)
    assert caught.value.code == "invalid_document"
    assert [(problem.path, problem.code) for problem in caught.value.params["problems"]] == [("lines", "pays_nothing")]
