"""How a row of the eligibility list looks, and how a payer's answer reads: facts first, all lines below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import local
from psr_tui.domain.eligibility_check import Check, CheckState, Result, age_words, failed_words
from psr_tui.domain.eligibility_exceptions import Found, Why, left_words, until_words
from psr_tui.domain.eligibility_text import member_in_words
from psr_tui.domain.privacy import Privacy
from psr_tui.services.eligibility import EligibilityLine
from psr_tui.services.eligibility_view import EligibilityReading
from psr_tui.widgets.record_list import Cell, Column, Record

COLUMNS = (
    Column("why", "Why", 12),
    Column("patient", "Patient", 15, grow=True),
    Column("payer", "Payer", 12, grow=True),
    Column("visit", "Visit", 11),
    Column("left", "Left", 5, align="right"),
    Column("last", "Checked", 8),
    Column("who", "Who", 8),
)
_BAD = (Why.INACTIVE, Why.REJECTED)
_WARN = (Why.FAILED, Why.CHANGED, Why.GAPS, Why.UNCLEAR)
Fact = tuple[str, str]


def record_of(line: EligibilityLine, now: datetime, tz: ZoneInfo, shown: Privacy) -> Record:
    """The row: why it is here, who, which payer, when the visit is and how much time is left."""
    why = line.found.why
    style = "bad" if why in _BAD else "warn" if why in _WARN else "dim" if why is Why.WAITING else ""
    left = left_words(line.at.starts_at, now)
    soon = "bad" if left == "begun" or ":" in left else ""
    second = f" ({line.at.order})" if line.at.order > 1 else ""
    return Record(
        line.key, line.at.visit_version,
        (
            Cell(why.word, style), Cell(shown.name(line.at.patient)), Cell(f"{line.at.payer}{second}"),
            Cell(f"{line.at.day:%m/%d} {line.at.local_start}"), Cell(left, soon),
            Cell(f"{local(line.last, tz):%m/%d}" if line.last else "never", "dim"),
            Cell(line.assigned.name if line.assigned else "", "dim"),
        ),
    )  # fmt: skip


def facts_of_line(line: EligibilityLine, now: datetime, tz: ZoneInfo, shown: Privacy) -> list[Fact]:
    """The side panel: the reason in full, and the last check."""
    return [
        ("", _reason(line.found, shown)),
        ("Payer", line.at.payer),
        ("Plan", line.at.plan),
        ("Asked by", {"x12": "clearinghouse", "loopback": "loopback payer (training)"}.get(line.at.channel, "phone")),
        ("Last check", check_words(line.newest, now, tz, shown) if line.newest else ""),
        ("Works on it", line.assigned.name if line.assigned else "nobody"),
    ]


def check_words(check: Check, now: datetime, tz: ZoneInfo, shown: Privacy) -> str:
    """One check on one line: when, how, who, what came of it, how old it is."""
    when = local(check.asked_at, tz)
    what = {
        CheckState.QUEUED: "not sent yet", CheckState.SENT: "no answer yet", CheckState.FAILED: "failed",
        CheckState.GIVEN_UP: "given up", CheckState.ANSWERED: check.result.value or "answered",
    }[check.state]  # fmt: skip
    copay = f", copay {shown.amount(check.copay.dollars)}" if check.copay is not None else ""
    reference = f", reference {check.reference}" if check.reference else ""
    told = f" by {check.spoke_with}" if check.spoke_with else ""
    return (
        f"{when:%m/%d/%Y %H:%M} {check.channel.word}{told}, asked by {check.asked_name}: {what}{copay}{reference} "
        f"({age_words(check.told_at, now)})"
    )


def _reason(found: Found, shown: Privacy) -> str:
    """The sentence; only its kind while privacy is on, for amounts and member ids stand in it."""
    return found.why.word if shown.on and found.why is Why.CHANGED else found.text


def reading_facts(reading: EligibilityReading, now: datetime, tz: ZoneInfo, shown: Privacy) -> list[Fact]:
    """The top of the page: what a rep needs before the lines of the payer."""
    one, check = reading.at, reading.check
    to_do = _reason(reading.found, shown) if reading.found else "Nothing: checked and in order."
    found: list[Fact] = [("To do", to_do)]
    found.append(("Visit", f"{one.day:%a %m/%d/%Y} {one.local_start}, {until_words(one.starts_at, now)}"))
    order = {1: "first", 2: "second"}.get(one.order, f"{one.order}.")
    found.append(("Insurance", f"{one.payer} {one.plan}".strip() + f" ({order})"))
    if check is None:
        return [*found, ("Answer", "Nobody has asked this payer yet: 1 asks, 2 types what they said.")]
    found.append(("Answer", check_words(check, now, tz, shown)))
    found.append(("About", f"the date of service {check.service_date:%m/%d/%Y}"))
    if check.state is CheckState.FAILED:
        found.append(("Failure", f"{failed_words(check, now)} The visit goes on as not verified."))
    if check.result is Result.REJECTED:
        found += [] if reading.found and reading.found.text == check.failure else [("Rejected", check.failure)]
        found.append(("Mend", "6 opens the field." if reading.fix else ""))
    if not shown.on and not (reading.found and reading.found.why is Why.CHANGED):
        found += [("CHANGED", line) for line in check.changes.splitlines()]
    if check.reviewed_at is not None:
        found.append(("Dealt with", f"{check.reviewed_by} {local(check.reviewed_at, tz):%m/%d %H:%M}"))
    found += _copays(reading, shown)
    if check.deductible_left is not None:
        found.append(("Left of deductible", shown.amount(check.deductible_left.dollars)))
    found += [("OTHER PAYER", f"{other.words()} 7 puts it on file.") for other in reading.others]
    found += [("Differs", one_.words()) for one_ in reading.differences if not shown.on]
    return [*found, ("Note", check.note)]


def _copays(reading: EligibilityReading, shown: Privacy) -> list[Fact]:
    """Every copay line with its text, and which of them a rep chose (FD-119)."""
    lines = [("Copay", shown.amount(one.words())) for one in reading.copays]
    if reading.chosen is not None:
        return [*lines, ("Applies", f"{shown.amount(reading.chosen.words)}, chosen by {reading.chosen.by}")]
    if len(lines) > 1:
        lines.append(("Applies", "not chosen yet: 3 chooses. Until then our record's copay is asked for."))
    if not lines and reading.check is not None and reading.check.copay is not None:
        lines.append(("Copay", shown.amount(reading.check.copay.dollars)))
    return lines


def lines_of_answer(reading: EligibilityReading) -> list[Fact]:
    """Everything the payer sent, in words with its codes."""
    if reading.answer is None or reading.member is None or reading.check is None:
        return []
    return [("", line) for line in member_in_words(reading.answer, reading.member, reading.check.service_date)]


def history_of(reading: EligibilityReading, now: datetime, tz: ZoneInfo, shown: Privacy) -> list[Fact]:
    """Every check of this insurance, the newest first; the one that is read is marked."""
    at = reading.check.check_id if reading.check else ""
    return [("this one" if one.check_id == at else "", check_words(one, now, tz, shown)) for one in reading.history]


def notes_of(reading: EligibilityReading, tz: ZoneInfo) -> list[Fact]:
    """What colleagues did with this row and wrote down."""
    return [
        (f"{local(event.at, tz):%m/%d %H:%M}", f"{event.what} ({event.by}) {event.note}".strip())
        for event in reading.notes
    ]


def raw_text(asked: bytes, answered: bytes) -> str:
    """The bytes as text, a segment a line; what is no text is shown as a mark."""
    parts = []
    for title, body in (("ASKED", asked), ("ANSWERED", answered)):
        text = body.decode("utf-8", errors="replace").replace("\r\n", "\n")
        lines: Sequence[str] = text.split("\n") if text.count("\n") > 2 else text.replace("~", "~\n").split("\n")
        nothing = ("(nothing: it was typed, or the answer is still to come)",)
        parts += [f"--- {title}, {len(body):,} bytes ---", *(lines if body else nothing)]
    return "\n".join(parts)
