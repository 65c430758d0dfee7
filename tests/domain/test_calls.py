"""The seconds of a call, what can happen in it, whose number it is, what proves a caller and what they may hear."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.call_seconds import Phase, Seconds, Stamp, in_phase_since, over_target, seconds_of
from psr_tui.domain.callers import Caller, Match, heard_number, is_withheld, matched, one_household, typed_number
from psr_tui.domain.calls import LIVE_CALL, CallAct, CallState, Role, after, check_room
from psr_tui.domain.contacts import ContactPerson, MayHear
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.may_be_told import Tell, may_be_told, may_hear_words
from psr_tui.domain.verifying import Gate, Verifier, stored, ticked_of
from psr_tui.screens.call_in_words import fitting

BEGAN = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
MOVES = (CallAct.START, CallAct.RING, CallAct.ANSWER, CallAct.HOLD, CallAct.RESUME, CallAct.GONE, CallAct.END)
STEPS = st.lists(
    st.tuples(st.sampled_from((*MOVES, CallAct.NUMBER, CallAct.VERIFY)), st.integers(0, 4000)), max_size=12
)


def stamps_of(steps: list[tuple[CallAct, int]]) -> list[Stamp]:
    at, found = BEGAN, []
    for act, seconds in steps:
        found.append(Stamp(act, at))
        at += timedelta(seconds=seconds)
    return found


def test_the_seconds_of_a_whole_call() -> None:
    steps = [(CallAct.RING, 8), (CallAct.ANSWER, 60), (CallAct.HOLD, 20), (CallAct.RESUME, 30), (CallAct.GONE, 5),
             (CallAct.END, 40), (CallAct.SAVE, 900)]  # fmt: skip
    got = seconds_of(stamps_of(steps), BEGAN + timedelta(hours=1))
    assert [got.of(phase) for phase in Phase] == [0, 8, 90, 20, 5, 40]
    assert got.total == 163 and got.handled == 150
    assert seconds_of([], BEGAN) == Seconds({})


@given(STEPS, st.integers(0, 4000))
def test_seconds_that_run_forward_add_up_to_the_whole(steps: list[tuple[CallAct, int]], tail: int) -> None:
    stamps = stamps_of(steps)
    moving = [stamp for stamp in stamps if stamp.act in MOVES]
    now = stamps[-1].at + timedelta(seconds=tail) if stamps else BEGAN
    whole = int((now - moving[0].at).total_seconds()) if moving else 0
    assert seconds_of(stamps, now).total == whole


@given(STEPS, st.lists(st.integers(-90_000, 90_000), min_size=13, max_size=13))
def test_no_clock_makes_a_second_negative(steps: list[tuple[CallAct, int]], shifts: list[int]) -> None:
    stamps = [
        Stamp(one.act, one.at + timedelta(seconds=shift)) for one, shift in zip(stamps_of(steps), shifts, strict=False)
    ]
    now = BEGAN + timedelta(seconds=shifts[-1])
    assert all(seconds >= 0 for seconds in seconds_of(stamps, now).by_phase.values())
    assert in_phase_since(stamps, now) >= 0


@given(STEPS)
def test_a_saved_call_counts_no_more(steps: list[tuple[CallAct, int]]) -> None:
    stamps = [*stamps_of(steps), Stamp(CallAct.SAVE, BEGAN + timedelta(hours=20))]
    assert seconds_of(stamps, BEGAN + timedelta(days=2)) == seconds_of(stamps, BEGAN + timedelta(days=9))


def test_a_side_that_is_gone_stays_gone_until_the_end() -> None:
    got = seconds_of(stamps_of([(CallAct.START, 10), (CallAct.GONE, 5), (CallAct.RESUME, 5), (CallAct.END, 3)]), BEGAN)
    assert (got.of(Phase.TALK), got.of(Phase.DEAD)) == (10, 10)


def test_wrap_over_the_target() -> None:
    assert (over_target(75, 60), over_target(60, 60), over_target(75, 0)) == (15, 0, 0)


@given(st.sampled_from(CallState), st.sampled_from(CallAct))
def test_only_these_edges_and_done_is_the_end(state: CallState, act: CallAct) -> None:
    try:
        then = after(state, act)
    except Refused as refused:
        assert "already" in str(refused)
        return
    assert state not in (CallState.DONE, CallState.MISSED)
    assert (then is CallState.DONE) == (act is CallAct.SAVE and state is CallState.WRAP)


@given(st.lists(st.sampled_from(CallState), max_size=5))
def test_two_live_calls_are_the_most(states: list[CallState]) -> None:
    if sum(state in LIVE_CALL for state in states) < 2:
        check_room(states)
    else:
        with pytest.raises(Refused, match="two calls already"):
            check_room(states)


# --- whose number ---

SPELLED = (
    "5055550142",
    "505 555 0142",
    "(505) 555-0142",
    "505/555.0142",
    "+1 505 555 0142",
    "1-505-555-0142",
    "555 0142",
)


@pytest.mark.parametrize("text", SPELLED)
def test_every_spelling_is_one_number(text: str) -> None:
    assert typed_number(text, "505").number.e164 == "+15055550142"


@pytest.mark.parametrize(
    "text",
    [
        "tel:+15055550142",
        "sip:+15055550142@pbx.example",
        "505/5550142",
        "+15055550142",
        "+15055550142;npdi=yes",
        "0015055550142",
        '"Ann" <sip:+15055550142@pbx.example;user=phone>',
    ],
)
def test_what_a_line_says_is_read_too(text: str) -> None:
    assert heard_number(text).e164 == "+15055550142"


@given(st.text(max_size=60))
def test_a_line_may_say_anything(text: str) -> None:
    number = heard_number(text)
    assert number.e164 == "" or number.e164.startswith("+")


@pytest.mark.parametrize(
    "text",
    ["", "Anonymous", "NONE", "unavailable", " private ", "no number", "n/a", "Private number", "Unknown caller",
     "no caller ID", "hidden", "number withheld", "<unknown>"],
)  # fmt: skip
def test_a_withheld_number_is_no_number(text: str) -> None:
    assert is_withheld(text) and typed_number(text).number.e164 == "" and heard_number(text).e164 == ""


@pytest.mark.parametrize("text", ["her mother", "caller", "Noe", "private 505"])
def test_words_are_no_number(text: str) -> None:
    assert not is_withheld(text)
    with pytest.raises(InvalidInput, match="Ctrl\\+F finds by name"):
        typed_number(text)


def test_a_withheld_number_of_a_line_is_told_in_its_own_word() -> None:
    assert heard_number("sip:Anonymous@anonymous.invalid").display == "Anonymous"


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(("", "marked as wrong"))), max_size=9))
def test_known_is_one_person_without_a_doubt_and_nobody_is_lost(found: list[tuple[int, str]]) -> None:
    callers = [Caller(f"p{key}", f"NAME, {key}", None, key, why) for key, why in found]
    got = matched("+15055550142", callers)
    assert {one.patient_id for one in got.callers} == {one.patient_id for one in callers}
    assert len(got.callers) == len({one.patient_id for one in got.callers})
    sure = len(got.callers) == 1 and not got.callers[0].why
    assert (got.match is Match.KNOWN) == sure and (got.match is Match.UNKNOWN) == (not callers)
    assert got.words and matched("", callers).match is Match.NONE


def test_a_family_has_one_surname() -> None:
    assert one_household(["PEÑA, Ana", "Pena, Bo"]) and not one_household(["PEÑA, Ana", "LEE, Bo"])


# --- who proves what ---

CODES = ("NAME", "DOB", "ADDR", "PHONE", "LAST")


@given(st.sets(st.sampled_from(CODES)), st.sets(st.sampled_from(CODES)), st.integers(0, 3))
def test_the_gate_wants_what_the_record_can_prove(on_file: set[str], said: set[str], optional: int) -> None:
    gate = Gate(
        tuple(Verifier(code, code.title(), code in ("NAME", "DOB"), "x" if code in on_file else "") for code in CODES),
        optional,
    )
    ticked = said & on_file
    assert gate.passed(ticked) == (not gate.missing(ticked))
    if not on_file:
        assert not gate.passed(ticked)
    elif gate.passed(ticked):
        assert on_file & {"NAME", "DOB"} <= ticked
        have = on_file - {"NAME", "DOB"}
        assert len(ticked & have) >= min(optional + len({"NAME", "DOB"} - on_file), len(have))
    assert (on_file and gate.passed(on_file)) or not on_file
    assert ticked_of(stored(gate.checked(sorted(ticked)))) == gate.checked(sorted(ticked, reverse=True))
    for code in said - on_file:
        with pytest.raises(Refused, match="proves nothing"):
            gate.checked([code])


def test_a_tick_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no verifier"):
        Gate((), 1).checked(["SSN"])


# --- who may hear what ---

AUNT = ContactPerson("c", "Pat", "aunt", may_hear=MayHear.BILLING)


@pytest.mark.parametrize(
    ("role", "age", "contact", "tell"),
    [
        (Role.PATIENT, 40, None, Tell.EVERYTHING),
        (Role.PATIENT, None, None, Tell.EVERYTHING),
        (Role.PATIENT, 17, None, Tell.NOTHING),
        (Role.GUARDIAN, 17, None, Tell.APPOINTMENTS),
        (Role.GUARDIAN, 18, None, Tell.NOTHING),
        (Role.GUARDIAN, 40, AUNT, Tell.BILLING),
        (Role.AUTHORISED, 40, AUNT, Tell.BILLING),
        (Role.AUTHORISED, 40, None, Tell.NOTHING),
        (Role.PROVIDER, 40, None, Tell.APPOINTMENTS),
        (Role.PAYER, 40, None, Tell.BILLING),
        (Role.OTHER, 40, None, Tell.NOTHING),
        (Role.UNKNOWN, 40, None, Tell.NOTHING),
    ],
)
def test_what_may_be_told(role: Role, age: int | None, contact: ContactPerson | None, tell: Tell) -> None:
    told = may_be_told(role, age, contact)
    assert told.tell is tell and told.words.endswith((".", "nurse."))
    assert may_be_told(role, age, contact, deceased=True).tell is Tell.NOTHING


@given(st.sampled_from(Role), st.none() | st.integers(0, 120), st.sampled_from(MayHear))
def test_nobody_hears_more_than_the_patient_said(role: Role, age: int | None, may_hear: MayHear) -> None:
    contact = ContactPerson("c", "Pat", may_hear=may_hear)
    told = may_be_told(role, age, contact)
    if role in (Role.GUARDIAN, Role.AUTHORISED):
        assert told.tell.value == may_hear.value
    assert told.rest == (told.tell is Tell.EVERYTHING) and len(told.words) <= 100
    assert may_hear_words(AUNT) == "Pat (aunt): billing"


@given(st.lists(st.text("ab ", min_size=1, max_size=200), max_size=8), st.integers(2, 9))
def test_facts_that_do_not_fit_are_counted(values: list[str], lines: int) -> None:
    facts = [(f"F{number}", value.strip() or "a") for number, value in enumerate(values)]
    shown = fitting(facts, 40, lines)
    if shown != facts:
        left = len(facts) - len(shown) + 1
        assert shown[-1] == ("", f"{left} more; k opens the card") and shown[:-1] == facts[: len(shown) - 1]
    assert sum(max(1, len(wrap(f"{label}: {value}", 40))) for label, value in shown) <= lines
