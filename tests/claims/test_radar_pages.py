"""The radar's doors: the list, the panel and dialogs of a claim, the customer's page, and REST."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from payandan.claims.actions import grants
from payandan.claims.models import Claim, Grant, RepairClock
from payandan.claims.queries import radar as queries
from payandan.platform.people.queries import actor_of
from tests.claims import factories as make
from tests.units.doors import Api, customer, member, staff
from tests.units.doors import queries as count

pytestmark = pytest.mark.django_db


def late(*, days: int = 20, **given: Any) -> Claim:
    """A covered claim that was filed so many days before today, reckoned and granted."""
    now = timezone.now()
    day = timezone.localdate(now) - timedelta(days=200)
    unit = make.unit(sold_on=day, delivered_on=day, installed_on=day)
    filed = now - timedelta(days=days)
    claim = make.covered_claim(unit=unit, at=filed, failed_on=timezone.localdate(filed) - timedelta(days=2), **given)
    grants.follow(claim_id=claim.pk, at=now)
    grants.grant_rights(claim=claim, at=now)
    return claim


def test_the_list_shows_repairs_by_what_falls_due_next_for_the_same_cost_however_many() -> None:
    client = staff()
    one = late()
    page = client.get(reverse("claims-radar"))
    assert one.number in page.content.decode()
    few = count(lambda: client.get(reverse("claims-radar")))
    for _ in range(3):
        late(days=3)
    assert count(lambda: client.get(reverse("claims-radar"))) == few
    days = list(queries.list_radar(make.staff()).order_by("next_on").values_list("next_on", flat=True))
    assert days == sorted(days)


def test_the_list_is_narrowed_and_exported() -> None:
    client = staff()
    soon, fresh = late(), late(days=0)
    shown = client.get(reverse("claims-radar"), {"late": "1"}).content.decode()
    assert soon.number in shown
    assert fresh.number not in shown
    found = client.get(reverse("claims-radar"), {"q": fresh.unit.serial}).content.decode()
    assert fresh.number in found
    assert soon.number not in found
    answer = client.get(reverse("claims-radar"), {"export": "csv"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert soon.number in body.decode("utf-8-sig")


def test_the_panel_says_what_comes_next_the_ways_out_and_what_was_granted() -> None:
    claim = late()
    client = staff()
    client.cookies["language"] = "en"
    text = client.get(reverse("claims-record", args=[claim.number]), headers={"Accept-Language": "en"}).content.decode()
    assert "radar-ways" in text
    assert "right-" in text
    assert client.get(reverse("claims-radar-panel", args=[claim.number])).status_code == 200


def test_the_days_are_written_down_in_dialogs_and_what_was_typed_stays() -> None:
    claim, client = late(), staff()
    for dialog in ("handed-in", "handed-back"):
        page = client.get(reverse("claims-record", args=[claim.number]), {"dialog": dialog}).content.decode()
        assert f'id="{dialog}"' in page
    today = timezone.localdate()
    bad = client.post(reverse("claims-handed-in", args=[claim.number]), {"on": "2099-01-01"})
    assert bad.status_code == 422
    assert "2099-01-01" in bad.content.decode()
    done = client.post(
        reverse("claims-handed-in", args=[claim.number]), {"on": (today - timedelta(days=9)).isoformat()}
    )
    assert done.status_code == 302
    client.post(reverse("claims-handed-back", args=[claim.number]), {"on": today.isoformat()})
    clock = RepairClock.objects.get(claim=claim)
    assert (clock.handed_in_on, clock.handed_back_on) == (today - timedelta(days=9), today)
    assert queries.days_out_so_far(clock.claim) == 9  # what the dialog of the settlement begins with


def test_a_right_is_taken_back_at_the_desk_by_two() -> None:
    claim = late()
    row = claim.grants.first()
    assert row is not None
    first, second = staff("manager"), staff("administrator")
    address = {name: reverse(f"claims-right-{name}", args=[claim.number, row.pk]) for name in ("ask", "cancel", "keep")}
    page = first.get(reverse("claims-record", args=[claim.number]), {"dialog": f"right-{row.pk}"}).content.decode()
    assert f'id="right-{row.pk}"' in page
    assert first.post(address["ask"], {"reason": ""}).status_code == 422
    assert first.post(address["ask"], {"reason": "It was not here"}).status_code == 302
    assert first.post(address["cancel"]).status_code == 422
    assert staff("clerk").post(address["cancel"]).status_code in (403, 404)
    assert second.post(address["cancel"]).status_code == 302
    row.refresh_from_db()
    assert row.state == Grant.State.CANCELLED
    assert row.asked_by != row.cancelled_by
    assert actor_of(member("manager")).person == row.asked_by


def test_the_customer_reads_the_rights_in_plain_words_and_no_codes() -> None:
    claim = late()
    assert claim.customer is not None
    text = customer(claim.customer).get(reverse("claims-mine-record", args=[claim.number])).content.decode()
    assert "حقوق شما در زمان تعمیر" in text
    assert "گارانتی شما" in text
    assert "ir-appliances" not in text
    assert "late_extension" not in text


def test_nobody_looks_into_another_branchs_radar_and_customers_have_none() -> None:
    claim = late()
    assert customer(make.customer()).get(reverse("claims-radar")).status_code in (302, 403, 404)
    assert staff("analyst").get(reverse("claims-radar")).status_code in (403, 404)
    assert queries.list_radar(make.staff(branches=frozenset({999}))).count() == 0
    assert RepairClock.objects.filter(claim=claim).exists()


# --- REST ------------------------------------------------------------------------------------------------------------


def test_programs_read_the_radar_and_the_rights_of_a_claim() -> None:
    claim, api = late(), Api()
    listed = api.call("get", "/radar?limit=10").json()
    [row] = [row for row in listed["items"] if row["number"] == claim.number]
    assert row["fallen"] >= 2
    assert row["next_on"]
    rights = api.call("get", f"/claims/{claim.number}/rights").json()
    assert {one["kind"] for one in rights["granted"]} >= {"extend", "loaner"}
    assert rights["ways_out"][0]["cost"] == "0"
    assert api.call("get", f"/radar?due_until={row['next_on']}").json()["items"]
    assert not api.call("get", "/radar?due_until=2020-01-01").json()["items"]


def test_a_claim_that_is_not_there_has_no_rights_and_a_token_without_the_capability_no_radar() -> None:
    assert Api().call("get", "/claims/CLM-NONE-0000/rights").status_code == 404
    assert Api("claims.view").call("get", "/radar").status_code == 403
