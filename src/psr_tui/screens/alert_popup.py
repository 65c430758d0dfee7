"""An alert pops up once: before anything is done for a patient, it is read (front-desk.md FD-48)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from psr_tui.domain.alerts import Alert
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.dialogs.base import Dialog

if TYPE_CHECKING:
    from psr_tui.desk import Desk
    from psr_tui.screens.flows import Flows

_READ = "Press r when you have read it."


class AlertPopup(Dialog[bool]):
    """Nobody asked for this box: it throws typed-ahead keys away, and only ``r`` says that it was read. F12 closes it
    too; it then pops up again the next time."""

    SCOPES: ClassVar[tuple[str, ...]] = ("alert", "dialog")
    HELP_TEXT = "Read it, then press r. It stays down for you until tomorrow; F12 leaves it for the next time."

    def __init__(self, alerts: Sequence[Alert]) -> None:
        super().__init__("Please read first", unasked=True, legend="r = I have read it   F12 = later")
        self._alerts = tuple(alerts)

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll(id="help-page"):
            for alert in self._alerts:
                yield Static(alert_content(alert), classes="alert")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def on_key(self, event: events.Key) -> None:
        if (event.character or "").lower() == "r":
            event.stop()
            self.finish(True)
        elif event.key == "enter" or event.is_printable:
            event.stop()
            self.refuse(_READ)

    def action_accept(self) -> None:
        self.refuse(_READ)


def alert_content(alert: Alert) -> Content:
    """For whom, the words, and who wrote them when."""
    return Content("\n").join(
        (
            Content.styled(f"{scope_words(alert)} {strip_forbidden(alert.text)}", "bold $text-warning"),
            Content.styled(strip_forbidden(author_words(alert)), "$text-muted"),
        )
    )


def scope_words(alert: Alert) -> str:
    """``!``, ``FAMILY (of Vaj, Mai) !``, ``EVERYBODY !``."""
    if alert.scope == "clinic":
        return "EVERYBODY !"
    if alert.scope == "family":
        return f"FAMILY{f' (of {alert.about})' if alert.about else ''} !"
    return "!"


def author_words(alert: Alert) -> str:
    """``L. Grant, 02/03/2026, until 03/04/2026``."""
    until = f", until {alert.ends_on:%m/%d/%Y}" if alert.ends_on else ""
    return f"{alert.author or 'somebody'}, {alert.since:%m/%d/%Y}{until}"


async def alerts_first(screen: Flows[Any], desk: Desk, patient_id: str) -> None:
    """Pop up what this person has not read today, inside a flow of ``screen``; the patient is open already."""
    due = await desk.ask(desk.alerts.due, patient_id)
    if not due:
        return
    if await screen.open(AlertPopup(due)):
        await desk.act(desk.alerts.read, patient_id, [alert.alert_id for alert in due])
