"""Check-in (F3): one screen, five steps, each saved by itself; returning patients take one key a step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from psr_tui.domain.board import BoardFilter, Sort
from psr_tui.domain.check_in import RULES, Section
from psr_tui.domain.clock import hmm, local_date
from psr_tui.domain.errors import DeskError
from psr_tui.domain.text import strip_forbidden
from psr_tui.domain.visit import VisitState
from psr_tui.domain.waits import wait_minutes
from psr_tui.keys import Key, bindings, find
from psr_tui.screens.care import care_command
from psr_tui.screens.check_in_eligibility import EligibilityAtCheckIn
from psr_tui.screens.check_in_end import DRAFT, CheckInEnd, payable
from psr_tui.screens.check_in_lines import Choice
from psr_tui.screens.check_in_steps import choices, read, step_bar, who
from psr_tui.screens.labels import show_labels
from psr_tui.screens.papers import Papers
from psr_tui.screens.payment import begin_form
from psr_tui.screens.spread import show_spread
from psr_tui.services.check_in import CheckInView
from psr_tui.widgets.field import Field
from psr_tui.widgets.form import Form
from psr_tui.widgets.frame import Line
from psr_tui.widgets.panel import FactsPanel
from psr_tui.widgets.payment_form import PaymentForm

if TYPE_CHECKING:
    from psr_tui.desk import Desk

NOBODY = (
    "Nobody is at check-in on this screen.\n\n"
    "1 takes the one who has waited longest. F2 goes to the queue; 2 on a row checks that person in."
)


class StepText(Static, can_focus=True):
    """The lines of a step. It has the focus so that digits are answers and not text."""


class CheckInPlace(EligibilityAtCheckIn, CheckInEnd):
    """Digits answer the step that is shown, the legend says how; F10 finishes from anywhere."""

    PLACE = "check_in"
    TOPICS: ClassVar[frozenset[str]] = frozenset({"queue", "patients", "drawer"})
    SCOPES = ("form",)
    BINDINGS = bindings("check_in")
    AUTO_FOCUS = "#step"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: CheckInView | None = None
        self.section = Section.IDENTITY
        self.chosen: list[str] = []

    # --- what is shown ---
    def compose_work(self) -> Iterable[Widget]:
        yield Line(id="steps")
        yield StepText(Content(NOBODY), id="step")
        yield PaymentForm("Take it and finish", submit_keys=(), id="payment")

    def compose_side(self) -> Iterable[Widget]:
        yield FactsPanel("", id="check-in-facts")

    def on_mount(self) -> None:
        super().on_mount()
        self.heading("CHECK-IN")
        self.query_one(PaymentForm).display = False
        for field in self.query_one(PaymentForm).query(Field):
            field.commands = True  # so that :cost can be typed at the till too

    async def turn_to(self, subject: str) -> None:
        """Open the check-in of a visit; the record is shown whole, so the view is logged first."""
        await self.keep_drafts()
        view = await self.attempt(self.desk.check_in.open, subject)
        if view is None:
            return
        self.chosen = []
        draft = await self.desk.ask(self.desk.drafts.find, DRAFT, subject)
        terminals = await self.desk.ask(self.desk.payments.terminals)
        begin_form(self.payment, self.desk, view.proposal.total, terminals, draft)
        self.view = None
        first = view.gate.first_section()
        self.show_view(view, first or self.next_open(view, Section.IDENTITY))
        self.say("The typed payment was kept and is here again." if draft else "")

    async def reload(self) -> None:
        """Read again who stands here. An answer that was overtaken (saved meanwhile, somebody else called up, finished)
        is thrown away: it would bring back an older visit, or the patient before."""
        while (seen := self.view) is not None:
            view = await self.desk.ask(self.desk.check_in.look, seen.visit_id)
            if self.view is seen:
                self.show_view(view)
                return

    def show_view(self, view: CheckInView, section: Section | None = None) -> None:
        moved = section is not None and (section is not self.section or self.view is None)
        self.view, self.section = view, section or self.section
        show_spread(self.payment, payable(view))
        today = local_date(self.desk.clock.now(), self.desk.tz)
        self.heading(*(f"CHECK-IN  {form}" for form in who(view, self.shown, today)))
        self.query_one("#steps", Line).show(f" {step_bar(view, self.section)}")
        lines = read(view, self.section, self.shown, self.chosen)
        text = Content("\n").join(Content.styled(f" {strip_forbidden(line)}", style) for line, style in lines)
        self.query_one("#step", StepText).update(text)
        self.payment.display = self.section is Section.PAYMENT
        self.query_one("#check-in-facts", FactsPanel).show("At a glance", self._facts(view))
        self._show_counts()
        self.refresh_legend()
        if moved:
            self._focus()

    def _focus(self) -> None:
        if self.section is Section.PAYMENT:
            self.payment.begin_typing()
        else:
            self.set_focus(self.query_one("#step", StepText))

    def _facts(self, view: CheckInView) -> list[tuple[str, str]]:
        left = "\n".join(RULES[item].words for item in (*view.gate.missing, *view.gate.waiting))
        alerts = "\n".join(f"! {alert.text}" for alert in view.alerts)
        return [
            ("", alerts),
            ("Still open", left),
            ("Also today", "\n".join(f"{other.words}, {other.state.word}" for other in view.others)),
            ("Care", "\n".join(f"{one.kind.word}: {one.done}" for one in view.care)),
            ("Note", view.note),
            ("Due", "\n".join(f"{one.label} {self.shown.amount(one.open.dollars)}" for one in view.due)),
        ]

    def _show_counts(self) -> None:
        view = self.view
        if view is None:
            return
        waiting = wait_minutes(view.state, view.arrived_at, self.desk.clock.now())
        parts = [f"{view.local_start} {view.provider}".strip(), view.state.word]
        if waiting is not None:
            parts.append(f"waiting {hmm(waiting)}")
        if view.state.rank >= VisitState.CHECKED_IN.rank:
            parts.append("check-in is through; Ctrl+S in Payment still takes money")
        else:
            parts.append(f"missing {view.gate.words()}" if view.gate.missing else "ready: F10 finishes")
        self.counts(" · ".join(parts))

    def tick(self) -> None:
        self._show_counts()

    async def unfinished(self) -> str:
        return "a check-in with a typed payment" if self.view is not None and self.payment.typed else ""

    def say(self, text: str) -> None:
        super().say(self._masked(text))

    def refuse(self, why: DeskError | str) -> None:
        super().refuse(self._masked(str(why)))

    def _masked(self, text: str) -> str:
        """In privacy mode the message line names nobody in full either."""
        if self.view is None or not self.shown.on:
            return text
        name = self.view.patient.demographics.name.display
        return text.replace(name, self.shown.name(name))

    # --- digits and steps ---
    def _offered(self) -> list[Choice]:
        return choices(self.view, self.section) if self.view is not None else [Choice(1, "Next waiting", "next")]

    def own_keys(self) -> Iterable[Key]:
        """Digits with what they do in this step, for F1 and the palette."""
        digits = [_as_key(choice) for choice in self._offered()]
        return [*digits, *(key for key in super().own_keys() if not key.action.startswith("choice("))]

    def legend_keys(self) -> Iterable[Key]:
        digits = [_as_key(choice) for choice in self._offered()]
        if self.view is None:
            return digits
        if self.section is Section.PAYMENT:
            return [find("check_in.previous_step"), find("check_in.save_step"), find("check_in.finish")]
        return [*digits, find("check_in.finish")]

    def action_choice(self, digit: int) -> None:
        for choice in self._offered():
            if choice.digit == digit:
                self.flow(getattr(self, f"do_{choice.act}")(choice.argument))
                return
        self.refuse(f"{digit} does nothing in this step; the line below names the digits that do.")

    async def do_next(self, _argument: str) -> None:
        """Take the one who has waited longest and is not checked in."""
        rows = await self.desk.ask(self.desk.queue.board_page, BoardFilter(sort=Sort.WAIT), 0, 50)
        waiting = [row for row in rows if row.state is VisitState.ARRIVED]
        if waiting:
            await self.turn_to(waiting[0].visit_id)
        else:
            self.refuse("Nobody is waiting at the desk; F2 shows who is expected.")

    def action_next_step(self) -> None:
        self._step(1)

    def action_previous_step(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        if self.view is not None:
            order = list(Section)
            at = max(0, min(order.index(self.section) + by, len(order) - 1))
            self.show_view(self.view, order[at])

    def action_back(self) -> None:
        """F12: back to the queue; what is saved stays saved, a typed payment stays as a draft."""
        self.flow(self._leave())

    async def _leave(self) -> None:
        visit_id = self.view.visit_id if self.view else ""
        await self.keep_drafts()
        await self.station.go("queue", visit_id)

    def action_care(self) -> None:
        if self.view is None:
            self.refuse("Nobody is at check-in here; 1 takes the next, or press the comma on the queue.")
        else:
            self.flow(self.command_care(""))

    async def command_care(self, argument: str) -> None:
        view = self.view
        await care_command(self, argument, view.patient.id if view else "", view.visit_id if view else "")

    async def command_papers(self, _argument: str) -> None:
        await self.open(Papers(self.desk))

    def action_labels(self) -> None:
        if self.view is None:
            self.refuse("Nobody is at check-in here; 1 takes the next, or open labels from the queue.")
        else:
            self.flow(show_labels(self, self.view.patient.id, self.view.visit_id))

    # --- drafts ---
    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        message.stop()
        if self.view is not None:
            self.flow(self._keep_draft(self.view.visit_id), hold=False)

    async def keep_drafts(self) -> None:
        """Also before the form is given to somebody else."""
        if self.view is not None and self.payment.dirty:
            await self._keep_draft(self.view.visit_id)

    async def _keep_draft(self, visit_id: str) -> None:
        await self.desk.act(self.desk.drafts.keep, DRAFT, visit_id, self.payment.safe_draft())

    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        self.action_finish()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.view is not None:
            show_spread(self.payment, payable(self.view))

    # --- the end ---
    def close(self) -> None:
        """The visit is through; the screen is free for the next."""
        self.view, self.section, self.chosen = None, Section.IDENTITY, []
        self.heading("CHECK-IN")
        self.counts("")
        self.query_one("#steps", Line).show("")
        self.query_one("#step", StepText).update(Content(NOBODY))
        self.query_one("#check-in-facts", FactsPanel).show("", ())
        self.payment.display = False
        self.refresh_legend()
        self.set_focus(self.query_one("#step", StepText))


def _as_key(choice: Choice) -> Key:
    digit, action = f"{choice.digit}", f"choice({choice.digit})"
    return Key(f"choice_{digit}", digit, choice.label, f"{choice.words or choice.label}.", "check_in", action=action)
