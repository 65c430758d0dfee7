"""A message in the rep's own words: by portal or letter, kept while it is typed, shown before it goes out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.message_templates import LONGEST_BODY, LONGEST_SUBJECT, Way
from psr_tui.domain.messages import Preview
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.flows import Flows
from psr_tui.screens.kept_box import KeptBox
from psr_tui.widgets.fields import ChoiceField, Field, NoteField
from psr_tui.widgets.form import Form, SaveStop

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_WAYS = [(Way.PORTAL.value, "Portal message"), (Way.LETTER.value, "Letter")]
_NEUTRAL = "A message for you"
FORM = "message"


class OwnWordsBox(KeptBox[Preview]):
    """It closes with the message as it would go out; nothing is sent here."""

    KEPT_FOR = "this patient"
    HELP_TEXT = "The subject comes as an e-mail: nothing of care or money may stand in it. The words stay inside."

    def __init__(self, desk: Desk, patient_id: str, subject: str, draft: dict[str, str], note: str = "") -> None:
        super().__init__(desk, "Own words", FORM, subject)
        self._patient_id = patient_id
        self._draft = draft
        self._note = note

    def compose_body(self) -> Iterable[Widget]:
        if self._note:
            yield Static(Content(strip_forbidden(self._note)), classes="box-note")
        yield Form(
            ChoiceField("Way *", "way", _WAYS, required=True),
            Field("Subject *", "subject", required=True, max_length=LONGEST_SUBJECT, repeats=False, echo_width=0),
            NoteField("Words *", "words", required=True, max_length=LONGEST_BODY),
            SaveStop("Show it"),
        )

    def on_mount(self) -> None:
        self.form.load({"way": Way.PORTAL.value, "subject": _NEUTRAL}, prefilled=True)
        if self._draft:
            self.form.restore(self._draft)
        self.form.focus_first()

    async def save(self, values: dict[str, Any]) -> Preview | None:
        way = Way(values["way"])
        ask = self.desk.messages.own_words
        return await self.desk.ask(ask, self._patient_id, way, values["subject"], values["words"])


async def own_words(
    screen: Flows[Any], desk: Desk, patient_id: str, reply_to: str = "", note: str = ""
) -> Preview | None:
    """Ask for the words inside a flow of ``screen``; None when the rep changed their mind. What is typed is kept until
    ``sent`` says that it went out."""
    kept = await desk.ask(desk.drafts.find, FORM, reply_to or patient_id)
    return await screen.open(OwnWordsBox(desk, patient_id, reply_to or patient_id, kept or {}, note))


async def sent(desk: Desk, patient_id: str, reply_to: str = "") -> None:
    """The words went out: nothing of them is kept any more."""
    await desk.act(desk.drafts.drop, FORM, reply_to or patient_id)
