"""Check-in, who pays: the lines and digits of Coverage, with authorisation and accident."""

from __future__ import annotations

from datetime import date

from psr_tui.domain.check_in import Item, Section
from psr_tui.domain.coverage import Coverage
from psr_tui.domain.privacy import Privacy
from psr_tui.screens.check_in_lines import OVERRIDE, Choice, Lines, settled
from psr_tui.services.check_in import CheckInView

_MOST_OTHERS = 3


def coverage_words(one: Coverage, day: date, shown: Privacy) -> str:
    """One coverage on one line, always as of the day of the visit (FD-106)."""
    member = "" if shown.on else f" {one.member_id}"
    copay = f", copay {shown.amount(one.copay.dollars)}" if one.copay is not None else ""
    return f"{one.name()}{member}, {one.holds_words(day)}{copay}"


def _copay(view: CheckInView, one: Coverage, shown: Privacy) -> str:
    """What the payer said or a rep chose from its answer goes before the card (FD-119)."""
    told = view.facts.copays_told.get(one.coverage_id)
    if told is not None:
        return f"{shown.amount(told.dollars)}, as the payer answered"
    return shown.amount(one.copay.dollars) if one.copay is not None else "not known"


def coverage(view: CheckInView, shown: Privacy) -> Lines:
    """Payer as of the day of the visit, how old the eligibility answer is, what is left of an authorisation."""
    lines: Lines = [
        ("Ask: “May I see your insurance card? Is this still your insurance?”", "bold"),
        ("     “Is this visit because of an accident or a work injury?” (yes: 7)", "bold"),
        ("", ""),
    ]
    if view.facts.case_id:
        lines.append((f"   Case       {'' if shown.on else view.case}", ""))
        lines.append(("   It pays for this visit only; the insurance on file is left alone.", ""))
    elif view.self_pay:
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
                "" if not one.needs_verifying(view.day, view.facts.verify_days) else "$text-warning",
            ),
            (f"   Copay      {_copay(view, one, shown)}", ""),
        ]
    else:
        lines.append(
            ("   No insurance is in force today: ask for the card (6), or choose self-pay (3).", "$text-warning")
        )
    others = [one for one in view.coverages if view.proposed is None or one.coverage_id != view.proposed.coverage_id]
    lines += [(f"   also       {coverage_words(one, view.day, shown)}", "$text-muted") for one in others[:_MOST_OTHERS]]
    lines += _allowed(view)
    if view.order_clash:
        lines.append(("   Two insurances claim to be the same one in order; ask which comes first.", "$text-warning"))
    if Item.CASE in view.gate.missing:
        said = "The visit's note sounds like an accident: ask, then 7 answers yes or no."
        missing = "An accident: the case that pays is missing; 7 links it, 8 puts it off."
        lines.append((f"   {said if view.facts.sounds_like_accident else missing}", "$text-warning"))
    lines.append(("", ""))
    return lines + settled(view, Item.COVERAGE, Item.CASE, Item.CARD, Item.ELIGIBILITY, Item.AUTHORISATION)


def _allowed(view: CheckInView) -> Lines:
    """What is left of the authorisation or referral, when the visit type or the plan asks for one (FD-122)."""
    if view.leave is None:
        return []
    style = "$text-warning" if view.leave.missing or view.leave.warnings else ""
    minded = [(f"              {warning}", "$text-warning") for warning in view.leave.warnings[:1]]
    return [(f"   Allowed    {view.leave.words}", style), *minded]


def coverage_choices(view: CheckInView) -> list[Choice]:
    """The digits of Coverage; 1 is the usual answer."""
    found = []
    if view.proposed is not None:
        found += [
            Choice(1, "Card seen", "payer", "card", "This insurance is right and its card was seen"),
            Choice(2, "No card", "payer", "", "This insurance is right; the card is not here"),
        ]
    found.append(Choice(3, "Self-pay", "self_pay", "", "The patient pays for this visit"))
    if len(view.coverages) > (view.proposed is not None):
        found.append(Choice(4, "Other", "another_coverage", "", "Another insurance on file pays for this visit"))
    if view.proposed is not None:
        found.append(Choice(5, "Elig", "eligibility", "", "Ask the payer, type or read the answer, tell the cost"))
    label = "New" if view.proposed else "New card"
    found.append(Choice(6, label, "new_card", "", "Put a card on file that is new or has changed"))
    found.append(Choice(7, "Injury", "injury", "", "An accident or work injury: what it is, or that it is none"))
    stops = {Item.COVERAGE, Item.AUTHORISATION} & set(view.gate.missing)
    if Item.CASE in view.gate.missing or not stops:
        words = "Put off the card, eligibility or the case, with a reason"
        found.append(Choice(8, "Put off", "put_off", Section.COVERAGE.value, words))
    return [*found, OVERRIDE] if stops else found
