"""The box in which a deposit bag is sealed: its number, and the second person who verifies it (cash-drawer.md CD-103).

Number and signature stand in one form, so that sealing takes one F10. It calls the use case itself and stays open until
that succeeded or the rep steps back; a bag number that was used before is mended in the box.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.dialogs.signature import SignatureBox
from psr_tui.screens.flows import Flows
from psr_tui.widgets.fields import Field, PasswordField
from psr_tui.widgets.form import Form, SaveStop

R = TypeVar("R")
Seal = Callable[[str, str, str], Awaitable[R]]
"""The act, given the bag's number, and user name and password of who verifies ('' when nobody has to)."""


class SealBox(SignatureBox[R]):
    """Closes with what the act returns, with None when the rep steps back. ``witness``: two people seal."""

    HELP_TEXT = (
        "Type the number printed on the bag. Who verified the contents types user and password; it cannot be you."
    )

    def __init__(self, title: str, note: str, seal: Seal[R], *, witness: bool) -> None:
        super().__init__(title, note, lambda login, password: seal(self._bag, login, password))
        self.box_legend = "Enter next field   F10 seal   F12 back, nothing is lost"
        self._bag = ""
        self._witness = witness

    def compose_body(self) -> Iterable[Widget]:
        lines = [strip_forbidden(line) for line in self._note.split("\n")]
        yield Static(Content("\n".join(lines)), classes="box-note")
        stops: list[Widget] = [
            Field("Bag number", "bag", required=True, repeats=False, max_length=40, help="The number on the bag.")
        ]
        if self._witness:
            who = "The user name of who verified the bag with you."
            stops.append(Field("Verified by", "login", required=True, repeats=False, max_length=40, help=who))
            stops.append(PasswordField("Password", "password", required=True, help="The password of who verified."))
        yield Form(*stops, SaveStop("Seal"))

    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        if not self._busy:
            self._busy = True
            self._bag = message.values["bag"]
            self.flow(self._sign(message.values.get("login") or "", message.values.get("password") or ""))

    def mend(self, error: DeskError) -> bool:
        """A bag number that cannot be is typed again; the signature too, for it was not kept."""
        if not isinstance(error, InvalidInput):
            return False
        self.again(error, "bag")
        return True


async def seal_bag(screen: Flows[Any], title: str, note: str, act: Seal[R], *, witness: bool) -> R | None:
    """Let a bag be sealed for ``act``; its answer, None when the rep stepped back. Only inside a flow.

    Raises: DeskError, when the act is refused for another reason than bag or signer.
    """
    box = SealBox(title, note, act, witness=witness)
    answer = await screen.open(box)
    if box.failed is not None:
        raise box.failed
    return answer
