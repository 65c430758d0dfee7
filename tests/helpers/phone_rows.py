"""Short ways to put calls, events of a telephone system and states of reps into a test's store."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from psr_tui.domain.queue_log import read_lines
from psr_tui.store.tables.calls import CallRow
from psr_tui.store.tables.phone_blocks import RepLineRow, RepPeriodRow
from psr_tui.store.tables.phone_line import PhoneEventRow, PhoneSourceRow, QueueMemberRow
from tests.helpers.clinic import SETUP, TestClinic

_MORE = (
    "name", "position", "first_position", "wait_seconds", "ring_seconds", "talk_seconds", "linked_id", "reason", "to",
    "verb",
)  # fmt: skip


def put_log(clinic: TestClinic, text: str, start: datetime) -> None:
    """Events from lines of ``second call queue agent VERB data...`` counted from ``start``."""
    lines = [line.split() for line in text.strip().splitlines()]
    queue_log = ["|".join([str(int(start.timestamp()) + int(second)), *rest]) for second, *rest in lines]
    with clinic.store.write(SETUP) as work:
        for event in read_lines(queue_log):
            data = {key: value for key in _MORE if (value := getattr(event, key)) not in ("", None)}
            digest = hashlib.blake2b(repr(event).encode(), digest_size=16).digest()
            work.session.add(
                PhoneEventRow(
                    digest=digest, source="pbx", at=event.at, kind=event.kind.value, call_id=event.call_id,
                    queue=event.queue, agent=event.agent, number=event.number, data=json.dumps(data), raw=event.raw,
                )
            )  # fmt: skip
            work.session.flush()
        work.touch("line")
        work.commit()


def put_call(clinic: TestClinic, login: str, ago: timedelta, **more: Any) -> str:
    """A call of a rep that began ``ago``: answered at once, over and written up unless ``more`` says otherwise."""
    with clinic.store.write(SETUP) as work:
        started = work.now - ago
        values: dict[str, Any] = {
            "id": work.new_id(), "direction": "in", "state": "done", "staff_id": f"u-{login}", "started_at": started,
            "answered_at": started, "talk_seconds": 100, "wrap_seconds": 20, "wrapped_at": started,
            "changed_at": work.now, **more,
        }  # fmt: skip
        work.session.add(CallRow(**values))
        work.touch("phones")
        work.commit()
    return str(values["id"])


def put_period(clinic: TestClinic, login: str, ago: timedelta, pause: str = "", until: datetime | None = None,
               seen: timedelta = timedelta(0)) -> None:  # fmt: skip
    """What a rep says of themselves since ``ago``: available, or paused with a code."""
    with clinic.store.write(SETUP) as work:
        intent = "paused" if pause else "available"
        work.session.add(
            RepPeriodRow(
                id=work.new_id(), staff_id=f"u-{login}", intent=intent, pause_code=pause, started_at=work.now - ago,
                ended_at=until, seen_at=work.now - seen,
            )
        )  # fmt: skip
        work.touch("phones")
        work.commit()


def put_line(clinic: TestClinic, login: str, state: str, ago: timedelta) -> None:
    with clinic.store.write(SETUP) as work:
        work.session.merge(RepLineRow(staff_id=f"u-{login}", state=state, since=work.now - ago))
        work.touch("line")
        work.commit()


def put_waiting(clinic: TestClinic, call_id: str, ago: timedelta, number: str = "+15055550142") -> None:
    with clinic.store.write(SETUP) as work:
        work.session.add(QueueMemberRow(call_id=call_id, queue="sched", joined_at=work.now - ago, number=number))
        work.touch("line")
        work.commit()


def put_source(clinic: TestClinic, trouble: str = "") -> None:
    with clinic.store.write(SETUP) as work:
        work.session.merge(PhoneSourceRow(name="pbx", kind="queue_log", trouble=trouble, changed_at=work.now))
        work.commit()
