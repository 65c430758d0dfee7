"""The beginning of a clinic: its one row, its reference data and its first administrator, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import Clock, read_zone
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean
from psr_tui.domain.voicemail import neutral
from psr_tui.store.load_sql import load, reference_text
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.store import Store

LONGEST_CLINIC, LONGEST_NAME, LONGEST_LOGIN = 120, 80, 40


@dataclass(frozen=True, slots=True)
class NewClinic:
    """What is asked when a clinic begins. ``staff_id`` is the id its key slot was made for."""

    name: str
    time_zone: str
    staff_id: str
    login: str
    administrator: str


def read_clinic_name(text: str) -> str:
    """Raises InvalidInput when nothing is left or it is too long."""
    return _needed(text, "Clinic name", LONGEST_CLINIC, "North Clinic")


def read_time_zone(text: str) -> str:
    """The IANA name of what was typed, a zone or its city. Raises InvalidInput when there is none, or several."""
    return read_zone(text).key


def read_administrator(text: str) -> str:
    """The name of the first administrator, clean. Raises InvalidInput."""
    return _needed(text, "Administrator's name", LONGEST_NAME, "A. Admin")


def read_login(text: str) -> str:
    """A login has no spaces, so that it can stand in a command."""
    login = _needed(text, "User name", LONGEST_LOGIN, "aadmin")
    if any(ch.isspace() for ch in login):
        raise InvalidInput("User name: leave out the spaces, for example aadmin.", "User name")
    return login


def _needed(text: str, field: str, longest: int, example: str) -> str:
    value = clean(text, longest + 1)
    if not value or len(value) > longest:
        raise InvalidInput(f"{field}: type 1 to {longest} characters, for example {example}.", field)
    return value


class SetUpService:
    """Works on a store that was just created and is empty."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def begin(self, new: NewClinic) -> None:
        """Write the clinic and sign nothing in: the administrator signs in like everybody else afterwards."""
        actor = Actor(new.staff_id, new.login, new.administrator, Role.ADMINISTRATOR, "", "init")
        with self._store.write(actor, "init", "clinic") as work:
            load(work.session, reference_text())
            clinic = Clinic(new.name, neutral(new.name), new.time_zone, work.now)
            work.clinic.add(clinic, work.new_id(), actor.name)
            member = StaffMember(new.staff_id, new.login, new.administrator, Role.ADMINISTRATOR, True)
            work.staff.add(member, actor.name, work.now)
            work.audit.append("init", "clinic", detail={"time_zone": new.time_zone})
            work.touch("reference")
            work.commit()
