"""Cheat sheets, cases and referrals out: what may be written, by whom, and which step follows which."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.cases import Case, CaseForm, CaseKind, check_may_link, sounds_like_accident
from psr_tui.domain.claim_denials import codes_in, prevent_words
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused
from psr_tui.domain.payers import PayerPage, changed, check_may_change, found
from psr_tui.domain.referrals import Referral, ReferralForm, ReferralState, Reply, check_step, next_states, read_icd
from psr_tui.domain.staff import Actor, Role

DAY = date(2026, 3, 4)
REP = Actor("u", "u", "M. Rivera", Role.REP, "", "desk-1")
LEAD = replace(REP, role=Role.LEAD)


# --- payers ---------------------------------------------------------------------------------------------------------
def test_a_payer_is_found_by_name_id_number_and_the_words_of_its_rules() -> None:
    blue = PayerPage("b", "Blúe Example", payer_code="00621", phone="(800) 555-0170", rules="Ask for the PCP referral")
    gone = PayerPage("g", "Blue Yesterday", active=False)
    other = PayerPage("o", "Other Plan", note="not like Blue")
    assert found([other, gone, blue], "") == [blue, other], "what is no longer in use is not offered"
    assert found([other, gone, blue], "blue") == [blue, other, gone], "names first, what is gone last"
    assert (
        found([other, blue], "00621") == found([other, blue], "referral pcp") == found([other, blue], "555") == [blue]
    )
    assert found([other, blue], "nothing like it") == []


def test_reps_write_what_they_learned_and_leads_what_steers() -> None:
    page = PayerPage("b", "Blue Example")
    learned = replace(
        page, rules="x", rejects="y", phone="1", hours="8-5", portal_url="z", note="n", fax="2", address="a"
    )
    check_may_change(REP, changed(page, learned))
    for steered in ({"verify": False}, {"channel": "x12"}, {"needs_referral": True}, {"active": False}, {"name": "B"}):
        with pytest.raises(NotAllowed, match="everybody may write down"):
            check_may_change(REP, changed(page, replace(page, **steered)))
        check_may_change(LEAD, changed(page, replace(page, **steered)))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " - "}, "name"),
        ({"channel": "x"}, "channel"),
        ({"payer_code": "A*B~"}, "payer_code"),
    ],
)
def test_a_page_names_what_cannot_stand(wrong: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        replace(PayerPage("b", "Blue"), **wrong).checked()  # type: ignore[arg-type]
    assert refused.value.field == field


def test_denial_codes_of_a_sheet_come_with_what_prevents_them() -> None:
    text = "They send CO-197 and CARC 27 a lot; PR 3 is the patient's; CO-197 again; room 197 is not a code"
    assert codes_in(text) == ("197", "27", "3")
    assert [line.split(":")[0] for line in prevent_words(codes_in(text))] == ["197", "27"]


# --- cases ----------------------------------------------------------------------------------------------------------
def case(**more: object) -> Case:
    values: dict[str, object] = {"kind": CaseKind.WORK_COMP, "happened_on": DAY, "claim_number": "WC-7"}
    values.update(more)
    return Case("k", "p", "y", "Example Mutual", **values)  # type: ignore[arg-type]


@given(st.integers(-40, 40), st.none() | st.integers(0, 30))
def test_a_case_pays_from_the_accident_to_its_close(after: int, closed_after: int | None) -> None:
    closed = DAY + timedelta(days=closed_after) if closed_after is not None else None
    one, day = case(closed_on=closed), DAY + timedelta(days=after)
    may = after >= 0 and (closed_after is None or after <= closed_after)
    assert one.open_on(day) is may is one.as_coverage().in_force(day)
    if may:
        check_may_link(one, "p", day)
    else:
        with pytest.raises(Refused, match="cannot pay"):
            check_may_link(one, "p", day)
    with pytest.raises(Refused, match="another patient"):
        check_may_link(one, "q", day)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "flood"}, "kind"),
        ({"happened_on": DAY + timedelta(days=1)}, "happened_on"),
        ({"payer_id": ""}, "payer"),
        ({"kind": "work_comp"}, "employer"),
        ({"state": "XX"}, "state"),
    ],
)
def test_a_case_names_what_is_missing(more: dict[str, object], field: str) -> None:
    values: dict[str, object] = {"patient_id": "p", "kind": "auto", "happened_on": DAY, "payer_id": "y", **more}
    with pytest.raises(InvalidInput) as refused:
        CaseForm(**values).checked(DAY)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("reason", "sounds"),
    [
        ("Fell at work", True),
        ("MVA last week", True),
        ("Work comp follow-up", True),
        ("Cough", False),
        ("works nights", False),
    ],
)
def test_an_accident_is_asked_about_when_the_reason_speaks_of_one(reason: str, sounds: bool) -> None:
    assert sounds_like_accident(reason) is sounds


# --- referrals out --------------------------------------------------------------------------------------------------
def referral(state: ReferralState = ReferralState.OPEN, **more: object) -> Referral:
    at = datetime(2026, 3, 4, 15, tzinfo=UTC)
    return Referral("r", "p", "Example Cardiology", state=state, ordered_at=at, **more)  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(ReferralState), max_size=12))
def test_no_way_leads_to_closed_without_a_reply(steps: list[ReferralState]) -> None:
    at, seen = ReferralState.OPEN, [ReferralState.OPEN]
    for to in steps:
        if to in next_states(at):
            check_step(referral(at), to)
            at = to
            seen.append(to)
        else:
            with pytest.raises(Refused):
                check_step(referral(at), to)
    assert ReferralState.CLOSED not in seen or ReferralState.REPLY_RECEIVED in seen
    assert at.waits == (at in (ReferralState.OPEN, ReferralState.SENT, ReferralState.SCHEDULED, ReferralState.SEEN))


def test_closing_without_a_reply_says_why_not() -> None:
    with pytest.raises(Refused, match="stays open until a reply is filed"):
        check_step(referral(ReferralState.SEEN), ReferralState.CLOSED)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("i2510", "I25.10"), ("J45.909", "J45.909"), ("z00", "Z00"), ("u071", "U07.1"), ("qa00", "QA0.0"), ("", "")],
)
def test_a_diagnosis_is_read_as_people_type_it(typed: str, code: str) -> None:
    assert read_icd(typed) == code


@pytest.mark.parametrize("typed", ["12", "asthma", "I25.12345", "I"])
def test_what_is_no_diagnosis_code_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidInput, match=r"for example I25\.10"):
        read_icd(typed)


@pytest.mark.parametrize(("urgency", "days"), [("routine", 42), ("soon", 21), ("urgent", 7)])
def test_a_reply_is_expected_by_how_urgent_it_is(urgency: str, days: int) -> None:
    form = ReferralForm("p", "Example Cardiology", urgency=urgency).checked(DAY)
    assert form.due_on == DAY + timedelta(days=days)
    late = referral(due_on=form.due_on)
    assert late.overdue(DAY + timedelta(days=days + 1)) and not late.overdue(DAY + timedelta(days=days))
    assert not referral(ReferralState.CLOSED, due_on=DAY).overdue(DAY + timedelta(days=1))


def test_a_reply_has_words_and_a_day_that_was() -> None:
    with pytest.raises(InvalidInput, match="what came back"):
        Reply(DAY).checked(DAY)
    with pytest.raises(InvalidInput, match="still to come"):
        Reply(DAY + timedelta(days=1), reply="seen").checked(DAY)
