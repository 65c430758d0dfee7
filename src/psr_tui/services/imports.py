"""Taking records of another system in: known by their source and id, so that running it twice does nothing twice.

Records are written in batches. Each batch is one transaction behind the write gate, which is let go between batches so
that the desk can work on; a batch is whole or not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.incoming import (
    ImportSummary,
    Incoming,
    IncomingCoverage,
    IncomingPatient,
    IncomingProvider,
    IncomingVisit,
    NotTaken,
)
from psr_tui.domain.patients import mrn_text
from psr_tui.domain.staff import Actor, Role
from psr_tui.services.after_death import close_what_waits
from psr_tui.services.import_run import ImportRun, in_batches
from psr_tui.services.patients import MRN
from psr_tui.store.repositories.coverage import NewCoverage
from psr_tui.store.repositories.imports import ImportRepository, VisitToWrite
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

BATCH = 500  # records a transaction; the gate is held for about a tenth of a second
Progress = Callable[[ImportSummary], None]
T = TypeVar("T", IncomingPatient, IncomingProvider, IncomingCoverage, IncomingVisit)


class ImportService:
    """Takes patients, coverages, providers and visits of one source."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def take(
        self,
        actor: Actor,
        records: Iterable[Incoming],
        source: str,
        *,
        dry_run: bool = False,
        progress: Progress | None = None,
        summary: ImportSummary | None = None,
    ) -> ImportSummary:
        """Take all records of one source in. With ``dry_run`` nothing is written and the summary says what would be.

        ``summary`` is filled as batches are in, so that after an error the caller knows how far it came. Raises
        NotAllowed for everybody but administrators, StoreFull and StoreBusy between batches.
        """
        actor.require(Role.ADMINISTRATOR, "import records")
        summary = summary if summary is not None else ImportSummary()
        summary.dry_run = dry_run
        run = _Run(self._store, actor, source, summary)
        for batch in in_batches(records, BATCH):
            run.write(batch)
            if progress:
                progress(summary)
        return summary


class _Run(ImportRun):
    """Remembers which patients and providers have which id here."""

    def __init__(self, store: Store, actor: Actor, source: str, summary: ImportSummary) -> None:
        super().__init__(store, actor, source, "batch", dry_run=summary.dry_run)
        self._sum = summary
        self._patients: dict[str, str] = {}
        self._providers: dict[str, str] = {}
        self._seen: set[tuple[str, str]] = set()
        self._look_for_others: bool | None = None

    def write(self, batch: list[Incoming]) -> None:
        """One transaction; the summary counts it only once it is in."""
        counted = ImportSummary()
        with self._batch() as (work, repository):
            tz = work.clinic.get().tz
            for one in batch:
                if isinstance(one, NotTaken):
                    counted.note(one)
            self._providers_of(work, repository, [one for one in batch if isinstance(one, IncomingProvider)], counted)
            self._patients_of(work, repository, [one for one in batch if isinstance(one, IncomingPatient)], counted)
            self._coverages_of(work, repository, [one for one in batch if isinstance(one, IncomingCoverage)], counted)
            self._visits_of(work, repository, [one for one in batch if isinstance(one, IncomingVisit)], counted, tz)
            if counted.taken.total() or counted.deceased:
                self._keep(work, dict(sorted((+counted.taken).items())))
        _add(self._sum, counted)

    def _new(self, repository: ImportRepository, kind: str, batch: list[T], counted: ImportSummary) -> list[T]:
        """Those not taken before, neither in this run nor in an earlier one."""
        known = repository.known(kind, [one.source_id for one in batch]) if batch else {}
        if kind == "patient":
            self._patients.update(known)
        if kind == "provider":
            self._providers.update(known)
        new = []
        for one in batch:
            if one.source_id in known or (kind, one.source_id) in self._seen:
                counted.already[kind] += 1
            else:
                new.append(one)
            self._seen.add((kind, one.source_id))
        return new

    def _providers_of(
        self, work: UnitOfWork, repository: ImportRepository, batch: list[IncomingProvider], counted: ImportSummary
    ) -> None:
        new = [(work.new_id(), one) for one in self._new(repository, "provider", batch, counted)]
        self._providers.update((one.source_id, row_id) for row_id, one in new)
        counted.taken["provider"] += len(new)
        if not self._dry_run:
            repository.add_providers(new)

    def _patients_of(
        self, work: UnitOfWork, repository: ImportRepository, batch: list[IncomingPatient], counted: ImportSummary
    ) -> None:
        new = self._new(repository, "patient", batch, counted)
        today = local_date(work.now, work.clinic.get().tz)
        self._died_meanwhile(work, repository, [one for one in batch if one.deceased], today, counted)
        rows = []
        for one in new:
            self._look_like_others(work, repository, one, counted)
            patient_id = work.new_id()
            self._patients[one.source_id] = patient_id
            died = (one.deceased_on or today) if one.deceased else None
            if one.deceased:
                counted.deceased += 1
                if one.deceased_on is None:
                    doubt = "deceased, the day is not known: marked with today"
                    counted.note(NotTaken(self._source, "Patient", doubt, one.source_id, doubt=True))
            if not self._dry_run:
                phone_ids = [work.new_id() for _ in one.demographics.phones]
                rows.append((patient_id, work.clinic.next_number(MRN), one, died, phone_ids))
        counted.taken["patient"] += len(new)
        repository.add_patients(rows)

    def _died_meanwhile(
        self,
        work: UnitOfWork,
        repository: ImportRepository,
        batch: list[IncomingPatient],
        today: date,
        counted: ImportSummary,
    ) -> None:
        """A patient taken earlier whom the source now calls deceased must not be booked any more."""
        here = {one.source_id: self._patients[one.source_id] for one in batch if one.source_id in self._patients}
        alive = repository.alive(list(here.values())) if here else set()
        for one in batch:
            if here.get(one.source_id) in alive:
                counted.deceased += 1
                if not self._dry_run:
                    patient_id = here[one.source_id]
                    work.patients.mark_deceased(patient_id, one.deceased_on or today, self._actor.name, work.now)
                    work.audit.append("change", "patient", patient_id, detail={"fields": ["deceased_on"]})
                    close_what_waits(work, self._actor, patient_id)

    def _look_like_others(
        self, work: UnitOfWork, repository: ImportRepository, one: IncomingPatient, counted: ImportSummary
    ) -> None:
        """Somebody registered here may be the same person: taken all the same, and said, never merged."""
        if self._look_for_others is None:
            self._look_for_others = repository.people_of_others()
        if not self._look_for_others:
            return
        likely = [two for two in work.patients.possible_duplicates(one.demographics.identity) if two.must_ask]
        sources = repository.sources_of([two.line.id for two in likely])
        numbers = [mrn_text(two.line.mrn) for two in likely if sources.get(two.line.id) != self._source]
        if numbers:
            where = f"may be the same person as MRN {', '.join(numbers)}"
            counted.note(NotTaken(where, "Patient", "may be registered here already", one.source_id, doubt=True))

    def _coverages_of(
        self, work: UnitOfWork, repository: ImportRepository, batch: list[IncomingCoverage], counted: ImportSummary
    ) -> None:
        self._learn_patients(repository, [one.patient_source_id for one in batch])
        payers: dict[str, str] = {}
        for one in self._new(repository, "coverage", batch, counted):
            patient_id = self._patients.get(one.patient_source_id)
            if patient_id is None:
                counted.note(_no_patient("Coverage", one.source_id))
                self._seen.discard(("coverage", one.source_id))
                continue
            counted.taken["coverage"] += 1
            one = _in_time(one, counted)
            if self._dry_run:
                continue
            if one.payer not in payers:
                payers[one.payer] = work.coverage.payer_named(one.payer) or self._payer(work, one)
            new = NewCoverage(
                work.new_id(), patient_id, payers[one.payer], one.position or 1, one.plan, one.member_id,
                one.group_number, one.relationship, one.subscriber, one.effective, one.ends, None, self._source,
                one.source_id,
            )  # fmt: skip
            work.coverage.add(new, self._actor.name, work.now)

    def _payer(self, work: UnitOfWork, one: IncomingCoverage) -> str:
        payer_id = work.new_id()
        work.coverage.add_payer(payer_id, one.payer, one.kind, self._actor.name, work.now)
        return payer_id

    def _visits_of(
        self,
        work: UnitOfWork,
        repository: ImportRepository,
        batch: list[IncomingVisit],
        counted: ImportSummary,
        tz: ZoneInfo,
    ) -> None:
        self._learn_patients(repository, [one.patient_source_id for one in batch])
        wanted = {one.provider_source_id for one in batch} - self._providers.keys() - {""}
        if wanted:
            self._providers.update(repository.known("provider", sorted(wanted)))
        today = local_date(work.now, tz)
        new = self._new(repository, "visit", batch, counted)
        to_come = {self._patients.get(one.patient_source_id, "") for one in new if one.state == "booked"}
        alive = repository.alive(sorted(to_come)) if to_come and not self._dry_run else to_come
        rows = []
        for one in new:
            patient_id = self._patients.get(one.patient_source_id)
            wrong = _why_not(one, patient_id, alive, local_date(one.starts_at, tz) < today)
            if wrong or patient_id is None:
                counted.note(NotTaken(self._source, "Encounter", wrong, one.source_id))
                self._seen.discard(("visit", one.source_id))
                continue
            counted.taken["visit"] += 1
            provider_id = self._providers.get(one.provider_source_id)
            kind = "scheduled" if one.state == "booked" else "past"
            rows.append(VisitToWrite(work.new_id(), work.new_id(), patient_id, provider_id, one, kind=kind))
        if not self._dry_run:
            repository.add_visits(rows, tz)

    def _learn_patients(self, repository: ImportRepository, source_ids: list[str]) -> None:
        unknown = sorted(set(source_ids) - self._patients.keys())
        if unknown:
            self._patients.update(repository.known("patient", unknown))


def _why_not(one: IncomingVisit, patient_id: str | None, alive: set[str], is_over: bool) -> str:
    if patient_id is None:
        return _no_patient("Encounter", one.source_id).why
    if one.state == "booked" and is_over:
        return "planned for a day that is over, without an outcome"
    if one.state == "booked" and patient_id not in alive:
        return "the patient is deceased: nothing can be booked"
    return ""


def _in_time(one: IncomingCoverage, counted: ImportSummary) -> IncomingCoverage:
    """A coverage that ends before it begins is taken with its end alone, so that it never counts as in force by
    mistake, and said."""
    if one.effective is None or one.ends is None or one.effective <= one.ends:
        return one
    doubt = "ends before it begins: taken without its first day"
    counted.note(NotTaken("", "Coverage", doubt, one.source_id, doubt=True))
    return replace(one, effective=None)


def _no_patient(what: str, source_id: str) -> NotTaken:
    return NotTaken("", what, "its patient is neither in these files nor in the clinic", source_id)


def _add(total: ImportSummary, batch: ImportSummary) -> None:
    counters: tuple[tuple[Counter[str], Counter[str]], ...] = (
        (total.taken, batch.taken),
        (total.already, batch.already),
    )
    for into, more in counters:
        into.update(more)
    for left_into, left_more in ((total.not_taken, batch.not_taken), (total.doubts, batch.doubts)):
        left_into.update(left_more)
    total.outside.update(batch.outside)
    total.examples += batch.examples[: max(0, 200 - len(total.examples))]
    total.deceased += batch.deceased
    total.batches += 1
