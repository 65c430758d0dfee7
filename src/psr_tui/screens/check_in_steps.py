"""The steps of check-in as lines to read and digits to press; what the digits do stands in ``check_in``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from psr_tui.domain.check_in import ASK_IDENTITY, Identifier, Item, Outcome, Section
from psr_tui.domain.coverage import Coverage
from psr_tui.domain.languages import language_name
from psr_tui.domain.patients import mrn_text
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.typed_dates import age_words
from psr_tui.services.check_in import CheckInView
from psr_tui.widgets.due_lines import due_lines

TITLES = {
    Section.IDENTITY: "Identity",
    Section.DEMOGRAPHICS: "Demographics",
    Section.COVERAGE: "Coverage",
    Section.FORMS: "Forms",
    Section.PAYMENT: "Payment",
}
MOST_FORMS = 6
"""Papers that get a digit; 7 and 8 refuse and put off."""
Lines = list[tuple[str, str]]
_DUE_LINES = 4  # so that the payment below still fits into 24 rows
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
    """The lines of a step. In Identity the words to ask come first (FD-40)."""
    if section is Section.IDENTITY:
        return _identity(view, shown, chosen)
    if section is Section.DEMOGRAPHICS:
        return _demographics(view, shown)
    if section is Section.COVERAGE:
        return _coverage(view, shown)
    return _forms(view) if section is Section.FORMS else _payment(view, shown)


def choices(view: CheckInView, section: Section) -> list[Choice]:
    """What the digits do in a step, in the order of the legend; 1 is the usual answer."""
    if section is Section.IDENTITY:
        return _identity_choices(view)
    if section is Section.DEMOGRAPHICS:
        return _demographics_choices(view)
    if section is Section.COVERAGE:
        return _coverage_choices(view)
    return _forms_choices(view) if section is Section.FORMS else []


def _settled(view: CheckInView, *items: Item) -> Lines:
    """What was answered, by whom: ``done: two identifiers (name, date of birth), M. Rivera``."""
    said: Lines = []
    for item in items:
        step = view.steps.get(item)
        if step is not None and step.outcome is not Outcome.REOPENED:
            why = f", {step.code}" if step.code else ""
            detail = f" ({_detail(item, step.detail)})" if _detail(item, step.detail) else ""
            said.append((f"✓ {item.value}: {step.outcome.value}{detail}{why}, {step.by}", "$text-success"))
    return said


def _detail(item: Item, detail: str) -> str:
    if item is Item.IDENTITY:
        return ", ".join(Identifier(code).word for code in detail.split())
    return ""


# --- identity -------------------------------------------------------------------------------------------------------


def _identity(view: CheckInView, shown: Privacy, chosen: Sequence[str]) -> Lines:
    person = view.patient.demographics
    phone = person.phones[0].number.display if person.phones else "none on file"
    values = {
        Identifier.NAME: shown.name(person.name.display),
        Identifier.DOB: shown.dob(person.born),
        Identifier.PHONE: shown.phone(phone) if person.phones else phone,
        Identifier.ADDRESS: "" if shown.on else person.address.one_line or "none on file",
        Identifier.MRN: mrn_text(view.patient.mrn),
        Identifier.PHOTO_ID: "compare face and name",
    }
    lines: Lines = [
        (f"Ask: “{ASK_IDENTITY}”", "bold"),
        ("Let them say it; then press the two that match.", ""),
        ("", ""),
    ]
    for digit, kind in enumerate(Identifier, start=1):
        box = "[x]" if kind.value in chosen else "[ ]"
        lines.append((f" {digit} {box} {kind.word:<14} {values[kind]}", ""))
    lines.append(("", ""))
    for alert in view.alerts:
        lines.append((f"! {alert.text} ({alert.author})", "$text-warning"))
    return lines + _settled(view, Item.IDENTITY, Item.ALERTS)


def _identity_choices(view: CheckInView) -> list[Choice]:
    found = [
        Choice(digit, label, "toggle", kind.value)
        for digit, (kind, label) in enumerate(
            zip(Identifier, ("Name", "Birth date", "Phone", "Address", "MRN", "Photo ID"), strict=True), start=1
        )
    ]
    if Item.ALERTS in view.gate.missing:
        found.append(Choice(7, "Alerts read", "alerts"))
    if view.gate.missing:
        found.append(OVERRIDE)
    return found


# --- demographics ---------------------------------------------------------------------------------------------------


def _demographics(view: CheckInView, shown: Privacy) -> Lines:
    person = view.patient.demographics
    lines: Lines = [
        ("Ask: “Are your address, phone and e-mail still the same?”", "bold"),
        ("", ""),
    ]
    lines.append((f"   Address    {'' if shown.on else person.address.one_line or '-'}", ""))
    for phone in person.phones[:2]:
        lines.append((f"   Phone      {shown.phone(phone.number.display)} {phone.kind.value}", ""))
    lines.append((f"   E-mail     {'' if shown.on else person.email or '-'}", ""))
    spoken = language_name(person.language)
    lines.append((f"   Language   {spoken}   interpreter: {view.interpreter or 'not needed'}", ""))
    lines.append(("", ""))
    return lines + _settled(view, Item.DEMOGRAPHICS, Item.INTERPRETER)


def _demographics_choices(view: CheckInView) -> list[Choice]:
    found = [Choice(1, "All the same", "demographics"), Choice(2, "Change", "change_patient")]
    if Item.INTERPRETER in view.items:
        found += [
            Choice(3, "Interpreter here", "interpret", "arranged"),
            Choice(4, "declined", "interpret", "declined"),
        ]
    return [*found, Choice(8, "Put off", "put_off", Item.DEMOGRAPHICS.value)]


# --- coverage -------------------------------------------------------------------------------------------------------


def coverage_words(one: Coverage, day: date, shown: Privacy) -> str:
    """One coverage on one line, always as of the day of the visit (FD-106)."""
    member = "" if shown.on else f" {one.member_id}"
    copay = f", copay {shown.amount(one.copay.dollars)}" if one.copay is not None else ""
    return f"{one.name()}{member}, {one.holds_words(day)}{copay}"


def _coverage(view: CheckInView, shown: Privacy) -> Lines:
    lines: Lines = [("Ask: “May I see your insurance card? Is this still your insurance?”", "bold"), ("", "")]
    if view.self_pay:
        lines.append(("   Self-pay: the patient pays for this visit.", ""))
    elif view.proposed is not None:
        one = view.proposed
        state = "chosen" if view.chosen else "prefilled, not confirmed yet"
        lines += [
            (f"   Payer      {one.name()}   ({state})", ""),
            (f"   Member ID  {'' if shown.on else one.member_id:<20} Group {'' if shown.on else one.group_number}", ""),
            (f"   Holds      {one.holds_words(view.day)}   subscriber {one.relationship}", ""),
            (
                f"   Checked    {one.verified_words(view.day)}",
                "" if not one.needs_verifying(view.day) else "$text-warning",
            ),
            (f"   Copay      {shown.amount(one.copay.dollars) if one.copay is not None else 'not known'}", ""),
        ]
    else:
        lines.append(
            ("   No insurance is in force today: ask for the card (6), or choose self-pay (3).", "$text-warning")
        )
    for one in view.coverages:
        if view.proposed is None or one.coverage_id != view.proposed.coverage_id:
            lines.append((f"   also       {coverage_words(one, view.day, shown)}", "$text-muted"))
    if view.order_clash:
        lines.append(("   Two insurances claim to be the same one in order; ask which comes first.", "$text-warning"))
    lines.append(("", ""))
    return lines + _settled(view, Item.COVERAGE, Item.CARD, Item.ELIGIBILITY)


def _coverage_choices(view: CheckInView) -> list[Choice]:
    found = []
    if view.proposed is not None:
        found += [
            Choice(1, "Card seen", "payer", "card", "This insurance is right and its card was seen"),
            Choice(2, "No card", "payer", "", "This insurance is right; the card is not here"),
        ]
    found.append(Choice(3, "Self-pay", "self_pay", "", "The patient pays for this visit"))
    if len(view.coverages) > (view.proposed is not None):
        found.append(Choice(4, "Another", "another_coverage", "", "Another insurance on file pays for this visit"))
    if view.proposed is not None:
        found.append(
            Choice(5, "Eligibility", "eligibility", "", "Ask the payer, type what it said, or read the answer")
        )
    found.append(Choice(6, "New card", "new_card", "", "Put a card on file that is new or has changed"))
    return [*found, OVERRIDE] if Item.COVERAGE in view.gate.missing else found


# --- forms ----------------------------------------------------------------------------------------------------------


def _forms(view: CheckInView) -> Lines:
    """Every paper keeps its digit whether it is signed or not, so that keys typed ahead hit the right one."""
    lines: Lines = []
    for digit, form in enumerate(view.forms[:MOST_FORMS], start=1):
        words = form.signature.words(view.day) if form.signature else "not signed"
        if form.due:
            lines += [(f" {digit} {form.kind.label}: {words}", "bold"), (f"   Say: “{form.kind.words}”", "")]
        else:
            settled = form.signature is not None
            lines.append((f" {digit} {form.kind.label}: {words}", "$text-success" if settled else "$text-muted"))
    if not any(form.due for form in view.forms):
        lines = [("Every paper that is needed is signed; nothing to ask today.", ""), *lines]
    lines.append(("", ""))
    return lines + _settled(view, Item.SIGNATURES)


def _forms_choices(view: CheckInView) -> list[Choice]:
    forms = view.forms[:MOST_FORMS]
    found = [
        Choice(digit, form.kind.label.partition(" ")[0][:12], "sign", form.kind.code, f"{form.kind.label} was signed")
        for digit, form in enumerate(forms, start=1)
    ]
    if any(form.due for form in forms):
        found += [Choice(7, "Refused", "refuse_form"), Choice(8, "Put off", "put_off", Item.SIGNATURES.value)]
    return found


# --- payment --------------------------------------------------------------------------------------------------------


def _payment(view: CheckInView, shown: Privacy) -> Lines:
    lines: Lines = [
        (f"Say: “Your payment today is {view.proposal.total.dollars}; how would you like to pay?”", "bold")
        if view.proposal.total and not shown.on
        else ("Say how much it is today and ask how the patient would like to pay.", "bold")
    ]
    words = "***" if shown.on else view.proposal.words()
    lines.append((f"   {words}", ""))
    if view.proposal.paid_ahead:
        lines.append(
            (f"   paid ahead {shown.amount(view.proposal.paid_ahead.dollars)}: it pays what is not collected here", "")
        )
    if len(view.payable) > 1 and not shown.on:
        lines += [(line, "") for line in due_lines(view.payable, _DUE_LINES)]
    if view.discount is not None:
        key = (
            f"Ctrl+G takes {shown.amount(view.discount_off.dollars)} off"
            if view.discount_off
            else "nothing to take off"
        )
        lines.append((f"   {view.discount.words}: {key}", "$text-warning" if view.discount_off else ""))
    return lines + _settled(view, Item.COPAY)


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
