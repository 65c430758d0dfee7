"""Check-in, what is signed and read out: the lines and digits of Forms."""

from __future__ import annotations

import textwrap

from psr_tui.domain.check_in import Item, Section
from psr_tui.screens.check_in_lines import Choice, Lines, settled
from psr_tui.services.check_in import CheckInView

MOST_FORMS = 6
"""Papers that get a digit; 7 and 8 decline and put off."""
_ROOM = 17  # lines of a step at 24 rows
_POLICY_LINES = 4
_WIDTH = 74


def forms(view: CheckInView) -> Lines:
    """Every paper keeps its digit whether it is signed or not, so that keys typed ahead hit the right one."""
    said = settled(view, Item.SIGNATURES, Item.FORMS, Item.POLICY, Item.SENT)
    policy = _policy(view)
    due = sum(form.due for form in view.forms[:MOST_FORMS])
    speak = due + len(view.forms) + len(policy) + len(said) < _ROOM
    lines: Lines = []
    for digit, form in enumerate(view.forms[:MOST_FORMS], start=1):
        words = form.signature.words(view.day) if form.signature else "not signed"
        version = f" (version {form.kind.version})" if form.kind.version > 1 else ""
        if form.due:
            lines.append((f" {digit} {form.kind.label}{version}: {words}", "bold"))
            lines += [(f"   Say: “{form.kind.words}”", "")] if speak else []
        else:
            settled_ = form.signature is not None
            lines.append((f" {digit} {form.kind.label}: {words}", "$text-success" if settled_ else "$text-muted"))
    if not any(form.due for form in view.forms):
        lines = [("Every paper that is needed is signed; nothing to ask today.", ""), *lines]
    if view.minor:
        lines.append(("   A minor: a parent or guardian signs, and is named.", "$text-warning"))
    return [*lines, ("", ""), *policy, *said]


def _policy(view: CheckInView) -> Lines:
    """The clinic's financial policy as it is read aloud, until it was."""
    if not view.policy or Item.POLICY in view.steps:
        return []
    lines = textwrap.wrap(view.policy, _WIDTH)[:_POLICY_LINES]
    return [("Read aloud, then 9:", "bold"), *((f"   {line}", "") for line in lines), ("", "")]


def forms_choices(view: CheckInView) -> list[Choice]:
    """The digits of Forms: papers first."""
    shown = view.forms[:MOST_FORMS]
    room = 12 if len(shown) <= 3 else 4
    found = [
        Choice(digit, form.kind.label.partition(" ")[0][:room], "sign", form.kind.code, f"{form.kind.label} was signed")
        for digit, form in enumerate(shown, start=1)
    ]
    if any(form.due for form in shown):
        found += [
            Choice(7, "Refused", "refuse_form", "", "The patient declined a paper"),
            Choice(8, "Put off", "put_off", Section.FORMS.value, "Put off what is open here, with a reason"),
        ]
    if Item.POLICY in view.items:
        found.append(Choice(9, "Policy", "policy", "", "The financial policy was read aloud and understood"))
    if shown:
        found.append(Choice(0, "How", "how_signed", "", "A paper with details: how, by whom, why declined"))
    return found
