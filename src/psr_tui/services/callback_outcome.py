"""One outcome on its way into the store: what it does to the item, its log and its next due, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psr_tui.domain.cadence import Cadence, Outcome, Tries, next_due, used_up
from psr_tui.domain.call_caps import Reached
from psr_tui.domain.call_window import in_words
from psr_tui.domain.callback_states import Act, State
from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.errors import Refused
from psr_tui.domain.ladder import SUPERVISOR, steps_of
from psr_tui.domain.staff import Actor
from psr_tui.domain.voicemail import LEFT_AS, SaidKind, left_as
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.services import call_acts as acts
from psr_tui.services import call_legs
from psr_tui.services import callback_fitness as fitness
from psr_tui.services.flag_work import noted
from psr_tui.services.spoken import voicemail_for
from psr_tui.store.repositories.callback_segments import FRONT
from psr_tui.store.repositories.callbacks import CallbackState, CallRules, Happened
from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OutcomeSaved:
    """What came of saving an outcome: the state after it, when it is due again, and the sentence for the rep."""

    callback_id: str
    state: State
    due_at: datetime | None
    words: str


class OutcomeAct:
    """One outcome on its way into the store."""

    def __init__(
        self,
        work: UnitOfWork,
        actor: Actor,
        rules: CallRules,
        item: CallbackState,
        outcome: Outcome,
        command_id: str,
        note: str,
    ) -> None:
        self.work, self.actor, self.rules, self.item = work, actor, rules, item
        self.outcome, self.command_id, self.note = outcome, command_id, note
        self.person = acts.person_behind(work, rules, item)
        self.cadence = rules.cadences.get(item.cadence) or Cadence("", "", 3, 3)
        self.priority, self.proposal = noted(work, Priority(item.priority), note)
        before = work.callbacks.tries(item.id)
        self.tries = Tries((*before, work.now)) if outcome.counts else Tries(before)

    def save(self, promised_at: datetime | None) -> OutcomeSaved:
        """Write outcome, attempt, next due and event. ``promised_at`` is set only for outcomes that need a time."""
        if self.outcome.ends(self.item.reason_code):
            return self._routed() if self.outcome.route else self._closed()
        if promised_at is not None:
            return self._promise(promised_at)
        if self.outcome.closes_number:
            return self._next_number()
        if used_up(self.cadence, self.tries):
            return self._exhausted()
        return self._retry(self.person)

    def _closed(self) -> OutcomeSaved:
        stopped = self._stop_calls() if self.outcome.do_not_call else ""
        return self._write(
            Act.CLOSE, None, f"{self.outcome.label}.{stopped}", state=State.DONE.value, closed_at=self.work.now,
            closed_by=self.actor.staff_id,
        )  # fmt: skip

    def _routed(self) -> OutcomeSaved:
        return self._write(
            Act.ROUTE, None, f"Handed to the {self.outcome.route}; it stays on the list until they take it.",
            state=State.ROUTED.value, route=self.outcome.route, route_asked_at=self.work.now, group_rank=FRONT,
        )  # fmt: skip

    def _stop_calls(self) -> str:
        """The number goes on the list for this purpose, in the name of whoever took the wish (CC-52)."""
        number = self.person.number
        if number is None or not number.e164:
            return ""
        entry_id, why = self.work.new_id(), self.note or self.outcome.label
        added = self.work.call_limits.add(
            entry_id, number.e164, self.item.reason_code, why, self.actor.staff_id, self.work.now
        )
        if added:
            detail = {"purpose": self.item.reason_code}
            self.work.audit.append("do_not_call.add", "do_not_call", entry_id, detail=detail)
        return f" {number.shown} is not called for this again; :dnc shows the list."

    def _promise(self, at: datetime) -> OutcomeSaved:
        mine = self.work.callbacks.personal_open(self.actor.staff_id) < self.rules.personal_limit
        words = "" if mine else f" You keep {self.rules.personal_limit} already, so it is in the pool."
        if mine:
            mine, other = acts.owner_here(self.work, self.rules, self.actor.staff_id, at, self.person.window)
            nearest = f"; you are here {other}" if other else ""
            words = "" if mine else f" You are off that day, so it is in the pool{nearest}."
        return self._again(
            at, words, promise=True, owner_id=self.actor.staff_id if mine else None, cadence="PRM",
            wanted_for=at, attempts=0, expires_at=None,
        )  # fmt: skip

    def _retry(self, person: acts.Person, words: str = "", **more: Any) -> OutcomeSaved:
        """Due again by the rule of the outcome, not before the caps allow; used up when they never do."""
        reached: Reached | None = None
        if self.outcome.counts and not self.item.red_flag:
            reached = fitness.cap_reached(self.work, self.rules, self.item, person, now_too=True)
        if reached is not None and reached.free_at is None:
            return self._exhausted()
        not_before = reached.free_at if reached else None
        try:
            due = next_due(self.outcome, self.cadence, self.tries, self.work.now, person.window, not_before)
        except Refused:  # no hour fits zone and address: the outcome is kept, the item waits for somebody to mend it
            return self._again(self.item.due_at, blocked="no_hours", **more)
        return self._again(due, words, **more)

    def _next_number(self) -> OutcomeSaved:
        if self.person.number is not None and self.person.number.id:
            self.work.callbacks.number_is_wrong(self.person.number.id, self.work.now)
        left = [one for one in self.person.numbers if one.callable and one != self.person.number]
        if not left:
            return self._to_repair()
        if used_up(self.cadence, self.tries):
            return self._exhausted()
        return self._retry(replace(self.person, number=left[0]), f" Next number: {left[0].shown}.", phone_id=left[0].id)

    def _to_repair(self) -> OutcomeSaved:
        """No number works: somebody has to find one. Of a caller not on file nobody can, so the item is over."""
        if not self.item.patient_id:
            return self._write(
                Act.CLOSE, None, f"{self.outcome.label}. Nobody is on file for this number; closed.",
                state=State.DONE.value, closed_at=self.work.now, closed_by=self.actor.staff_id,
            )  # fmt: skip
        new = NewWork(WorkKind.NUMBER_REPAIR, "No phone number works", self.item.patient_id, "", self.item.patient_id)
        self.work.items.open_item(new, self.actor.staff_id, self.actor.name, self.work.now)
        self.work.touch("work")
        return self._again(self.item.due_at, blocked="number_repair", phone_id=None)

    def _exhausted(self) -> OutcomeSaved:
        step, item = self.cadence.next_step, self.item
        tries = f"That was try {self.tries.count} of {self.cadence.attempts}"
        words = f"{self.outcome.label}. {tries}; next: {step}. 3 on the row logs it."
        more: dict[str, object] = {}
        if self.cadence.waits_to_expire and item.expires_at is None:
            more["expires_at"] = item.requested_at + self.rules.expiry
        if SUPERVISOR in steps_of(self.cadence.afterwards):
            tell_supervisor(self.work, self.actor, item, self.person.callee.name, "used up")
        return self._write(
            Act.EXHAUST, None, words, state=State.EXHAUSTED.value, ladder=self.cadence.afterwards, **more
        )

    def _again(self, due: datetime, words: str = "", **more: object) -> OutcomeSaved:
        tz = self.rules.tz
        if more.get("blocked"):
            said = f"{self.outcome.label}. {acts.blocked_words(str(more['blocked'])).capitalize()}."
        else:
            again = in_words(due, self.work.now, self.person.window.zone, tz)
            said = f"{self.outcome.label}. Again {again}.{words}"
        order = rank_at(due, self.priority)
        return self._write(Act.RETRY, due, said, due_at=due, order_at=order, state=State.OPEN.value, **more)

    def _left(self) -> str:
        """What was left on the machine: the level and what the sentence gave away (CC-80); '' where no machine was."""
        number = self.person.number
        if number is None or not self.outcome.machine:
            return ""
        if self.outcome.code != LEFT_AS[number.voicemail]:  # full, or none: nothing was left
            return left_as(number.voicemail, SaidKind.NOTHING)
        patient_id, language = self.item.patient_id or "", self.person.callee.language
        said = voicemail_for(self.work, self.actor, number.voicemail, patient_id, language)
        return left_as(number.voicemail, said.kind)

    def _write(self, act: Act, due: datetime | None, words: str, **values: object) -> OutcomeSaved:
        item, number = self.item, self.person.number
        after = State(str(values["state"]))
        event = Happened(
            self.command_id, act, item.state, after, outcome=self.outcome.code, counts=self.outcome.counts,
            number=number.e164 if number else "",
            voicemail=self._left(),
            talk_seconds=acts.talk_seconds(item, self.work.now), due_before=item.due_at, due_after=due, note=self.note,
        )  # fmt: skip
        acts.log(self.work, self.actor, item, act, to=after, happened=event)
        call_legs.of_outcome(self.work, self.actor, item, event, self.outcome)
        columns = {
            **acts.free_values(),
            "attempts": self.tries.count,
            "priority": self.priority.value,
            "last_outcome": self.outcome.code,
            "last_attempt_at": self.work.now if self.outcome.counts else None,
            **values,
        }
        if not self.outcome.counts:
            del columns["last_attempt_at"]
        self.work.callbacks.change(item.id, self.actor.name, self.work.now, **columns)
        return OutcomeSaved(item.id, after, due, words + self.proposal)


def tell_supervisor(work: UnitOfWork, actor: Actor, item: CallbackState, name: str, what: str) -> None:
    """A promise that was not kept is a row on the supervisor's list (CC-42), one for each item."""
    title = f"Promised call {what}: {name}"
    new = NewWork(WorkKind.MISSED_PROMISE, title, item.patient_id, "", item.id)
    work.items.open_item(new, actor.staff_id, actor.name, work.now)
    work.touch("work")
