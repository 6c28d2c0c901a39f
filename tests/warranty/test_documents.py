"""Drafts, publication, offers and bindings: a promise once given stands."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.refusals import Refused
from payandan.warranty import actions, labels, queries
from payandan.warranty.models import Document
from payandan.warranty.queries.clocks import history_sources
from tests.claims import factories as make
from tests.warranty.people import author, drafted, person, proposed, published, reader, terms

pytestmark = pytest.mark.django_db


def refused(code: str, act: Any, **given: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(**given)
    assert caught.value.code == code
    return caught.value


def book_of(unit: Any, on: date | None = None) -> set[str]:
    facts = queries.contract_unit(make.units.facts_for_case(unit))
    return {document.id for document in queries.rule_book_for(facts, on=on, unit_id=unit.pk).terms}


def test_a_draft_may_be_wrong_and_is_proposed_only_when_right() -> None:
    draft = drafted(terms(period={"months": "x"}))
    refusal = refused("invalid_document", actions.propose, document=draft, actor=author(), at=make.AT)
    assert [problem.path for problem in refusal.params["problems"]] == ["period.months"]
    right = drafted(source="id: shop@1 # ours")
    assert (right.pk, right.revision) == (draft.pk, 2)
    actions.propose(document=right, actor=author(), at=make.AT)
    row = actions.publish(document=right, actor=reader(), at=make.AT)
    assert (row.state, row.categories, row.country, row.terms_kind) == (
        "published",
        ["television"],
        "IR",
        "manufacturer",
    )
    assert row.digest.startswith("sha256:")
    assert Fact.objects.latest("id").body["document"] == "shop@1"


def test_a_published_version_never_changes() -> None:
    row = published()
    changed = {"document": terms(period={"months": 1}), "actor": author(), "at": make.AT}
    refused("published_never_changes", actions.save_draft, **changed)
    for act in (actions.publish, actions.propose, actions.take_back, actions.drop_draft):
        refused("published_never_changes", act, document=row, actor=author(), at=make.AT)
    second = drafted(terms(2))
    actions.drop_draft(document=second, actor=author(), at=make.AT)
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    "written", ["", "shop", "shop@", "shop@0", "shop@x", "@1", "s" * 90 + "@1", "shop@1@2", None, 5]
)
def test_an_id_that_cannot_be_read(written: Any) -> None:
    refused("bad_document_id", actions.save_draft, document={"id": written}, actor=author(), at=make.AT)


def test_loading_the_rule_book_twice_changes_nothing() -> None:
    added = actions.load_rulebook(actor=SYSTEM, at=make.AT)
    assert len(added) >= 10
    assert actions.load_rulebook(actor=SYSTEM, at=make.AT) == []
    offered = {row.code: row.offered for row in added}
    assert (offered["tv-standard"], offered["ir-appliances"]) == (True, True)
    assert (offered["extended-gold"], offered["parts-only"]) == (False, False)


def test_a_unit_gets_the_newest_version_that_was_offered_on_its_day_of_sale() -> None:
    published(terms(1), sold_until=date(2026, 1, 1))
    published(terms(2), sold_from=date(2026, 1, 1))
    published(terms(3), sold_from=date(2026, 6, 1))
    assert book_of(make.unit(sold_on=date(2025, 5, 1))) == {"shop@1"}
    assert book_of(make.unit(sold_on=date(2026, 1, 1))) == {"shop@2"}
    assert book_of(make.unit(sold_on=date(2026, 7, 1))) == {"shop@3"}
    assert book_of(make.unit(sold_on=None, delivered_on=None, installed_on=None, registered_on=date(2026, 2, 1))) == {
        "shop@2"
    }
    unknown = make.unit(sold_on=None, delivered_on=None, installed_on=None, registered_on=None)
    assert book_of(unknown) == {"shop@3"}
    assert book_of(make.unit(country="TR")) == set()


def test_what_is_withdrawn_stays_with_those_who_have_it() -> None:
    row = published()
    day = date(2026, 6, 1)
    actions.withdraw(document=row, actor=author(), at=make.AT, day=day)
    assert book_of(make.unit(sold_on=day - timedelta(days=1))) == {"shop@1"}
    assert book_of(make.unit(sold_on=day)) == set()
    refused("not_published", actions.withdraw, document=row, actor=author(), at=make.AT, day=day)


def test_what_is_bound_counts_on_the_days_that_it_held() -> None:
    gold, unit = published(offered=False), make.unit()
    assert book_of(unit) == set()
    binding = actions.bind(unit=unit, document=gold, since=date(2026, 3, 1), actor=author(), at=make.AT)
    assert actions.bind(unit=unit, document=gold, since=date(2026, 3, 1), actor=author(), at=make.AT) == binding
    assert book_of(unit) == book_of(unit, date(2026, 3, 1)) == {"shop@1"}
    assert book_of(unit, date(2026, 2, 28)) == set()
    refused(
        "ends_before_it_begins",
        actions.unbind,
        binding=binding,
        ended_on=date(2026, 1, 1),
        actor=author(),
        at=make.AT,
    )
    actions.unbind(binding=binding, ended_on=date(2026, 5, 1), actor=author(), at=make.AT)
    assert book_of(unit, date(2026, 4, 30)) == {"shop@1"}
    assert book_of(unit, date(2026, 5, 1)) == book_of(unit) == set()
    refused(
        "already_ended",
        actions.unbind,
        binding=binding,
        ended_on=date(2026, 5, 1),
        actor=author(),
        at=make.AT,
    )
    draft = proposed(terms(2))
    refused(
        "not_published",
        actions.bind,
        unit=unit,
        document=draft,
        since=make.AT.date(),
        actor=author(),
        at=make.AT,
    )


@pytest.mark.parametrize(
    ("capability", "act"),
    [
        ("warranty.edit", lambda actor, row, unit: actions.save_draft(document=terms(9), actor=actor, at=make.AT)),
        ("warranty.edit", lambda actor, row, unit: actions.drop_draft(document=row, actor=actor, at=make.AT)),
        ("warranty.edit", lambda actor, row, unit: actions.propose(document=row, actor=actor, at=make.AT)),
        ("warranty.edit", lambda actor, row, unit: actions.take_back(document=row, actor=actor, at=make.AT)),
        (
            "warranty.publish",
            lambda actor, row, unit: actions.send_back(document=row, reason="No", actor=actor, at=make.AT),
        ),
        ("warranty.publish", lambda actor, row, unit: actions.publish(document=row, actor=actor, at=make.AT)),
        (
            "warranty.publish",
            lambda actor, row, unit: actions.withdraw(document=row, actor=actor, at=make.AT, day=make.AT.date()),
        ),
        ("warranty.publish", lambda actor, row, unit: actions.load_rulebook(actor=actor, at=make.AT)),
        (
            "warranty.bind",
            lambda actor, row, unit: actions.bind(
                unit=unit, document=row, since=make.AT.date(), actor=actor, at=make.AT
            ),
        ),
    ],
)
def test_every_act_takes_its_capability(capability: str, act: Any) -> None:
    row, unit = published(), make.unit()
    with pytest.raises(Refused) as caught:
        act(person("third", without=[capability]), row, unit)
    assert caught.value.code == "not_allowed"


def test_a_rule_book_costs_two_queries_while_it_is_remembered() -> None:
    make.rule_book()
    unit = make.unit()
    book_of(unit)
    facts = queries.contract_unit(make.units.facts_for_case(unit))
    with CaptureQueriesContext(connection) as statements:
        queries.rule_book_for(facts, unit_id=unit.pk)
    assert len(statements) == 2


def test_the_clocks_of_many_units_cost_as_much_as_of_one() -> None:
    make.rule_book()
    units = [make.unit() for _ in range(12)]
    queries.clocks_for(units)
    costs = []
    for some in (units[:1], units):
        with CaptureQueriesContext(connection) as statements:
            found = queries.clocks_for(some)
        costs.append(len(statements))
    assert costs[0] == costs[1] == 2 + len(history_sources)
    clocks = found[units[0].pk]
    assert (clocks.free_until, clocks.parts_promised_until) == (date(2028, 2, 4), date(2036, 1, 31))


def test_a_kept_verdict_is_spoken_as_the_contract_has_it() -> None:
    make.rule_book()
    claim = make.covered_claim()
    told = labels.spoken(claim.verdict)
    assert "titles" not in told
    assert "Television warranty" in told["reasons"][0]["text"]["en"]
    assert "گارانتی تلویزیون" in told["reasons"][0]["text"]["fa"]
