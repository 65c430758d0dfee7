"""What a patient takes home: after-visit sheet, referral slip, appointment slip, survey slip (front-desk.md FD-136).

Data in, text out, on 42 columns for a receipt printer and on 80 for a letter. The desk greets by the preferred name,
documents carry the legal one (FD-59). Times are the clinic's own, converted by the caller. The estimate letter stands
in ``estimate_letter.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from psr_tui.domain.labels import NextVisit, visit_time, with_whom
from psr_tui.domain.paper import WIDTH, centre, rule, wrap
from psr_tui.domain.text import clean, clean_note

LETTER_WIDTH = 80
"""Columns of a letter on US Letter paper."""


@dataclass(frozen=True, slots=True)
class PaperHead:
    """Who the paper is from. ``neutral_name`` gives no specialty away."""

    name: str
    neutral_name: str
    address: str = ""
    phone: str = ""
    training: bool = False


@dataclass(frozen=True, slots=True)
class AfterVisit:
    """What happened and what comes next. ``greeted``: the name in use; ``balance`` and ``instructions`` are words."""

    TITLE: ClassVar[str] = "AFTER YOUR VISIT"
    greeted: str
    legal_name: str
    on: date
    provider: str = ""
    instructions: tuple[str, ...] = ()
    next_visits: tuple[NextVisit, ...] = ()
    balance: str = ""
    survey_link: str = ""

    @property
    def link(self) -> str:
        return self.survey_link

    def body(self, head: PaperHead, width: int) -> list[str]:
        lines = wrap(f"Thank you for coming, {self.greeted}.", width)
        lines += ["", *fact("Patient", self.legal_name, width), *fact("Visit", f"{self.on:%a %m/%d/%Y}", width)]
        lines += fact("With", self.provider, width)
        if self.instructions:
            lines += [rule(width), "What to do now", *points(self.instructions, width)]
        if self.next_visits:
            lines += [rule(width), "Your next visits"]
            for visit in self.next_visits:
                lines += ["", *visit_lines(visit, width)]
        if self.balance:
            lines += [rule(width), *wrap(self.balance, width)]
        lines += [rule(width), *wrap(_questions(head), width)]
        return [*lines, "", *survey_lines(self.survey_link, width)] if self.survey_link else lines


@dataclass(frozen=True, slots=True)
class ReferralSlip:
    """Where somebody is sent, to be handed over. ``valid_until`` and ``visits`` are of the payer's authorisation."""

    TITLE: ClassVar[str] = "REFERRAL"
    link: ClassVar[str] = ""
    legal_name: str
    born: date | None
    on: date
    referred_by: str
    referred_to: str
    address: str = ""
    phone: str = ""
    fax: str = ""
    reason: str = ""
    payer: str = ""
    authorisation: str = ""
    visits: int | None = None
    valid_until: date | None = None
    note: str = ""

    def body(self, head: PaperHead, width: int) -> list[str]:
        born = f"{self.born:%m/%d/%Y}" if self.born else "unknown"
        lines = [*fact("Patient", self.legal_name, width), *fact("DOB", born, width)]
        lines += [*fact("Date", f"{self.on:%m/%d/%Y}", width), *fact("From", self.referred_by, width), rule(width)]
        for label, text in (("To", self.referred_to), ("Address", self.address), ("Phone", self.phone),
                            ("Fax", self.fax), ("For", self.reason)):  # fmt: skip
            lines += fact(label, text, width)
        allowed = [f"{self.visits} visit{'' if self.visits == 1 else 's'}"] if self.visits is not None else []
        allowed += [f"until {self.valid_until:%m/%d/%Y}"] if self.valid_until else []
        of_payer = (("Payer", self.payer), ("Number", self.authorisation), ("Allowed", ", ".join(allowed)))
        if any(text for _, text in of_payer):
            lines += [rule(width), *(line for label, text in of_payer for line in fact(label, text, width))]
        if self.note:
            lines += [rule(width), *paragraphs(self.note, width)]
        ask = "Call them to make the appointment, and take this slip and your insurance card along. "
        return [*lines, rule(width), *wrap(ask + _questions(head), width)]


@dataclass(frozen=True, slots=True)
class AppointmentSlip:
    """A visit to come, with what to do before (FD-78) and when to be there (FD-85). It never names a specialty or a
    reason: it lies on kitchen tables."""

    TITLE: ClassVar[str] = "YOUR APPOINTMENT"
    link: ClassVar[str] = ""
    legal_name: str
    visit: NextVisit
    arrive_minutes_before: int = 0
    bring: tuple[str, ...] = ()

    def body(self, head: PaperHead, width: int) -> list[str]:
        lines = [*fact("Patient", self.legal_name, width), "", *visit_lines(self.visit, width)]
        if self.arrive_minutes_before > 0:
            lines += wrap(f"Please be there {self.arrive_minutes_before} minutes before.", width)
        if self.bring:
            lines += ["", "Please bring", *points(self.bring, width)]
        phone = self.visit.phone or head.phone
        late = "If you cannot come, tell us as early as you can, so that somebody else can have the time"
        return [*lines, rule(width), *wrap(f"{late}: {phone}." if phone else f"{late}.", width)]


@dataclass(frozen=True, slots=True)
class SurveySlip:
    """Where to say how it was; the link is text here, and a QR code where there is a PDF."""

    TITLE: ClassVar[str] = "HOW WAS YOUR VISIT?"
    greeted: str
    survey_link: str

    @property
    def link(self) -> str:
        return self.survey_link

    def body(self, head: PaperHead, width: int) -> list[str]:
        return [*wrap(f"Thank you for coming, {self.greeted}.", width), "", *survey_lines(self.survey_link, width)]


def paper_page(
    head: PaperHead, title: str, body: Callable[[PaperHead, int], list[str]], width: int = WIDTH, neutral: bool = False
) -> str:
    """One paper as text: who it is from, its title, its lines. The same data gives the same text."""
    lines = centre(head.neutral_name if neutral else head.name, width)
    for text in (head.address, head.phone):
        lines += centre(text, width) if text else []
    if head.training:
        lines += centre("TRAINING - NOT A REAL PAPER", width)
    lines += ["", *centre(title, width), "", *body(head, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def fact(label: str, text: str, width: int) -> list[str]:
    """``label`` and its text, which goes on under itself; nothing without a text."""
    before = f"{label:<8} "
    lines = wrap(text, width - len(before))
    return [(before if at == 0 else " " * len(before)) + line for at, line in enumerate(lines)]


def points(texts: Iterable[str], width: int) -> list[str]:
    """Each text as a point of a list, its further lines under its first."""
    return [
        ("- " if at == 0 else "  ") + line
        for text in texts
        for at, line in enumerate(wrap(clean_note(text).replace("\n", " "), width - 2))
    ]


def paragraphs(text: str, width: int) -> list[str]:
    """A note in its own lines."""
    return [line for part in clean_note(text).split("\n") for line in wrap(part, width) or [""]]


def visit_lines(visit: NextVisit, width: int) -> list[str]:
    """A visit to come: when, with whom, where, what to do before."""
    lines = [visit_time(visit.starts)]
    for text in (with_whom(visit.provider), visit.place):
        lines += wrap(text, width)
    if visit.preparation:
        lines += ["Before you come", *(f"  {line}" for line in paragraphs(visit.preparation, width - 2))]
    return lines


def survey_lines(link: str, width: int) -> list[str]:
    """The question, and the link in a line of its own as long as it is short enough."""
    ask = "Tell us how it was; it takes two minutes:"
    return [*wrap(ask, width), *wrap(clean(link), width)]


def _questions(head: PaperHead) -> str:
    return f"Questions? Call us: {head.phone}." if head.phone else "Questions? Ask us at the desk."
