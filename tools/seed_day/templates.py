"""The schedule of the training clinic: usual weeks, absences, visits of the coming months, the wait list, recalls."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from psr_tui.store.tables.booking import AbsenceRow, ProviderTemplateRow, RecallRow, WaitListRow
from psr_tui.store.tables.clinic import ClosedDayRow
from psr_tui.store.tables.schedule import ProviderRow
from tools.seed_day.house import OPENED
from tools.seed_day.people import Known, People
from tools.seed_day.rows import TODAY, Seed, at, workday
from tools.seed_day.visits import Visits

_LUNCH = "...."
# 08:00 to 12:00, lunch, 13:00 to 17:00; a character is a quarter of an hour
_WEEKS: dict[str, tuple[str, ...]] = {
    "LEE": ("NN11111111111SSU" + _LUNCH + "11111111111111PP",) * 5,
    "ORTIZ": ("2222222222222222" + _LUNCH + "1111111111111SSU",) * 5,
    "PATEL": ("NN11NN11111111SS" + _LUNCH + "11111111WWWW11PP",) * 4 + ("NN11NN11111111SS",),
    "OKAFOR": ("1111111111111111" + _LUNCH + "1111111111111111",) * 5,
    "HALV": ("11111111SSUU1111" + _LUNCH + "11111111111111WW", "", "11111111SSUU1111" + _LUNCH + "11111111111111WW",
             "11111111SSUU1111" + _LUNCH + "11111111111111WW", "1111111111111111"),
    "BRANDT": ("NN11111111111111" + _LUNCH + "1111111111111111",) * 5,
    "CHOI": ("1111111111111SSU" + _LUNCH + "111111111111SSUU",) * 5,
    "ADEY": ("1111111111111111" + _LUNCH + "1111111111111111",) * 3 + ("", "1111111111111111"),
    "FISK": ("2222222222222222" + _LUNCH + "2222222222222222",) * 5,
    "WEAVER": ("2222222222222222" + _LUNCH + "2222222222222222",) * 5,
}  # fmt: skip
_SOON, _LATER = range(7, 21), range(21, 85)  # working days from the seed's day
_VISITS_SOON, _VISITS_LATER = 14, 3
_RECALLS = (
    ("diabetes", "FUP", 3),
    ("blood pressure", "FUP", 6),
    ("annual check", "PREV", 12),
    ("immunisation", "NURSE", 6),
)


def add_schedule(seed: Seed, people: People, visits: Visits) -> None:
    """Everything F6 and its lists show beyond the visits of this week; called last, so that nothing else moves."""
    providers = {row.code: row for row in seed.of(ProviderRow)}
    _templates(seed, providers)
    _absences(seed, providers)
    for days in (*_SOON, *_LATER):
        visits.following_day(workday(days), _VISITS_SOON if days in _SOON else _VISITS_LATER)
    _waiting(seed, visits, providers)
    _recalls(seed, people, visits, providers)


def _templates(seed: Seed, providers: dict[str, ProviderRow]) -> None:
    for code, week in _WEEKS.items():
        for weekday, slots in enumerate(week):
            seed.add(
                ProviderTemplateRow(
                    id=seed.new_id(OPENED), provider_id=providers[code].id, weekday=weekday,
                    starts_on=TODAY - timedelta(days=60), first_slot="08:00", slots=slots, changed_by="A. Admin",
                    changed_at=OPENED,
                )
            )  # fmt: skip


def _absence(seed: Seed, start: tuple[date, str], end: tuple[date, str], **more: Any) -> None:
    seed.add(
        AbsenceRow(
            id=seed.new_id(OPENED), starts_at=at(*start), ends_at=at(*end), changed_by="L. Grant", changed_at=OPENED,
            **more,
        )
    )  # fmt: skip


def _absences(seed: Seed, providers: dict[str, ProviderRow]) -> None:
    first, last = workday(12), workday(16)
    _absence(seed, (first, "08:00"), (last, "17:00"), kind="provider", provider_id=providers["PATEL"].id,
             reason="vacation")  # fmt: skip
    _absence(seed, (workday(2), "13:00"), (workday(2), "15:00"), kind="provider", provider_id=providers["LEE"].id,
             reason="meeting", note="hospital committee")  # fmt: skip
    _absence(
        seed, (workday(6), "16:00"), (workday(6), "17:00"), kind="practice", reason="meeting", note="staff meeting"
    )
    _absence(seed, (workday(9), "13:00"), (workday(9), "17:00"), kind="blockout", provider_id=providers["WEAVER"].id,
             reason="reserved", visit_types="NURSE", note="vaccination afternoon")  # fmt: skip
    _absence(seed, (workday(1), "11:00"), (workday(1), "12:00"), kind="blockout", provider_id=providers["CHOI"].id,
             reason="reserved", emergency_only=True)  # fmt: skip
    seed.add(ClosedDayRow(day=workday(57).isoformat(), label="Clinic holiday"))


def _waiting(seed: Seed, visits: Visits, providers: dict[str, ProviderRow]) -> None:
    """Three who have a date and want an earlier one, three without a date."""
    later = sorted(
        (row for row in visits.coming if row.local_date > workday(10) and row.visit_type in ("OV15", "FUP")),
        key=lambda row: (row.local_date, row.id),
    )[:3]
    for number, row in enumerate(later):
        seed.add(
            WaitListRow(
                id=seed.new_id(OPENED), patient_id=row.patient_id, appointment_id=row.id, visit_type=row.visit_type,
                minutes=row.minutes, provider_id=row.provider_id if number == 1 else None, latest=row.local_date,
                priority=(70, 50, 90)[number], day_parts=("", "morning", "")[number],
                note=("can come within the hour", "", "pain is getting worse")[number],
                since=seed.spread(at(workday(-4 + number), "10:15")), changed_by="T. Chen",
                changed_at=at(workday(-4 + number), "10:15"),
            )
        )  # fmt: skip
    for number, kind in enumerate(("FUP", "PREV", "NURSE")):
        known = visits.next_person()
        seed.add(
            WaitListRow(
                id=seed.new_id(OPENED), patient_id=known.id, visit_type=kind, minutes=15,
                provider_id=providers["OKAFOR"].id if number == 0 else None, priority=50,
                earliest=workday(5) if number == 1 else None, since=seed.spread(at(workday(-2), "14:30")),
                note=("after the laboratory results", "", "second dose")[number], changed_by="M. Rivera",
                changed_at=at(workday(-2), "14:30"),
            )
        )  # fmt: skip


def _recalls(seed: Seed, people: People, visits: Visits, providers: dict[str, ProviderRow]) -> None:
    seen = [one for one in people.all if one.id in visits.past and one.alive][:12]
    for number, known in enumerate(seen):
        kind, visit_type, months = _RECALLS[number % len(_RECALLS)]
        _recall(seed, known, kind, visit_type, months, number, providers)


def _recall(
    seed: Seed, known: Known, kind: str, visit_type: str, months: int, number: int, providers: dict[str, ProviderRow]
) -> None:
    seed.add(
        RecallRow(
            id=seed.new_id(OPENED), patient_id=known.id, kind=kind, visit_type=visit_type, every_months=months,
            provider_id=providers["LEE"].id if number % 3 == 0 else None,
            due_on=TODAY + timedelta(days=7 * number - 21),
            reminders=1 if number % 4 == 1 else 0, priority=80 if number == 2 else 50,
            last_reminded_on=TODAY - timedelta(days=30) if number % 4 == 1 else None, changed_by="T. Chen",
            changed_at=OPENED,
        )
    )  # fmt: skip
