"""Estimates: asked for, made from the clinic's prices, given, and compared with what is charged later (FD-140 to
FD-143)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.cost_paper import CostPaper
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.estimate_letter import EstimateLetter, EstimateLine
from psr_tui.domain.estimates import (
    Estimate,
    EstimateKind,
    EstimateState,
    EstimateWhy,
    check_giveable,
    check_how,
    checked_lines,
    over_estimate,
    total_of,
)
from psr_tui.domain.labels import full_name
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean_note
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.services.estimate_steps import add, due_day, is_self_pay, on_booked, on_changed, on_payer_changed, replaced
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["EstimateService", "OpenEstimate", "OverEstimate", "on_booked", "on_changed", "on_payer_changed"]

_WHAT = "This estimate"


@dataclass(frozen=True, slots=True)
class OpenEstimate:
    """An estimate to be made or read: ``lines`` are what was given, or what is proposed; ``earlier`` are its versions
    before, newest first."""

    estimate: Estimate
    service: str
    provider: str
    lines: tuple[EstimateLine, ...]
    prices: tuple[EstimateLine, ...]
    earlier: tuple[Estimate, ...]
    today: date


@dataclass(frozen=True, slots=True)
class OverEstimate:
    """Charges that lie $400 or more above a given estimate."""

    estimate: Estimate
    charged: Money
    above: Money


class EstimateService:
    """Each act is one transaction; what names a patient is logged as seen first."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)

    # --- reading ---
    def due(self, actor: Actor) -> tuple[Estimate, ...]:
        """What somebody has to give, the one due first on top."""
        with self._store.read() as work:
            found = work.estimates.due()
        self._views.listed(actor, [one.patient_id for one in found], "estimates")
        return tuple(found)

    def over(self, actor: Actor) -> tuple[OverEstimate, ...]:
        """Given estimates whose visit was charged $400 or more above them, until somebody looked at it (FD-142)."""
        with self._store.read() as work:
            given = work.estimates.given_to_check()
            charged = work.estimates.charged([one.visit_id for one in given])
        found = []
        for one in given:
            amount = charged.get(one.visit_id, Money.zero())
            above = over_estimate(one.total, amount)
            if above is not None:
                found.append(OverEstimate(one, amount, above))
        self._views.listed(actor, [one.estimate.patient_id for one in found], "estimates")
        return tuple(found)

    def count(self, actor: Actor) -> int:
        """How many wait on the list, for the choice of lists; nobody is named."""
        with self._store.read() as work:
            given = work.estimates.given_to_check()
            charged = work.estimates.charged([one.visit_id for one in given])
            over = [one for one in given if over_estimate(one.total, charged.get(one.visit_id, Money.zero()))]
            return len(work.estimates.due()) + len(over)

    def open(self, actor: Actor, estimate_id: str) -> OpenEstimate:
        """An estimate with what it may hold; its patient is logged as seen first."""
        with self._store.write(actor, "view", "estimate", estimate_id) as work:
            estimate = must_exist(work.estimates.get(estimate_id), _WHAT)
            work.audit.viewed([estimate.patient_id], "estimate")
            work.commit()
        with self._store.read() as work:
            visit = work.estimates.visit_words(estimate.visit_id) if estimate.visit_id else None
            versions = {one.estimate_id: one for one in work.estimates.of_patient(estimate.patient_id)}
            earlier = []
            at = estimate.replaces
            while at in versions:
                earlier.append(versions[at])
                at = versions[at].replaces
            last = next((one.lines for one in earlier if one.lines), ())
            proposed = last or (work.estimates.prices(visit.visit_type) if visit else ())
            return OpenEstimate(
                estimate, visit.label if visit else "", visit.provider if visit else "", estimate.lines or proposed,
                work.estimates.prices(), tuple(earlier), local_date(work.now, work.clinic.get().tz),
            )  # fmt: skip

    def standing(self, actor: Actor, visit_id: str) -> Estimate | None:
        """The estimate that holds for a visit, due or given."""
        with self._store.read() as work:
            return work.estimates.standing(visit_id)

    def prices(self, actor: Actor) -> tuple[EstimateLine, ...]:
        """The clinic's price list."""
        with self._store.read() as work:
            return work.estimates.prices()

    # --- asking ---
    def ask(self, actor: Actor, command_id: str, patient_id: str, visit_id: str = "") -> Estimate:
        """Any question about cost is a request with its own clock (FD-141). Without a visit it is about the next one
        that is booked. Asked again while it waits, it stays one request with the earlier due day."""
        with self._store.write(actor, "estimate.ask", "patient", patient_id) as work:
            patient = must_exist(work.patients.get(patient_id), "This patient")
            today = local_date(work.now, work.clinic.get().tz)
            visit_id = visit_id or next(iter(work.estimates.ahead(patient_id, today)), "")
            visit = work.visits.get(visit_id) if visit_id else None
            if visit is not None and visit.patient_id != patient_id:
                raise Refused("This visit is not of this patient; look at the list again.")
            day = visit.local_date if visit else today
            choice = visit.coverage_choice if visit else ""
            own = is_self_pay(work, patient_id, day, choice)
            kind = EstimateKind.GOOD_FAITH if own else EstimateKind.BENEFITS
            due = due_day(work, EstimateWhy.REQUESTED, today, None)
            known = work.estimates.get(command_id) or work.estimates.asked(patient_id, visit_id, kind)
            if known is not None:
                if known.due_on is None or (due is not None and due < known.due_on):
                    work.estimates.change(known.estimate_id, actor.name, work.now, due_on=due)
            else:
                given = work.estimates.standing(visit_id, kind) if visit_id else None
                if given is not None:
                    replaced(work, actor, given, "asked for again")
                new = Estimate(
                    command_id, patient_id, patient.display, visit_id, kind, EstimateWhy.REQUESTED, EstimateState.DUE,
                    given.number + 1 if given else 1, work.now, visit.local_date if visit else None, due,
                    replaces=given.estimate_id if given else "",
                )  # fmt: skip
                add(work, actor, new)
            if visit is not None:
                work.visits.change(visit_id, actor.name, work.now, estimate_asked=True)
            work.audit.append("estimate.ask", "patient", patient_id)
            work.touch("work", "queue")
            estimate = must_exist(work.estimates.get(known.estimate_id if known else command_id), _WHAT)
            work.commit()
        return estimate

    # --- giving ---
    def give(
        self, actor: Actor, command_id: str, estimate_id: str, version: int, lines: Sequence[EstimateLine], how: str
    ) -> Estimate:
        """The patient has it: its lines are kept for good. One that was given before gets another version, with the
        command's id. Raises InvalidInput by field, Refused for one that was replaced, Stale."""
        kept, how = checked_lines(lines), check_how(how)
        with self._store.write(actor, "estimate.give", "estimate", estimate_id) as work:
            again = work.estimates.get(command_id)
            if again is not None:
                return again
            estimate = must_exist(work.estimates.get(estimate_id), _WHAT)
            guard_version(f"The estimate of {estimate.patient}", estimate, version, work.clinic.get().tz)
            check_giveable(estimate)
            if estimate.kind is not EstimateKind.GOOD_FAITH:
                raise Refused("This question is about insurance; the eligibility answer tells what it will cost.")
            if estimate.state is EstimateState.GIVEN:
                replaced(work, actor, estimate, "a new version was given")
                estimate = add(
                    work, actor,
                    replace(
                        estimate, estimate_id=command_id, number=estimate.number + 1, replaces=estimate.estimate_id,
                        state=EstimateState.DUE, given_at=None, started_at=work.now, lines=(),
                    ),
                )  # fmt: skip
            work.estimates.add_lines(estimate.estimate_id, kept)
            estimate = self._given(work, actor, estimate, how, f"Expected total {total_of(kept).dollars}")
            work.commit()
        return estimate

    @staticmethod
    def _given(work: UnitOfWork, actor: Actor, estimate: Estimate, how: str, words: str) -> Estimate:
        work.estimates.change(
            estimate.estimate_id, actor.name, work.now, state=EstimateState.GIVEN.value, given_at=work.now,
            given_how=how, given_by=actor.staff_id, words=words,
        )  # fmt: skip
        detail = {"how": how, "number": estimate.number}
        work.audit.append("estimate.give", "estimate", estimate.estimate_id, detail=detail)
        work.touch("work", "queue")
        return must_exist(work.estimates.get(estimate.estimate_id), _WHAT)

    def say(self, actor: Actor, command_id: str, visit_id: str, sentences: Sequence[str], how: str) -> Estimate:
        """What the plan's answer means was said or handed over: the sentences are kept as they were said, and a
        question that waited is answered. The same command id keeps it once. Raises InvalidInput."""
        words, how = "\n".join(clean_note(one) for one in sentences if one.strip()), check_how(how)
        if not words:
            raise InvalidInput("There is nothing to say yet; ask the plan first.", "words")
        with self._store.write(actor, "estimate.say", "appointment", visit_id) as work:
            known = work.estimates.get(command_id)
            if known is not None:
                return known
            visit = must_exist(work.visits.get(visit_id), "This visit")
            asked = work.estimates.asked(visit.patient_id, visit_id, EstimateKind.BENEFITS)
            asked = asked or work.estimates.asked(visit.patient_id, "", EstimateKind.BENEFITS)
            if asked is None:
                asked = add(
                    work, actor,
                    Estimate(
                        command_id, visit.patient_id, visit.patient, visit_id, EstimateKind.BENEFITS,
                        EstimateWhy.REQUESTED, EstimateState.DUE, 1, work.now, visit.local_date,
                    ),
                )  # fmt: skip
            said = self._given(work, actor, asked, how, words)
            work.commit()
        return said

    def not_needed(self, actor: Actor, estimate_id: str, version: int, why: str) -> str:
        """Nobody has to give it any more, with the reason. Raises InvalidInput, Refused, Stale."""
        words = clean_note(why, 300)
        if not words:
            raise InvalidInput("Why: a few words are needed, for example took the question back.", "Why")
        with self._store.write(actor, "estimate.not_needed", "estimate", estimate_id) as work:
            one = must_exist(work.estimates.get(estimate_id), _WHAT)
            guard_version(f"The estimate of {one.patient}", one, version, work.clinic.get().tz)
            if one.state is not EstimateState.DUE:
                raise Refused(f"This estimate is {one.state.word} already; nothing was changed.")
            state = EstimateState.NOT_NEEDED.value
            work.estimates.change(estimate_id, actor.name, work.now, state=state, why_replaced=words)
            work.audit.append("estimate.not_needed", "estimate", estimate_id)
            work.touch("work", "queue")
            work.commit()
        return f"{one.patient}: no estimate is needed; the reason is kept."

    def looked_at(self, actor: Actor, estimate_id: str, what: str) -> str:
        """Somebody looked at charges far above the estimate, and what they did. Raises InvalidInput."""
        words = clean_note(what, 300)
        if not words:
            raise InvalidInput("What was done: a few words, for example billing corrects it.", "What was done")
        with self._store.write(actor, "estimate.looked_at", "estimate", estimate_id) as work:
            one = must_exist(work.estimates.get(estimate_id), _WHAT)
            title = f"Charges above the estimate of {one.total.dollars}"
            new = NewWork(WorkKind.ESTIMATE, title, one.patient_id, one.visit_id, estimate_id)
            work.items.open_item(new, actor.staff_id, actor.name, work.now)
            work.items.close_about(WorkKind.ESTIMATE, estimate_id, words, actor.staff_id, actor.name, work.now)
            work.audit.append("estimate.looked_at", "estimate", estimate_id)
            work.touch("work", "queue")
            work.commit()
        return f"{one.patient}: looked at, {words}."

    # --- papers ---
    def letter(self, actor: Actor, estimate_id: str) -> EstimateLetter:
        """The letter of an estimate that was given."""
        with self._store.read() as work:
            one = must_exist(work.estimates.get(estimate_id), _WHAT)
            patient = must_exist(work.patients.get(one.patient_id), "This patient").demographics
            visit = work.estimates.visit_words(one.visit_id) if one.visit_id else None
            clinic = work.clinic.get()
            given = local_date(one.given_at or work.now, clinic.tz)
            return EstimateLetter(
                full_name(patient.name), patient.born, given, visit.label if visit else "the services below",
                one.lines, visit.day if visit else None, visit.provider if visit else "", visit.npi if visit else "",
                clinic.tax_id, clinic.address, version=one.number,
            )  # fmt: skip

    def cost_paper(self, actor: Actor, estimate_id: str) -> CostPaper:
        """The paper of an estimate from benefits: the sentences as they were said."""
        with self._store.read() as work:
            one = must_exist(work.estimates.get(estimate_id), _WHAT)
            patient = must_exist(work.patients.get(one.patient_id), "This patient").demographics
            visit = work.estimates.visit_words(one.visit_id) if one.visit_id else None
            given = local_date(one.given_at or work.now, work.clinic.get().tz)
            words = f"{visit.label}, {visit.day:%a %m/%d/%Y}" if visit else ""
            return CostPaper(full_name(patient.name), given, tuple(one.words.split("\n")), words)
