"""The lines of the check-out box: what is handed over, owed, booked, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import local
from psr_tui.domain.estimates import EstimateState
from psr_tui.domain.follow_up import RECALLED, Order, OrderState
from psr_tui.domain.paper import wrap
from psr_tui.domain.privacy import Privacy
from psr_tui.services.check_out import CheckOutView

if TYPE_CHECKING:
    from psr_tui.screens.check_out_papers import Ticks

Line = tuple[str, str]
"""A line and its style."""
_WIDTH, _LABEL = 70, 14
_WARN = "$text-warning"


def view_lines(view: CheckOutView, ticks: Ticks, shown: Privacy, tz: ZoneInfo) -> list[Line]:
    """Everything the box shows, top to bottom."""
    lines = [
        *_part("1 Charges", _charges(view), _WARN if view.waiting_services else ""),
        *_part("2 Pay", _money(view, shown), _WARN if view.asks_copay else ""),
        *_part("3 Next visit", _next(view), _WARN if view.open_order else ""),
        *_part("4 Referral", _referrals(view), _WARN if view.unhanded else ""),
        *_part("5 Account", "owed, paid, given back, planned", ""),
        *_part("= Cost", _estimate(view, shown, tz), "bold $text-error" if view.over else ""),
        ("", ""),
    ]
    for at, one in enumerate(view.next_visits):
        label = "Next visits" if at == 0 else ""
        lines.append((f"{label:<{_LABEL}}{one.local_date:%a %m/%d/%Y} {one.local_start} {one.provider}", ""))
    lines.append((f"{'Print':<{_LABEL}}{_ticks(view, ticks)}", ""))
    return lines


def _part(label: str, text: str, style: str) -> list[Line]:
    rows = wrap(text, _WIDTH - _LABEL) or [""]
    return [(f"{label if at == 0 else '':<{_LABEL}}{row}", style) for at, row in enumerate(rows)]


def _charges(view: CheckOutView) -> str:
    if not view.services:
        return "nothing was marked for billing"
    waiting = view.waiting_services
    words = "; ".join(one.words for one in (waiting or view.services))
    return f"{len(waiting)} to hand over: {words}" if waiting else f"handed over: {words}"


def _money(view: CheckOutView, shown: Privacy) -> str:
    parts = [f"{shown.amount(view.due.dollars)} due" if view.due else "nothing due"]
    if view.copay:
        why = f" ({view.copay_step.code} at check-in)" if view.copay_step is not None and view.copay_step.code else ""
        parts.append(f"copay {shown.amount(view.copay.dollars)} not collected{why}")
    if view.prepaid:
        parts.append(f"paid ahead {shown.amount(view.prepaid.dollars)}")
    return ", ".join(parts)


def _next(view: CheckOutView) -> str:
    if not view.orders:
        return "no follow-up was ordered; 3 types one"
    return "; ".join(f"{one.words}: {_became(one)}" for one in view.orders)


def _became(order: Order) -> str:
    if order.state is OrderState.TO_SCHEDULE and order.note == RECALLED:
        return "a recall"
    why = f" ({order.note})" if order.state is OrderState.DECLINED and order.note else ""
    return f"{order.state.word}{why}"


def _referrals(view: CheckOutView) -> str:
    if view.unhanded:
        return "not handed over: " + "; ".join(one.words() for one in view.unhanded)
    return "handed over: " + "; ".join(one.words() for one in view.referrals) if view.referrals else "none"


def _estimate(view: CheckOutView, shown: Privacy, tz: ZoneInfo) -> str:
    one = view.estimate
    if one is None:
        return "no estimate for this visit"
    if one.state is EstimateState.DUE or one.given_at is None:
        day = f", due {one.due_on:%a %m/%d}" if one.due_on else ""
        return f"estimate not given yet{day}"
    told = f"estimate {shown.amount(one.total.dollars)} {one.given_how} {local(one.given_at, tz):%m/%d}"
    if view.over is None:
        return told
    return f"{told}; CHARGES ARE {shown.amount(view.over.dollars)} ABOVE IT: tell billing before the bill goes out"


def _ticks(view: CheckOutView, ticks: Ticks) -> str:
    """What can be printed for this visit, each with its tick."""
    named = (
        ("6 after-visit", ticks.after_visit, True),
        ("7 next visit", ticks.slip, bool(view.next_visits)),
        ("8 survey", ticks.survey, view.has_survey),
        ("9 receipt", ticks.receipt, view.receipt is not None),
    )
    return "  ".join(f"[{'x' if on else ' '}]{name}" for name, on, can in named if can)
