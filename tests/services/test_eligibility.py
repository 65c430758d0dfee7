"""Asking payers and what their answers change: on a real store, with real 271 content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from psr_tui.domain.check_in import Item
from psr_tui.domain.eligibility_check import Channel, CheckState, Result
from psr_tui.domain.eligibility_exceptions import Why
from psr_tui.domain.eligibility_typed import TypedAnswer
from psr_tui.domain.errors import AlreadyDone, InvalidInput, NotFound, Refused
from psr_tui.domain.money import Money
from psr_tui.exchange.x12 import read
from psr_tui.store.repositories.columns import table
from psr_tui.store.tables.eligibility import CasePolicyRow
from tests.helpers.clinic import SETUP, TODAY, TestClinic
from tests.helpers.eligibility import Desk


@pytest.fixture
def desk(clinic: TestClinic) -> Iterator[Desk]:
    yield Desk(clinic)


def standing(desk: Desk, coverage_id: str) -> tuple[str, bool]:
    """(verified_result, whether there is a time) straight from the file."""
    with desk.clinic.store.read() as work:
        query = f"SELECT verified_result, verified_at IS NOT NULL FROM coverage WHERE id = '{coverage_id}'"
        found = work.session.connection().exec_driver_sql(query).one()
    return str(found[0]), bool(found[1])


def newest(desk: Desk, coverage_id: str) -> object:
    with desk.clinic.store.read() as work:
        return work.eligibility.newest([coverage_id])[coverage_id]


def test_asking_keeps_request_and_answer_and_settles_the_row(desk: Desk) -> None:
    pair = desk.visit(desk.payer(), "HMO1234", copay_cents=3000)
    assert desk.rows() == [("never", "Training Plan")]
    assert desk.ask(pair) == "Training Plan: active on 03/04/2026, copay $30.00."
    assert desk.rows() == []
    assert standing(desk, pair[1]) == ("active", True)
    with desk.clinic.store.read() as work:
        check = work.eligibility.newest([pair[1]])[pair[1]]
        asked, answered = work.eligibility.raw(check.check_id)
    assert (check.visit_id, check.service_date, check.asked_name) == (pair[0], TODAY, "M. Rivera")
    assert read(asked).kind == "270" and read(answered).kind == "271"
    assert read(answered).members[0].traces_back == (check.trace,)


def test_the_date_of_service_is_asked_about_and_never_today(desk: Desk) -> None:
    day = TODAY + timedelta(days=5)
    pair = desk.visit(desk.payer(), day=day)
    desk.ask(pair)
    with desk.clinic.store.read() as work:
        asked, _answer = work.eligibility.raw(work.eligibility.newest([pair[1]])[pair[1]].check_id)
    assert f"DTP*291*D8*{day:%Y%m%d}".encode() in asked and f"{TODAY:%Y%m%d}*D8".encode() not in asked


def test_a_dependent_is_asked_about_below_the_insured_person_and_found_there(desk: Desk) -> None:
    pair = desk.visit(
        desk.payer(),
        "HMO7",
        born=date(2016, 4, 5),
        relationship="child",
        subscriber_name="PARENT, Pat",
        copay_cents=3000,
    )
    assert "active" in desk.ask(pair)
    with desk.clinic.store.read() as work:
        asked, answered = work.eligibility.raw(work.eligibility.newest([pair[1]])[pair[1]].check_id)
    assert b"HL*4*3*23*0" in asked and b"NM1*IL*1*PARENT*PAT" in asked
    assert [one.level.value for one in read(answered).members] == ["subscriber", "dependent"]
    assert desk.services.eligibility_readings.open(desk.actor, *pair).member is not None


@pytest.mark.parametrize(
    ("member_id", "why", "result"),
    [
        ("TERM9", "inactive", ("inactive", True)),
        ("AAA72X", "rejected", ("", False)),
        ("AAA75X", "rejected", ("", False)),
        ("AAA42X", "failed", ("", False)),
        ("TA1X", "failed", ("", False)),
        ("R999X", "failed", ("", False)),
        ("MCARE1", "changed", ("active", True)),
    ],
)
def test_what_each_answer_leaves_on_the_list(desk: Desk, member_id: str, why: str, result: tuple[str, bool]) -> None:
    """A rejection or a failure says nothing about the coverage: never active, never self-pay (FD-116)."""
    pair = desk.visit(desk.payer(), member_id)
    desk.ask(pair)
    assert desk.rows() == [(why, "Training Plan")]
    assert standing(desk, pair[1]) == result
    with desk.clinic.store.read() as work:
        visit = work.visits.get(pair[0])
    assert visit is not None and visit.coverage_choice == ""


def test_a_rejection_names_code_level_and_the_field_to_open(desk: Desk) -> None:
    pair = desk.visit(desk.payer(), "AAA72X")
    desk.ask(pair)
    reading = desk.services.eligibility_readings.open(desk.actor, *pair)
    assert reading.check is not None and reading.fix == "member_id"
    assert (reading.check.reject_code, reading.check.reject_level) == ("72", "subscriber")
    service = desk.services.eligibility
    assert "Saved" in service.correct_member_id(desk.actor, *pair, "AAA72X", " hmo44 ")
    with pytest.raises(Refused, match="changed meanwhile"):
        service.correct_member_id(desk.actor, *pair, "AAA72X", "HMO45")
    assert "active" in desk.ask(pair)
    assert [row for row in desk.rows() if row[0] == "rejected"] == []


def test_a_payer_that_is_down_is_asked_again_later_and_each_try_is_kept(desk: Desk) -> None:
    pair = desk.visit(desk.payer(), "AAA42X")
    desk.ask(pair)
    assert desk.exchange().asked_again == 0
    desk.clinic.clock.set(desk.clinic.clock.now() + timedelta(minutes=16))
    assert desk.exchange().asked_again == 1 and desk.exchange().asked_again == 0
    for _try in range(6):
        desk.clinic.clock.set(desk.clinic.clock.now() + timedelta(hours=13))
        desk.exchange()
    with desk.clinic.store.read() as work:
        history = work.eligibility.history(pair[1])
    assert [one.tries for one in reversed(history)] == [1, 2, 3, 4, 5], "asked again four times, then a person looks"
    assert all(work_bytes(desk, one.check_id) for one in history)
    assert history[0].next_try_at is None


def work_bytes(desk: Desk, check_id: str) -> bool:
    with desk.clinic.store.read() as work:
        asked, answered = work.eligibility.raw(check_id)
    return bool(asked) and bool(answered)


def test_a_visit_that_is_over_is_not_asked_about_again(desk: Desk) -> None:
    pair = desk.visit(desk.payer(), "AAA42X")
    desk.ask(pair)
    with desk.clinic.store.write(SETUP) as work:
        work.visits.change(pair[0], "t", work.now, state="cancelled")
        work.commit()
    desk.clinic.clock.set(desk.clinic.clock.now() + timedelta(hours=1))
    assert desk.exchange().asked_again == 0


@pytest.mark.parametrize(
    ("payer", "visit", "said"),
    [
        ({"channel": "typed"}, {}, "asked by phone or on its portal"),
        ({"verify": False}, {}, "not verified"),
        ({"payer_code": ""}, {}, "no payer id"),
        ({}, {"member_id": ""}, "member id is missing"),
        ({}, {"born": None}, "birth date"),
        ({}, {"member_id": "A*B"}, "holds the character"),
        ({"channel": "x12"}, {}, "No clearinghouse is set up"),
    ],
)
def test_what_cannot_be_asked_says_why_in_one_sentence(desk: Desk, payer: dict, visit: dict, said: str) -> None:  # type: ignore[type-arg]
    pair = desk.visit(desk.payer(**payer), **visit)
    with pytest.raises(Refused, match=said):
        desk.ask(pair)
    assert desk.clinic.count("SELECT count(*) FROM eligibility_check") == 0


def test_gaps_stand_on_the_list_with_every_sentence_before_anything_is_sent(desk: Desk) -> None:
    desk.set_clinic(npi="")
    desk.visit(desk.payer(payer_code=""), "")
    (line,) = desk.services.eligibility.board(desk.actor).lines
    assert line.found.why is Why.GAPS
    for part in ("payer id", "NPI", "member id"):
        assert part in line.found.text


def test_the_second_insurance_is_asked_after_the_first(desk: Desk) -> None:
    payer = desk.payer()
    visit_id, first = desk.visit(payer, "HMO1", copay_cents=3000)
    with desk.clinic.store.read() as work:
        visit = work.visits.get(visit_id)
    assert visit is not None
    second = desk.clinic.add_coverage(visit.patient_id, desk.payer("Second Plan"), member_id="HMO2", position=2)
    assert desk.services.eligibility.to_ask(desk.actor) == [(visit_id, first)]
    with pytest.raises(Refused, match="first insurance"):
        desk.ask((visit_id, second))
    desk.ask((visit_id, first))
    assert desk.services.eligibility.to_ask(desk.actor) == [(visit_id, second)]


def test_the_second_insurance_does_not_follow_a_first_one_that_was_rejected(desk: Desk) -> None:
    visit_id, first = desk.visit(desk.payer(), "AAA72")
    with desk.clinic.store.read() as work:
        visit = work.visits.get(visit_id)
    assert visit is not None
    second = desk.clinic.add_coverage(visit.patient_id, desk.payer("Second Plan"), member_id="HMO2", position=2)
    desk.ask((visit_id, first))
    with pytest.raises(Refused, match="first insurance"):
        desk.ask((visit_id, second))


def test_a_new_answer_that_differs_says_what_changed_until_somebody_dealt_with_it(desk: Desk) -> None:
    pair = desk.visit(desk.payer(), "HMO1", copay_cents=3000)
    desk.ask(pair)
    desk.services.eligibility.correct_member_id(desk.actor, *pair, "HMO1", "BASE1")
    desk.ask(pair)
    (line,) = desk.services.eligibility.board(desk.actor).lines
    assert line.found.why is Why.CHANGED
    assert "Copay: it was $30.00, the payer says $40.00." in line.found.text
    assert "Plan: it was TRAINING HMO BASIC and is TRAINING PPO 2500 now." in line.found.text
    assert desk.clinic.count("SELECT count(*) FROM eligibility_check WHERE state = 'answered'") == 2, (
        "the old one stays"
    )
    desk.services.eligibility.reviewed(desk.actor, [pair], "told the patient")
    assert desk.rows() == []


def test_a_typed_answer_is_kept_once_with_who_and_reference(desk: Desk) -> None:
    pair = desk.visit(desk.payer(channel="typed"))
    answer = TypedAnswer(
        "typed-1", Channel.PHONE, Result.ACTIVE, "Dana", "C-48213", Money(2500), coinsurance="20", note="until June"
    )
    service = desk.services.eligibility
    assert "active" in service.typed(desk.actor, *pair, answer).words
    service.typed(desk.actor, *pair, answer)
    with pytest.raises(AlreadyDone):
        service.typed(desk.actor, *pair, replace(answer, copay=Money(9900)))
    assert desk.clinic.count("SELECT count(*) FROM eligibility_check") == 1
    check = newest(desk, pair[1])
    assert (check.spoke_with, check.reference, check.coinsurance) == ("Dana", "C-48213", "0.2")  # type: ignore[attr-defined]
    assert desk.rows() == []
    cost = desk.services.eligibility_readings.cost(desk.actor, pair[0])
    assert any("$25 copay" in line for line in cost.sentences)
    assert any("did not tell us about a deductible" in line for line in cost.sentences), "missing stays missing"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"spoke_with": ""}, "spoke_with"),
        ({"channel": Channel.PORTAL, "spoke_with": "", "reference": ""}, "reference"),
        ({"coinsurance": "200"}, "coinsurance"),
        ({"coinsurance": "nan"}, "coinsurance"),
        ({"copay": Money(-1)}, "copay"),
        ({"result": Result.REJECTED}, "result"),
        ({"channel": Channel.X12}, "channel"),
    ],
)
def test_a_typed_answer_that_is_not_whole_is_refused_by_field(desk: Desk, changes: dict, field: str) -> None:  # type: ignore[type-arg]
    pair = desk.visit(desk.payer(channel="typed"))
    answer = replace(TypedAnswer("t", Channel.PHONE, Result.ACTIVE, "Dana", "1"), **changes)
    with pytest.raises(InvalidInput) as refused:
        desk.services.eligibility.typed(desk.actor, *pair, answer)
    assert refused.value.field == field
    assert desk.clinic.count("SELECT count(*) FROM eligibility_check") == 0


def test_several_copays_are_not_chosen_by_the_program(desk: Desk) -> None:
    """PPO: $25 primary care and $50 specialist. Our record's copay stands until a rep chooses (FD-119)."""
    pair = desk.visit(desk.payer(), "ZZ9", copay_cents=2500)
    desk.ask(pair)
    reading = desk.services.eligibility_readings.open(desk.actor, *pair)
    assert [one.amount for one in reading.copays] == [Money(2500), Money(5000)]
    check_in = desk.services.check_in
    assert check_in.look(desk.actor, pair[0]).proposal.copay == Money(2500)
    assert reading.check is not None and reading.check.copay is None
    choose = desk.services.eligibility_readings.choose_copay
    assert "SPECIALIST" in choose(desk.actor, *pair, reading.check.check_id, 1)
    assert check_in.look(desk.actor, pair[0]).proposal.copay == Money(5000)
    with pytest.raises(Refused, match="no such copay"):
        choose(desk.actor, *pair, reading.check.check_id, 7)
    desk.ask(pair)
    assert check_in.look(desk.actor, pair[0]).proposal.copay == Money(5000), "the new answer has the line still"
    desk.services.eligibility.correct_member_id(desk.actor, *pair, "ZZ9", "SUMS1")
    desk.ask(pair)
    assert check_in.look(desk.actor, pair[0]).proposal.copay == Money(2500), "the line is gone: what the payer says now"
    desk.services.eligibility.correct_member_id(desk.actor, *pair, "SUMS1", "ZZ9")
    desk.ask(pair)
    choose(desk.actor, *pair, newest(desk, pair[1]).check_id, 1)  # type: ignore[attr-defined]
    sentences = desk.services.eligibility_readings.cost(desk.actor, pair[0]).sentences
    assert "You have a $50 copay for an office visit." in sentences


def test_the_copay_the_payer_told_goes_before_the_card_and_an_inactive_answer_tells_none(desk: Desk) -> None:
    payer = desk.payer()
    told, ended = desk.visit(payer, "HMO1", copay_cents=2500), desk.visit(payer, "TERM1", copay_cents=2500)
    look = desk.services.check_in.look
    assert look(desk.actor, told[0]).proposal.copay == Money(2500)
    desk.ask(told)
    desk.ask(ended)
    assert look(desk.actor, told[0]).proposal.copay == Money(3000)
    assert look(desk.actor, ended[0]).proposal.copay == Money(2500)


def test_an_answer_that_comes_by_itself_refuses_nothing_that_a_rep_is_typing(desk: Desk) -> None:
    pair = desk.visit(desk.payer(), "HMO1")
    with desk.clinic.store.read() as work:
        seen = work.coverage.get(pair[1], desk.clinic.clinic.tz)
    desk.ask(pair)
    with desk.clinic.store.read() as work:
        after = work.coverage.get(pair[1], desk.clinic.clinic.tz)
    assert seen is not None and after is not None
    assert after.verified_result == "active" and after.version == seen.version
    desk.services.eligibility.correct_member_id(desk.actor, *pair, "HMO1", "HMO2")
    with desk.clinic.store.read() as work:
        (version,) = work.versions.of_record("coverage", pair[1])
    assert [(one.field, one.old, one.new) for one in version.changes] == [("member_id", "HMO1", "HMO2")]


def test_another_payer_is_named_with_what_to_do(desk: Desk) -> None:
    pair = desk.visit(desk.payer(), "MCARE1")
    desk.ask(pair)
    reading = desk.services.eligibility_readings.open(desk.actor, *pair)
    assert [one.name for one in reading.others] == ["TRAINING ADVANTAGE PLAN"]
    assert reading.check is not None and "bill that plan instead" in reading.check.changes


def test_looking_is_logged_before_anything_is_shown(desk: Desk) -> None:
    pair = desk.visit(desk.payer())
    for _look in range(2):
        desk.services.eligibility.board(desk.actor)
    assert desk.clinic.count("SELECT count(*) FROM audit WHERE action = 'list'") == 1
    desk.services.eligibility_readings.open(desk.actor, *pair)
    desk.services.eligibility_readings.cost(desk.actor, pair[0])
    assert desk.clinic.count("SELECT count(*) FROM audit WHERE action = 'view'") == 2
    with pytest.raises(NotFound):
        desk.services.eligibility_readings.cost(desk.actor, "nobody")


def test_a_row_is_given_noted_and_its_item_closes_with_the_answer(desk: Desk) -> None:
    pair = desk.visit(desk.payer(), "HMO1", copay_cents=3000)
    service = desk.services.eligibility
    service.assign(desk.actor, [pair], "u-tchen")
    service.note(desk.actor, pair, "card is at home")
    (line,) = service.board(desk.actor, "chen").lines
    assert line.assigned is not None and line.assigned.name == "T. Chen"
    reading = desk.services.eligibility_readings.open(desk.actor, *pair)
    assert [event.note for event in reading.notes if event.what == "note"] == ["card is at home"]
    desk.ask(pair)
    assert desk.clinic.count("SELECT count(*) FROM work_item WHERE state = 'done'") == 1


def test_the_filter_and_the_counts_agree(desk: Desk) -> None:
    payer = desk.payer()
    for number, member_id in enumerate(("TERM1", "AAA72", "AAA42", "HMO1")):
        desk.ask(desk.visit(payer, member_id, start=f"1{number}:00"))
    desk.visit(payer, "HMO2", start="15:00")
    service = desk.services.eligibility
    counted = service.counted(desk.actor)
    assert sum(counted.values()) == len(service.board(desk.actor).lines) == 5
    for why, number in counted.items():
        assert len(service.board(desk.actor, only=why).lines) == number
    assert len(service.board(desk.actor, "not active").lines) == 1


def test_days_ahead_are_a_setting_and_self_pay_cases_and_ended_coverage_stay_out(desk: Desk) -> None:
    payer = desk.payer()
    desk.visit(payer, day=TODAY + timedelta(days=7))
    desk.visit(payer, day=TODAY + timedelta(days=8))
    desk.visit(payer, ends_on=TODAY - timedelta(days=1))
    paid = desk.visit(payer)
    injured = desk.visit(payer)
    with desk.clinic.store.write(SETUP) as work:
        work.visits.change(paid[0], "t", work.now, coverage_choice="self_pay")
        visit = work.visits.get(injured[0])
        assert visit is not None
        work.session.execute(
            table(CasePolicyRow).insert().values(
                id="case", patient_id=visit.patient_id, payer_id=payer, kind="auto", happened_on=TODAY, claim_number="",
                state="", adjuster="", adjuster_phone="", employer="", note="", version=1, changed_by="",
                changed_at=work.now,
            )
        )  # fmt: skip
        work.visits.change(injured[0], "t", work.now, case_id="case")
        work.commit()
    assert len(desk.rows()) == 1
    desk.set_clinic(eligibility_ahead_days=8)
    assert len(desk.rows()) == 2


def test_what_was_asked_and_answered_cannot_be_changed_or_deleted(desk: Desk) -> None:
    pair = desk.visit(desk.payer())
    desk.ask(pair)
    check = newest(desk, pair[1])
    for values in ({"answer_raw": b"x"}, {"request_raw": b"x"}, {"state": CheckState.SENT.value}):
        with pytest.raises(Refused), desk.clinic.store.write(SETUP) as work:
            work.eligibility.change(check.check_id, "t", work.now, **values)  # type: ignore[attr-defined]
    with pytest.raises(Refused), desk.clinic.store.write(SETUP) as work:
        work.session.connection().exec_driver_sql("DELETE FROM eligibility_check")


def test_the_limit_of_an_answers_age_at_check_in_is_the_clinics_own(desk: Desk) -> None:
    old = desk.visit(
        desk.payer(), "HMO3", verified_at=desk.clinic.clock.now() - timedelta(days=20), verified_result="active"
    )
    look = desk.services.check_in.look
    assert Item.ELIGIBILITY not in look(desk.actor, old[0]).items
    desk.set_clinic(eligibility_days=14)
    assert Item.ELIGIBILITY in look(desk.actor, old[0]).items
