"""Insured people whose payers have something to say: every kind of exception of the eligibility list is there.

What the training payer answers depends on the member id alone (``exchange/x12/loopback.py``), so ids are chosen here;
the asking itself is done by the program's own services when a training day is opened.
"""

from __future__ import annotations

from datetime import timedelta

from psr_tui.store.tables.coverage import CoverageRow, PayerRow
from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentRow
from tools.seed_day.rows import OPENED_ANSWERS, TODAY, Seed

_KINDS = ("TERM", "AAA72", "AAA42", "AAA75", "HMO", "BASE", "SUMS", "NINES")
_DAYS = 8


def add_eligibility(seed: Seed) -> None:
    """Give the first unchecked coverages of the next days ids by which their payers answer in all ways, and one of the
    patients a second insurance."""
    payers = {row.id: row.name for row in seed.of(PayerRow)}
    unchecked = [row for row in _unchecked(seed) if payers[row.payer_id] not in ("Medicare", "Medicaid")]
    for kind, row in zip(_KINDS, unchecked, strict=False):
        row.member_id = f"{kind}{row.member_id[-5:]}"
    _second_insurance(seed, unchecked[len(_KINDS)], payers)
    _subscribers(seed)


def _subscribers(seed: Seed) -> None:
    """A child is insured through the adult who answers for the bills; of the others nobody has written it down yet."""
    people = {row.id: row for row in seed.of(PatientRow)}
    for row in seed.of(CoverageRow):
        adult = people.get(people[row.patient_id].guarantor_id or "")
        if row.relationship == "child" and adult is not None:
            row.subscriber_name = f"{adult.last_name}, {adult.first_name}"
            row.subscriber_dob, row.subscriber_patient_id = adult.dob, adult.id


def _unchecked(seed: Seed) -> list[CoverageRow]:
    """Coverages in force that nobody has asked about, in the order of their patients' visits, each once."""
    visits = [
        row for row in seed.of(AppointmentRow)
        if row.state == "booked" and TODAY < row.local_date <= TODAY + timedelta(days=_DAYS)
    ]  # fmt: skip
    visits.sort(key=lambda row: (row.local_date, row.local_start, row.id))
    held = {row.patient_id: row for row in seed.of(CoverageRow) if row.ends_on is None and row.relationship == "self"}
    old = OPENED_ANSWERS
    found = [held[row.patient_id] for row in visits if row.patient_id in held]
    return list({row.id: row for row in found if row.verified_at is None or row.verified_at < old}.values())


def _second_insurance(seed: Seed, first: CoverageRow, payers: dict[str, str]) -> None:
    """Behind the first one, never asked: it waits until the first has answered."""
    other = next(payer_id for payer_id, name in payers.items() if name == "Humana" and payer_id != first.payer_id)
    seed.add(
        CoverageRow(
            id=seed.new_id(first.changed_at), patient_id=first.patient_id, payer_id=other, position=2,
            plan_name="Humana Supplement", member_id=f"HMO{first.member_id[-5:]}", effective_on=first.effective_on,
            relationship="self", changed_by=first.changed_by, changed_at=first.changed_at,
        )
    )  # fmt: skip
