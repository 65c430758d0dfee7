"""A day of visits for tests."""

from __future__ import annotations

from tests.helpers.clinic import TestClinic


def day_of(clinic: TestClinic, number: int) -> list[str]:
    """Visits a few minutes apart, of people whose surnames begin with A, B, C, ..."""
    names = [f"{chr(65 + n % 26)}{'abcdefghij'[n // 26 % 10]}name" for n in range(number)]
    return [
        clinic.add_visit(clinic.add_patient(name, "Jo", phone=""), f"{8 + n // 50:02d}:{n % 50:02d}")
        for n, name in enumerate(names)
    ]
