"""The worklists of authorisations and referrals: requests with their clock, what runs out, replies to come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from psr_tui.domain.authorisation_words import hours_words
from psr_tui.domain.clock import local, local_date
from psr_tui.domain.text import fold
from psr_tui.screens.worklist import Digit, Worklist
from psr_tui.services.authorisations import AuthLine
from psr_tui.widgets.record_list import Cell, Column, Record

if TYPE_CHECKING:
    from psr_tui.domain.referrals import Referral
    from psr_tui.screens.worklists import WorklistsPlace


class OfPatients(Worklist):
    """A list whose rows belong to patients: 1 opens what is worked on, 5 the patient's card."""

    TOPICS = frozenset({"work", "patients", "queue"})

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._patient_of: dict[str, str] = {}

    async def do_open(self, targets: Sequence[Record]) -> None:
        from psr_tui.screens.patient import show_card

        await show_card(self.place, self.desk, self._patient_of[targets[0].key])
        await self.place.after(None)


class Requests(OfPatients):
    """Authorisations that wait for a decision, the next due first (FD-125)."""

    NAME = "authorisation"
    TITLE = "Requests to payers"
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("clock", "Clock", 14),
        Column("patient", "Patient", 18, grow=True),
        Column("number", "Number", 13),
        Column("payer", "Payer", 14, grow=True),
        Column("stands", "Stands", 19),
    )
    EMPTY = "No request waits for a payer."
    DIGITS = (
        Digit(1, "Work on it", "work", "Show what is allowed for the patient: ask, write down the decision"),
        Digit(4, "Payer", "payer", "Show what is known of the payer: phone, portal, rules"),
        Digit(5, "Card", "open", "Show the patient's card"),
    )

    def __init__(self, place: WorklistsPlace) -> None:
        super().__init__(place)
        self._lines: dict[str, AuthLine] = {}

    def _reads(self) -> Callable[..., list[AuthLine]]:
        return self.desk.authorisations.waiting

    async def read(self, text: str) -> Sequence[Record]:
        lines = await self.desk.ask(self._reads())
        self._lines = {one.auth.auth_id: one for one in lines}
        self._patient_of = {one.auth.auth_id: one.auth.patient_id for one in lines}
        return [self._record(one) for one in lines if _fits(text, one.patient, one.auth.number, one.auth.payer)]

    async def waiting(self) -> int:
        return len(await self.desk.ask(self._reads()))

    async def header(self) -> str:
        late = sum("OVERDUE" in one.words for one in self._lines.values())
        unasked = sum(one.auth.requested_at is None for one in self._lines.values())
        return f"overdue {late} · not asked yet {unasked} · {len(self._rows)} wait"

    def _record(self, one: AuthLine) -> Record:
        auth, now = one.auth, self.desk.clock.now()
        clock = hours_words(auth.due_at, now) if auth.due_at else "no clock"
        if auth.requested_at is None:
            clock = "not asked yet"
        style = "bad" if clock.startswith("OVERDUE") else "warn" if auth.due_at and (auth.due_at - now).days < 1 else ""
        cells = (
            Cell(clock, style), Cell(self.place.shown.name(one.patient)), Cell(auth.number or auth.kind),
            Cell(auth.payer), Cell(auth.state.word),
        )  # fmt: skip
        return Record(auth.auth_id, auth.version, cells)

    async def facts(self, record: Record) -> Sequence[tuple[str, str]]:
        one = self._lines.get(record.key)
        if one is None:
            return ()
        auth = one.auth
        due = f"{local(auth.due_at, self.desk.tz):%a %m/%d %H:%M}" if auth.due_at else "no rule binds this payer"
        call = f"{auth.call_name} {auth.call_phone}".strip()
        return [("Stands", one.words), ("Due", due), ("Call", call), ("For", auth.services), ("Note", auth.note)]

    async def do_work(self, targets: Sequence[Record]) -> None:
        from psr_tui.screens.authorisations import show_authorisations

        await show_authorisations(self.place, self.desk, self._patient_of[targets[0].key])
        await self.place.after(None)

    async def do_payer(self, targets: Sequence[Record]) -> None:
        from psr_tui.screens.payers import show_payer

        await show_payer(self.place, self.desk, self._lines[targets[0].key].auth.payer_id)


class RunningOut(Requests):
    """Authorisations with few left beside what is booked, or an end that is near (FD-124)."""

    NAME = "running_out"
    TITLE = "Authorisations that run out"
    COLUMNS = (
        Column("mind", "Mind", 26, grow=True),
        Column("patient", "Patient", 17, grow=True),
        Column("number", "Number", 11),
        Column("left", "Left", 9),
        Column("ends", "Ends", 10),
    )
    EMPTY = "No authorisation is about to run out."

    def _reads(self) -> Callable[..., list[AuthLine]]:
        return self.desk.authorisations.running_out

    async def header(self) -> str:
        short = sum(one.count.free < 0 for one in self._lines.values())
        return f"more booked than left {short} · {len(self._rows)} run out"

    def _record(self, one: AuthLine) -> Record:
        ends = f"{one.auth.ends:%m/%d/%Y}" if one.auth.ends else "no end"
        cells = (
            Cell(", ".join(one.warnings), "bad" if one.count.free < 0 else "warn"),
            Cell(self.place.shown.name(one.patient)), Cell(one.auth.number or one.auth.kind),
            Cell(f"{one.count.left} of {one.count.allowed}"), Cell(ends),
        )  # fmt: skip
        return Record(one.auth.auth_id, one.auth.version, cells)


class Replies(OfPatients):
    """Referrals to others that wait for a reply, the most overdue first (FD-126)."""

    NAME = "referrals"
    TITLE = "Replies to come"
    COLUMNS = (
        Column("due", "Reply by", 16),
        Column("patient", "Patient", 18, grow=True),
        Column("to", "To", 22, grow=True),
        Column("stands", "Stands", 10),
        Column("handed", "Handed", 8),
    )
    EMPTY = "No reply is waited for."
    DIGITS = (
        Digit(1, "Work on it", "work", "Show the patient's referrals: next step, reply, note"),
        Digit(5, "Card", "open", "Show the patient's card"),
    )

    async def read(self, text: str) -> Sequence[Record]:
        found = await self.desk.ask(self.desk.referrals.waiting)
        self._patient_of = {one.referral_id: one.patient_id for one in found}
        return [self._record(one) for one in found if _fits(text, one.patient, one.to_name, one.specialty)]

    async def waiting(self) -> int:
        return len(await self.desk.ask(self.desk.referrals.waiting))

    async def header(self) -> str:
        late = sum(row.cells[0].style == "bad" for row in self._rows)
        return f"too late {late} · {len(self._rows)} on this list"

    def _record(self, one: Referral) -> Record:
        late = one.overdue(local_date(self.desk.clock.now(), self.desk.tz))
        due = f"{one.due_on:%m/%d/%Y}{' LATE' if late else ''}" if one.due_on else ""
        cells = (
            Cell(due, "bad" if late else ""), Cell(self.place.shown.name(one.patient)), Cell(one.words()),
            Cell(one.state.word), Cell("yes" if one.handed_at else "not yet", "" if one.handed_at else "warn"),
        )  # fmt: skip
        return Record(one.referral_id, one.version, cells)

    async def do_work(self, targets: Sequence[Record]) -> None:
        from psr_tui.screens.referrals import show_referrals

        await show_referrals(self.place, self.desk, self._patient_of[targets[0].key])
        await self.place.after(None)


def _fits(text: str, *values: Any) -> bool:
    found = fold(" ".join(values))
    return all(part in found for part in fold(text).split())
