"""CC-111: every number of call-center.md section 13, through the functions the dashboard and the command use."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from psr_tui.domain.first_contact import first_contact, repeats
from psr_tui.domain.phone_figure import Figure, Unit
from psr_tui.domain.phone_figures import Limits, all_figures, find
from psr_tui.domain.phone_log import LogFigures, busiest
from psr_tui.domain.phone_tally import Tally
from psr_tui.domain.queue_calls import Odd
from psr_tui.domain.queue_log import read_lines
from tests.helpers.phone_days import ISRAEL, contacts_of, events_of_day, hours_of_calls, rows_of_day
from tests.helpers.shared import shared_data

LIMITS = Limits((20, 30), (5, 30))


@pytest.fixture(scope="module")
def log() -> LogFigures:
    lines = shared_data("callcenter/queue_log").read_text().splitlines()
    return LogFigures(ISRAEL).feed(read_lines(lines)).close()


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shared_data("callcenter/queue_log.golden.json").read_text())
    return found


@pytest.fixture(scope="module")
def day() -> LogFigures:
    rows = rows_of_day(shared_data("callcenter/calls_one_day.csv"))
    return LogFigures(ISRAEL).feed(events_of_day(rows)).close()


def _values(tally: Tally) -> dict[str, float | None]:
    return {figure.code: figure.rounded for figure in all_figures(tally, LIMITS)}


def test_figures_of_the_log_equal_the_golden_values(log: LogFigures, golden: dict[str, Any]) -> None:
    kpi, values = golden["kpi"], _values(log.all)
    assert {code: values[code] for code in ("offered", "answered", "abandoned")} == {
        code: kpi[code] for code in ("offered", "answered", "abandoned")
    }
    assert values["abandonment"] == kpi["abandonment_pct"]["all"]
    assert values["abandonment_over_5"] == kpi["abandonment_pct"]["dropping_abandons_up_to_5s"]
    assert values["abandonment_over_30"] == kpi["abandonment_pct"]["dropping_abandons_up_to_30s"]
    assert values["asa"] == kpi["asa_s"]["all_answered"]
    assert values["wait_median"] == kpi["asa_s"]["median"]
    assert values["wait_p90"] == kpi["asa_s"]["p90_nearest_rank"]
    assert log.all.wait_seconds == kpi["asa_s"]["total_wait_of_answered"]
    assert (values["aht"], values["talk_median"]) == (kpi["aht_s"]["mean_talk"], kpi["aht_s"]["median"])
    assert log.all.talk_seconds == kpi["aht_s"]["total_talk"]
    assert values["abandon_mean"] == kpi["abandon_wait_s"]["mean"]
    assert values["abandon_median"] == kpi["abandon_wait_s"]["median"]
    assert values["abandon_longest"] == kpi["abandon_wait_s"]["max"]
    assert values["wait_longest"] == kpi["longest_wait_answered_s"]
    for target in (20, 30):
        level = kpi["service_level_pct"][f"{target}s"]
        assert log.all.answered_within(target) == level["answered_within"]
        assert log.all.abandoned_within(target) == level["abandoned_within"]
        assert values[f"service_level_{target}_of_answered"] == level["of_answered"]
        assert values[f"service_level_{target}_of_offered"] == level["of_offered"]
        assert values[f"service_level_{target}_sl2"] == level["asterisk_sl2"]


def test_cuts_by_queue_hour_and_agent_equal_the_golden_values(log: LogFigures, golden: dict[str, Any]) -> None:
    def cut(tally: Tally) -> dict[str, int]:
        return {
            "answered": tally.answered, "total_wait_s": tally.wait_seconds, "total_talk_s": tally.talk_seconds,
            "abandoned": tally.abandoned,
        }  # fmt: skip

    kpi = golden["kpi"]
    assert {queue: cut(tally) for queue, tally in log.by_queue.items()} == kpi["by_queue"]
    assert {str(hour): cut(tally) for hour, tally in log.by_hour.items()} == kpi["by_hour_of_entry"]
    agents = {agent: cut(tally) for agent, tally in log.by_agent.items()}
    assert {agent: {**found, "abandoned": 0} for agent, found in kpi["by_agent"].items()} == agents


def test_moments_and_dirt_equal_the_golden_checks(log: LogFigures, golden: dict[str, Any]) -> None:
    checks = golden["checks"]
    assert log.events == golden["lines"]
    assert log.kinds == golden["events"]
    assert log.waiting.at is not None and log.talking.at is not None
    assert log.waiting.most == checks["peak_callers_waiting"]
    assert f"{log.waiting.at.astimezone(ISRAEL):%H:%M:%S}" == checks["peak_waiting_first_at"]
    assert log.talking.most == checks["peak_calls_talking"]
    assert f"{log.talking.at.astimezone(ISRAEL):%H:%M:%S}" == checks["peak_talking_first_at"]
    assert log.highest_position == checks["max_origpos"]
    assert len([agent for agent in log.by_agent if agent != "NONE"]) == checks["agents"]
    assert log.all.waits[0] == checks["answered_with_zero_wait"]
    assert log.all.talks[0] == checks["answered_with_zero_talk"]
    assert find(all_figures(log.all, LIMITS), "asa_queued").rounded == checks["asa_over_answered_that_queued_s"]
    assert log.odd == {Odd.OVERLAP: checks["same_agent_overlaps"], Odd.NO_AGENT: checks["connects_without_agent"]}
    overlaps = [one.detail.rpartition(", ")[2].removesuffix(" s") for one in log.odd_list if one.what is Odd.OVERLAP]
    assert Counter(overlaps) == checks["same_agent_overlap_seconds"]
    assert (log.longest[0].wait, log.longest[1].wait) == (1823, 1238)


def test_the_call_records_give_the_table_of_section_13(day: LogFigures, log: LogFigures) -> None:
    assert _values(day.all) == _values(log.all)
    values = _values(day.all)
    assert (values["offered"], values["answered"], values["abandoned"]) == (2239, 1511, 728)
    assert (values["abandonment"], values["abandonment_over_5"], values["abandonment_over_30"]) == (32.51, 32.06, 24.45)
    asa = find(all_figures(day.all, LIMITS), "asa_queued")
    assert (values["asa"], asa.rounded, asa.numerator, asa.denominator) == (134.85, 163.92, 203_753, 1243)
    assert (values["wait_median"], values["wait_p90"]) == (96, 323)
    assert (values["aht"], values["talk_median"]) == (193.79, 117)
    levels = [values[f"service_level_{t}_{kind}"] for t in (20, 30) for kind in ("of_answered", "of_offered", "sl2")]
    assert levels == [26.74, 18.04, 26.04, 30.71, 20.72, 31.40]
    assert day.longest[0].wait == 1823
    hours = hours_of_calls(rows_of_day(shared_data("callcenter/calls_one_day.csv")))
    assert busiest(hours)[:3] == [(10, 234), (9, 224), (11, 215)]


def test_three_abandonments_each_say_what_they_leave_out(log: LogFigures) -> None:
    found: dict[str, Figure] = {figure.code: figure for figure in all_figures(log.all, LIMITS)}
    assert "15 hang-ups up to 5 s" in found["abandonment_over_5"].exclusions
    assert "239 hang-ups up to 30 s" in found["abandonment_over_30"].exclusions
    names = [figure.name for figure in found.values()]
    assert len(names) == len(set(names))
    assert all(figure.formula and (figure.fraction or figure.unit is Unit.CALLS) for figure in found.values())


def test_repeat_calls_equal_the_golden_values() -> None:
    contacts = contacts_of(shared_data("callcenter/repeat_calls.csv"))
    golden = json.loads(shared_data("callcenter/repeat_calls.golden.json").read_text())
    until = datetime(2026, 10, 26, tzinfo=UTC)
    for days in (1, 3, 7):
        for same, name in ((True, "same_reason"), (False, "any_reason")):
            found, expected = first_contact(contacts, days, until, same_reason=same), golden[f"{days}d"][name]
            assert (found.not_repeated, found.contacts) == (expected["resolved"], expected["of"])
            assert round(100 * found.not_repeated / found.contacts, 2) == expected["pct"]
    week = first_contact(contacts, 7, until)
    marked = golden["rep_marked"]
    assert (week.asked, week.marked) == (marked["marked"], marked["resolved"])
    assert week.contacts - week.asked == marked["not_marked"]
    assert week.said_but_repeated == golden["rep_said_resolved_but_same_reason_within_7d"]
    pairs = [
        (one, (other.at - one.at).total_seconds())
        for one in contacts
        for other in contacts
        if one.patient == other.patient
    ]
    exactly = [one for one, gap in pairs if gap == 7 * 86_400]
    a_second_more = [one for one, gap in pairs if gap == 7 * 86_400 + 1]
    assert [len(exactly), len(a_second_more)] == golden["edge"]["such_pairs"]
    again = repeats(contacts, 7, same_reason=False)
    assert all(one.call_id in again for one in exactly)
    assert any(one.call_id not in again for one in a_second_more)
