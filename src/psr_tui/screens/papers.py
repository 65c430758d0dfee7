"""The papers of the clinic (``:papers``): their versions, a new text, one withdrawn. Leads change them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.consents import Recurs
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import ActForm, Choose
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.flows import Flows
from psr_tui.services.papers import PaperLine
from psr_tui.widgets.fields import Field
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_RECURS = {Recurs.EVERY_VISIT: "every visit", Recurs.ONCE: "once", Recurs.EVERY_YEAR: "every year"}


class Papers(ListBox[None]):
    """One row a paper, at the version that is handed over now."""

    BINDINGS = bindings("papers")
    SCOPES: ClassVar[tuple[str, ...]] = ("papers", "list", "dialog")
    NAME = "paper"
    EMPTY = "This clinic asks for no papers."
    HELP_TEXT = "Signatures stay as they were given. A new version is handed over from now on."
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("paper", "Paper", 22, grow=True),
        Column("version", "Version", 8),
        Column("since", "Since", 10),
        Column("asked", "Asked for", 12),
        Column("stops", "Stops", 5),
        Column("state", "State", 10),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Papers", "5 versions  + new version  8 withdraw")
        self._papers: dict[str, PaperLine] = {}

    async def read(self) -> tuple[str, Sequence[Record]]:
        papers = await self.desk.ask(self.desk.papers.papers)
        self._papers = {one.kind.code: one for one in papers}
        return "What is handed over at check-in", [_record(one) for one in papers]

    def _marked(self) -> PaperLine | None:
        record = self.list.target()
        found = self._papers.get(record.key) if record is not None else None
        if found is None:
            self.refuse("There is no paper to act on.")
        return found

    def action_open(self) -> None:
        if (paper := self._marked()) is not None:
            self.flow(self._versions(paper))

    async def _versions(self, paper: PaperLine) -> None:
        lines = [
            (
                f"{one.number}",
                f"version {one.number}{f', withdrawn: {one.why}' if one.withdrawn_at else ''}: {one.words}",
            )
            for one in paper.versions
        ]
        if lines:
            await self.open(Choose(f"{paper.kind.label}: versions", lines, note="F12 goes back."))
        else:
            self.say(f"{paper.kind.label}: {paper.kind.words}")

    def action_new_version(self) -> None:
        if (paper := self._marked()) is not None:
            self.flow(self._new_version(paper))

    async def _new_version(self, paper: PaperLine) -> None:
        async def save(_box: Flows[Any], values: dict[str, Any]) -> str:
            kind = paper.kind
            return await self.desk.act(self.desk.papers.new_version, kind.code, kind.version, values["words"] or "")

        help_text = "What is said when it is handed over; at most 300 letters."
        field = Field("Words *", "words", required=True, max_length=300, help=help_text)
        title = f"{paper.kind.label}: version {paper.kind.version + 1}"
        await self._done(await self.open(ActForm(title, [field], save, values={"words": paper.kind.words})))

    def action_withdraw(self) -> None:
        if (paper := self._marked()) is not None:
            self.flow(self._withdraw(paper))

    async def _withdraw(self, paper: PaperLine) -> None:
        async def save(_box: Flows[Any], values: dict[str, Any]) -> str:
            kind = paper.kind
            return await self.desk.act(self.desk.papers.withdraw, kind.code, kind.version, values["why"] or "")

        field = Field("Why *", "why", required=True, max_length=200, repeats=False, help="Kept with the version.")
        title = f"{paper.kind.label}: withdraw version {paper.kind.version}"
        await self._done(await self.open(ActForm(title, [field], save)))

    async def _done(self, said: str | None) -> None:
        await self.read_again()
        if said:
            self.say(said)


def _record(one: PaperLine) -> Record:
    kind = one.kind
    newest = next((version for version in one.versions if version.number == kind.version), None)
    asked = _RECURS.get(kind.recurs, f"{kind.months_valid} months" if kind.months_valid else "once")
    state = Cell("WITHDRAWN", "bad") if kind.withdrawn else Cell("in use", "good")
    since = f"{newest.from_day:%m/%d/%Y}" if newest is not None else ""
    words = (kind.label, f"{kind.version}", since, asked, "yes" if kind.required else "no")
    return Record(kind.code, kind.version, (*(Cell(word) for word in words), state))
