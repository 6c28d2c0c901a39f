"""The way of a document to its publication takes two people, by whichever door they come."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.actions import create_token
from payandan.platform.people.models import User
from payandan.platform.people.queries import actor_of_token, all_capabilities
from payandan.warranty import actions, labels, queries
from payandan.warranty.forms.examples import EXAMPLES
from payandan.warranty.models import Document, Revision
from payandan.warranty.rules import publishing
from tests.claims import factories as make
from tests.units.doors import BACKEND, Api, member, staff
from tests.warranty.people import author, drafted, person, proposed, published, reader, terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.REQUIRE_MFA = False


def refused(code: str, act: Any, **given: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(**given)
    assert caught.value.code == code
    return caught.value


# --- the table -------------------------------------------------------------------------------------------------------


def test_the_table_leads_everywhere_and_only_a_second_person_ends_a_proposal() -> None:
    assert set(publishing.STATES) == {state.value for state in Document.State}
    reached = {"draft"}
    for _round in publishing.STATES:
        reached |= {move.to for move in publishing.MOVES if move.origin in reached}
    assert reached - {""} == set(publishing.STATES)
    assert {move.act for move in publishing.MOVES if move.second} == {"publish", "send_back"}
    assert all(move.origin == "proposed" for move in publishing.MOVES if move.to == "published")


@pytest.mark.parametrize("state", publishing.STATES)
def test_what_the_table_does_not_name_is_refused(state: str) -> None:
    for act in {move.act for move in publishing.MOVES}:
        if any(move.act == act and move.origin == state for move in publishing.MOVES):
            assert publishing.check_move(state, act).origin == state
        else:
            with pytest.raises(Refused):
                publishing.check_move(state, act)


def test_nobody_in_particular_is_nobodys_second() -> None:
    assert publishing.is_second(2, {1, None})
    assert not publishing.is_second(1, {1, 2})
    assert not publishing.is_second(None, {1})
    assert not publishing.is_second(None, {None})


# --- the acts --------------------------------------------------------------------------------------------------------


def test_one_proposes_another_publishes() -> None:
    row = proposed()
    assert row.proposed_by_id == author().id
    refused("second_person", actions.publish, document=row, actor=author(), at=make.AT)
    refused("second_person", actions.send_back, document=row, reason="No", actor=author(), at=make.AT)
    done = actions.publish(document=row, actor=reader(), at=make.AT)
    assert (done.state, done.published_by_id) == ("published", reader().id)
    assert not Fact.objects.latest("id").body["alone"]


def test_who_wrote_it_last_is_no_second_person_though_another_proposed_it() -> None:
    row = drafted()
    actions.save_draft(document=terms(period={"months": 6}), actor=person("third"), at=make.AT)
    actions.propose(document=row, actor=author(), at=make.AT)
    for hand in (author(), person("third")):
        refused("second_person", actions.publish, document=row, actor=hand, at=make.AT)
    assert actions.publish(document=row, actor=reader(), at=make.AT).state == "published"


def test_a_draft_cannot_be_published_without_a_proposal() -> None:
    row = drafted()
    for actor in (reader(), SYSTEM):
        refused("not_proposed", actions.publish, document=row, actor=actor, at=make.AT)


def test_what_is_sent_back_says_why_until_it_is_proposed_again() -> None:
    row = proposed()
    refused("reason_needed", actions.send_back, document=row, reason="  ", actor=reader(), at=make.AT)
    back = actions.send_back(document=row, reason="The period is too short.", actor=reader(), at=make.AT)
    assert (back.state, back.sent_back_for) == ("sent_back", "The period is too short.")
    assert drafted(terms(period={"months": 24})).state == "sent_back"
    again = actions.propose(document=row, actor=author(), at=make.AT)
    assert (again.state, again.sent_back_for) == ("proposed", "")
    assert actions.publish(document=row, actor=reader(), at=make.AT).body["period"]["months"] == 24


def test_while_somebody_reads_it_nobody_writes_at_it() -> None:
    row = proposed()
    refused("under_review", actions.save_draft, document=terms(period={"months": 1}), actor=author(), at=make.AT)
    refused("under_review", actions.drop_draft, document=row, actor=author(), at=make.AT)
    assert actions.take_back(document=row, actor=author(), at=make.AT).state == "draft"
    assert drafted(terms(period={"months": 1})).revision == 2


def test_what_was_read_is_what_is_published() -> None:
    row = proposed()
    read = row.revision
    actions.take_back(document=row, actor=author(), at=make.AT)
    actions.propose(document=drafted(terms(period={"months": 1})), actor=author(), at=make.AT)
    refused("stale", actions.publish, document=row, revision=read, actor=reader(), at=make.AT)
    assert actions.publish(document=row, revision=read + 1, actor=reader(), at=make.AT).state == "published"


def test_two_writers_do_not_write_over_each_other() -> None:
    row = drafted()
    drafted(terms(period={"months": 6}), revision=row.revision)
    late = {"document": terms(period={"months": 3}), "revision": row.revision, "actor": reader(), "at": make.AT}
    refused("stale", actions.save_draft, **late)
    assert Document.objects.get().body["period"] == {"months": 6}


def test_every_save_is_kept_with_who_changed_what() -> None:
    row = drafted()
    drafted()
    assert Revision.objects.count() == 1, "saving the same again is no save"
    actions.save_draft(document=terms(period={"months": 24}), actor=reader(), at=make.AT)
    saves = list(queries.revisions(row))
    assert [(save.number, save.by.name if save.by else "") for save in saves] == [(2, "reader"), (1, "author")]
    fact = Fact.objects.get(name="warranty.draft_saved", body__revision=2)
    assert fact.body["changed"] == ["period"]
    assert "Duration" in labels.SENTENCES["warranty.draft_saved"](fact.body, "en")
    assert "مدت" in labels.SENTENCES["warranty.draft_saved"](fact.body, "fa")


def test_what_is_not_published_decides_nothing_and_is_hidden() -> None:
    row = proposed()
    unit = make.unit()
    book = queries.rule_book_for(queries.contract_unit(make.units.facts_for_case(unit)), unit_id=unit.pk)
    assert book.terms == ()
    refused("not_published", actions.bind, unit=unit, document=row, since=make.AT.date(), actor=author(), at=make.AT)
    for actor, seen in (
        (person("a", without=["warranty.edit", "warranty.publish"]), 0),
        (person("b", without=["warranty.edit"]), 1),
    ):
        assert queries.documents(actor).count() == seen
    refused("unknown_document", queries.assess, case={"terms": ["shop@1"], "packs": []}, actor=SYSTEM, today=None)


def test_the_system_needs_no_second_and_people_cannot_load_the_rule_book() -> None:
    draft = actions.save_draft(document=terms(), actor=SYSTEM, at=make.AT)
    row = actions.propose(document=draft, actor=SYSTEM, at=make.AT)
    assert actions.publish(document=row, actor=SYSTEM, at=make.AT).state == "published"
    assert not Fact.objects.latest("id").body["alone"]
    refused("not_allowed", actions.load_rulebook, actor=author(), at=make.AT, documents=[terms(2)])


def test_an_installation_for_one_person_says_that_it_was_one(settings: Any) -> None:
    settings.ONE_PERSON = True
    row = actions.publish(document=proposed(), actor=author(), at=make.AT)
    assert row.state == "published"
    fact = Fact.objects.latest("id")
    assert fact.body["alone"]
    assert "alone" in labels.SENTENCES[fact.name](fact.body, "en")
    other = actions.publish(document=proposed(terms(2)), actor=reader(), at=make.AT)
    assert other.state == "published"
    assert not Fact.objects.latest("id").body["alone"]


def token_of(actor: Actor) -> tuple[str, Actor]:
    """A token that this person made, and who it is."""
    _row, raw = create_token(name="mine", capabilities=actor.capabilities, actor=actor, at=timezone.now())
    found = actor_of_token(raw)
    assert found is not None
    return raw, found


def test_a_token_is_its_maker() -> None:
    held = frozenset(all_capabilities())
    maker = Actor(kind="staff", id=member("administrator").pk, name="administrator", capabilities=held)
    _raw, token = token_of(maker)
    draft = actions.save_draft(document=terms(), actor=token, at=make.AT)
    assert draft.created_by_id == draft.written_by_id == maker.id
    actions.propose(document=draft, actor=maker, at=make.AT)
    refused("second_person", actions.publish, document=draft, actor=token, at=make.AT)
    second = actions.save_draft(document=terms(2), actor=maker, at=make.AT)
    actions.propose(document=second, actor=token, at=make.AT)
    refused("second_person", actions.publish, document=second, actor=maker, at=make.AT)
    assert actions.publish(document=second, actor=reader(), at=make.AT).state == "published"


# --- the pages -------------------------------------------------------------------------------------------------------


def post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(f"warranty-{name}", args=args), data)


def browser(actor: Actor) -> Client:
    """A browser of an administrator under this name."""
    user = User.objects.get(pk=actor.id)
    from payandan.platform.people.models import Membership, Role

    member("administrator")
    Membership.objects.get_or_create(user=user, role=Role.objects.get(code="administrator"))
    client = Client()
    client.force_login(user, backend=BACKEND)
    client.cookies["lang"] = "en"
    return client


def test_on_the_pages_one_writes_and_another_publishes() -> None:
    first, second = browser(author()), browser(reader())
    saved = first.post(reverse("warranty-new"), {"source": EXAMPLES["terms"], "offered": "on"})
    assert saved.status_code == 302
    page = first.get(saved["Location"]).content.decode()
    assert "Propose" in page
    assert "Publish<" not in page
    assert post(first, "publish", "my-terms", 1).status_code == 422
    assert post(first, "propose", "my-terms", 1, revision=1).status_code == 302
    mine = first.get(saved["Location"]).content.decode()
    assert "Somebody else has to read" in mine
    assert reverse("warranty-publish", args=["my-terms", 1]) not in mine
    assert post(first, "publish", "my-terms", 1, revision=1).status_code == 422
    theirs = second.get(saved["Location"]).content.decode()
    assert reverse("warranty-publish", args=["my-terms", 1]) in theirs
    assert "waits for a second person" in second.get(reverse("warranty-terms")).content.decode()
    empty = post(second, "send-back", "my-terms", 1, reason="")
    assert (empty.status_code, "Please write why" in empty.content.decode()) == (422, True)
    assert post(second, "send-back", "my-terms", 1, reason="Add a condition.").status_code == 302
    assert "Add a condition." in first.get(reverse("warranty-edit", args=["my-terms", 1])).content.decode()
    assert post(first, "propose", "my-terms", 1, revision=1).status_code == 302
    assert post(first, "take-back", "my-terms", 1).status_code == 302
    assert post(first, "propose", "my-terms", 1, revision=7).status_code == 422
    assert post(first, "propose", "my-terms", 1, revision=1).status_code == 302
    assert post(second, "publish", "my-terms", 1, revision=1).status_code == 302
    assert post(second, "publish", "my-terms", 1, revision=1).status_code == 422
    assert Document.objects.get(code="my-terms").state == "published"
    assert post(second, "withdraw", "my-terms", 1).status_code == 302


def test_a_proposal_is_not_edited_but_read() -> None:
    row = proposed()
    client = browser(author())
    answer = client.get(reverse("warranty-edit", args=[row.code, row.version]))
    assert answer["Location"] == reverse("warranty-document", args=[row.code, row.version])


def test_one_person_publishes_in_one_go_only_where_that_is_set(settings: Any) -> None:
    row, client = drafted(), browser(author())
    assert post(client, "propose", "shop", 1, publish="1").status_code == 302
    row.refresh_from_db()
    assert row.state == "proposed"
    actions.take_back(document=row, actor=author(), at=make.AT)
    settings.ONE_PERSON = True
    assert "Publish" in client.get(reverse("warranty-document", args=["shop", 1])).content.decode()
    assert post(client, "propose", "shop", 1, publish="1").status_code == 302
    row.refresh_from_db()
    assert row.state == "published"


def test_the_history_tells_who_changed_what() -> None:
    drafted()
    actions.save_draft(document=terms(period={"months": 24}), actor=reader(), at=make.AT)
    client = browser(author())
    page = client.get(reverse("warranty-document", args=["shop", 1])).content.decode()
    address = reverse("warranty-revision", args=["shop", 1, 2])
    assert address in page
    assert "reader" in page
    told = client.get(address).content.decode()
    assert "12 months" in told
    assert "24 months" in told
    assert client.get(reverse("warranty-revision", args=["shop", 1, 1])).status_code == 200
    assert client.get(reverse("warranty-revision", args=["shop", 1, 3])).status_code == 404
    assert staff("clerk").get(address).status_code == 404


# --- REST ------------------------------------------------------------------------------------------------------------


def test_rest_saves_nothing_that_it_may_not_publish() -> None:
    api = Api()
    refusal = api.call("post", "/terms", {"document": terms(), "publish": True})
    assert (refusal.status_code, refusal.json()["code"]) == (409, "second_person")
    assert not Document.objects.exists()
    saved = api.call("post", "/terms", {"document": terms(), "propose": True})
    assert (saved.status_code, saved.json()["state"]) == (201, "proposed")
    again = api.call("post", "/terms/shop@1/publish", {})
    assert (again.status_code, again.json()["code"]) == (409, "second_person")
    back = api.call("post", "/terms/shop@1/send-back", {"reason": "No"})
    assert back.json()["code"] == "second_person"
    assert api.call("post", "/terms/shop@1/take-back").json()["state"] == "draft"


def test_rest_publishes_what_another_person_proposed() -> None:
    row = proposed()
    api = Api()
    assert api.call("post", "/terms/shop@1/publish", {"revision": 9}).json()["code"] == "stale"
    done = api.call("post", "/terms/shop@1/publish", {"revision": row.revision})
    assert (done.status_code, done.json()["state"]) == (200, "published")
    gone = api.call("post", "/terms/shop@1/withdraw", {"day": "2027-01-01"})
    assert gone.json()["sold_until"] == "2027-01-01"
    assert api.call("post", "/terms/nobody@1/publish", {}).status_code == 404
    assert api.call("post", "/terms/rubbish/propose", {}).status_code == 404


def test_rest_names_what_is_wrong_in_what_is_proposed() -> None:
    wrong = Api().call("post", "/terms", {"document": terms(period={"months": "x"}), "propose": True})
    assert wrong.status_code == 422
    assert [error["path"] for error in wrong.json()["errors"]] == ["document.period.months"]
    assert not Document.objects.exists()


def test_rest_in_an_installation_for_one_person(settings: Any) -> None:
    settings.ONE_PERSON = True
    done = Api().call("post", "/terms", {"document": terms(), "publish": True})
    assert (done.status_code, done.json()["state"]) == (201, "published")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/terms", {"document": terms(3)}),
        ("/terms/shop@1/propose", {}),
        ("/terms/shop@1/take-back", None),
        ("/terms/shop@1/publish", {}),
        ("/terms/shop@1/send-back", {"reason": "No"}),
        ("/terms/shop@1/withdraw", {}),
    ],
)
def test_rest_asks_for_the_capability(path: str, body: Any) -> None:
    published()
    assert Api("warranty.view").call("post", path, body).status_code == 403
