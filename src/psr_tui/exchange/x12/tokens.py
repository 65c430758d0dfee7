"""Bytes into segments: the delimiters of each ISA are found, nothing is believed and nothing raises.

Rules of standards.md 1.2: byte-order mark and indentation go; the element separator is the character after ``ISA``;
sixteen of them are counted, then come the component separator and the terminator (CR, LF, CRLF and 0x1D occur). The
repetition separator is ISA11, when that is neither letter nor digit. One pass, so a large file costs what its size is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from psr_tui.domain.eligibility import Delimiters, ReadWarning
from psr_tui.domain.text import FORBIDDEN

LARGEST_BYTES = 16_000_000
MOST_SEGMENTS = 200_000
LONGEST_SEGMENT = 10_000
MOST_WARNINGS = 100
ISA_LENGTH = 105
_ISA_ELEMENTS = 16
_LONGEST_ISA = 400
_FARTHEST_ISA = 100_000  # so far into a file the first ISA is looked for
_EMBEDDED = re.compile(r"ISA([^\w\s])..\1.{10}\1..\1.{10}\1..\1")
_BLANKS = " \t\r\n\ufeff\x00"
_SKIP = re.compile(f"[{_BLANKS}]*")
_OTHER_CHARSETS = (
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    ("ISA".encode("utf-16-le"), "utf-16-le"),
    ("ISA".encode("utf-16-be"), "utf-16-be"),
    ("ISA".encode("cp037"), "cp037"),  # EBCDIC, from a mainframe
)


class Notes:
    """Warnings as they are found: each once, and no more than a list can hold."""

    def __init__(self) -> None:
        self._found: dict[ReadWarning, None] = {}
        self._more = False

    def add(self, name: str, text: str) -> None:
        if len(self._found) < MOST_WARNINGS:
            self._found.setdefault(ReadWarning(name, FORBIDDEN.sub("?", text)))
        else:
            self._more = True

    def all(self) -> tuple[ReadWarning, ...]:
        if self._more:
            more = ReadWarning("more-warnings", f"There was more to warn of than the first {MOST_WARNINGS}.")
            return (*self._found, more)
        return tuple(self._found)


class Segment:
    """One segment: ``at(n)`` is its element of that number, empty when it is not there; ``at(0)`` its id."""

    __slots__ = ("elements", "marks")

    def __init__(self, elements: Sequence[str], marks: Delimiters) -> None:
        self.elements = elements
        self.marks = marks

    @property
    def name(self) -> str:
        return self.elements[0]

    def raw(self, number: int) -> str:
        """As sent, blanks included."""
        return self.elements[number] if number < len(self.elements) else ""

    def at(self, number: int) -> str:
        """Fit to be shown: without blanks around it and without characters that steer a terminal."""
        text = self.raw(number)
        return text if text.isalnum() and text.isascii() else FORBIDDEN.sub("", text).strip()

    def repeats(self, number: int) -> tuple[str, ...]:
        """The repetitions of an element, empty ones left out."""
        mark, text = self.marks.repetition, self.at(number)
        return tuple(part.strip() for part in (text.split(mark) if mark else [text]) if part.strip())


def decode(raw: bytes, notes: Notes) -> str:
    """The text of a file: UTF-8, else what its bytes look like, with a warning."""
    if len(raw) > LARGEST_BYTES:
        notes.add("too-large", f"The file is larger than {LARGEST_BYTES:,} bytes; only the beginning was read.")
        raw = raw[:LARGEST_BYTES]
    for start, charset in _OTHER_CHARSETS:
        if raw.startswith(start):
            notes.add("wrong-charset", "The file is not in plain text; it was read all the same. Look at the names.")
            return raw.decode(charset, errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(raw) - 3 and error.reason == "unexpected end of data":  # cut off inside a letter
            return raw[: error.start].decode("utf-8-sig")
        notes.add("wrong-charset", "The file is not UTF-8; it was read as Windows text. Look at names with accents.")
        return raw.decode("cp1252", errors="replace")


def segments(text: str, notes: Notes) -> Iterator[Segment]:
    """Every segment from the first ISA on. Yields nothing when there is no whole ISA (the caller names the failure)."""
    start = _first_isa(text, 0)
    if start < 0:
        return
    if text[:start].strip(_BLANKS):
        notes.add("text-before-isa", "There is text before the ISA; it was passed over.")
    for number, (piece, marks, ended) in enumerate(_pieces(text, start)):
        if number >= MOST_SEGMENTS:
            notes.add("too-many-segments", f"Only the first {MOST_SEGMENTS:,} segments were read.")
            return
        if not ended and not piece.startswith("IEA"):
            notes.add("truncated", "The file ends in the middle of a segment; what is missing is not known.")
        if len(piece) > LONGEST_SEGMENT:
            notes.add("segment-too-long", "A segment is far too long; only its beginning was read.")
            piece = piece[:LONGEST_SEGMENT]
        if not (piece.isascii() and piece.isprintable()) and FORBIDDEN.search(piece):
            notes.add("control-characters", "There are control characters inside the values; they are not shown.")
        if piece.startswith("ISA") and marks.isa_length == len(piece):
            _judge_isa(marks, notes)
        yield Segment(piece.split(marks.element), marks)


def _pieces(text: str, at: int) -> Iterator[tuple[str, Delimiters, bool]]:
    """The text of each segment, the delimiters in force, and whether its end was there."""
    marks: Delimiters | None = None
    while (at := _skip_blanks(text, at)) < len(text):
        if text.startswith("ISA", at) and (found := delimiters_at(text, at)) is not None:
            marks = found
            end = at + marks.isa_length
            yield text[at:end], marks, True
            at = end + 1
            continue
        if marks is None:
            return
        # Looked for close by first: a terminator that never comes must not make every step cost the whole file.
        end = text.find(marks.terminator, at, at + LONGEST_SEGMENT)
        stop = end if end >= 0 else min(len(text), at + LONGEST_SEGMENT)
        if (joined := _EMBEDDED.search(text, at + 1, stop)) and delimiters_at(text, joined.start()) is not None:
            # A file cut off and joined to the next: the second ISA stands inside a segment.
            yield text[at : joined.start()].strip(_BLANKS), marks, False
            at = joined.start()
            continue
        if end < 0:
            end = text.find(marks.terminator, stop)
            stop = end if end >= 0 else len(text)
        if piece := text[at:stop].strip(_BLANKS):
            yield piece, marks, end >= 0
        at = stop + 1


def _skip_blanks(text: str, at: int) -> int:
    found = _SKIP.match(text, at)
    return found.end() if found else at


def _first_isa(text: str, at: int) -> int:
    while (at := text.find("ISA", at, _FARTHEST_ISA)) >= 0:
        if delimiters_at(text, at) is not None:
            return at
        at += 3
    return -1


def delimiters_at(text: str, at: int) -> Delimiters | None:
    """The delimiters that the ISA at this place names, or None when it is no whole ISA."""
    head = text[at : at + _LONGEST_ISA]
    element = head[3:4]
    if not element or element.isalnum() or element.isspace() or element in _BLANKS:
        return None
    ends: list[int] = []
    place = -1
    while len(ends) < _ISA_ELEMENTS:
        if (place := head.find(element, place + 1)) < 0:
            return None
        ends.append(place)
    repetition = head[ends[10] + 1 : ends[11]].strip()
    component, terminator = head[ends[-1] + 1 : ends[-1] + 2], head[ends[-1] + 2 : ends[-1] + 3]
    length = ends[-1] + 2
    if not component or component.isalnum() or element in (component, terminator):
        return None
    if (
        not terminator
        or terminator.isalnum()
        or terminator == component
        or _component_missing(head, ends[-1] + 1, component)
    ):
        component, terminator, length = "", component, length - 1
    plain = len(repetition) == 1 and not repetition.isalnum()
    return Delimiters(element, component, repetition if plain else "", terminator, length)


def _component_missing(head: str, at: int, sign: str) -> bool:
    """ISA16 is empty when the sign after it is followed by a new line and also stands at the end of that line."""
    rest = head[at + 1 :]
    if rest[:1] not in ("\r", "\n"):
        return False
    line = rest.lstrip("\r\n").split("\n", 1)[0].split("\r", 1)[0]
    return line.endswith(sign) and not sign.isspace()


def _judge_isa(marks: Delimiters, notes: Notes) -> None:
    if marks.isa_length != ISA_LENGTH:
        notes.add("isa-length", f"ISA is {marks.isa_length} characters long, {ISA_LENGTH} expected.")
    if not marks.component:
        notes.add("isa-component", "The ISA does not name its component separator.")


def segment_text(elements: Sequence[str], marks: Delimiters) -> str:
    """The way back: one segment as it stands in a file, with its terminator. Values are written as they are."""
    return marks.element.join(elements) + marks.terminator
