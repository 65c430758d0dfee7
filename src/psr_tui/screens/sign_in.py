"""Sign-in: the first thing painted. Who are you, and the password."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from psr_tui.domain.errors import DeskError
from psr_tui.domain.text import clean, strip_forbidden
from psr_tui.keys import bindings
from psr_tui.screens.door import SignInDoor
from psr_tui.screens.flows import Flows
from psr_tui.widgets.entry import Entry
from psr_tui.widgets.frame import Head, HeadLine, Line, TooSmall
from psr_tui.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from psr_tui.desk import Desk

LOGIN_LENGTH, PASSWORD_LENGTH = 64, 256


class SignIn(Flows[None]):
    """Asks user and password and hands the opened desk to ``welcome``. Errors stand on its message line; the password
    field is emptied after each miss, the user name stays."""

    BINDINGS = bindings("sign_in")
    SCOPES = ("sign_in",)
    AUTO_FOCUS = "#login"

    def __init__(self, door: SignInDoor, welcome: Callable[[Desk], None]) -> None:
        super().__init__()
        self._door = door
        self._welcome = welcome
        self._trying = False

    def compose(self) -> ComposeResult:
        training = bool(self._door.training_note)
        yield HeadLine(Head("PSR-TUI  sign in", self._door.clinic_name, training=training), id="head")
        with Vertical(id="sign-in-form"):
            yield Static("User name", classes="box-label")
            yield Entry(entry_id="login", max_length=LOGIN_LENGTH)
            yield Static("Password", classes="box-label")
            yield Entry(entry_id="password", password=True, max_length=PASSWORD_LENGTH)
            if training:
                yield Static(self._training(), id="training")
        yield Line(Content(" Enter next, then sign in · F10 sign in · F1 help · Ctrl+Q quit"), id="legend")
        yield MessageLine(id="message")
        yield TooSmall()

    def _training(self) -> Content:
        rows = [strip_forbidden(self._door.training_note), ""]
        rows += [f"{strip_forbidden(login):<12}{strip_forbidden(who)}" for login, who in self._door.users()]
        return Content("\n".join(rows))

    def on_mount(self) -> None:
        self.call_after_refresh(self._prepare)

    def _prepare(self) -> None:
        """The store is imported only now, after the first paint."""
        self.flow(self._door.prepare(), hold=False)

    def on_resize(self, event: events.Resize) -> None:
        self.query_one(TooSmall).display = event.size.width < 80 or event.size.height < 24

    def say(self, text: str) -> None:
        self.query_one("#message", MessageLine).show(text)

    def refuse(self, why: DeskError | str) -> None:
        self.query_one("#message", MessageLine).show(str(why), bad=True)
        self.app.bell()

    def welcome_back(self, message: str) -> None:
        """After a sign-out: empty fields for whoever comes next, and why."""
        for entry in self.query(Entry):
            entry.value = ""
        self.query_one("#login", Entry).focus()
        self.say(message)

    def field_help(self) -> str:
        return "Type your user name, Enter, your password, Enter. Nobody else can see or recover your password here."

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "login":
            self.query_one("#password", Input).focus()
        else:
            self.action_accept()

    def action_next(self) -> None:
        self.focus_next()

    def action_previous(self) -> None:
        self.focus_previous()

    def action_accept(self) -> None:
        if not self._trying:
            self._trying = True
            self.flow(self._try())

    async def _try(self) -> None:
        login = self.query_one("#login", Input)
        password = self.query_one("#password", Input)
        try:
            if not clean(login.value) or not password.value:
                self.refuse("Type your user name and your password.")
                (password if clean(login.value) else login).focus()
                return
            self.say("Signing in ...")
            desk = await self._door.sign_in(clean(login.value, LOGIN_LENGTH), password.value)
        except DeskError as error:
            self.station.discard_type_ahead()
            password.value = ""
            password.focus()
            self.refuse(error)
            return
        finally:
            self._trying = False
        password.value = ""
        self.say("")
        self._welcome(desk)
