"""How a patient wants to be reached, and who stands by them (front-desk.md FD-104)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.contacts import Channel, ContactPerson, MayHear, NewContact, Permissions, Purpose, Wishes
from psr_tui.domain.staff import Actor
from psr_tui.store.repositories.changing import next_version
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.people import ContactPermissionRow, ContactPersonRow

_M, _C = columns(ContactPermissionRow), columns(ContactPersonRow)


class ContactRepository:
    """Permissions by channel and purpose, and contact persons; ended persons stay."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def wishes(self, patient_id: str) -> Wishes:
        """Both, as the card and the form show them."""
        return Wishes(self.permissions(patient_id), tuple(self.persons(patient_id)))

    def permissions(self, patient_id: str) -> Permissions:
        """The answers that were given; what nobody asked is not there."""
        query = sql(_M.channel, _M.purpose, _M.allowed).where(_M.patient_id == patient_id)
        return Permissions(
            {
                (Channel(channel), Purpose(purpose)): bool(allowed)
                for channel, purpose, allowed in self._session.execute(query)
            }
        )

    def persons(self, patient_id: str, ended: bool = False) -> list[ContactPerson]:
        """Emergency contacts first, then by name."""
        query = sql(ContactPersonRow).where(_C.patient_id == patient_id)
        if not ended:
            query = query.where(_C.ended_at.is_(None))
        return [_person(row) for row in self._session.execute(query.order_by(_C.emergency.desc(), _C.name)).scalars()]

    def person(self, contact_id: str) -> tuple[str, ContactPerson] | None:
        """The patient's id and one contact person."""
        row = self._session.get(ContactPersonRow, contact_id)
        return None if row is None else (row.patient_id, _person(row))

    # --- acts ---
    def permit(self, patient_id: str, permissions: Permissions, by: Actor, at: datetime) -> None:
        """Replace the answers; one that stays keeps who asked and when."""
        before = self.permissions(patient_id)
        for key in set(before.answers) | set(permissions.answers):
            answer = permissions.answers.get(key)
            if before.answers.get(key) == answer:
                continue
            channel, purpose = key
            row = self._session.get(ContactPermissionRow, (patient_id, channel.value, purpose.value))
            if answer is None:
                self._session.execute(
                    delete(ContactPermissionRow).where(
                        _M.patient_id == patient_id, _M.channel == channel.value, _M.purpose == purpose.value
                    )
                )
            elif row is None:
                self._session.add(
                    ContactPermissionRow(
                        patient_id=patient_id, channel=channel.value, purpose=purpose.value, allowed=answer,
                        staff_id=by.staff_id, at=at,
                    )
                )  # fmt: skip
            else:
                row.allowed, row.staff_id, row.at = answer, by.staff_id, at
        self._session.flush()

    def add_person(self, contact_id: str, patient_id: str, new: NewContact, by: str, at: datetime) -> None:
        """A new contact person."""
        self._session.add(
            ContactPersonRow(
                id=contact_id, patient_id=patient_id, name=new.name, relation=new.relation, phone=new.phone,
                emergency=new.emergency, may_hear=new.may_hear.value, changed_by=by, changed_at=at,
            )
        )  # fmt: skip
        self._session.flush()

    def change_person(self, contact_id: str, new: NewContact, by: str, at: datetime) -> int:
        """Write a contact person anew; the answer is the new version."""
        row = self._session.get_one(ContactPersonRow, contact_id)
        row.name, row.relation, row.phone = new.name, new.relation, new.phone
        row.emergency, row.may_hear = new.emergency, new.may_hear.value
        return next_version(self._session, row, by, at)

    def end_person(self, contact_id: str, by: str, at: datetime) -> int:
        """The person is no contact any more."""
        row = self._session.get_one(ContactPersonRow, contact_id)
        row.ended_at = at
        return next_version(self._session, row, by, at)


def _person(row: ContactPersonRow) -> ContactPerson:
    return ContactPerson(
        row.id, row.name, row.relation, row.phone, row.emergency, MayHear(row.may_hear), row.ended_at, row.version
    )
