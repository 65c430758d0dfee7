"""The figures of the phones in words, for somebody who reads them at a terminal: each with what it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from psr_tui.domain.phone_figure import Figure, m_ss, mean, share
from psr_tui.domain.phone_figures import Limits, all_figures, occupancy
from psr_tui.domain.phone_log import LISTED, LogFigures, Peak
from psr_tui.domain.phone_tally import Tally
from psr_tui.domain.text import so_many


def log_in_words(log: LogFigures, limits: Limits, name: str) -> Iterator[str]:
    """All that one log tells."""
    span = "nothing in it"
    if log.first_at and log.last_at:
        first, last = log.first_at.astimezone(log.zone), log.last_at.astimezone(log.zone)
        span = f"{first:%m/%d/%Y %H:%M} to {last:%m/%d/%Y %H:%M}, {log.zone.key}"
    yield f"{name} · {span} · {so_many(log.events, 'event')}"
    yield from figures_in_words(all_figures(log.all, limits))
    there = log.signed_in.seconds
    yield from figures_in_words(occupancy(log.by_agent[one].handle_seconds, there[one], one) for one in sorted(there))
    yield from log_cuts_in_words(log)


def log_cuts_in_words(log: LogFigures) -> Iterator[str]:
    """By queue, hour and agent, the busiest moments, the longest waits, and what was odd."""
    yield from _cut("Queue", log.by_queue)
    yield from _cut("Hour of entry", {f"{hour:02d}": log.by_hour[hour] for hour in log.by_hour})
    yield from _cut("Agent", log.by_agent)
    yield ""
    yield "Busiest hours: " + ", ".join(f"{hour} ({so_many(count, 'call')})" for hour, count in log.busiest[:3])
    yield f"Most waiting at once: {_peak(log.waiting, log)}"
    yield f"Most talking at once: {_peak(log.talking, log)}"
    for call in log.longest[:5]:
        at = call.joined_at.astimezone(log.zone)
        end = call.end.value if call.end else ""
        yield f"Waited {m_ss(call.wait or 0):>7}  {at:%m/%d %H:%M:%S}  {call.queue}, {end} ({call.call_id})"
    yield from _odd(log)


def figures_in_words(figures: Iterable[Figure]) -> Iterator[str]:
    """Name and value, and below them formula, numerator and denominator, T, what is left out, what others reach."""
    for figure in figures:
        yield ""
        yield f"{figure.name:<60} {figure.shown}"
        yield from (f"    {line}" for line in figure.explained)


def _cut(title: str, tallies: Mapping[str, Tally]) -> Iterator[str]:
    if not tallies:
        return
    yield ""
    yield f"{title:<18}{'offered':>9}{'answered':>10}{'abandoned':>11}{'%':>8}{'mean wait':>11}{'mean talk':>11}"
    for key in sorted(tallies):
        one = tallies[key]
        asa, talk = mean(one.wait_seconds, one.waits.total()), mean(one.talk_seconds, one.talks.total())
        gone = share(one.abandoned, one.offered)
        cells = ("-" if gone is None else f"{gone:.2f}", _of(asa), _of(talk))
        yield (
            f"{key[:17]:<18}{one.offered:>9,}{one.answered:>10,}{one.abandoned:>11,}"
            f"{cells[0]:>8}{cells[1]:>11}{cells[2]:>11}"
        )


def _of(seconds: float | None) -> str:
    return "-" if seconds is None else m_ss(seconds)


def _peak(peak: Peak, log: LogFigures) -> str:
    return f"{peak.most}, first at {peak.at.astimezone(log.zone):%m/%d %H:%M:%S}" if peak.at else "none"


def _odd(log: LogFigures) -> Iterator[str]:
    """What was odd, counted; one by one up to a limit (CC-112)."""
    if not log.odd:
        return
    yield ""
    yield "Odd in this log, left as it is:"
    for what, number in sorted(log.odd.items()):
        more = f", the first {LISTED} below" if number > LISTED else ""
        yield f"  {number:>7,}  {what.value}{more}"
    for one in log.odd_list:
        at = one.at.astimezone(log.zone)
        yield f"  {at:%m/%d %H:%M:%S}  {one.what.value}: {' '.join((one.call_id, one.queue, one.detail)).strip()}"
