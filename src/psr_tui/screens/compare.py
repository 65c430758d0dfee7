"""Two records side by side: one person or two (front-desk.md FD-56). Differences have a sign and a word, no colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.merging import FieldPair, MergePatients, field_pairs, in_words, proposed
from psr_tui.domain.patients import Demographics, mrn_text
from psr_tui.domain.privacy import HIDDEN, Privacy
from psr_tui.domain.staff import Role
from psr_tui.domain.text import so_many, strip_forbidden
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import Choose, Confirm, Prompt
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.dialogs.prompt import needed
from psr_tui.screens.dialogs.signature import sign
from psr_tui.services.approvals import Signature
from psr_tui.services.merging import Compared, RecordFacts
from psr_tui.widgets.result_lines import ResultLines
from psr_tui.widgets.row_paint import fit

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.flows import Flows

_LINES = 13
_LABEL, _VALUE, _WORD = 11, 23, 9
_KEPT, _LEFT_OUT = "•", " "
_NAMES = frozenset(("name", "preferred_name", "earlier_names"))
_OPEN_WORDS = frozenset(("sex", "language", "interpreter", "time_zone"))


class _Ears(Static, can_focus=True):
    """The heading above the columns: has the focus, so that digits are not typed into anything."""


class TwoColumns(Dialog[str]):
    """The frame of both comparisons: a heading, lines of two values with what they say to each other."""

    SCOPES = ("compare", "dialog")

    def __init__(self, title: str, legend: str) -> None:
        super().__init__(title, legend=legend)
        self.pairs: Sequence[FieldPair] = ()

    def compose_body(self) -> Iterable[Widget]:
        yield _Ears("", id="compare-head")
        yield ResultLines(_LINES, id="compared")

    @property
    def lines(self) -> ResultLines:
        return self.query_one(ResultLines)

    def show_lines(self, left: str, right: str, note: str) -> None:
        """Paint every line again; the marked one stays."""
        head = f"  {'':{_LABEL}}  {fit(left, _VALUE + 1)} {fit(right, _VALUE + 1)}"
        self.query_one("#compare-head", Static).update(Content(strip_forbidden(head)))
        self.lines.show([self._line(pair) for pair in self.pairs], note, max(0, self.lines.marked))

    def _line(self, pair: FieldPair) -> str:
        left, right = (masked(pair.field, words, self.station.shown) for words in (pair.left, pair.right))
        marks = self.marks(pair)
        values = f"{marks[0]}{fit(left, _VALUE)} {marks[1]}{fit(right, _VALUE)}"
        return f"{fit(pair.label, _LABEL)} {values} {fit(verdict(pair), _WORD)}"

    def marks(self, pair: FieldPair) -> tuple[str, str]:
        """What stands before the two values of a line."""
        return "", ""

    def action_up(self) -> None:
        self.lines.move(-1)

    def action_down(self) -> None:
        self.lines.move(1)


class CompareBox(TwoColumns):
    """Two registered records. Answers with the sentence of what was done, None when nothing was."""

    BINDINGS = bindings("compare")
    HELP_TEXT = (
        "1 makes one record of two; 2 says that these are two people. 3 lets the other record stay. On a line that "
        "differs, Left and Right choose the value that stays (the dot). Phones and earlier names stay from both."
    )

    def __init__(self, desk: Desk, compared: Compared) -> None:
        super().__init__("Same person?", "1 same person  2 two people  3 other stays  Left Right value  F12 back")
        self.desk = desk
        self._compared = compared
        self._left_stays = True
        self._picked: dict[str, bool] = {}  # field -> whether the left value stays
        self._command_id = desk.new_id()

    def on_mount(self) -> None:
        self.query_one(_Ears).focus()
        self._turned(self._left_stays)

    @property
    def _sides(self) -> tuple[RecordFacts, RecordFacts]:
        """The record that stays, and the one that goes into it."""
        left, right = self._compared.left, self._compared.right
        return (left, right) if self._left_stays else (right, left)

    def _turned(self, left_stays: bool) -> None:
        """Let this record stay; of fields only one of them has, that one is proposed."""
        self._left_stays = left_stays
        kept, other = (side.patient.demographics for side in self._sides)
        taken = proposed(kept, other)
        left, right = self._compared.left, self._compared.right
        self.pairs = [*field_pairs(left.patient.demographics, right.patient.demographics), *fact_pairs(left, right)]
        self._picked = {pair.field: (pair.field not in taken) == left_stays for pair in self.pairs if pair.choosable}
        self._paint()

    def _paint(self) -> None:
        left, right = (f"MRN {mrn_text(one.patient.mrn)}" for one in (self._compared.left, self._compared.right))
        ends = ("stays", "goes into it") if self._left_stays else ("goes into it", "stays")
        said = self._compared.called_different
        note = f"{said[0]} called them two people: {said[2] or 'no reason given'}." if said else self._why()
        self.show_lines(f"{left} {ends[0]}", f"{right} {ends[1]}", note)

    def _why(self) -> str:
        return ", ".join(self._compared.match.reasons)

    def marks(self, pair: FieldPair) -> tuple[str, str]:
        if pair.field not in self._picked:
            return _LEFT_OUT, _LEFT_OUT
        left = self._picked[pair.field]
        return (_KEPT, _LEFT_OUT) if left else (_LEFT_OUT, _KEPT)

    # --- choosing ---
    def action_left(self) -> None:
        self._pick(left=True)

    def action_right(self) -> None:
        self._pick(left=False)

    def _pick(self, left: bool) -> None:
        pair = self.pairs[self.lines.marked]
        if not pair.choosable:
            self.say(f"{pair.label}: nothing to choose; the record that stays has what both have.")
        else:
            self._picked[pair.field] = left
            self._paint()

    def action_turn(self) -> None:
        self._turned(not self._left_stays)

    # --- answers ---
    def action_different(self) -> None:
        self.flow(self._different())

    async def _different(self) -> None:
        reason = await self.open(Prompt("Two people", "How do you know? For example: father and son", needed))
        if reason is not None:
            left, right = self._compared.left.patient.id, self._compared.right.patient.id
            self.finish(await self.desk.act(self.desk.merging.call_different, left, right, reason))

    def action_same(self) -> None:
        self.flow(self._same())

    async def _same(self) -> None:
        kept, other = (side.patient for side in self._sides)
        preview = await self.desk.ask(self.desk.merging.preview, kept.id, other.id)
        why = await self._why_same()
        if why is None:
            return
        question = self.station.shown.words(preview)
        if not await self.open(Confirm(question, "m", yes="merge them", no="leave both", title="One record of two")):
            return
        taken = tuple(name for name, left in sorted(self._picked.items()) if left != self._left_stays)
        command = MergePatients(self._command_id, kept.id, kept.version, other.id, other.version, why[0], taken, why[1])
        said = await self._merged(command)
        if said:
            self.finish(said)

    async def _why_same(self) -> tuple[str, str] | None:
        reasons = {one.code: one for one in await self.desk.ask(self.desk.reference.reasons, "merge")}
        code = await self.open(Choose("Why are they one person?", [(one.code, one.label) for one in reasons.values()]))
        if code is None:
            return None
        if not reasons[code].needs_comment:
            return code, ""
        note = await self.open(Prompt("One person", "How do you know?", needed))
        return None if note is None else (code, note)

    async def _merged(self, command: MergePatients) -> str | None:
        if self.desk.actor.at_least(Role.LEAD):
            return await self.desk.act(self.desk.merging.merge, command)
        return await sign(
            self,
            "A lead signs",
            "Making one record of two needs a lead. It can be taken apart again.",
            lambda login, password: self.desk.act(self.desk.merging.merge, command, Signature(login, password)),
        )


class CompareTyped(TwoColumns):
    """Somebody being registered beside a registered record; answers ``same``, ``different``, or None."""

    BINDINGS = bindings("compare")
    HELP_TEXT = "1: it is this patient, whose record opens. 2: it is somebody else, who is registered as typed."

    def __init__(self, person: Demographics, there: RecordFacts) -> None:
        super().__init__("Is this the person?", "1 this is the person   2 somebody else   F12 back")
        self._there = there
        self.pairs = field_pairs(person, there.patient.demographics)

    def on_mount(self) -> None:
        self.query_one(_Ears).focus()
        counts = ", ".join(so_many(number, word) for word, number in self._there.counts.items())
        self.show_lines("As typed", f"MRN {mrn_text(self._there.patient.mrn)}", f"Has {counts or 'nothing yet'}.")

    def action_same(self) -> None:
        self.finish("same")

    def action_different(self) -> None:
        self.finish("different")

    def action_turn(self) -> None:
        self.refuse("Press 1 if this is the person, 2 if it is somebody else.")

    action_left = action_right = action_turn


def verdict(pair: FieldPair) -> str:
    """What two values say to each other, as a sign and a word."""
    if pair.same:
        return "= same"
    return "× differs" if pair.left and pair.right else "- one has"


def fact_pairs(left: RecordFacts, right: RecordFacts) -> list[FieldPair]:
    """What hangs on the two records; nothing to choose."""
    words = [word for word in dict.fromkeys((*left.counts, *right.counts)) if word != "phone"]
    pairs = [("Balance", left.balance.dollars, right.balance.dollars)]
    pairs += [
        (word.capitalize(), str(left.counts.get(word, "") or ""), str(right.counts.get(word, "") or ""))
        for word in words
    ]
    pairs.append(("Since", in_words(left.patient.registered_at), in_words(right.patient.registered_at)))
    return [FieldPair("", label, one, other, choosable=False) for label, one, other in pairs]


def masked(field: str, words: str, shown: Privacy) -> str:
    """A value as the counter may see it."""
    if not shown.on or not words or field in _OPEN_WORDS:
        return words
    if field in _NAMES:
        return shown.name(words)
    if field == "born":
        return words[6:10]
    if field == "phones":
        return ", ".join(shown.phone(one) for one in words.split(", "))
    return HIDDEN if field else shown.words(words)


async def compare_records(screen: Flows[Any], desk: Desk, left_id: str, right_id: str) -> str | None:
    """Show two records side by side inside a flow of ``screen``; the sentence of what was done, or None."""
    compared = await desk.act(desk.merging.compare, left_id, right_id)
    return await screen.open(CompareBox(desk, compared))
