"""The 270: exact, counted, accepted by a strict second reader, and no value breaks out of its element."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.eligibility import Level
from psr_tui.domain.eligibility_request import RELATIONS, Asked, EligibilityRequest
from psr_tui.domain.errors import InvalidInput
from psr_tui.exchange.x12 import read, write_270
from tests.helpers.x12 import a_dependents_request, a_request

REQUESTS = {
    "subscriber": a_request(),
    "dependent": a_dependents_request(),
    "range": a_request(service_to=date(2026, 2, 1)),
    "person": a_request(provider_name="GARCIA", provider_first="ANA"),
    "group": a_request(subscriber=Asked("DOE", "JANE", date(1990, 1, 2), "Q", "JR", "F", "W1", "GRP0042")),
    "other relation": a_dependents_request(relation="G8"),
    "production": a_request(usage="P", interchange_control=999_999_999),
}


def strict(raw: bytes) -> list[Any]:
    """The second reader's models of a file; it raises when it does not accept one."""
    io = pytest.importorskip("x12sdk.io", reason="x12sdk is not installed: no second opinion on our 270")
    with io.X12ModelReader(raw.decode("ascii")) as reader:
        return list(reader.models())


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_a_strict_reader_accepts_what_we_write(name: str) -> None:
    (model,) = strict(write_270(REQUESTS[name]))
    bht = model.header.bht_segment
    assert (bht.transaction_set_purpose_code, bht.submitter_transactional_identifier) == ("13", "T1")


def test_the_request_about_a_subscriber_as_it_stands_in_the_file() -> None:
    lines = write_270(a_request()).decode("ascii").splitlines()
    assert len(lines[0]) == 106
    assert lines[1:] == [
        "GS*HS*CLINIC01*CLEARHOUSE*20260105*0930*1*X*005010X279A1~",
        "ST*270*0001*005010X279A1~",
        "BHT*0022*13*T1*20260105*0930~",
        "HL*1**20*1~",
        "NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*12345~",
        "HL*2*1*21*1~",
        "NM1*1P*2*RIVERSIDE FAMILY CLINIC*****XX*1234567893~",
        "HL*3*2*22*0~",
        "TRN*1*T1*9CLINIC010~",
        "NM1*IL*1*DOE*JANE****MI*W123456789~",
        "DMG*D8*19900102*F~",
        "DTP*291*D8*20260105~",
        "EQ*30~",
        "EQ*98~",
        "SE*14*0001~",
        "GE*1*1~",
        "IEA*1*000000001~",
    ]


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_what_is_written_is_what_is_read(name: str) -> None:
    request = REQUESTS[name]
    answer = read(write_270(request))
    assert (answer.kind, answer.failure, answer.usage) == ("270", "", request.usage)
    assert [one.name for one in answer.warnings] == ["not-an-answer"]
    assert answer.sets[0].count_right
    patient = answer.members[-1]
    asked = request.dependent or request.subscriber
    assert (patient.last, patient.first, patient.born) == (asked.last, asked.first, asked.born)
    assert patient.asked == request.service_types
    assert [one.number for one in patient.traces] == [request.trace]
    assert answer.members[0].member_id == request.subscriber.member_id
    assert patient.level is (Level.DEPENDENT if request.dependent else Level.SUBSCRIBER)
    assert (patient.dates[0].start, patient.dates[0].end) == (request.service_from, request.service_to)


def test_a_dependent_has_a_level_of_their_own_and_the_questions_stand_there() -> None:
    text = write_270(a_dependents_request()).decode("ascii")
    parent, _, child = text.partition("HL*4*3*23*0~")
    assert "HL*3*2*22*1~" in parent
    assert "EQ*" not in parent
    assert "TRN*" not in parent
    assert "NM1*03*1*DOE*JOE~\nDMG*D8*20150304*M~\nINS*N*19~\nDTP*291" in child


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_relation_we_know_is_accepted(relation: str) -> None:
    assert strict(write_270(a_dependents_request(relation=relation)))


PLACES = {
    "Member id": lambda bad: a_request(subscriber=replace(REQUESTS["subscriber"].subscriber, member_id=bad)),
    "Last name": lambda bad: a_request(subscriber=replace(REQUESTS["subscriber"].subscriber, last=bad)),
    "First name of the patient": lambda bad: a_dependents_request(dependent=Asked("DOE", bad, date(2015, 3, 4))),
    "Group number": lambda bad: a_request(subscriber=replace(REQUESTS["subscriber"].subscriber, group=bad)),
    "Payer name": lambda bad: a_request(payer_name=bad),
    "Payer id": lambda bad: a_request(payer_id=bad),
    "Provider name": lambda bad: a_request(provider_name=bad),
    "Sender id": lambda bad: a_request(sender=bad),
    "Receiver id": lambda bad: a_request(receiver=bad),
    "Trace number": lambda bad: a_request(trace=bad),
    "Service type": lambda bad: a_request(service_types=(bad,)),
}


@pytest.mark.parametrize("sign", ["*", ":", "^", "~", "\x1d", "\n", "\u202e"])
@pytest.mark.parametrize("field", sorted(PLACES))
def test_a_delimiter_in_a_value_is_refused_by_the_name_of_its_field(field: str, sign: str) -> None:
    with pytest.raises(InvalidInput, match=field):
        write_270(PLACES[field](f"A{sign}B"))


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=150)
def test_any_value_is_refused_or_comes_back_alone(last: str, member_id: str, payer_id: str) -> None:
    person = Asked(f"D{last}", "JANE", date(1990, 1, 2), member_id=f"W{member_id}")
    try:
        raw = write_270(a_request(subscriber=person, payer_id=f"P{payer_id}"))
    except InvalidInput as error:
        assert error.field
        return
    answer = read(raw)
    assert (len(answer.sets), answer.sets[0].counted, len(answer.members)) == (1, 14, 1)
    assert answer.members[0].member_id == f"W{member_id}".strip()
    assert answer.payers[0].number == f"P{payer_id}".strip()


def test_a_name_is_written_as_payers_hold_it() -> None:
    raw = write_270(a_request(subscriber=Asked("Peña-O’Neil", "José", date(1990, 1, 2), member_id="W1")))
    assert b"NM1*IL*1*PENA-O'NEIL*JOSE****MI*W1~" in raw
    with pytest.raises(InvalidInput, match="as it stands on the card"):
        write_270(a_request(subscriber=Asked("Иванова", "Ольга", date(1990, 1, 2), member_id="W1")))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"interchange_control": 0}, "control"),
        ({"interchange_control": 1_000_000_000}, "control"),
        ({"sender": " "}, "Sender id"),
        ({"receiver": "A" * 16}, "Receiver id"),
        ({"trace_source": "SHORT"}, "Trace source"),
        ({"usage": "X"}, "Test or production"),
        ({"sender_kind": "Z"}, "Kind of id"),
        ({"payer_id": ""}, "payer_id"),
        ({"npi": "1234567890"}, "npi"),
    ],
)
def test_what_cannot_be_written_is_refused_in_one_sentence(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as told:
        write_270(a_request(**changes))
    assert told.value.field == field
    assert told.value.message.endswith(".")


def test_a_service_type_asked_for_twice_is_sent_once() -> None:
    request: EligibilityRequest = a_request(service_types=("30", "98", "30"))
    assert read(write_270(request)).members[0].asked == ("30", "98")
