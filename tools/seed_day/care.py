"""Care for the person on the training day: what was asked for and done since the morning, and the alerts read."""

from __future__ import annotations

from psr_tui.store.tables.check_in import CheckInStepRow
from psr_tui.store.tables.patients import PatientAlertRow
from psr_tui.store.tables.people import FamilyLinkRow
from psr_tui.store.tables.schedule import AppointmentRow
from psr_tui.store.tables.visit_day import CareNoteRow
from tools.seed_day.house import NAMES, staff_id
from tools.seed_day.rows import Seed, today
from tools.seed_day.visits import Visits

# who, what, asked, done, job, when, by
_CARE = (
    ("accessibility", "a chair with arms in the waiting room", "brought from room 4", "", "09:18", "mrivera"),
    ("private_area", "private waiting area", "taken to the private area", "", "09:31", "tchen"),
    ("interpreter", "interpreter", "arranged, by video", "J-20417", "09:33", "mrivera"),
)


def add_care(seed: Seed, visits: Visits) -> None:
    """Three of those who wait were cared for, in the order they came."""
    waiting = sorted(
        (row for row in visits.today.values() if row.state == "arrived"), key=lambda row: (row.local_start, row.id)
    )
    for row, (kind, asked, done, job, when, login) in zip(waiting, _CARE, strict=False):
        moment = today(when)
        seed.add(
            CareNoteRow(
                id=seed.new_id(moment), patient_id=row.patient_id, appointment_id=row.id, kind=kind, asked=asked,
                done=done, job_number=job, at=moment, staff_id=staff_id(login), staff_name=NAMES[login],
            )
        )  # fmt: skip
        _mark(row, kind, asked)


def _mark(row: AppointmentRow, kind: str, asked: str) -> None:
    """The visit says so, as it does when a rep writes the line."""
    if kind == "private_area":
        row.waiting_area = "private"
    elif kind == "accessibility":
        row.access_request = asked


def name_read_alerts(seed: Seed, visits: Visits) -> None:
    """Who was checked in had every alert read, those of the family too: the answer names them, as check-in does."""
    patients = {row.id: row.patient_id for row in visits.today.values()}
    family: dict[str, set[str]] = {}
    for link in seed.of(FamilyLinkRow):
        family.setdefault(link.patient_id, set()).add(link.relative_id)
    for step in seed.of(CheckInStepRow):
        if step.item == "alerts":
            own = patients[step.appointment_id]
            near = family.get(own, set())
            read = [
                one.id
                for one in seed.of(PatientAlertRow)
                if one.patient_id == own or (one.scope == "family" and one.patient_id in near)
            ]
            step.detail = " ".join(read)
