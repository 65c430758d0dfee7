"""Labels of a patient: what stands on a specimen, chart, address or appointment label and on a wristband (FD-154).

Documents carry the legal name, whole (FD-59). A label is made here without knowing how large it is;
``label_fit.py`` sets it on paper. Times are the clinic's own, converted by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.label_kinds import LabelKind
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import Address, Patient, Sex, mrn_text
from psr_tui.domain.text import clean, clean_note

MOST_COPIES = 60  # twice the common sheet; more is a slip of the finger
LONGEST_SPECIMEN_NUMBER = 20
_SPECIMEN_NUMBER = re.compile(rf"[0-9A-Za-z][0-9A-Za-z./-]{{0,{LONGEST_SPECIMEN_NUMBER - 1}}}")
_BARCODE = re.compile(r"[0-9A-Z-]{1,20}")
_SEX = {Sex.FEMALE: "F", Sex.MALE: "M", Sex.OTHER: "X", Sex.UNKNOWN: "unknown"}
_LONGEST_PREPARATION = 120  # the slip has the whole text; a label is a reminder


@dataclass(frozen=True, slots=True)
class LabelLine:
    """One line before it is set on paper. ``big``: drawn larger where there is room. ``whole``: an identifier, a time
    or a place, never shortened; the others may be, visibly. ``beside``: may share a line with one like it."""

    text: str
    big: bool = False
    whole: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A label: its lines from the top, what its Code 128 barcode says ('' for none), and how many of it."""

    kind: LabelKind
    lines: tuple[LabelLine, ...]
    barcode: str = ""
    copies: int = 1

    def __post_init__(self) -> None:
        if self.barcode and not _BARCODE.fullmatch(self.barcode):
            raise ValueError("a barcode holds capital letters, digits and hyphens")

    def in_letters(self, change: Callable[[str], str]) -> Label:
        """The label with every line in letters that its printer has."""
        return replace(self, lines=tuple(replace(line, text=change(line.text).strip()) for line in self.lines))


@dataclass(frozen=True, slots=True)
class NextVisit:
    """A visit as its label and slip tell of it: never its specialty or its reason."""

    starts: datetime
    provider: str
    place: str
    preparation: str = ""
    phone: str = ""


def checked_copies(copies: int) -> int:
    """Raises InvalidInput unless 1 to MOST_COPIES."""
    if not 1 <= copies <= MOST_COPIES:
        raise InvalidInput(f"Copies: 1 to {MOST_COPIES} can be printed at once.", "Copies")
    return copies


def checked_specimen_number(typed: str) -> str:
    """The number as it is printed, '' for none. Raises InvalidInput for other signs than those of such numbers."""
    text = clean(typed, 200)
    if text and not _SPECIMEN_NUMBER.fullmatch(text):
        raise InvalidInput(
            f"Specimen number: at most {LONGEST_SPECIMEN_NUMBER} letters, digits, dots, hyphens and slashes; "
            "for example S26-0147.",
            "Specimen number",
        )
    return text.upper()


def full_name(name: PatientName) -> str:
    """The legal name, complete: ``García Jr, José Luis``; a single name alone."""
    return clean(name.listed, 400).rstrip(", ")


def specimen_label(patient: Patient, number: str = "", collected: datetime | None = None) -> Label:
    """Two identifiers and more, then when it was taken and by whom: blanks to be written in unless it was now."""
    when = f"{collected:%m/%d/%Y %H:%M}" if collected else "__/__/____ __:__"
    lines = [_name_line(patient), _born_line(patient), _mrn_line(patient)]
    if number := checked_specimen_number(number):
        lines.append(_fact(f"Specimen {number}"))
    lines += [_fact(f"Coll. {when}"), _fact("By ______")]
    return Label(LabelKind.SPECIMEN, tuple(lines), mrn_text(patient.mrn))


def chart_label(patient: Patient) -> Label:
    """Who the folder belongs to."""
    lines = (_name_line(patient), _born_line(patient), _mrn_line(patient))
    return Label(LabelKind.CHART, lines, mrn_text(patient.mrn))


def wristband(patient: Patient) -> Label:
    """The band that says who is wearing it."""
    lines = (_name_line(patient), _born_line(patient), _mrn_line(patient))
    return Label(LabelKind.WRISTBAND, lines, mrn_text(patient.mrn))


def address_label(name: PatientName, address: Address) -> Label:
    """Lines as the post office wants them, each as it was typed. Raises InvalidInput without street, or without a
    place for it to be in."""
    place = " ".join(part for part in (address.city, address.state, address.zip_code) if part)
    if not address.street or not (address.city or address.zip_code):
        raise InvalidInput("The address is not complete; add street, city and ZIP to the record first.", "Address")
    typed = (address.street, address.street2, place)
    lines = [LabelLine(clean(text, 400), whole=True) for text in typed if text]
    return Label(LabelKind.ADDRESS, (LabelLine(clean(name.spoken, 400)), *lines))


def appointment_label(name: PatientName, visit: NextVisit) -> Label:
    """When and where, and what to mind; no barcode, and nothing of what it is for."""
    lines = [LabelLine(full_name(name)), LabelLine(visit_time(visit.starts), big=True, whole=True)]
    lines += [LabelLine(clean(text, 200)) for text in (with_whom(visit.provider), visit.place, visit.phone) if text]
    if visit.preparation:
        lines.append(LabelLine(in_short(visit.preparation)))
    return Label(LabelKind.APPOINTMENT, tuple(lines))


def trial_label(copies: int) -> Label:
    """A label that shows whether letters, edges and barcode are right. The same every time."""
    lines = (
        LabelLine("TEST LABEL", big=True),
        LabelLine("Nguyễn Łukasz Peña"),
        _fact("DOB 01/22/1957"),
        _fact("MRN 123456"),
    )
    return Label(LabelKind.CHART, lines, "123456", copies)


def visit_time(starts: datetime) -> str:
    """``Tue 03/10/2026 2:05 pm``: the weekday, and the clock as patients read it."""
    hour = starts.hour % 12 or 12
    return f"{starts:%a %m/%d/%Y} {hour}:{starts:%M} {'am' if starts.hour < 12 else 'pm'}"


def with_whom(provider: str) -> str:
    """``with Ana Lee, MD``."""
    return f"with {provider}" if provider else ""


def in_short(text: str, longest: int = _LONGEST_PREPARATION) -> str:
    """The first words of a text, an ellipsis where there was more."""
    whole = clean(clean_note(text).replace("\n", " "), 4000)
    if len(whole) <= longest:
        return whole
    kept = whole[: longest - 1]
    if whole[longest - 1] != " " and " " in kept:
        kept = kept.rsplit(" ", 1)[0]
    return kept.rstrip(" ,;.") + "…"


def _name_line(patient: Patient) -> LabelLine:
    return LabelLine(full_name(patient.demographics.name), big=True)


def _born_line(patient: Patient) -> LabelLine:
    person = patient.demographics
    estimated = " (estimated)" if person.born and person.born_estimated else ""
    return _fact(f"DOB {_day(person.born)}{estimated} Sex {_SEX[person.sex]}")


def _mrn_line(patient: Patient) -> LabelLine:
    return _fact(f"MRN {mrn_text(patient.mrn)}")


def _fact(text: str) -> LabelLine:
    return LabelLine(text, whole=True, beside=True)


def _day(born: date | None) -> str:
    return f"{born:%m/%d/%Y}" if born else "unknown"
