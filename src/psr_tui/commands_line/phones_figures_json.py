"""The figures of the phones as JSON: each with its formula, numerator and denominator; seconds and percent rounded to
two decimals, as everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psr_tui.domain.phone_figure import Figure, Unit, mean
from psr_tui.domain.phone_figures import Limits, all_figures, occupancy
from psr_tui.domain.phone_log import LogFigures, Peak
from psr_tui.domain.phone_tally import Tally
from psr_tui.domain.queue_calls import QueueCall


def log_as_json(log: LogFigures, limits: Limits, name: str) -> dict[str, Any]:
    """All that one log tells, to be read by a program."""
    return {
        "file": name, "time_zone": log.zone.key, "events": log.events,
        "first_at": log.first_at.isoformat() if log.first_at else None,
        "last_at": log.last_at.isoformat() if log.last_at else None,
        "kinds": dict(sorted(log.kinds.items())),
        "figures": [figure_as_json(figure) for figure in all_figures(log.all, limits)],
        "occupancy": {
            agent: figure_as_json(occupancy(log.by_agent[agent].handle_seconds, seconds, agent))
            for agent, seconds in sorted(log.signed_in.seconds.items())
        },
        "by_queue": _cuts(log.by_queue), "by_hour": _cuts({str(hour): log.by_hour[hour] for hour in log.by_hour}),
        "by_agent": _cuts(log.by_agent), "ring_no_answer": dict(sorted(log.ring_no_answer.items())),
        "busiest_hours": [{"hour": hour, "offered": offered} for hour, offered in log.busiest[:3]],
        "most_waiting": _peak(log.waiting, log), "most_talking": _peak(log.talking, log),
        "highest_position": log.highest_position, "longest_waits": [_call(call) for call in log.longest],
        "odd": {what.value: number for what, number in sorted(log.odd.items())},
        "odd_listed": [
            {
                "what": one.what.value, "at": one.at.isoformat(), "call": one.call_id, "queue": one.queue,
                "detail": one.detail,
            }
            for one in log.odd_list
        ],
    }  # fmt: skip


def figure_as_json(figure: Figure) -> dict[str, Any]:
    """One figure with all that explains it; ``value`` is null where there is nothing to divide by."""
    return {
        "code": figure.code, "label": figure.label, "variant": figure.variant, "value": figure.rounded,
        "unit": figure.unit.value, "numerator": figure.numerator, "denominator": figure.denominator,
        "formula": figure.formula, "seconds": figure.threshold, "exclusions": list(figure.exclusions),
        "notes": list(figure.notes), "benchmark": figure.benchmark,
    }  # fmt: skip


def _cuts(tallies: Mapping[str, Tally]) -> dict[str, dict[str, Any]]:
    order = sorted(tallies, key=lambda one: (int(one) if one.isdigit() else -1, one))
    return {one: _cut(tallies[one]) for one in order}


def _cut(tally: Tally) -> dict[str, Any]:
    asa, aht = mean(tally.wait_seconds, tally.waits.total()), mean(tally.handle_seconds, tally.talks.total())
    return {
        "offered": tally.offered, "answered": tally.answered, "abandoned": tally.abandoned, "left": tally.left,
        "lost": tally.lost, "total_wait_s": tally.wait_seconds, "total_talk_s": tally.talk_seconds,
        "asa_s": None if asa is None else round(asa, 2), "aht_s": None if aht is None else round(aht, 2),
    }  # fmt: skip


def _peak(peak: Peak, log: LogFigures) -> dict[str, Any]:
    return {Unit.CALLS.value: peak.most, "first_at": peak.at.astimezone(log.zone).isoformat() if peak.at else None}


def _call(call: QueueCall) -> dict[str, Any]:
    return {
        "call": call.call_id, "queue": call.queue, "nth": call.nth, "joined_at": call.joined_at.isoformat(),
        "wait_s": call.wait, "end": call.end.value if call.end else None,
    }  # fmt: skip
