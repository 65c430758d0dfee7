"""A patient as the desk knows them: who they are, how to reach them, what to mind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from psr_tui.domain.access import InterpreterMode
from psr_tui.domain.contacts import NOTHING_ASKED, NewContact, Permissions
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.guarantors import SELF, Guarantor, check_guarantor
from psr_tui.domain.matching import Identity
from psr_tui.domain.names import LONGEST_NAME, PatientName, display_name
from psr_tui.domain.phones import PhoneNumber
from psr_tui.domain.text import clean, fold


class Sex(StrEnum):
    """As registered for the record."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class PhoneKind(StrEnum):
    """Whose or what telephone it is."""

    HOME = "home"
    MOBILE = "mobile"
    WORK = "work"
    OTHER = "other"


_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+\Z")


class Voicemail(StrEnum):
    """What may be left on the machine of a number."""

    NONE = "none"
    CALLBACK_ONLY = "callback_only"
    DETAILED = "detailed"


class InterpreterNeed(StrEnum):
    """Whether somebody must interpret."""

    NO = "no"
    YES = "yes"
    DECLINED = "declined"


class Portal(StrEnum):
    """Whether the patient uses the portal."""

    NONE = "none"
    INVITED = "invited"
    ACTIVE = "active"
    DECLINED = "declined"


UNIDENTIFIED = "Unidentified"
"""The last name of somebody nobody can name; lists write it in capitals, the given name tells two of them apart."""


def check_unidentified(last: str, why: str) -> None:
    """Raise InvalidInput unless the name says UNIDENTIFIED exactly when there is a reason for it (FD-57)."""
    called = fold(last) == fold(UNIDENTIFIED)
    if why and not called:
        raise InvalidInput(
            f"Last name: type {UNIDENTIFIED} until somebody knows the name, and what is seen as first name.",
            "Last name",
        )
    if called and not why:
        raise InvalidInput("Unidentified: choose why nobody knows who this is, such as cannot speak.", "Unidentified")


@dataclass(frozen=True, slots=True)
class Phone:
    """A patient's number and what may be done with it."""

    number: PhoneNumber
    kind: PhoneKind = PhoneKind.HOME
    voicemail: Voicemail = Voicemail.CALLBACK_ONLY
    may_call: bool = True
    may_text: bool = False
    wrong_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """As typed, no parser (standards.md section 6). The ZIP stays text: leading zeros count."""

    street: str = ""
    street2: str = ""
    city: str = ""
    state: str = ""
    zip_code: str = ""

    @property
    def one_line(self) -> str:
        """The address on one line, without empty parts."""
        place = " ".join(part for part in (self.state, self.zip_code) if part)
        return ", ".join(part for part in (self.street, self.street2, self.city, place) if part)


@dataclass(frozen=True, slots=True)
class Demographics:
    """Everything about a person that a rep may write; a whole set is saved at once."""

    name: PatientName
    born: date | None
    sex: Sex = Sex.UNKNOWN
    born_estimated: bool = False
    preferred_name: str = ""
    earlier_names: tuple[PatientName, ...] = ()
    address: Address = Address()
    phones: tuple[Phone, ...] = ()
    email: str = ""
    time_zone: str = ""
    language: str = "en"
    interpreter: InterpreterNeed = InterpreterNeed.NO
    contact_note: str = ""
    note: str = ""
    written_language: str = ""  # '' = the spoken one
    interpreter_mode: InterpreterMode = InterpreterMode.ANY
    access_needs: tuple[str, ...] = ()
    access_note: str = ""
    portal: Portal = Portal.NONE
    heard_of_us: str = ""
    heard_note: str = ""
    pcp_provider_id: str = ""
    asked_to_arrive: int = 0  # minutes before the appointment (FD-85)
    guarantor: Guarantor = SELF
    unidentified: str = ""  # the coded reason why nobody knows who this is; '' = identified (FD-57)

    @property
    def greeting(self) -> str:
        """What the desk calls somebody: the name in use, else the given name, else the surname (FD-59)."""
        return self.preferred_name or self.name.first or self.name.last

    @property
    def identity(self) -> Identity:
        """What matching compares; a birth date that is only estimated says nothing."""
        others = [(one.last, one.given) for one in self.earlier_names]
        if self.preferred_name:
            others.append((self.name.last, self.preferred_name))
        return Identity.of(
            self.name.last,
            self.name.given,
            None if self.born_estimated else self.born,
            self.address.zip_code,
            self.address.street,
            self.address.city,
            frozenset(phone.number.e164 for phone in self.phones if phone.number.e164),
            self.name.suffix,
            others,
        )

    def checked(self, today: date | None = None) -> Demographics:
        """Raises InvalidInput naming the first required field that is missing (front-desk.md FD-58): last name, birth
        date, and one way to reach the person or the reason why there is none; with ``today`` the guarantor of a minor
        too (FD-61). Who is unidentified needs no way to be reached."""
        if not self.name.last.strip():
            raise InvalidInput("Last name is missing; a person with one name has it here.", "Last name")
        check_unidentified(self.name.last, self.unidentified)
        for label, part in (("Last name", self.name.last), ("First name", self.name.first)):
            if len(part) > LONGEST_NAME:
                raise InvalidInput(f"{label}: at most {LONGEST_NAME} letters fit.", label)
        if self.born is None:
            raise InvalidInput("Date of birth is missing; type it as 01/22/1957, estimated if nobody knows.", "DOB")
        reachable = self.phones or self.email or clean(self.contact_note) or self.unidentified
        if not reachable:
            raise InvalidInput("Phone is missing; type a number, or say why there is none under Contact note.", "Phone")
        if self.email and not _EMAIL.match(self.email):
            raise InvalidInput("E-mail: this is no address; type it like ana@example.com, or leave it empty.", "E-mail")
        if today is not None:
            check_guarantor(self.born, self.guarantor, today)
        return self


@dataclass(frozen=True, slots=True)
class FamilyOf:
    """Whose relative is registered: ``relation`` is what the new person is to that patient (FD-60)."""

    patient_id: str
    relation: str
    with_coverage: bool = True


@dataclass(frozen=True, slots=True)
class NewPatient:
    """A person to be registered. ``searched_text`` proves the search that came before (front-desk.md FD-51)."""

    demographics: Demographics
    searched_text: str
    different_from: tuple[str, ...] = ()
    permissions: Permissions = NOTHING_ASKED
    contact: NewContact | None = None
    family: FamilyOf | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """A registered patient, complete, with the version a change must name."""

    id: str
    mrn: int
    demographics: Demographics
    version: int
    changed_by: str
    changed_at: datetime
    deceased_on: date | None = None
    flags: tuple[str, ...] = ()
    source: str = ""
    registered_at: datetime | None = None
    merged_into: str | None = None
    """The record to go on with, when this one was found to be the same person."""

    @property
    def display(self) -> str:
        """The name as lists write it."""
        return self.demographics.name.display


@dataclass(frozen=True, slots=True)
class PatientLine:
    """A patient in a list: enough to tell two people apart, and no more."""

    id: str
    mrn: int
    last: str
    first: str
    middle: str
    suffix: str
    born: date | None
    sex: str
    phone: str
    city: str
    deceased: bool
    version: int
    why: str = ""
    now_id: str = ""
    """The record this one was merged into, and its number; '' and 0 for a record that stands on its own."""
    now_mrn: int = 0

    @property
    def display(self) -> str:
        """The name as lists write it."""
        return display_name(self.last, self.first, self.middle, self.suffix)


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """A registered person who may be the one being registered, with the reasons in words."""

    line: PatientLine
    score: float
    must_ask: bool
    reasons: tuple[str, ...]


def mrn_text(mrn: int) -> str:
    """A medical record number as it is printed: at least six digits."""
    return f"{mrn:06d}"
