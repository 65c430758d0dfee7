"""A box around a form that keeps what is typed at every field exit, until it is saved or the rep leaves twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.screens.dialogs.form import FormBox
from psr_tui.widgets.form import Form

if TYPE_CHECKING:
    from psr_tui.desk import Desk

R = TypeVar("R")


class KeptBox(FormBox[R]):
    """Subclasses give ``save`` and, where a refusal makes what they know old, ``renew``. It closes with the answer."""

    KEPT_FOR: ClassVar[str] = "this visit"

    def __init__(self, desk: Desk, title: str, draft_form: str, subject: str) -> None:
        """``draft_form`` and ``subject``: under which name and for which record what is typed is kept."""
        super().__init__(title, legend="Enter next field   F10 save   F12 cancel   * is needed")
        self.desk = desk
        self._kept_as = (draft_form, subject)
        self._saving = False

    async def save(self, values: dict[str, Any]) -> R | None:
        """Save; the answer of the box, None to stay open. May raise DeskError: shown, everything typed stays."""
        raise NotImplementedError

    async def renew(self) -> None:
        """Something was refused: read again, so that the next press acts on the newest version knowingly."""

    # --- drafts ---
    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        message.stop()
        self.flow(self._keep(message.values), hold=False)

    async def keep_drafts(self) -> None:
        if self.form.dirty:
            await self._keep(self.form.draft())

    async def _keep(self, values: dict[str, str]) -> None:
        if not self._saving:
            await self.desk.act(self.desk.drafts.keep, *self._kept_as, values)

    def action_cancel(self) -> None:
        if self.form.dirty and not self._asked:
            self._asked = True
            self.refuse(f"Not saved yet. F12 again leaves; what you typed is kept for {self.KEPT_FOR}.")
            self.flow(self.keep_drafts())  # also what stands in the field that was left by a save that was refused
            return
        self.finish(None)

    # --- saving ---
    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        if not self._saving:
            self._saving = True
            self.flow(self._save(message.values))

    async def _save(self, values: dict[str, Any]) -> None:
        try:
            answer = await self.save(values)
        except InvalidInput as problem:
            if problem.field in values:  # the next keys are the answer
                self.set_focus(self.form.field(problem.field))
            raise
        except DeskError:
            await self.renew()
            raise
        finally:
            self._saving = False
        if answer is not None:
            self.finish(answer)
