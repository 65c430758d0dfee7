"""What works everywhere: help, the palette, the commands of the application, and leaving."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Protocol

from psr_tui.commands import offers, resolve
from psr_tui.domain.errors import InvalidInput
from psr_tui.keys import Key, as_moved, of_scope
from psr_tui.screens.base import Place
from psr_tui.screens.flows import Flows
from psr_tui.screens.station import Station

if TYPE_CHECKING:
    from psr_tui.desk import Desk

Leavings = Callable[["Desk"], Awaitable[Iterable[str]]]


class Whole(Station, Protocol):
    """The application, as far as these need it."""

    desk: Desk | None

    @property
    def place(self) -> Place | None: ...

    @property
    def open_places(self) -> Iterable[Place]: ...

    def other_person(self) -> None: ...

    async def keep_drafts(self) -> None: ...
    def exit(self) -> None: ...

    async def run_action(self, action: Any, default_namespace: Any = None, namespaces: Any = None) -> bool: ...


class Everywhere:
    """``command_<name>`` are the commands of scope "app". ``leavings`` names what quitting would leave open."""

    def __init__(self, app: Whole, leavings: Leavings) -> None:
        self._app = app
        self._leavings = leavings

    def exists(self, key: Key) -> bool:
        """Keys to places and tools that are not there are neither shown nor offered."""
        action, _, rest = (key.action or key.id).partition("(")
        name = rest.strip("()'\"")
        if action == "go":
            return name in self._app.place_names
        return name in self._app.tools if action == "tool" else True

    async def help(self, screen: Flows[Any]) -> None:
        """Explain what has the focus and list every key that works there. Only inside a flow."""
        from psr_tui.screens.dialogs.help import Help, help_content

        if isinstance(screen, Help):
            return
        place = screen.PLACE if isinstance(screen, Place) else ""
        scopes = (place, *screen.SCOPES, "place", "app") if place else screen.SCOPES
        rows = {scope: self._rows(screen, scope) for scope in scopes}
        await screen.open(Help(help_content(screen.field_help(), rows, place)))

    def _rows(self, screen: Flows[Any], scope: str) -> list[Key]:
        """The keys of a scope as they are now: those that exist, where the clinic's keymap has put them."""
        own = isinstance(screen, Place) and scope == screen.PLACE
        keys = screen.own_keys() if own and isinstance(screen, Place) else of_scope(scope)
        return [key for key in as_moved(keys, self._app.moved) if self.exists(key)]

    async def palette(self, place: Place) -> None:
        """Every action by name; does the chosen one. Only inside a flow."""
        from psr_tui.screens.dialogs.palette import Palette

        scopes = (place.PLACE, *place.SCOPES, "place", "app")
        keys = [key for scope in scopes for key in self._rows(place, scope)]
        action = await place.open(Palette(offers(keys, place.PLACE, place.why_not)))
        if not action:
            return
        if action.startswith(":") and action.endswith(" "):
            await place.ask_command(action[1:])
        elif action.startswith(":"):
            await self.run_command(action)
        else:
            namespace = place if hasattr(place, f"action_{action.partition('(')[0]}") else self._app
            await self._app.run_action(action, namespace)

    async def run_command(self, typed: str) -> None:
        """Run one line of the ``:`` prompt in the place that is shown. Raises InvalidInput."""
        place = self._app.place
        if place is None:
            return
        command, argument = resolve(typed, place.PLACE)
        owner: object = self if command.scope == "app" else place
        outcome = getattr(owner, f"command_{command.name}")(argument)
        if isawaitable(outcome):
            await outcome

    async def leave(self, screen: Flows[Any], desk: Desk) -> None:
        """Quit; ask first when something would be left open. Only inside a flow."""
        from psr_tui.screens.dialogs import Confirm

        left = [what for what in [await place.unfinished() for place in self._app.open_places] if what]
        left += list(await self._leavings(desk))
        question = f"Left open: {', '.join(left)}. Drafts are kept. Quit all the same?"
        if not left or await screen.open(Confirm(question, "q", yes="quit", no="stay", title="Quit")):
            await self._app.keep_drafts()
            self._app.exit()

    async def command_go(self, argument: str) -> None:
        names = sorted(self._app.place_names)
        fitting = [name for name in names if argument and name.startswith(argument.replace("-", "_"))]
        if not fitting:
            raise InvalidInput(f"Type :go and a place: {', '.join(names)}.", "Command")
        await self._app.go(fitting[0])

    async def command_list(self, argument: str) -> None:
        if "worklists" not in self._app.place_names:
            raise InvalidInput("There are no worklists at this terminal.", "Command")
        try:
            await self._app.go("worklists", argument)
        except InvalidInput as error:
            if self._app.place is not None:
                self._app.place.refuse(error)  # where the rep stands now, not where the command was typed

    def command_privacy(self, argument: str) -> None:
        self._app.privacy = not self._app.privacy if argument not in ("on", "off") else argument == "on"
        if self._app.place is not None:
            self._app.place.say(f"Privacy is {'on' if self._app.privacy else 'off'}. :privacy changes it.")

    def command_lock(self, _argument: str) -> None:
        self._app.lock_now()

    async def command_signout(self, _argument: str) -> None:
        from psr_tui.screens.dialogs import Confirm

        place, desk = self._app.place, self._app.desk
        call_id = await desk.ask(desk.calls.open_call) if desk is not None else ""
        if place is not None and call_id:
            question = "You have an open call. It stays yours and is shown first at your next sign-in. Sign out now?"
            if not await place.open(Confirm(question, "s", yes="sign out", no="stay", title="Sign out")):
                return
        self._app.other_person()

    async def command_payers(self, argument: str) -> None:
        from psr_tui.screens.payers import show_payers

        place = self._app.place
        if place is not None and self._app.desk is not None:
            await show_payers(place, self._app.desk, argument)

    async def command_away(self, argument: str) -> None:
        from psr_tui.screens import phone_block

        place, desk = self._app.place, self._app.desk
        if place is None or desk is None:
            return
        if argument.strip() == "log":
            await phone_block.away_log(place, desk)
            return
        away = await phone_block.pause(place, desk, argument)
        if away is not None:
            place.refresh_data(hold=False)
            place.say(away.words)

    async def command_back(self, _argument: str) -> None:
        place, desk = self._app.place, self._app.desk
        if place is not None and desk is not None:
            words = (await desk.act(desk.rep_states.back)).words
            place.refresh_data(hold=False)
            place.say(words)

    async def command_dial(self, argument: str) -> None:
        from psr_tui.screens.dial import dial_typed

        if self._app.place is not None and self._app.desk is not None:
            await dial_typed(self._app.place, self._app.desk, argument)

    async def command_telephone(self, _argument: str) -> None:
        from psr_tui.screens.telephone import show_telephone

        if self._app.place is not None and self._app.desk is not None:
            await show_telephone(self._app.place, self._app.desk)

    async def command_printing(self, _argument: str) -> None:
        from psr_tui.screens.dialogs.waiting_prints import show_waiting_prints

        if self._app.place is not None:
            await show_waiting_prints(self._app.place)

    async def command_reviews(self, argument: str) -> None:
        if argument.strip() and (place := self._app.place) is not None:
            from psr_tui.screens.review_report import show_report

            await show_report(place)
        else:
            await self.command_list("reviews")

    async def command_flags(self, _argument: str) -> None:
        from psr_tui.screens.flag_box import show_flags
        from psr_tui.screens.red_flag import emergency_lines

        if (place := self._app.place) is not None:
            await show_flags(place, lambda: emergency_lines(place.desk, ""))

    async def command_boundary(self, _argument: str) -> None:
        from psr_tui.screens.boundary import show_boundary

        if self._app.place is not None:
            await show_boundary(self._app.place)

    async def command_interpreter(self, _argument: str) -> None:
        from psr_tui.screens.interpreter import InterpreterFor, interpreter_box

        if self._app.place is not None:
            await interpreter_box(self._app.place, InterpreterFor())

    async def command_script(self, argument: str) -> None:
        from psr_tui.screens.script_box import script_command

        if self._app.place is not None:
            await script_command(self._app.place, argument)

    async def command_help(self, _argument: str) -> None:
        if self._app.place is not None:
            await self.help(self._app.place)

    async def command_quit(self, _argument: str) -> None:
        if self._app.place is not None and self._app.desk is not None:
            await self.leave(self._app.place, self._app.desk)
