"""What real lines do to a program: bad bytes, endless pastes, signals, lost terminals, resizes (RT-28 to RT-31)."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest

from tests.helpers.terminal import Terminal, app_argv, keys

pytestmark = pytest.mark.pty

RESET = (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?2004l", b"\x1b[?25h")


def desk() -> Terminal:
    return Terminal(app_argv("hostile"))


def answers_keys(terminal: Terminal) -> None:
    """The program still takes keys: F10 makes it leave, with the terminal reset."""
    terminal.send(keys("f10"))
    assert terminal.wait_exit() == 0
    left_cleanly(terminal)


def answers_keys_in_the_end(terminal: Terminal) -> None:
    """As ``answers_keys``, when earlier keys may still fill the queue so that a new one is dropped."""
    while terminal.running:
        terminal.send(keys("f10"))
        terminal.quiet(0.05)
    assert terminal.wait_exit() == 0
    left_cleanly(terminal)


def left_cleanly(terminal: Terminal) -> None:
    for sequence in RESET:
        assert sequence in terminal.raw
    assert b"Traceback" not in terminal.raw


def test_a_latin_1_byte_is_replaced_and_the_next_key_works() -> None:
    with desk() as terminal:
        terminal.wait_for("READY 11")
        terminal.send(b"\xe9")  # the start of a longer letter in UTF-8: the next byte shows that it is none
        terminal.send(b"ok")
        terminal.wait_for("Abeyta�ok")
        answers_keys(terminal)


def test_a_letter_that_comes_in_two_reads_is_one_letter() -> None:
    with desk() as terminal:
        terminal.wait_for("READY 11")
        first, second = "é".encode()[:1], "é".encode()[1:]
        terminal.send(b"x" + first)
        terminal.wait_for("READY 12")
        terminal.send(second)
        terminal.wait_for("Abeytaxé")
        answers_keys(terminal)


def test_all_256_bytes() -> None:
    with desk() as terminal:
        terminal.wait_for("READY")
        # Not Ctrl+Q, which leaves, and not Ctrl+P, which opens the palette: both are keys that work.
        terminal.send(bytes(byte for byte in range(256) if byte not in (0x10, 0x11)) + b"\x1b\\")
        answers_keys(terminal)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_32_kilobytes_of_noise(seed: int) -> None:
    noise = random.Random(seed).randbytes(32 * 1024)
    with desk() as terminal:
        terminal.wait_for("READY")
        terminal.send(noise.replace(b"\x11", b"").replace(b"\x10", b""))
        terminal.send(b"\x1b\\")
        terminal.wait_for("READY|Search|TOASTED")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit() == 128 + signal.SIGTERM
        left_cleanly(terminal)


@pytest.mark.soak
def test_a_paste_whose_end_was_lost_does_not_swallow_the_keyboard() -> None:
    with desk() as terminal:
        terminal.wait_for("READY 11")
        terminal.send(b"\x1b[200~half a pas")
        terminal.wait_for("READY 21")
        answers_keys(terminal)


@pytest.mark.soak
def test_a_megabyte_pasted() -> None:
    with desk() as terminal:
        terminal.wait_for("READY 11")
        terminal.send(b"\x1b[200~" + b"y" * 1_000_000 + b"\x1b[201~")
        terminal.wait_for(r"READY \d{5}\b")
        answers_keys(terminal)


@pytest.mark.soak
def test_twenty_kilobytes_typed_at_once() -> None:
    with desk() as terminal:
        terminal.wait_for("READY 11")
        terminal.send(b"z" * 20_000)
        terminal.wait_raw(b"\x07")  # more than may wait: the rest is dropped with a bell
        answers_keys_in_the_end(terminal)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_program_in_order(number: signal.Signals) -> None:
    with desk() as terminal:
        terminal.wait_for("READY")
        terminal.signal(number)
        assert terminal.wait_exit() == 128 + number
        left_cleanly(terminal)


def test_a_closed_terminal_ends_the_program() -> None:
    with desk() as terminal:
        terminal.wait_for("READY")
        terminal.close()
        assert terminal.wait_exit() == 129


def test_a_closed_terminal_ends_the_program_even_with_sighup_ignored() -> None:
    with Terminal(app_argv("hostile"), ignored=(signal.SIGHUP,)) as terminal:
        terminal.wait_for("READY")
        terminal.close()
        assert terminal.wait_exit() == 129


def test_a_signal_ends_the_program_while_nobody_reads_the_terminal(tmp_path: Path) -> None:
    """Output that nobody takes blocks the writer; the program must go all the same."""
    with desk() as terminal:
        terminal.wait_for("READY")
        chooser = random.Random(7)
        for _ in range(40):
            terminal.resize_unread(chooser.randint(20, 200), chooser.randint(5, 60))
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit_unread() == 128 + signal.SIGTERM


@pytest.mark.soak
def test_four_hundred_resizes() -> None:
    chooser = random.Random(31)
    with desk() as terminal:
        terminal.wait_for("READY")
        for _ in range(400):
            terminal.resize(chooser.randint(1, 200), chooser.randint(1, 60))
        terminal.resize(80, 24)
        terminal.send(b"!")
        terminal.wait_for("READY 12")
        answers_keys(terminal)
