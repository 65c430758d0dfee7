"""What the digits of check-in do about the person and the payer; papers have a file of their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from psr_tui.domain.care import MODES
from psr_tui.domain.check_in import Item, Section
from psr_tui.domain.errors import DeskError
from psr_tui.domain.label_kinds import LabelKind
from psr_tui.domain.visit_facts import NO_INJURY
from psr_tui.screens.authorisations import show_authorisations
from psr_tui.screens.cases import add_case
from psr_tui.screens.check_in_paper_acts import CheckInPapers
from psr_tui.screens.check_in_payer import coverage_words
from psr_tui.screens.check_in_person import MOST_ALERTS
from psr_tui.screens.check_in_saving import SignedSave
from psr_tui.screens.coverages import show_coverages
from psr_tui.screens.dialogs import Choose, Prompt
from psr_tui.screens.flows import Flows
from psr_tui.screens.new_card import new_card
from psr_tui.screens.register import ChangePatient
from psr_tui.screens.sent_ahead import SentAheadBox, which_file
from psr_tui.services.check_in import CheckInView
from psr_tui.services.label_printing import LabelOrder

if TYPE_CHECKING:
    from psr_tui.desk import Desk

__all__ = ["CheckInActs", "SignedSave"]

_NEW_CASE = "new"
_INJURIES = (
    (NO_INJURY, "No accident"),
    ("work_comp", "Work injury"),
    ("auto", "Auto accident"),
    ("other", "Other accident"),
)


class CheckInActs(CheckInPapers):
    """The acts of the first three steps."""

    # --- identity ---
    async def do_toggle(self, code: str) -> None:
        if self.view is None:
            return
        if code in self.chosen:
            self.chosen.remove(code)
        else:
            self.chosen.append(code)
        if len(self.chosen) < 2:
            self.show_view(self.view)
            return
        codes, self.chosen = tuple(self.chosen), []
        await self.save(self.desk.check_in.identify, codes)

    async def do_alerts(self, _argument: str) -> None:
        """Alerts that do not fit into the step are shown whole before they count as read."""
        if self.view is not None and len(self.view.alerts) > MOST_ALERTS:
            texts = [(one.alert_id, f"{one.text} ({one.author})") for one in self.view.alerts]
            if await self.open(Choose("Alerts: any digit, all are read", texts)) is None:
                return
        await self.save(self.desk.check_in.read_alerts)

    # --- demographics ---
    async def do_demographics(self, _argument: str) -> None:
        await self.save(self.desk.check_in.confirm_demographics)

    async def do_change_patient(self, _argument: str) -> None:
        if self.view is None:
            return
        patient = await self.desk.act(self.desk.patients.patient, self.view.patient.id)
        if await self.open(ChangePatient(self.desk, patient)):
            await self.save(self.desk.check_in.confirm_demographics)

    async def do_interpret(self, answer: str) -> None:
        """How the interpreter works and the agency's job number go with the answer."""
        if answer != "arranged":
            await self.save(self.desk.check_in.interpreter, answer)
            return
        mode = await self.open(Choose("How does the interpreter work?", MODES))
        if mode is None:
            return
        job = await self.open(
            Prompt("Interpreter", "Job number of the agency", str, note="Enter alone: there is none.")
        )
        if job is not None:
            await self.save(self.desk.check_in.interpreter, answer, mode, job)

    async def do_labels(self, _argument: str) -> None:
        """The labels this visit asks for are printed at once; where that fails, they are written by hand, or later."""
        view = self.view
        if view is None:
            return
        wanted = view.facts.asks.labels
        kinds = tuple(kind for kind in LabelKind if kind.value in wanted)
        order = LabelOrder(view.patient.id, kinds, visit_id=view.visit_id)
        said = "The labels were written by hand."
        try:
            said = await self.desk.outside(self.desk.labels.print_labels, order)
        except DeskError as failed:
            ways = [("hand", "They are written by hand"), ("later", "Later")]
            if (
                await self.open(Choose("The labels did not come out", ways, note=failed.message, unasked=True))
                != "hand"
            ):
                return
        if await self.save(self.desk.check_in.labels_printed, " ".join(wanted)):
            self.say(said)

    async def do_note(self, _argument: str) -> None:
        """The arrival note; the earlier words stay in the log."""
        view = self.view
        if view is None:
            return
        typed = await self.open(Prompt("Arrival note", "Note", str, value=view.note))
        if typed is None:
            return
        moved = await self.attempt(self.desk.queue.note, view.visit_id, view.version, typed)
        self.show_view(await self.desk.ask(self.desk.check_in.look, view.visit_id))
        if moved is not None:
            self.say(moved.words)

    # --- coverage ---
    async def do_injury(self, _argument: str) -> None:
        """An accident or work injury has a payer of its own, for this visit only (FD-41)."""
        view = self.view
        if view is None:
            return
        answer = await self.open(Choose("Is this visit because of an accident?", _INJURIES))
        if answer is None:
            return
        if await self.save(self.desk.check_in.injury, answer) and answer != NO_INJURY and self.view is not None:
            self.show_view(self.view, Section.COVERAGE)
            await self._link_case(self.view)

    async def _link_case(self, view: CheckInView) -> None:
        """One of the cases on file that is open on the day of the visit, or a new one."""
        found = await self.desk.act(self.desk.cases.of_patient, view.patient.id)
        options = [(one.case_id, one.words()) for one in found.cases if one.open_on(view.day)]
        case_id: str | None = _NEW_CASE
        if options:
            case_id = await self.open(Choose("Which case pays for this visit?", [*options, (_NEW_CASE, "A new one")]))
        if case_id == _NEW_CASE:
            case = await add_case(self, self.desk, view.patient.id)
            case_id = case.case_id if case is not None else None
        if case_id is None:
            self.say("The case is still missing: 7 links it, 8 puts it off.")
            return
        words = await self.attempt(self.desk.cases.link, view.visit_id, view.version, case_id)
        self.show_view(await self.desk.ask(self.desk.check_in.look, view.visit_id))
        if words is not None:
            self.say(words)

    async def do_payer(self, card: str) -> None:
        if self.view is not None and self.view.proposed is not None:
            await self._payer(self.view.proposed.coverage_id, card)

    async def _payer(self, coverage_id: str, card: str) -> None:
        if await self.save(self.desk.check_in.confirm_coverage, coverage_id, card_seen=bool(card)) and not card:
            await self.save(self.desk.check_in.put_off, Item.CARD, "DF1")

    async def do_self_pay(self, _argument: str) -> None:
        await self.save(self.desk.check_in.self_pay)

    async def do_another_coverage(self, _argument: str) -> None:
        if self.view is None:
            return
        view = self.view
        options = [(one.coverage_id, coverage_words(one, view.day, self.shown)) for one in view.coverages]
        coverage_id = await self.open(Choose("Which insurance pays for this visit?", options))
        if coverage_id is None:
            return
        card = await self.open(Choose("Was the card seen?", [("card", "yes, both sides"), ("no", "no")]))
        if card is not None:
            await self._payer(coverage_id, "card" if card == "card" else "")

    async def do_new_card(self, _argument: str) -> None:
        """A card that is not on file; two of the same order in force are said at once (FD-108)."""
        view = await new_card(self, self.view) if self.view is not None else None
        if view is None:
            return
        self._saved(view)
        if view.order_clash:
            self.show_view(view, Section.COVERAGE)
            self.refuse("The card is saved. Two insurances claim to be the same one in order; ask which comes first.")

    async def command_insurance(self, _argument: str) -> None:
        """Every insurance on file; what was changed there is what the step shows afterwards."""
        await self._beside(show_coverages)

    async def command_allowed(self, _argument: str) -> None:
        """Authorisations and referrals of the patient who stands here."""
        await self._beside(show_authorisations)

    async def _beside(self, show: Callable[[Flows[Any], Desk, str], Awaitable[None]]) -> None:
        view = self.view
        if view is None:
            self.refuse("Nobody is at check-in here; 1 takes the next who waits.")
            return
        await show(self, self.desk, view.patient.id)
        self.show_view(await self.desk.ask(self.desk.check_in.look, view.visit_id))

    async def command_import(self, argument: str) -> None:
        """A file that the patient's phone sent: compared, accepted field by field, the card looked over and saved."""
        if self.view is None:
            self.refuse("Nobody is at check-in here; 1 takes the next who waits.")
            return
        path = await which_file(self, argument)
        if path is None:
            return
        seen = await self.desk.act(self.desk.sent_ahead.compare, self.view.visit_id, path)
        accepted = await self.open(SentAheadBox(self.desk, seen))
        if accepted is None:
            return
        taken = await self.attempt(self.desk.sent_ahead.take, seen, accepted)
        self.show_view(await self.desk.ask(self.desk.check_in.look, seen.visit_id))
        if taken is None:
            return
        if taken.card is not None and self.view is not None:
            view = await new_card(self, self.view, sent=taken.card)
            if view is not None:
                self._saved(view)
        self.say(taken.words)
