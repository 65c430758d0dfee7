"""The lock, the ways a program can be ended, and the search for patients' words in every file it leaves."""

from __future__ import annotations

import fcntl
import re
import signal
import sys
from pathlib import Path

import pytest

from psr_tui.doors import TRAINING_PASSWORD
from tests.helpers.clinic import PASSWORD
from tests.helpers.program import WorkPlace, sign_in
from tests.helpers.shift import NOTE, STREET, journey, open_drawer, rows, step, to_payment
from tests.helpers.small_day import CALLS, VISITS, small_day
from tests.helpers.terminal import Terminal, keys

pytestmark = pytest.mark.pty

SHOWN = re.compile("ALVAREZ|BAKER|CASTRO|1960|cash 2|CHECK-IN|QUEUE|DRAWER|25.00|555-01")
RESTORED = (b"\x1b[?1049l", b"\x1b[?2004l", b"\x1b[?25h")


def payment_half_typed(desk: Terminal) -> None:
    """A patient on the screen, a first tender typed, a second one in a field that was not left."""
    open_drawer(desk)
    step(desk, "f2", "1", shows="ALVAREZ, Ana arrived")
    to_payment(desk, "ALVAREZ")
    step(desk, "cash 20", "enter", "check 7731", shows="check 7731")


def test_the_lock_hides_everything_takes_no_key_and_opens_where_one_was(tmp_path: Path) -> None:
    place = small_day(tmp_path)
    with place.open() as desk:
        payment_half_typed(desk)
        step(desk, "ctrl+l", shows="LOCKED since")
        assert not SHOWN.search(desk.text()), desk.text()
        desk.send(
            keys("f1", "f2", "f4", "f5", "f10", "f12", "ctrl+p", "ctrl+f", "ctrl+o", "ctrl+r", "ctrl+z", "ctrl+s")
        )
        desk.send(keys("pagedown", "enter"))  # an empty password is no attempt
        assert "LOCKED since" in desk.text() and not SHOWN.search(desk.text())
        desk.send(keys(PASSWORD, "enter"))
        desk.wait_for(r"and with.*check 7731")
        desk.wait_for("CHECK-IN +ALVAREZ")
        desk.send(keys("9"))
        desk.wait_for("check 77319")
    with place.store() as clinic:
        locked = "SELECT action FROM audit WHERE actor = 'u-mrivera' AND action LIKE '%lock%' ORDER BY seq"
        assert [str(row[0]) for row in rows(clinic, locked)][:1] != []
        assert clinic.count("SELECT count(*) FROM callback WHERE claimed_by IS NOT NULL") == 0


def left_in_order(place: WorkPlace) -> None:
    """Signed out, the draft kept, nothing booked, no lock held."""
    with place.path.with_name(f"{place.path.name}.wlock").open("rb") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with place.store() as clinic:
        ended = "SELECT count(*) FROM sign_in WHERE staff_id = 'u-mrivera' AND ended_at IS NULL"
        assert clinic.count(ended) == 0
        assert clinic.count("SELECT count(*) FROM draft WHERE body LIKE '%cash 20%check 7731%'") == 1
        assert clinic.count("SELECT count(*) FROM journal WHERE kind = 'payment'") == 0


# The three signals take one way through the program; a terminal that is gone sends the second of them below.
NIGHT = pytest.mark.soak


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=NIGHT), pytest.param(signal.SIGINT, marks=NIGHT)]
)
def test_a_signal_ends_the_work_in_order(tmp_path: Path, number: signal.Signals) -> None:
    place = small_day(tmp_path)
    with place.open() as desk:
        payment_half_typed(desk)
        desk.signal(number)
        assert desk.wait_exit() == 128 + number
        assert [code for code in RESTORED if code not in desk.raw] == []
    left_in_order(place)


@pytest.mark.parametrize("ignored", [(), pytest.param((signal.SIGHUP,), marks=NIGHT)], ids=["", "SIGHUP ignored"])
def test_a_terminal_that_is_gone_ends_the_work_in_order(tmp_path: Path, ignored: tuple[signal.Signals, ...]) -> None:
    place = small_day(tmp_path)
    with place.start(ignored=ignored) as desk:
        sign_in(desk)
        payment_half_typed(desk)
        desk.close()
        assert desk.wait_exit_unread() == 128 + signal.SIGHUP
    left_in_order(place)


@NIGHT  # by Ctrl+Q it is in tests/commands_line/test_tour.py
def test_a_training_day_leaves_nothing_behind(tmp_path: Path) -> None:
    home, temp = tmp_path / "home", tmp_path / "temp"
    home.mkdir()
    temp.mkdir()
    env = {"HOME": str(home), "TMPDIR": str(temp)}
    with Terminal([sys.executable, "-m", "psr_tui", "demo"], env=env) as desk:
        sign_in(desk, "mrivera", TRAINING_PASSWORD)
        assert [path.name.startswith("psr-tui-training-") for path in temp.iterdir()] == [True]
        desk.signal(signal.SIGTERM)
        assert desk.wait_exit() == 128 + signal.SIGTERM
    assert list(temp.iterdir()) == []


# Each long enough that cipher text does not hold it by chance: four letters in any case would, once in twenty runs.
TOKENS = [
    *(name for last, first, *_ in (*VISITS, *CALLS) for name in (last, f"{last}, {first}")), "Quintana", "Rosalind",
    "5055550377", "555-0377", "5055550100", "555-0100", STREET, "Calle de los Pinos", NOTE, "room without stairs",
    "1957-01-22", "01/22/1957", "1960-02-29", "02/29/1960", "W123456789", "AETNA PPO", "1 Plaza Way", "87501",
    "R-0000001", "cash 40", PASSWORD,
]  # fmt: skip


def tokens_in(folder: Path) -> list[tuple[str, str]]:
    """(file, token) wherever a token stands in the bytes of a file, in either of the two usual encodings."""
    found = []
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes().lower() if path.is_file() else b""
        found += [
            (path.name, token)
            for token in TOKENS
            if any(token.lower().encode(coding) in data for coding in ("utf-8", "utf-16-le"))
        ]
    return found


def test_no_word_of_a_patient_stands_in_any_file(tmp_path: Path) -> None:
    """The whole journey, then the bytes: database, its log and index, keys, program log, temporary files, home."""
    place = small_day(tmp_path)
    with place.open() as desk:
        desk.send(journey())
        desk.wait_for("9 family")
        names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
        assert {"clinic.psr", "clinic.psr-wal", "clinic.psr-shm"} <= names
        assert tokens_in(tmp_path) == []
        desk.signal(signal.SIGKILL)
        desk.wait_exit()
    assert tokens_in(tmp_path) == []
    with place.store() as clinic:
        assert clinic.count("SELECT count(*) FROM patient WHERE last_name = 'Quintana'") == 1
    assert tokens_in(tmp_path) == []
    (tmp_path / "home" / "slip.txt").write_text("Rosalind Quintana")
    assert tokens_in(tmp_path) == [("slip.txt", "Quintana"), ("slip.txt", "Rosalind")], "the search finds what is there"
