"""Calls handed on, and what a telephone system tells beside the rep's own word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.services.calls import HandOn
from tests.helpers.clinic import make_clinic
from tests.services.call_helpers import Desk, make_desk, new


@pytest.fixture(scope="module")
def store_of_calls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    clinic = make_clinic(Path(tmp_path_factory.mktemp("transfers")))
    yield make_desk(clinic)
    clinic.store.close()


@pytest.fixture
def desk(store_of_calls: Desk) -> Iterator[Desk]:
    yield store_of_calls
    store_of_calls.line("idle", "")
    for who in (store_of_calls.rivera, store_of_calls.chen):
        while (left := store_of_calls.service.open_call(who)) != "":
            store_of_calls.save(left, "TEC", who, no_patient="NP2", resolved=None)


def hand_on(desk: Desk, call: str, attended: bool = True, **more: str) -> str:
    command = new("transfer")
    given = {"words": "refill, wants Dr. Lee", "to_staff_id": desk.chen.staff_id} | more
    desk.service.hand_on(desk.rivera, HandOn(command, call, attended, **given))
    return command


def test_the_colleague_has_a_leg_and_a_talk_time_of_their_own(desk: Desk) -> None:
    patient = desk.clinic.add_patient("HAND", "Ann", phone="+15055550200")
    call = desk.verified(patient)
    desk.wait(100)
    transfer = hand_on(desk, call)
    assert desk.row(call).state == "held"
    [ring] = desk.service.hear(desk.chen)
    assert (ring.colleague, ring.words) == ("M. Rivera", "refill, wants Dr. Lee")
    leg = desk.service.open_call(desk.chen)
    assert desk.row(leg).state == "ringing" and desk.row(leg).verified == "NAME DOB ADDR"
    desk.service.transfer_answered(desk.rivera, transfer)
    desk.wait(15)
    desk.service.answer_call(desk.chen, leg)
    assert (desk.row(call).state, desk.row(leg).state) == ("wrap", "talking")
    desk.wait(40)
    desk.save(call)
    desk.save(leg, who=desk.chen)
    assert (desk.row(call).talk_seconds, desk.row(call).hold_seconds) == (100, 15)
    assert (desk.row(leg).talk_seconds, desk.row(leg).ring_seconds) == (40, 15)
    shown = desk.service.sheet(desk.rivera, call).transfer
    assert shown is not None and shown.answered_at and shown.accepted_at and not shown.open


def test_a_refusal_leaves_the_caller_where_they_were(desk: Desk) -> None:
    call = desk.start()
    transfer = hand_on(desk, call)
    leg = desk.service.open_call(desk.chen)
    with pytest.raises(InvalidInput, match="Why"):
        desk.service.transfer_refused(desk.chen, transfer, " ")
    desk.service.transfer_refused(desk.chen, transfer, "in a meeting")
    assert (desk.row(call).state, desk.row(leg).state) == ("held", "missed")
    assert desk.service.open_call(desk.chen) == "" and desk.service.hear(desk.chen) == ()
    shown = desk.service.sheet(desk.rivera, call).transfer
    assert shown is not None and shown.why == "in a meeting"
    with pytest.raises(Refused, match="refused already"):
        desk.service.transfer_accepted(desk.rivera, transfer)
    assert hand_on(desk, call)


def test_a_blind_transfer_ends_the_own_leg_and_proves_nothing_to_the_next(desk: Desk) -> None:
    call = desk.verified(desk.clinic.add_patient("BLIND", "Ann", phone="+15055550201"))
    hand_on(desk, call, attended=False)
    leg = desk.service.open_call(desk.chen)
    assert desk.row(call).state == "wrap" and desk.row(leg).verified == ""
    assert desk.row(leg).patient_id == desk.row(call).patient_id and desk.row(leg).transferred_from == call


def test_to_another_office_the_rep_says_what_was_answered(desk: Desk) -> None:
    call = desk.start()
    with pytest.raises(InvalidInput, match="colleague, or type"):
        hand_on(desk, call, to_staff_id="")
    with pytest.raises(InvalidInput, match="next person should know"):
        hand_on(desk, call, words=" ")
    with pytest.raises(Refused, match="somebody else who works here"):
        hand_on(desk, call, to_staff_id=desk.rivera.staff_id)
    transfer = hand_on(desk, call, to_staff_id="", to_whom="Billing")
    with pytest.raises(Refused, match="handed on already"):
        hand_on(desk, call, to_staff_id="", to_whom="Billing")
    with pytest.raises(Refused, match="between two others"):
        desk.service.transfer_accepted(desk.chen, transfer)
    desk.service.transfer_accepted(desk.rivera, transfer)
    assert desk.row(call).state == "wrap" and desk.service.open_call(desk.chen) == ""


def test_the_same_command_hands_on_once(desk: Desk) -> None:
    call = desk.start()
    command = HandOn(new("transfer"), call, True, "refill", desk.chen.staff_id)
    for _ in range(2):
        desk.service.hand_on(desk.rivera, command)
    assert desk.clinic.count(f"SELECT count(*) FROM call WHERE transferred_from = '{call}'") == 1


# --- the telephone system ---


def test_a_ringing_line_is_told_and_taken_with_ctrl_o(desk: Desk) -> None:
    desk.clinic.add_patient("RINGS", "Ann", phone="+15055550210")
    desk.line("ringing", "ast-10", kind="joined", number="5055550210", queue="main")
    [ring] = desk.service.hear(desk.rivera)
    assert (ring.number, ring.people, ring.state) == ("(505) 555-0210", 1, "ringing")
    assert desk.service.hear(desk.chen) == ()
    call = desk.start()
    row = desk.row(call)
    assert (row.state, row.number, row.queue, row.line, row.line_call_id) == (
        "ringing",
        "+15055550210",
        "main",
        "queue",
        "ast-10",
    )
    assert desk.start() == call and desk.service.hear(desk.rivera) == ()
    desk.wait(6)
    data = json.dumps({"wait_seconds": 44, "ring_seconds": 6.0})
    desk.line("talking", "ast-10", kind="connected", agent="Agent/u-mrivera", data=data)
    desk.service.hear(desk.rivera)
    desk.service.hear(desk.rivera)
    assert desk.row(call).state == "talking"
    desk.wait(50)
    desk.line("idle", "ast-10", kind="ended", agent="Agent/u-mrivera")
    desk.service.hear(desk.rivera)
    assert desk.row(call).state == "talking" and desk.service.sheet(desk.rivera, call).gone
    desk.wait(10)
    desk.save(call, no_patient="NP2")
    row = desk.row(call)
    assert (row.wait_seconds, row.ring_seconds, row.talk_seconds, row.dead_seconds) == (44, 6, 50, 10)
    by_line = [event.kind for event in desk.events(call) if event.told_by == "line"]
    assert by_line == ["start", "answer", "gone"]


def test_what_the_line_says_later_changes_nothing_that_was_saved(desk: Desk) -> None:
    desk.line("talking", "ast-11", kind="connected", agent="Agent/u-mrivera", number="anonymous")
    call = desk.start()
    desk.save(call, no_patient="NP1", note="mine")
    before = desk.row(call)
    desk.wait(30)
    desk.line("talking", "ast-11", kind="ended", agent="Agent/u-mrivera", data=json.dumps({"talk_seconds": -5}))
    desk.service.hear(desk.rivera)
    after = desk.row(call)
    assert (after.talk_seconds, after.outcome, after.note, after.version) == (
        before.talk_seconds, before.outcome, before.note, before.version,
    )  # fmt: skip
    assert desk.start() != call


def test_a_call_nobody_took_is_missed(desk: Desk) -> None:
    desk.line("ringing", "ast-12", kind="ringing", agent="Agent/u-mrivera", number="5055550212")
    call = desk.start()
    desk.line("idle", "ast-12", kind="not_answered", agent="Agent/u-mrivera")
    desk.service.hear(desk.rivera)
    assert desk.row(call).state == "missed" and desk.service.open_call(desk.rivera) == ""
    desk.line("ringing", "ast-12", kind="ringing", agent="Agent/u-mrivera")
    again = desk.start()
    assert again != call and desk.row(again).number == "+15055550212"


@pytest.mark.parametrize(
    "data", ["", "[", "[1]", '{"wait_seconds": -9}', '{"wait_seconds": "x"}', '{"ring_seconds": 1e99}']
)
def test_dirt_of_a_line_stays_out_of_the_call(desk: Desk, data: str) -> None:
    line = new("ast")
    desk.line("talking", line, kind="connected", agent="Agent/u-mrivera", data=data, number="x" * 30)
    call = desk.start()
    desk.wait(5)
    desk.save(call, no_patient="NP1")
    assert (desk.row(call).wait_seconds, desk.row(call).talk_seconds) == (0, 5)
