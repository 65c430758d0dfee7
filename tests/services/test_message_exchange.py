"""The gateway's folder: each message out once, results forward only, and whatever lies in ``in`` never raises."""

from __future__ import annotations

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.message_templates import Way
from psr_tui.domain.messages import MessageState, moves
from psr_tui.exchange.message_lines import LARGEST, read_lines
from psr_tui.services.every import Services
from tests.helpers.clinic import NOW, TestClinic
from tests.helpers.messages import MessageDesk, portal, result


@pytest.fixture
def desk(clinic: TestClinic, tmp_path: Path) -> MessageDesk:
    return MessageDesk(clinic, tmp_path / "gateway")


def test_a_file_goes_out_private_whole_and_each_message_once(desk: MessageDesk) -> None:
    one, other = desk.send(desk.patient()), desk.send(desk.patient("Añá"), "call_us", Way.PORTAL)
    assert desk.exchange().written == 2 and desk.exchange().written == 0
    (name,) = desk.files()
    path = desk.folder / "out" / name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and "Añá" not in name and name.endswith(".jsonl")
    told = {line["id"]: line for line in desk.outgoing()}
    assert {key: told[one.message_id][key] for key in ("channel", "to")} == {"channel": "text", "to": "+15055550142"}
    second = told[other.message_id]
    assert (second["channel"], second["to"], second["language"]) == ("portal", "000002", "en")
    assert "Dear Añá" in second["body"]
    assert desk.clinic.count("SELECT lines FROM message_file WHERE direction = 'out'") == 2


def test_results_in_any_order_and_number_end_in_the_same_place(desk: MessageDesk) -> None:
    ids = [desk.send(desk.patient(f"P{at}")).message_id for at in range(3)]
    desk.exchange()
    passed = desk.bring(
        result(ids[0], "delivered"), result(ids[0], "sent"), result(ids[0], "failed", "late"), result(ids[0], "sent"),
        result(ids[1], "sent"), result(ids[1], "sent"), result(ids[2], "failed", "no such number"),
        result(ids[2], "failed", "no such number"), result(ids[2], "delivered"),
    )  # fmt: skip
    assert passed.set_aside == 0 and [desk.state(one) for one in ids] == ["delivered", "sent", "failed"]
    assert desk.events(ids[0]) == ["queued", "written", "delivered", "late news", "late news"]
    assert desk.message(ids[2]).trouble == "no such number" and desk.work() == ["Text not delivered: no such number"]


def test_what_was_not_given_out_cannot_come_back(desk: MessageDesk) -> None:
    waiting = desk.send(desk.patient()).message_id
    line = json.dumps(result(waiting, "delivered")).encode()
    desk.services.message_exchange.receive(desk.rep, line, "digest")
    assert desk.state(waiting) == "queued"
    desk.exchange()
    assert [line["id"] for line in desk.outgoing()] == [waiting]


@given(st.lists(st.sampled_from([MessageState.SENT, MessageState.DELIVERED, MessageState.FAILED]), max_size=8))
def test_a_state_never_moves_back(reports: list[MessageState]) -> None:
    state, ends = MessageState.WRITTEN, []
    for one in reports:
        if moves(state, one):
            state = one
            ends += [one] if one.over else []
    assert len(ends) <= 1 and (not ends or state is ends[0])
    assert state is not MessageState.WRITTEN or not reports


def test_a_bad_line_is_told_and_the_lines_around_it_are_taken_once(desk: MessageDesk) -> None:
    one = desk.send(desk.patient()).message_id
    desk.exchange()
    raw = b"\n".join(
        [
            b'\xef\xbb\xbf{"kind": "result", "id": "nobody", "state": "sent"}', b"[1, 2]", b"",
            json.dumps(result(one, "delivered")).encode(), b'{"kind": "fax", "id": 1}', b'{"kind": "result", "id": "x',
        ]
    )  # fmt: skip
    passed = desk.bring(raw=raw)
    assert (passed.results, passed.set_aside) == (1, 1) and desk.state(one) == "delivered"
    assert desk.why() == [
        "4 lines were not taken: line 1 is about a message we never sent; line 2 is no object; line 5 is of a kind we "
        "do not know (fax); line 6 is not whole JSON."
    ]
    assert desk.work() == ["A file of the gateway was not read in full"]
    events = desk.events(one)
    assert desk.bring(raw=raw, name="again.jsonl").results == 0
    assert desk.events(one) == events and desk.files("in") == [] and len(desk.work()) == 1


def test_a_huge_file_and_hostile_names_are_put_out_of_the_way(desk: MessageDesk, tmp_path: Path) -> None:
    one = desk.send(desk.patient()).message_id
    desk.exchange()
    line = json.dumps(result(one, "delivered")).encode() + b"\n"
    secret = tmp_path / "secret"
    secret.write_bytes(line)
    inside = desk.folder / "in"
    (inside / "folder").mkdir()
    (inside / "link").symlink_to(secret)
    assert desk.bring(raw=line * (10_000_000 // len(line)), name="large").set_aside == 1
    assert desk.state(one) == "written" and f"more than {LARGEST:,} bytes" in desk.why()[0]
    odd = ["-rf", "a b;$(touch x).jsonl", "new\nline", "x" * 200, os.fsdecode(b"\xff\xfe.jsonl"), "..jsonl"]
    for at, name in enumerate(odd):
        desk.bring(raw=line + b"\n" * at, name=name)
    assert desk.state(one) == "delivered" and secret.exists()
    assert set(desk.files("in")) == {"folder", "link", "..jsonl"}  # hidden names are somebody's unfinished files


@settings(max_examples=60)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["kind", "id", "state", "body", "patient", "mrn", "born", "at", "subject", "from"]),
                    inner | st.sampled_from(["result", "message", "sent"]),
                    max_size=6,
                )
            ),
            max_leaves=12,
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_reading_never_raises_whatever_the_bytes(body: bytes) -> None:
    said = read_lines(body)
    assert len(said.lines) + len(said.bad) == sum(
        bool(line.strip()) for line in body.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    )


def test_several_processes_write_each_message_once(desk: MessageDesk) -> None:
    sent = {desk.send(desk.patient(f"P{at}")).message_id for at in range(6)}
    others = [Services(desk.clinic.store, desk.clinic.clock) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        passes = list(pool.map(lambda one: one.message_exchange.one_pass(desk.rep), others))
    assert sum(one.written for one in passes) == 6
    assert sorted(line["id"] for line in desk.outgoing()) == sorted(sent)
    assert desk.clinic.count("SELECT count(*) FROM message_event WHERE kind = 'written'") == 6


def test_a_text_waits_for_the_hours_of_its_patient_and_a_portal_message_does_not(desk: MessageDesk) -> None:
    text, other = desk.send(desk.patient()), desk.send(desk.patient("Ann"), "call_us", Way.PORTAL)
    desk.clinic.clock.set(NOW.replace(hour=9))  # three in the morning in Chicago
    assert desk.exchange().written == 1
    assert [line["id"] for line in desk.outgoing()] == [other.message_id]
    desk.clinic.clock.set(NOW + timedelta(hours=1))
    desk.exchange()
    assert desk.state(text.message_id) == "written"


def test_a_folder_that_is_gone_or_full_loses_nothing(desk: MessageDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    one = desk.send(desk.patient()).message_id
    desk.set_clinic(gateway_folder=str(desk.folder / "nowhere"))
    assert "is not there" in desk.exchange().trouble
    desk.set_clinic(gateway_folder=str(desk.folder))

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("psr_tui.exchange.shared_folder.os.fsync", full)
        assert desk.exchange().written == 0
    assert desk.state(one) == "queued" and desk.files() == []
    assert desk.exchange().written == 1


def test_a_portal_message_is_taken_once_by_its_id_outside(desk: MessageDesk) -> None:
    desk.patient()
    first = desk.bring(portal("p-1", "My bill is wrong", 1), portal("p-1", "My bill is wrong", 1))
    again = desk.bring(portal("p-1", "My bill is wrong", 1), portal("", "No id", 1), portal("", "No id", 1))
    assert (first.came, again.came) == (1, 1)
    assert desk.clinic.count("SELECT count(*) FROM message_in") == 2
