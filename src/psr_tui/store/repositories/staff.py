"""Staff, sign-ins and preferences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from psr_tui.domain.staff import Role
from psr_tui.store.tables.staff import SignInRow, StaffPreferenceRow, StaffRow


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person who may sign in. The password is not here: it opens a key slot of the vault."""

    id: str
    login: str
    name: str
    role: Role
    active: bool


class StaffRepository:
    """Staff, their sign-ins and their preferences."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, member: StaffMember, changed_by: str, at: datetime) -> None:
        """A new member at version 1."""
        self._session.add(
            StaffRow(
                id=member.id,
                login=member.login,
                name=member.name,
                role=member.role.value,
                active=member.active,
                changed_by=changed_by,
                changed_at=at,
            )
        )
        self._session.flush()

    def get(self, staff_id: str) -> StaffMember | None:
        """The member of this id."""
        row = self._session.get(StaffRow, staff_id)
        return _member(row) if row else None

    def by_login(self, login: str) -> StaffMember | None:
        """The member with this login, whatever its case."""
        wanted = login.strip().casefold()
        return next((member for member in self.everyone() if member.login.casefold() == wanted), None)

    def everyone(self) -> list[StaffMember]:
        """All active staff by name."""
        rows = self._session.exec(select(StaffRow).where(col(StaffRow.active).is_(True)).order_by(StaffRow.name)).all()
        return [_member(row) for row in rows]

    def begin_sign_in(self, sign_in_id: str, staff_id: str, station: str, at: datetime) -> None:
        """Note who signed in where and when."""
        self._session.add(SignInRow(id=sign_in_id, staff_id=staff_id, station=station, started_at=at))
        self._session.flush()

    def end_sign_in(self, sign_in_id: str, reason: str, at: datetime) -> None:
        """Note when and why it ended; the first end stays."""
        row = self._session.get(SignInRow, sign_in_id)
        if row is not None and row.ended_at is None:
            row.ended_at, row.end_reason = at, reason

    def preference(self, staff_id: str, name: str) -> str:
        """One setting of a person; empty when it was never chosen."""
        row = self._session.get(StaffPreferenceRow, (staff_id, name))
        return row.value if row else ""

    def shared_preference(self, name: str) -> str:
        """One setting in which everybody who chose it agrees; empty otherwise."""
        query = select(StaffPreferenceRow.value).where(StaffPreferenceRow.name == name).distinct().limit(2)
        found = self._session.exec(query).all()
        return found[0] if len(found) == 1 else ""

    def prefer(self, staff_id: str, name: str, value: str) -> None:
        """Remember one setting of a person."""
        row = self._session.get(StaffPreferenceRow, (staff_id, name))
        if row is None:
            self._session.add(StaffPreferenceRow(staff_id=staff_id, name=name, value=value))
        else:
            row.value = value


def _member(row: StaffRow) -> StaffMember:
    return StaffMember(row.id, row.login, row.name, Role(row.role), row.active)
