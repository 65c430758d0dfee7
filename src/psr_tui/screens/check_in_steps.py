"""The steps of check-in as lines to read and digits to press; what the digits do stands in ``check_in``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from psr_tui.domain.check_in import RULES, Item, Section
from psr_tui.domain.patients import mrn_text
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.typed_dates import age_words
from psr_tui.screens.check_in_forms import forms, forms_choices
from psr_tui.screens.check_in_lines import Choice, Lines
from psr_tui.screens.check_in_money import payment
from psr_tui.screens.check_in_payer import coverage, coverage_choices
from psr_tui.screens.check_in_person import demographics, demographics_choices, identity, identity_choices
from psr_tui.services.check_in import CheckInView

TITLES = {
    Section.IDENTITY: "Identity",
    Section.DEMOGRAPHICS: "Demographics",
    Section.COVERAGE: "Coverage",
    Section.FORMS: "Forms",
    Section.PAYMENT: "Payment",
}


def step_bar(view: CheckInView, at: Section) -> str:
    """``✓Identity  ▶Coverage   Forms``: where one is, what is settled, how many are left."""
    parts = []
    left = 0
    for section in Section:
        open_ = bool(view.left_in(section))
        left += open_
        mark = "▶" if section is at else " " if open_ else "✓"
        parts.append(f"{mark}{TITLES[section]}")
    return f"{'  '.join(parts)}     {left} of {len(Section)} left"


def read(view: CheckInView, section: Section, shown: Privacy, chosen: Sequence[str]) -> Lines:
    """The lines of a step, and below what stops the check-in here who may pass over it (FD-37)."""
    return [*_lines(view, section, shown, chosen), *_stops(view, section)]


def _stops(view: CheckInView, section: Section) -> Lines:
    ways: dict[str, list[str]] = {}
    for item in view.gate.missing:
        if RULES[item].section is section:
            ways.setdefault(RULES[item].way_out, []).append(RULES[item].words)
    return [(f"Stops: {', '.join(words)} ({way})", "$text-muted") for way, words in ways.items()]


def _lines(view: CheckInView, section: Section, shown: Privacy, chosen: Sequence[str]) -> Lines:
    """In Identity the words to ask come first (FD-40)."""
    if section is Section.IDENTITY:
        return identity(view, shown, chosen)
    if section is Section.DEMOGRAPHICS:
        return demographics(view, shown)
    if section is Section.COVERAGE:
        return coverage(view, shown)
    return forms(view) if section is Section.FORMS else payment(view, shown)


def choices(view: CheckInView, section: Section) -> list[Choice]:
    """What the digits do in a step, in the order of the legend; 1 is the usual answer."""
    if section is Section.IDENTITY:
        return identity_choices(view)
    if section is Section.DEMOGRAPHICS:
        return demographics_choices(view)
    if section is Section.COVERAGE:
        return coverage_choices(view)
    return forms_choices(view) if section is Section.FORMS else []


def who(view: CheckInView, shown: Privacy, today: date) -> tuple[str, ...]:
    """The heading: name alone until two identifiers matched, then birth date, age and MRN too (FD-40). Shorter forms
    follow, without the age, without the MRN, without both; name and birth date always stay."""
    person = view.patient.demographics
    name = shown.name(person.name.display)
    if Item.IDENTITY in view.gate.missing:
        return (name,)
    mrn = f"  MRN {mrn_text(view.patient.mrn)}"
    if person.born is None:
        return f"{name}{mrn}", name
    born = f"{name}  {shown.dob(person.born)}"
    age = f" ({age_words(person.born, today)})"
    return f"{born}{age}{mrn}", f"{born}{mrn}", f"{born}{age}", born
