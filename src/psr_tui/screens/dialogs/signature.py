"""The box in which a second person signs with their own password: approver or witness (cash-drawer.md CD-92).

It calls the use case itself while it stays open. A slip in the signature is mended in the box, so that whatever the
caller holds (a counted bag, a comment) waits untouched until the act succeeded or the rep steps back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.errors import DeskError, NotAllowed, WrongPassword
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.dialogs.form import FormBox
from psr_tui.screens.flows import Flows
from psr_tui.widgets.fields import Field, PasswordField
from psr_tui.widgets.form import Form, SaveStop

R = TypeVar("R")
Signed = Callable[[str, str], Awaitable[R]]
"""The act, given the user name and the password of who signs. Raises DeskError."""


class SignatureBox(FormBox[R]):
    """Closes with what the act returns, with None when nobody signed. What is refused about the signer is mended in
    the box; ``failed`` is any other refusal, with which it closes."""

    HELP_TEXT = "Another person types user and password here; the password is checked and not kept."

    def __init__(self, title: str, note: str, act: Signed[R]) -> None:
        super().__init__(title, legend="Enter next field   F10 sign   F12 back, nothing is lost")
        self.failed: DeskError | None = None
        self._note = note
        self._act = act
        self._busy = False

    def compose_body(self) -> Iterable[Widget]:
        yield Static(Content(strip_forbidden(self._note)), classes="box-note")
        yield Form(
            Field("User", "login", required=True, repeats=False, max_length=40, help="The user name of who signs."),
            PasswordField("Password", "password", required=True, help="The password of who signs."),
            SaveStop("Sign"),
        )

    def on_mount(self) -> None:
        self.form.focus_first()

    def action_cancel(self) -> None:
        """Nothing typed here is worth a question: the password goes anyway, the rest is the caller's."""
        self.finish(None)

    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        if not self._busy:
            self._busy = True
            self.flow(self._sign(message.values["login"], message.values["password"]))

    async def _sign(self, login: str, password: str) -> None:
        try:
            self.finish(await self._act(login, password))
        except WrongPassword as error:
            self.again(error, "password")
        except NotAllowed as error:  # the password is right, the person is not: another name comes first
            self.again(error, "login")
        except DeskError as error:
            if not self.mend(error):
                self.failed = error
                self.finish(None)
        finally:
            self._busy = False

    def mend(self, error: DeskError) -> bool:
        """Whether a refusal is about a field of this box and was shown there; boxes with fields of their own say so."""
        return False

    def again(self, error: DeskError, field_id: str) -> None:
        """Show what is wrong with the cursor in its field; the password is typed anew."""
        for stop in self.form.fields:
            if stop.field_id == "password":
                stop.load(None)
        self.set_focus(self.form.field(field_id))
        self.refuse(error)


async def sign(screen: Flows[Any], title: str, note: str, act: Signed[R]) -> R | None:
    """Let a second person sign for ``act``; its answer, None when the rep stepped back. Only inside a flow.

    Raises: DeskError, when the act is refused for another reason than the signer.
    """
    box = SignatureBox(title, note, act)
    answer = await screen.open(box)
    if box.failed is not None:
        raise box.failed
    return answer
