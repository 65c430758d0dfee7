"""The box of an open call: how long it runs, what to say, how it ended, when to call again, a note.

It is told what to show and answers with one message. Hiding it keeps the call, the timer and everything typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Static

from psr_tui.domain.call_script import Line
from psr_tui.domain.text import strip_forbidden
from psr_tui.widgets.call_parts import Call, CallTimer, Outcome, OutcomeStop
from psr_tui.widgets.fields import GrowingNote, WhenField
from psr_tui.widgets.form import Form, SaveStop
from psr_tui.widgets.form_stop import FormStop
from psr_tui.widgets.own_message import OwnMessage
from psr_tui.widgets.spoken_lines import all_spoken

__all__ = ["Call", "CallBox", "Outcome"]

_ONE_TIME, _BOTH_TIMES = 22, 35
"""Cells to read a time back: ``Mon 01/04/2027 14:00``, ``Tue 03/10 14:00 there, 15:00 here``."""


class CallBox(Vertical):
    """``now``: aware UTC; ``boot_seconds``: the clock that never goes back, for the timer; ``here``: the clinic's
    zone, when theirs is another one."""

    DEFAULT_CSS = """
    CallBox { height: auto; display: none; background: $background; border: round $primary; padding: 0 1; }
    CallBox.-open { display: block; }
    CallBox.-hidden { display: none; }
    CallBox Horizontal { height: 1; }
    CallBox NoteField { width: 1fr; }
    """

    class Saved(OwnMessage):
        """The call has ended. ``when``: aware UTC or None; ``seconds``: how long it ran."""

        def __init__(
            self, box: CallBox, call: Call, outcome: Outcome, when: datetime | None, note: str, seconds: int
        ) -> None:
            super().__init__(box)
            self.box, self.call, self.outcome = box, call, outcome
            self.when, self.note, self.seconds = when, note, seconds

        @property
        def control(self) -> CallBox:
            return self.box

    def __init__(
        self,
        now: Callable[[], datetime],
        boot_seconds: Callable[[], float],
        *,
        here: ZoneInfo | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own word for it
    ) -> None:
        super().__init__(id=id)
        self.call: Call | None = None
        self._boot_seconds, self._started = boot_seconds, 0.0
        self._ticks: Timer | None = None
        self._head = CallTimer(lambda: self.elapsed)
        self._script = Static(markup=False)
        self._outcomes = OutcomeStop()
        self._here = here
        echo = _BOTH_TIMES if here else _ONE_TIME
        self._when = WhenField("When", "when", now, self._zone, here=here, label_width=6, echo_width=echo)
        self._when.styles.width = 18 + echo
        self._note = GrowingNote("Note", "note", label_width=6)
        self._save = SaveStop("Save call")

    def _zone(self) -> ZoneInfo:
        return self.call.zone if self.call else ZoneInfo("UTC")

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._script
        with Form(id="call-form"):
            yield self._outcomes
            if self._here:  # a time in two zones leaves a note beside it no room
                yield Horizontal(self._when)
                yield Horizontal(self._note)
            else:
                yield Horizontal(self._when, self._note)
            yield self._save

    def on_mount(self) -> None:
        self._ticks = self.set_interval(1.0, self._head.tick, pause=True)

    # -- the call ---------------------------------------------------------------------------------------------------

    @property
    def elapsed(self) -> float:
        """Seconds since the call was opened; 0 without a call."""
        return max(0.0, self._boot_seconds() - self._started) if self.call else 0.0

    @property
    def form(self) -> Form:
        return self.query_one("#call-form", Form)

    def ask_when(self) -> None:
        """The time was refused: the next keys are another one."""
        self.screen.set_focus(self._when)
        self._when.action_select_all()

    @property
    def hidden(self) -> bool:
        """A call is open but not on the screen."""
        return self.call is not None and self.has_class("-hidden")

    def open_call(self, call: Call, *, elapsed: float = 0.0) -> None:
        """Show a call and start its timer; ``elapsed`` seconds are counted already (a call found again)."""
        self.call, self._started = call, self._boot_seconds() - elapsed
        self.tell_script(call.script)
        self._outcomes.offer(call.outcomes)
        self.form.load({})
        self.tell(call.about)
        self.add_class("-open")
        self.show()

    def tell_script(self, lines: Sequence[Line]) -> None:
        """Show another step of the script."""
        self._script.update(all_spoken(lines))

    def tell(self, about: str) -> None:
        """Say other facts beside the timer (their local time moves on)."""
        if about != self._head.about:
            self._head.about = strip_forbidden(about)
            self._head.refresh()

    def show(self) -> None:
        """Bring the box back with everything that was typed; the cursor goes to the outcomes."""
        if self.call is not None:
            self.remove_class("-hidden")
            self._head.tick()
            self._run_timer(True)
            self.screen.set_focus(self._outcomes)

    def hide(self) -> None:
        """Take the box off the screen; the call goes on."""
        self.add_class("-hidden")
        self._run_timer(False)

    def toggle(self) -> None:
        """Ctrl+O."""
        if self.hidden:
            self.show()
        else:
            self.hide()

    def _run_timer(self, run: bool) -> None:
        if self._ticks is not None:
            (self._ticks.resume if run else self._ticks.pause)()

    # -- typing -----------------------------------------------------------------------------------------------------

    def draft(self) -> dict[str, str]:
        return self.form.draft()

    def restore(self, draft: Mapping[str, str]) -> None:
        """Go on with what was typed for this call before."""
        self.form.restore(draft)

    def on_outcome_stop_pressed(self, event: OutcomeStop.Pressed) -> None:
        event.stop()
        wanted: FormStop | None = None
        if event.outcome.needs_when and not self._when.raw:
            wanted = self._when
        elif event.outcome.needs_note and not self._note.raw:
            wanted = self._note
        if wanted is not None:
            self.screen.set_focus(wanted)
        else:
            self.form.submit()

    def on_form_submitted(self, event: Form.Submitted) -> None:
        event.stop()
        outcome: Outcome = event.values["outcome"]
        if self.call is None:
            return
        for field, needed in ((self._when, outcome.needs_when), (self._note, outcome.needs_note)):
            if needed and not field.raw:
                self.screen.set_focus(field)
                message = f"{field.label}: “{outcome.label}” needs it; {field.help_text or 'type it here.'}"
                self.form.post_message(Form.Refused(self.form, field, message))
                return
        when, note = event.values["when"], event.values["note"] or ""
        self.post_message(self.Saved(self, self.call, outcome, when, note, int(self.elapsed)))
