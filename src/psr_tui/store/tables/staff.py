"""Staff, their sign-ins and what each likes to see."""

from datetime import datetime

from sqlmodel import Field

from psr_tui.store.tables.base import Changeable, Row, at_most, one_of


class StaffRow(Changeable, table=True):
    """A person who signs in. Passwords are not here: the key slot beside the store is the check (RS-18)."""

    __tablename__ = "staff"
    __table_args__ = (
        one_of("role", ("rep", "lead", "supervisor", "administrator")),
        at_most("login", 40),
        at_most("name", 80),
    )

    id: str = Field(primary_key=True)
    login: str = Field(unique=True)
    name: str
    role: str
    active: bool = True


class SignInRow(Row, table=True):
    """One stretch of work of one person at one station, from sign-in to sign-out."""

    __tablename__ = "sign_in"

    id: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff.id", index=True)
    station: str = ""
    started_at: datetime
    ended_at: datetime | None = None
    end_reason: str = ""


class StaffPreferenceRow(Row, table=True):
    """A filter, sort or view a person chose; survives a restart (front-desk.md FD-09)."""

    __tablename__ = "staff_preference"

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    name: str = Field(primary_key=True)
    value: str = ""
