"""Labels of a patient, printed from wherever the patient is shown (front-desk.md FD-154).

``print_labels`` may wait for a printer: run it with ``desk.outside``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import Clock, local
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.label_kinds import LabelKind
from psr_tui.domain.label_sheets import Sheet
from psr_tui.domain.labels import (
    Label,
    NextVisit,
    address_label,
    appointment_label,
    chart_label,
    checked_copies,
    checked_specimen_number,
    specimen_label,
    visit_time,
    wristband,
)
from psr_tui.domain.patients import Patient, mrn_text
from psr_tui.domain.staff import Actor
from psr_tui.services.guards import must_exist
from psr_tui.services.made_pages import Made
from psr_tui.services.printing import PrintingService
from psr_tui.services.visit_words import to_come
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LabelOrder:
    """What is to be printed: each of ``kinds``, ``copies`` times. ``specimen_number`` '' and ``collected_now`` False
    leave that to be written by hand. ``start``: the label of the sheet that is free, 0 for the one that is known."""

    patient_id: str
    kinds: tuple[LabelKind, ...]
    copies: int = 1
    specimen_number: str = ""
    collected_now: bool = False
    start: int = 0
    visit_id: str = ""


@dataclass(frozen=True, slots=True)
class LabelOffer:
    """What can be printed of a patient here. ``sheet`` is None on a roll; ``next_label`` of it is free. ``wanted``: the
    kinds that the type of this visit asks for. ``coming``: the visit of the appointment label in words, '' for none.
    ``no_mail``: what the patient wants no letters about."""

    patient_id: str
    visit_id: str
    name: str
    where: str
    sheet: Sheet | None
    next_label: int
    wanted: tuple[LabelKind, ...]
    coming: str
    address: str
    no_mail: tuple[str, ...] = ()


class LabelService:
    """Offers and prints labels."""

    def __init__(self, store: Store, clock: Clock, printing: PrintingService) -> None:
        self._store = store
        self._clock = clock
        self._printing = printing

    def offer(self, actor: Actor, patient_id: str, visit_id: str = "") -> LabelOffer:
        """What the box shows before anything is printed; the view is logged. ``visit_id``: the visit it is asked from.

        Raises NotFound; PrintFailed when this terminal makes no labels.
        """
        printer = self._printing.labels
        where = printer.words or printer.check()
        with self._store.write(actor, "view", "patient", patient_id) as work:
            patient = must_exist(work.patients.get(patient_id), "This patient")
            work.audit.viewed([patient_id], "labels")
            coming = _coming(work, work.clinic.get(), patient_id)
            offer = LabelOffer(
                patient_id, visit_id, patient.display, where, printer.sheet,
                _next_label(work, actor, printer.sheet),
                _wanted(work, visit_id), visit_time(coming.starts) if coming else "",
                patient.demographics.address.one_line, tuple(work.print_jobs.no_mail_for(patient_id)),
            )  # fmt: skip
            work.commit()
        return offer

    def next_label(self, actor: Actor) -> int:
        """Which label of the sheet at this station is free next; 1 on a roll."""
        with self._store.read() as work:
            return _next_label(work, actor, self._printing.labels.sheet)

    def print_labels(self, actor: Actor, order: LabelOrder) -> str:
        """Print them; the answer is what to say. All are looked at before the first leaves.

        Raises: InvalidInput for copies, a specimen number, an address or a size that does not do; PrintFailed, the
        labels then wait in :printing.
        """
        made = self._made(actor, order)
        for one in made:
            if one.label is not None:
                self._printing.labels.fits(one.label)
        said = [self._printing.print_made(actor, one) for one in made]
        names = " and ".join(one.name for one in said)
        return f"{names} went to {said[-1].where}."

    def _made(self, actor: Actor, order: LabelOrder) -> list[Made]:
        if not order.kinds:
            raise InvalidInput("Choose which label to print.", "Labels")
        copies = checked_copies(order.copies)
        number = checked_specimen_number(order.specimen_number)
        with self._store.read() as work:
            patient = must_exist(work.patients.get(order.patient_id), "This patient")
            clinic = work.clinic.get()
            labels = [_label(work, clinic, patient, kind, order, number) for kind in order.kinds]
        many = f", {copies} of it" if copies > 1 else ""
        return [
            Made(
                patient.id,
                f"{label.kind.words} MRN {mrn_text(patient.mrn)}{many}",
                replace(label, copies=copies),
                start=order.start if at == 0 else 0,
            )
            for at, label in enumerate(labels)
        ]


def _next_label(work: UnitOfWork, actor: Actor, sheet: Sheet | None) -> int:
    return work.print_jobs.next_label(actor.station, sheet.code) if sheet else 1


def _label(
    work: UnitOfWork, clinic: Clinic, patient: Patient, kind: LabelKind, order: LabelOrder, number: str
) -> Label:
    if kind is LabelKind.SPECIMEN:
        return specimen_label(patient, number, local(work.now, clinic.tz) if order.collected_now else None)
    if kind is LabelKind.CHART:
        return chart_label(patient)
    if kind is LabelKind.WRISTBAND:
        return wristband(patient)
    if kind is LabelKind.ADDRESS:
        return address_label(patient.demographics.name, patient.demographics.address)
    coming = _coming(work, clinic, patient.id)
    if coming is None:
        raise InvalidInput("No visit is booked for an appointment label; book one first.", "Labels")
    return appointment_label(patient.demographics.name, coming)


def _coming(work: UnitOfWork, clinic: Clinic, patient_id: str) -> NextVisit | None:
    found = work.print_jobs.coming_words(patient_id, work.now)
    return to_come(clinic, found[0]) if found else None


def _wanted(work: UnitOfWork, visit_id: str) -> tuple[LabelKind, ...]:
    """The kinds of the visit's type; a word that is no kind is left out, so that a typing error stops nobody."""
    visit = work.print_jobs.visit_words(visit_id) if visit_id else None
    words: Sequence[str] = visit.labels if visit else ()
    return tuple(kind for kind in LabelKind if kind.value in words)
