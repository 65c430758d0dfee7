"""The steps of a print, each inside a short transaction: begun, out, perhaps out, failed (CD-98, CD-99).

A page that is being printed says so in the store. So nobody prints it a second time meanwhile, and when its program
ends in between, whoever comes next knows that paper may be out, and marks theirs as a duplicate.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from psr_tui.domain.errors import Refused
from psr_tui.domain.printing import Page, PrintKind, page_name
from psr_tui.domain.receipt import duplicate
from psr_tui.domain.staff import Actor
from psr_tui.services.paper_text import paper_text
from psr_tui.store.repositories.print_jobs import PrintJob
from psr_tui.store.unit_of_work import UnitOfWork

SENDING = "it is being printed"
CUT_SHORT = "The program ended while this was printing; look whether the paper came out."
LONGEST_PRINT = timedelta(seconds=60)
"""No way to a printer takes longer: a page that is printing since then is one whose program ended."""


def begin(work: UnitOfWork, actor: Actor, kind: PrintKind, number: int | None, where: str) -> tuple[PrintJob, Page]:
    """Write down that the page is being printed, and make its text."""
    text = paper_text(work, actor, kind, number)
    job = work.print_jobs.waiting_for(kind, number) if number is not None else None
    if job is None:
        copy = _next_copy(work, kind, number) if number is not None else 0
        job = PrintJob(
            work.new_id(), kind, number, copy, actor.station, where, "waiting", SENDING, work.now, actor.staff_id, 1,
            actor.name, work.now,
        )  # fmt: skip
        work.print_jobs.add(job)
    else:
        job = again(work, actor, job, where)
    name = page_name(kind, number)
    if job.copy:
        text = duplicate(text, job.copy, work.now, actor.name, work.clinic.get().tz)
        name = f"{name} duplicate {job.copy}"
    return job, Page(name, text)


def again(work: UnitOfWork, actor: Actor, job: PrintJob, where: str) -> PrintJob:
    """Take a page that waits into print. Raises Refused while somebody is at it."""
    if is_printing(work, job):
        raise Refused(f"{job.name} is being printed by {job.changed_by} right now; look there first.")
    if was_cut_short(job):
        job = count_perhaps(work, actor, job)
    return change(work, actor, replace(job, station=actor.station, printer=where, error=SENDING))


def _next_copy(work: UnitOfWork, kind: PrintKind, number: int) -> int:
    """0 for the original. A day report is also printed from the command line, which writes no page: there the log
    counts."""
    if kind is not PrintKind.DAY_REPORT:
        return work.print_jobs.next_copy(kind, number)
    acts = [entry.action for entry in work.audit.of_entity(kind.value, str(number))]
    copies = acts.count("report.reprint")
    return copies + 1 if copies or "report.print" in acts else 0


def is_printing(work: UnitOfWork, job: PrintJob) -> bool:
    """Whether a program is at it right now."""
    return job.error == SENDING and work.now - job.changed_at < LONGEST_PRINT


def was_cut_short(job: PrintJob) -> bool:
    """Whether its program ended while it was printing, for a page that nobody is printing: nobody knows whether paper
    came out, so whatever comes next is a duplicate."""
    return job.error == SENDING


def why_it_waits(work: UnitOfWork, job: PrintJob) -> str:
    """What the list says about a page that waits."""
    if job.error != SENDING:
        return job.error
    return "It is being printed now." if is_printing(work, job) else CUT_SHORT


def count(work: UnitOfWork, actor: Actor, job: PrintJob) -> None:
    """Bytes were produced: the print is an event, by whom and when (CD-98)."""
    if job.kind is PrintKind.RECEIPT and job.number is not None:
        work.print_jobs.add_receipt_print(job.number, job.copy, actor.staff_id, work.now)
    act = "reprint" if job.copy else "print"
    if job.kind.made:
        detail = {"copy": job.copy, "page": job.title, "job": job.job_id}
        work.audit.append(f"{job.kind.value}.{act}", "patient", job.patient_id or "", detail=detail)
        work.touch("drawer")
        return
    name = "report" if job.kind is PrintKind.DAY_REPORT else job.kind.value
    work.audit.append(f"{name}.{act}", job.kind.value, str(job.number or ""), detail={"copy": job.copy})
    work.touch("drawer")


def count_perhaps(work: UnitOfWork, actor: Actor, job: PrintJob) -> PrintJob:
    """Some of it may be on paper: this copy counts, and the next try is the one after it."""
    count(work, actor, job)
    return replace(job, copy=job.copy + 1)


def change(work: UnitOfWork, actor: Actor, job: PrintJob, done: bool = False) -> PrintJob:
    """Write the page as it is now. Raises Refused when somebody else was faster."""
    changed = replace(job, staff_id=actor.staff_id, version=job.version + 1, changed_by=actor.name, changed_at=work.now)
    if not work.print_jobs.change(changed, work.now if done else None):
        raise Refused(f"{job.name} was taken up elsewhere meanwhile; look at :printing.")
    work.touch("drawer")
    return changed
