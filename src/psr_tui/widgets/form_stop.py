"""What a form stops at: the part every field, check box and choice shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widget import Widget

if TYPE_CHECKING:
    from psr_tui.domain.errors import InvalidInput
    from psr_tui.widgets.form import Form


def spoken(label: str) -> str:
    """A field's name as a message says it: without the star that marks it as needed."""
    return label.removesuffix(" *")


class FormStop(Widget):
    """One stop of a form. ``field_id`` names it in ``values()`` and drafts, ``label`` on the screen, ``help_text`` is
    what F1 says."""

    field_id: str = ""
    label: str = ""
    help_text: str = ""
    prefilled: bool = False
    """Filled in by the program, not by the rep; marked so on the screen until it is edited."""
    prefilled_as: str = "prefilled"
    """The word that marks it."""
    kept_in_draft: bool = True
    repeats: bool = False
    """Whether ``=`` brings the last value back."""

    @property
    def form(self) -> Form | None:
        """The form this stop is in."""
        from psr_tui.widgets.form import Form

        return next((widget for widget in self.ancestors if isinstance(widget, Form)), None)

    @property
    def parsed(self) -> Any:
        """The value as the rest of the program knows it; None when nothing is filled in.

        Raises: InvalidInput with the rule and an example.
        """
        raise NotImplementedError

    @property
    def raw(self) -> str:
        """What is needed to show this again: the text of a draft."""
        raise NotImplementedError

    @property
    def dirty(self) -> bool:
        """Whether the rep changed it since it was loaded."""
        raise NotImplementedError

    @property
    def warning(self) -> str:
        """What the rep should know about the value and what does not block; "" for nothing."""
        return ""

    def load(self, value: Any, *, prefilled: bool = False) -> None:
        """Show a value without saying that it changed; a ``str`` is taken as if typed."""
        raise NotImplementedError

    def settle(self) -> bool:
        """Read and echo what was typed; True when it is something else than when it was last left."""
        return False

    def leave(self) -> None:
        """The cursor goes elsewhere: settle, and tell the form what is wrong or worth knowing."""

    def point_at(self, problem: InvalidInput) -> None:
        """Put the cursor inside this stop where ``problem`` is."""

    def restore(self, raw: str) -> None:
        """Show the text of a draft; it counts as changed where it differs from what was loaded."""
        raise NotImplementedError
