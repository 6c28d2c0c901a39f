"""Signed links: for one purpose, until a day, and revocable."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.refusals import Refused
from payandan.platform.people import actions
from tests.platform.people.conftest import NOW

pytestmark = pytest.mark.django_db


def _refusal(token: str, purpose: str = "track", days: int = 0) -> str:
    with pytest.raises(Refused) as caught:
        actions.read_link(token, purpose, at=NOW + timedelta(days=days))
    return caught.value.code


def test_a_link_opens_its_object_for_its_purpose() -> None:
    token = actions.make_link("track", "CLM-7K3M", at=NOW, days=2)
    assert actions.read_link(token, "track", at=NOW + timedelta(days=1)) == "CLM-7K3M"
    assert quote(token, safe="") == token
    assert _refusal(token, purpose="approve") == "link_invalid"
    assert _refusal(token, days=2) == "link_expired"


@pytest.mark.parametrize("token", ["", "x", "a~b", "W10~", "~", "آ~ب", "a" * 5000])
def test_nonsense_is_no_link(token: str) -> None:
    assert _refusal(token) == "link_invalid"


def test_any_changed_letter_breaks_a_link() -> None:
    token = actions.make_link("track", "CLM-7K3M", at=NOW)
    # The last letter of base64 may hold bits that mean nothing; all before it do.
    broken = [token[:i] + ("A" if token[i] != "A" else "B") + token[i + 1 :] for i in range(len(token) - 1)]
    assert {_refusal(one) for one in broken} == {"link_invalid"}


def test_revoking_kills_what_was_given_out_and_nothing_else() -> None:
    mine, other = actions.make_link("track", "A", at=NOW), actions.make_link("track", "B", at=NOW)
    actions.revoke_links(purpose="track", object_number="A", actor=SYSTEM, at=NOW)
    assert _refusal(mine) == "link_invalid"
    assert actions.read_link(other, "track", at=NOW) == "B"
    assert actions.read_link(actions.make_link("track", "A", at=NOW), "track", at=NOW) == "A"
