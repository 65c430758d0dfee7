"""A file that the patient's phone sent, field by field beside ours: 1 takes, 2 leaves, F10 saves what was taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.widget import Widget

from psr_tui.domain.sent_ahead import DRAFT, ItemStatus, SentAhead, SentCard, SentField
from psr_tui.domain.text import fold, so_many
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.services.sent_ahead import Comparison
from psr_tui.widgets.payer_field import NEW
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.base import Place

_TYPED = "typed"
_MARKS = {None: Cell("?", "warn"), True: Cell("take", "good"), False: Cell("leave", "dim")}


async def which_file(place: Place, typed: str) -> str | None:
    """The path: typed after the command, one of the inbox, or asked for."""
    if typed.strip():
        return typed.strip()
    files = await place.desk.ask(place.desk.sent_ahead.inbox)
    if files:
        chosen = await place.open(Choose("Which file?", [*files, (_TYPED, "Another: type where it is")]))
        if chosen != _TYPED:
            return chosen
    note = f"The answer of SMART Health Check-in ({DRAFT}) or an insurance card, as a file."
    return await place.open(Prompt("Take a file of the patient", "File", str, note=note))


class SentAheadBox(ListBox[frozenset[str]]):
    """Answers with the keys of the accepted fields. Nothing is taken before every field that differs is decided."""

    BINDINGS = bindings("sent")
    SCOPES: ClassVar[tuple[str, ...]] = ("sent", "list", "dialog")
    NAME = "label"
    EMPTY = "The file holds no field that check-in could take."
    HELP_TEXT = (
        "Left ours, right what the file says. Name, birth date and sex are only compared: correct them on the record. "
        "How the file came here (mobile document, encryption) is not checked by this program."
    )
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("mark", "", 5),
        Column("label", "Field", 12),
        Column("ours", "Ours", 22, grow=True),
        Column("theirs", "In the file", 22, grow=True),
    )

    def __init__(self, desk: Desk, seen: Comparison) -> None:
        super().__init__(desk, "", "1 take  2 leave  3 take all  F10 done")
        self._seen = seen
        self._chosen: dict[str, bool] = {}

    def compose(self) -> Iterable[Widget]:
        self.box_title = f"From the phone of {self.station.shown.name(self._seen.patient.display)}"
        yield from super().compose()

    async def read(self) -> tuple[str, Sequence[Record]]:
        return "\n".join(_head(self._seen.sent)), [self._record(one) for one in self._seen.fields]

    def _record(self, one: SentField) -> Record:
        mark = Cell("same", "dim") if one.same else Cell("only", "dim") if one.shown_only else _MARKS[self._of(one)]
        style = "" if one.same else "strong"
        hide = self.station.shown.on
        ours, theirs = ("***", "***") if hide else (one.ours or "-", one.theirs)
        return Record(one.key, 1, (mark, Cell(one.label), Cell(ours), Cell(theirs, style)))

    def _of(self, one: SentField) -> bool | None:
        return self._chosen.get(one.key)

    @property
    def _open(self) -> list[SentField]:
        return [one for one in self._seen.fields if not one.same and not one.shown_only]

    # --- digits ---
    def action_take(self) -> None:
        self._decide(True)

    def action_leave(self) -> None:
        self._decide(False)

    def action_take_all(self) -> None:
        self._chosen.update({one.key: True for one in self._open})
        self.flow(self.read_again())

    def action_open(self) -> None:
        record = self.list.target()
        one = next((found for found in self._seen.fields if record is not None and found.key == record.key), None)
        if one is not None and not self.station.shown.on:
            self.say(f"{one.label}: ours {one.ours or 'nothing'}; the file says {one.theirs}.")

    def _decide(self, taken: bool) -> None:
        keys = {record.key for record in self.list.targets()}
        fields = [one for one in self._open if one.key in keys]
        if not fields:
            self.refuse("There is nothing to decide on this row: it is the same, or it is only compared.")
            return
        self._chosen.update({one.key: taken for one in fields})
        self.flow(self._next())

    async def _next(self) -> None:
        self.list.clear_marks()
        await self.read_again()
        left = next((one.key for one in self._open if one.key not in self._chosen), None)
        if left is not None:
            await self.list.go_to_key(left)

    def action_accept(self) -> None:
        left = [one for one in self._open if one.key not in self._chosen]
        if left:
            self.refuse(f"{so_many(len(left), 'field')} not decided: 1 takes, 2 leaves, 3 takes all.")
        else:
            self.finish(frozenset(key for key, taken in self._chosen.items() if taken))


def _head(sent: SentAhead) -> list[str]:
    """What the file is and what in it is not a field: the draft, each item's answer, what is not verified."""
    lines = [f"SMART Health Check-in, {DRAFT}. How the file came here is not checked by this program."]
    if sent.items:
        words = [_item_words(one.item, one.status, one.artifacts) for one in sent.items]
        lines.append(" · ".join(words))
    if sent.signed_cards:
        lines.append(f"{so_many(sent.signed_cards, 'signed health card')}: not verified here.")
    for card in sent.cards[:1]:
        if card.costs:
            lines.append(f"On the card: {', '.join(card.costs[:3])}.")
        if card.images:
            lines.append(f"{so_many(card.images, 'picture')} of the card in the file: not kept.")
    if sent.summary:
        lines.append(f"For the provider, not kept here: {'; '.join(sent.summary[:4])}.")
    lines += [f"Mind: {warning}." for warning in sent.warnings[:2]]
    return lines


def _item_words(item: str, status: ItemStatus, artifacts: Sequence[str]) -> str:
    word = "DECLINED by the patient" if status is ItemStatus.DECLINED else status.value
    return f"{item} {word}{f' ({len(artifacts)} parts)' if len(artifacts) > 1 else ''}"


def card_draft(card: SentCard, payers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The accepted fields of a card as the form of new cards keeps them."""
    known = next((payer_id for payer_id, name in payers if fold(name) == fold(card.payer)), "")
    payer = known or (f"{NEW}{card.payer}" if card.payer else "")
    values = {
        "payer": payer,
        "member_id": card.member_id,
        "group": card.group,
        "plan": card.plan,
        "relationship": card.relationship,
        "subscriber": card.subscriber if card.relationship != "self" else "",
        "effective": f"{card.effective:%m/%d/%Y}" if card.effective else "",
    }
    return {name: value for name, value in values.items() if value}
