"""A callback as the list shows it: its columns with those of the patient, the number, the people; and the filter."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy import select as sql

from psr_tui.domain.callback_filter import Whose
from psr_tui.domain.callback_list import CallbackLine, CallbackLook
from psr_tui.domain.callback_states import State
from psr_tui.domain.callbacks import Callback, Priority
from psr_tui.domain.languages import spoken_as
from psr_tui.domain.names import display_name
from psr_tui.domain.phones import PhoneNumber
from psr_tui.domain.text import fold
from psr_tui.store.repositories.callback_segments import FRONT
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.callbacks import CadenceRow, CallbackRow, CallOutcomeRow
from psr_tui.store.tables.patients import PatientPhoneRow, PatientRow
from psr_tui.store.tables.phone_blocks import PhoneBlockRow
from psr_tui.store.tables.reference import ReasonCodeRow
from psr_tui.store.tables.staff import StaffRow

_C, _P, _N = columns(CallbackRow), columns(PatientRow), columns(PatientPhoneRow)
_R, _K, _O, _B = columns(ReasonCodeRow), columns(CadenceRow), columns(CallOutcomeRow), columns(PhoneBlockRow)
_OWNER, _HOLDER, _BOOKER = (table(StaffRow).alias(name) for name in ("owner", "holder", "booker"))
_CALLBACK = table(CallbackRow)


def callers_number(e164: str) -> str:
    """The number of a caller as people read it; empty when the callback names none of its own."""
    return PhoneNumber(e164 if e164.startswith("+") else "", "", e164).display


def filtered(look: CallbackLook) -> Sequence[ColumnElement[bool]]:
    """The typed filter and what the list is for. Every word begins a surname or first name, stands in the reason's
    code or label, is a language (CC-93), or is part of the name or number of a caller who is not on file."""
    return (*_typed(look.text), *wanted(look))


def _typed(text: str) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for word in fold(text).split():
        like = word + "%"
        people = sql(_P.id).where(or_(_P.last_folded.like(like), _P.first_folded.like(like)))
        reasons = sql(_R.code).where(_R.kind == "call_reason", func.lower(_R.label).like(f"%{word}%"))
        kinds = [_C.patient_id.in_(people), _C.reason_code.in_(reasons), func.lower(_C.caller_name).like(f"%{word}%")]
        if languages := spoken_as(word):
            kinds.append(_C.language.in_(languages))
        if word.isdigit() and len(word) > 2:
            kinds.append(_C.callback_number.like(f"%{word}%"))
        conditions.append(or_(*kinds))
    return conditions


def wanted(look: CallbackLook) -> Sequence[ColumnElement[bool]]:
    """What ``look.wanted`` leaves in (``domain.callback_filter.CallbackFilter.fits`` is the rule)."""
    only = look.wanted
    conditions: list[ColumnElement[bool]] = []
    if only.whose is not Whose.ALL:
        mine = only.whose is Whose.MINE
        conditions.append(_C.owner_id == look.viewer_id if mine else _C.owner_id.is_(None))
    for values, column in (
        (only.reasons, _C.reason_code), (only.languages, _C.language), (only.providers, _C.provider_id),
    ):  # fmt: skip
        if values:
            conditions.append(column.in_(values))
    return conditions


@cache
def lines() -> Any:
    """The columns of a line, joined; a caller who is not on file has no patient."""
    return (
        sql(
            _C.id, _C.version, _C.patient_id, _C.reason_code, func.coalesce(_R.label, _C.reason_code), _C.priority,
            _C.state, _C.due_at, _C.requested_at, _C.red_flag, _C.group_rank, _C.promise, _C.owner_id,
            func.coalesce(_OWNER.c.name, ""), _C.attempts, func.coalesce(_K.attempts, 0), _C.cadence, _N.e164,
            _N.typed, _C.window_key, _C.patient_zone, _C.language, _C.note, _C.blocked, _C.ladder, _C.claimed_by,
            func.coalesce(_HOLDER.c.name, ""), _C.claimed_at, _C.lease_until, _C.dialed_at, _C.connected_at,
            _C.ended_at, _C.route_asked_at, _C.route, _P.last_name, _P.first_name, _P.middle_name, _P.suffix, _P.dob,
            func.coalesce(_O.label, ""), _C.last_attempt_at, _C.changed_by, _C.changed_at, _C.callback_number,
            _C.caller_name, _C.owned_at, _C.needs_language, _C.provider_id, _C.reserved_block_id,
            func.coalesce(_BOOKER.c.name, ""),
        )
        .select_from(_CALLBACK)
        .outerjoin(table(PatientRow), _P.id == _C.patient_id)
        .outerjoin(table(PatientPhoneRow), _N.id == _C.phone_id)
        .outerjoin(table(ReasonCodeRow), and_(_R.kind == "call_reason", _R.code == _C.reason_code))
        .outerjoin(table(CadenceRow), _K.code == _C.cadence)
        .outerjoin(table(CallOutcomeRow), _O.code == _C.last_outcome)
        .outerjoin(_OWNER, _OWNER.c.id == _C.owner_id)
        .outerjoin(_HOLDER, _HOLDER.c.id == _C.claimed_by)
        .outerjoin(table(PhoneBlockRow), _B.id == _C.reserved_block_id)
        .outerjoin(_BOOKER, _BOOKER.c.id == _B.staff_id)
    )  # fmt: skip


def line_of(found: tuple[Any, ...]) -> CallbackLine:
    (
        callback_id, version, patient_id, reason, reason_label, priority, state, due_at, requested_at, red_flag,
        group_rank, promise, owner_id, owner_name, attempts, allowed_tries, cadence, e164, typed, window_key,
        patient_zone, language, note, blocked, ladder, holder_id, holder_name, claimed_at, lease_until, dialed_at,
        connected_at, ended_at, routed_at, route, last, first, middle, suffix, dob, last_outcome, last_at,
        changed_by, changed_at, callback_number, caller_name, owned_at, needs_language, provider_id, reserved_id,
        reserved_for,
    ) = found  # fmt: skip
    item = Callback(
        id=callback_id, version=version, patient_id=patient_id or "", reason=reason, reason_label=reason_label.lower(),
        priority=Priority(priority), state=State(state), due_at=due_at, requested_at=requested_at,
        red_flag=bool(red_flag), front=group_rank == FRONT, promise=bool(promise), owner_id=owner_id or "",
        owner_name=owner_name, attempts=attempts, attempts_allowed=allowed_tries, cadence=cadence, phone=e164 or "",
        time_zone=patient_zone, language=language, note=note, blocked=blocked, ladder=ladder,
        holder_id=holder_id or "", holder_name=holder_name, claimed_at=claimed_at, lease_until=lease_until,
        dialed_at=dialed_at, connected_at=connected_at, ended_at=ended_at, routed_at=routed_at, route_to=route,
        owned_at=owned_at, needs_language=bool(needs_language), provider_id=provider_id or "",
        reserved_block_id=reserved_id or "", reserved_for=reserved_for,
    )  # fmt: skip
    number = callers_number(callback_number) or PhoneNumber(e164 or "", "", typed or "").display
    who = display_name(last, first, middle, suffix) if patient_id else caller_name or number
    return CallbackLine(
        item, who, dob, number, window_key, last_outcome, last_at, changed_by,
        changed_at, patient_zone,
    )  # fmt: skip
