"""How a phone block is told: on line 1, in the head of the call box, on the message line, on its page (CC-97)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import hmm, local
from psr_tui.domain.phone_block import GAPS, BlockTime, Progress, Stretch

Facts = list[tuple[str, str]]
INTERRUPTIONS = {
    "call": "live call",
    "promise": "due promise",
    "red_flag": "red flag worked",
    "raised": "red flag raised",
}
_TOLD_EVERY = 5  # minutes between two sentences about the same thing


@dataclass(frozen=True, slots=True)
class BlockStanding:
    """A running or paused block as it stands at ``at``. ``pause``: the stretch that runs while it is paused, with the
    words and the limit of its code; ``rush``: callers who wait too long, in words (CC-16)."""

    block_id: str
    at: datetime
    time: BlockTime
    progress: Progress
    pause: Stretch | None = None
    pause_label: str = ""
    pause_limit: int | None = None
    rush: str = ""

    @property
    def paused(self) -> bool:
        """Whether its clock stands because of a pause."""
        return self.pause is not None

    @property
    def pause_over(self) -> int:
        """Whole minutes the pause is over the limit of its code, 0 within it."""
        if self.pause is None or not self.pause_limit:
            return 0
        return max(0, _minutes(self.pause.length(self.at)) - self.pause_limit)

    @property
    def pause_words(self) -> str:
        """``paused 0:17 break, 2 over``; nothing while it runs."""
        if self.pause is None:
            return ""
        minutes = _minutes(self.pause.length(self.at))
        late = f", {self.pause_over} over" if self.pause_over else ""
        return f"paused {hmm(minutes)} {pause_name(self.pause.code, self.pause_label).lower()}{late}"


def pause_name(code: str, label: str) -> str:
    """The words of a pause: a gap's own, else the label of the clinic's code."""
    return GAPS.get(code, label or code)


def head_forms(stand: BlockStanding, tz: ZoneInfo) -> tuple[str, str]:
    """For line 1 and the call box, the longest first: ``block 11/20 · left 38 · 14/h · finish 13:22``."""
    now = stand.progress
    done = f"{now.done}/{now.goal}" if now.goal else f"{now.done} done"
    pace = f"{now.pace:.0f}/h" if now.pace is not None else "-/h"
    finish = _finish(now, stand.at, tz)
    return (
        f"block {done} · left {now.left} · {pace} · finish {finish}",
        f"block {done}  left {now.left}  {pace}  {finish}",
    )


def _finish(now: Progress, at: datetime, tz: ZoneInfo) -> str:
    if now.finish is None:
        return "-"
    wall = local(now.finish, tz)
    return f"{wall:%H:%M}" if wall.date() == local(at, tz).date() else f"{wall:%m/%d}"


def fitted(stand: BlockStanding, tz: ZoneInfo, width: int) -> str:
    """Figures and words on one line of ``width`` cells: what matters least goes first, and goes whole."""
    parts, (long, short) = state_parts(stand), head_forms(stand, tz)
    wanted = [(long, len(parts)), (long, len(parts) - 1)]  # the last word is worth less than what the figures mean
    wanted += [(head, count) for count in range(len(parts), -1, -1) for head in (long, short)]
    lines = (" · ".join([head, *parts[: max(0, count)]]) for head, count in wanted)
    return next((line for line in lines if len(line) <= width), short[:width])


def before_counts(parts: Sequence[str], counts: str, width: int) -> str:
    """Line 2 while a block runs: its words before the counts of the list, which are written shorter where both do not
    fit; then the last words go, each whole. The counts stay: they add up to all there is (CC-08)."""
    short = counts.replace(" · ", "  ").replace("outside hours", "outside").replace("your promises due", "promises")
    for count in range(len(parts), -1, -1):
        for told in (counts, short):
            line = " · ".join([*parts[:count], told])
            if len(line) <= width:
                return line
    return short


def state_parts(stand: BlockStanding) -> list[str]:
    """Paused and why, callers waiting, behind, time; what matters most first."""
    parts = [stand.pause_words, stand.rush, stand.progress.behind]
    left = _minutes(stand.progress.time_left)
    if not stand.paused:
        parts.append("time is up" if stand.progress.over and not stand.progress.behind else "")
        parts.append("" if stand.progress.over else f"{left} min to go")
    return [part for part in parts if part]


def told_now(stand: BlockStanding) -> str:
    """The sentence for the message line of any place, every five minutes: paused too long, or over (CC-97)."""
    if stand.pause is not None:
        if stand.pause_over and (stand.pause_over - 1) % _TOLD_EVERY == 0:
            return f"Your phone block is {stand.pause_words}; F4 and comma go on, full stop ends it."
        return ""
    since = _minutes(stand.at - stand.time.planned_end)
    if stand.progress.over and since % _TOLD_EVERY == 0:
        now = stand.progress
        goal = f" of {now.goal}" if now.goal else ""
        return f"The time of your phone block is up: {now.done}{goal} done. F4 and full stop end it."
    return ""


def _minutes(span: timedelta) -> int:
    return max(0, int(span.total_seconds() // 60))


# --- the page ---


@dataclass(frozen=True, slots=True)
class BlockSummary:
    """What a block came to (CC-100, CC-102); derived anew whenever it is read. ``skips`` and ``work`` are in words."""

    standing: BlockStanding
    state: str
    end_reason: str
    note: str
    work: str
    labels: dict[str, str]
    skips: tuple[tuple[str, int], ...]
    picked: int
    handed_back: int = 0


def summary_sections(one: BlockSummary, tz: ZoneInfo) -> list[tuple[str, Facts]]:
    """Sections of (title, facts) to read: what was done, what was left out, where the time went."""
    now, time = one.standing.progress, one.standing.time
    pace = f"{now.pace:.1f} an hour" if now.pace is not None else "too short to say"
    end = time.ended_at or time.planned_end
    goal = f" of {now.goal}{f', {now.behind}' if now.behind else ''}" if now.goal else ""
    total: Facts = [
        ("From, to", f"{local(time.started_at, tz):%a %m/%d %H:%M} to {local(end, tz):%H:%M}"
                     f"{'' if time.ended_at else ' as planned'}"),
        ("Work", one.work),
        ("Done", f"{now.done}{goal}"),
        ("Reached", f"{now.reached} ({_share(now.reached, now.attempts)} of {now.attempts} attempts)"),
        ("Attempts", str(now.attempts)),
        ("Closed", str(now.closed)),
        ("Left", str(now.left) if time.ended_at in (None, one.standing.at) else ""),  # nobody knows it afterwards
        ("Pace", f"{pace}, {hmm(_minutes(now.elapsed))} on the clock"),
        ("Handed back", str(one.handed_back) if one.handed_back else ""),
        ("Ended", one.end_reason),
        ("Note", one.note),
    ]  # fmt: skip
    skipped: Facts = [(f"{count} skipped", reason) for reason, count in one.skips]
    if one.picked:
        skipped.append((f"{one.picked} picked", "out of their order, by hand"))
    standing = [(stretch, pause_name(stretch.code, one.labels.get(stretch.code, ""))) for stretch in time.pauses]
    stood = [(stretch, INTERRUPTIONS.get(stretch.code, stretch.code)) for stretch in time.interruptions]
    at = time.ended_at or one.standing.at
    return [
        ("", total),
        ("Passed over", skipped or [("", "Nothing.")]),
        ("Pauses", _stretches(standing, at, tz)),
        ("Interruptions", _stretches(stood, at, tz)),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part * 100 // whole} %" if whole else "0 %"


def _stretches(rows: Sequence[tuple[Stretch, str]], until: datetime, tz: ZoneInfo) -> Facts:
    if not rows:
        return [("", "None.")]
    ordered = sorted(rows, key=lambda row: row[0].since)
    return [
        (f"{local(stretch.since, tz):%H:%M} {hmm(_minutes(stretch.length(until)))}", words)
        for stretch, words in ordered
    ]
