"""A paper in full: which, how it was signed, by whom for the patient, with an interpreter, or why it was declined.

The box stays open, with everything typed, until the answer is saved; when the paper went out of use meanwhile, its new
version is shown in the same box.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.consents import HOW
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.kept_box import KeptBox
from psr_tui.services.check_in import CheckInView, PaperAnswer
from psr_tui.services.check_in_view import Form as Paper
from psr_tui.widgets.fields import CheckField, ChoiceField, Field
from psr_tui.widgets.form import Form, SaveStop

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.base import Place

DRAFT = "sign_paper"
_ANSWERS = (("signed", "Signed"), ("declined", "Declined"))


async def sign_paper(place: Place, view: CheckInView, code: str) -> CheckInView | None:
    """Ask and save; the visit as it is then, None when the rep stepped back. Inside a flow."""
    if not view.forms:
        place.refuse("No paper is asked for at this visit.")
        return None
    draft = await place.desk.ask(place.desk.drafts.find, DRAFT, view.visit_id)
    return await place.open(SignPaperBox(place.desk, view, code, draft or {}))


class SignPaperBox(KeptBox[CheckInView]):
    """Answers with the visit after the paper was filed. What is typed is kept at every field exit, for this visit."""

    def __init__(self, desk: Desk, view: CheckInView, code: str, draft: dict[str, str]) -> None:
        super().__init__(desk, "How was it signed?", DRAFT, view.visit_id)
        self._view = view
        self._code = code or view.forms[0].kind.code
        self._draft = draft

    def compose_body(self) -> Iterable[Widget]:
        yield Static(Content(self._about()), classes="box-note", id="paper-words")
        yield Form(*self._fields(), SaveStop("Save"))

    def _fields(self) -> list[Widget]:
        papers = [(form.kind.code, form.kind.label) for form in self._view.forms]
        whom = "signed_by" if self._view.minor else ""
        return [
            ChoiceField("Paper *", "paper", papers, required=True),
            ChoiceField("Answer *", "answer", _ANSWERS, required=True, help="Signed, or declined with the reason."),
            ChoiceField("How *", "how", HOW, required=True, help="On paper, on a screen, or spoken."),
            Field(f"Signed by{' *' if whom else ''}", "signed_by", max_length=80, help="Empty: the patient."),
            Field("Relation", "relation", max_length=40, help="To the patient, for example mother, guardian."),
            CheckField("Interpreter", "interpreter_used", help="Whether an interpreter explained the paper."),
            Field("Why declined", "reason", max_length=200, repeats=False, help="In the patient's words."),
        ]

    def on_mount(self) -> None:
        self.form.load(self._values(), prefilled=True)
        self.form.restore(self._draft)
        self.form.focus_first()

    def _values(self) -> dict[str, Any]:
        """The usual answer; who signed for this patient last, or answers for a minor, signs most often again."""
        last = next((one for one in reversed(tuple(self._view.facts.signatures.values())) if one.signed_by), None)
        answers = self._view.patient.demographics.guarantor
        guardian = (answers.name, answers.relation) if self._view.minor else ("", "")
        signed_by, relation = (last.signed_by, last.relation) if last is not None else guardian
        return {
            "paper": self._code,
            "answer": "signed",
            "how": "paper",
            "signed_by": signed_by,
            "relation": relation,
            "interpreter_used": self._view.interpreter == "arranged",
        }

    def _paper(self, code: str) -> Paper | None:
        return next((form for form in self._view.forms if form.kind.code == code), None)

    def _about(self) -> str:
        paper = self._paper(self._code)
        if paper is None:
            return "This paper is no longer in use; choose another or leave with F12."
        version = f" (version {paper.kind.version})" if paper.kind.version > 1 else ""
        return strip_forbidden(f"{paper.kind.label}{version}. Say: “{paper.kind.words}”")

    # --- what is shown ---
    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        self._code = message.values.get("paper") or self._code
        self._show_words()  # what is typed is kept by the base, whose handler runs too

    def _show_words(self) -> None:
        self.query_one("#paper-words", Static).update(Content(self._about()))

    # --- saving ---
    async def save(self, values: dict[str, Any]) -> CheckInView | None:
        view = self._view
        self._code = values["paper"]
        paper = self._paper(self._code)
        answer = _answer(values, paper.kind.version if paper is not None else None)
        saved = await self.desk.act(self.desk.check_in.sign, view.visit_id, view.version, self._code, answer=answer)
        await self.desk.act(self.desk.drafts.drop, DRAFT, view.visit_id)
        return saved

    async def renew(self) -> None:
        self._view = await self.desk.ask(self.desk.check_in.look, self._view.visit_id)
        self._show_words()


def _answer(values: dict[str, Any], version: int | None) -> PaperAnswer:
    return PaperAnswer(
        refused=values["answer"] == "declined",
        form_version=version,
        how=values["how"],
        signed_by=values["signed_by"] or "",
        relation=values["relation"] or "",
        interpreter_used=bool(values["interpreter_used"]),
        reason=values["reason"] or "",
    )
