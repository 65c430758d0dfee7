"""Which column of a schedule is what, and what a row says: guessed from the header, or told with --map."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, time

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.incoming_schedule import FIELDS, RejectedRow, ScheduleRow
from psr_tui.domain.names import PatientName, parse_name
from psr_tui.domain.patients import Sex
from psr_tui.domain.phones import read_foreign_phone
from psr_tui.domain.text import fold
from psr_tui.domain.typed_dates import parse_birth_date, parse_day
from psr_tui.domain.typed_moments import parse_time
from psr_tui.exchange.csv_files import CsvRow, CsvTable

_GUESSES = {
    "date": "date;appt date;appointment date;visit date;day;appointment day;service date;date of service",
    "time": "time;appt time;appointment time;start time;visit time;begin",
    "start": "start;datetime;date time;start datetime;appointment;appointment start;scheduled at;starts at",
    "last": "last;last name;surname;family;family name;patient last name;lastname;patient last;apellido",
    "first": "first;first name;given;given name;patient first name;firstname;patient first;nombre",
    "name": "name;patient;patient name;full name;client",
    "dob": "dob;birth date;date of birth;birthdate;born;birthday;patient dob;d o b",
    "patient": "mrn;patient id;chart;chart number;patient number;medical record number;account;account number",
    "phone": "phone;phone number;home phone;mobile;cell;cell phone;mobile phone;telephone;patient phone",
    "sex": "sex;gender;sex at birth",
    "provider": "provider;doctor;resource;with;clinician;physician;provider name;rendering provider;seen by",
    "type": "type;visit type;appointment type;appt type;kind;service",
    "minutes": "minutes;duration;length;min;mins;duration minutes",
    "reason": "reason;reason for visit;notes;note;comment;comments;chief complaint;description",
    "status": "status;appointment status;appt status;state",
    "id": "id;appt id;appointment id;visit id;appointment number;booking id;event id",
}
_LEFT_OUT = ("cancel", "no show", "noshow", "deleted", "resched", "void", "entered in error")
_SEXES = {"f": Sex.FEMALE, "female": Sex.FEMALE, "m": Sex.MALE, "male": Sex.MALE, "other": Sex.OTHER, "x": Sex.OTHER}
_SECONDS = re.compile(r"(\d{1,2}:\d\d):\d\d(?:\.\d+)?")
_LONGEST_VISIT = 24 * 60


def mapping_of(headers: tuple[str, ...], told: str = "") -> dict[str, str]:
    """Field -> header, guessed from the header's words; ``told`` (``last=Surname,dob=Born``) goes before guesses.

    Raises: InvalidInput for a field or column that does not exist, and when what is needed is missing.
    """
    by_fold = {fold(header): header for header in reversed(headers)}
    mapping: dict[str, str] = {}
    for field, guesses in _GUESSES.items():
        header = next((by_fold[guess] for guess in guesses.split(";") if guess in by_fold), None)
        if header is not None and header not in mapping.values():
            mapping[field] = header
    for pair in (part for part in told.split(",") if part.strip()):
        field, _, header = (part.strip() for part in pair.partition("="))
        if field not in FIELDS:
            raise InvalidInput(f"--map: {field} is no field; there are {', '.join(FIELDS)}.", "--map")
        if fold(header) not in by_fold:
            raise InvalidInput(f"--map: there is no column {header}; there are {', '.join(headers)}.", "--map")
        mapping = {one: other for one, other in mapping.items() if other != by_fold[fold(header)]}
        mapping[field] = by_fold[fold(header)]
    _check(mapping, headers)
    return mapping


def _check(mapping: Mapping[str, str], headers: tuple[str, ...]) -> None:
    missing = []
    if "start" not in mapping and not {"date", "time"} <= mapping.keys():
        missing.append("date and time (or start)")
    if "name" not in mapping and "last" not in mapping:
        missing.append("last and first (or name)")
    if "dob" not in mapping:
        missing.append("dob")
    if missing:
        raise InvalidInput(
            f"No column found for {'; '.join(missing)}. Columns: {', '.join(headers)}. Use --map dob=COLUMN.",
            "--map",
        )


def schedule_rows(table: CsvTable, mapping: Mapping[str, str], today: date) -> Iterator[ScheduleRow | RejectedRow]:
    """Each row as a visit, or the reason why it is none. Never raises on content."""
    for row in table:
        try:
            yield _read(row, mapping, today)
        except InvalidInput as error:
            yield RejectedRow(row.number, error.message)


def _read(row: CsvRow, mapping: Mapping[str, str], today: date) -> ScheduleRow | RejectedRow:
    values = {field: row.cells.get(header, "") for field, header in mapping.items()}
    if row.problem:
        raise InvalidInput(f"The row has {row.problem}; a comma inside a value needs quotes.")
    status = fold(values.get("status", ""))
    if any(word in status for word in _LEFT_OUT):
        return RejectedRow(row.number, f"its status is {values['status']}", outside=True)
    day, at = _start(values, today)
    minutes = values.get("minutes", "").split(".")[0].removesuffix("min").strip()
    if minutes and not (minutes.isascii() and minutes.isdigit() and 0 < int(minutes) <= _LONGEST_VISIT):
        raise InvalidInput(f"Minutes: {minutes} is no length of a visit.")
    phone = values.get("phone", "")
    return ScheduleRow(
        number=row.number,
        name=_name(values),
        born=parse_birth_date(_day_only(values.get("dob", "")), today),
        day=day,
        at=at,
        minutes=int(minutes or 0),
        provider=values.get("provider", "")[:120],
        visit_type=values.get("type", "")[:80],
        reason=values.get("reason", "")[:200],
        phone=read_foreign_phone(phone) if phone else None,
        sex=_SEXES.get(fold(values.get("sex", "")), Sex.UNKNOWN),
        patient_number=values.get("patient", "")[:80],
        visit_number=values.get("id", "")[:80],
    )


def _name(values: Mapping[str, str]) -> PatientName:
    if values.get("last"):
        return parse_name(f"{values['last']}, {values.get('first', '')}")
    return parse_name(values.get("name", ""))


def _start(values: Mapping[str, str], today: date) -> tuple[date, time]:
    if values.get("start"):
        day, _, clock = values["start"].replace("T", " ", 1).partition(" ")
    else:
        day, clock = values.get("date", ""), values.get("time", "")
    clock = _SECONDS.sub(r"\1", clock).split("+")[0].removesuffix("Z")
    return parse_day(_day_only(day), today), parse_time(clock, "Time")


def _day_only(text: str) -> str:
    """Without the midnight that spreadsheets put behind a date."""
    return re.sub(r"[T ]0?0:00(:00(\.0+)?)?Z?$", "", text.strip())
