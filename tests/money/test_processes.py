"""Real processes on one file at the same time: what was acknowledged is there, once, and nothing else is half there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from psr_tui.domain.drawer_acts import CloseDrawer, OpenDrawer
from psr_tui.domain.errors import AlreadyDone
from psr_tui.domain.hand_over import CountOffer, EndOffer, OfferCash
from psr_tui.domain.money import Money
from psr_tui.services.hand_over import HandOverService
from tests.helpers.clinic import PEOPLE, TestClinic
from tests.helpers.money import SEALED, Till, bag_number, cash, command_id, rows
from tests.money.books import agree, drop, give_back, held
from tests.money.crowd import Done, Tell, Window, Work, crowd, outcome, payment, seat
from tests.money.invariants import broken

RACERS = 8


def race(clinic: TestClinic, acts: list[Any]) -> list[str]:
    """Every act in a process of its own, at the same moment; who won and what the others were told."""

    def work(act: Any) -> Work:
        return lambda at, tell: tell(outcome(lambda: act(at)))

    return [answer for (answer,) in crowd(clinic, [work(act) for act in acts])]


def test_tc_15_eight_close_at_once_one_wins_and_there_is_one_z(till: Till) -> None:
    clinic = till.clinic
    till.take(clinic.add_patient(), cash(2500))
    reveal = agree(till, till.count(22_499))
    session = reveal.session

    def closer(number: int) -> Any:
        command = CloseDrawer(f"race{number:028d}", session.session_id, session.version, f"T9{number}")
        return lambda at: seat(at, till).drawer.close(till.actor, command, *SEALED)

    told = race(clinic, [closer(number) for number in range(RACERS)])
    assert told.count("won") == 1, told
    assert all("closed by" in words or "was changed" in words for words in told if words != "won"), told
    assert clinic.count("SELECT count(*) FROM day_report") == 1
    assert clinic.count("SELECT count(*) FROM journal WHERE kind IN ('float_out', 'deposit', 'over_short')") == 3


def test_tc_16_eight_open_at_once_and_one_session_is_there(clinic: TestClinic) -> None:
    """Six people and one drawer; two of them try it in two windows."""
    actors = ([clinic.actor(login) for login, _, _ in PEOPLE] * 2)[:RACERS]

    def opener(number: int) -> Any:
        command = OpenDrawer(f"race{number:028d}", "drawer-D1", rows(5000))
        return lambda at: Till(at, "mrivera").drawer.open(actors[number], command)

    told = race(clinic, [opener(number) for number in range(RACERS)])
    assert told.count("won") == 1, told
    assert clinic.count("SELECT count(*) FROM drawer_session") == 1
    assert clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'till'") == 5000


def test_one_command_sent_by_eight_processes_posts_once_and_tells_all_the_same(till: Till) -> None:
    """Four send the same, four send the id with another amount: one content wins, its senders all get its receipt."""
    patient = till.clinic.add_patient()
    first = payment(command_id("p"), patient, cash(2500))
    second = payment(first.command_id, patient, cash(2600))

    def sender(number: int) -> Work:
        def work(at: TestClinic, tell: Tell) -> None:
            command = first if number % 2 else second
            try:
                taken = seat(at, till).payments.take(till.actor, command)
                tell((command.total, taken.receipt_number, taken.text))
            except AlreadyDone:
                tell("other content")

        return work

    told = [answer for (answer,) in crowd(till.clinic, [sender(number) for number in range(RACERS)])]
    receipts = {answer for answer in told if answer != "other content"}
    assert len(receipts) == 1 and told.count("other content") == RACERS // 2, told
    ((total, number, _),) = receipts
    assert number == 1 and till.clinic.count("SELECT count(*) FROM journal WHERE kind = 'payment'") == 1
    kept = till.clinic.count("SELECT sum(l.cents) FROM ledger_line l JOIN journal j ON j.id = l.journal_id "
                             "WHERE j.kind = 'payment' AND l.account = 'till'")  # fmt: skip
    assert Money(kept) == total


def test_one_payment_given_back_by_four_processes_goes_back_once(till: Till) -> None:
    """Two windows and two signers: never more back than came, whoever is faster."""
    taken = till.take(till.clinic.add_patient(), cash(2500))

    def giver(number: int) -> Any:
        return lambda at: give_back(seat(at, till), taken.journal_id, ("sotto", "admin")[number % 2])

    told = race(till.clinic, [giver(number) for number in range(4)])
    assert told.count("won") == 1, told
    assert till.clinic.count("SELECT sum(cents) FROM ledger_line WHERE account = 'till'") == 20_000


def test_one_bag_is_used_by_one_of_two_drawers(till: Till, other: Till) -> None:
    other.open(20_000)
    bag = bag_number()
    commands = [replace(drop(one, 100), command_id=command_id("d"), bag=bag) for one in (till, other)]

    def dropper(one: Till, command: Any) -> Any:
        return lambda at: seat(at, one).drawer.drop(one.actor, command, "lgrant", "correct horse")

    told = race(till.clinic, [dropper(*pair) for pair in zip((till, other), commands, strict=True)])
    assert told.count("won") == 1 and any("used before" in words for words in told), told


def test_one_hand_over_answered_by_four_processes_has_one_answer(till: Till, other: Till) -> None:
    """Two windows take it, one refuses it, the other rep takes it back: the cash is in exactly one till."""
    other.open(5000)
    clinic = till.clinic
    offer = OfferCash(command_id("h"), till.session.session_id, "u-tchen", rows(8000))
    HandOverService(clinic.store, clinic.clock).offer(till.actor, offer)
    counts = [CountOffer(command_id("n"), offer.command_id, other.session.session_id, rows(8000)) for _ in range(2)]
    ends = [EndOffer(command_id("e"), offer.command_id, "not now") for _ in range(2)]

    def desk(at: TestClinic) -> HandOverService:
        return HandOverService(at.store, at.clock)

    told = race(
        clinic,
        [
            lambda at: desk(at).count(other.actor, counts[0]),
            lambda at: desk(at).count(other.actor, counts[1]),
            lambda at: desk(at).refuse(other.actor, ends[0]),
            lambda at: desk(at).cancel(till.actor, ends[1]),
        ],
    )
    assert told.count("won") == 1, told
    assert all("already" in words for words in told if words != "won"), told
    accepted = clinic.count("SELECT count(*) FROM hand_over WHERE state = 'accepted'")
    tills = held(clinic, till.session.session_id)["CASH"], held(clinic, other.session.session_id)["CASH"]
    assert tills == ((12_000, 13_000) if accepted else (20_000, 5000))


def test_parts_of_one_payment_refunded_at_once_never_come_to_more_than_it(till: Till) -> None:
    """Six windows each give back 10.00 of a payment of 25.00: two succeed."""
    taken = till.take(till.clinic.add_patient(), cash(2500))
    idents = [command_id("r") for _ in range(6)]
    told = race(
        till.clinic,
        [lambda at, ident=ident: seat(at, till).refund(taken.journal_id, 1000, ident=ident) for ident in idents],
    )
    assert told.count("won") == 2, told
    assert held(till.clinic, till.session.session_id) == {"CASH": 20_500}


def check_the_books(clinic: TestClinic, told: list[list[Done]], deaths: int) -> None:
    """Every acknowledged posting is in the file as it was acknowledged; of a process that died one more may be."""
    acknowledged: dict[str, Done] = {}
    for done in (one for window in told for one in window):
        assert acknowledged.setdefault(done.journal_id, done) == done, "one command, two outcomes"
    query = (
        "SELECT j.id, j.receipt_number, l.tender, l.cents FROM journal j JOIN ledger_line l ON l.journal_id = j.id "
        "WHERE j.kind IN ('payment', 'void', 'refund') AND l.account IN ('till', 'checks', 'cards')"
    )
    found: dict[tuple[str, int], dict[str, int]] = {}
    with clinic.store.read() as work:
        for ident, number, tender, cents in work.session.connection().exec_driver_sql(query):
            found.setdefault((ident, number), {})[tender] = cents
    wanted = {(done.journal_id, done.number): dict(done.moved) for done in acknowledged.values()}
    assert {key: value for key, value in found.items() if key in wanted} == wanted, "something acknowledged is not so"
    assert len(found) - len(wanted) <= deaths, "something was posted that nobody was told of"
    assert broken(clinic) == []


def windows(till: Till, other: Till, seed: int, steps: int, dies_at: int) -> list[Window]:
    """Two reps with two windows each; the windows of a rep send some commands both, one of them with more money."""
    patients = (till.clinic.add_patient(), till.clinic.add_patient("DOE", "Ann"))
    found = []
    for place, one in enumerate((till, till, other, other)):
        rep = place // 2
        shared = tuple(
            payment(f"s{seed:05d}{rep}{number:025d}", patients[0], cash(500 + number + (place % 2 and number % 3 == 0)))
            for number in range(6)
        )
        found.append(Window(seed * 10 + place, one, patients, shared, steps, dies_at if place == 3 else 0))
    return found


@pytest.mark.parametrize(("seed", "dies_at"), [(1, 0), (2, 170)])
def test_four_processes_with_random_money_lose_and_invent_nothing(
    till: Till, other: Till, seed: int, dies_at: int
) -> None:
    other.open(20_000)
    told = crowd(till.clinic, windows(till, other, seed, 14, dies_at))
    assert sum(len(window) for window in told) > 20
    check_the_books(till.clinic, told, 1 if dies_at else 0)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 125))
def test_four_processes_for_a_long_time(till: Till, other: Till, seed: int) -> None:
    other.open(20_000)
    told = crowd(till.clinic, windows(till, other, seed, 80, 40 * (seed - 99)))
    check_the_books(till.clinic, told, 1)
