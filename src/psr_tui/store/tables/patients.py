"""Patients, their phones and flags, and the folded columns search needs."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from psr_tui.store.tables import schedule  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Changeable, Row, at_most, one_of, whole


class PatientRow(Changeable, table=True):
    """A person the clinic cares for. Legal name here; the name in use is ``preferred_name``."""

    __tablename__ = "patient"
    __table_args__ = (
        one_of("sex", ("female", "male", "other", "unknown")),
        at_most("last_name", 80),
        at_most("first_name", 80),
        at_most("note", 4000),
        one_of("portal", ("none", "invited", "active", "declined")),
        whole("asked_to_arrive"),
        Index("ix_patient_guarantor", "guarantor_id", sqlite_where=text("guarantor_id IS NOT NULL")),
        Index("ix_patient_merged_into", "merged_into", sqlite_where=text("merged_into IS NOT NULL")),
        Index("ix_patient_unidentified", "registered_at", sqlite_where=text("unidentified <> ''")),
        Index("ix_patient_list", "id", "last_folded", "first_folded", "mrn"),  # the day's list sorts without the rows
        Index("ix_patient_name", "last_folded", "first_folded", "dob"),
        Index("ix_patient_first", "first_folded", "last_folded"),
        Index("ix_patient_dob", "dob", "last_folded", "first_folded"),
        Index("ix_patient_street", "street_key", "zip_code"),
        Index(
            "ux_patient_source",
            "source",
            "source_id",
            unique=True,
            sqlite_where=text("source_id <> ''"),
        ),
    )

    id: str = Field(primary_key=True)
    mrn: int = Field(unique=True)
    last_name: str
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    preferred_name: str = ""
    earlier_names: str = ""  # as printed, separated by "; "
    last_folded: str = ""
    first_folded: str = ""
    dob: date | None = None
    dob_estimated: bool = False
    sex: str = "unknown"
    street: str = ""
    street2: str = ""
    street_key: str = ""  # first eight folded characters, for matching
    city: str = ""
    state: str = ""
    zip_code: str = ""
    time_zone: str = ""  # '' means the clinic's
    email: str = ""
    language: str = "en"
    interpreter: str = "no"  # no, yes, declined
    deceased_on: date | None = None
    contact_note: str = ""
    restriction: str = ""  # '', no_booking, same_day_only, supervisor_only
    flags: str = ""  # codes separated by spaces, for lists
    note: str = ""
    guarantor_id: str | None = None
    guarantor_name: str = ""  # somebody who is not a patient here
    guarantor_relation: str = ""
    guarantor_phone: str = ""
    written_language: str = ""  # '' = the spoken one
    interpreter_mode: str = ""  # '', in_person, video, phone
    access_needs: str = ""  # codes separated by spaces: wheelchair large_print hearing vision device other
    access_note: str = ""
    portal: str = "none"
    heard_of_us: str = ""  # coded (FD-62), with words of its own
    heard_note: str = ""
    pcp_provider_id: str | None = Field(default=None, foreign_key="provider.id")
    asked_to_arrive: int = 0  # minutes before the appointment (FD-85)
    unidentified: str = ""  # why nobody knows who this is; '' = identified (FD-57)
    merged_into: str | None = Field(default=None, foreign_key="patient.id")
    source: str = ""
    source_id: str = ""
    registered_at: datetime


class PatientPhoneRow(Row, table=True):
    """A phone number of a patient with what may be done with it."""

    __tablename__ = "patient_phone"
    __table_args__ = (
        one_of("voicemail", ("none", "callback_only", "detailed")),
        Index("ix_patient_phone_e164", "e164", "patient_id"),
        Index("ix_patient_phone_last_four", "last_four", "patient_id"),
        Index("ix_patient_phone_patient", "patient_id", "position"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    kind: str = "home"  # home, mobile, work, other
    typed: str
    e164: str = ""
    extension: str = ""
    last_four: str = ""
    position: int = 0
    voicemail: str = "callback_only"
    may_call: bool = True
    may_text: bool = False
    wrong_since: datetime | None = None


class PatientNamePartRow(Row, table=True):
    """Every folded name part (surname, given, earlier names) with the patient it leads to; carries prefix search.

    Kind ``key`` holds the matching keys of standards.md 7.1 (they begin with ``~``, which no folded name does), so that
    possible duplicates are found by equality.
    """

    __tablename__ = "patient_name_part"
    __table_args__ = (Index("ix_patient_name_part_patient", "patient_id"), {"sqlite_with_rowid": False})

    part: str = Field(primary_key=True)
    patient_id: str = Field(primary_key=True, foreign_key="patient.id")
    kind: str = Field(primary_key=True)  # last, first, pair, key


class NameDeletionRow(Row, table=True):
    """A distinct name part and each of its one-letter deletions: finds typing errors by equality (performance.md 3)."""

    __tablename__ = "name_deletion"
    __table_args__ = ({"sqlite_with_rowid": False},)

    deletion: str = Field(primary_key=True)
    part: str = Field(primary_key=True)


class PatientAlertRow(Changeable, table=True):
    """Something every rep must see before acting; pops up once, keeps author and end.

    ``scope`` family: shown for the patient's family too; clinic: for everybody, then there is no patient (FD-48).
    """

    __tablename__ = "patient_alert"
    __table_args__ = (
        Index("ix_patient_alert_patient", "patient_id"),
        at_most("text", 300),
        one_of("scope", ("patient", "family", "clinic")),
    )

    id: str = Field(primary_key=True)
    patient_id: str | None = Field(default=None, foreign_key="patient.id")
    scope: str = "patient"
    text: str
    author: str = ""
    since: datetime
    ends_on: date | None = None
    ended_at: datetime | None = None


class DifferentPeopleRow(Row, table=True):
    """Two records a rep looked at and called different people: not asked again (front-desk.md FD-55)."""

    __tablename__ = "different_people"

    patient_a: str = Field(primary_key=True)
    patient_b: str = Field(primary_key=True)
    decided_by: str
    decided_at: datetime
    reason: str = ""
