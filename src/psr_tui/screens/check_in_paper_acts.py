"""What the digits of Forms do: signed with one key, declined with a reason, or in a box with every detail."""

from __future__ import annotations

from psr_tui.domain.check_in import Item
from psr_tui.screens.check_in_saving import CheckInSaving
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.sign_paper import sign_paper
from psr_tui.services.check_in import PaperAnswer
from psr_tui.services.check_in_view import Form


class CheckInPapers(CheckInSaving):
    """The acts of the step Forms."""

    def _form(self, code: str) -> Form | None:
        forms = self.view.forms if self.view is not None else ()
        return next((form for form in forms if form.kind.code == code), None)

    async def do_sign(self, code: str) -> None:
        """Signed on paper by the patient, at the version that was handed over; for a minor the guardian is named."""
        form = self._form(code)
        if form is None or self.view is None:
            return
        if self.view.minor:
            await self._in_full(code)
            return
        await self.save(self.desk.check_in.sign, code, answer=PaperAnswer(form_version=form.kind.version))

    async def do_how_signed(self, _argument: str) -> None:
        """A paper with its details."""
        due = [form.kind.code for form in self.view.forms if form.due] if self.view is not None else []
        await self._in_full(due[0] if due else "")

    async def _in_full(self, code: str) -> None:
        view = await sign_paper(self, self.view, code) if self.view is not None else None
        if view is not None:
            self._saved(view)

    async def do_refuse_form(self, _argument: str) -> None:
        """Declined, with the patient's reason; it is asked again at the next visit."""
        due = [(form.kind.code, form.kind.label) for form in self.view.forms if form.due] if self.view else []
        if not due:
            return
        code = await self.open(Choose("Which paper did the patient refuse?", due))
        form = self._form(code) if code else None
        if form is None:
            return
        why = await self.open(
            Prompt(form.kind.label, "Why, in the patient's words", str, note="Enter alone: no reason.")
        )
        if why is not None:
            given = PaperAnswer(refused=True, form_version=form.kind.version, reason=why)
            await self.save(self.desk.check_in.sign, form.kind.code, answer=given)

    async def do_policy(self, _argument: str) -> None:
        """Read aloud and understood."""
        if self.view is not None and Item.POLICY in self.view.items:
            await self.save(self.desk.check_in.policy_read)
