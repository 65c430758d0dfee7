"""Versions of records: kept in the transaction of the change, told as old and new, never changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from psr_tui.domain.money import Money
from psr_tui.domain.patients import Sex
from psr_tui.store.repositories.versions import FieldChange
from tests.helpers.clinic import TestClinic


def test_a_change_is_told_field_by_field_and_the_newest_comes_first(clinic: TestClinic) -> None:
    who = clinic.add_patient()
    actor = clinic.actor()
    first = {"name": "SMITH, Jon", "born": date(1960, 2, 29), "sex": Sex.MALE, "needs": ("wheelchair",), "text": False}
    with clinic.store.write(actor) as work:
        work.versions.keep("patient", who, 1, who, first)
        work.commit()
    clinic.clock.advance(timedelta(minutes=1))
    with clinic.store.write(actor) as work:
        work.versions.keep("patient", who, 2, who, {**first, "born": None, "text": True, "copay": Money(2500)})
        work.commit()
    with clinic.store.read() as work:
        newest, oldest = work.versions.of_record("patient", who)
    assert oldest.changes == ()
    assert oldest.content["sex"] == "male"
    assert newest.staff_name == "M. Rivera"
    assert newest.changes == (
        FieldChange("born", "1960-02-29", ""),
        FieldChange("copay", "", "2500"),
        FieldChange("text", "no", "yes"),
    )


def test_an_imported_record_tells_its_first_change(clinic: TestClinic) -> None:
    who = clinic.add_patient()
    with clinic.store.write(clinic.actor()) as work:
        work.versions.keep("patient", who, 2, who, {"city": "Taos"}, before={"city": "Santa Fe"})
        work.versions.keep("patient", who, 3, who, {"city": "Raton"}, before={"city": "Taos"})
        work.commit()
    with clinic.store.read() as work:
        third, second = work.versions.of_patient(who)
    assert third.changes == (FieldChange("city", "Taos", "Raton"),)
    assert second.changes == (FieldChange("city", "Santa Fe", "Taos"),)
    assert second.content == {"city": "Taos"}


def test_a_patients_versions_of_every_kind_come_in_pages(clinic: TestClinic) -> None:
    who, other = clinic.add_patient(), clinic.add_patient("DOE", "Ann", phone="")
    for number in (1, 2, 3):
        clinic.clock.advance(timedelta(minutes=1))
        with clinic.store.write(clinic.actor()) as work:
            work.versions.keep("coverage" if number == 2 else "patient", who, number, who, {"n": number})
            work.versions.keep("patient", other, number, other, {"n": number})
            work.commit()
    with clinic.store.read() as work:
        page = work.versions.of_patient(who, most=2)
        rest = work.versions.of_patient(who, most=2, until=page[-1].at)
    assert [(one.entity, one.version) for one in page] == [("patient", 3), ("coverage", 2)]
    assert [one.version for one in rest] == [2, 1]


def test_a_version_needs_a_person(clinic: TestClinic) -> None:
    with clinic.store.read() as work, pytest.raises(RuntimeError, match="needs a person"):
        work.versions.keep("patient", "p", 1, None, {})
