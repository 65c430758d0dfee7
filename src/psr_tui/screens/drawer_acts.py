"""What the digits of the drawer do, each as a flow: ask, call one use case, say what is true now."""

from __future__ import annotations

from typing import Any

from psr_tui.domain.drawer import DrawerState
from psr_tui.domain.drawer_acts import OpenDrawer
from psr_tui.domain.ledger import JournalKind
from psr_tui.screens.dialogs import ActForm
from psr_tui.screens.dialogs.signature import sign
from psr_tui.screens.drawer_hand_over import DrawerHandOver
from psr_tui.screens.find_patient import choose_patient
from psr_tui.screens.flows import Flows
from psr_tui.screens.giving_back import give_back
from psr_tui.screens.payment import show_receipt, take_payment
from psr_tui.services.drawer import Opened, Opening, ReceiptLine
from psr_tui.widgets.denominations import DenominationGrid
from psr_tui.widgets.record_list import RecordList


class DrawerActs(DrawerHandOver):
    """Opening, leaving, looking, giving back; what moves cash without a patient is in the bases."""

    # --- opening and leaving ---
    def action_open_drawer(self) -> None:
        record = self.query_one("#drawers", RecordList).current
        if record is not None:
            self.flow(self._open_drawer(record.key))

    async def _open_drawer(self, key: str) -> None:
        line = self.drawer_lines.get(key)
        if line is None:
            return
        drawer_id = line.drawer.drawer_id
        opening = await self.desk.ask(self.desk.drawer.opening, drawer_id)
        since, left = _told_before(opening)
        command_id = self.desk.new_id()
        grid = DenominationGrid(field_id="rows", label="Counted float")

        async def open_it(box: Flows[Any], values: dict[str, Any]) -> Opened | None:
            command = OpenDrawer(command_id, drawer_id, tuple(values["rows"]))
            if not opening.needs_witness:
                return await self.desk.act(self.desk.drawer.open, command)
            note = "Somebody counted the float with you: another person, not you."
            use_case = self.desk.drawer.open
            return await sign(
                box, "The witness signs", note, lambda login, word: self.desk.act(use_case, command, login, word)
            )

        note = " ".join([left, "Count what is in the drawer and type it.", *opening.warnings, _proven(opening)])
        opened = await self.open(
            ActForm(f"Open drawer {opening.drawer.code}", [grid], open_it, note=note.rstrip(), save="Open it")
        )
        if opened is not None:
            gap = f"Gap {since}: {opened.gap.dollars}." if opened.gap else "The float is what it should be."
            await self.done(f"Drawer {opened.session.drawer_code} is open. {gap}")

    def action_away(self) -> None:
        self.flow(self._away())

    async def _away(self) -> None:
        leaving = self.session.state is DrawerState.OPEN
        use_case = self.desk.drawer.suspend if leaving else self.desk.drawer.resume
        if await self.attempt(use_case, self.session.session_id, self.session.version) is not None:
            await self.done(
                "The drawer is locked; 3 takes it up again." if leaving else "The drawer takes money again."
            )

    # --- looking ---
    def action_open(self) -> None:
        self.flow(self._look())

    async def _look(self) -> None:
        if self.face == "drawers":
            await self._look_at_drawer()
            return
        record = self.query_one("#receipts", RecordList).current
        if record is None:
            self.refuse("There is no receipt yet.")
            return
        number = int(record.key)
        text = await self.attempt(self.desk.payments.receipt, number)
        if text is not None:
            await show_receipt(self, number, text)

    async def _look_at_drawer(self) -> None:
        record = self.query_one("#drawers", RecordList).current
        line = self.drawer_lines.get(record.key) if record is not None else None
        if line is None or line.session is None:
            self.refuse("Nobody has this drawer; 1 opens it.")
            return
        if line.session.staff_id == self.desk.actor.staff_id:
            self._listing = False
            await self.done("This is your own drawer.")
            return
        await self.desk.ask(self.desk.drawer.status, line.session.session_id)  # refused for who may not
        self._looking_at = line.session.session_id
        await self.done(f"This is the drawer of {line.session.staff_name}. F12 goes back.")

    # --- taking and giving back ---
    def action_take(self) -> None:
        self.flow(self._take())

    async def _take(self) -> None:
        """A payment of somebody who only comes to pay: find the patient, take it, show the receipt."""
        patient_id = await choose_patient(self, self.desk, "Who pays?", "takes")
        if patient_id is not None and await take_payment(self, "Payment", patient_id) is not None:
            await self.reload()

    def action_give_back(self) -> None:
        record = self.query_one("#receipts", RecordList).current
        line = self.receipt_lines.get(record.key) if record is not None else None
        if line is None:
            self.refuse("There is no receipt yet.")
        elif line.kind is not JournalKind.PAYMENT or line.is_gone:
            self.refuse("This money was given back already; choose another receipt.")
        else:
            self.flow(self._give_back(line))

    async def _give_back(self, line: ReceiptLine) -> None:
        if await give_back(self, line.journal_id) is not None:
            await self.reload()


def _told_before(opening: Opening) -> tuple[str, str]:
    """(since when a gap is counted, what should be in the drawer): a new drawer has no last close to speak of."""
    should = opening.last_left.dollars
    if opening.from_safe:
        return "to its float", f"The shift before still counts: fetch the float of {should} from the safe."
    if opening.last_z is None:
        return "to its float", f"This drawer has never been closed; its float should be {should}."
    return "since the last close", f"The last close (Z {opening.last_z:06d}) left {should}."


def _proven(opening: Opening) -> str:
    """What was looked at and is in order (CD-13)."""
    fine = [proof.words for proof in opening.proofs if proof.fine]
    return f"Checked: {', '.join(fine)}." if fine else ""
