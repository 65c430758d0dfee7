"""What a close must list about its session: everything somebody would want to ask about (cash-drawer.md CD-68).

Postings belong by session id. What is posted beside any drawer (returned checks, adjustments, copays not taken) belongs
to the rep since the drawer was opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.day_report import ReportList, ReportMove
from psr_tui.domain.drawer import DrawerSession, business_end
from psr_tui.domain.ledger import JournalKind
from psr_tui.domain.receipt import receipt_number
from psr_tui.store.repositories.drawer_history import SessionPosting
from psr_tui.store.repositories.reference import Reason
from psr_tui.store.unit_of_work import UnitOfWork

_K = JournalKind
_IN_SESSION: tuple[tuple[str, tuple[JournalKind, ...]], ...] = (
    ("VOIDS", (_K.VOID,)),
    ("REFUNDS", (_K.REFUND,)),
    ("SAFE DROPS", (_K.DROP,)),
    ("PAY-INS", (_K.PAY_IN,)),
    ("PAY-OUTS", (_K.PAY_OUT,)),
    ("CHANGE SWAPS", (_K.SWAP,)),
    ("MOVES TAKEN BACK", (_K.MOVE_BACK,)),
    ("HAND-OVERS", (_K.HAND_OVER, _K.TAKE_OVER, _K.HAND_BACK)),
)
_MOVES = (_K.PAYMENT, *(kind for _, kinds in _IN_SESSION for kind in kinds))
_MOVE_WORDS = {_K.DROP: "bag", _K.PAY_IN: "pay-in", _K.PAY_OUT: "pay-out"}
_HAND_OVER_WORDS = {_K.HAND_OVER: "handed over", _K.TAKE_OVER: "taken over", _K.HAND_BACK: "came back"}


def session_lists(work: UnitOfWork, clinic: Clinic, session: DrawerSession) -> tuple[ReportList, ...]:
    """Every list of a session in the order of the report; those without an entry as well."""
    tz = clinic.tz
    wanted = tuple(kind for _, kinds in _IN_SESSION for kind in kinds)
    posted = work.history.postings(session.session_id, wanted)
    lists = [
        ReportList(title, tuple(_move(one, tz) for one in posted if one.kind in kinds)) for title, kinds in _IN_SESSION
    ]
    since = (session.staff_id, session.opened_at)
    lists.append(ReportList("RETURNED CHECKS", _beside(work.history.beside(*since, (_K.RETURNED_CHECK,)), tz)))
    lists.append(ReportList("ADJUSTMENTS", _beside(work.history.beside(*since, (_K.ADJUSTMENT,)), tz)))
    lists.append(ReportList("EARLIER COUNTS", tuple(_earlier_counts(work, session))))
    lists.append(ReportList("COUNTS LEFT BEFORE THE FREEZE", _acts(work, session, tz, "drawer.leave_count")))
    lists.append(ReportList("REFUSED PAY-OUTS", _acts(work, session, tz, "refused", "drawer.pay_out", "Refused")))
    lists.append(ReportList("NO-SALES", tuple(_no_sales(work, session, tz))))
    lists.append(ReportList("REPRINTS", tuple(_reprints(work, session))))
    lists.append(ReportList("OVERRIDES", tuple(_overrides(work, session))))
    end = business_end(session.business_date, clinic.cut_off_hour, tz)
    late = work.history.posted_late(session.session_id, end, _MOVES)
    lists.append(ReportList("POSTED AFTER THE CUT-OFF", tuple(_move(one, tz) for one in late)))
    lists.append(ReportList("COPAYS NOT COLLECTED", tuple(_not_collected(work, session))))
    return tuple(lists)


def missing_numbers(work: UnitOfWork, session_id: str, first: int | None, last: int | None) -> tuple[str, ...]:
    """The proof that no number is missing: receipts and postings since this session began, day reports of the clinic.
    Empty when all are there."""
    missing = [] if first is None or last is None else work.history.missing_receipts(first, last)
    words = [receipt_number(number) for number in missing[:20]]
    words += [f"and {len(missing) - 20} more receipts"] if len(missing) > 20 else []
    gaps = ((work.history.missing_sequence(session_id), "postings"), (work.history.missing_reports(), "day reports"))
    for count, what in gaps:
        words += [f"{count} {what}"] if count else []
    return tuple(words)


def _move(one: SessionPosting, tz: ZoneInfo) -> ReportMove:
    at = f"{one.at.astimezone(tz):%H:%M}"
    if one.kind in (_K.VOID, _K.REFUND):
        label = f"{receipt_number(one.receipt or 0)} of {receipt_number(one.answers or 0)} {one.approved_by}"
        return ReportMove(label, one.amount)
    if one.kind is _K.DROP:
        return ReportMove(f"bag {one.bag}", -one.amount)
    if one.kind is _K.MOVE_BACK:
        what = _MOVE_WORDS[one.of or _K.DROP]
        return ReportMove(" ".join(part for part in (at, what, one.bag, one.approved_by, one.note) if part), one.amount)
    if one.kind is _K.SWAP:
        return ReportMove(f"{at} {one.reason} {one.note}".strip(), one.turned)
    if one.kind in _HAND_OVER_WORDS:
        return ReportMove(f"{at} {_HAND_OVER_WORDS[one.kind]}", one.amount)
    if one.kind is _K.PAYMENT:
        return ReportMove(f"{at} {receipt_number(one.receipt or 0)}", one.amount)
    return ReportMove(f"{at} {one.reason} {one.note}".strip(), one.amount)


def _beside(posted: Iterable[SessionPosting], tz: ZoneInfo) -> tuple[ReportMove, ...]:
    return tuple(
        ReportMove(
            f"{one.at.astimezone(tz):%H:%M} {one.reason}"
            + (f" {receipt_number(one.answers)}" if one.answers is not None else ""),
            one.amount,
        )
        for one in posted
    )


def _earlier_counts(work: UnitOfWork, session: DrawerSession) -> Iterable[ReportMove]:
    """What was frozen and then counted again: an OVER that is gone in the next count must be seen (CD-50, CD-68)."""
    for attempt in work.drawer.attempts(session.session_id)[:-1]:
        off = [one for one in work.drawer.differences(attempt.attempt_id) if not one.is_even]
        for one in off:
            papers = f" papers {one.counted_papers} of {one.expected_papers}" if one.amount.cents == 0 else ""
            yield ReportMove(f"count {attempt.number} {one.label} {one.word} {one.amount}{papers}")
        if not off:
            yield ReportMove(f"count {attempt.number} EVEN")


def _acts(
    work: UnitOfWork, session: DrawerSession, tz: ZoneInfo, action: str, act: str = "", reason: str = ""
) -> tuple[ReportMove, ...]:
    """When it happened: who steps out of a count to look at receipts, or tries how much a drawer pays out, could learn
    what the count should be (CD-46), so a supervisor sees it on the report."""
    found = work.audit.times_of("drawer_session", session.session_id, action, act, reason)
    return tuple(ReportMove(f"{at.astimezone(tz):%H:%M}") for at in found)


def _no_sales(work: UnitOfWork, session: DrawerSession, tz: ZoneInfo) -> Iterable[ReportMove]:
    for at, code, note in work.history.no_sales(session.session_id):
        reason = work.reference.reason("cash_move", code) if code else None
        yield ReportMove(" ".join(part for part in (f"{at.astimezone(tz):%H:%M}", code, _label(reason), note) if part))


def _reprints(work: UnitOfWork, session: DrawerSession) -> Iterable[ReportMove]:
    for number, times in work.history.reprints(session.session_id):
        yield ReportMove(f"{receipt_number(number)} {times} times" if times > 1 else receipt_number(number))


def _overrides(work: UnitOfWork, session: DrawerSession) -> Iterable[ReportMove]:
    for item, code in work.history.overrides(session.staff_id, session.opened_at):
        yield ReportMove(f"{item} {code} {_label(work.reference.reason('override', code))}".strip())


def _not_collected(work: UnitOfWork, session: DrawerSession) -> Iterable[ReportMove]:
    """Copays not collected by this rep since the drawer was opened, by reason (CD-29)."""
    for code, times in work.ledger.not_collected(session.staff_id, session.opened_at):
        yield ReportMove(f"{times} x {code} {_label(work.reference.reason('no_copay', code))}".strip())


def _label(reason: Reason | None) -> str:
    return reason.label if reason is not None else ""


def unfinished_list(names: Sequence[str]) -> ReportList:
    """Payments that were begun, not taken and kept for later, by record number: none vanishes (CD-28)."""
    return ReportList("UNFINISHED PAYMENTS KEPT", tuple(ReportMove(name) for name in names))
