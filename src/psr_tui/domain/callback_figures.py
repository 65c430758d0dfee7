"""Figures of calling back: were promises kept in time, is anybody reached, how fast does it go (call-center.md 12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

from psr_tui.domain.phone_figure import Figure, Unit, mean, share
from psr_tui.domain.text import so_many


@dataclass(frozen=True, slots=True)
class Promise:
    """A time that was promised, and when that callback was dialed first after it was made; None: not yet."""

    promised_at: datetime
    made_at: datetime
    called_at: datetime | None


@dataclass(frozen=True, slots=True)
class Request:
    """A callback somebody asked for, and when it was dialed first; None: not yet."""

    asked_at: datetime
    called_at: datetime | None


@dataclass(slots=True)
class CallbackFacts:
    """What happened to callbacks in a stretch of time. ``attempts`` are those that count; ``done`` are outcomes saved
    in phone blocks of ``block_seconds``."""

    attempts: int = 0
    human: int = 0
    outcomes: int = 0
    closed: int = 0
    promises: list[Promise] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    block_outcomes: int = 0
    block_seconds: float = 0.0

    def take_in(self, other: CallbackFacts) -> None:
        """Add what happened in another stretch of time."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


def callback_figures(facts: CallbackFacts, grace_minutes: int, now: datetime) -> tuple[Figure, ...]:
    """Timeliness from the promise and from the request, contact rate, pace."""
    return (
        *timeliness(facts.promises, grace_minutes, now),
        from_request(facts.requests),
        Figure(
            "contact_rate", "Contact rate", Unit.PERCENT, share(facts.human, facts.attempts), facts.human,
            facts.attempts, "attempts in which a human answered / attempts",
            exclusions=("outcomes that do not count as an attempt, such as a technical failure",),
        ),
        pace(facts.block_outcomes, facts.block_seconds),
    )  # fmt: skip


def timeliness(promises: Sequence[Promise], grace_minutes: int, now: datetime) -> tuple[Figure, Figure]:
    """Of promises that are due: how many were called within the grace, and how late the first call was on average."""
    grace = timedelta(minutes=grace_minutes)
    due = [one for one in promises if one.called_at is not None or one.promised_at + grace < now]
    called = [one for one in due if one.called_at is not None]
    early = [one for one in called if one.called_at is not None and one.called_at < one.promised_at]
    kept = sum(one.called_at is not None and one.called_at <= one.promised_at + grace for one in due)
    late = sum((one.called_at - one.promised_at).total_seconds() for one in called if one.called_at is not None)
    waiting = len(promises) - len(due)
    not_due = (f"{so_many(waiting, 'promise')} not due yet",) if waiting else ()
    ahead = (f"{so_many(len(early), 'call')} before the promised time count as negative",) if early else ()
    return (
        Figure(
            "promises_kept", "Callback timeliness", Unit.PERCENT, share(kept, len(due)), kept, len(due),
            f"promises called within {grace_minutes} min after the promised time / promises due",
            "from the promise", grace_minutes * 60, not_due,
            (f"{so_many(len(due) - len(called), 'promise')} not called at all: not kept",) if len(due) > len(called)
            else (),
        ),
        Figure(
            "promise_delay", "Callback delay", Unit.SECONDS, mean(late, len(called)), late, len(called),
            "sum of (first call - promised time) / promises called", "mean, from the promise",
            exclusions=(*not_due, *((f"{so_many(len(due) - len(called), 'promise')} not called yet",)
                                    if len(due) > len(called) else ())), notes=ahead,
        ),
    )  # fmt: skip


def from_request(requests: Sequence[Request]) -> Figure:
    """How long people waited for the first call after they asked for one."""
    called = [one for one in requests if one.called_at is not None]
    waited = sum((one.called_at - one.asked_at).total_seconds() for one in called if one.called_at is not None)
    open_yet = len(requests) - len(called)
    return Figure(
        "request_delay", "Callback delay", Unit.SECONDS, mean(waited, len(called)), waited, len(called),
        "sum of (first call - request) / requests called", "mean, from the request",
        exclusions=(f"{so_many(open_yet, 'request')} not called yet",) if open_yet else (),
        benchmark="URAC clinical call-backs within 30 min on average (P)",
    )  # fmt: skip


def pace(done: int, seconds: float) -> Figure:
    """Outcomes an hour of phone blocks."""
    return Figure(
        "pace", "Pace", Unit.PER_HOUR, mean(done * 3600, seconds), done, round(seconds / 3600, 2),
        "outcomes saved in phone blocks / hours of the blocks without their pauses",
    )  # fmt: skip


def kept_promises(rows: Iterable[tuple[str, datetime, str, datetime | None]]) -> tuple[list[Promise], list[Request]]:
    """Promises and requests from the events of callbacks: rows of (callback, at, what, promised time), by callback in
    their order. ``what``: made, promised, dialed."""
    promises: list[Promise] = []
    requests: list[Request] = []
    last = ""
    asked: datetime | None = None
    open_promise: tuple[datetime, datetime] | None = None

    def settle(called_at: datetime | None) -> None:
        nonlocal asked, open_promise
        if open_promise is not None:
            promises.append(Promise(open_promise[0], open_promise[1], called_at))
        if asked is not None:
            requests.append(Request(asked, called_at))
        asked = open_promise = None

    for callback_id, at, what, promised_at in rows:
        if callback_id != last:
            settle(None)
            last = callback_id
        if what == "dialed":
            settle(at)
        elif what == "made":
            asked = at
        if promised_at is not None and what != "dialed":
            open_promise = (promised_at, at)
    settle(None)
    return promises, requests
