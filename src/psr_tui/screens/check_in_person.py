"""Check-in, who it is and how to reach them: the lines and digits of Identity and Demographics."""

from __future__ import annotations

from collections.abc import Sequence

from psr_tui.domain.check_in import ASK_IDENTITY, Identifier, Item, Section
from psr_tui.domain.languages import language_name
from psr_tui.domain.patients import mrn_text
from psr_tui.domain.privacy import Privacy
from psr_tui.screens.check_in_lines import OVERRIDE, Choice, Lines, settled
from psr_tui.services.check_in import CheckInView

MOST_ALERTS = 3
_MOST_CARE = 2


def identity(view: CheckInView, shown: Privacy, chosen: Sequence[str]) -> Lines:
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
    for alert in view.alerts[:MOST_ALERTS]:
        until = f", until {alert.ends_on:%m/%d/%Y}" if alert.ends_on else ""
        lines.append((f"! {alert.text} ({alert.author}, {alert.since:%m/%d/%Y}{until})", "$text-warning"))
    if len(view.alerts) > MOST_ALERTS:
        lines.append((f"! and {len(view.alerts) - MOST_ALERTS} more: 7 shows them all", "$text-warning"))
    for other in view.others:
        lines.append((f"Also today: {other.words}, {other.state.word}; a visit of its own.", ""))
    return lines + settled(view, Item.IDENTITY, Item.ALERTS)


def identity_choices(view: CheckInView) -> list[Choice]:
    found = [
        Choice(digit, label, "toggle", kind.value)
        for digit, (kind, label) in enumerate(
            zip(Identifier, ("Name", "Birth date", "Phone", "Address", "MRN", "Photo ID"), strict=True), start=1
        )
    ]
    if Item.ALERTS in view.gate.missing:
        found.append(Choice(7, "Alerts", "alerts", "", "Every alert that stands here was read"))
    if view.gate.missing:
        found.append(OVERRIDE)
    return found


def demographics(view: CheckInView, shown: Privacy) -> Lines:
    person = view.patient.demographics
    lines: Lines = [
        ("Ask: “Are your address, phone and e-mail still the same?”", "bold"),
        ("", ""),
    ]
    lines.append((f"   Address    {'' if shown.on else person.address.one_line or '-'}", ""))
    for phone in person.phones[:2]:
        lines.append((f"   Phone      {shown.phone(phone.number.display)} {phone.kind.value}", ""))
    lines.append((f"   E-mail     {'' if shown.on else person.email or '-'}", ""))
    lines.append((f"   Emergency  {'' if shown.on else view.emergency or 'nobody on file: ask whom to call'}", ""))
    spoken = language_name(person.language)
    lines.append((f"   Language   {spoken}   interpreter: {view.interpreter or 'not needed'}", ""))
    lines += _care(view)
    if view.note:
        lines.append((f"   Note       {view.note}", ""))
    lines.append(("", ""))
    return lines + settled(view, Item.DEMOGRAPHICS, Item.INTERPRETER, Item.LABELS)


def demographics_choices(view: CheckInView) -> list[Choice]:
    found = [Choice(1, "All the same", "demographics"), Choice(2, "Change", "change_patient")]
    if Item.INTERPRETER in view.items:
        found += [
            Choice(3, "Interpreter", "interpret", "arranged", "An interpreter is arranged: how, and the job number"),
            Choice(4, "Declined", "interpret", "declined", "The patient declined an interpreter"),
        ]
    if Item.LABELS in view.items:
        words = " and ".join(view.facts.asks.labels)
        found.append(Choice(5, "Labels", "labels", "", f"Print the {words} labels of this visit"))
    put_off = Choice(8, "Put off", "put_off", Section.DEMOGRAPHICS.value, "Put off what is open here, with a reason")
    return [*found, put_off, Choice(9, "Note", "note", "", "Write or change the arrival note")]


def _care(view: CheckInView) -> Lines:
    """What was done for the person today; the comma adds to it."""
    if not view.care:
        return [("   Care       nothing asked for; , (comma) writes down what is", "$text-muted")]
    return [
        (f"   {'Care' if number == 0 else '':<10} {one.kind.word}: {one.asked}, {one.done}", "$text-accent")
        for number, one in enumerate(view.care[-_MOST_CARE:])
    ]
