"""Rooms, a provider who runs late, a wait that was explained, and everybody's primary care provider."""

from __future__ import annotations

from datetime import timedelta

from psr_tui.store.tables.patients import PatientRow
from psr_tui.store.tables.schedule import AppointmentEventRow, AppointmentRow, ProviderRow
from psr_tui.store.tables.visit_day import ProviderDelayRow, RoomRow, WaitTalkRow
from tools.seed_day.house import NAMES, OPENED, staff_id
from tools.seed_day.people import People
from tools.seed_day.rows import NOW, TODAY, Seed, today
from tools.seed_day.visits import Visits

_ROOMS = (
    ("LEE", ("Room 1", "Room 2", "Room 3")),
    ("ORTIZ", ("Room 4", "Room 5")),
    ("PATEL", ("Room 6", "Room 7")),
    ("OKAFOR", ("Room 8",)),
    ("HALV", ("Room 9",)),
    ("BRANDT", ("Room 10",)),
    ("CHOI", ("Room 11",)),
    ("ADEY", ("Room 12",)),
    ("FISK", ("Room 14",)),
    ("WEAVER", ("Nurse 1", "Nurse 2")),
)
_UPSTAIRS = ("FISK", "WEAVER", "ADEY")


def add_rooms(seed: Seed, people: People, visits: Visits) -> None:
    """All of it, on top of the visits of the day."""
    providers = {row.code: row for row in seed.of(ProviderRow)}
    _rooms(seed, providers, visits, people.by_key["wheel"].id)
    _late(seed, providers["LEE"])
    _told(seed, people.by_key["oconnor"].id, visits)
    _urgent(seed, people.by_key["viet"].id, visits)
    _pcps(seed, people)


def _rooms(seed: Seed, providers: dict[str, ProviderRow], visits: Visits, wide: str) -> None:
    """Whoever is roomed is in a room; ``wide`` is the patient whose wheelchair fits into Room 2 only."""
    free: dict[str, list[RoomRow]] = {}
    position = 0
    for code, names in _ROOMS:
        for name in names:
            position += 1
            room = RoomRow(
                id=seed.new_id(OPENED), name=name, location="2nd floor" if code in _UPSTAIRS else "1st floor",
                holds=2 if code == "WEAVER" else 1, provider_id=providers[code].id, position=position,
                changed_by="setup", changed_at=OPENED,
            )  # fmt: skip
            seed.add(room)
            free.setdefault(providers[code].id, []).extend([room] * room.holds)
    rows = sorted((row for row in visits.today.values() if row.state == "roomed"), key=lambda row: row.state_at)
    for row in rows:
        if mine := free.get(row.provider_id or ""):
            room = mine.pop(1 if row.patient_id == wide else 0)
            row.room_id = room.id
            _event_into(seed, row).room = room.name


def _event_into(seed: Seed, row: AppointmentRow) -> AppointmentEventRow:
    return next(
        one for one in seed.of(AppointmentEventRow) if one.appointment_id == row.id and one.to_state == "roomed"
    )


def _late(seed: Seed, provider: ProviderRow) -> None:
    """Said twice this morning: the newest word counts."""
    for at, minutes, login, note in (("08:35", 10, "tchen", ""), ("09:20", 20, "lgrant", "Long visit at 9.")):
        moment = seed.spread(today(at))
        seed.add(
            ProviderDelayRow(
                id=seed.new_id(moment), provider_id=provider.id, day=TODAY, minutes=minutes, note=note, at=moment,
                staff_id=staff_id(login), staff_name=NAMES[login],
            )
        )  # fmt: skip


def _told(seed: Seed, patient_id: str, visits: Visits) -> None:
    row = next(one for one in visits.today.values() if one.patient_id == patient_id)
    moment = NOW - timedelta(minutes=3)
    assert row.arrived_at is not None
    seed.add(
        WaitTalkRow(
            id=seed.new_id(moment), appointment_id=row.id, at=moment, staff_id=staff_id("tchen"),
            staff_name=NAMES["tchen"], waited_minutes=int((moment - row.arrived_at).total_seconds() // 60),
            told_minutes=10, answer="waits",
        )
    )  # fmt: skip


def _urgent(seed: Seed, patient_id: str, visits: Visits) -> None:
    row = next(one for one in visits.today.values() if one.patient_id == patient_id)
    row.priority, row.priority_note = 1, "Dizzy, sits near the desk."


def _pcps(seed: Seed, people: People) -> None:
    """Whom somebody saw most often; some see another one today."""
    known = {row.id for row in seed.of(PatientRow)}
    seen: dict[str, dict[str, int]] = {}
    for row in seed.of(AppointmentRow):
        if row.provider_id and row.patient_id in known and row.local_date < TODAY:
            counts = seen.setdefault(row.patient_id, {})
            counts[row.provider_id] = counts.get(row.provider_id, 0) + 1
    for one in people.all:
        counts = seen.get(one.id, {})
        if counts and one.row.pcp_provider_id is None:
            one.row.pcp_provider_id = max(sorted(counts), key=lambda provider_id: counts[provider_id])
