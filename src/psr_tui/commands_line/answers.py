"""Questions of a command: asked at a terminal, or answered one a line on standard input for scripts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from psr_tui.domain.errors import InvalidInput

T = TypeVar("T")


class Answers:
    """Reads answers. At a terminal a wrong answer is asked again; from a script it ends the command."""

    def __init__(self) -> None:
        self.at_terminal = sys.stdin is not None and sys.stdin.isatty()

    def ask(self, question: str, read: Callable[[str], T], default: str = "") -> T:
        """The answer to ``question``, read by ``read``. Raises InvalidInput when a script gives none or a wrong one."""
        offer = f" [{default}]" if default else ""
        return self._until_read(lambda: self._line(f"{question}{offer}: ", question) or default, read)

    def secret(self, question: str, read: Callable[[str], T]) -> T:
        """Like ``ask``, without showing what is typed."""
        return self._until_read(lambda: self._secret(f"{question}: ", question), read)

    def _until_read(self, get: Callable[[], str], read: Callable[[str], T]) -> T:
        while True:
            try:
                return read(get())
            except InvalidInput as error:
                if not self.at_terminal:
                    raise
                print(error.message, file=sys.stderr)

    def _line(self, prompt: str, question: str) -> str:
        if self.at_terminal:
            print(prompt, end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline() if sys.stdin is not None else ""
        if not line:
            self.at_terminal = False  # the end of the input cannot be asked again
            raise InvalidInput(f"No answer was given to: {question}.", question)
        return line.strip()

    def _secret(self, prompt: str, question: str) -> str:
        if not self.at_terminal:
            line = sys.stdin.readline() if sys.stdin is not None else ""
            if not line:
                raise InvalidInput(f"No answer was given to: {question}.", question)
            return line.rstrip("\r\n")
        import getpass

        try:
            return getpass.getpass(prompt)
        except EOFError:
            self.at_terminal = False
            raise InvalidInput(f"No answer was given to: {question}.", question) from None


def login_and_password(user: str, store: Path) -> tuple[str, str]:
    """Who runs a command on ``store``: ``--user`` or asked, then the password. On standard input the password stands
    alone on the first line, behind the user name when ``--user`` is not given.

    Raises StoreRefused before any question when there is no store, InvalidInput for an answer that is missing.
    """
    from psr_tui.store.place import refuse_missing

    refuse_missing(store)
    answers = Answers()

    def given(what: str) -> Callable[[str], str]:
        def read(text: str) -> str:
            if not text:
                raise InvalidInput(f"{what} is missing.", what)
            return text

        return read

    login = user or answers.ask("User name", given("User name"))
    return login, answers.secret("Password", given("Password"))


def new_password(answers: Answers) -> str:
    """A new password, typed twice. Raises InvalidInput when a script gives a short one or two different ones."""
    from psr_tui.store.vault import check_password

    def checked(text: str) -> str:
        check_password(text)
        return text

    while True:
        first = answers.secret("Password (a short sentence is good)", checked)
        if answers.secret("The same password again", str) == first:
            return first
        if not answers.at_terminal:
            raise InvalidInput("The two passwords are not the same; nothing was made.", "Password")
        print("The two passwords are not the same; type both again.")
