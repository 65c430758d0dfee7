"""The clearinghouse's folder: out, in, set aside; nothing read twice, nothing half taken, no patient in a file name."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psr_tui.domain.eligibility_check import NO_ANSWER_AFTER
from psr_tui.exchange.x12 import read
from psr_tui.exchange.x12.loopback import answer_270
from tests.helpers.clinic import TestClinic
from tests.helpers.eligibility import Desk
from tests.helpers.x12 import a_271


@pytest.fixture
def desk(clinic: TestClinic, tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "exchange"
    folder.mkdir()
    yield Desk(clinic, folder)


def sent(desk: Desk, *member_ids: str) -> list[tuple[str, str]]:
    """Visits whose requests lie in ``out``."""
    payer = desk.payer("Plan X", "x12")
    pairs = [desk.visit(payer, one, copay_cents=3000, start=f"{10 + at}:00") for at, one in enumerate(member_ids)]
    for pair in pairs:
        assert desk.ask(pair) == "Plan X is asked in a moment; the answer comes by itself."
    assert desk.exchange().sent == len(pairs)
    return pairs


def body_of(desk: Desk, number: int = 0) -> bytes:
    return desk.requests()[number].read_bytes()


def state_of(desk: Desk, pair: tuple[str, str]) -> str:
    with desk.clinic.store.read() as work:
        check = work.eligibility.newest([pair[1]])[pair[1]]
    return f"{check.state.value} {check.result.value}".strip()


def why_files(desk: Desk) -> list[str]:
    assert desk.folder is not None
    return [path.read_text().strip() for path in sorted((desk.folder / "set-aside").glob("*.why"))]


def test_a_request_goes_out_private_whole_and_numbered_and_its_answer_is_taken(desk: Desk) -> None:
    (pair,) = sent(desk, "HMO1")
    (path,) = desk.requests()
    assert path.name == "000000001.270" and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read(path.read_bytes()).kind == "270" and desk.in_folder("out") == [path.name]
    (answer,) = desk.answer_all()
    assert desk.rows() == [("waiting", "Plan X")]
    passed = desk.exchange()
    assert (passed.read, passed.answers, passed.set_aside) == (1, 1, 0)
    assert desk.rows() == [] and desk.in_folder("in") == [] and len(desk.in_folder("done")) == 1
    with desk.clinic.store.read() as work:
        assert work.eligibility.raw(work.eligibility.newest([pair[1]])[pair[1]].check_id)[1] == answer


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    sent(desk, "HMO1")
    (answer,) = desk.answer_all()
    desk.exchange()
    before = desk.clinic.count("SELECT count(*) FROM audit WHERE action = 'eligibility.answer'")
    desk.put("again.271", answer)
    passed = desk.exchange()
    assert (passed.read, passed.answers, passed.set_aside) == (0, 0, 0)
    assert desk.in_folder("in") == []
    assert desk.clinic.count("SELECT count(*) FROM audit WHERE action = 'eligibility.answer'") == before


def test_control_and_trace_numbers_never_repeat(desk: Desk) -> None:
    sent(desk, "HMO1", "HMO2", "HMO3")
    requests = [read(path.read_bytes()) for path in desk.requests()]
    assert [one.control for one in requests] == ["000000001", "000000002", "000000003"]
    assert len({one.members[0].traces[0].number for one in requests}) == 3
    assert [one.sets[0].control for one in requests] == ["0001", "0002", "0003"], "a 999 names the set"


@pytest.mark.parametrize("member_id", ["TA1X", "R999X"])
def test_a_refusal_of_the_clearinghouse_fails_the_check_and_is_not_sent_again_by_itself(
    desk: Desk, member_id: str
) -> None:
    sent(desk, member_id)
    desk.answer_all()
    desk.exchange()
    (line,) = desk.services.eligibility.board(desk.actor).lines
    assert line.found.why.value == "failed" and "clearinghouse refused" in line.found.text
    desk.clinic.clock.set(desk.clinic.clock.now() + timedelta(days=1))
    assert desk.exchange().asked_again == 0 and desk.requests() == []


def test_silence_is_a_failure_and_a_late_answer_still_counts(desk: Desk) -> None:
    (pair,) = sent(desk, "HMO1")
    request = body_of(desk)
    desk.clinic.clock.set(desk.clinic.clock.now() + NO_ANSWER_AFTER + timedelta(minutes=1))
    desk.exchange()
    assert state_of(desk, pair) == "failed"
    desk.put("late.271", answer_270(request, desk.clinic.clock.now(), 7))
    desk.exchange()
    assert state_of(desk, pair) == "answered active"


def cut(body: bytes) -> bytes:
    return body[: len(body) * 2 // 3]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda good: b"<html><body>Log in</body></html>", "web page"),
        (lambda good: b"hello", "not an X12 file"),
        (lambda good: good[:60], "cut off or damaged"),
        (cut, "breaks off before its end"),
        (lambda good: os.urandom(300), "not an X12 file"),
        (lambda good: good.replace(b"TRN*2*", b"TRN*2*X").replace(b"19800506", b"19800507"), "no check that waits"),
        (lambda good: good.replace(b"PERSONA", b"SOMEBODY").replace(b"19800506", b"19111111"), "another person"),
        (lambda good: "\ufeffISA".encode("utf-16"), "not an X12 file"),
    ],
    ids=["page", "text", "isa", "cut", "noise", "unmatched", "other person", "charset"],
)
def test_bad_files_are_set_aside_with_one_sentence_and_no_patient(desk: Desk, make, why: str) -> None:  # type: ignore[no-untyped-def]
    (pair,) = sent(desk, "HMO1")
    good = answer_270(body_of(desk), desk.clinic.clock.now(), 7)
    desk.put("PERSONA_Ann.271", make(good))
    passed = desk.exchange()
    assert (passed.set_aside, passed.answers) == (1, 0)
    (told,) = why_files(desk)
    assert why in told and "\n" not in told and "PERSONA" not in told
    assert not any("PERSONA" in name for name in desk.in_folder("set-aside"))
    assert desk.in_folder("in") == [] and state_of(desk, pair) == "sent"
    assert desk.exchange().idle


def test_a_file_of_several_people_gives_what_fits_and_names_the_rest(desk: Desk) -> None:
    pairs = sent(desk, "HMO1", "HMO2")
    answers = [answer_270(path.read_bytes(), desk.clinic.clock.now(), 7) for path in desk.requests()]
    sets = [one.split(b"\nGE*")[0].split(b"\n", 2)[2] for one in answers]
    head, stranger = b"\n".join(answers[0].split(b"\n")[:2]), a_271().split(b"GE*")[0].split(b"\n", 2)[2].rstrip()
    both = head + b"\n" + b"\n".join([*sets, stranger]) + b"\nGE*3*7~\nIEA*1*000000007~\n"
    desk.put("batch.271", both)
    passed = desk.exchange()
    assert passed.answers == 2 and passed.set_aside == 1
    assert [state_of(desk, pair) for pair in pairs] == ["answered active"] * 2
    assert why_files(desk) == [
        "2 answers were taken; 1 could not be placed. The answer belongs to no check that waits here."
    ]


def test_an_answer_without_our_trace_finds_the_only_waiting_check_by_person(desk: Desk) -> None:
    (pair,) = sent(desk, "HMO1")
    answer = answer_270(body_of(desk), desk.clinic.clock.now(), 7)
    lines = [line for line in answer.split(b"\n") if not line.startswith(b"TRN")]
    bare = b"\n".join(line.replace(read(answer).sets[0].reference.encode(), b"NONE") for line in lines)
    desk.put("bare.271", bare)
    assert desk.exchange().answers == 1 and state_of(desk, pair) == "answered active"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_bytes_are_ever_a_fault_or_a_wrong_answer(desk: Desk, data: st.DataObject) -> None:
    """A good answer with pieces cut out, doubled or spoilt: it is taken, or set aside with a sentence."""
    if not desk.requests():
        sent(desk, "HMO1")
    good = answer_270(body_of(desk), desk.clinic.clock.now(), 7)
    first, last = sorted((data.draw(st.integers(0, len(good))), data.draw(st.integers(0, len(good)))))
    spoilt = good[:first] + data.draw(st.sampled_from([b"", good[first:last] * 2, b"\x00\xff", b"~*:^"])) + good[last:]
    exchange = desk.services.eligibility._exchange
    new, done, why = exchange.receive(desk.actor, spoilt, "f.271")
    assert done in (0, 1) and (why or done or not new), "taken, or set aside with a sentence"
    assert exchange.receive(desk.actor, spoilt, "f.271") == (False, 0, why)
    assert desk.clinic.count("SELECT count(*) FROM eligibility_check WHERE state = 'answered' AND result = ''") == 0


def test_a_file_that_still_grows_and_what_is_no_file_of_theirs_waits(desk: Desk) -> None:
    (pair,) = sent(desk, "HMO1")
    good = answer_270(body_of(desk), desk.clinic.clock.now(), 7)
    desk.put("fresh.271", good, age=0)
    desk.put("half.271.part", good)
    desk.put("empty.271", b"")
    desk.put(".hidden", good)
    assert desk.folder is not None
    (desk.folder / "in" / "link.271").symlink_to(desk.folder / "in" / "fresh.271")
    assert desk.exchange().idle and state_of(desk, pair) == "sent"
    assert len(desk.in_folder("in")) == 5


def test_a_folder_that_cannot_be_used_says_so_and_the_visit_goes_on(desk: Desk) -> None:
    assert desk.folder is not None
    payer = desk.payer("Plan X", "x12")
    pair = desk.visit(payer)
    desk.set_clinic(exchange_folder=str(desk.folder / "gone"))
    assert "in a moment" in desk.ask(pair), "asking touches no folder"
    assert "is not there" in desk.exchange().trouble
    (line,) = desk.services.eligibility.board(desk.actor).lines
    assert line.found.why.value == "failed" and "is not there" in line.found.text
    desk.set_clinic(exchange_folder=str(desk.folder))
    desk.clinic.clock.set(desk.clinic.clock.now() + timedelta(minutes=16))
    assert desk.exchange().asked_again == 1 and len(desk.requests()) == 1


def test_a_request_that_cannot_be_written_is_a_failure_with_a_next_try(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> int:
        raise OSError(28, "No space left on device")

    pair = desk.visit(desk.payer("Plan X", "x12"), "HMO1")
    with monkeypatch.context() as patch:
        patch.setattr("psr_tui.exchange.shared_folder.os.fsync", full)
        desk.ask(pair)
        assert desk.exchange().sent == 0
    assert desk.in_folder("out") == [] and desk.rows() == [("failed", "Plan X")]
    desk.clinic.clock.set(desk.clinic.clock.now() + timedelta(minutes=16))
    assert desk.exchange().asked_again == 1
    assert len(desk.requests()) == 1
