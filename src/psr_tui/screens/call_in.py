"""The box of a call over any screen: whose number it is, who calls, what about, how it ended (CC-61 to CC-79).

Nothing is asked first: it opens with its timer running. Hiding it keeps the call and everything typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.call_script import Line as ScriptLine
from psr_tui.domain.call_script import shown_lines, without_gaps
from psr_tui.domain.call_sheet import CallSheet
from psr_tui.domain.calls import CallState
from psr_tui.domain.clock import local_date, zone
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.text import strip_forbidden
from psr_tui.keys import bindings
from psr_tui.screens import call_in_words as words
from psr_tui.screens import phone_block
from psr_tui.screens.call_in_caller import CallInCaller
from psr_tui.screens.call_in_end import DRAFT, MORE
from psr_tui.screens.call_in_helps import STEP
from psr_tui.widgets.call_parts import CallTimer, Outcome, OutcomeStop
from psr_tui.widgets.call_stops import GateStop, PeopleStop, ReasonField
from psr_tui.widgets.fields import Field, GrowingNote, WhenField
from psr_tui.widgets.form import Form, SaveStop
from psr_tui.widgets.frame import Line
from psr_tui.widgets.message_line import MessageLine
from psr_tui.widgets.panel import FactsPanel
from psr_tui.widgets.spoken_lines import spoken

if TYPE_CHECKING:
    from psr_tui.desk import Desk

KEPT = ("reason", "note", "when", STEP)
KEEP_EVERY = 2.0
"""Seconds between looks at what is typed: that much of a word can be lost by a crash."""
_LABEL = 8
_TALL = 40
"""Lines of a terminal from which on there is room for more facts."""
_FACTS, _FACTS_TALL = 5, 16
"""Lines for facts; the sheet of styles has the same numbers."""


class CallInBox(CallInCaller):
    """Answers with what became of it (``Left``), or None when it was hidden."""

    BINDINGS = bindings("call_in", "script", "helps")
    SCOPES = ("call_in", "script", "helps", "form", "dialog")
    VERTICAL_BREAKPOINTS = [(0, "-short"), (_TALL, "-tall")]
    HELP_TEXT = (
        "Type the number, or Ctrl+F for a name. A digit chooses the person they say they are, then digits tick what "
        "they have said. Reason and note, then the digit of how it ended saves. Letters work outside the text fields."
    )

    def __init__(
        self,
        desk: Desk,
        sheet: CallSheet,
        draft: Mapping[str, str],
        shown: Privacy,
        said: str = "",
        unasked: bool = False,
    ) -> None:
        """``said``: what happened just before, for the message line."""
        super().__init__("Call", unasked=unasked)
        self._said, self._come_back = said, unasked
        self.desk, self.sheet, self._shown = desk, sheet, shown
        self._draft = dict(draft)
        self.step = self._draft.get(STEP, "")
        self.looked_at = self._draft.get("note", "")
        self.command_id = desk.new_id()
        self._keeping = False
        self._boot, self._kept = desk.clock.boot_seconds(), dict(draft)
        self._head = CallTimer(lambda: self.sheet.clock + self._elapsed)
        self.number = Field(
            "Number", "number", max_length=40, repeats=False, label_width=_LABEL, echo_width=0,
            help="The number they call from, in any spelling; none for a withheld one; a name finds the person.",
        )  # fmt: skip
        self._people, self._gate, self._facts = PeopleStop(), GateStop(), FactsPanel()
        self.reason = ReasonField(
            "Reason", "reason", sheet.reasons, repeats=False, label_width=_LABEL,
            help="A digit takes one of the first nine; letters find the others, Down opens the list.",
        )  # fmt: skip
        self.note = GrowingNote("Note", "note", label_width=_LABEL)
        self._outcomes = OutcomeStop()
        self.when = WhenField(
            "When", "when", desk.clock.now, lambda: zone(self.sheet.patient_zone), here=desk.tz, label_width=_LABEL,
            help="When to call again, in their time: tue 2p, t+1 9:15, +30m.",
        )  # fmt: skip

    # --- what is shown ---
    def compose(self) -> ComposeResult:
        with Vertical(classes="call-panel"):
            yield self._head
            yield Line(id="call-more")
            yield Static(markup=False, id="call-say")
            with Form(id="call-form"):
                yield self.number
                yield self._people
                yield self._gate
                yield self._facts
                yield self.reason
                yield self.note
                yield self._outcomes
                yield self.when
                yield SaveStop("Save call")
            yield Line(Content(words.legend(self.sheet.state)), id="box-legend")
            yield MessageLine(id="box-message")

    @property
    def form(self) -> Form:
        return self.query_one("#call-form", Form)

    def on_mount(self) -> None:
        outcomes = [Outcome(c.digit, c.code, c.label, needs_when=c.needs_time) for c in self.sheet.choices if c.digit]
        self._outcomes.offer((*outcomes, MORE))
        self.when.display = bool(self._draft.get("when"))
        number = self.sheet.number_shown
        self.form.load({"number": number, "reason": self.sheet.reason or None, "note": self.sheet.note})
        self.form.restore({name: text for name, text in self._draft.items() if name in KEPT})
        self._paint()
        self.go_on()
        if self._said:
            self.say(self._said)
        self.call_after_refresh(self._begin_script)  # before the first layout its lines would have no room
        self.flow(self._tell_block(), hold=False)
        self.set_interval(1.0, self._tick_clock)
        self.set_interval(KEEP_EVERY, self._keep_typed)

    async def _tell_block(self) -> None:
        """The phone block that this call interrupts, on the frame (CC-97, CC-99)."""
        line = await phone_block.box_line(self.desk, self.app.size.width - 8)
        self.query_one(".call-panel", Vertical).border_title = Content(line)

    def _begin_script(self) -> None:
        self.flow(self.follow_script())

    def _paint(self) -> None:
        sheet, shown = self.sheet, self._shown
        self._head.title = words.TITLES.get(sheet.state, "MISSED ")
        self._head.about = strip_forbidden(words.head(sheet, shown))
        self._head.refresh()
        self.query_one("#box-legend", Line).show(words.legend(sheet.state))
        self._show_beside()
        today = local_date(self.desk.clock.now(), self.desk.tz)
        self._people.offer(words.people(sheet, shown, today) if sheet.patient is None else ())
        self._gate.offer(words.gate(sheet, shown) if sheet.patient and not sheet.verified else ())
        self._show_facts()
        self._facts.display = sheet.verified
        self.number.display = sheet.patient is None
        self.say_what()

    def _show_facts(self) -> None:
        """Of the verified patient, as much as there is room for; nothing is cut off without a word."""
        sheet, size = self.sheet, self.app.size
        facts = words.facts(sheet, self.desk.tz, self._shown) if sheet.verified else ()
        self._facts.show("", words.fitting(facts, size.width - 4, _FACTS if size.height < _TALL else _FACTS_TALL))

    def on_resize(self) -> None:
        self._show_facts()

    def _show_beside(self) -> None:
        beside = words.more(self.sheet, self._shown, self._elapsed)
        line = self.query_one("#call-more", Line)
        line.show(beside)
        if line.display != bool(beside):
            line.display = bool(beside)

    @property
    def _elapsed(self) -> float:
        """Seconds since the call was read."""
        return max(0.0, self.desk.clock.boot_seconds() - self._boot)

    def _tick_clock(self) -> None:
        self._head.tick()
        self._show_beside()

    def say_what(self) -> None:
        sheet = self.sheet
        if self.focused is self.reason:
            lines = [Content(words.reason_hint(sheet.reasons))]
        elif self.script_view is not None:
            lines = [spoken(line) for line in without_gaps(shown_lines(self.script_view))]
        else:
            lines = [spoken(ScriptLine(text, aloud)) for text, aloud in sheet.script if not sheet.verified]
            ask = words.ask_for(sheet) if sheet.patient is None else ""
            lines += [Content(strip_forbidden(text)) for text in (ask, self._telling()) if text]
        say = self.query_one("#call-say", Static)
        say.display = bool(lines)
        say.styles.min_height = len(lines)  # a text changed twice before it was laid out keeps the height of the first
        say.update(Content("\n").join(lines))

    def _telling(self) -> str:
        """What the caller may hear, until it stands first among the facts."""
        return words.telling(self.sheet, self._shown) if self.sheet.patient and not self.sheet.verified else ""

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        self.say_what()

    def go_on(self) -> None:
        """The cursor goes to what is to be done next; where that was done already, one further."""
        sheet = self.sheet
        stop: Widget = self.note
        if self._come_back:  # no digit typed for something else may save it
            self._come_back = False
        elif sheet.state in (CallState.RINGING, CallState.HELD) or (sheet.state is CallState.WRAP and self.reason.raw):
            stop = self._outcomes
        elif sheet.patient is not None and not sheet.verified:
            stop = self._gate
        elif sheet.patient is None and sheet.matched.callers:
            stop = self._people
        elif sheet.patient is None and not sheet.number_shown:
            stop = self.number
        elif not self.reason.raw:
            stop = self.reason
        self.set_focus(stop)

    async def renew(self) -> None:
        """Read the call again and show it; what is typed stays."""
        self.sheet = await self.desk.ask(self.desk.calls.sheet, self.sheet.call_id)
        self._boot = self.desk.clock.boot_seconds()
        if not self.reason.raw and self.sheet.reason:
            self.reason.load(self.sheet.reason)
        self.forget_script()
        self._paint()
        await self.follow_script()

    def topics_changed(self, topics: frozenset[str]) -> None:
        """Something was told of this call: by its line, or by the colleague it was handed to."""
        if topics & {"line", "phones"} and self.is_mounted and not self._finished:
            self.flow(self._hear(), hold=False)

    async def _hear(self) -> None:
        await self.desk.act(self.desk.calls.hear)
        if not self._finished:
            rang = self.sheet.state is CallState.RINGING and self.focused is self._outcomes
            await self.renew()
            if rang and self.sheet.state is CallState.TALKING:  # picked up at the telephone: no digit may end it now
                self.go_on()

    # --- who it is ---
    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        message.stop()
        if message.field_id == "number":
            self.flow(self.number_typed())
        else:
            self.flow(self._left(message.field_id), hold=message.field_id == "reason")

    async def _left(self, field_id: str) -> None:
        await self.keep_drafts()
        if field_id == "note":
            await self.look_at_note(self.note.value)
        else:
            await self.follow_script()

    # --- what is typed ---
    async def keep_drafts(self) -> None:
        typed = {name: text for name, text in {**self.form.draft(), STEP: self.step}.items() if name in KEPT and text}
        if typed != self._kept:
            await self.desk.act(self.desk.drafts.keep, DRAFT, self.sheet.call_id, typed)
            self._kept = typed  # only now: a store that was busy is asked again at the next look

    def _keep_typed(self) -> None:
        if self.is_active and not self._keeping:
            self._keeping = True
            self.flow(self._keep(), hold=False)

    async def _keep(self) -> None:
        try:
            await self.keep_drafts()
        finally:
            self._keeping = False

    # --- the end ---
    def action_accept(self) -> None:
        self.form.submit()

    def on_outcome_stop_pressed(self, message: OutcomeStop.Pressed) -> None:
        message.stop()
        self.when.display = message.outcome.needs_when or bool(self.when.raw)
        if message.outcome.needs_when and not self.when.raw:
            self.set_focus(self.when)
        else:
            self.form.submit()

    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        self.flow(self.save(message.values["outcome"].code))
