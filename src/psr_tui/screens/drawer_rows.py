"""How drawers, receipts and a frozen count look as lines."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from textual.content import Content

from psr_tui.domain.drawer import STATE_WORDS, DrawerState
from psr_tui.domain.ledger import REVERSALS, JournalKind
from psr_tui.domain.paper import wrap
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.receipt import receipt_number
from psr_tui.domain.tenders import TENDER_LABELS
from psr_tui.domain.text import strip_forbidden
from psr_tui.services.cash_moves import StandingMove
from psr_tui.services.drawer import DrawerLine, DrawerStatus, ReceiptLine
from psr_tui.services.drawer_steps import Reveal
from psr_tui.widgets.record_list import Cell, Column, Record

DRAWER_COLUMNS = (
    Column("code", "Drawer", 6),
    Column("label", "Place", 12, grow=True),
    Column("float", "Float", 8, align="right"),
    Column("state", "State", 20),
    Column("rep", "Rep", 14),
    Column("since", "Since", 5),
    Column("day", "Day", 5),
    Column("late", "", 4),
)
RECEIPT_COLUMNS = (
    Column("time", "Time", 5),
    Column("number", "Receipt", 9),
    Column("patient", "Patient", 20, grow=True),
    Column("tenders", "Paid by", 14),
    Column("amount", "Amount", 11, align="right"),
    Column("note", "", 17),
)

MOVE_NAMES = {
    JournalKind.PAY_IN: "pay in",
    JournalKind.PAY_OUT: "pay out",
    JournalKind.SWAP: "swap",
    JournalKind.HAND_OVER: "handed over",
    JournalKind.TAKE_OVER: "taken over",
    JournalKind.HAND_BACK: "came back",
    JournalKind.MOVE_BACK: "taken back",
}

STANDING_NAMES = {JournalKind.DROP: "safe drop", JournalKind.PAY_IN: "pay in", JournalKind.PAY_OUT: "pay out"}


def line_key(line: DrawerLine) -> str:
    """What tells one line of the list from another: its session, or the drawer when nobody has it."""
    return line.session.session_id if line.session is not None else line.drawer.drawer_id


def drawer_record(line: DrawerLine, tz: ZoneInfo) -> Record:
    """A drawer in the list: free, or in whose hands, since when, on which business date, and whether it is late."""
    session = line.session
    if session is None:
        held = (Cell("○ free"), Cell(""), Cell(""), Cell(""), Cell(""))
    else:
        held = (
            Cell(f"● {STATE_WORDS[session.state]}", "strong"),
            Cell(session.staff_name),
            Cell(f"{session.opened_at.astimezone(tz):%H:%M}"),
            Cell(f"{session.business_date:%m/%d}", "warn" if line.late else ""),
            Cell("LATE" if line.late else "", "warn"),
        )
    place = (Cell(line.drawer.code, "strong"), Cell(line.drawer.label), Cell(str(line.drawer.float_amount)))
    return Record(line_key(line), session.version if session else 0, (*place, *held))


def receipt_record(line: ReceiptLine, tz: ZoneInfo, shown: Privacy) -> Record:
    """A receipt in the list; what was given back says by which receipt, or how much of it went back."""
    if line.reversed_by is not None:
        note, style = f"back by {receipt_number(line.reversed_by)}", "dim"
    elif line.back:
        note, style = f"{shown.amount(str(line.back))} went back", "warn"
    elif line.kind in REVERSALS:
        note, style = line.kind.value, "warn"
    else:
        note, style = "", ""
    paid_by = "+".join(dict.fromkeys(TENDER_LABELS[tender] for tender in line.tenders))
    return Record(
        str(line.number),
        line.back.cents,  # how much went back is the only thing about a receipt that changes
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


def free_words(waiting: Sequence[str]) -> str:
    """Line 2 over the list of drawers."""
    offers = [f"{name} hands cash over to you: open a drawer first" for name in waiting]
    return " · ".join([*offers, "choose a drawer"])


def counts_words(status: DrawerStatus, tz: ZoneInfo, waiting: Sequence[str] = ()) -> str:
    """Line 2: first what the drawer asks for, then whose it is and since when."""
    session = status.session
    words = [
        *_asked_for(status, waiting),
        f"opened {session.opened_at.astimezone(tz):%H:%M} {session.staff_name}",
        f"business date {session.business_date:%m/%d/%Y}",
    ]
    if session.state in (DrawerState.OPEN, DrawerState.SUSPENDED):
        words += [f"receipts {status.receipts}", f"drops {len(status.drops)}"]
    elif status.attempts:
        words.append(f"counts {status.attempts}")
    return " · ".join(words)


def _asked_for(status: DrawerStatus, waiting: Sequence[str]) -> list[str]:
    """What should be done next, none of it blocking; the most pressing alone, because the line is short."""
    if status.past_cut_off:
        return ["PAST THE CUT-OFF: count and close"]
    if waiting:
        return [f"{waiting[0]} HANDS CASH OVER: 4 then 7"]
    if status.offered is not None:
        return [f"offered to {status.offered.to_name}: 4 then 8 takes it back"]
    if status.over_maximum:
        return ["ABOVE THE MAXIMUM: 4 then 1, safe drop"]
    if status.open_long:
        return ["OPEN FOR LONG: count and close"]
    return [f"{status.followed_by} has opened it already"] if status.followed_by else []


def move_facts(status: DrawerStatus, tz: ZoneInfo) -> list[tuple[str, str]]:
    """Drops and other moves of an open drawer for the side panel, by time."""
    drops = [(one.at, f"bag {one.bag}", str(-one.amount)) for one in status.drops]  # out of the drawer
    moves = [(one.at, MOVE_NAMES[one.kind], str(one.amount)) for one in status.moves]
    found = sorted([*drops, *moves], key=lambda one: one[0])
    return [(f"{at.astimezone(tz):%H:%M} {words}", amount) for at, words, amount in found]


def standing_words(one: StandingMove, tz: ZoneInfo) -> str:
    """A move that can be taken back: ``10:12 safe drop $20.00, bag B7``. A long note is cut by the list, no amount."""
    more = f"bag {one.bag}" if one.bag else one.note
    words = f"{one.at.astimezone(tz):%H:%M} {STANDING_NAMES[one.kind]} {one.amount.dollars}"
    return f"{words}, {more}" if more else words


def float_words(reveal: Reveal) -> str:
    """Where the float goes at the close."""
    return f"{reveal.stays.dollars} {'goes back to the safe' if reveal.float_to_safe else 'stays in the drawer'}"


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
    lines.append(
        Content(f"  Count {reveal.attempt} is frozen. To the bank {reveal.to_bank.dollars}; {float_words(reveal)}.")
    )
    for words in (bag_words(reveal) if reveal.to_bank else "", stays_words(reveal)):
        lines += [Content(f"  {line}") for line in wrap(words, 76, "  ")]
    if reveal.reason:
        lines.append(Content(f"  Reason: {reveal.reason_label}: {strip_forbidden(reveal.comment)}"))
    if reveal.approved_by:
        lines.append(Content(f"  Signed by {strip_forbidden(reveal.approved_by)}"))
    lines += [Content(""), Content.styled(f"  {next_step(reveal)}", "bold")]
    return Content("\n").join(lines)


def bag_words(reveal: Reveal) -> str:
    """What goes into the bag, piece by piece: ``Bag $85.00: 2 x $20, 1 x $5, checks and money orders $40.00.``"""
    parts = [one.words for one in reveal.choice.bag]
    if reveal.papers:
        parts.append(f"checks and money orders {reveal.papers.dollars}")
    return f"Bag {reveal.to_bank.dollars}: {', '.join(parts)}."


def stays_words(reveal: Reveal) -> str:
    """Which pieces stay as the float, and what is out of the ordinary about it."""
    pieces = ", ".join(one.words for one in reveal.choice.stays) or "nothing"
    where = "Back to the safe" if reveal.float_to_safe else "Stays"
    return f"{where} {reveal.stays.dollars}: {pieces}. {reveal.choice.note}".rstrip()


def next_step(reveal: Reveal) -> str:
    """The one thing to do now."""
    if reveal.needs_reason and not (reveal.reason and reveal.comment):
        return "Not even: press 9 and say why, or 7 to count again."
    if reveal.needs_approval and reveal.session.state is not DrawerState.APPROVED:
        return "Above the limit: press 6, a supervisor signs."
    return "F10 closes the drawer and writes the day report."
