"""Opening: what was left and what is counted, the witness, the proof, and the next shift that comes early."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from psr_tui.domain.drawer import DrawerState
from psr_tui.domain.drawer_acts import OpenDrawer
from psr_tui.domain.errors import DeskError, InvalidInput, NotAllowed, Refused, WrongPassword
from psr_tui.domain.ledger import Account, JournalKind, Line, post
from psr_tui.domain.money import Money
from psr_tui.services.drawer import Opening
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic
from tests.helpers.money import Till, cash, command_id, rows, till_cents


def decide(clinic: TestClinic, **settings: bool) -> None:
    """Change settings of the clinic."""
    with clinic.store.write(clinic.actor("admin")) as work:
        assert work.clinic.change(work.clinic.stand().version, settings, "A. Admin", work.now)
        work.commit()


def account(clinic: TestClinic, name: str) -> int:
    return clinic.count(f"SELECT coalesce(sum(cents), 0) FROM ledger_line WHERE account = '{name}'")


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    """A rep with D1, opened once and closed again, so that the drawer keeps its float of $200.00."""
    made = Till(clinic)
    made.open()
    made.close(made.count(20000))
    return made


# --- witness (CD-11) ---


def test_a_float_that_is_counted_by_two_needs_another_person(till: Till) -> None:
    decide(till.clinic, opening_witness=True)
    assert till.drawer.opening(till.actor, till.drawer_id).needs_witness
    command = OpenDrawer(command_id(), till.drawer_id, rows(20000))
    with pytest.raises(InvalidInput, match="counted by two"):
        till.drawer.open(till.actor, command)
    with pytest.raises(NotAllowed, match="another person"):
        till.drawer.open(till.actor, command, "mrivera", PASSWORD)
    with pytest.raises(WrongPassword):
        till.drawer.open(till.actor, command, "sotto", "wrong horse")
    for _ in range(2):
        opened = till.drawer.open(till.actor, command, "tchen", PASSWORD)
    assert opened.session.witness_id == "u-tchen"
    assert till.clinic.count("SELECT count(*) FROM drawer_session WHERE witness_id = 'u-tchen'") == 1


def test_the_database_wants_the_witness_too(till: Till) -> None:
    opening = OpenDrawer(command_id(), till.drawer_id, rows(20000))
    session = till.drawer.open(till.actor, opening).session
    till.close(till.count(20000))
    decide(till.clinic, opening_witness=True)
    with pytest.raises(DeskError, match="counted by two"), till.clinic.store.write(till.actor) as work:
        work.drawer.open(replace(session, session_id="another"))


# --- proof of the day's start (CD-13) ---


def words(opening: Opening) -> list[tuple[bool, str]]:
    return [(proof.fine, proof.words) for proof in opening.proofs]


def test_the_proof_of_a_good_morning(till: Till) -> None:
    opening = till.drawer.opening(till.actor, till.drawer_id)
    assert words(opening) == [
        (True, "float as last left"), (True, "log whole"), (True, "numbers without a gap"),
        (True, "no drawer left open"),
    ]  # fmt: skip
    assert opening.warnings == ()


def test_the_proof_names_a_drawer_of_an_earlier_date_and_a_short_float(till: Till) -> None:
    other = Till(till.clinic, "tchen", "drawer-D2")
    other.open(0)
    till.open(15000)
    till.close(till.count(15000))
    till.clinic.clock.advance(timedelta(days=1))
    found = till.drawer.opening(till.actor, till.drawer_id).warnings
    assert any("drawer D2 of T. Chen since 03/04/2026" in one for one in found)
    assert any("left $150.00, not the float of $200.00" in one for one in found)


def test_the_proof_finds_a_log_that_was_changed(till: Till) -> None:
    with till.clinic.store.write(till.actor) as work:
        raw = work.session.connection()
        raw.exec_driver_sql("DROP TRIGGER audit_no_update")
        raw.exec_driver_sql("UPDATE audit SET reason = 'nothing' WHERE seq = (SELECT max(seq) - 3 FROM audit)")
        work.commit()
    found = till.drawer.opening(till.actor, till.drawer_id).warnings
    assert len(found) == 1 and "Tell an administrator" in found[0]


def test_the_proof_finds_a_float_that_is_not_what_was_left(till: Till) -> None:
    with till.clinic.store.write(till.actor) as work:
        lines = (Line(Account.SAFE, Money(1000)), Line(Account.FLOAT, -Money(1000), drawer_id="drawer-D1"))
        journal = post(
            "x", JournalKind.FLOAT_IN, lines, at=work.now, business_date=TODAY, staff_id=till.actor.staff_id,
            content_hash="h",
        )  # fmt: skip
        work.ledger.append(journal, None, "", "")
        work.commit()
    opening = till.drawer.opening(till.actor, till.drawer_id)
    assert "expect $190.00 in this drawer, but its last close left $200.00" in opening.warnings[0]


# --- pre-staging (CD-03) ---


def test_without_the_setting_the_next_shift_waits(till: Till) -> None:
    till.open()
    session = till.session
    till.drawer.begin_count(till.actor, session.session_id, session.version)
    with pytest.raises(Refused, match=r"being counted with M\. Rivera; wait"):
        Till(till.clinic, "tchen").open()


def test_the_next_shift_opens_while_this_one_counts(till: Till) -> None:
    """I15 both ways: the float comes from the safe and goes back there; what the drawer keeps is the next expected."""
    clinic, late = till.clinic, Till(till.clinic, "tchen")
    decide(clinic, prestage_drawers=True)
    first = till.open().session_id
    till.take(clinic.add_patient(), cash(2500))
    with pytest.raises(Refused, match=r"open with M\. Rivera"):
        late.open()
    till.drawer.begin_count(till.actor, first, till.session.version)
    clinic.clock.advance(timedelta(minutes=5))
    opening = late.drawer.opening(late.actor, late.drawer_id)
    assert (opening.from_safe, opening.last_left) == (True, Money(20000))
    second = late.open(20000)
    assert (second.float_expected, account(clinic, "safe"), account(clinic, "float")) == (Money(20000), -20000, 0)
    with pytest.raises(Refused, match=r"T\. Chen has opened this drawer already"):
        till.drawer.leave_count(till.actor, first, till.session.version)
    late.take(clinic.add_patient(), cash(1000))
    assert (till_cents(clinic, first), till_cents(clinic, second.session_id)) == (22500, 21000)
    lines = [line for line in till.drawer.drawers(till.actor) if line.drawer.code == "D1"]
    assert [line.session.staff_name for line in lines if line.session] == ["M. Rivera", "T. Chen"]
    reveal = till.count(22500)
    assert reveal.float_to_safe
    report = till.close(reveal)
    assert "Float back to the safe" in report.text
    assert (account(clinic, "safe"), account(clinic, "float")) == (0, 0)
    reveal = late.count(21000)
    assert not reveal.float_to_safe
    late.close(reveal)
    opening = till.drawer.opening(till.actor, till.drawer_id)
    assert (opening.last_left, opening.from_safe, opening.warnings) == (Money(20000), False, ())


def test_the_later_shift_may_close_first(till: Till) -> None:
    clinic, late, third = till.clinic, Till(till.clinic, "tchen"), Till(till.clinic, "lgrant")
    decide(clinic, prestage_drawers=True)
    till.open()
    reveal = till.count(20000)
    clinic.clock.advance(timedelta(minutes=5))
    late.open(20000)
    late.close(late.count(20000))
    assert (account(clinic, "safe"), account(clinic, "float")) == (0, 0)
    clinic.clock.advance(timedelta(minutes=5))
    third.open(20000)  # the first still waits for its close, so this float is fetched too
    assert account(clinic, "safe") == -20000
    till.close(till.drawer.reveal(till.actor, reveal.session.session_id))
    third.close(third.count(20000))
    assert (account(clinic, "safe"), account(clinic, "float")) == (0, 20000)
    assert third.drawer.opening(third.actor, third.drawer_id).warnings == ()


def test_one_who_counts_beside_an_older_count_may_step_back(till: Till) -> None:
    clinic, late = till.clinic, Till(till.clinic, "tchen")
    decide(clinic, prestage_drawers=True)
    till.open()
    till.count(20000)
    clinic.clock.advance(timedelta(minutes=5))
    session = late.open(20000)
    late.drawer.begin_count(late.actor, session.session_id, session.version)
    back = late.drawer.leave_count(late.actor, session.session_id, late.session.version)
    assert back.state is DrawerState.OPEN


def test_early_openings_at_once_have_one_winner(till: Till) -> None:
    decide(till.clinic, prestage_drawers=True)
    till.open()
    till.count(20000)
    late = [Till(till.clinic, login) for login in ("tchen", "lgrant", "sotto", "admin")]
    start = Barrier(len(late))

    def run(one: Till) -> bool:
        start.wait()
        try:
            one.open(20000)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(len(late)) as pool:
        assert list(pool.map(run, late)).count(True) == 1
    assert account(till.clinic, "safe") == -20000
