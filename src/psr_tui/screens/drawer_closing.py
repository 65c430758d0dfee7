"""From "count" to the day report: the blind count, the reveal, the reason, the signature, the close."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psr_tui.domain.counterfeit import help_for
from psr_tui.domain.drawer_acts import CloseDrawer, SubmitCount
from psr_tui.domain.errors import DeskError
from psr_tui.domain.staff import Role
from psr_tui.screens.closed_drawers import show_report
from psr_tui.screens.deposits import show_slip
from psr_tui.screens.dialogs import Choose, Confirm, FormDialog
from psr_tui.screens.dialogs.seal_bag import seal_bag
from psr_tui.screens.dialogs.signature import sign
from psr_tui.screens.drawer_acts import DrawerActs
from psr_tui.screens.drawer_count import typed_count
from psr_tui.screens.drawer_rows import bag_words, float_words, stays_words
from psr_tui.screens.payment import take_payment
from psr_tui.screens.unfinished import GO_ON, UnfinishedBox
from psr_tui.services.drawer_close import ReportCopy
from psr_tui.services.drawer_count import CountSheet
from psr_tui.services.drawer_steps import Reveal
from psr_tui.services.payment_drafts import CHECK_IN_DRAFT, PaymentDraft
from psr_tui.widgets.denominations import DenominationGrid
from psr_tui.widgets.fields import NoteField


class DrawerClosing(DrawerActs):
    """Counting and closing; nothing expected is asked for before the freeze."""

    # --- counting ---
    def action_count(self) -> None:
        self.flow(self._count())

    async def _count(self) -> None:
        if not await self._unfinished_seen(frozen=False):
            return
        sheet = await self.attempt(self.desk.drawer.begin_count, self.session.session_id, self.session.version)
        if sheet is not None:
            await self.reload()
            self.say("What you counted before is still here; go on." if self.drafted else "Count now; F12 steps back.")

    async def _unfinished_seen(self, *, frozen: bool) -> bool:
        """Whether to go on: nothing was begun and not taken, or the rep has seen it by name (CD-28)."""
        session_id = self.session.session_id
        while await self.desk.ask(self.desk.drawer.unfinished, session_id):
            answer = await self.open(UnfinishedBox(self.desk, session_id, frozen=frozen))
            if not isinstance(answer, PaymentDraft):
                return answer == GO_ON
            if answer.form == CHECK_IN_DRAFT:
                await self.station.go("check_in", answer.subject_id)
                return False
            await take_payment(self, "Payment", answer.patient_id)
            await self.reload()
        return True

    def action_odd(self) -> None:
        self.query_one("#count-grid", DenominationGrid).show_odd()

    async def keep_count(self, draft: Mapping[str, str]) -> None:
        if self.status is not None:
            await self.desk.act(self.desk.drafts.keep, "count", self.session.session_id, dict(draft))

    async def freeze_count(self, values: Mapping[str, Any]) -> None:
        """Freeze what the form holds; what was typed stays when it is refused."""
        if self.sheet is None:
            return
        try:
            rows, papers, tenders = typed_count(self.sheet, values)
        except DeskError as error:
            self.refuse(error)
            return
        session = self.session
        command = SubmitCount(self.desk.new_id(), session.session_id, session.version, rows, papers, tenders)
        if await self.attempt(self.desk.drawer.freeze, command) is not None:
            await self.desk.act(self.desk.drafts.drop, "count", session.session_id)
            await self.done("The count is frozen.")

    def action_back(self) -> None:
        if self.face == "counting" and self._looking_at:
            self.flow(self._leave_to_its_rep())
        elif self.face == "counting":
            self.flow(self._leave_count())
        elif self._looking_at:
            self._looking_at = ""
            self.flow(self.reload())
        elif self._listing or (self.status is not None and self.desk.actor.at_least(Role.SUPERVISOR)):
            self.flow(self._list_or_own())
        else:
            super().action_back()

    async def _list_or_own(self) -> None:
        """Between the supervisor's own drawer and the list: they look into others while they have one."""
        self._listing = not self._listing
        await self.done("Every drawer: 5 looks into one, F12 goes back to yours." if self._listing else "")

    async def _leave_to_its_rep(self) -> None:
        """Who counts for somebody else steps back without ending the count: only its rep takes money again."""
        session = self.session
        await self.keep_drafts()
        self._looking_at = ""
        await self.done(
            f"Drawer {session.drawer_code} waits to be counted, by you (5) or by {session.staff_name}; "
            "what you typed is kept."
        )

    async def _leave_count(self) -> None:
        session = self.session  # the one asked about: another terminal may close it under the question
        question = "Stop counting and take money again? What you counted stays and is offered next time."
        if not await self.open(Confirm(question, "s", yes="stop counting", no="go on counting")):
            return
        left = await self.attempt(self.desk.drawer.leave_count, session.session_id, session.version)
        if left is not None:
            await self.done("The drawer takes money again.")

    # --- agreeing and closing ---
    def action_recount(self) -> None:
        self.flow(self._recount())

    async def _recount(self) -> None:
        session, use_case = self.session, self.desk.drawer.recount

        async def allow(login: str, password: str) -> CountSheet:
            return await self.desk.act(use_case, session.session_id, session.version, login, password)

        if self.reveal is not None and self.reveal.recount_signed and not self._may_recount(session.staff_id):
            note = f"Drawer {session.drawer_code} was counted {self.reveal.attempt} times."
            sheet = await sign(self, "A supervisor allows another count", note, allow)
        else:
            sheet = await self.attempt(use_case, session.session_id, session.version)
        if sheet is not None:
            await self.done("Count again; the fields are empty and the first count is kept.")

    def _may_recount(self, staff_id: str) -> bool:
        actor = self.desk.actor
        return actor.at_least(Role.SUPERVISOR) and actor.staff_id != staff_id

    def action_reason(self) -> None:
        self.flow(self._reason())

    async def _reason(self) -> None:
        session = self.session
        reasons = await self.desk.ask(self.desk.drawer.reasons)
        code = await self.open(Choose("Why does the count differ?", [(one.code, one.label) for one in reasons]))
        if code is None:
            return
        label = next(one.label for one in reasons if one.code == code)  # seen again: a digit typed twice chooses
        comment_field = NoteField("Comment", "comment", required=True)
        box = FormDialog(f"{label}: what happened?", [comment_field], save="Save it", note=help_for(code))
        said = await self.open(box)
        if said is None:
            return
        comment = str(said["comment"] or "")
        if await self.attempt(self.desk.drawer.explain, session.session_id, session.version, code, comment) is not None:
            await self.done("The reason is saved.")

    def action_sign(self) -> None:
        self.flow(self._sign())

    async def _sign(self) -> None:
        session, reveal = self.session, self.reveal
        if reveal is not None and reveal.needs_reason and not reveal.reason:
            self.refuse("9 says why first; then a supervisor signs.")  # before a password is typed for nothing
            return
        note = f"The difference in drawer {session.drawer_code}."

        async def approve(login: str, password: str) -> Reveal:
            use_case = self.desk.drawer.approve
            return await self.desk.act(use_case, session.session_id, session.version, login, password)

        if await sign(self, "A supervisor signs", note, approve) is not None:
            await self.done("The difference is signed. F10 closes the drawer.")

    def action_freeze(self) -> None:
        """F10 in the count is the form's own; here it closes."""
        if self.face == "reveal":
            self.flow(self._close())

    async def _close(self) -> None:
        session, reveal, command_id = self.session, self.reveal, self.desk.new_id()
        if reveal is None or not reveal.ready:
            await self._not_ready(reveal)
            return
        if not await self._unfinished_seen(frozen=True):
            return

        async def close(bag: str, login: str, password: str) -> ReportCopy:
            command = CloseDrawer(command_id, session.session_id, session.version, bag)
            return await self.desk.act(self.desk.drawer.close, command, login, password)

        if reveal.to_bank:
            note = f"{bag_words(reveal)}\n{stays_words(reveal)}"
            title = f"Close drawer {session.drawer_code}: seal the bag"
            copy = await seal_bag(self, title, note, close, witness=reveal.needs_verifier)
        else:
            copy = await close("", "", "")
        if copy is not None:
            await self._tell_closed(copy, reveal)

    async def _tell_closed(self, copy: ReportCopy, reveal: Reveal) -> None:
        await self.reload()
        await show_report(self, self.desk, copy.z_number)
        if copy.slip is not None:
            await show_slip(self, self.desk, copy.slip)
        code = reveal.session.drawer_code
        self.say(f"Drawer {code} is closed, Z {copy.z_number:06d}. {float_words(reveal)}.")

    async def _not_ready(self, reveal: Reveal | None) -> None:
        missing = reveal is not None and reveal.needs_reason and not reveal.reason
        self.refuse("The count differs: 9 says why." if missing else "The difference is above the limit: 6 signs.")
