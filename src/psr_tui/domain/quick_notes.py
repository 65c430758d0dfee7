"""Quick notes: texts a clinic writes once, each in its language; with an outcome one key does both (CC-76)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from psr_tui.domain.languages import LANGUAGES
from psr_tui.domain.text import clean


@dataclass(frozen=True, slots=True)
class QuickNote:
    """``outcome``: the code it saves the call with, '' for a text alone."""

    code: str
    text: str
    language: str
    outcome: str = ""


def quick_note(code: str, text: str, detail: str) -> QuickNote:
    """A note from its row; ``detail`` is the language and, for a macro, the outcome: ``en`` or ``en NAN``."""
    words = detail.split()
    language = words[0] if words and words[0] in LANGUAGES else "en"
    return QuickNote(code, clean(text), language, words[1] if len(words) > 1 else "")


def offered(notes: Iterable[QuickNote], outcomes: Iterable[str]) -> list[QuickNote]:
    """Those that can be used: a note whose outcome does not exist any more is a text alone."""
    known = frozenset(outcomes)
    return [
        note if not note.outcome or note.outcome in known else QuickNote(note.code, note.text, note.language)
        for note in notes
    ]


def of_box(notes: Iterable[QuickNote], outcomes: Iterable[str]) -> list[QuickNote]:
    """Those that fit a box with these outcomes: a call that came in meets no full mailbox."""
    known = frozenset(outcomes)
    return [note for note in notes if not note.outcome or note.outcome in known]


def joined(typed: str, text: str) -> str:
    """The note field after a quick note was taken: behind what was typed, once."""
    before = typed.strip()
    return before if text in before else f"{before} {text}".strip()
