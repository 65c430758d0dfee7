"""The form of a count: the grid of denominations, papers to tick, one line for each card slip and other tender."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from textual.widget import Widget

from psr_tui.domain.counting import CountRow
from psr_tui.domain.drawer import TenderCount
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TENDER_LABELS, TenderKind
from psr_tui.domain.text import so_many
from psr_tui.services.drawer_count import CountSheet
from psr_tui.widgets.denominations import DenominationGrid
from psr_tui.widgets.field import Field
from psr_tui.widgets.fields import CheckField, MoneyField
from psr_tui.widgets.form import Form, SaveStop

_SLIP = re.compile(r"(?P<batch>[0-9A-Za-z-]{1,12})\s+(?P<papers>[0-9]{1,4})\s+(?P<amount>\S+)")
_EXAMPLE = "type batch, number of slips and total, for example 0412 11 412.50, or 0 if it printed nothing"
_NET = "Every slip counts, a refund's too; the total is -25.00 when more went back than came in."


def parse_slip(typed: str, terminal: str) -> TenderCount:
    """What a terminal's batch slip says: ``0412 11 412.50``; ``0413 1 -25.00`` when more went back than came in;
    ``0`` for a terminal that printed nothing.

    Raises: InvalidInput with the rule and an example.
    """
    key = ExpectedKey(TenderKind.CARD, terminal)
    text = typed.strip()
    if text == "0":
        return TenderCount(key, Money.zero(), whole_terminal=True)
    found = _SLIP.fullmatch(text)
    if found is None:
        raise InvalidInput(f"Card {terminal}: {_EXAMPLE}.", terminal)
    typed_amount = found["amount"]
    amount = Money.parse(typed_amount.removeprefix("-"), f"Card {terminal}")
    amount = -amount if typed_amount.startswith("-") else amount
    return TenderCount(key, amount, int(found["papers"]), found["batch"], whole_terminal=True)


def parse_other_slip(typed: str) -> TenderCount | None:
    """A terminal that is not in the list: its name before the slip, ``T3 0412 1 25.00``; ``0`` for none."""
    if typed.strip() == "0":
        return None
    terminal, _, rest = typed.strip().partition(" ")
    if not rest:
        raise InvalidInput(f"Other terminal: its name first, then {_EXAMPLE.removeprefix('type ')}.", "Other terminal")
    return parse_slip(rest, terminal)


def count_form(sheet: CountSheet) -> Form:
    """The form of one count; every field starts empty (CD-47)."""
    return Form(*_fields(sheet), SaveStop("Freeze the count"), id="count-form")


def _fields(sheet: CountSheet) -> Iterable[Widget]:
    yield DenominationGrid(id="count-grid")
    for at, paper in enumerate(sheet.papers):
        label = f"{TENDER_LABELS[paper.tender]} {paper.reference}  {paper.amount}"
        yield CheckField(label, f"paper{at}", help="Space ticks it when you hold it in your hand.", label_width=2)
    for at, terminal in enumerate(sheet.terminals):
        yield Field(
            f"Card {terminal}"[:15],
            f"slip{at}",
            parse=_slip_parser(terminal),
            required=True,
            repeats=False,
            help=f"The batch slip of terminal {terminal}: {_EXAMPLE}. {_NET}",
            echo=_slip_words,
        )
    yield Field(
        "Other terminal",
        "slip_other",
        parse=parse_other_slip,
        repeats=False,
        help=f"A terminal that is not listed: its name, then {_EXAMPLE.removeprefix('type ')}. Usually empty.",
        echo=lambda count: f"{count.key.terminal}: {_slip_words(count)}",
    )
    for kind in sheet.others:
        yield MoneyField(
            TENDER_LABELS[kind].capitalize()[:15],
            f"other_{kind.value}",
            required=True,
            help="The sum of this tender from its own list; type 0 if there is none.",
        )


def _slip_words(count: TenderCount) -> str:
    return f"{so_many(count.papers, 'slip')} {count.amount.dollars}"


def _slip_parser(terminal: str) -> Any:
    return lambda typed: parse_slip(typed, terminal)


def typed_count(
    sheet: CountSheet, values: Mapping[str, Any]
) -> tuple[tuple[CountRow, ...], tuple[tuple[str, int], ...], tuple[TenderCount, ...]]:
    """(cash rows, ticked papers, other tenders) of a submitted count form.

    Raises: InvalidInput for a slip that was typed twice.
    """
    papers = tuple(
        (paper.journal_id, paper.position) for at, paper in enumerate(sheet.papers) if values.get(f"paper{at}")
    )
    slips = [values.get(f"slip{at}") for at in range(len(sheet.terminals))] + [values.get("slip_other")]
    counts = [slip for slip in slips if slip is not None]
    counts += [
        TenderCount(ExpectedKey(kind), values[f"other_{kind.value}"])
        for kind in sheet.others
        if values.get(f"other_{kind.value}") is not None
    ]
    if len({count.key for count in counts}) != len(counts):
        raise InvalidInput("Other terminal: this terminal has its own line already; leave it empty.", "Other terminal")
    return tuple(values["count"]), papers, tuple(counts)
