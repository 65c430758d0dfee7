"""Letters of the desk on their way to the printer: its list of waiting pages keeps what could not come out.

A letter is marked as handed to the printer before it is printed, so that two people never print it twice.
"""

from __future__ import annotations

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import local_date
from psr_tui.domain.errors import Refused
from psr_tui.domain.message_dates import day_words
from psr_tui.domain.message_templates import Way
from psr_tui.domain.messages import Message, MessageState
from psr_tui.domain.paper import WIDTH
from psr_tui.domain.patients import Patient, mrn_text
from psr_tui.domain.printing import Page, PrintFailed
from psr_tui.domain.staff import Actor
from psr_tui.domain.visit_papers import LETTER_WIDTH, PaperHead, paper_page, paragraphs
from psr_tui.services.guards import must_exist
from psr_tui.services.made_pages import Made
from psr_tui.services.message_steps import addressed
from psr_tui.services.printing import PrintingService
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_FREE = (MessageState.QUEUED, MessageState.WRITTEN)


def print_letter(store: Store, printing: PrintingService, actor: Actor, message_id: str, again: bool) -> str:
    """Print it and say where it went. ``again``: one that was handed to a printer and did not come out."""
    with store.write(actor, "message.print", "message", message_id) as work:
        one = must_exist(work.messages.get(message_id), "This letter")
        if one.way is not Way.LETTER or one.state not in (_FREE if again else _FREE[:1]):
            raise Refused(f"This {one.way.word} does not wait for the printer; it is {one.state.value}.")
        patient = must_exist(work.patients.get(one.patient_id), "This patient")
        page = _page(work.clinic.get(), patient, one, again)
        _state(work, actor, one, MessageState.WRITTEN, "to the printer")
        work.commit()
    try:
        printed = printing.print_made(actor, Made(one.patient_id, page.name, page=page))
    except PrintFailed as failed:
        return f"{failed.message} The letter waits in :printing, and on F8 messages until it came out."
    with store.write(actor, "message.printed", "message", message_id) as work:
        _state(work, actor, one, MessageState.SENT, f"printed: {printed.where}")
        work.commit()
    return printed.words


def _state(work: UnitOfWork, actor: Actor, one: Message, state: MessageState, words: str) -> None:
    over = {"settled_at": work.now} if state is MessageState.SENT else {}
    work.messages.change(one.id, actor.name, work.now, state=state.value, **over)
    work.messages.add_event(one.id, "printed" if over else "written", work.now, actor, words)
    work.touch("messages")


def _page(clinic: Clinic, patient: Patient, one: Message, again: bool) -> Page:
    """The letter on both widths: who it is from (neutrally), the address for a window, the day, the words."""
    neutral = clinic.neutral_name or clinic.name
    head = PaperHead(clinic.name, neutral, clinic.address, clinic.phone, clinic.training)
    address = patient.demographics.address
    place = " ".join(part for part in (f"{address.city},", address.state, address.zip_code) if part)
    to = [addressed(patient.demographics.name), address.street, address.street2, place]
    day = day_words(local_date(one.queued_at, clinic.tz), one.language)

    def body(_head: PaperHead, width: int) -> list[str]:
        return [*(line for line in to if line), "", day, "", *paragraphs(one.body, width)]

    title = f"Letter MRN {mrn_text(patient.mrn)}{' again' if again else ''}"
    texts = [paper_page(head, one.subject, body, width, neutral=True) for width in (WIDTH, LETTER_WIDTH)]
    return Page(title, texts[0], texts[1])
