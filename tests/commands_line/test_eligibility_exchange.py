"""``psr-tui eligibility exchange``, and the thread that does the same beside the program."""

from __future__ import annotations

import io
import json
from pathlib import Path
from threading import Event

import pytest

from psr_tui.cli import main
from psr_tui.domain.errors import Refused
from psr_tui.exchange_watch import ExchangeWatch
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.eligibility import Desk


def run(
    clinic: TestClinic, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *argv: str
) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    status = main(["--store", str(clinic.path), "eligibility", "exchange", "--user", "mrivera", *argv])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_one_pass_asks_sends_and_reads(
    clinic: TestClinic, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "exchange"
    folder.mkdir()
    desk = Desk(clinic, folder)
    today = clinic.clock.now().date()
    monkeypatch.setattr("psr_tui.bootstrap.SystemClock", lambda: clinic.clock)
    payer = desk.payer("Plan X", "x12")
    for number in range(2):
        desk.visit(payer, f"HMO{number}", copay_cents=3000, day=today)
    status, out, _err = run(clinic, capsys, monkeypatch, "--ask")
    assert (status, out) == (0, "2 asked. Exchange: 2 sent.\n")
    desk.answer_all()
    status, out, _err = run(clinic, capsys, monkeypatch, "--json")
    assert status == 0 and json.loads(out) == {
        "asked": 0, "sent": 0, "read": 2, "answers": 2, "set_aside": 0, "asked_again": 0, "trouble": "",
    }  # fmt: skip
    assert desk.rows() == []


def test_a_folder_that_is_not_there_is_one_sentence_and_a_status(
    clinic: TestClinic, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Desk(clinic, tmp_path / "gone")
    status, out, err = run(clinic, capsys, monkeypatch)
    assert status == 1 and out == "" and "is not there; an administrator" in err and err.count("\n") == 1


def test_the_watch_goes_on_after_a_refusal_and_ends_when_told() -> None:
    passes, enough = [0], Event()

    def one_pass() -> None:
        passes[0] += 1
        if passes[0] >= 3:
            enough.set()
        raise Refused("The store is busy.")

    watch = ExchangeWatch(one_pass, period=0.001)
    watch.start()
    assert enough.wait(20)
    watch.stop()
    ended = passes[0]
    assert not watch._thread.is_alive() and passes[0] == ended
