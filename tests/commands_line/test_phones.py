"""``psr-tui phones`` as a script calls it, and what the doctor says of the lines."""

from __future__ import annotations

import json
import signal
import time
from datetime import UTC, datetime

import pytest

from psr_tui.commands_line import phones_lines
from tests.commands_line.test_commands import Shell, lines, shell
from tests.helpers.clinic import PASSWORD, SETUP, TestClinic
from tests.helpers.manager_server import ManagerServer
from tests.helpers.phone_lines import QUEUE_LOG

__all__ = ["shell"]


def phones(shell: Shell, clinic: TestClinic, *words: str, user: str = "admin") -> tuple[int, str, str]:
    return shell.run("phones", *words, "--user", user, "--store", str(clinic.path), text=lines(PASSWORD))


def test_a_line_is_added_heard_told_and_removed(shell: Shell, clinic: TestClinic) -> None:
    log = shell.folder / "queue_log"
    log.write_text(QUEUE_LOG + "half a line")
    assert "No telephone line" in phones(shell, clinic, "sources")[1]
    status, out, err = phones(shell, clinic, "add", "pbx", "--queue-log", str(log))
    assert (status, out, err) == (0, f"pbx is listened to from now on: {log}.\n", "")
    status, out, err = phones(shell, clinic, "listen", "--once", user="mrivera")
    assert (status, out, err) == (0, "5 events heard.\n", "")
    assert "0 events heard.\npbx" in phones(shell, clinic, "listen", "pbx", "--once")[1]
    (told,) = json.loads(phones(shell, clinic, "sources", "--json")[1])
    assert (told["name"], told["kind"], told["listens"], told["trouble"]) == ("pbx", "queue_log", None, "")
    assert "read at" in phones(shell, clinic, "sources")[1]

    doctor = ("doctor", "--json", "--user", "admin", "--store", str(clinic.path))
    found = [
        one for one in json.loads(shell.run(*doctor, text=lines(PASSWORD))[1])["findings"] if one["area"] == "phones"
    ]
    assert [one["fine"] for one in found] == [True, True]
    assert "nobody listens now" in found[1]["what"]
    log.unlink()
    found = [
        one for one in json.loads(shell.run(*doctor, text=lines(PASSWORD))[1])["findings"] if one["area"] == "phones"
    ]
    assert "name the right file" in found[0]["mend"] and not found[0]["fine"]
    assert "is not there" in phones(shell, clinic, "listen", "--once")[1]

    assert phones(shell, clinic, "remove", "pbx")[1] == "pbx is listened to no more; what it told stays.\n"
    assert phones(shell, clinic, "remove", "pbx")[0] == 1
    assert clinic.count("SELECT count(*) FROM phone_event") == 5


def test_lines_that_could_not_be_read_are_listed_for_a_lead(shell: Shell, clinic: TestClinic) -> None:
    log = shell.folder / "queue_log"
    log.write_text(QUEUE_LOG + "1772640100|1772640080.3|booking|Agent/A01|\x1b[2JCOMPL\n")
    phones(shell, clinic, "add", "pbx", "--queue-log", str(log))
    assert "1 line could not be read" in phones(shell, clinic, "listen", "--once")[1]
    status, out, _ = phones(shell, clinic, "warnings", "--days", "36500", user="lgrant")
    assert (status, "\x1b" in out) == (0, False)
    assert "unknown word   1772640100|1772640080.3|booking|Agent/A01|" in out
    assert "1970" not in out and "1969" not in out
    (told,) = json.loads(phones(shell, clinic, "warnings", "--days", "99999999", "--json")[1])
    assert told["line"].endswith("COMPL")
    assert json.loads(phones(shell, clinic, "warnings", "--days", "0", "--json")[1]) == []
    assert phones(shell, clinic, "warnings", user="mrivera")[0] == 4


def test_telephones_of_people(shell: Shell, clinic: TestClinic) -> None:
    given = phones(shell, clinic, "agents", "mrivera", "--agent", "Agent/Lee | Ann", "--extension", "201")
    assert given == (0, "M. Rivera has Agent/Lee | Ann 201.\n", "")
    listed = json.loads(phones(shell, clinic, "agents", "--json", user="tchen")[1])
    assert {"login": "mrivera", "agent": "Agent/Lee | Ann", "extension": "201"} in listed
    status, _, err = phones(shell, clinic, "agents", "tchen", "--extension", "201")
    assert status == 1 and "telephone of M. Rivera" in err
    assert phones(shell, clinic, "agents", "tchen")[0] == 64
    assert phones(shell, clinic, "agents", "mrivera", "--none")[1] == "M. Rivera has no telephone now.\n"
    assert "M. Rivera" in phones(shell, clinic, "agents")[1]
    assert phones(shell, clinic, "agents", "tchen", "--extension", "20 2")[0] == 64  # could never be dialed
    assert phones(shell, clinic, "agents", "mrivera", "--extension", "7", user="tchen")[0] == 4


def test_listening_ends_with_the_key_that_interrupts_and_another_station_may_listen_at_once(
    shell: Shell, clinic: TestClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = shell.folder / "day.log"
    day.write_text(QUEUE_LOG)
    phones(shell, clinic, "add", "day", "--replay", str(day), "--zone", "America/Chicago")
    passes: list[float] = []

    def interrupted(seconds: float) -> None:
        passes.append(seconds)
        signal.raise_signal(signal.SIGTERM)  # as a system that stops a service does

    monkeypatch.setattr(time, "sleep", interrupted)
    assert phones(shell, clinic, "listen", "--speed", "1") == (0, "1 event heard.\n", "")
    assert passes == [phones_lines.PERIOD]
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    assert clinic.count("SELECT count(*) FROM phone_source WHERE reader <> ''") == 0
    with clinic.store.write(SETUP) as work:
        work.phone_sources.take("day", "desk-9#1", datetime.now(UTC))  # an open desk somewhere
        work.commit()
    told = "day is listened to at desk-9 already; it is heard here when that ends.\n"
    assert phones(shell, clinic, "listen", "day", "--once")[2] == told
    assert phones(shell, clinic, "listen", "nothing")[0] == 1
    assert phones(shell, clinic, "add", "day", "--replay", str(day))[0] == 1
    assert phones(shell, clinic, "add", "other", "--replay", str(day), "--zone", "Mars/Base")[0] == 64


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("listen --speed 0", "--speed"),
        ("listen --speed -5", "--speed"),
        ("listen --speed nan", "--speed"),
        ("add pbx --queue-log /var/log/queue_log --dial", "--dial goes with --manager"),
        ("add pbx --queue-log /var/log/queue_log --zone Asia/Jerusalem", "--zone is for"),
        ("add pbx --queue-log /", "is a folder"),
        ("add pbx --manager 127.0.0.1:99999 --login desk", "host and port"),
        ("add pbx --manager 127.0.0.1:\u00b2 --login desk", "host and port"),
        ("add pbx --manager 127.0.0.1:5038", "--login"),
        ("add pbx --manager 127.0.0.1:5038 --login desk --context internal", "--context goes with --dial"),
        ("agents --extension 201", "whose telephone"),
        ("agents mrivera --none --extension 201", "--none"),
    ],
)
def test_an_argument_that_would_do_nothing_is_refused_before_the_password(shell: Shell, typed: str, words: str) -> None:
    status, out, err = shell.run("phones", *typed.split(), "--user", "admin", "--store", "/nowhere/clinic", text="")
    assert (status, out) == (64, "") and words in err


def test_a_file_that_is_not_there_yet_is_told_when_it_is_added(shell: Shell, clinic: TestClinic) -> None:
    told = phones(shell, clinic, "add", "pbx", "--queue-log", str(shell.folder / "later"))[1]
    assert told.endswith("The file is not there yet; it is read as soon as it is.\n")


def test_listening_once_waits_until_a_manager_let_us_in_or_refused(
    shell: Shell, clinic: TestClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    nap = time.sleep
    monkeypatch.setattr(time, "sleep", lambda _: nap(0.1))
    with ManagerServer() as server:
        for name, secret in (("pbx", "s3cret"), ("wrong", "guess")):
            add = f"phones add {name} --manager 127.0.0.1:{server.port} --login desk --plain --user admin --store"
            assert shell.run(*add.split(), str(clinic.path), text=lines(PASSWORD, secret))[0] == 0
        assert "refused login and secret" in phones(shell, clinic, "listen", "wrong", "--once")[1]
        assert phones(shell, clinic, "listen", "pbx", "--once")[1].startswith("0 events heard.\n")
