"""More of the training day's callbacks: somebody who hung up and is not on file, words that wait until they call in,
one that ran out, and a number that must not be called for a bill."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from psr_tui.domain.calling_zones import calling_zones, window_key
from psr_tui.store.repositories.missed_calls import MARK
from psr_tui.store.tables.call_rules import DoNotCallRow
from psr_tui.store.tables.callbacks import CallbackEventRow, CallbackRow
from psr_tui.store.tables.phone_line import PhoneEventRow, PhoneMarkRow
from tools.seed_day.people import People
from tools.seed_day.rows import NOW, TZ, Seed

_STRANGER, _GONE, _STOPPED = "+13125550177", "+13125550178", "+13125550179"


def add_more_callbacks(seed: Seed, people: People) -> None:
    """Four rows, all made by the program itself or by M. Rivera."""
    asked = NOW - timedelta(minutes=41)
    _caller(seed, "1", _STRANGER, asked, due_at=asked + timedelta(minutes=15))
    past = NOW - timedelta(hours=100)
    gone = _caller(
        seed, "2", _GONE, past, due_at=past, state="expired", closed_at=NOW - timedelta(hours=4),
        last_outcome="EXP",
    )  # fmt: skip
    _event(seed, gone, 2, "expire", "open", "expired", reason_code="expired", at=NOW - timedelta(hours=4))
    # The callers of this morning were all rung back already: what comes from now on is picked up.
    seed.add(PhoneMarkRow(name=MARK, seq=len(seed.of(PhoneEventRow))))
    known = people.by_key["oconnor"]
    zones = calling_zones(known.row.time_zone, known.row.state, known.phones[0].e164, TZ.key)
    row = CallbackRow(
        id=seed.new_id(asked), patient_id=known.id, phone_id=known.phones[0].id, reason_code="FORM", due_at=asked,
        order_at=asked, patient_zone=zones[0], window_key=window_key(zones, known.row.state), cadence="REC",
        language=known.row.language, requested_at=asked, changed_by="M. Rivera", changed_at=asked, version=2,
        tell_when_they_call=True, tell_words="The form for work is at the desk and can be picked up.",
    )  # fmt: skip
    seed.add(row)
    _event(seed, row, 1, "tell", "open", "open", note=row.tell_words, at=asked)
    seed.add(
        DoNotCallRow(
            id=seed.new_id(past), e164=_STOPPED, purpose="BILL", added_at=past, added_by="u-mrivera",
            why="asked for letters about bills",
        )
    )  # fmt: skip


def _caller(seed: Seed, number: str, e164: str, asked: datetime, **more: Any) -> CallbackRow:
    """A caller who hung up in the queue and is not on file."""
    zones = calling_zones("", "", e164, TZ.key)
    values: dict[str, Any] = {
        "id": seed.new_id(asked), "reason_code": "ABAND", "order_at": more["due_at"], "patient_zone": zones[0],
        "window_key": window_key(zones, ""), "cadence": "ABN", "requested_at": asked, "callback_number": e164,
        "origin_line_call": f"training-lost-{number}", "expires_at": asked + timedelta(hours=96),
        "changed_by": "psr-tui", "changed_at": more.get("closed_at", asked), **more,
    }  # fmt: skip
    row = CallbackRow(**values)
    seed.add(row)
    _event(seed, row, 1, "create", "", "open", note="hung up in the queue", at=asked)
    return row


def _event(seed: Seed, row: CallbackRow, seq: int, kind: str, old: str, new: str, **more: Any) -> None:
    values = {"id": seed.new_id(more["at"]), "callback_id": row.id, "seq": seq, "staff_name": "psr-tui", **more}
    seed.add(CallbackEventRow(kind=kind, from_state=old, to_state=new, **values))
