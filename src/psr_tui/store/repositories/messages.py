"""Templates, messages to patients and the files they go out in; every step of a message is an event of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.contacts import Purpose
from psr_tui.domain.message_templates import Template, Way
from psr_tui.domain.messages import Message, MessageEvent, MessageState
from psr_tui.domain.names import display_name
from psr_tui.domain.staff import Actor
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.call_rules import DoNotCallRow
from psr_tui.store.tables.messages import MessageEventRow, MessageFileRow, MessageOutRow, MessageTemplateRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.people import ContactLogRow
from psr_tui.store.tables.staff import StaffRow

_M, _E, _F, _T, _P, _S, _D = (
    columns(one)
    for one in (
        MessageOutRow, MessageEventRow, MessageFileRow, MessageTemplateRow, PatientRow, StaffRow, DoNotCallRow,
    )
)  # fmt: skip


class MessageRepository:
    """What goes out. Who may send what is the service's question."""

    def __init__(self, session: Session, new_id: Callable[[], str]) -> None:
        self._session = session
        self._new_id = new_id

    # --- templates ---
    def templates(self) -> list[Template]:
        """Every version of every template."""
        order = (_T.code, _T.channel, _T.language, _T.number)
        return [
            Template(
                row.code, Way(row.channel), row.language, row.label, Purpose(row.purpose), row.body, row.subject,
                row.number, bool(row.active),
            )
            for row in self._session.execute(sql(*_T).order_by(*order))
        ]  # fmt: skip

    def add_template(self, one: Template, by: str, at: datetime) -> None:
        """A further version; the ones before stay."""
        self._session.add(
            MessageTemplateRow(
                code=one.code, channel=one.way.value, language=one.language, number=one.number, label=one.label,
                purpose=one.purpose.value, subject=one.subject, body=one.body, active=one.active, at=at, staff_name=by,
            )
        )  # fmt: skip
        self._session.flush()

    # --- messages ---
    def add(self, one: Message, actor: Actor, at: datetime, call_id: str = "", number: int | None = None) -> None:
        """A message that waits to go out, and its first event."""
        self._session.add(
            MessageOutRow(
                id=one.id, patient_id=one.patient_id, channel=one.way.value, template_code=one.template_code,
                template_number=number, language=one.language, purpose=one.purpose.value, to_address=one.to_address,
                subject=one.subject, body=one.body, state=one.state.value, callback_id=one.callback_id or None,
                call_id=call_id or None, appointment_id=one.appointment_id or None, reply_to=one.reply_to or None,
                queued_at=at, queued_by=actor.staff_id, changed_by=actor.name, changed_at=at,
            )
        )  # fmt: skip
        self._session.flush()
        self.add_event(one.id, "queued", at, actor, one.template_code or "own words")

    def get(self, message_id: str) -> Message | None:
        """One message."""
        found = self._read(_messages().where(_M.id == message_id))
        return found[0] if found else None

    def waiting(self, most: int) -> list[Message]:
        """What the gateway is to get next: letters are not for it."""
        waits = (_M.state == MessageState.QUEUED.value, _M.channel != Way.LETTER.value)
        return self._read(_messages().where(*waits).order_by(_M.queued_at, _M.id).limit(most))

    def unfinished(self, most: int = 500) -> list[Message]:
        """What somebody may have to do something about: failures nobody followed up, then what still waits here, and
        letters that may not have come out of the printer."""
        failed = (_M.state == MessageState.FAILED.value) & (_M.settled_at.is_(None))
        at_printer = (_M.state == MessageState.WRITTEN.value) & (_M.channel == Way.LETTER.value)
        query = _messages().where(failed | at_printer | (_M.state == MessageState.QUEUED.value))
        return self._read(query.order_by(_M.state, _M.queued_at, _M.id).limit(most))

    def of_patient(self, patient_id: str, most: int = 50) -> list[Message]:
        """The newest messages to a patient first."""
        query = _messages().where(_M.patient_id == patient_id)
        return self._read(query.order_by(_M.queued_at.desc(), _M.id.desc()).limit(most))

    def change(self, message_id: str, by: str, at: datetime, **values: Any) -> None:
        """Set columns and raise the version."""
        rows = table(MessageOutRow)
        self._session.execute(
            rows.update()
            .where(rows.c.id == message_id)
            .values(version=rows.c.version + 1, changed_by=by, changed_at=at, **values)
        )

    def still_queued(self, message_ids: Sequence[str]) -> int:
        """How many of these still wait."""
        waits = (_M.id.in_(message_ids), _M.state == MessageState.QUEUED.value)
        return int(
            self._session.execute(sql(func.count()).select_from(table(MessageOutRow)).where(*waits)).scalar_one()
        )

    def now_written(self, message_ids: Sequence[str], file_id: str, by: str, at: datetime) -> None:
        """Mark these as written into this file."""
        rows = table(MessageOutRow)
        values = {"state": MessageState.WRITTEN.value, "file_id": file_id, "changed_by": by, "changed_at": at}
        self._session.execute(
            rows.update().where(rows.c.id.in_(message_ids)).values(version=rows.c.version + 1, **values)
        )

    # --- what happened ---
    def add_event(self, message_id: str, kind: str, at: datetime, actor: Actor | None, detail: str = "") -> None:
        """Write what happened to a message, out or in; without a person it was the gateway."""
        last = sql(func.coalesce(func.max(_E.seq), 0)).where(_E.message_id == message_id)
        seq = int(self._session.execute(last).scalar_one()) + 1
        self._session.add(
            MessageEventRow(
                id=self._new_id(), message_id=message_id, seq=seq, at=at, staff_id=actor.staff_id if actor else None,
                staff_name=actor.name if actor else "gateway", kind=kind, detail=detail[:4000],
            )
        )  # fmt: skip
        self._session.flush()

    def events(self, message_id: str) -> list[MessageEvent]:
        """The oldest first."""
        query = sql(_E.at, _E.staff_name, _E.kind, _E.detail).where(_E.message_id == message_id).order_by(_E.seq)
        return [MessageEvent(*row) for row in self._session.execute(query)]

    def contacted(self, one: Message, actor: Actor, at: datetime, note: str) -> None:
        """One line of the contact log about what we write (FD-105)."""
        kinds = {Purpose.APPOINTMENT: "appointment", Purpose.BILLING: "financial"}
        self._session.add(
            ContactLogRow(
                id=self._new_id(), patient_id=one.patient_id, appointment_id=one.appointment_id or None,
                kind=kinds.get(one.purpose, "other"), channel=one.way.channel.value, direction="out", at=at,
                staff_id=actor.staff_id, staff_name=actor.name, note=note,
            )
        )  # fmt: skip
        self._session.flush()

    def heard(self, patient_id: str, actor: Actor, at: datetime, note: str) -> None:
        """One line of the contact log about what a patient wrote, at the time when it was dealt with."""
        self._session.add(
            ContactLogRow(
                id=self._new_id(), patient_id=patient_id, kind="other", channel="portal", direction="in", at=at,
                staff_id=actor.staff_id, staff_name=actor.name, note=note,
            )
        )  # fmt: skip
        self._session.flush()

    # --- files, and numbers nobody may write to ---
    def knows_file(self, digest: str) -> bool:
        """Whether a file of this content was read to its end before."""
        query = sql(func.count()).select_from(table(MessageFileRow)).where(_F.digest == digest, _F.direction != "out")
        return bool(self._session.execute(query).scalar_one())

    def wrote_file(self, file_id: str) -> bool:
        """Whether this file was promised to the gateway."""
        return self._session.execute(sql(_F.id).where(_F.id == file_id)).first() is not None

    def add_file(
        self, file_id: str, direction: str, name: str, digest: str, lines: int, at: datetime, actor: Actor
    ) -> None:
        """A file that went out or was read."""
        self._session.add(
            MessageFileRow(
                id=file_id, direction=direction, name=name, digest=digest, lines=lines, at=at, staff_id=actor.staff_id
            )
        )
        self._session.flush()

    def not_to_call(self, numbers: Collection[str], reason_code: str = "") -> frozenset[str]:
        """Those of these numbers that stand on the do-not-call list for everything, or for this reason (CC-52)."""
        listed = (_D.e164.in_(list(numbers)), _D.removed_at.is_(None), _D.purpose.in_(("", reason_code)))
        return frozenset(self._session.execute(sql(_D.e164).where(*listed)).scalars())

    # --- the parts ---
    def _read(self, query: Any) -> list[Message]:
        return [
            Message(
                row.id, row.patient_id, display_name(row.last_name, row.first_name, row.middle_name, row.suffix),
                Way(row.channel), row.template_code, row.language, Purpose(row.purpose), row.to_address, row.subject,
                row.body, MessageState(row.state), row.trouble, row.callback_id or "", row.queued_at, row.staff or "",
                row.version, row.changed_by, row.changed_at, row.reply_to or "", row.appointment_id or "",
                row.time_zone, row.home_state,
            )
            for row in self._session.execute(query)
        ]  # fmt: skip


def _messages() -> Any:
    names = (_P.last_name, _P.first_name, _P.middle_name, _P.suffix, _P.time_zone, _P.state.label("home_state"))
    return (
        sql(*_M, *names, _S.name.label("staff"))
        .join(table(PatientRow), _P.id == _M.patient_id)
        .outerjoin(table(StaffRow), _S.id == _M.queued_by)
    )
