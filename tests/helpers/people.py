"""People for tests of finding and registering."""

from __future__ import annotations

from datetime import date

from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import Address, Demographics, Phone
from psr_tui.domain.phones import PhoneNumber
from tests.helpers.clinic import SETUP, TestClinic


def person(
    last: str = "Peña García",
    first: str = "José",
    born: date | None = date(1957, 1, 22),
    phone: str = "+15055550142",
    street: str = "12 Paseo Real",
    zip_code: str = "87501",
    middle: str = "",
    earlier: tuple[PatientName, ...] = (),
) -> Demographics:
    """A complete person; every value can be chosen."""
    phones = (Phone(PhoneNumber(phone, "", phone)),) if phone else ()
    address = Address(street, "", "Santa Fe", "NM", zip_code)
    return Demographics(PatientName(last, first, middle), born, address=address, phones=phones, earlier_names=earlier)


def add_person(clinic: TestClinic, one: Demographics) -> str:
    """Write a person through the repository, past the duplicate question; returns the id."""
    with clinic.store.write(SETUP) as work:
        patient_id = work.new_id()
        phone_ids = [work.new_id() for _ in one.phones]
        work.patients.add(patient_id, work.clinic.next_number("mrn"), one, "Setup", work.now, phone_ids)
        work.commit()
    return patient_id
