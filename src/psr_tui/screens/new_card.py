"""The form of a new insurance card at check-in; it stays open, with everything typed, until the card is saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.coverage import Coverage, primary_on
from psr_tui.domain.new_card import Joins, NewCard
from psr_tui.domain.relations import RELATIONSHIPS
from psr_tui.domain.sent_ahead import SentCard
from psr_tui.domain.text import fold, strip_forbidden
from psr_tui.screens.kept_box import KeptBox
from psr_tui.screens.sent_ahead import card_draft
from psr_tui.services.check_in import CheckInView
from psr_tui.services.new_cards import DRAFT
from psr_tui.widgets.fields import ChoiceField, DateField, Field, MoneyField
from psr_tui.widgets.form import Form, SaveStop
from psr_tui.widgets.payer_field import NEW, PayerField

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.base import Place


async def new_card(
    place: Place, view: CheckInView, payer: str = "", sent: SentCard | None = None
) -> CheckInView | None:
    """Ask for the card and save it; the visit as it is then, None when the rep stepped back. Inside a flow. ``payer``:
    a name to begin with, as another payer's answer gave it; ``sent``: what the phone sent, as accepted."""
    desk = place.desk
    payers = await desk.ask(desk.check_in.payers)
    draft = await desk.ask(desk.drafts.find, DRAFT, view.visit_id) if sent is None else card_draft(sent, payers)
    name = place.shown.name(view.patient.display)
    return await place.open(NewCardBox(desk, view, payers, draft or {}, name, payer))


class NewCardBox(KeptBox[CheckInView]):
    """Answers with the visit after the card was saved. What is typed is kept at every field exit, for this visit."""

    def __init__(
        self,
        desk: Desk,
        view: CheckInView,
        payers: Sequence[tuple[str, str]],
        draft: dict[str, str],
        name: str,
        payer: str = "",
    ) -> None:
        super().__init__(desk, f"New card: {name}", DRAFT, view.visit_id)
        self._view = view
        self._payers = payers
        self._draft = draft
        self._payer = payer
        self._command_id = desk.new_id()

    @property
    def _old(self) -> Coverage | None:
        """The insurance in force that the new one replaces or stands behind."""
        return primary_on(self._view.coverages, self._view.day)

    def compose_body(self) -> Iterable[Widget]:
        yield Static(Content(_about(self._old, bool(self._draft))), classes="box-note")
        yield Form(*self._fields(), SaveStop("Save"))

    def _fields(self) -> list[Widget]:
        found: list[Widget] = [
            PayerField("Payer *", "payer", self._payers, required=True, max_length=121, help=_PAYER_HELP),
            Field("Member ID *", "member_id", required=True, repeats=False, max_length=40, help=_ON_THE_CARD),
            Field("Group", "group", max_length=40, help=_ON_THE_CARD),
            Field("Plan", "plan", max_length=80, help="As it stands on the card, for example Gold PPO."),
            ChoiceField("Patient is", "relationship", RELATIONSHIPS, help="Of the subscriber: self, child."),
            Field("Subscriber", "subscriber", repeats=False, max_length=120, help="Needed when not the patient."),
            DateField(
                "Effective *", "effective", lambda: self._view.day, prefer="past", required=True,
                help="From which day it holds: t is the day of the visit, 1/1 the last first of January.",
            ),
            MoneyField("Copay", "copay", help="For this visit, as the card says. Empty: not known."),
        ]  # fmt: skip
        if self._old is not None:
            joins = [(Joins.REPLACES, f"Replaces {self._old.name()}"), (Joins.SECOND, "Second insurance beside it")]
            found.append(ChoiceField("This card *", "joins", joins, required=True))
        return found

    def on_mount(self) -> None:
        known = next((payer_id for payer_id, name in self._payers if fold(name) == fold(self._payer)), "")
        payer = known or f"{NEW}{self._payer}" * bool(self._payer)
        values = {"payer": payer or None, "relationship": "self", "effective": self._view.day}
        self.form.load(values, prefilled=True)
        self.form.restore(self._draft)
        self.form.focus_first()

    # --- saving ---
    async def save(self, values: dict[str, Any]) -> CheckInView | None:
        view = self._view
        return await self.desk.act(self.desk.check_in.new_card, view.visit_id, view.version, self._card(values))

    async def renew(self) -> None:
        self._view = await self.desk.ask(self.desk.check_in.look, self._view.visit_id)

    def _card(self, values: dict[str, Any]) -> NewCard:
        payer: str = values["payer"]
        new = payer.startswith(NEW)
        old = self._old
        return NewCard(
            self._command_id,
            self._view.patient.id,
            values["member_id"],
            values["effective"],
            payer_id="" if new else payer,
            new_payer=payer.removeprefix(NEW) if new else "",
            plan=values["plan"] or "",
            group=values["group"] or "",
            relationship=values["relationship"] or "",
            subscriber=values["subscriber"] or "",
            copay=values["copay"],
            joins=Joins(values.get("joins") or Joins.FIRST),
            replaces_id=old.coverage_id if old is not None else "",
        )


_ON_THE_CARD = "As it stands on the card."
_PAYER_HELP = "A few letters of the name; Down opens the list. A payer that is not on it: + and its name."


def _about(old: Coverage | None, again: bool) -> str:
    kept = "What was typed and not saved is here again. " if again else ""
    on_file = f"On file: {strip_forbidden(old.name())}." if old is not None else "No insurance in force is on file."
    return f"{kept}{on_file} A payer that is not on the list: + and its name."
