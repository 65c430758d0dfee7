"""Care for the person in a small box: what was asked for and what was done; and the policy log as a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.care import CareKind, CareLine, CareNote
from psr_tui.domain.clock import local, local_date
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import so_many
from psr_tui.domain.typed_dates import parse_day
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import ActForm, Choose
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.flows import Flows
from psr_tui.widgets.fields import Field
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.base import Place

_USUAL = {
    CareKind.PRIVATE_AREA: ("private waiting area", "taken to the private area"),
    CareKind.INTERPRETER: ("interpreter", ""),
    CareKind.ACCESSIBILITY: ("", ""),
    CareKind.OTHER: ("", ""),
}


async def care_box(place: Place, patient_id: str, visit_id: str) -> str | None:
    """Ask what for, then the words; the sentence of what was logged, None when the rep stepped back. In a flow."""
    kinds = [(kind.value, kind.word.capitalize()) for kind in CareKind]
    chosen = await place.open(Choose("Care: what was asked for?", kinds))
    if chosen is None:
        return None
    kind = CareKind(chosen)

    async def save(_box: Flows[Any], values: dict[str, Any]) -> str:
        note = CareNote(
            patient_id, visit_id, kind, values["asked"] or "", values["done"] or "", values.get("job_number") or ""
        )
        return await place.desk.act(place.desk.care.note, note)

    fields = [
        Field("Asked for *", "asked", required=True, max_length=300, help="In the person's words."),
        Field("Done *", "done", required=True, max_length=300, help="What was done, or why it could not be."),
    ]
    if kind is CareKind.INTERPRETER:
        fields.append(Field("Job number", "job_number", max_length=60, repeats=False, help="Of the agency."))
    asked, done = _USUAL[kind]
    return await place.open(ActForm(kind.word.capitalize(), fields, save, values={"asked": asked, "done": done}))


class CareLog(ListBox[None]):
    """Every line since a day, newest first."""

    BINDINGS = bindings("care_log")
    SCOPES: ClassVar[tuple[str, ...]] = ("care_log", "list", "dialog")
    NAME = "patient"
    EMPTY = "Nobody asked for anything in this time."
    HELP_TEXT = "What people asked for at the desk and what was done. Lines are only added; 5 shows one whole."
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("at", "When", 11),
        Column("patient", "Patient", 14, grow=True),
        Column("kind", "What", 13),
        Column("asked", "Asked for", 12, grow=True),
        Column("done", "Done", 12, grow=True),
        Column("by", "By", 9),
    )

    def __init__(self, desk: Desk, since: date | None) -> None:
        super().__init__(desk, "Care for the person", "5 whole line")
        self._since = since
        self._lines: dict[str, CareLine] = {}

    async def read(self) -> tuple[str, Sequence[Record]]:
        first, lines = await self.desk.ask(self.desk.care.log, self._since)
        self._lines = {line.note_id: line for line in lines}
        return f"{so_many(len(lines), 'line')} since {first:%m/%d/%Y}", [self._record(line) for line in lines]

    def _record(self, line: CareLine) -> Record:
        shown = self.station.shown
        job = f" (job {line.job_number})" if line.job_number else ""
        words = (line.kind.word, line.asked, f"{line.done}{job}", line.by)
        at = f"{local(line.at, self.desk.tz):%m/%d %H:%M}"
        return Record(line.note_id, 1, (Cell(at), Cell(shown.name(line.patient)), *(Cell(word) for word in words)))

    def action_open(self) -> None:
        record = self.list.target()
        line = self._lines.get(record.key) if record is not None else None
        if line is None:
            self.refuse("There is no line to show.")
            return
        job = f" Job {line.job_number}." if line.job_number else ""
        self.say(f"Asked for: {line.asked}. Done: {line.done}.{job} {line.by}")


async def care_command(place: Place, argument: str, patient_id: str, visit_id: str) -> None:
    """``:care`` opens the box for this visit, ``:care log`` the list, ``:care log 03/01`` the list since a day."""
    word, _, since = argument.strip().partition(" ")
    if word and not "log".startswith(word.casefold()):
        raise InvalidInput("Type :care for this visit, or :care log, or :care log and a day.", "Command")
    if word:
        today = local_date(place.desk.clock.now(), place.desk.tz)
        first = parse_day(since, today, prefer="past") if since.strip() else None
        await place.open(CareLog(place.desk, first))
    elif not visit_id:
        place.refuse("Whose care? Put the cursor on a visit first, or type :care log.")
    elif said := await care_box(place, patient_id, visit_id):
        await place.reload()
        place.say(said)
