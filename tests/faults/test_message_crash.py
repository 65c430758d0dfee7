"""kill -9 between two steps of the message exchange: every message is in exactly one file, whole."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from psr_tui.exchange import shared_folder
from psr_tui.services.every import Services
from tests.faults.test_eligibility_crash import age, die, in_a_process
from tests.helpers.clinic import TestClinic
from tests.helpers.messages import MessageDesk, portal, result


@pytest.fixture
def desk(clinic: TestClinic, tmp_path: Path) -> MessageDesk:
    return MessageDesk(clinic, tmp_path / "gateway")


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("after the part is written", "ready"),
        ("between promise and rename", "put"),
        ("after the rename", "_flush"),
    ],
)
def test_killed_while_writing_each_message_is_in_one_file(desk: MessageDesk, where: str, name: str) -> None:
    sent = {desk.send(desk.patient(f"P{at}")).message_id for at in range(3)}
    rep = desk.rep

    def write(services: Services) -> None:
        pytest.MonkeyPatch().setattr(shared_folder if name == "_flush" else shared_folder.Letter, name, die)
        services.message_exchange.one_pass(rep)

    assert in_a_process(desk.clinic, write) == -signal.SIGKILL
    age(desk.folder / "out")
    desk.exchange()
    desk.exchange()
    assert [name for name in desk.files() if not name.endswith(".jsonl")] == []
    assert sorted(line["id"] for line in desk.outgoing()) == sorted(sent)


def test_killed_between_reading_and_moving_nothing_is_taken_twice(desk: MessageDesk) -> None:
    one = desk.send(desk.patient()).message_id
    desk.exchange()
    rep, body = desk.rep, "\n".join(json.dumps(line) for line in (result(one, "delivered"), portal("p-1", "Hours?", 1)))
    path = desk.folder / "in" / "news.jsonl"
    path.write_text(body)
    os.utime(path, (0, 0))

    def read(services: Services) -> None:
        pytest.MonkeyPatch().setattr(shared_folder.SharedFolder, "finished", die)
        services.message_exchange.one_pass(rep)

    assert in_a_process(desk.clinic, read) == -signal.SIGKILL
    assert desk.files("in") == ["news.jsonl"] and desk.exchange().came == 0
    assert desk.files("in") == [] and len(desk.files("done")) == 1
    assert desk.events(one).count("delivered") == 1 and desk.clinic.count("SELECT count(*) FROM message_in") == 1
