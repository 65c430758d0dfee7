"""How drawers, receipts and a frozen count look as lines."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from textual.content import Content

from psr_tui.domain.drawer import STATE_WORDS, DrawerState
from psr_tui.domain.ledger import REVERSALS
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.receipt import receipt_number
from psr_tui.domain.tenders import TENDER_LABELS
from psr_tui.domain.text import strip_forbidden
from psr_tui.services.drawer import DrawerLine, DrawerStatus, ReceiptLine
from psr_tui.services.drawer_steps import Reveal
from psr_tui.widgets.record_list import Cell, Column, Record

DRAWER_COLUMNS = (
    Column("code", "Drawer", 7),
    Column("label", "Place", 20, grow=True),
    Column("float", "Float", 10, align="right"),
    Column("state", "State", 20),
    Column("rep", "Rep", 18),
)
RECEIPT_COLUMNS = (
    Column("time", "Time", 5),
    Column("number", "Receipt", 9),
    Column("patient", "Patient", 20, grow=True),
    Column("tenders", "Paid by", 14),
    Column("amount", "Amount", 11, align="right"),
    Column("note", "", 17),
)


def drawer_record(line: DrawerLine) -> Record:
    """A drawer in the list: free, or in whose hands and since when."""
    session = line.session
    if session is None:
        state, style, rep = "○ free", "", ""
    else:
        since = f" {session.business_date:%m/%d}"
        state, style, rep = f"● {STATE_WORDS[session.state]}{since}", "strong", session.staff_name
    return Record(
        line.drawer.drawer_id,
        session.version if session else 0,
        (
            Cell(line.drawer.code, "strong"),
            Cell(line.drawer.label),
            Cell(str(line.drawer.float_amount)),
            Cell(state, style),
            Cell(rep),
        ),
    )


def receipt_record(line: ReceiptLine, tz: ZoneInfo, shown: Privacy) -> Record:
    """A receipt in the list; what was given back says by which receipt."""
    if line.reversed_by is not None:
        note, style = f"back by {receipt_number(line.reversed_by)}", "dim"
    elif line.kind in REVERSALS:
        note, style = line.kind.value, "warn"
    else:
        note, style = "", ""
    paid_by = "+".join(dict.fromkeys(TENDER_LABELS[tender] for tender in line.tenders))
    return Record(
        str(line.number),
        0 if line.reversed_by is None else 1,
        (
            Cell(f"{line.at.astimezone(tz):%H:%M}"),
            Cell(receipt_number(line.number)),
            Cell(shown.name(line.patient), style),
            Cell(paid_by),
            Cell(shown.amount(str(line.amount)), style),
            Cell(note, style),
        ),
    )


def heading_words(status: DrawerStatus | None) -> str:
    if status is None:
        return "DRAWER"
    return f"DRAWER {status.session.drawer_code}  {STATE_WORDS[status.session.state]}"


def counts_words(status: DrawerStatus, tz: ZoneInfo) -> str:
    """Line 2: whose it is and since when; amounts of drops are hidden while the drawer is counted."""
    session = status.session
    words = [
        f"opened {session.opened_at.astimezone(tz):%H:%M} {session.staff_name}",
        f"business date {session.business_date:%m/%d/%Y}",
    ]
    if session.state in (DrawerState.OPEN, DrawerState.SUSPENDED):
        words += [f"receipts {status.receipts}", f"drops {len(status.drops)}"]
    elif status.attempts:
        words.append(f"counts {status.attempts}")
    if status.past_cut_off:
        words.append("PAST THE CUT-OFF: count and close")
    return " · ".join(words)


def reveal_content(reveal: Reveal) -> Content:
    """The three columns with the word, what is still missing, and where the money goes."""
    head = f"  {'':20}{'counted':>12}{'expected':>12}{'difference':>12}"
    lines = [Content.styled(head, "$text-muted")]
    for one in reveal.differences:
        style = {"EVEN": "$text-success", "OVER": "$text-warning", "SHORT": "$text-error"}[one.word]
        text = f"  {one.label:20.20}{one.counted!s:>12}{one.expected!s:>12}{one.amount!s:>12}  "
        papers = ""
        if one.counted_papers != one.expected_papers:
            papers = f"  papers {one.counted_papers} of {one.expected_papers}"
        lines.append(Content.assemble(text, (one.word, f"bold {style}"), papers))
    lines.append(Content(""))
    lines.append(Content(f"  Count {reveal.attempt} is frozen. To the bank {reveal.to_bank}, stays {reveal.stays}."))
    if reveal.reason:
        lines.append(Content(f"  Reason: {reveal.reason_label}: {strip_forbidden(reveal.comment)}"))
    if reveal.approved_by:
        lines.append(Content(f"  Signed by {strip_forbidden(reveal.approved_by)}"))
    lines += [Content(""), Content.styled(f"  {next_step(reveal)}", "bold")]
    return Content("\n").join(lines)


def next_step(reveal: Reveal) -> str:
    """The one thing to do now."""
    if reveal.needs_reason and not (reveal.reason and reveal.comment):
        return "Not even: press 9 and say why, or 7 to count again."
    if reveal.needs_approval and reveal.session.state is not DrawerState.APPROVED:
        return "Above the limit: press 6, a supervisor signs."
    return "F10 closes the drawer and writes the day report."
