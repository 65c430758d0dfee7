"""The form of a phone block (0 and ; on F4): how long, how many, which callbacks. All of it is filled in already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from psr_tui.domain.callback_filter import CallbackFilter, Whose
from psr_tui.domain.clock import local
from psr_tui.domain.languages import LANGUAGES
from psr_tui.domain.typed_blocks import parse_count, parse_span, parse_words
from psr_tui.screens.dialogs.form import ActForm
from psr_tui.screens.flows import Flows
from psr_tui.services.phone_blocks import MOST_GOAL, MOST_RESERVED, BlockForm, NewBlock
from psr_tui.widgets.fields import ChoiceField, Field, NoteField

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_WHOSE = ((Whose.ALL.value, "mine and the pool"), (Whose.MINE.value, "mine"), (Whose.POOL.value, "the pool"))


@dataclass(frozen=True, slots=True)
class _Span:
    """How long, as it was typed and as it was understood."""

    typed: str
    begins: datetime
    ends: datetime


async def new_block(screen: Flows[Any], desk: Desk, later: bool = False) -> str | None:
    """Ask and start or plan it; the sentence for the message line, None when the rep stepped back. Inside a flow."""
    form = await desk.ask(desk.blocks.form)
    command_id = desk.new_id()

    async def act(_box: Flows[Any], typed: dict[str, Any]) -> str:
        return await desk.act(desk.blocks.start, _read(command_id, form, typed))

    title, save = ("Plan a phone block", "Plan") if later else ("Phone block", "Start")
    return await screen.open(ActForm(title, _fields(desk, form), act, values=_values(form, later), save=save))


def _fields(desk: Desk, form: BlockForm) -> list[Widget]:
    def span(typed: str) -> _Span:
        return _Span(typed, *parse_span(typed, desk.clock.now(), desk.tz))

    def echo(read: _Span) -> str:
        return f"{local(read.begins, desk.tz):%H:%M} to {local(read.ends, desk.tz):%H:%M}"

    languages = tuple((one.code, one.english) for one in LANGUAGES.values())
    return [
        Field("How long", "how_long", parse=span, echo=echo, required=True,
              help="Minutes like 60, +1h, or from and to like 12:30-13:30; a start to come plans it."),
        Field("Goal", "goal", parse=lambda typed: parse_count(typed, MOST_GOAL, "Goal"),
              help="So many outcomes; empty or 0 for none."),
        _several("Reasons", "reasons", form.reasons),
        _several("Languages", "languages", languages),
        _several("Providers", "providers", form.providers),
        ChoiceField("Whose", "whose", _WHOSE, required=True, help="Red flags come first whatever is chosen."),
        Field("Keep for me", "reserve", parse=lambda typed: parse_count(typed, MOST_RESERVED, "Keep for me"),
              help="So many of the pool are kept for this block; the end gives them back."),
        NoteField("Note", "note"),
    ]  # fmt: skip


def _several(label: str, field_id: str, options: tuple[tuple[str, str], ...]) -> Field:
    labels = dict(options)
    return Field(
        label, field_id, parse=lambda typed: parse_words(typed, options, label), max_length=120,
        echo=lambda codes: ", ".join(labels.get(code, code).lower() for code in codes),
        help="Empty means all; several with commas between.",
    )  # fmt: skip


def _values(form: BlockForm, later: bool) -> dict[str, Any]:
    """What stands in the form. A provider is shown by name: nobody types ids."""
    names = dict(form.providers)
    planned = "" if later else form.how_long
    return {
        "how_long": planned, "goal": str(form.goal), "reasons": ", ".join(form.only.reasons),
        "languages": ", ".join(form.only.languages), "whose": form.only.whose.value,
        "providers": ", ".join(names.get(one, one) for one in form.only.providers),
        "reserve": str(form.reserve) if form.reserve else "", "note": "" if later else form.note,
    }  # fmt: skip


def _read(command_id: str, form: BlockForm, typed: dict[str, Any]) -> NewBlock:
    only = CallbackFilter(
        Whose(typed["whose"]), typed["reasons"] or (), typed["languages"] or (), typed["providers"] or ()
    )
    return NewBlock(
        command_id, typed["how_long"].typed, typed["goal"] or 0, only, typed["reserve"] or 0, typed["note"] or "",
        form.planned_id,
    )  # fmt: skip
