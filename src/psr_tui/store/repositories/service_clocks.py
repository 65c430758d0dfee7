"""Clocks of what should not wait long: started, stopped and ended in the transaction of the act (CC-113, CC-114)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from psr_tui.domain.clock import local_date
from psr_tui.domain.service_clock import ClockStatus, ServiceClock, begun, ended, looked_at, resumed, stopped
from psr_tui.domain.service_hours import ROUND_THE_CLOCK, Calendar
from psr_tui.store.repositories.clinic import ClinicRepository
from psr_tui.store.repositories.columns import columns, table
from psr_tui.store.tables.quality import ServiceClockRow, ServiceHoursRow, ServicePolicyRow

_C, _H, _P = (columns(one) for one in (ServiceClockRow, ServiceHoursRow, ServicePolicyRow))
_LIVE = (ClockStatus.ACTIVE.value, ClockStatus.ACTIVE_MISSED.value)
_AHEAD = timedelta(days=800)
SYSTEM = "psr-tui"


@dataclass(frozen=True, slots=True)
class Policy:
    """How long something may wait. ``stops_in``: states of the object that stop its clock."""

    code: str
    label: str
    minutes: int
    calendar: str
    stops_in: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeptClock:
    """A clock as it is kept, with what it is about."""

    id: str
    policy: str
    label: str
    calendar: str
    object_kind: str
    object_id: str
    clock: ServiceClock


class ServiceClockRepository:
    """Every act is of its own transaction; nothing here commits."""

    def __init__(self, session: Session, new_id: Callable[[], str], now: datetime) -> None:
        self._session = session
        self._new_id = new_id
        self._now = now
        self._calendars: dict[str, Calendar] = {}

    # --- what the clinic decided ---
    def policy(self, code: str) -> Policy | None:
        """The policy in force of this code."""
        row = self._session.execute(sql(*_P).where(_P.code == code, _P.active.is_(True))).first()
        if row is None:
            return None
        return Policy(row.code, row.label, row.minutes, row.calendar, frozenset(row.stops_in.split()))

    def calendar(self, name: str) -> Calendar:
        """The working time of a calendar with the clinic's closed days. One without any hours counts round the clock:
        what is late too early is seen, what is never late is not."""
        if name not in self._calendars:
            stretches: dict[int, list[tuple[int, int]]] = {}
            for row in self._session.execute(sql(*_H).where(_H.calendar == name)):
                stretches.setdefault(row.weekday, []).append((row.from_minute, row.until_minute))
            clinic = ClinicRepository(self._session)
            tz = clinic.get().tz
            today = local_date(self._now, tz)
            closed = clinic.closed_days(today - _AHEAD, today + _AHEAD)
            self._calendars[name] = Calendar(name, stretches or ROUND_THE_CLOCK, tz, closed)
        return self._calendars[name]

    # --- acts ---
    def start(
        self,
        policy: str,
        object_kind: str,
        object_id: str,
        since: datetime | None = None,
        minutes: int | None = None,
    ) -> datetime | None:
        """Start the clock of an object, once; returns its deadline, None when the policy is switched off.

        ``since``: it has waited from then on. ``minutes``: instead of the policy's, where a term is counted in days.
        """
        rule = self.policy(policy)
        if rule is None:
            return None
        present = self._read(_C.policy == policy, _C.object_kind == object_kind, _C.object_id == object_id)
        if present:
            return present[0].clock.deadline
        allowed = rule.minutes if minutes is None else minutes
        clock = begun(allowed, since or self._now, self.calendar(rule.calendar))
        self._session.add(
            ServiceClockRow(
                id=self._new_id(), policy=policy, minutes=allowed, calendar=rule.calendar, object_kind=object_kind,
                object_id=object_id, started_at=clock.started_at, running_since=clock.running_since,
                deadline=clock.deadline, changed_by=SYSTEM, changed_at=self._now,
            )
        )  # fmt: skip
        self._session.flush()
        return clock.deadline

    def in_state(self, object_kind: str, object_id: str, state: str) -> None:
        """The object is in this state now: its clocks stop or go on as their policies say."""
        for kept in self._live(object_kind, object_id):
            rule = self.policy(kept.policy)
            turn = stopped if rule is not None and state in rule.stops_in else resumed
            self._save(kept, turn(kept.clock, self._now, self.calendar(kept.calendar)))

    def end(self, object_kind: str, object_id: str) -> list[KeptClock]:
        """What the object's clocks waited for has happened; those that ended now, each met or missed."""
        done = []
        for kept in self._live(object_kind, object_id):
            clock = ended(kept.clock, self._now, self.calendar(kept.calendar))
            self._save(kept, clock)
            done.append(_with(kept, clock))
        return done

    def missed_now(self) -> list[KeptClock]:
        """Record the misses nobody recorded yet; those that were. A second process finds none of them."""
        found = []
        for kept in self._due():
            clock = looked_at(kept.clock, self._now, self.calendar(kept.calendar))
            self._save(kept, clock)
            if clock.missed_at is not None:
                found.append(_with(kept, clock))
        return found

    # --- reading ---
    def any_missed(self) -> bool:
        """Whether ``missed_now`` has anything to look at."""
        return bool(self._due(1))

    def live(self, object_kind: str) -> list[KeptClock]:
        """Every clock of one kind of object that is not over, the earliest deadline first."""
        return self._read(_C.status.in_(_LIVE), _C.object_kind == object_kind)

    def due_before(self, moment: datetime, most: int) -> list[KeptClock]:
        """Clocks that are not over whose deadline is or was before a moment, the earliest first."""
        return self._read(_C.status.in_(_LIVE), _C.deadline < moment, most=most)

    def count(self, before: datetime | None = None) -> int:
        """How many clocks are not over; with ``before`` those whose deadline is or was before it."""
        where = [_C.status.in_(_LIVE), *([_C.deadline < before] if before is not None else [])]
        return int(
            self._session.execute(sql(func.count()).select_from(table(ServiceClockRow)).where(*where)).scalar_one()
        )

    def within(self, time: timedelta) -> datetime:
        """The latest moment at which so much time from now on was worked, by any calendar of a policy."""
        names = self._session.execute(sql(_P.calendar).where(_P.active.is_(True)).distinct()).scalars()
        return max((self.calendar(name).after(self._now, time) for name in names), default=self._now)

    def ended_since(self, since: datetime) -> Mapping[str, tuple[int, int]]:
        """Policy -> (met, missed) of the clocks that ended since then."""
        rows = self._session.execute(
            sql(_C.policy, func.count().filter(_C.status == "met"), func.count().filter(_C.status == "missed"))
            .where(_C.ended_at >= since)
            .group_by(_C.policy)
        )
        return {policy: (int(met), int(missed)) for policy, met, missed in rows}

    # --- the parts ---
    def _live(self, object_kind: str, object_id: str) -> list[KeptClock]:
        return self._read(_C.status.in_(_LIVE), _C.object_kind == object_kind, _C.object_id == object_id)

    def _due(self, most: int = 500) -> list[KeptClock]:
        return self._read(_C.status == ClockStatus.ACTIVE.value, _C.deadline < self._now, most=most)

    def _read(self, *where: Any, most: int = -1) -> list[KeptClock]:
        query = (
            sql(*_C, _P.label)
            .select_from(table(ServiceClockRow).join(table(ServicePolicyRow), _P.code == _C.policy))
            .where(*where)
            .order_by(_C.deadline.is_(None), _C.deadline, _C.id)
        )
        return [_kept(row) for row in self._session.execute(query.limit(most) if most > 0 else query).mappings()]

    def _save(self, kept: KeptClock, clock: ServiceClock) -> None:
        if clock == kept.clock:
            return
        rows = table(ServiceClockRow)
        self._session.execute(
            rows.update()
            .where(rows.c.id == kept.id)
            .values(
                status=clock.status.value, running_since=clock.running_since,
                used_seconds=int(clock.used.total_seconds()), deadline=clock.deadline, missed_at=clock.missed_at,
                ended_at=clock.ended_at, version=rows.c.version + 1, changed_by=SYSTEM, changed_at=self._now,
            )
        )  # fmt: skip


def _with(kept: KeptClock, clock: ServiceClock) -> KeptClock:
    return KeptClock(kept.id, kept.policy, kept.label, kept.calendar, kept.object_kind, kept.object_id, clock)


def _kept(row: Any) -> KeptClock:
    clock = ServiceClock(
        row["minutes"], row["started_at"], ClockStatus(row["status"]), row["running_since"],
        timedelta(seconds=row["used_seconds"]), row["deadline"], row["missed_at"], row["ended_at"],
    )  # fmt: skip
    return KeptClock(
        row["id"], row["policy"], row["label"], row["calendar"], row["object_kind"], row["object_id"], clock
    )
