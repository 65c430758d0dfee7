"""Which visits need a look at their coverage: one reason a row, judged for the day of the visit, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.eligibility_check import (
    NO_ANSWER_AFTER,
    RETRIES,
    Channel,
    Check,
    CheckState,
    Result,
    age_words,
    next_try,
    span_words,
)
from psr_tui.domain.eligibility_exceptions import (
    CAN_BE_ASKED,
    Insured,
    Limits,
    Why,
    counts,
    exception_of,
    exceptions,
    left_words,
    until_words,
)

NOW = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)
TODAY = date(2026, 3, 4)
LIMITS = Limits()


def check(**values: object) -> Check:
    known: dict[str, object] = {
        "check_id": "c", "version": 1, "patient_id": "p", "coverage_id": "cov", "visit_id": "v",
        "service_date": TODAY, "channel": Channel.LOOPBACK, "state": CheckState.ANSWERED, "result": Result.ACTIVE,
        "asked_at": NOW - timedelta(minutes=5), "asked_name": "M. Rivera", "answered_at": NOW,
    }  # fmt: skip
    return Check(**{**known, **values})  # type: ignore[arg-type]


def insured(**values: object) -> Insured:
    known: dict[str, object] = {
        "visit_id": "v", "coverage_id": "cov", "order": 1, "day": TODAY, "starts_at": NOW + timedelta(hours=3),
    }  # fmt: skip
    return Insured(**{**known, **values})  # type: ignore[arg-type]


def why(one: Insured, **more: bool) -> Why | None:
    found = exception_of(one, LIMITS, NOW, TODAY, **more)
    return found.why if found else None


def answered(**values: object) -> Insured:
    one = check(**values)
    told = Result(one.result).value
    return insured(newest=one, answer=one, verified_on=TODAY, verified_result=told)


def test_every_reason() -> None:
    assert why(insured()) is Why.NEVER
    assert why(insured(gaps=("The member id is missing.",))) is Why.GAPS
    assert why(insured(), first_settled=False) is Why.AFTER_PRIMARY
    assert why(answered()) is None
    assert why(answered(result=Result.INACTIVE)) is Why.INACTIVE
    assert why(answered(result=Result.UNKNOWN)) is Why.UNCLEAR
    assert why(answered(changes="Copay: it was $25.00, the payer says $40.00.")) is Why.CHANGED
    assert why(insured(newest=check(result=Result.REJECTED, reject_code="72"))) is Why.REJECTED
    assert why(insured(newest=check(state=CheckState.FAILED, result=Result.NONE))) is Why.FAILED
    assert why(insured(newest=check(state=CheckState.SENT, result=Result.NONE))) is Why.WAITING
    assert why(insured(newest=check(state=CheckState.QUEUED, result=Result.NONE))) is Why.WAITING


def test_an_answer_is_as_old_as_it_will_be_at_the_visit_and_the_new_plan_year_asks_again() -> None:
    def on(day: date, told: date, today: date = TODAY) -> Why | None:
        one = insured(day=day, verified_on=told, verified_result="active")
        found = exception_of(one, LIMITS, NOW, today)
        return found.why if found else None

    assert on(TODAY, TODAY - timedelta(days=30)) is None
    assert on(TODAY, TODAY - timedelta(days=31)) is Why.OLD
    assert on(TODAY + timedelta(days=7), TODAY - timedelta(days=24)) is Why.OLD, "31 days old on that day"
    assert on(date(2026, 1, 5), date(2025, 12, 30), today=date(2026, 1, 2)) is Why.OLD
    assert on(date(2026, 1, 5), date(2025, 12, 30), today=date(2025, 12, 31)) is None, "the year has not begun"


def test_old_benefits_are_asked_for_again_although_the_coverage_was_verified() -> None:
    one = answered()
    assert why(replace(one, benefits_on=TODAY - timedelta(days=90))) is None
    assert why(replace(one, benefits_on=TODAY - timedelta(days=91))) is Why.OLD


def test_what_a_rep_has_dealt_with_leaves_until_the_next_answer() -> None:
    for values in ({"result": Result.INACTIVE}, {"changes": "Plan."}, {"result": Result.UNKNOWN}):
        assert why(answered(**values, reviewed_at=NOW)) is None


def test_a_payer_that_is_not_verified_never_comes_up() -> None:
    assert why(replace(answered(result=Result.INACTIVE), verify=False)) is None
    assert why(insured(verify=False, gaps=("x",))) is None


def test_a_failure_says_nothing_about_the_coverage() -> None:
    """A technical failure after a good answer: the row is there, the coverage's own standing is not looked at."""
    found = exception_of(
        replace(answered(), newest=check(state=CheckState.FAILED, result=Result.NONE, failure="The payer is down.")),
        LIMITS, NOW, TODAY,
    )  # fmt: skip
    assert found is not None and found.why is Why.FAILED
    assert "self-pay" not in found.text and "active" not in found.text


def test_the_second_insurance_waits_for_the_first() -> None:
    first, second = insured(coverage_id="a"), insured(coverage_id="b", order=2)

    def of(one: Insured) -> dict[str, Why]:
        rows = exceptions([second, one], LIMITS, NOW, TODAY)
        return {row.insured.coverage_id: row.why for row in rows}

    assert of(first) == {"a": Why.NEVER, "b": Why.AFTER_PRIMARY}
    waiting = check(state=CheckState.SENT, result=Result.NONE)
    assert of(replace(first, newest=waiting)) == {"a": Why.WAITING, "b": Why.AFTER_PRIMARY}
    again = check(state=CheckState.FAILED, result=Result.NONE, next_try_at=NOW)
    assert of(replace(first, newest=again))["b"] is Why.AFTER_PRIMARY, "it is asked again by itself"
    given_up = check(state=CheckState.FAILED, result=Result.NONE)
    assert of(replace(first, newest=given_up))["b"] is Why.NEVER, "nobody asks it any more"
    assert of(replace(answered(), coverage_id="a")) == {"b": Why.NEVER}
    assert of(replace(first, verify=False)) == {"b": Why.NEVER}
    assert of(replace(answered(result=Result.INACTIVE), coverage_id="a"))["b"] is Why.NEVER


STATES = st.sampled_from(list(CheckState))
RESULTS = st.sampled_from(list(Result))


@st.composite
def anybody(draw: st.DrawFn) -> Insured:
    day = TODAY + timedelta(days=draw(st.integers(0, 9)))
    one = check(
        state=draw(STATES), result=draw(RESULTS), changes=draw(st.sampled_from(["", "Plan changed."])),
        reviewed_at=draw(st.sampled_from([None, NOW])), next_try_at=draw(st.sampled_from([None, NOW])),
    )  # fmt: skip
    told = draw(st.one_of(st.none(), st.integers(-400, 0)))
    return insured(
        visit_id=draw(st.sampled_from("vwx")), coverage_id=draw(st.text("abcdef", min_size=1, max_size=3)),
        order=draw(st.integers(1, 3)), day=day, starts_at=NOW + timedelta(hours=draw(st.integers(-5, 200))),
        verify=draw(st.booleans()), gaps=draw(st.sampled_from([(), ("No member id.",)])),
        newest=draw(st.sampled_from([None, one])), answer=draw(st.sampled_from([None, one])),
        verified_on=None if told is None else TODAY + timedelta(days=told),
        verified_result=draw(st.sampled_from(["", "active", "inactive", "unknown"])),
    )  # fmt: skip


@given(st.lists(anybody(), max_size=12))
def test_rows_add_up_and_nobody_who_was_never_verified_is_missing(people: list[Insured]) -> None:
    rows = exceptions(people, LIMITS, NOW, TODAY)
    assert sum(counts([*rows]).values()) == len(rows) <= len(people)
    assert [row.insured.starts_at for row in rows] == sorted(row.insured.starts_at for row in rows)
    found = [row.insured for row in rows]
    for one in people:
        if one.verify and one.verified_on is None and one.newest is None:
            assert one in found
        if not one.verify:
            assert one not in found
    for row in rows:
        assert row.text
        if row.why in CAN_BE_ASKED:
            assert not (row.insured.newest and row.insured.newest.waiting)
            assert row.why is Why.FAILED or not row.insured.gaps


@given(anybody(), st.booleans())
def test_the_order_of_reasons_never_hides_that_somebody_is_not_active(one: Insured, first: bool) -> None:
    """An inactive answer that is recent and not dealt with is a row whatever else is known."""
    plain = replace(
        one, verify=True, newest=None, verified_on=TODAY, verified_result="inactive",
        answer=check(result=Result.INACTIVE, reviewed_at=None), day=TODAY,
    )  # fmt: skip
    found = exception_of(plain, LIMITS, NOW, TODAY, first_settled=first)
    assert found is not None and found.why is Why.INACTIVE


def test_words() -> None:
    assert left_words(NOW + timedelta(minutes=40), NOW) == "0:40"
    assert left_words(NOW + timedelta(hours=26), NOW) == "26 h"
    assert left_words(NOW + timedelta(days=5), NOW) == "5 d"
    assert left_words(NOW, NOW) == "begun"
    assert span_words(timedelta(seconds=20), "at once") == "at once"
    assert span_words(timedelta(minutes=12), "") == "in 12 min"
    assert age_words(NOW - timedelta(days=19), NOW) == "19 days old"
    assert age_words(NOW, NOW) == "just now"


def test_it_is_asked_again_later_each_time_and_not_for_ever() -> None:
    times = [next_try(tries, NOW) for tries in range(1, len(RETRIES) + 1)]
    assert times == sorted(times, key=lambda one: one or NOW) and None not in times
    assert next_try(len(RETRIES) + 1, NOW) is None and next_try(0, NOW) is None
    assert RETRIES[0] < NO_ANSWER_AFTER


def test_a_visit_that_has_begun_has_nothing_left() -> None:
    assert until_words(NOW, NOW) == "begun"
    assert until_words(NOW + timedelta(minutes=40), NOW) == "0:40 left"
