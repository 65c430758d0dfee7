"""Authorisations on a real store: asked, decided, used when a visit is kept, given back when it was not."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from psr_tui.domain.authorisation_forms import AuthForm, Decision
from psr_tui.domain.authorisations import AuthState
from psr_tui.domain.cases import CaseForm
from psr_tui.domain.clock import local
from psr_tui.domain.errors import AlreadyDone, DeskError, InvalidInput, Refused, Stale
from psr_tui.domain.visit import VisitState
from psr_tui.services.authorisation_use import ToBook, for_booking
from tests.helpers.clinic import SETUP, TODAY, TestClinic, make_clinic
from tests.helpers.cover import Cover

USED = "SELECT coalesce(sum(units), 0) FROM authorisation_use"


@pytest.fixture
def cover(clinic: TestClinic) -> Cover:
    return Cover.of(clinic)


@pytest.fixture
def insured(clinic: TestClinic, cover: Cover) -> tuple[str, str]:
    """A patient whose payer asks for an authorisation."""
    patient, payer = clinic.add_patient(), cover.payer(needs_authorisation=True)
    clinic.add_coverage(patient, payer, None)
    return patient, payer


def test_a_kept_visit_uses_one_and_an_undo_gives_it_back(
    clinic: TestClinic, cover: Cover, insured: tuple[str, str]
) -> None:
    cover.allowed(*insured)
    visit = clinic.add_visit(insured[0], state="roomed")
    assert cover.standing(visit).words == "A-1234 4 approved / 4 left / 1 booked / ends 05/31"
    cover.check_out(visit)
    standing = cover.standing(visit)
    assert standing.covers and standing.left == 3 and "4 approved / 3 left" in standing.words
    cover.queue.undo_last(cover.actor)
    assert clinic.count(USED) == 0 and cover.standing(visit).left == 4
    cover.check_out(visit)
    cover.queue.cancel_check_out(cover.actor, visit, cover.version(visit))
    assert clinic.count(USED) == 0 and clinic.count("SELECT count(*) FROM authorisation_use") == 4


def test_two_visits_of_one_day_use_one(clinic: TestClinic, cover: Cover, insured: tuple[str, str]) -> None:
    auth = cover.allowed(*insured)
    first = clinic.add_visit(insured[0], state="roomed")
    second = clinic.add_visit(insured[0], "11:00", state="roomed")
    cover.check_out(first)
    cover.check_out(second)
    (line,) = cover.authorisations.of_patient(cover.actor, insured[0]).lines
    assert line.count.left == 3 and len(line.kept) == 2
    cover.queue.cancel_check_out(cover.actor, first, cover.version(first))
    (line,) = cover.authorisations.of_patient(cover.actor, insured[0]).lines
    assert (line.count.used, line.auth.auth_id) == (1, auth.auth_id), "the other visit of the day still counts"


def test_pending_ones_cover_and_lose_nothing(clinic: TestClinic, cover: Cover, insured: tuple[str, str]) -> None:
    made = cover.authorisations.add(cover.actor, cover.new_id(), AuthForm(*insured, requested=6), is_asked=True)
    visit = clinic.add_visit(insured[0], state="roomed")
    standing = cover.standing(visit)
    assert standing.missing and "pending: 6 asked for" in standing.words
    cover.check_out(visit)
    assert clinic.count(USED) == 0
    cover.authorisations.decide(cover.actor, made.auth_id, made.version, Decision(AuthState.AUTHORISED, 6, "A-1"))
    assert cover.authorisations.of_patient(cover.actor, insured[0]).lines[0].count.used == 0


def test_who_asks_for_nothing_needs_nothing_and_self_pay_neither(clinic: TestClinic, cover: Cover) -> None:
    patient = clinic.add_patient()
    clinic.add_coverage(patient, cover.payer(), None)
    assert not cover.standing(clinic.add_visit(patient)).needed
    cover.type_needs()
    standing = cover.standing(clinic.add_visit(patient, "10:00"))
    assert standing.missing and standing.words.endswith("is needed on 03/04; none is on file")
    assert not cover.standing(clinic.add_visit(patient, "11:00", coverage_choice="self_pay")).needed


def test_a_case_asks_by_its_own_payer(clinic: TestClinic, cover: Cover, insured: tuple[str, str]) -> None:
    mutual = cover.payer("Example Mutual")
    typed = CaseForm(insured[0], "other", TODAY, payer_id=mutual)
    case = cover.cases.add(cover.actor, cover.new_id(), typed)
    visit = clinic.add_visit(insured[0])
    assert cover.standing(visit).missing
    cover.cases.link(cover.actor, visit, 1, case.case_id)
    assert not cover.standing(visit).needed


def test_the_last_one_is_promised_to_one_visit_only(clinic: TestClinic, cover: Cover, insured: tuple[str, str]) -> None:
    cover.allowed(*insured, approved=1)
    soon = clinic.add_visit(insured[0], day=TODAY + timedelta(days=2))
    later = clinic.add_visit(insured[0], day=TODAY + timedelta(days=9))
    assert cover.standing(soon).covers and cover.standing(later).missing
    with clinic.store.read() as work:
        before = for_booking(work, ToBook(insured[0], "OV15", TODAY + timedelta(days=1)))
        after = for_booking(work, ToBook(insured[0], "OV15", TODAY + timedelta(days=20)))
        same_day = for_booking(work, ToBook(insured[0], "OV15", TODAY + timedelta(days=2)))
    assert before.covers and after.missing and same_day.covers
    assert "1 approved / 1 left / 1 booked" in after.words


def test_a_linked_one_is_used_even_when_nothing_is_left_and_said_to_be_over(
    clinic: TestClinic, cover: Cover, insured: tuple[str, str]
) -> None:
    auth = cover.allowed(*insured, approved=1)
    for number, hour in enumerate(("09:00", "09:30")):
        visit = clinic.add_visit(insured[0], hour, state="roomed", day=TODAY - timedelta(days=number))
        version = cover.authorisations.link(cover.actor, visit, 1, auth.auth_id)
        cover.queue.move(cover.actor, visit, version, VisitState.CHECKED_OUT)
    (line,) = cover.authorisations.of_patient(cover.actor, insured[0]).lines
    assert line.count.left == -1 and "OVER by 1" in line.words and "over by 1" in line.warnings[0]
    with pytest.raises(Refused, match="another patient"):
        cover.authorisations.link(cover.actor, clinic.add_visit(clinic.add_patient("BEGAY")), 1, auth.auth_id)


def test_units_are_corrected_by_what_is_written_beside(
    clinic: TestClinic, cover: Cover, insured: tuple[str, str]
) -> None:
    auth = cover.allowed(*insured, approved=20, counts="units")
    visit = clinic.add_visit(insured[0], state="roomed")
    cover.check_out(visit)
    corrected = cover.authorisations.correct(cover.actor, auth.auth_id, auth.version, visit, 4)
    assert clinic.count(USED) == 4 and clinic.count("SELECT count(*) FROM authorisation_use") == 2
    with pytest.raises(InvalidInput):
        cover.authorisations.correct(cover.actor, auth.auth_id, corrected.version, visit, 100)
    cover.queue.undo_last(cover.actor, sure=True)
    assert clinic.count(USED) == 0, "an undo gives back what was used, not what was first written"


# --- the clock ------------------------------------------------------------------------------------------------------
def test_a_bound_payer_gets_a_clock_and_the_worklist_follows_it(clinic: TestClinic, cover: Cover) -> None:
    patient, payer = clinic.add_patient(), cover.payer(decides_by_rule=True)
    made = cover.authorisations.add(cover.actor, cover.new_id(), AuthForm(patient, payer))
    assert made.due_at is None and made.state is AuthState.NEW_REQUEST
    asked = cover.authorisations.ask(cover.actor, made.auth_id, made.version)
    assert asked.due_at is not None
    assert local(asked.due_at, clinic.clinic.tz) == datetime(2026, 3, 11, 9, 47, tzinfo=clinic.clinic.tz)
    (line,) = cover.authorisations.waiting(cover.actor)
    assert "pending 6 d 23 h left: 1 asked for" in line.words and line.patient == "SMITH, Jon"
    form = AuthForm(patient, payer, expedited=True)
    faster = cover.authorisations.change(cover.actor, asked.auth_id, asked.version, form)
    assert faster.due_at == clinic.clock.now() + timedelta(hours=72)
    item = "SELECT count(*) FROM work_item WHERE kind = 'authorisation' AND state = 'open'"
    assert clinic.count(item) == 1
    clinic.clock.advance(timedelta(hours=75))
    assert "OVERDUE 3 h" in cover.authorisations.waiting(cover.actor)[0].words
    said = Decision(AuthState.DENIED, denial_code="0P")
    denied = cover.authorisations.decide(cover.actor, faster.auth_id, faster.version, said)
    assert denied.denial_reason == "information is missing" and cover.authorisations.waiting(cover.actor) == []
    assert clinic.count(item) == 0


def test_a_payer_no_rule_binds_has_no_clock(clinic: TestClinic, cover: Cover) -> None:
    form = AuthForm(clinic.add_patient(), cover.payer())
    assert cover.authorisations.add(cover.actor, cover.new_id(), form, is_asked=True).due_at is None


def test_what_runs_out_is_listed_with_the_clinics_own_limits(
    clinic: TestClinic, cover: Cover, insured: tuple[str, str]
) -> None:
    cover.allowed(*insured, approved=8, ends=date(2026, 12, 31))
    assert cover.authorisations.running_out(cover.actor) == []
    for number in range(3):
        clinic.add_visit(insured[0], day=TODAY + timedelta(days=number + 1))
    assert [one.warnings for one in cover.authorisations.running_out(cover.actor)] == [("8 left, 3 of them booked",)]
    with clinic.store.write(SETUP) as work:
        stand = work.clinic.stand()
        work.clinic.change(stand.version, {"authorisation_warn_left": 1}, "setup", work.now)
        work.commit()
    assert cover.authorisations.running_out(cover.actor) == []


# --- writing --------------------------------------------------------------------------------------------------------
def test_added_once_for_the_right_patient_and_stale_acts_are_refused(clinic: TestClinic, cover: Cover) -> None:
    patient, payer, command = clinic.add_patient(), cover.payer(), cover.new_id()
    made = cover.authorisations.add(cover.actor, command, AuthForm(patient, payer, note="first"))
    assert cover.authorisations.add(cover.actor, command, AuthForm(patient, payer)) == made
    with pytest.raises(AlreadyDone):
        cover.authorisations.add(cover.actor, command, AuthForm(patient, payer, requested=9))
    other = clinic.add_patient("BEGAY", "Ann")
    with pytest.raises(Refused, match="opened for another patient"):
        cover.authorisations.change(cover.actor, command, 1, AuthForm(other, payer))
    noted = cover.authorisations.note(cover.actor, command, 1, "called, Mrs. X will look")
    assert noted.note == "first\ncalled, Mrs. X will look"
    with pytest.raises(Stale):
        cover.authorisations.ask(cover.actor, command, 1)
    assert len(cover.authorisations.history(cover.actor, command)) == 2


class Keeping(RuleBasedStateMachine):
    """Visits are kept, undone, taken back and corrected in any order; the sums say what is true now."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self.clinic = make_clinic(Path(self._folder.name))
        self.cover = Cover.of(self.clinic)
        self.patient, payer = self.clinic.add_patient(), self.cover.payer(needs_authorisation=True)
        self.clinic.add_coverage(self.patient, payer, None)
        self.approved = 3
        self.cover.allowed(self.patient, payer, self.approved)
        self.days = {
            self.clinic.add_visit(self.patient, f"{9 + number}:00", state="roomed", day=TODAY): TODAY
            for number in range(2)
        }
        for number in range(1, 4):
            day = TODAY - timedelta(days=number)
            self.days[self.clinic.add_visit(self.patient, state="roomed", day=day)] = day

    def teardown(self) -> None:
        self.clinic.store.close()
        self._folder.cleanup()

    def _state(self, visit: str) -> str:
        with self.clinic.store.read() as work:
            found = work.visits.get(visit)
            assert found is not None
            return found.state.value

    @rule(number=st.integers(0, 4))
    def keep(self, number: int) -> None:
        visit = list(self.days)[number]
        if self._state(visit) == "roomed":
            self.cover.check_out(visit)

    @rule()
    def undo(self) -> None:
        with suppress(DeskError):
            self.cover.queue.undo_last(self.cover.actor, sure=True)

    @rule(number=st.integers(0, 4))
    def cancel_check_out(self, number: int) -> None:
        visit = list(self.days)[number]
        with suppress(DeskError):
            self.cover.queue.cancel_check_out(self.cover.actor, visit, self.cover.version(visit))

    @invariant()
    def the_sums_are_true(self) -> None:
        kept = {self.days[visit] for visit in self.days if self._state(visit) == "checked_out"}
        (line,) = self.cover.authorisations.of_patient(self.cover.actor, self.patient).lines
        used = {day for day, _visit, _units in line.kept}
        assert used <= kept and line.count.used == len(used)
        assert line.count.used == min(len(kept), line.count.used) <= self.approved
        assert line.count.used + line.count.booked + line.count.free == self.approved


Keeping.TestCase.settings = settings(
    max_examples=5, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
TestKeeping = Keeping.TestCase
