"""A small real clinic on a real encrypted file, with a clock that stands still: 2026-03-04, 09:47 in Chicago."""

from __future__ import annotations

import functools
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import FixedClock
from psr_tui.domain.restrictions import StopKind
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import fold
from psr_tui.store import vault
from psr_tui.store.load_sql import load, reference_text
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.store import Store, create_store, open_store
from psr_tui.store.tables.coverage import CoverageRow, PayerRow
from psr_tui.store.tables.drawer import DrawerRow
from psr_tui.store.tables.patients import PatientNamePartRow, PatientPhoneRow, PatientRow
from psr_tui.store.tables.people import PatientMergeRow
from psr_tui.store.tables.schedule import AppointmentEventRow, AppointmentRow, ProviderRow
from psr_tui.store.tables.staff import SignInRow

NOW = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)
TODAY = date(2026, 3, 4)
PASSWORD = "correct horse"
SETUP = Actor("setup", "setup", "Setup", Role.ADMINISTRATOR, "", "test")
PEOPLE = (
    ("mrivera", "M. Rivera", Role.REP),
    ("tchen", "T. Chen", Role.REP),
    ("lgrant", "L. Grant", Role.LEAD),
    ("sotto", "S. Otto", Role.SUPERVISOR),
    ("admin", "A. Admin", Role.ADMINISTRATOR),
)


@dataclass
class TestClinic:
    """The store of one test and the people in it."""

    __test__ = False

    store: Store
    clock: FixedClock

    @property
    def path(self) -> Path:
        return self.store.path

    def actor(self, login: str = "mrivera", station: str = "desk-1") -> Actor:
        """Somebody at work, with a sign-in of their own."""
        with self.store.write(SETUP) as work:
            member = work.staff.by_login(login)
            assert member is not None
            sign_in_id = work.new_id()
            work.session.add(SignInRow(id=sign_in_id, staff_id=member.id, station=station, started_at=self.clock.now()))
            work.commit()
        return Actor(member.id, member.login, member.name, member.role, sign_in_id, station)

    def reopen(self) -> None:
        """Close and open the file, as after a crash or a restart."""
        path = self.store.path
        self.store.close()
        self.store = open_store(path, vault.unlock(path, "admin", PASSWORD).keys, self.clock)

    def add_patient(
        self,
        last: str = "SMITH",
        first: str = "Jon",
        dob: date | None = date(1960, 2, 29),
        phone: str = "+15055550142",
        **more: Any,
    ) -> str:
        """A patient with one phone; returns the id. ``more`` sets columns of the table."""
        with self.store.write(SETUP) as work:
            patient_id = work.new_id()
            values: dict[str, Any] = {
                "sex": "male",
                "city": "Santa Fe",
                "state": "NM",
                "zip_code": "87501",
                "street": "1 Plaza Way",
                "street_key": "1plazawa",
            }
            values.update(more)
            work.session.add(
                PatientRow(
                    id=patient_id,
                    mrn=work.clinic.next_number("mrn"),
                    last_name=last,
                    first_name=first,
                    last_folded=fold(last),
                    first_folded=fold(first),
                    dob=dob,
                    registered_at=work.now,
                    changed_at=work.now,
                    **values,
                )
            )
            work.session.flush()
            for kind, name in (("last", last), ("first", first)):
                for part in dict.fromkeys(fold(name).split()):
                    work.session.add(PatientNamePartRow(part=part, patient_id=patient_id, kind=kind))
            if phone:
                work.session.add(
                    PatientPhoneRow(
                        id=work.new_id(), patient_id=patient_id, typed=phone, e164=phone, last_four=phone[-4:]
                    )
                )
            work.touch("patients")
            work.commit()
        return patient_id

    def merge(self, kept: str, gone: str) -> None:
        """Two records are one from now on, as far as the columns go; no row of theirs is moved."""
        with self.store.write(SETUP) as work:
            work.session.add(
                PatientMergeRow(id=work.new_id(), kept_id=kept, merged_id=gone, at=work.now, staff_id="u-sotto")
            )
            work.session.flush()
            work.session.get_one(PatientRow, gone).merged_into = kept
            work.commit()

    def restrict(self, patient_id: str, kind: str = "no_booking", reason: str = "three visits missed") -> str:
        """A restriction by the supervisor, from now on; returns its id."""
        with self.store.write(self.actor("sotto")) as work:
            row_id = work.new_id()
            assert work.actor is not None
            work.restrictions.add(row_id, patient_id, StopKind(kind), reason, None, work.actor, work.now)
            work.commit()
        return row_id

    def add_provider(self, last: str = "LEE", code: str = "LEE") -> str:
        with self.store.write(SETUP) as work:
            provider_id = work.new_id()
            work.session.add(ProviderRow(id=provider_id, code=code, last_name=last, first_name="Ann", title="MD"))
            work.commit()
        return provider_id

    def add_visit(
        self,
        patient_id: str,
        start: str = "09:30",
        provider_id: str | None = None,
        day: date = TODAY,
        visit_type: str = "OV15",
        **more: Any,
    ) -> str:
        """A booked visit with its first event; returns the id."""
        hour, minute = (int(part) for part in start.split(":"))
        tz = self.clinic.tz
        starts = datetime(day.year, day.month, day.day, hour, minute, tzinfo=tz).astimezone(UTC)
        with self.store.write(SETUP) as work:
            visit_id = work.new_id()
            values: dict[str, Any] = {"state": "booked", "state_at": work.now - timedelta(days=7)}
            values.update(more)
            work.session.add(
                AppointmentRow(
                    id=visit_id,
                    patient_id=patient_id,
                    provider_id=provider_id,
                    visit_type=visit_type,
                    local_date=day,
                    local_start=start,
                    time_zone=tz.key,
                    starts_at=starts,
                    changed_at=work.now,
                    **values,
                )
            )
            work.session.flush()
            work.session.add(
                AppointmentEventRow(
                    id=work.new_id(),
                    appointment_id=visit_id,
                    seq=1,
                    at=work.now - timedelta(days=7),
                    kind="created",
                    to_state=str(values["state"]),
                )
            )
            work.touch("queue")
            work.commit()
        return visit_id

    def add_payer(self, name: str = "AETNA PPO") -> str:
        with self.store.write(SETUP) as work:
            payer_id = work.new_id()
            work.session.add(PayerRow(id=payer_id, name=name, name_folded=fold(name), changed_at=work.now))
            work.commit()
        return payer_id

    def add_coverage(self, patient_id: str, payer_id: str, copay_cents: int | None = 2500, **more: Any) -> str:
        with self.store.write(SETUP) as work:
            coverage_id = work.new_id()
            values: dict[str, Any] = {"effective_on": date(2026, 1, 1), "member_id": "W123456789"}
            values.update(more)
            work.session.add(
                CoverageRow(
                    id=coverage_id,
                    patient_id=patient_id,
                    payer_id=payer_id,
                    copay_cents=copay_cents,
                    changed_at=work.now,
                    **values,
                )
            )
            work.commit()
        return coverage_id

    @property
    def clinic(self) -> Clinic:
        with self.store.read() as work:
            return work.clinic.get()

    def count(self, sql: str) -> int:
        """One number straight from the file, past every repository."""
        with self.store.read() as work:
            return int(work.session.connection().exec_driver_sql(sql).scalar_one())


@functools.cache
def _template() -> Path:
    """One clinic made once a run; tests get copies, because making the schema takes its time. Its passwords cost what
    those of a training day cost: each slot says its own cost, and guessing this one is worth nothing to anybody."""
    folder = Path(tempfile.mkdtemp(prefix="psr-template-"))
    clock = FixedClock(NOW)
    store = create_store(folder / "clinic.psr", "u-admin", "admin", PASSWORD, clock, vault.THROW_AWAY)
    with store.write(SETUP) as work:
        load(work.session, reference_text())
        # it is 09:47 for ever and visits are at any time: a test about lateness says the grace of its visit type itself
        work.session.connection().exec_driver_sql("UPDATE visit_type SET grace_minutes = 1000")
        # everybody here has the same telephone: a test about caps switches them on
        work.session.connection().exec_driver_sql("UPDATE call_cap SET active = 0")
        clinic = Clinic("North Clinic", "North Clinic", "America/Chicago", NOW, phone="(505) 555-0100", area_code="505")
        work.clinic.add(clinic, work.new_id(), "setup")
        for login, name, role in PEOPLE:
            work.staff.add(StaffMember(f"u-{login}", login, name, role, True), "setup", NOW)
        for code in ("D1", "D2"):
            work.session.add(DrawerRow(id=f"drawer-{code}", code=code, label=f"Drawer {code}", changed_at=NOW))
        work.audit.append("init", "clinic")
        work.commit()
    others = [(f"u-{login}", login) for login, _, _ in PEOPLE if login != "admin"]
    vault.add_users(store.path, store.keys, others, PASSWORD, vault.THROW_AWAY)
    store.close()
    return folder


def make_clinic(folder: Path) -> TestClinic:
    """A fresh copy of the small clinic in ``folder``, opened."""
    for source in _template().iterdir():
        if not source.name.endswith((".wlock", "-wal", "-shm")):
            shutil.copy2(source, folder / source.name)
    clock = FixedClock(NOW)
    path = folder / "clinic.psr"
    return TestClinic(open_store(path, vault.unlock(path, "admin", PASSWORD).keys, clock), clock)
