"""Visits: the past ones of the population, today at 09:47, and what is booked for the coming days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from psr_tui.store.tables.check_in import CheckInStepRow
from psr_tui.store.tables.patients import PatientAlertRow
from psr_tui.store.tables.schedule import AppointmentEventRow, AppointmentRow, ProviderRow
from tools.seed_day.house import NAMES, OPENED, staff_id
from tools.seed_day.people import Known, People
from tools.seed_day.rows import NOW, TODAY, TZ, Seed, at, to_workday, today, workday
from tools.seed_day.script import DAY, Scripted

_NURSE = "WEAVER"
_MINUTES = {"NP30": 30, "WCC": 30, "GRP": 60}
_PAST_DAYS = 730
_DESKS = {"mrivera": "desk-1", "tchen": "desk-2", "lgrant": "desk-3"}
_SLOTS = tuple(f"{hour:02d}:{minute:02d}" for hour in (*range(8, 12), *range(13, 17)) for minute in (0, 15, 30, 45))
_LATER_TODAY = tuple(slot for slot in _SLOTS if slot > "10:15")
_FOLLOWING_DAYS = 6
_VISITS_A_DAY = 24
_REASONS = ("Blood pressure", "Cough", "Back pain", "Medication review", "Results", "Rash", "Annual check", "Knee", "")


@dataclass(frozen=True)
class Move:
    """A step of a visit's log: where to, when, by whom."""

    to: str
    moment: datetime
    login: str
    reason: str = ""


class Visits:
    """Makes every visit with a log that says the same as its row."""

    def __init__(self, seed: Seed, people: People) -> None:
        self._seed = seed
        self._people = people
        self._providers = {row.code: row for row in seed.of(ProviderRow)}
        self._taken: set[tuple[str, date, str]] = set()
        self.today: dict[str, AppointmentRow] = {}
        self.copays: list[tuple[AppointmentRow, Known, str]] = []
        self.past: dict[str, list[AppointmentRow]] = {}
        self.coming: list[AppointmentRow] = []
        self._waiting = [one for one in people.all if one.visits is not None and one.alive]
        seed.dice.shuffle(self._waiting)
        self._place = 0

    def make(self) -> None:
        for known in self._people.all:
            self._past_visits(known)
        for scripted in DAY:
            self._scripted(scripted)
        self._rest_of_today()
        for days in range(1, _FOLLOWING_DAYS + 1):
            self.following_day(workday(days), _VISITS_A_DAY)

    def next_person(self) -> Known:
        """Somebody of the population who has not been asked for yet."""
        self._place += 1
        return self._waiting[(self._place - 1) % len(self._waiting)]

    def _somebody(self, one: Scripted) -> Known:
        """A grown-up whose insurance asks for a copay exactly when the script says that one was asked for."""
        for place, known in enumerate(self._waiting):
            copay = known.primary.copay_cents if known.primary else None
            fits = bool(copay) == bool(one.copay) if one.moves else bool(copay)
            if place >= self._place and fits and known.age() >= 18 and known.row.state == "IL":
                self._waiting.remove(known)
                self._waiting.insert(self._place, known)
                return self.next_person()
        raise ValueError(f"nobody fits {one}")

    # --- earlier ---
    def _past_visits(self, known: Known) -> None:
        """Office visits of the last two years, on working days in office hours, as imported."""
        if known.visits is None:
            return
        first = TODAY - timedelta(days=_PAST_DAYS)
        one_a_day = {to_workday(start.date()): (start, visit_type) for start, visit_type in known.visits.visits}
        for day, (start, visit_type) in one_a_day.items():
            if not first <= day < TODAY - timedelta(days=5) or (known.row.deceased_on or TODAY) < day:
                continue
            provider, slot = self._free(day)
            row = self._row(known, provider, day, slot, visit_type, "past")
            row.state, row.state_at = "checked_out", at(day, slot) + timedelta(minutes=row.minutes + 25)
            row.source, row.source_id = "pysynthea", f"{known.visits.source_id[:8]}-{start:%Y%m%d%H%M%S}"
            row.changed_at = OPENED
            self._event(row, 1, "imported", "", "checked_out", row.state_at, None)
            self.past.setdefault(known.id, []).append(row)

    # --- today ---
    def _scripted(self, one: Scripted) -> None:
        known = self._people.by_key[one.who] if one.who else self._somebody(one)
        provider = self._providers[one.provider] if one.provider else None
        self._taken.add((one.provider, TODAY, one.time))
        row = self._row(known, provider, TODAY, one.time, one.visit_type, "walk_in" if one.walk_in else "scheduled")
        row.interpreter = one.interpreter
        row.note = one.note
        moves = [Move(to, today(when), login, reason) for to, when, login, reason in one.moves]
        self._log(row, moves, walk_in=one.walk_in)
        if row.state in ("checked_in", "roomed", "checked_out"):
            self._checked_in(row, known, next(move for move in moves if move.to == "checked_in"), one.copay)
        self.today[row.id] = row
        if copay_due(row, known):
            self.copays.append((row, known, one.copay))
        if row.state == "rescheduled":
            self._moved_to(row, known)

    def _moved_to(self, row: AppointmentRow, known: Known) -> None:
        provider, slot = self._free(workday(3))
        new = self._row(known, provider, workday(3), slot, row.visit_type, "scheduled")
        self._log(new, [])

    def _rest_of_today(self) -> None:
        """Booked visits after the rush, about four an hour and desk."""
        for slot in _LATER_TODAY:
            for _ in range(2 if slot.endswith(("00", "30")) else 1):
                known = self.next_person()
                visit_type = self._fitting_type(known)
                provider, _ = self._free(TODAY, slot, visit_type)
                row = self._row(known, provider, TODAY, slot, visit_type, "scheduled")
                self._log(row, [])
                self.today[row.id] = row

    def following_day(self, day: date, number: int) -> None:
        """Booked visits of a day to come."""
        for _ in range(number):
            known = self.next_person()
            visit_type = self._fitting_type(known)
            provider, slot = self._free(day, visit_type=visit_type)
            row = self._row(known, provider, day, slot, visit_type, "scheduled")
            self._log(row, [])
            self.coming.append(row)

    def _fitting_type(self, known: Known) -> str:
        if known.age() < 18:
            return self._seed.dice.choice(("WCC", "OV15", "URG"))
        return self._seed.dice.choice(("OV15", "OV15", "OV15", "FUP", "FUP", "PREV", "NP30", "NURSE"))

    # --- rows ---
    def _free(self, day: date, slot: str = "", visit_type: str = "") -> tuple[ProviderRow, str]:
        """A provider who has this slot (or any) free on that day."""
        dice = self._seed.dice
        codes = [code for code in self._providers if (code == _NURSE) == (visit_type == "NURSE")]
        while True:
            chosen = slot or dice.choice(_SLOTS)
            free = [code for code in codes if (code, day, chosen) not in self._taken]
            if slot and not free:  # the one nurse sees two at a time when it must be
                return self._providers[codes[0]], slot
            if free:
                code = dice.choice(free)
                self._taken.add((code, day, chosen))
                return self._providers[code], chosen

    def _row(
        self, known: Known, provider: ProviderRow | None, day: date, slot: str, visit_type: str, kind: str
    ) -> AppointmentRow:
        booked = OPENED if day < TODAY else self._booked_at(day)
        return self._seed.add(
            AppointmentRow(
                id=self._seed.new_id(booked), patient_id=known.id, provider_id=provider.id if provider else None,
                visit_type=visit_type, kind=kind, local_date=day, local_start=slot, time_zone=TZ.key,
                starts_at=at(day, slot), minutes=_MINUTES.get(visit_type, 15), state="booked", state_at=booked,
                reason=self._seed.dice.choice(_REASONS) if day >= TODAY else "", changed_at=booked,
            )
        )  # fmt: skip

    def _booked_at(self, day: date) -> datetime:
        return self._seed.spread(at(workday(-self._seed.dice.randrange(1, 25)), self._seed.dice.choice(_SLOTS)))

    def _log(self, row: AppointmentRow, moves: list[Move], *, walk_in: bool = False) -> None:
        """The booking and each step; the row ends where the log ends."""
        login = self._seed.dice.choice(("mrivera", "tchen"))
        if walk_in:
            first = moves[0]
            row.state, row.state_at, moves, login = first.to, self._seed.spread(first.moment), moves[1:], first.login
            row.arrived_at = row.state_at
        state, seq = row.state, 1
        row.changed_by, row.changed_at = NAMES[login], row.state_at
        self._event(row, seq, "created", "", state, row.state_at, login)
        for move in moves:
            seq += 1
            moment = self._seed.spread(move.moment)
            self._event(row, seq, "move", state, move.to, moment, move.login, move.reason)
            if move.to == "arrived":
                row.arrived_at = moment
            state = move.to
            row.state, row.state_at, row.version = state, moment, seq
            row.changed_by, row.changed_at = NAMES[move.login], moment
        if row.state in ("cancelled", "no_show", "rescheduled"):
            row.arrived_at = None
        if row.state_at > NOW:
            raise ValueError(f"{row.local_start} {row.state} lies in the future")

    def _event(
        self, row: AppointmentRow, seq: int, kind: str, old: str, new: str, moment: datetime, login: str | None,
        reason: str = "",
    ) -> None:  # fmt: skip
        self._seed.add(
            AppointmentEventRow(
                id=self._seed.new_id(moment), appointment_id=row.id, seq=seq, at=moment,
                staff_id=staff_id(login) if login else None, staff_name=NAMES[login] if login else "",
                station=_DESKS.get(login or "", ""), kind=kind, from_state=old, to_state=new,
                reason_kind="cancel" if reason and new == "cancelled" else "", reason_code=reason, version=seq,
            )
        )  # fmt: skip

    def _checked_in(self, row: AppointmentRow, known: Known, move: Move, copay: str) -> None:
        """The answers the check-in gate asked for, a minute before it opened."""
        coverage = known.primary
        row.coverage_choice = "coverage" if coverage else "self_pay"
        row.coverage_id = coverage.id if coverage else None
        answers = {"identity": "name dob", "demographics": "", "coverage": row.coverage_id or "self_pay"}
        if coverage is not None:
            answers["card"] = coverage.id
            coverage.card_seen_on = TODAY
            coverage.verified_at, coverage.verified_result = self._seed.spread(at(workday(-1), "16:30")), "active"
            coverage.verified_how = "portal"
        if known.id in {alert.patient_id for alert in self._alerts()}:
            answers["alerts"] = ""  # which ones is written when all of them are known: ``care.name_read_alerts``
        if copay == "paid":
            answers["copay"] = ""
        for item, detail in answers.items():
            self._step(row, item, "done", detail, move)
        if copay.startswith("NC"):
            self._step(row, "copay", "declined", "", move, copay)

    def _alerts(self) -> list[PatientAlertRow]:
        return self._seed.of(PatientAlertRow)

    def _step(self, row: AppointmentRow, item: str, answer: str, detail: str, move: Move, reason: str = "") -> None:
        moment = self._seed.spread(move.moment - timedelta(minutes=1))
        self._seed.add(
            CheckInStepRow(
                id=self._seed.new_id(moment), appointment_id=row.id, item=item, seq=1, answer=answer, detail=detail,
                reason_code=reason, staff_id=staff_id(move.login), staff_name=NAMES[move.login], at=moment,
            )
        )  # fmt: skip


def copay_due(row: AppointmentRow, known: Known) -> bool:
    """Whether check-in charged a copay for this visit."""
    came = row.state in ("checked_in", "roomed", "checked_out")
    return came and known.primary is not None and bool(known.primary.copay_cents)
