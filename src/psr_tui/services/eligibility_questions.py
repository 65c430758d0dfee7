"""Asking a payer: may it be asked, what is asked, and the check that remembers it; in the caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import local_date
from psr_tui.domain.eligibility_check import Channel, Check, asked_for
from psr_tui.domain.eligibility_exceptions import (
    Found,
    Insured,
    Limits,
    Why,
    exception_of,
    exceptions,
    primary_settled,
    with_gaps,
)
from psr_tui.domain.eligibility_visit import X12_CHANNELS, CoverageAtVisit, gap_words, request_for
from psr_tui.domain.errors import InvalidInput, NotFound, Refused
from psr_tui.domain.staff import Actor
from psr_tui.exchange.x12 import write_270
from psr_tui.services.eligibility_channels import NOT_SET_UP, EligibilityChannels
from psr_tui.store.repositories.eligibility import NewCheck

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psr_tui.store.unit_of_work import UnitOfWork

CONTROL = "x12_control"
"""The counter of control numbers: it never repeats, whoever asks (standards.md 1.4)."""


def limits_of(clinic: Clinic) -> Limits:
    """How old answers may be."""
    return Limits(clinic.eligibility_days, clinic.benefits_days)


def insured(work: UnitOfWork, rows: Sequence[CoverageAtVisit], clinic: Clinic) -> list[Insured]:
    """What the rules judge, for coverages at visits: the last check and the last answer of each."""
    ids = list({one.coverage_id for one in rows})
    newest, answers = work.eligibility.newest(ids), work.eligibility.newest(ids, answered=True)
    benefits = work.eligibility.newest_benefits(ids)
    tz = clinic.tz
    found = []
    for one in rows:
        amounts_at = benefits.get(one.coverage_id)
        found.append(
            Insured(
                one.visit_id, one.coverage_id, one.order, one.day, one.starts_at, one.verify, (),
                newest.get(one.coverage_id), answers.get(one.coverage_id),
                local_date(amounts_at, tz) if amounts_at else None,
                local_date(one.verified_at, tz) if one.verified_at else None, one.verified_result,
            )
        )  # fmt: skip
    return found


def found_in(work: UnitOfWork, rows: Sequence[CoverageAtVisit]) -> list[Found]:
    """The exceptions among these coverages at visits. What is missing for a request is looked for only where one would
    be made."""
    clinic = work.clinic.get()
    found = exceptions(insured(work, rows, clinic), limits_of(clinic), work.now, local_date(work.now, clinic.tz))
    by_key = {(one.visit_id, one.coverage_id): one for one in rows}
    return [
        with_gaps(one, gap_words(by_key[one.insured.visit_id, one.insured.coverage_id], clinic, work.now))
        if one.why in (Why.NEVER, Why.OLD) else one
        for one in found
    ]  # fmt: skip


def at_visit(work: UnitOfWork, visit_id: str, coverage_id: str) -> CoverageAtVisit:
    """The coverage at the visit. Raises NotFound when it does not hold on the day of the visit any more."""
    for one in work.eligibility_list.of_visit(visit_id):
        if one.coverage_id == coverage_id:
            return one
    raise NotFound("This insurance is not in force on the day of the visit any more; look at the list again.")


def check_may_ask(work: UnitOfWork, one: CoverageAtVisit, channels: EligibilityChannels) -> None:
    """Raises Refused with the first reason why this payer cannot be asked about this visit now. Touches no folder."""
    if not one.verify:
        raise Refused(f"{one.payer} is marked as a payer that is not verified; its page says why.")
    clinic = work.clinic.get()
    if one.channel not in X12_CHANNELS:
        raise Refused(f"{one.payer}: {NOT_SET_UP[Channel.PHONE][0].lower()}{NOT_SET_UP[Channel.PHONE][1:]}")
    if channels.of(Channel(one.channel), clinic) is None:
        raise Refused(NOT_SET_UP[Channel(one.channel)])
    if missing := gap_words(one, clinic, work.now):
        more = f" ({len(missing) - 1} more to fill in)" if len(missing) > 1 else ""
        raise Refused(f"{one.payer} cannot be asked yet: {missing[0]}{more}")
    _check_order(work, one, clinic)


def check_not_asked(one: CoverageAtVisit, newest: Check | None) -> None:
    """A question that is on its way is not asked twice; looked at again behind the gate."""
    if newest is not None and newest.waiting and newest.service_date == one.day:
        raise Refused(f"{one.payer} was asked already by {newest.asked_name}; the answer is on its way.")


def _check_order(work: UnitOfWork, one: CoverageAtVisit, clinic: Clinic) -> None:
    """A second insurance is asked after the first (FD-116)."""
    if one.order < 2:
        return
    rows = work.eligibility_list.of_visit(one.visit_id)
    today = local_date(work.now, clinic.tz)
    for each in insured(work, rows, clinic):
        if each.order < one.order and each.verify:
            row = exception_of(each, limits_of(clinic), work.now, today)
            if not primary_settled(each, row):
                raise Refused("The first insurance has to answer before the second one is asked.")


def add_question(work: UnitOfWork, actor: Actor, one: CoverageAtVisit, tries: int = 0) -> str:
    """Write the check with its request; returns the check's id. Raises Refused naming a value that cannot be sent."""
    clinic = work.clinic.get()
    check_id = work.new_id()
    control = work.clinic.next_number(CONTROL)
    try:
        body = write_270(request_for(one, clinic, work.now, check_id, control))
    except InvalidInput as error:
        raise Refused(f"{one.payer} cannot be asked: {error.message}") from None
    new = NewCheck(
        check_id, one.patient_id, one.coverage_id, one.visit_id, one.day, asked_for(one.visit_type),
        Channel(one.channel), check_id, control, body, tries,
    )  # fmt: skip
    work.eligibility.add(new, actor.staff_id, actor.name, work.now)
    work.audit.append(
        "eligibility.ask", "eligibility_check", check_id, detail={"channel": one.channel, "control": control}
    )
    return check_id


def superseded(work: UnitOfWork, actor: Actor, check: Check | None) -> None:
    """A failed check that is asked again is not asked a second time by itself."""
    if check is not None and check.next_try_at is not None:
        work.eligibility.change(check.check_id, actor.name, work.now, next_try_at=None)
