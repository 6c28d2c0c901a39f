"""The batch path. It gives exactly what the single path gives: a property test says so."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from payandan.platform.kit.working_time import WorkCalendar
from payandan.warranty.rules.cases import Case, Line
from payandan.warranty.rules.deciding import (
    decided_by,
    overall,
    whole_unit,
    with_component_of_lines,
    worlds_of,
)
from payandan.warranty.rules.judging import Judge
from payandan.warranty.rules.law import Law, calendar_for, law_of
from payandan.warranty.rules.placing import Bill
from payandan.warranty.rules.promises import promises, rank
from payandan.warranty.rules.questions import Scenario, line_order
from payandan.warranty.rules.replaying.asking import Again, Asked
from payandan.warranty.rules.replaying.chorus import Chorus, Told
from payandan.warranty.rules.replaying.payment import Payment, payments
from payandan.warranty.rules.replaying.rulings import LineRuling, Ruling, ruling_of_decided
from payandan.warranty.rules.replaying.slots import Heard, Slot
from payandan.warranty.rules.replaying.voices import Memory
from payandan.warranty.rules.rulebooks import RuleBook


@dataclass(slots=True)
class Setting:
    """The promises of units in one country and category, in the order of payment as far as it is fixed."""

    law: Law
    calendar: WorkCalendar
    slots: list[Slot]
    chorus: Chorus
    copied: frozenset[str]
    paid: dict[object, tuple[Payment, ...]] = field(default_factory=dict)

    def hear(self, asked: Asked) -> list[Heard]:
        """What each promise says. Raises Again."""
        return [one for slot in self.slots if (one := slot.hear(asked))]


class Replay:
    """One rule book for many cases. It rules as `adjudicate` does."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self._memory = Memory(_cures(book))
        self._settings: dict[object, Setting] = {}

    def rule(self, cases: Sequence[Case]) -> list[Ruling]:
        """The ruling of each case, in their order."""
        return [self._rule(case) for case in cases]

    def _rule(self, given: Case) -> Ruling:
        case, _ = with_component_of_lines(given)
        setting = self._setting(case)
        worlds = [case] if case.value("fault.component") is not None else worlds_of(case, self.book)
        lines = case.lines or (whole_unit(),)
        if len(lines) > 1:
            lines = tuple(sorted(lines, key=lambda line: line_order(line.id)))
        while True:
            asked = [Asked(world, lines, self._memory.columns) for world in worlds]
            try:
                if len(worlds) > 1:
                    return self._together(given, asked, [_ranked(setting.hear(world)) for world in asked])
                told = self._told(asked[0], setting)
            except Again:
                setting.chorus.look_closer()
                continue
            if told.paid is None:
                return self._together(given, asked, [told.heard])
            return _ruling(given.lines, [payment.of(line) for payment, line in zip(told.paid, lines, strict=True)])

    def _setting(self, case: Case) -> Setting:
        key = (case.value("unit.country"), case.value("unit.category"))
        found = self._settings.get(key)
        if found is None:
            found = self._settings[key] = self._settle(case)
        return found

    def _settle(self, case: Case) -> Setting:
        law = law_of(case, self.book)
        calendar = calendar_for(case, (*law.deciding, *law.unchecked))
        promised = promises(self.book.promises, law.deciding)
        names = [promise.name for promise in promised]
        slots = [
            Slot(promise, law, calendar, self._memory, single=names.count(promise.name) == 1) for promise in promised
        ]
        slots = sorted((slot for slot in slots if slot.pays or slot.entangles), key=lambda slot: slot.place)
        copied = frozenset(name for name in names if names.count(name) > 1)
        chorus = Chorus(slots, self._memory.columns)
        return Setting(law, calendar, slots, chorus, copied)

    def _told(self, asked: Asked, setting: Setting) -> Told:
        answer = setting.chorus.answer(asked)
        faults = answer.faults(asked)
        told = answer.told.get(faults)
        if told is None:
            heard = _ranked(answer.heard(faults))
            entangled = any(one.slot.entangles and any(one.codes) for one in heard)
            told = Told(heard, None if entangled else self._paid(heard, len(asked.bills), setting))
            answer.told[faults] = told
        return told

    def _paid(self, heard: Sequence[Heard], lines: int, setting: Setting) -> tuple[Payment, ...]:
        """Lines that do not depend on each other are paid by chains that are known already."""
        speaking = [one for one in heard if any(one.codes) or one.slot.promise.name in setting.copied]
        key = (lines, *[(id(one.slot), one.codes) for one in speaking])
        paid = setting.paid.get(key)
        if paid is None:
            paid = setting.paid[key] = self._payments(speaking, lines)
        return paid

    def _payments(self, heard: Sequence[Heard], count: int) -> tuple[Payment, ...]:
        statuses = self._memory.codes.statuses
        return payments([(one.slot.promise, [statuses[code] for code in one.codes]) for one in heard], count)

    def _together(self, given: Case, asked: Sequence[Asked], heard: Sequence[list[Heard]]) -> Ruling:
        """Lines that depend on each other, or on which component failed, are decided as for a single case."""
        bills = [Bill.of(line) for line in asked[0].bills]
        scenarios = [self._scenario(one.case, bills, said) for one, said in zip(asked, heard, strict=True)]
        return ruling_of_decided(given.lines, decided_by(bills, scenarios))

    def _scenario(self, case: Case, bills: Sequence[Bill], heard: Sequence[Heard]) -> Scenario:
        statuses = {
            (place, bill.line.id): self._memory.codes.statuses[code]
            for place, one in enumerate(heard)
            for bill, code in zip(bills, one.codes, strict=True)
        }
        # Deciding asks those who speak for promises for nothing but the promise.
        speakers = cast(Sequence[Judge], [one.slot for one in heard])
        return Scenario(case, bills, speakers, statuses)


def _cures(book: RuleBook) -> frozenset[str]:
    """The kinds of acts that cure something."""
    written = [*(terms.exclusions for terms in book.promises)]
    written += [floor.exclusions or () for pack in book.deciding for floor in pack.floors]
    return frozenset(kind for exclusions in written for one in exclusions for kind in one.cured_by)


def _ranked(heard: list[Heard]) -> list[Heard]:
    """In the order of payment; ends decide it only among promises of one kind."""
    places = [one.slot.place for one in heard]
    if len(set(places)) == len(places):
        return heard
    return sorted(heard, key=lambda one: rank(one.slot.promise, one.end))


def _ruling(lines: Sequence[Line], rulings: list[LineRuling]) -> Ruling:
    outcome = overall([one.outcome for one in rulings])
    if not lines:
        return Ruling(outcome, ())
    if len(lines) == 1 or all(one.id == line.id for one, line in zip(rulings, lines, strict=True)):
        return Ruling(outcome, tuple(rulings))
    by_id = {one.id: one for one in rulings}
    return Ruling(outcome, tuple(by_id[line.id] for line in lines))
