"""Labels and papers on their way to a printer: their words lie in the print itself, until they came out and after."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from psr_tui.devices.label_printer import LabelPage
from psr_tui.domain.label_kinds import LabelKind
from psr_tui.domain.label_sheets import Sheet
from psr_tui.domain.labels import Label, LabelLine
from psr_tui.domain.printing import Page, PrintKind
from psr_tui.domain.receipt import duplicate
from psr_tui.domain.staff import Actor
from psr_tui.services.print_steps import SENDING
from psr_tui.store.repositories.print_jobs import PrintJob
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Made:
    """Something to print of one patient: a label, or a page. ``title`` names it in lists, without the patient's name.
    ``start``: the label of a sheet that the rep said is free, 0 for the one that is known to be."""

    patient_id: str
    title: str
    label: Label | None = None
    page: Page | None = None
    start: int = 0

    @property
    def kind(self) -> PrintKind:
        return PrintKind.LABEL if self.label is not None else PrintKind.PAPER


def begin_made(work: UnitOfWork, actor: Actor, made: Made, where: str) -> PrintJob:
    """Write down that it is being printed, with all it says. Making a document of a patient is a view of the record."""
    work.audit.viewed([made.patient_id], made.kind.value)
    job = PrintJob(
        work.new_id(), made.kind, None, 0, actor.station, where, "waiting", SENDING, work.now, actor.staff_id, 1,
        actor.name, work.now, made.title, _body(made), made.patient_id,
    )  # fmt: skip
    work.print_jobs.add(job)
    work.touch("drawer")
    return job


def label_page(work: UnitOfWork, actor: Actor, job: PrintJob, sheet: Sheet | None) -> LabelPage:
    """The labels of a print, at the place where the sheet of this station is free."""
    body = json.loads(job.body)
    kind, lines, barcode, copies = body["label"]
    label = Label(LabelKind(kind), tuple(LabelLine(*line) for line in lines), barcode, copies)
    start = 1
    if sheet is not None:
        start = body["start"] or work.print_jobs.next_label(actor.station, sheet.code)
    return LabelPage(job.title, label, min(start, sheet.labels) if sheet else 1)


def on_sheet(job: PrintJob, page: LabelPage, sheet: Sheet | None) -> PrintJob:
    """The print with where it lies, so that the next one goes on behind it."""
    if sheet is None:
        return job
    return replace(job, sheet=sheet.code, next_label=sheet.after(page.start, page.label.copies))


def paper_page(work: UnitOfWork, actor: Actor, job: PrintJob) -> Page:
    """The page as it was made, marked when some of it may be on paper already."""
    body = json.loads(job.body)
    page = Page(job.title, body["text"], body["letter"], body["link"])
    if not job.copy:
        return page
    marked = [
        duplicate(text, job.copy, work.now, actor.name, work.clinic.get().tz) if text else ""
        for text in (page.text, page.letter)
    ]
    return replace(page, name=f"{page.name} duplicate {job.copy}", text=marked[0], letter=marked[1])


def _body(made: Made) -> bytes:
    body: dict[str, object]
    if made.label is not None:
        one = made.label
        lines = [[line.text, line.big, line.whole, line.beside] for line in one.lines]
        body = {"label": [one.kind.value, lines, one.barcode, one.copies], "start": made.start}
    else:
        page = made.page or Page("", "")
        body = {"text": page.text, "letter": page.letter, "link": page.link}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
