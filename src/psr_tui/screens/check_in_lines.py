"""What the steps of check-in are made of: lines to read, digits to press, and how a settled item is told."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.check_in import Identifier, Item, Outcome
from psr_tui.services.check_in import CheckInView

Lines = list[tuple[str, str]]
"""(text, style) of each line; the style is a theme colour or ''."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a digit does in a step: the word for the legend, the method of the screen and its argument; ``words`` say
    it in full for F1 where the legend has no room."""

    digit: int
    label: str
    act: str
    argument: str = ""
    words: str = ""


OVERRIDE = Choice(9, "Override", "override", "", "A supervisor signs to pass over what stops this check-in here")


def settled(view: CheckInView, *items: Item) -> Lines:
    """What was answered, by whom: ``done: two identifiers (name, date of birth), M. Rivera``."""
    said: Lines = []
    for item in items:
        step = view.steps.get(item)
        if step is not None and step.by and step.outcome is not Outcome.REOPENED:
            why = f", {step.code}" if step.code else ""
            detail = _detail(item, step.detail)
            said.append(
                (
                    f"✓ {item.value}: {step.outcome.value}{f' ({detail})' if detail else ''}{why}, {step.by}",
                    "$text-success",
                )
            )
    return said


def _detail(item: Item, detail: str) -> str:
    if item is Item.IDENTITY:
        return ", ".join(Identifier(code).word for code in detail.split())
    return detail.replace("_", " ") if item in (Item.INTERPRETER, Item.LABELS, Item.SENT) else ""
