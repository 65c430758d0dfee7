"""Words with placeholders that go to patients: checked when they are loaded, and again when they are filled.

A text may lie open on a telephone in any hand, so it says as little as a voicemail: nothing clinical, no amount, no
reason that tells of care (``domain/message_privacy.py``; call-center.md CC-75, CC-76, CC-82). One row a version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from psr_tui.domain.contacts import Channel, Purpose
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.languages import LANGUAGES, language_name
from psr_tui.domain.message_privacy import check_discreet
from psr_tui.domain.text import clean

LONGEST_BODY = 4000
LONGEST_SUBJECT = 120
ENGLISH = "en"


class Way(StrEnum):
    """How a message goes out; the value is the stored code."""

    TEXT = "text"
    PORTAL = "portal"
    LETTER = "letter"

    @property
    def channel(self) -> Channel:
        """The channel a patient allows or forbids."""
        return _CHANNELS[self]

    @property
    def word(self) -> str:
        return {Way.TEXT: "text", Way.PORTAL: "portal message", Way.LETTER: "letter"}[self]


_CHANNELS = {Way.TEXT: Channel.TEXT, Way.PORTAL: Channel.PORTAL, Way.LETTER: Channel.MAIL}

VARIABLES: Mapping[str, str] = {
    "patient.first_name": "the patient's name",
    "patient.full_name": "the patient's whole name",
    "practice.name": "the clinic's neutral name",
    "practice.phone": "the clinic's telephone number",
    "practice.address": "the clinic's address",
    "rep.name": "who writes",
    "today": "the day",
    "appointment.date": "a booked visit",
    "appointment.time": "a booked visit",
    "appointment.provider": "a booked visit with a name",
}
"""What a template may name, and what it needs, in words. Nothing clinical and no amount is among them."""
_OF_A_VISIT = frozenset(name for name in VARIABLES if name.startswith("appointment."))
_IN_A_TEXT = frozenset(
    ("patient.first_name", "practice.name", "practice.phone", "rep.name", "appointment.date", "appointment.time")
)


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a text for one channel in one language. ``number`` counts versions from 1."""

    code: str
    way: Way
    language: str
    label: str
    purpose: Purpose
    body: str
    subject: str = ""
    number: int = 1
    active: bool = True

    @property
    def name(self) -> str:
        """``call_us (text, en)``: how a sentence names it."""
        return f"{self.code} ({self.way.value}, {self.language})"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A template for one patient. ``instead``: the language nobody wrote it in, so that it is English; '' when none."""

    template: Template
    instead: str = ""

    @property
    def flag(self) -> str:
        """For the preview: that the patient reads another language."""
        return f"in English: there are no {language_name(self.instead)} words" if self.instead else ""


def placeholders(text: str, name: str = "The message") -> Iterator[str]:
    """What stands in braces, in order. Raises InvalidInput, with the line, for a brace without its other half."""
    opened = -1
    for place, letter in enumerate(text):
        if letter == "{":
            if opened >= 0:
                break
            opened = place
        elif letter == "}":
            if opened < 0:
                break
            yield text[opened + 1 : place]
            opened = -1
    else:
        if opened < 0:
            return
        place = opened
    line = text.count("\n", 0, place) + 1
    raise InvalidInput(f"{name}: a brace in line {line} stands alone; write placeholders as {{patient.first_name}}.")


def checked(one: Template) -> Template:
    """The template, when it can be used as it stands. Raises InvalidInput naming it, what is wrong, and the way out."""
    if not one.code.replace("_", "").isalnum() or not one.code.isascii() or len(one.code) > 40:
        raise InvalidInput(f"Code {clean(one.code, 40)!r}: use letters, digits and _ only, for example call_us.")
    if one.language not in LANGUAGES:
        raise InvalidInput(f"{one.name}: {clean(one.language, 20)!r} is no language we know; write a code such as es.")
    if not one.label.strip() or not one.body.strip():
        raise InvalidInput(f"{one.name}: it needs a label and words.")
    if len(one.body) > LONGEST_BODY or len(one.subject) > LONGEST_SUBJECT:
        raise InvalidInput(f"{one.name}: at most {LONGEST_SUBJECT} letters of subject and {LONGEST_BODY} of words fit.")
    if one.way is Way.TEXT and one.subject:
        raise InvalidInput(f"{one.name}: a text has no subject; take it out.")
    if one.way is Way.PORTAL and not one.subject.strip():
        raise InvalidInput(f"{one.name}: a portal message needs a subject.")
    for variable in (*placeholders(one.subject, one.name), *placeholders(one.body, one.name)):
        _check_known(one, variable)
    check_discreet(one.name, one.way is Way.TEXT, one.purpose, one.subject, one.body)
    return one


def _check_known(one: Template, variable: str) -> None:
    if variable not in VARIABLES:
        near = get_close_matches(variable.strip().casefold(), VARIABLES, 1)
        hint = f"did you mean {{{near[0]}}}?" if near else f"there are {', '.join(VARIABLES)}."
        raise InvalidInput(f"{one.name}: {{{clean(variable, 40)}}} does not exist; {hint}")
    if variable in _OF_A_VISIT and one.purpose is not Purpose.APPOINTMENT:
        raise InvalidInput(f"{one.name}: {{{variable}}} belongs into messages about appointments only.")
    if one.way is Way.TEXT and variable not in _IN_A_TEXT:
        raise InvalidInput(f"{one.name}: {{{variable}}} may not stand in a text; anybody may read it on the telephone.")


def fill(one: Template, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and words with every placeholder replaced once: braces in a name stay as they are.

    Raises InvalidInput for what ``checked`` refuses and for a value that is missing, in words a rep can act on.
    """
    checked(one)
    return _filled(one, one.subject, values), _filled(one, one.body, values)


def _filled(one: Template, text: str, values: Mapping[str, str]) -> str:
    parts, rest = [], text
    for variable in placeholders(text, one.name):
        value = clean(values.get(variable, ""))
        if not value:
            raise InvalidInput(f"{one.label} needs {VARIABLES[variable]}, which is not there; choose another message.")
        before, _, rest = rest.partition(f"{{{variable}}}")
        parts += [before, value]
    return "".join((*parts, rest))


def choose(templates: Iterable[Template], code: str, way: Way, language: str) -> Chosen | None:
    """The newest version in use, in the language the patient reads, else in English; None when there is neither."""
    found: dict[str, Template] = {}
    for one in templates:
        if one.code == code and one.way is way and one.language in (language, ENGLISH):
            known = found.get(one.language)
            if known is None or one.number > known.number:
                found[one.language] = one
    in_use = {spoken: one for spoken, one in found.items() if one.active}
    if language in in_use:
        return Chosen(in_use[language])
    return Chosen(in_use[ENGLISH], language) if ENGLISH in in_use else None
