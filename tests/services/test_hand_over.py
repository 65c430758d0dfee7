"""Cash for the next shift: offered, counted blind, taken or given back, and one answer whoever is faster."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError

from psr_tui.domain.clock import FixedClock
from psr_tui.domain.drawer_acts import SubmitCount
from psr_tui.domain.errors import AlreadyDone, DeskError, InvalidInput, NotAllowed, Refused
from psr_tui.domain.hand_over import CountOffer, EndOffer, Offer, OfferCash, OfferState, arrived_lines
from psr_tui.domain.ledger import JournalKind, post
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor
from psr_tui.services.hand_over import HandOverService
from psr_tui.store.store import open_store
from psr_tui.store.vault import DataKeys
from tests.helpers.clinic import NOW, TODAY, TestClinic
from tests.helpers.money import Till, command_id, pieces, rows, till_cents

FORK = multiprocessing.get_context("fork")
HUNDRED, EIGHTY = pieces(("B20", 5)), pieces(("B20", 4))


class Shift:
    """M. Rivera at D1 with $200.00 and T. Chen at D2 with $150.00."""

    def __init__(self, clinic: TestClinic) -> None:
        self.clinic = clinic
        self.a, self.b = Till(clinic), Till(clinic, "tchen", "drawer-D2")
        self.from_id = self.a.open(20000).session_id
        self.to_id = self.b.open(15000).session_id
        self.service = HandOverService(clinic.store, clinic.clock)

    def offer(self) -> Offer:
        return self.service.offer(self.a.actor, OfferCash(command_id(), self.from_id, "u-tchen", HUNDRED))

    def count(self, offer: Offer, counted: int = 5) -> CountOffer:
        return CountOffer(command_id(), offer.offer_id, self.to_id, pieces(("B20", counted)))

    def end(self, offer: Offer, note: str = "") -> EndOffer:
        return EndOffer(command_id(), offer.offer_id, note)

    @property
    def sums(self) -> tuple[int, int, int]:
        """(A's till, in transit, B's till)."""
        transit = self.clinic.count("SELECT coalesce(sum(cents), 0) FROM ledger_line WHERE account = 'transit'")
        return till_cents(self.clinic, self.from_id), transit, till_cents(self.clinic, self.to_id)


@pytest.fixture
def shift(clinic: TestClinic) -> Shift:
    return Shift(clinic)


def test_counted_equal_it_is_taken_over(shift: Shift) -> None:
    offer = shift.offer()
    assert shift.sums == (10000, 10000, 15000)
    answer = shift.service.count(shift.b.actor, shift.count(offer))
    assert (answer.state, answer.amount) == (OfferState.ACCEPTED, Money(10000))
    assert shift.sums == (10000, 0, 25000)
    assert shift.service.outcome(shift.a.actor, offer.offer_id).state is OfferState.ACCEPTED
    counted = "SELECT sum(unit_cents * quantity) FROM count_line l JOIN count_attempt a ON a.id = l.attempt_id WHERE "
    for purpose, session in (("hand_over", shift.from_id), ("take_over", shift.to_id)):
        assert shift.clinic.count(f"{counted} purpose = '{purpose}' AND session_id = '{session}'") == 10000
    for till, cents in ((shift.a, 10000), (shift.b, 25000)):
        reveal = till.count(cents)
        assert not reveal.needs_reason
        till.close(reveal)


def test_the_other_rep_sees_no_figure_before_the_count(shift: Shift) -> None:
    shift.offer()
    (waiting,) = shift.service.waiting(shift.b.actor)
    assert (waiting.from_name, waiting.from_drawer) == ("M. Rivera", "D1")
    assert "100" not in repr(waiting).replace(waiting.offer_id, "") and not hasattr(waiting, "amount")
    assert shift.service.waiting(shift.a.actor) == []
    assert "M. Rivera hands cash over" in shift.b.drawer.reminder(shift.b.actor)


def test_one_slip_is_mended_by_counting_again_and_the_second_sends_it_back(shift: Shift) -> None:
    offer = shift.offer()
    answer = shift.service.count(shift.b.actor, shift.count(offer, 4))
    assert (answer.state, answer.amount) == (OfferState.OFFERED, None)
    assert shift.service.waiting(shift.b.actor)[0].counted_before
    assert shift.service.count(shift.b.actor, shift.count(offer)).state is OfferState.ACCEPTED
    again = shift.offer()
    for counted, state in ((6, OfferState.OFFERED), (4, OfferState.REFUSED)):
        assert shift.service.count(shift.b.actor, shift.count(again, counted)).state is state
    assert shift.sums == (10000, 0, 25000)
    assert shift.clinic.count("SELECT counted_cents FROM hand_over WHERE state = 'refused'") == 8000
    assert shift.clinic.count("SELECT count(*) FROM count_attempt WHERE purpose = 'take_over'") == 4


def test_refused_and_cancelled_restore_the_drawer_to_the_cent(shift: Shift) -> None:
    for end, actor in ((shift.service.refuse, shift.b.actor), (shift.service.cancel, shift.a.actor)):
        command = shift.end(shift.offer(), "not today")
        for _ in range(2):  # the same answer twice is one
            end(actor, command)
        assert shift.sums == (20000, 0, 15000)
    states = shift.clinic.count("SELECT count(DISTINCT state) FROM hand_over WHERE note = 'not today'")
    assert states == 2


def test_the_same_command_twice_is_one_and_another_content_is_refused(shift: Shift) -> None:
    command = OfferCash(command_id(), shift.from_id, "u-tchen", HUNDRED)
    offer = shift.service.offer(shift.a.actor, command)
    assert shift.service.offer(shift.a.actor, command).offer_id == offer.offer_id
    with pytest.raises(AlreadyDone):
        shift.service.offer(shift.a.actor, replace(command, rows=EIGHTY))
    count = shift.count(offer)
    first = shift.service.count(shift.b.actor, count)
    assert shift.service.count(shift.b.actor, count) == first
    with pytest.raises(AlreadyDone):
        shift.service.count(shift.b.actor, replace(count, rows=EIGHTY))
    assert shift.sums == (10000, 0, 25000)


def test_who_may_do_what(shift: Shift) -> None:
    offer = shift.offer()
    with pytest.raises(NotAllowed, match=r"offered to T\. Chen"):
        shift.service.count(shift.a.actor, replace(shift.count(offer), session_id=shift.from_id))
    with pytest.raises(NotAllowed):
        shift.service.refuse(shift.a.actor, shift.end(offer))
    with pytest.raises(NotAllowed):
        shift.service.cancel(shift.b.actor, shift.end(offer))
    with pytest.raises(NotAllowed):
        shift.service.cancel(shift.clinic.actor("lgrant"), shift.end(offer))
    with pytest.raises(NotAllowed):
        shift.service.offer(shift.b.actor, OfferCash(command_id(), shift.from_id, "u-lgrant", HUNDRED))
    assert shift.sums == (10000, 10000, 15000)
    shift.service.cancel(shift.clinic.actor("sotto"), shift.end(offer))  # the rep went home
    assert shift.sums == (20000, 0, 15000)


def test_what_cannot_be_offered(shift: Shift) -> None:
    good = OfferCash(command_id(), shift.from_id, "u-tchen", HUNDRED)
    for bad in (replace(good, rows=()), replace(good, to_staff_id="u-mrivera"), replace(good, to_staff_id="nobody")):
        with pytest.raises(InvalidInput):
            shift.service.offer(shift.a.actor, bad)
    shift.service.offer(shift.a.actor, good)
    with pytest.raises(Refused, match=r"offered to T\. Chen"):
        shift.service.offer(shift.a.actor, replace(good, command_id=command_id()))
    away = shift.a.drawer.suspend(shift.a.actor, shift.from_id, shift.a.session.version)
    with pytest.raises(Refused, match="3 takes it up again"):
        shift.service.offer(shift.a.actor, replace(good, command_id=command_id()))
    assert away.version == 2


def test_nothing_is_counted_while_money_is_in_transit_and_it_is_always_closable(shift: Shift) -> None:
    offer = shift.offer()
    with pytest.raises(Refused, match="take it back"):
        shift.a.drawer.begin_count(shift.a.actor, shift.from_id, shift.a.session.version)
    shift.service.cancel(shift.a.actor, shift.end(offer))
    shift.a.close(shift.a.count(20000))
    with pytest.raises(Refused, match="taken back"):
        shift.service.count(shift.b.actor, shift.count(offer))


def test_the_database_freezes_no_count_while_money_is_in_transit(shift: Shift) -> None:
    shift.offer()
    with shift.clinic.store.write(shift.a.actor) as work:
        raw = work.session.connection()
        raw.exec_driver_sql("UPDATE drawer_session SET state = 'counting', version = 9 WHERE id = ?", (shift.from_id,))
        work.commit()
    command = SubmitCount(command_id(), shift.from_id, 9, rows(10000))
    with pytest.raises(Refused, match="take it back"):
        shift.a.drawer.freeze(shift.a.actor, command)
    with pytest.raises(DeskError, match="offered to the next shift"), shift.clinic.store.write(shift.a.actor) as work:
        work.session.connection().exec_driver_sql(
            "UPDATE drawer_session SET state = 'counted' WHERE id = ?", (shift.from_id,)
        )


def test_money_in_transit_can_be_taken_back_after_the_cut_off(shift: Shift) -> None:
    offer = shift.offer()
    shift.clinic.clock.advance(timedelta(days=1))
    with pytest.raises(Refused, match="still on"):
        shift.service.count(shift.b.actor, shift.count(offer))
    shift.service.cancel(shift.a.actor, shift.end(offer))
    assert shift.sums == (20000, 0, 15000)


def test_colleagues_with_a_drawer_come_first(shift: Shift) -> None:
    found = shift.service.colleagues(shift.a.actor)
    assert (found[0].name, found[0].drawer) == ("T. Chen", "D2")
    assert [one.name for one in found[1:]] == ["A. Admin", "L. Grant", "S. Otto"]


def test_answering_at_once_has_one_winner(shift: Shift) -> None:
    """CD-70: accept, refuse and cancel from three threads on one file, several times."""
    for _ in range(4):
        before, offer, start = shift.sums, shift.offer(), Barrier(3)

        def run(act: int, offer: Offer = offer, start: Barrier = start) -> str:
            start.wait()
            try:
                if act == 0:
                    return shift.service.count(shift.b.actor, shift.count(offer)).state.value
                if act == 1:
                    return shift.service.refuse(shift.b.actor, shift.end(offer)).state.value
                return shift.service.cancel(shift.a.actor, shift.end(offer)).state.value
            except Refused:
                return ""

        with ThreadPoolExecutor(3) as pool:
            answers = [one for one in pool.map(run, range(3)) if one]
        assert len(answers) == 1
        moved = 10000 if answers == ["accepted"] else 0
        assert shift.sums == (before[0] - moved, 0, before[2] + moved)


def _answer(path: Path, data: bytes, audit: bytes, actor: Actor, command: CountOffer | EndOffer, done: Path) -> None:
    store = open_store(path, DataKeys("k", bytearray(data), bytearray(audit)), FixedClock(NOW))
    service = HandOverService(store, FixedClock(NOW))
    try:
        if isinstance(command, CountOffer):
            service.count(actor, command)
        else:
            service.cancel(actor, command)
        done.touch()
    except Refused:
        pass
    finally:
        store.close()


def test_two_processes_that_answer_at_once_have_one_winner(shift: Shift, tmp_path: Path) -> None:
    offer = shift.offer()
    keys = (bytes(shift.clinic.store.keys.data), bytes(shift.clinic.store.keys.audit))
    won = [tmp_path / "taken", tmp_path / "back"]
    workers = [
        FORK.Process(target=_answer, args=(shift.clinic.path, *keys, actor, command, done))
        for actor, command, done in (
            (shift.b.actor, shift.count(offer), won[0]),
            (shift.a.actor, shift.end(offer), won[1]),
        )
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    assert [one.exists() for one in won].count(True) == 1
    assert shift.sums == ((10000, 0, 25000) if won[0].exists() else (20000, 0, 15000))


HOSTILE = {
    "answered twice": "UPDATE hand_over SET state = 'cancelled', version = 9 WHERE id = {done}",
    "another amount": "UPDATE hand_over SET cents = 1 WHERE id = {open}",
    "another person": "UPDATE hand_over SET to_staff_id = 'u-lgrant' WHERE id = {open}",
    "accepted without its posting": "UPDATE hand_over SET state = 'accepted', answered_at = offered_at, "
    "to_session_id = {to}, counted_cents = cents WHERE id = {open}",
    "accepted by the posting of another": "UPDATE hand_over SET state = 'accepted', answered_at = offered_at, "
    "to_session_id = {to}, counted_cents = cents, answer_journal_id = "
    "(SELECT answer_journal_id FROM hand_over WHERE id = {done}) WHERE id = {open}",
    "deleted": "DELETE FROM hand_over",
    "replaced": "INSERT OR REPLACE INTO hand_over SELECT * FROM hand_over WHERE id = {open}",
    "a second offer": "INSERT INTO hand_over SELECT version, changed_by, changed_at, 'x', from_session_id, "
    "to_staff_id, to_session_id, state, cents, 'y', NULL, NULL, note, offered_at, NULL FROM hand_over "
    "WHERE id = {open}",
}


def test_the_database_keeps_a_hand_over_by_itself(shift: Shift) -> None:
    done = shift.offer()
    shift.service.count(shift.b.actor, shift.count(done))
    names = {"done": done.offer_id, "open": shift.offer().offer_id, "to": shift.to_id}
    for name, statement in HOSTILE.items():
        for key, value in names.items():
            statement = statement.replace("{" + key + "}", f"'{value}'")
        with pytest.raises((DeskError, IntegrityError)), shift.clinic.store.write(shift.a.actor) as work:
            work.session.connection().exec_driver_sql(statement)
            pytest.fail(name)
    assert shift.sums == (0, 10000, 25000)


def test_the_database_takes_transit_whole_and_once(shift: Shift) -> None:
    offer = shift.offer()

    def take(ident: str, amount: int) -> None:
        with shift.clinic.store.write(shift.b.actor) as work:
            journal = post(
                ident, JournalKind.TAKE_OVER, arrived_lines(Money(amount)), at=work.now, business_date=TODAY,
                staff_id="u-tchen", content_hash="h", session_id=shift.to_id, refers_to=offer.journal_id,
            )  # fmt: skip
            work.ledger.append(journal, None, "", "")
            work.commit()

    for amount in (9999, 10001):
        with pytest.raises(DeskError, match="whole"):
            take("x", amount)
    take("x", 10000)
    with pytest.raises(DeskError, match="answered already"):
        take("y", 10000)
