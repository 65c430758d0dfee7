"""Check-in, what is collected: the lines of Payment."""

from __future__ import annotations

from psr_tui.domain.check_in import Item
from psr_tui.domain.privacy import Privacy
from psr_tui.screens.check_in_lines import Lines, settled
from psr_tui.services.check_in import CheckInView
from psr_tui.widgets.due_lines import due_lines

_DUE_LINES = 4  # so that the payment below still fits into 24 rows


def payment(view: CheckInView, shown: Privacy) -> Lines:
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
    if view.facts.estimate and view.self_pay:
        given = view.facts.estimate == "given"
        words = "was given" if given else "is DUE: give it before anything is done"
        lines.append((f"   The estimate of this visit {words}.", "" if given else "$text-warning"))
    return lines + settled(view, Item.COPAY, Item.ESTIMATE)
