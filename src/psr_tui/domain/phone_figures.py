"""The figures of the phones, each with its formula (call-center.md section 12).

One function a subject; the wait comes first, because callers judge a clinic by it and not by who hung up (CC-105).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from psr_tui.domain.phone_figure import Figure, Unit, mean, median, nearest_rank, share
from psr_tui.domain.phone_tally import Tally, longest
from psr_tui.domain.text import so_many

OFFERED = "answered + abandoned after entering a queue"
_LEFT_OUT = "calls that never entered a queue, and calls that left it by time, by key or because nobody was there"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a clinic decides: T of the service level in seconds (several are shown beside one another), and up to how
    many seconds a hang-up is shown apart."""

    targets: tuple[int, ...] = (20, 30)
    short: tuple[int, ...] = (5,)
    percent: int = 80


def all_figures(tally: Tally, limits: Limits) -> tuple[Figure, ...]:
    """Every figure of a set of calls, waits before abandonment (CC-105)."""
    return (*waits(tally), *service_levels(tally, limits), *counts(tally), *abandonment(tally, limits), *work(tally))


def counts(tally: Tally) -> tuple[Figure, ...]:
    """How many calls there were."""
    figures = [
        _count("offered", "Offered", tally.offered, OFFERED, (_LEFT_OUT,)),
        _count("answered", "Answered", tally.answered, "calls an agent took out of the queue"),
        _count("abandoned", "Abandoned", tally.abandoned, "callers who hung up while they waited"),
    ]
    if tally.left:
        figures.append(_count("left", "Left the queue", tally.left, "out by time, by key, or because nobody was there"))
    if tally.lost:
        figures.append(_count("lost", "End unknown", tally.lost, "calls of which the log tells no end"))
    return tuple(figures)


def waits(tally: Tally) -> tuple[Figure, ...]:
    """How long callers waited: average speed of answer in both variants, median, nine of ten, the longest."""
    seconds, known = tally.wait_seconds, tally.waits.total()
    odd = _odd(tally.odd_waits, "answered call", "without a usable wait")
    figures = [
        Figure(
            "asa", "Average speed of answer", Unit.SECONDS, mean(seconds, known), seconds, known,
            "sum of queue wait of answered calls / answered calls", "all answered", exclusions=odd,
            benchmark="URAC at most 30 s (P)",
        ),
        Figure(
            "asa_queued", "Average speed of answer", Unit.SECONDS, mean(seconds, tally.queued), seconds, tally.queued,
            "sum of queue wait of answered calls / answered calls that waited", "those that queued",
            exclusions=(*odd, so_many(tally.waits[0], "call") + " answered at once"),
        ),
        _of_list("wait_median", "Median wait", median(tally.waits), known, "the middle wait of answered calls", odd),
        _of_list(
            "wait_p90", "Nine of ten waited at most", nearest_rank(tally.waits, 90), known,
            "90th percentile of the waits of answered calls, nearest rank", odd,
        ),
        _of_list("wait_longest", "Longest wait", longest(tally.waits), known, "of answered calls", odd, "answered"),
    ]  # fmt: skip
    hung_up, heard = tally.abandon_waits, tally.abandon_waits.total()
    odd = _odd(tally.odd_abandon_waits, "hang-up", "without a usable wait")
    lost = sum(value * times for value, times in hung_up.items())
    return (
        *figures,
        _of_list("abandon_longest", "Longest wait", longest(hung_up), heard, "of callers who hung up", odd, "hung up"),
        Figure(
            "abandon_mean", "Wait before hanging up", Unit.SECONDS, mean(lost, heard), lost, heard,
            "sum of wait of callers who hung up / callers who hung up", "mean", exclusions=odd,
        ),
        _of_list(
            "abandon_median", "Wait before hanging up", median(hung_up), heard, "the middle wait of who hung up", odd,
            "median",
        ),
    )  # fmt: skip


def service_levels(tally: Tally, limits: Limits) -> tuple[Figure, ...]:
    """The service level in its three variants at each T: they differ, so that each is named."""
    return tuple(figure for target in limits.targets for figure in _service_level(tally, target))


def _service_level(tally: Tally, target: int) -> tuple[Figure, ...]:
    answered, gone = tally.answered_within(target), tally.abandoned_within(target)
    late = tally.odd_waits + tally.odd_abandon_waits
    notes = (f"{so_many(late, 'call')} without a usable wait: counted, as not within T",) if late else ()
    rows = (
        ("of_answered", "of answered", answered, tally.answered, "answered within T / answered"),
        ("of_offered", "of offered", answered, tally.offered, "answered within T / (answered + abandoned)"),
        (
            "sl2", "SL2", answered + gone, tally.offered,
            "(answered within T + abandoned within T) / (answered + abandoned)",
        ),
    )  # fmt: skip
    return tuple(
        Figure(
            f"service_level_{target}_{code}", f"Service level {target} s", Unit.PERCENT, share(above, below), above,
            below, formula, variant, target, notes=notes, benchmark="80 % in 30 s (VHA, S)" if target == 30 else "",
        )
        for code, variant, above, below, formula in rows
    )  # fmt: skip


def abandonment(tally: Tally, limits: Limits) -> tuple[Figure, ...]:
    """Share of callers who hung up: of all, and without hang-ups so short that nobody could have answered."""
    late = tally.odd_abandon_waits
    notes = (f"{so_many(late, 'hang-up')} without a usable wait: counted, as not short",) if late else ()
    figures = [
        Figure(
            "abandonment", "Abandonment", Unit.PERCENT, share(tally.abandoned, tally.offered), tally.abandoned,
            tally.offered, "abandoned / (answered + abandoned)", "raw", exclusions=(_LEFT_OUT,),
            benchmark="URAC at most 5 % (P)",
        )
    ]  # fmt: skip
    for seconds in dict.fromkeys((*limits.short, *limits.targets)):
        short = tally.abandoned_within(seconds)
        figures.append(
            Figure(
                f"abandonment_over_{seconds}", "Abandonment", Unit.PERCENT,
                share(tally.abandoned - short, tally.offered - short), tally.abandoned - short, tally.offered - short,
                "(abandoned - short hang-ups) / (answered + abandoned - short hang-ups)",
                f"without hang-ups up to {seconds} s",
                seconds, (so_many(short, "hang-up") + f" up to {seconds} s",), notes,
            )
        )  # fmt: skip
    return tuple(figures)


def work(tally: Tally) -> tuple[Figure, ...]:
    """Handle time and after-call work."""
    known = tally.talks.total()
    odd = _odd(tally.odd_talks, "answered call", "without a usable talk time")
    knows_wrap = bool(tally.wraps or tally.hold_seconds)
    variant = "talk + hold + wrap" if knows_wrap else "talk only"
    return (
        Figure(
            "aht", "Average handle time", Unit.SECONDS, mean(tally.handle_seconds, known), tally.handle_seconds, known,
            "(talk + hold + after-call work) / handled calls", variant, exclusions=odd,
            notes=() if knows_wrap else ("these calls tell no hold and no after-call work: talk alone",),
        ),
        _of_list("talk_median", "Median talk", median(tally.talks), known, "the middle talk of answered calls", odd),
        Figure(
            "wrap", "After-call work", Unit.SECONDS, mean(tally.wrap_seconds, tally.wraps), tally.wrap_seconds,
            tally.wraps, "seconds of after-call work / calls that tell it",
            exclusions=_odd(tally.answered - tally.wraps, "answered call", "without after-call work told"),
        ),
    )  # fmt: skip


def occupancy(handle_seconds: float, available_seconds: float, variant: str = "") -> Figure:
    """How much of the time somebody was there for calls they were busy with one."""
    return Figure(
        "occupancy", "Occupancy", Unit.PERCENT, share(handle_seconds, available_seconds), handle_seconds,
        available_seconds, "(talk + hold + after-call work) / (signed in - paused), in seconds", variant,
        exclusions=() if available_seconds else ("nobody's signed-in time is known here",),
    )  # fmt: skip


def find(figures: Iterable[Figure], code: str) -> Figure:
    """The figure of this code. Raises KeyError."""
    for figure in figures:
        if figure.code == code:
            return figure
    raise KeyError(code)


# --- inside ---
def _count(code: str, label: str, value: int, formula: str, exclusions: Sequence[str] = ()) -> Figure:
    return Figure(code, label, Unit.CALLS, value, value, None, formula, exclusions=tuple(exclusions))


def _of_list(
    code: str, label: str, value: float | None, of: int, formula: str, odd: tuple[str, ...], variant: str = ""
) -> Figure:
    return Figure(code, label, Unit.SECONDS, value, None, of, formula, variant, exclusions=odd)


def _odd(number: int, what: str, why: str) -> tuple[str, ...]:
    """What a figure leaves out because it is odd, in words."""
    return (f"{so_many(number, what)} {why}",) if number else ()
