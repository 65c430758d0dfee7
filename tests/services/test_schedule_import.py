"""A schedule as CSV: columns guessed or told, one reason a row, nothing half done, a reject file that can be mended."""

from __future__ import annotations

import csv
import json
import stat
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.cli import main
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.incoming_schedule import RejectedRow, ScheduleRow, ScheduleSummary
from psr_tui.domain.names import PatientName
from psr_tui.exchange.csv_files import CsvTable, harmless, write_csv
from psr_tui.exchange.schedule_csv import mapping_of, schedule_rows
from psr_tui.services.schedule_import import ScheduleImport
from tests.helpers.clinic import PASSWORD, TODAY, TestClinic
from tests.helpers.people import add_person, person

HEADER = "Appt Date,Start Time,Patient Name,DOB,Provider,Type,Phone,Status,Appt ID"
GOOD = [
    '03/05/2026,9:30 AM,"Peña-García, José",1/22/1957,Dr. Lee,Office visit,505-555-0142,Booked,A1',
    '3/5/26,14:15,"O\'Connor, Siobhan",7/9/84,LEE,NP30,,Confirmed,A2',
]


def table(folder: Path, *lines: str, header: str = HEADER, encoding: str = "utf-8-sig") -> Path:
    path = folder / "schedule.csv"
    path.write_bytes("\r\n".join([header, *lines]).encode(encoding))
    return path


def rows_of(path: Path, told: str = "") -> list[ScheduleRow | RejectedRow]:
    one = CsvTable(path)
    return list(schedule_rows(one, mapping_of(one.headers, told), TODAY))


def take(clinic: TestClinic, path: Path, dry_run: bool = False) -> ScheduleSummary:
    service = ScheduleImport(clinic.store, clinic.clock)
    return service.take(clinic.actor("admin"), rows_of(path), "csv", dry_run=dry_run)


def test_rows_are_read_by_a_guessed_header(tmp_path: Path) -> None:
    first = rows_of(table(tmp_path, *GOOD))[0]
    assert isinstance(first, ScheduleRow)
    assert (first.number, first.name, first.born) == (2, PatientName("Peña-García", "José"), date(1957, 1, 22))
    assert (first.day, first.at, first.provider, first.visit_number) == (date(2026, 3, 5), time(9, 30), "Dr. Lee", "A1")


def test_short_names_of_columns_are_guessed_too(tmp_path: Path) -> None:
    header = "Family,Given,Born,Appt Date,Appt Time"
    (row,) = rows_of(table(tmp_path, "Smith,Jon,19600229,2026-03-05,09:30", header=header))
    assert isinstance(row, ScheduleRow) and row.name == PatientName("Smith", "Jon")


def test_columns_can_be_told_and_missing_ones_are_named(tmp_path: Path) -> None:
    path = table(tmp_path, "2026-03-05T09:30:00,Smith,Jon,19600229", header="Slot,A,B,C")
    with pytest.raises(InvalidInput, match=r"date and time.*last and first.*dob"):
        rows_of(path)
    (row,) = rows_of(path, "start=Slot,last=A,first=B,dob=C")
    assert isinstance(row, ScheduleRow)
    assert (row.name, row.at, row.born) == (PatientName("Smith", "Jon"), time(9, 30), date(1960, 2, 29))
    for wrong in ("start=Nowhere", "colour=A"):
        with pytest.raises(InvalidInput, match="--map"):
            rows_of(path, wrong)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('13/45/2026,9:30,"Smith, Jon",2/29/60,Lee,,,,X', "there is no month 13"),
        ('03/05/2026,late,"Smith, Jon",2/29/60,Lee,,,,X', "type a time"),
        ('03/05/2026,9:30,"Smith, Jon",2/30/60,Lee,,,,X', "there is no 02/30"),
        ('03/05/2026,9:30,,2/29/60,Lee,,,,X', "type the name"),
        ('03/05/2026,9:30,Smith, Jon,2/29/60,Lee,,,,X', "a comma inside a value"),
        ('03/01/2026,9:30,"Smith, Jon",2/29/60,Lee,,,,X', "is over"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_left_out_alone(clinic: TestClinic, tmp_path: Path, line: str, why: str) -> None:
    summary = take(clinic, table(tmp_path, GOOD[0], line, GOOD[1]))
    assert summary.taken == 2
    assert [(one.number, why in one.why) for one in summary.rejected] == [(3, True)]
    assert clinic.count("SELECT count(*) FROM appointment") == 2


def test_visits_are_booked_with_patients_found_or_registered(clinic: TestClinic, tmp_path: Path) -> None:
    lee = clinic.add_provider()
    jose = add_person(clinic, person("Peña García", "José"))
    summary = take(clinic, table(tmp_path, *GOOD))
    assert (summary.taken, summary.new_patients, summary.new_providers) == (2, 1, [])
    booked = "SELECT count(*) FROM appointment WHERE state = 'booked' AND kind = 'scheduled'"
    assert clinic.count(f"{booked} AND patient_id = '{jose}' AND provider_id = '{lee}' AND local_start = '09:30'") == 1
    assert clinic.count(f"{booked} AND visit_type = 'NP30' AND minutes = 30 AND local_start = '14:15'") == 1


def test_a_second_run_books_nothing_twice(clinic: TestClinic, tmp_path: Path) -> None:
    for header in (HEADER, HEADER.replace("Appt ID", "Room")):
        path = table(tmp_path, *GOOD, header=header)
        take(clinic, path)
        again = take(clinic, path)
        assert (again.taken, again.already, again.new_patients) == (0, 2, 0)
    assert clinic.count("SELECT count(*) FROM appointment") == 2
    assert clinic.count("SELECT count(*) FROM patient") == 2


def test_a_dry_run_says_the_same_and_writes_nothing(clinic: TestClinic, tmp_path: Path) -> None:
    path = table(tmp_path, *GOOD, GOOD[0].replace("A1", "A3").replace("9:30", "10:30"))
    dry = take(clinic, path, dry_run=True)
    assert clinic.count("SELECT (SELECT count(*) FROM patient) + (SELECT count(*) FROM appointment)") == 0
    assert clinic.count("SELECT count(*) FROM provider") == 0
    real = take(clinic, path)
    assert (dry.taken, dry.new_patients, dry.new_providers) == (real.taken, real.new_patients, real.new_providers)
    assert (real.taken, real.new_patients) == (3, 2)


def test_the_deceased_the_alike_and_the_cancelled_are_not_booked(clinic: TestClinic, tmp_path: Path) -> None:
    add_person(clinic, person("Alike", "Jon", date(1960, 2, 29)))
    add_person(clinic, person("Twice", "Ann", date(1980, 1, 1), "", "1 A St"))
    add_person(clinic, person("Twice", "Ann", date(1980, 1, 1), "", "2 B St"))
    clinic.add_patient("Gone", "Ann", date(1920, 1, 1), deceased_on=date(2020, 1, 1))
    start = "03/05/2026,9:30"
    summary = take(
        clinic,
        table(
            tmp_path,
            f'{start},"Gone, Ann",1/1/1920,Lee,,,,X1',
            f'{start},"Jon, Alike",2/29/1960,Lee,,,,X2',
            f'{start},"Twice, Ann",1/1/1980,Lee,,,,X3',
            f'{start},"Smith, Jon",2/29/60,Lee,,,Cancelled by patient,X4',
        ),
    )
    assert summary.taken == 0
    reasons = {one.number: one.why for one in summary.rejected}
    assert reasons[2] == "the patient is recorded as deceased on 01/01/2020"
    assert reasons[3].startswith("may be the patient with MRN 000001")
    assert reasons[4].startswith("2 patients have this name")
    assert [one.number for one in summary.left_out] == [5]


def test_windows_text_is_read_and_said(tmp_path: Path) -> None:
    path = table(tmp_path, GOOD[0], encoding="cp1252")
    assert "not UTF-8" in CsvTable(path).note
    (row,) = rows_of(path)
    assert isinstance(row, ScheduleRow)
    assert row.name.last == "Peña-García"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, tail: bytes) -> None:
    path = tmp_path_factory.mktemp("csv") / "any.csv"
    path.write_bytes(HEADER.encode() + b"\n" + tail)
    rows_of(path)


@pytest.mark.parametrize("cell", ["=1+1", "+x", "-x", "@SUM(A1)", "\tx", "\rx", "＝1", "=cmd|' /C calc'!A0"])
def test_formulas_are_made_harmless(cell: str) -> None:
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["12", "-5.00", "+15055550142", "Smith", "", "1,250.00"])
def test_plain_values_stay(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_written_file_is_private_whole_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert write_csv(path, ["name"], [["=x"], ['a "b", c']]) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(csv.reader(path.open(encoding="utf-8"))) == [["name"], ["'=x"], ['a "b", c']]
    with pytest.raises(InvalidInput, match="is there already"):
        write_csv(path, ["name"], [])
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out.csv"]


def run(clinic: TestClinic, monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    return main([*args, "--store", str(clinic.path), "--user", "admin"])


def test_the_command_books_rejects_and_mends(
    clinic: TestClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The command lives on today's clock, so the visits lie far ahead.
    lines = [line.replace("03/05/2026", "03/05/2099").replace("3/5/26", "3/5/2099") for line in GOOD]
    wrong = '03/05/2099,9:30,"=Smith, Jon",2/30/60,Lee,,,,X'
    path = table(tmp_path, *lines, wrong)
    assert run(clinic, monkeypatch, "import", "csv", str(path), "--dry-run", "--json") == 1
    assert json.loads(capsys.readouterr().out)["booked"] == 2
    assert clinic.count("SELECT count(*) FROM appointment") == 0
    assert not (tmp_path / "schedule.rejects.csv").exists()
    assert run(clinic, monkeypatch, "import", "csv", str(path)) == 1
    said = capsys.readouterr().out
    assert "2 visits booked" in said
    assert "day of the visit" in said
    rejected = list(csv.reader((tmp_path / "schedule.rejects.csv").open(encoding="utf-8")))
    assert rejected[1][2] == "'=Smith, Jon"
    assert rejected[1][-2:] == ["4", "Date of birth: there is no 02/30/1960; check the day."]
    assert run(clinic, monkeypatch, "import", "csv", str(tmp_path / "nowhere.csv")) == 64
    assert "cannot be read" in capsys.readouterr().err


def test_the_fhir_command_prints_what_it_took(
    clinic: TestClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Ünal"}], "birthDate": "1980-01-01"}
    (tmp_path / "Patient.ndjson").write_text(json.dumps(one) + "\nbroken\n", encoding="utf-8")
    assert run(clinic, monkeypatch, "import", "fhir", str(tmp_path), "--json", "--dry-run") == 1
    body = json.loads(capsys.readouterr().out)
    assert (body["taken"]["patients"], body["rejected"], body["dry_run"]) == (1, 1, True)
    assert clinic.count("SELECT count(*) FROM patient") == 0
    assert run(clinic, monkeypatch, "import", "fhir", str(tmp_path)) == 1
    said = capsys.readouterr().out
    assert "1 patient taken" in said
    assert "Patient.ndjson:2" in said
    assert run(clinic, monkeypatch, "patients", "find", "unal", "--json") == 0
    assert json.loads(capsys.readouterr().out)["patients"][0]["last"] == "Ünal"
