"""Requests for records: taken, identified, worked on, extended once, ended; what left the house is logged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.disclosures import Disclosure, Purpose, accounted, first_day
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.records import (
    Fee,
    RecordsRequest,
    RequestState,
    check_standing,
    check_step,
    due_on,
    extended,
    next_state,
)
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean, clean_note
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_Act = Callable[[UnitOfWork, RecordsRequest, date], str]


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is typed when a request comes in."""

    patient_id: str
    requester: str
    relation: str
    received_on: date | None = None
    scope: str = ""
    format: str = ""
    delivery: str = ""
    identity_proof: str = ""
    authorised_until: date | None = None


class RecordsService:
    """The records worklist and the disclosure log."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    def standing(self, actor: Actor) -> list[RecordsRequest]:
        """Every request that is not over; the patients named are logged as seen first."""
        with self._store.read() as work:
            found = work.records.standing()
        self._views.listed(actor, [one.patient_id for one in found], "records requests")
        return found

    def get(self, actor: Actor, request_id: str) -> RecordsRequest:
        """One request, whole; logged as seen first."""
        with self._store.write(actor, "view", "records_request", request_id) as work:
            found = must_exist(work.records.get(request_id), "This request")
            work.audit.viewed([found.patient_id], "records request")
            work.commit()
        return found

    def take(self, actor: Actor, new: NewRequest) -> str:
        """File a request; its clock runs from the day it came. Raises InvalidInput."""
        if not clean(new.requester):
            raise InvalidInput("Who asks: type the name.", "Who asks")
        with self._store.write(actor, "records.request", "patient", new.patient_id) as work:
            today = local_date(work.now, work.clinic.get().tz)
            received = new.received_on or today
            if received > today:
                raise InvalidInput("Received: the day cannot be in the future.", "Received")
            patient = must_exist(work.patients.get(new.patient_id), "This patient")
            request = RecordsRequest(
                work.new_id(), new.patient_id, patient.display, RequestState.RECEIVED, received, due_on(received),
                clean(new.requester), clean(new.relation, 60) or "self", clean(new.identity_proof),
                new.authorised_until, clean_note(new.scope), new.format, clean(new.delivery),
            )  # fmt: skip
            work.records.add(request, actor.name, work.now)
            work.audit.append("records.request", "records_request", request.request_id)
            work.touch("work")
            work.commit()
        return f"{patient.display}: records due {request.due_on:%a %m/%d/%Y}."

    def complete(self, actor: Actor, request_id: str, version: int, new: NewRequest) -> str:
        """Type what was missing: proof, scope, form, delivery, authorisation."""

        def act(work: UnitOfWork, request: RecordsRequest, _today: date) -> str:
            check_standing(request)
            work.records.change(
                request_id, actor.name, work.now, requester=clean(new.requester) or request.requester,
                relation=clean(new.relation, 60) or request.relation, identity_proof=clean(new.identity_proof),
                authorised_until=new.authorised_until, scope=clean_note(new.scope), format=new.format,
                delivery=clean(new.delivery),
            )  # fmt: skip
            return f"{request.patient}: saved."

        return self._act(actor, "records.change", request_id, version, act)

    def step(self, actor: Actor, request_id: str, version: int, fee: Fee | None = None, address: str = "") -> str:
        """One step forward; the last one, with the fee, logs the disclosure."""

        def act(work: UnitOfWork, request: RecordsRequest, today: date) -> str:
            to = next_state(request)
            check_step(request, to, today)
            values: dict[str, object] = {"state": to.value}
            if to is RequestState.FULFILLED:
                charged = fee or Fee()
                values |= {"fee_cents": charged.total.cents, "fee_parts": charged.words(), "outcome": "handed over"}
                disclosure = Disclosure(
                    work.new_id(), request.patient_id, today, request.requester, request.scope, Purpose.OTHER,
                    clean(address), request.request_id,
                )  # fmt: skip
                work.records.disclose(disclosure.checked(), actor.staff_id, work.now)
            work.records.change(request_id, actor.name, work.now, **values)
            return f"{request.patient}: {to.word}."

        return self._act(actor, "records.step", request_id, version, act)

    def extend(self, actor: Actor, request_id: str, version: int, reason: str) -> str:
        """Its one extension by 30 days, with the reason that stands in the letter of today."""
        reason = clean_note(reason)

        def act(work: UnitOfWork, request: RecordsRequest, today: date) -> str:
            due = extended(request, reason)
            check_step(request, RequestState.WITHDRAWN, today)
            state = RequestState.EXTENDED if request.state is RequestState.IN_PROGRESS else request.state
            work.records.change(
                request_id, actor.name, work.now, state=state.value, due_on=due, extended_reason=reason,
                extended_letter_on=today,
            )  # fmt: skip
            return f"{request.patient}: due {due:%a %m/%d/%Y} now; send the letter that says why today."

        return self._act(actor, "records.extend", request_id, version, act)

    def end(self, actor: Actor, request_id: str, version: int, to: RequestState, why: str) -> str:
        """Deny it or note that it was withdrawn, with the reason."""
        why = clean_note(why)
        if not why:
            raise InvalidInput("Reason: type a few words.", "Reason")

        def act(work: UnitOfWork, request: RecordsRequest, today: date) -> str:
            check_step(request, to, today)
            work.records.change(request_id, actor.name, work.now, state=to.value, outcome=why)
            return f"{request.patient}: {to.word}."

        return self._act(actor, f"records.{to.value}", request_id, version, act)

    # --- disclosures ---
    def disclose(self, actor: Actor, disclosure: Disclosure) -> str:
        """Log records that left the house without a request. Raises InvalidInput."""
        disclosure = disclosure.checked()
        with self._store.write(actor, "disclosure", "patient", disclosure.patient_id) as work:
            must_exist(work.patients.get(disclosure.patient_id), "This patient")
            work.records.disclose(disclosure, actor.staff_id, work.now)
            work.audit.append("disclosure", "patient", disclosure.patient_id, detail={"purpose": disclosure.purpose})
            work.commit()
        return f"Logged: {disclosure.what} to {disclosure.recipient}."

    def disclosures(self, actor: Actor, patient_id: str) -> tuple[list[Disclosure], list[Disclosure]]:
        """(every disclosure of six years, those of the accounting that the patient may ask for)."""
        with self._store.write(actor, "view", "disclosure", patient_id) as work:
            today = local_date(work.now, work.clinic.get().tz)
            found = work.records.disclosures(patient_id, first_day(today))
            work.audit.viewed([patient_id], "disclosures")
            work.commit()
        return found, accounted(found, today)

    def _act(self, actor: Actor, name: str, request_id: str, version: int, act: _Act) -> str:
        with self._store.write(actor, name, "records_request", request_id) as work:
            tz = work.clinic.get().tz
            request = must_exist(work.records.get(request_id), "This request")
            guard_version(request.patient, request, version, tz)
            words = act(work, request, local_date(work.now, tz))
            work.audit.append(name, "records_request", request_id)
            work.touch("work")
            work.commit()
        return words
