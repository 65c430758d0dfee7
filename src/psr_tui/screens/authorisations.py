"""A patient's authorisations and referrals that came in: asked for, decided, used, with the clock of a request (FD-121
to FD-125)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.authorisation_forms import DENIALS
from psr_tui.domain.authorisations import Authorisation, AuthState
from psr_tui.domain.clock import local
from psr_tui.domain.errors import InvalidInput
from psr_tui.keys import bindings
from psr_tui.screens.authorisation_forms import add_authorisation, change_authorisation, decide
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.dialogs.list_box import ListBox
from psr_tui.screens.dialogs.paper import Paper
from psr_tui.screens.flows import Flows
from psr_tui.screens.payers import show_payer
from psr_tui.screens.record_form import whose
from psr_tui.screens.record_history import history_lines, page
from psr_tui.screens.referrals import show_referrals
from psr_tui.services.authorisations import AuthLine, PatientAuthorisations
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.desk import Desk


class AuthorisationsBox(ListBox[None]):
    """``await open(AuthorisationsBox(desk, held))``; it ends when the rep goes back."""

    BINDINGS = bindings("authorisations")
    SCOPES: ClassVar[tuple[str, ...]] = ("authorisations", "list", "dialog")
    HELP_TEXT = "What payers allowed, and referrals that came in. What is pending covers nothing yet."
    NAME = "payer"
    EMPTY = "No authorisation or referral is on file; + adds one."
    COLUMNS = (
        Column("what", "Number", 11),
        Column("payer", "Payer", 11, grow=True),
        Column("words", "Stands", 49, grow=True),
    )

    def __init__(self, desk: Desk, held: PatientAuthorisations) -> None:
        super().__init__(desk, "", "1 ask 2 edit 3 reply 4 payer 5 open 6 visit 7 unit 8 end 9 note 0 out +")
        self._held = held

    def compose(self) -> Any:
        self.box_title = f"Allowed for {whose(self.station.shown, self._held.patient, self._held.born)}"
        self.box_legend = self.box_legend.replace("   / filter   F12 back", " F12")
        yield from super().compose()

    async def read(self) -> tuple[str, Sequence[Record]]:
        self._held = await self.desk.ask(self.desk.authorisations.of_patient, self._held.patient_id)
        minded = [f"{line.auth.number or line.auth.payer}: {', '.join(line.warnings)}" for line in self._held.lines
                  if line.warnings]  # fmt: skip
        head = f"MIND  {'; '.join(minded)}" if minded else f"As of {self._held.today:%a %m/%d/%Y}"
        return head, [auth_record(line) for line in self._held.lines]

    def _row(self) -> AuthLine | None:
        record = self.list.target()
        found = next((one for one in self._held.lines if record is not None and one.auth.auth_id == record.key), None)
        if found is None:
            self.refuse("Nothing is on file yet; + adds one.")
        return found

    async def _then(self, saved: Authorisation | None, done: str) -> None:
        await self.read_again()  # also after a refusal: the newest version is what the next digit means
        if saved is not None:
            self.say(f"{saved.name()} {done}.")

    # --- digits ---
    def action_new(self) -> None:
        self.flow(self._new())

    async def _new(self) -> None:
        made = await add_authorisation(self, self.desk, self._held)
        await self._then(made, f"is on file: {made.state.word}" if made else "")

    def action_change(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._change(one.auth))

    async def _change(self, one: Authorisation) -> None:
        await self._then(await change_authorisation(self, self.desk, self._held, one), "is saved")

    def action_asked(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._asked(one.auth))

    async def _asked(self, one: Authorisation) -> None:
        saved = await self.attempt(self.desk.authorisations.ask, one.auth_id, one.version)
        due = saved.due_at if saved is not None else None
        clock = f", due {local(due, self.desk.tz):%a %m/%d %H:%M}" if due else "; no clock binds this payer"
        await self._then(saved, f"is with the payer{clock}")

    def action_decided(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._decided(one.auth))

    async def _decided(self, one: Authorisation) -> None:
        saved = await decide(self, self.desk, self._held, one)
        await self._then(saved, f"is {saved.state.word}" if saved else "")

    def action_end(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._end(one.auth))

    async def _end(self, one: Authorisation) -> None:
        saved = await decide(self, self.desk, self._held, one, (AuthState.CLOSED, AuthState.CANCELLED))
        await self._then(saved, f"is {saved.state.word}" if saved else "")

    def action_note(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._note(one.auth))

    async def _note(self, one: Authorisation) -> None:
        text = await self.open(Prompt("Note", "What the next person should know", _needed, max_length=300))
        if text is not None:
            saved = await self.attempt(self.desk.authorisations.note, one.auth_id, one.version, text)
            await self._then(saved, "has a new note")

    def action_payer(self) -> None:
        if (one := self._row()) is not None:
            self.flow(show_payer(self, self.desk, one.auth.payer_id))

    def action_visit(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._visit(one.auth))

    async def _visit(self, one: Authorisation) -> None:
        """Choose a visit that uses this one, whatever the desk would choose by itself."""
        visits = await self.desk.ask(self.desk.cases.open_visits, self._held.patient_id)
        if not visits:
            self.refuse("No visit of this patient is open; book the visit first.")
            return
        options = [
            (visit.visit_id, f"{visit.words}{' - uses it: take it off' if visit.auth_id == one.auth_id else ''}")
            for visit in visits
        ]
        chosen = await self.open(Choose(f"Which visit uses {one.name()}?", options))
        visit = next((visit for visit in visits if visit.visit_id == chosen), None)
        if visit is None:
            return
        auth_id = "" if visit.auth_id == one.auth_id else one.auth_id
        if await self.attempt(self.desk.authorisations.link, visit.visit_id, visit.version, auth_id) is not None:
            await self.read_again()
            self.say(f"The visit of {visit.words} {'uses it' if auth_id else 'is chosen for by the desk again'}.")

    def action_units(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._units(one))

    async def _units(self, line: AuthLine) -> None:
        """Say how many units a kept visit really used."""
        if not line.kept:
            self.refuse("No visit has used it yet; a visit uses it at check-out.")
            return
        options = [(visit, f"{day:%a %m/%d/%Y}: {net} used") for day, visit, net in reversed(line.kept)]
        visit: str | None = options[0][0]
        if len(options) > 1:
            visit = await self.open(Choose("Which visit?", options))
        if visit is None:
            return
        number = await self.open(Prompt("Units of this visit", "Used", _number, note="0 to 99; both counts are kept."))
        if number is not None:
            saved = await self.attempt(
                self.desk.authorisations.correct, line.auth.auth_id, line.auth.version, visit, number
            )
            await self._then(saved, f"counts {number} for this visit")

    def action_out(self) -> None:
        self.flow(show_referrals(self, self.desk, self._held.patient_id))

    def action_open(self) -> None:
        if (one := self._row()) is not None:
            self.flow(self._open(one))

    async def _open(self, line: AuthLine) -> None:
        versions = await self.desk.ask(self.desk.authorisations.history, line.auth.auth_id)
        used = [f"    {day:%a %m/%d/%Y}: {net}" for day, _visit, net in line.kept] or ["    no visit yet"]
        text = page(
            auth_lines(line, self.desk),
            ["Used by", *used],
            ["What was changed", *history_lines(versions, self.desk.tz)],
        )
        await self.open(Paper(line.auth.name(), text))


def auth_record(line: AuthLine) -> Record:
    """One authorisation as a row: ``4 approved / 2 left / ends 05/31``."""
    auth = line.auth
    style = "warn" if line.warnings or auth.state.pending else "" if auth.granted else "dim"
    style = "bad" if "OVERDUE" in line.words or auth.state is AuthState.DENIED else style
    cells = (Cell(auth.number or "no number"), Cell(auth.payer), Cell(line.words, style))
    return Record(auth.auth_id, auth.version, cells)


def auth_lines(line: AuthLine, desk: Desk) -> list[str]:
    """Everything on one authorisation."""
    auth = line.auth
    asked = f"{local(auth.requested_at, desk.tz):%a %m/%d %H:%M}" if auth.requested_at else "not yet"
    due = f", due {local(auth.due_at, desk.tz):%a %m/%d %H:%M}" if auth.due_at else ""
    per = "; visits of one day use one" if auth.by_day else ""
    denied = (
        f"{auth.denial_code} {DENIALS.get(auth.denial_code, '')}: {auth.denial_reason}" if auth.denial_code else "-"
    )
    return [
        f"Stands       {line.words}",
        f"Mind         {', '.join(line.warnings) or '-'}",
        f"Payer        {auth.payer}   {'expedited' if auth.expedited else 'standard'}",
        f"Asked        {asked}{due}",
        f"Counts       {auth.counts}{per}; {auth.requested} requested",
        f"Services     {auth.services or '-'}",
        f"Provider     {auth.provider or 'any'}   network {auth.network or 'not said'}",
        f"Referred by  {auth.referred_by or '-'}",
        f"Call         {auth.call_name or '-'}  {auth.call_phone}".rstrip(),
        f"Denied       {denied}",
        *(f"{'Note' if at == 0 else '':<12} {text}" for at, text in enumerate((auth.note or "-").splitlines())),
    ]


def _needed(typed: str) -> str:
    if not typed:
        raise InvalidInput("Note: type a few words.")
    return typed


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and int(typed) <= 99):
        raise InvalidInput("Units: type a number from 0 to 99, for example 4.", "Units")
    return int(typed)


async def show_authorisations(screen: Flows[Any], desk: Desk, patient_id: str) -> None:
    """A patient's authorisations over ``screen``, inside one of its flows; the view is logged first."""
    await screen.open(AuthorisationsBox(desk, await desk.ask(desk.authorisations.of_patient, patient_id)))
