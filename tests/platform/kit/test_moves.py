"""The table of moves that every thing with states has."""

import pytest

from payandan.platform.kit.moves import Move, Table, moves
from payandan.platform.kit.refusals import Refused

pytestmark = pytest.mark.pure

LAMP = Table(
    Move("light", "off", "on"),
    *moves("break", ("off", "on"), "broken"),
    Move("dim", "on", "on"),
    Move("quench", "on", "off"),
    Move("quench", "on", "broken"),
    refusal="lamp_not_so",
)


def test_states_and_acts_come_in_the_order_of_the_table() -> None:
    assert LAMP.states == ("off", "on", "broken")
    assert LAMP.ends == ("broken",)
    assert LAMP.acts_in("on") == ("break", "dim", "quench")
    assert LAMP.acts_in("broken") == ()
    assert LAMP.moves_from("off") == (Move("light", "off", "on"), Move("break", "off", "broken"))


def test_an_act_leads_to_the_first_of_its_states_or_to_the_one_named() -> None:
    assert LAMP.after("on", "quench") == "off"
    assert LAMP.after("on", "quench", "broken") == "broken"
    assert LAMP.move("off", "break") == Move("break", "off", "broken")


@pytest.mark.parametrize(("state", "act", "to"), [("broken", "light", ""), ("on", "quench", "on"), ("on", "no", "")])
def test_what_the_table_does_not_have_is_refused_by_name(state: str, act: str, to: str) -> None:
    with pytest.raises(Refused) as refused:
        LAMP.move(state, act, to)
    assert refused.value.code == "lamp_not_so"
    assert refused.value.params == {"state": state, "act": act}


def test_the_diagram_shows_each_change_the_beginning_and_the_ends() -> None:
    assert LAMP.diagram("make", rests=["off"]).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> off: make",
        "    off --> on: light",
        "    off --> broken: break",
        "    on --> broken: break",
        "    on --> off: quench",
        "    on --> broken: quench",
        "    broken --> [*]",
        "    off --> [*]",
    ]
