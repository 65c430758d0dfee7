"""The whole answer as a rep reads it, its history, the copay that applies, and what the visit will cost."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.cost_words import CopayFact, CostFacts, Left, cost_sentences
from psr_tui.domain.eligibility import Address, EligibilityAnswer, Member
from psr_tui.domain.eligibility_check import Check, CheckState, Result, service_of
from psr_tui.domain.eligibility_compare import Difference, OurPatient, differences
from psr_tui.domain.eligibility_cost import cost_facts
from psr_tui.domain.eligibility_exceptions import Found, about_coverage
from psr_tui.domain.eligibility_others import OtherPayer, other_payers
from psr_tui.domain.eligibility_reading import copay_rows, field_to_open, number_of
from psr_tui.domain.eligibility_summary import Share, service_words
from psr_tui.domain.eligibility_visit import CoverageAtVisit, object_id
from psr_tui.domain.errors import NotFound, Refused
from psr_tui.domain.expected_copay import ChosenCopay
from psr_tui.domain.staff import Actor
from psr_tui.domain.work import WorkEvent, WorkKind
from psr_tui.services.eligibility_answers import read_back
from psr_tui.services.eligibility_questions import at_visit, found_in
from psr_tui.services.guards import must_exist
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class EligibilityReading:
    """One coverage at one visit with everything about it. ``check`` is the one that is read, ``answer`` and ``member``
    its file where it came as one. ``fix`` is the field of ours to open after a rejection the desk can mend."""

    at: CoverageAtVisit
    found: Found | None
    check: Check | None
    history: tuple[Check, ...]
    answer: EligibilityAnswer | None = None
    member: Member | None = None
    copays: tuple[Share, ...] = ()
    chosen: ChosenCopay | None = None
    others: tuple[OtherPayer, ...] = ()
    differences: tuple[Difference, ...] = ()
    notes: tuple[WorkEvent, ...] = ()
    cost: tuple[str, ...] = ()
    fix: str = ""


@dataclass(frozen=True, slots=True)
class VisitCost:
    """What a visit will cost, in sentences to say; always an estimate. ``told_at`` is None when nobody was asked."""

    payer: str
    sentences: tuple[str, ...]
    facts: CostFacts = field(default_factory=CostFacts)
    told_at: datetime | None = None
    channel: str = ""
    check_id: str = ""


class EligibilityReadingService:
    """What stands behind 5 on the list and behind "what will it cost"."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def open(self, actor: Actor, visit_id: str, coverage_id: str, check_id: str = "") -> EligibilityReading:
        """The answer that counts, or an earlier check of the same coverage. The view is logged first."""
        with self._store.write(actor, "view", "appointment", visit_id) as work:
            work.audit.viewed([at_visit(work, visit_id, coverage_id).patient_id], "eligibility")
            work.commit()
        with self._store.read() as work:
            one = at_visit(work, visit_id, coverage_id)
            history = tuple(work.eligibility.history(coverage_id))
            check = next((each for each in history if each.check_id == check_id), None) or _shown(history)
            found = found_in(work, work.eligibility_list.of_visit(visit_id))
            mine = next((each for each in found if each.insured.coverage_id == coverage_id), None)
            item = work.items.of_object(WorkKind.ELIGIBILITY, object_id(visit_id, coverage_id))
            notes = tuple(work.items.events(item.item_id)) if item is not None else ()
            chosen = work.eligibility_list.chosen_copays([visit_id]).get(visit_id)
            body = work.eligibility.raw(check.check_id)[1] if check is not None else b""
            ours = _ours(work, one)
        if check is None:
            return EligibilityReading(one, mine, None, history, notes=notes)
        answer, member = read_back(body, check, one)
        service = service_of(one.visit_type)
        fix = field_to_open(check.reject_code, check.reject_level) if check.result is Result.REJECTED else ""
        return EligibilityReading(
            one, mine, check, history, answer, member,
            copays=copay_rows(member, service) if member is not None else (),
            chosen=chosen if chosen is not None and chosen.check_id == check.check_id else None,
            others=other_payers(member) if member is not None else (),
            differences=differences(ours, member, member_id=number_of(answer, member))
            if answer is not None and member is not None else (),
            notes=notes,
            cost=cost_sentences(facts_of(check, member, one, chosen, self._told_on(check)))
            if about_coverage(check) else (),
            fix=fix,
        )  # fmt: skip

    def raw(self, actor: Actor, visit_id: str, coverage_id: str, check_id: str) -> tuple[bytes, bytes]:
        """What was asked and what came back, byte for byte. Raises NotFound for a check of another coverage."""
        with self._store.write(actor, "view", "eligibility_check", check_id) as work:
            one = at_visit(work, visit_id, coverage_id)
            check = must_exist(work.eligibility.get(check_id), "This check")
            if check.coverage_id != coverage_id:
                raise NotFound("This check belongs to another insurance; open it again.")
            work.audit.viewed([one.patient_id], "eligibility raw")
            work.commit()
            return work.eligibility.raw(check_id)

    def choose_copay(self, actor: Actor, visit_id: str, coverage_id: str, check_id: str, at: int) -> str:
        """Which of the copay lines of an answer applies to this visit; kept with the visit (FD-119). ``at`` counts the
        lines from 0. Raises Refused when the answer has no such line."""
        with self._store.write(actor, "eligibility.copay", "appointment", visit_id) as work:
            one = at_visit(work, visit_id, coverage_id)
            check = must_exist(work.eligibility.get(check_id), "This check")
            _answer, member = read_back(work.eligibility.raw(check_id)[1], check, one)
            lines = copay_rows(member, service_of(one.visit_type)) if member is not None else ()
            amount = lines[at].amount if check.coverage_id == coverage_id and 0 <= at < len(lines) else None
            if amount is None:
                raise Refused("The answer has no such copay; look at it again.")
            choice = ChosenCopay(visit_id, coverage_id, check_id, amount, lines[at].words(), actor.name)
            work.eligibility_list.choose_copay(choice, work.new_id(), actor.staff_id, work.now)
            detail = {"check": check_id, "cents": amount.cents}
            work.audit.append("eligibility.copay", "appointment", visit_id, detail=detail)
            work.touch("eligibility", "queue")
            work.commit()
        return f"Copay of this visit: {choice.words}"

    def cost(self, actor: Actor, visit_id: str, coverage_id: str = "") -> VisitCost:
        """What the visit will cost by the newest answer about the coverage that pays for it (the first one in force
        when none is named). The view is logged first. Raises NotFound for a visit without insurance."""
        with self._store.write(actor, "view", "appointment", visit_id) as work:
            rows = work.eligibility_list.of_visit(visit_id)
            one = next((each for each in rows if each.coverage_id == coverage_id or not coverage_id), None)
            if one is None:
                raise NotFound(
                    "No insurance is in force on the day of this visit; the patient pays the clinic's price."
                )
            work.audit.viewed([one.patient_id], "cost")
            work.commit()
        with self._store.read() as work:
            check = work.eligibility.newest([one.coverage_id], answered=True).get(one.coverage_id)
            chosen = work.eligibility_list.chosen_copays([visit_id]).get(visit_id)
            body = work.eligibility.raw(check.check_id)[1] if check is not None else b""
        if check is None:
            facts = CostFacts(visit=_visit_words(one), copays=_card(one))
            return VisitCost(one.payer, cost_sentences(facts), facts)
        _answer, member = read_back(body, check, one)
        facts = facts_of(check, member, one, chosen, self._told_on(check))
        return VisitCost(one.payer, cost_sentences(facts), facts, check.told_at, check.channel.word, check.check_id)

    def _told_on(self, check: Check) -> date:
        with self._store.read() as work:
            return local_date(check.told_at, work.clinic.get().tz)


def _shown(history: tuple[Check, ...]) -> Check | None:
    """What is read first: the newest check, unless it only waits or failed and an answer lies before it."""
    if not history:
        return None
    if history[0].state is CheckState.ANSWERED:
        return history[0]
    return next((one for one in history if one.state is CheckState.ANSWERED), history[0])


def _ours(work: UnitOfWork, one: CoverageAtVisit) -> OurPatient:
    patient = must_exist(work.patients.get(one.patient_id), "This patient")
    place = patient.demographics.address
    lines = tuple(line for line in (place.street, place.street2) if line)
    sex = {"female": "F", "male": "M"}.get(one.sex, "")
    return OurPatient(
        one.name.last, one.name.first, one.born, one.name.middle, sex, one.member_id,
        Address(lines, place.city, place.state, place.zip_code),
    )  # fmt: skip


def facts_of(
    check: Check, member: Member | None, one: CoverageAtVisit, chosen: ChosenCopay | None, told_on: date
) -> CostFacts:
    """The figures of the cost sentences: from the file, or from what was typed. The copay a rep chose stands alone."""
    if member is not None:
        facts = cost_facts(member, check.service_date, service_type=service_of(one.visit_type), told_on=told_on)
    else:
        share = (Decimal(check.coinsurance),) if check.coinsurance else ()
        facts = CostFacts(
            visit=_visit_words(one), told_on=told_on,
            active={Result.ACTIVE: True, Result.INACTIVE: False}.get(check.result),
            copays=() if check.copay is None else (CopayFact(check.copay),), coinsurance=share,
            deductible=None if check.deductible_left is None else Left(check.deductible_left),
            out_of_pocket=None if check.out_of_pocket_left is None else Left(check.out_of_pocket_left),
        )  # fmt: skip
    if chosen is None or chosen.check_id != check.check_id:
        return facts
    return replace(facts, copays=(CopayFact(chosen.amount),))


def _visit_words(one: CoverageAtVisit) -> str:
    visit = service_words(service_of(one.visit_type))
    return f"{'an' if visit[:1] in 'aeiou' else 'a'} {visit}" if "visit" in visit else visit


def _card(one: CoverageAtVisit) -> tuple[CopayFact, ...]:
    """What the card says, marked as such: nobody has asked the payer yet."""
    return () if one.copay is None else (CopayFact(one.copay, "as the card says; not confirmed"),)
