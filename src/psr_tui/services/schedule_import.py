"""Taking a schedule of another system in: visits to come, with their patients found or registered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock, at_local, local_date
from psr_tui.domain.incoming import IncomingPatient, IncomingProvider, IncomingVisit
from psr_tui.domain.incoming_schedule import RejectedRow, ScheduleRow, ScheduleSummary
from psr_tui.domain.names import PatientName, parse_name
from psr_tui.domain.patients import Demographics, Phone, PhoneKind, mrn_text
from psr_tui.domain.restrictions import StopKind, standing
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import fold
from psr_tui.services.import_run import ImportRun, in_batches
from psr_tui.services.patients import MRN
from psr_tui.store.repositories.imports import ImportRepository, VisitToWrite
from psr_tui.store.repositories.reference import VisitType
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

BATCH = 200
_TITLES = {"dr", "dr.", "md", "do", "np", "pa", "dnp"}


class _NotTaken(Exception):
    """Why a row is left out, for its own row only."""


class ScheduleImport:
    """Books the visits of a schedule file."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def take(
        self,
        actor: Actor,
        rows: Iterable[ScheduleRow | RejectedRow],
        source: str,
        *,
        dry_run: bool = False,
        progress: Callable[[ScheduleSummary], None] | None = None,
    ) -> ScheduleSummary:
        """Book the visits of the file. A row that cannot be booked is left out with its reason; the others are taken,
        in batches that are whole or not there. Raises NotAllowed for everybody but administrators."""
        actor.require(Role.ADMINISTRATOR, "import a schedule")
        summary = ScheduleSummary(dry_run)
        run = _Run(self._store, actor, source, summary)
        for batch in in_batches(rows, BATCH):
            run.write([row for row in batch if isinstance(row, ScheduleRow)])
            for row in batch:
                if isinstance(row, RejectedRow):
                    summary.reject(row)
            if progress:
                progress(summary)
        for rejected in (summary.rejected, summary.left_out):
            rejected.sort(key=lambda one: one.number)
        return summary


class _Run(ImportRun):
    """Remembers whom a dry run would have registered, and which rows came before."""

    def __init__(self, store: Store, actor: Actor, source: str, summary: ScheduleSummary) -> None:
        super().__init__(store, actor, source, "schedule", dry_run=summary.dry_run)
        self._sum = summary
        self._made: dict[tuple[PatientName, date], str] = {}  # of a dry run, where nothing is in the store
        self._seen: set[str] = set()

    def write(self, batch: list[ScheduleRow]) -> None:
        """One transaction; what it did is counted only once it is in."""
        if not batch:
            return
        done = ScheduleSummary(self._dry_run)
        with self._batch() as (work, repository):
            tz = work.clinic.get().tz
            types = work.reference.visit_types()
            providers = {fold(one.code): one.id for one in work.reference.providers() if one.code}
            providers |= {fold(one.last_name): one.id for one in work.reference.providers()}
            known = repository.known("visit", [row.source_id for row in batch])
            today = local_date(work.now, tz)
            for row in batch:
                if row.source_id in known or row.source_id in self._seen:
                    done.already += 1
                    continue
                try:
                    self._book(work, repository, row, types, providers, today, done)
                except _NotTaken as why:
                    done.rejected.append(RejectedRow(row.number, str(why)))
                else:
                    self._seen.add(row.source_id)
            if done.taken:
                self._keep(work, {"visits": done.taken, "patients": done.new_patients})
        self._count(done)

    def _book(
        self,
        work: UnitOfWork,
        repository: ImportRepository,
        row: ScheduleRow,
        types: list[VisitType],
        providers: dict[str, str],
        today: date,
        done: ScheduleSummary,
    ) -> None:
        if row.day < today:
            raise _NotTaken(f"{row.day:%m/%d/%Y} is over")
        tz = work.clinic.get().tz
        patient_id = self._patient(work, repository, row, done)
        if any(visit.local_start == f"{row.at:%H:%M}" for visit in work.visits.open_on(patient_id, row.day)):
            done.already += 1
            return
        visit_type = _type_of(row.visit_type, types)
        if row.visit_type and fold(row.visit_type) not in (fold(visit_type.code), fold(visit_type.label)):
            done.notes.append(RejectedRow(row.number, f"visit type {row.visit_type} taken as {visit_type.label}"))
        provider_id = self._provider(work, repository, row.provider, providers, done)
        visit = IncomingVisit(
            source_id=row.source_id,
            patient_source_id="",
            starts_at=at_local(row.day, row.at.hour, row.at.minute, tz),
            minutes=row.minutes or visit_type.minutes,
            type_code=visit_type.code,
            type_label=visit_type.label,
            state="booked",
            reason=row.reason,
        )
        done.taken += 1
        if not self._dry_run:
            new = VisitToWrite(
                work.new_id(), work.new_id(), patient_id, provider_id, visit, visit_type.code, "scheduled"
            )
            repository.add_visits([new], tz)

    def _patient(self, work: UnitOfWork, repository: ImportRepository, row: ScheduleRow, done: ScheduleSummary) -> str:
        """The patient of the row: by their number over there, by name and birth date, or newly registered."""
        by_number = repository.known("patient", [row.patient_number]) if row.patient_number else {}
        found = list(by_number.values()) or work.patients.called(row.name, row.born)
        if len(found) > 1:
            raise _NotTaken(f"{len(found)} patients have this name and birth date; book it by hand")
        if found:
            self._may_book(work, found[0], row)
            return found[0]
        made = self._made.get((row.name, row.born))
        return made or self._register(work, repository, row, done)

    def _may_book(self, work: UnitOfWork, patient_id: str, row: ScheduleRow) -> None:
        patient = work.patients.get(patient_id)
        if patient is None or patient.demographics.born != row.born:
            raise _NotTaken("the birth date is not the one on record for this patient's number")
        same_day = row.day == local_date(work.now, work.clinic.get().tz)
        for stop in standing(work.patients.booking_stops(patient_id, row.day), same_day):
            if stop.kind is not StopKind.SUPERVISOR_ONLY:  # an administrator imports
                raise _NotTaken(f"the patient {stop.reason}")

    def _register(self, work: UnitOfWork, repository: ImportRepository, row: ScheduleRow, done: ScheduleSummary) -> str:
        phones = (Phone(row.phone, PhoneKind.OTHER),) if row.phone else ()
        person = Demographics(row.name, row.born, row.sex, phones=phones)
        likely = [one for one in work.patients.possible_duplicates(person.identity) if one.must_ask]
        if likely:
            raise _NotTaken(f"may be the patient with MRN {mrn_text(likely[0].line.mrn)}; look, then book it by hand")
        done.new_patients += 1
        patient_id = work.new_id()
        if self._dry_run:
            self._made[row.name, row.born] = patient_id
        else:
            phone_ids = [work.new_id() for _ in phones]
            incoming = IncomingPatient(row.patient_number, person)
            repository.add_patients([(patient_id, work.clinic.next_number(MRN), incoming, None, phone_ids)])
            work.audit.append("create", "patient", patient_id, detail={"source": self._source})
        return patient_id

    def _provider(
        self,
        work: UnitOfWork,
        repository: ImportRepository,
        text: str,
        providers: dict[str, str],
        done: ScheduleSummary,
    ) -> str | None:
        """Found by code or last name; somebody unknown is added, because a schedule without its people is none."""
        words = [word for word in text.replace(",", " , ").split() if word.casefold() not in _TITLES]
        if not any(ch.isalpha() for ch in "".join(words)):
            return None
        name = parse_name(" ".join(words))
        found = providers.get(fold(text)) or providers.get(fold(name.last))
        if found:
            return found
        provider_id = providers[fold(name.last)] = work.new_id()
        done.new_providers.append(name.display)
        if not self._dry_run:
            new = IncomingProvider("", name.last, name.first)
            repository.add_providers([(provider_id, new)], active=True)
        return provider_id

    def _count(self, done: ScheduleSummary) -> None:
        total = self._sum
        total.taken += done.taken
        total.already += done.already
        total.new_patients += done.new_patients
        total.new_providers += [one for one in done.new_providers if one not in total.new_providers]
        total.notes += done.notes
        total.rejected += done.rejected


def _type_of(text: str, types: list[VisitType]) -> VisitType:
    """The visit type of this code or label, else the one whose label begins so, else the first."""
    wanted = fold(text)
    exact = [one for one in types if wanted and wanted in (fold(one.code), fold(one.label))]
    begins = [one for one in types if wanted and fold(one.label).startswith(wanted)]
    return next(iter(exact + begins), types[0])
