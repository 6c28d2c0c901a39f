"""Questions that are compiled once and asked with other values."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import BigIntegerField, CharField, DateTimeField
from django.test.utils import CaptureQueriesContext

from payandan.claims.models import Claim, Line
from payandan.platform.search.prepared import Given, Prepared, bring
from tests.claims import factories as make

pytestmark = pytest.mark.django_db


def test_it_finds_what_the_queryset_finds_each_time_for_the_values_of_that_time() -> None:
    first, second = make.file_claim(), make.file_claim()
    by_number = Prepared(lambda: Claim.objects.select_related("unit").filter(number=Given("number", CharField())))
    for claim in (first, second, first):
        [found] = by_number(number=claim.number)
        with CaptureQueriesContext(connection) as statements:
            assert (found, found.unit) == (claim, claim.unit)
        assert len(statements) == 0
        assert vars(found)["verdict"] == Claim.objects.get(pk=claim.pk).verdict
    assert by_number(number="CLM-NONE") == []


def test_it_is_built_once() -> None:
    built = []

    def build() -> Any:
        built.append(1)
        return Line.objects.filter(claim=Given("claim", BigIntegerField())).values_list("kind", "amount")

    lines = Prepared(build)
    for claim in (make.file_claim(), make.file_claim()):
        assert lines(claim=claim.pk) == list(claim.lines.values_list("kind", "amount"))
    assert built == [1]


def test_moments_and_prefetched_rows_go_in_and_come_out_as_ever() -> None:
    claim = make.file_claim()
    at = Prepared(
        lambda: Claim.objects.filter(filed_at=Given("at", DateTimeField())).prefetch_related("lines").order_by("pk")
    )
    [found] = at(at=claim.filed_at)
    assert found.filed_at == claim.filed_at
    with CaptureQueriesContext(connection) as statements:
        assert [line.pk for line in found.lines.all()]
    assert len(statements) == 0


def test_rows_that_were_brought_are_not_asked_for_and_narrowed_they_are() -> None:
    claim = make.file_claim()
    rows = list(Line.objects.filter(claim=claim))
    bring(claim, "lines", rows)
    with CaptureQueriesContext(connection) as statements:
        assert list(claim.lines.all()) == rows
        assert {line.claim for line in claim.lines.all()} == {claim}
    assert len(statements) == 0
    assert list(claim.lines.filter(kind="part")) == [row for row in rows if row.kind == "part"]
