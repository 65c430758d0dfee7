"""Writing to a patient: a digit shows the whole message as it would go out, F10 sends it.

``await send_message(screen, patient_id, ...)`` inside a flow of any place or box; the answer is what to say, None when
nothing was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.message_templates import Way
from psr_tui.domain.messages import Offers, Preview
from psr_tui.domain.text import strip_forbidden
from psr_tui.keys import bindings
from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.flows import Flows
from psr_tui.screens.own_words import own_words, sent
from psr_tui.services.messages import SendMessage

if TYPE_CHECKING:
    from psr_tui.desk import Desk

OWN_WORDS = "Own words, by portal or letter"
_LINES = 9
_ORDER = (Way.TEXT, Way.PORTAL, Way.LETTER)


@dataclass(frozen=True, slots=True)
class About:
    """What a message belongs to beside its patient; ids, '' for nothing. ``first``: shown to begin with; ``note``: what
    stands above the choice, such as the words that are answered; ``acting``: called just before it is sent, for the
    list below, whose row goes by the rep's own doing."""

    visit_id: str = ""
    callback_id: str = ""
    call_id: str = ""
    reply_to: str = ""
    instead_of: str = ""
    first: Preview | None = None
    note: str = ""
    acting: Callable[[], None] = lambda: None


NOTHING = About()


class Choices(Static, can_focus=True):
    """The lines of the box. It has the focus, so that digits choose and are not typed into anything."""


class MessageBox(Dialog[str]):
    """One line a message, the chosen one whole below them. It closes with what to say once it was sent."""

    BINDINGS = bindings("message")
    SCOPES = ("message", "dialog")
    HELP_TEXT = (
        "A digit shows the message as this patient would get it, in the language they read. 0 shows the next way. F10 "
        "sends what is shown. Where the patient said no, the reason stands there instead."
    )
    DEFAULT_CSS = """
    MessageBox #choices { height: auto; }
    MessageBox #message-head { height: auto; margin-top: 1; }
    MessageBox #message-page { height: 1fr; scrollbar-size: 0 0; border-left: solid $border; padding-left: 1; }
    MessageBox #message-words { height: auto; }
    """

    def __init__(self, desk: Desk, offers: Offers, about: About) -> None:
        super().__init__("", legend="digit shows   0 other way   PgDn turns   F10 sends it   F12 back")
        self.desk = desk
        self.about = offers.patient
        self._offers = offers
        self._belongs = about
        self._command_id = desk.new_id()
        self._choices = grouped(offers.previews)
        self._shown = [_best(each) for each in self._choices]
        self._at = 0
        self._busy = False
        if about.first is not None:
            self._add(about.first)

    def compose(self) -> Iterable[Widget]:
        self.box_title = f"Message to {self.station.shown.name(self._offers.patient)}"
        yield from super().compose()

    def compose_body(self) -> Iterable[Widget]:
        if self._belongs.note:
            yield Static(Content(strip_forbidden(self.masked(self._belongs.note))), classes="box-note")
        yield Choices(id="choices")
        yield Static("", id="message-head")
        with VerticalScroll(id="message-page", can_focus=False):
            yield Static("", id="message-words")

    def on_mount(self) -> None:
        self.query_one(Choices).focus()
        self._show()

    # --- what is shown ---
    @property
    def _lines(self) -> int:
        """How many can be chosen, the line for own words among them."""
        return len(self._choices) + self._offers.own_words

    @property
    def chosen(self) -> Preview | None:
        """The message under the cursor; None on the line for own words."""
        return self._choices[self._at][self._shown[self._at]] if self._at < len(self._choices) else None

    def _show(self) -> None:
        labels = [(each[at].label, self._ways(each, at)) for each, at in zip(self._choices, self._shown, strict=True)]
        lines = []
        for number, (label, ways) in enumerate(
            (*labels, *([(OWN_WORDS, "")] if self._offers.own_words else [])), start=1
        ):
            text = strip_forbidden(f"{'>' if number - 1 == self._at else ' '}{number} {label:<38} {ways}".rstrip())
            lines.append(Content.styled(text, "bold" if number - 1 == self._at else ""))
        first = max(0, min(self._at - _LINES // 2, len(lines) - _LINES))  # a long list leaves room for the words
        self.query_one(Choices).update(Content("\n").join(lines[first : first + _LINES]))
        self.query_one("#message-head", Static).update(self._head())
        self.query_one("#message-words", Static).update(Content(self._words()))
        self.query_one("#message-page").scroll_home(animate=False)

    def _ways(self, each: Sequence[Preview], at: int) -> str:
        """``[text]  portal  letter -``: the shown way in brackets, a dash at those that are closed."""
        names = [f"{one.reach.way.value}{'' if one.sendable else ' -'}" for one in each]
        return "  ".join(f"[{name}]" if place == at else name for place, name in enumerate(names))

    def _head(self) -> Content:
        one = self.chosen
        if one is None:
            return Content(f"{len(self._choices) + 1} again, or F10, opens the form.")
        if one.problem:
            return Content.styled(strip_forbidden(f"Not this way: {one.problem}"), "$text-error")
        where = self.station.shown.phone(one.reach.shown) if one.reach.way is Way.TEXT else one.reach.shown
        to = "the letter" if one.reach.way is Way.LETTER and self.station.shown.on else where
        facts = [f"{one.reach.way.word.capitalize()} to {to}", one.length, one.flag]
        return Content(strip_forbidden(" · ".join(fact for fact in facts if fact)))

    def _words(self) -> str:
        one = self.chosen
        if one is None:
            return "What you write yourself goes through the portal or as a letter, never as a text."
        lines = [*([one.subject, ""] if one.subject else []), *one.body.split("\n")]
        return "\n".join(strip_forbidden(self.masked(line)) for line in lines)

    # --- keys ---
    def action_pick(self, digit: int) -> None:
        if digit > self._lines:
            self.refuse(f"Choose 1 to {self._lines}.")
        elif digit - 1 == self._at == len(self._choices):
            self.action_accept()
        else:
            self._at = digit - 1
            self._show()

    def action_up(self) -> None:
        self._at = max(0, self._at - 1)
        self._show()

    def action_down(self) -> None:
        self._at = min(self._lines - 1, self._at + 1)
        self._show()

    def action_page_up(self) -> None:
        self.query_one("#message-page").scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        self.query_one("#message-page").scroll_page_down(animate=False)

    def action_other_way(self) -> None:
        if self._at == len(self._choices) or len(self._choices[self._at]) == 1:
            self.refuse("This message has one way only; choose another one.")
            return
        self._shown[self._at] = (self._shown[self._at] + 1) % len(self._choices[self._at])
        self._show()

    def action_accept(self) -> None:
        one = self.chosen
        if one is None and not self._offers.own_words:
            self.refuse("There is no sentence to send here; have one loaded, or go back with F12.")
        elif one is None:
            self.flow(self._write())
        elif one.problem:
            self.refuse(one.problem)
        elif not self._busy:
            self._busy = True
            self.flow(self._send(one))

    # --- acts ---
    async def _write(self) -> None:
        made = await own_words(self, self.desk, self._offers.patient_id, self._belongs.reply_to, self._belongs.note)
        if made is not None:
            self._add(made)
            self._show()

    def _add(self, made: Preview) -> None:
        """A message that is on no list becomes the last of it, and is shown."""
        made = made if made.label else replace(made, label="Own words")
        self._choices = [each for each in self._choices if each[0].template_code] + [[made]]
        self._shown = [*self._shown[: len(self._choices) - 1], 0]
        self._at = len(self._choices) - 1

    async def _send(self, one: Preview) -> None:
        about = self._belongs
        try:
            new = SendMessage(
                self._command_id, self._offers.patient_id, one, about.visit_id, about.callback_id, about.call_id,
                about.instead_of, about.reply_to,
            )  # fmt: skip
            about.acting()
            queued = await self.desk.act(self.desk.messages.send, new)
            if not one.template_code:
                await sent(self.desk, self._offers.patient_id, about.reply_to)
            self.finish(await printed(self.desk, queued.message_id) if queued.way is Way.LETTER else queued.words)
        finally:
            self._busy = False


async def printed(desk: Desk, message_id: str) -> str:
    """Print a letter that was just queued; what to say."""
    return await desk.outside(desk.messages.print_letter, message_id)


def grouped(previews: Sequence[Preview]) -> list[list[Preview]]:
    """The ways of each message together, in the order text, portal, letter."""
    found: dict[str, list[Preview]] = {}
    for one in previews:
        found.setdefault(one.template_code, []).append(one)
    return [sorted(each, key=lambda one: _ORDER.index(one.reach.way)) for each in found.values()]


def _best(each: Sequence[Preview]) -> int:
    """The first way that is open, the first of all when none is."""
    return next((at for at, one in enumerate(each) if one.sendable), 0)


async def send_message(screen: Flows[Any], patient_id: str, about: About = NOTHING) -> str | None:
    """Open the box over ``screen``, inside one of its flows; what was said is shown there too."""
    desk = screen.desk
    offers = await desk.act(desk.messages.offers, patient_id, about.visit_id, about.reply_to)
    words = await screen.open(MessageBox(desk, offers, about))
    if words is not None:
        screen.say(words)
    return words
