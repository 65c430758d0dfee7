"""Eligibility: who still needs a look before a visit, asking the payer, and what it said (front-desk.md section 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.eligibility_check import Channel, Check, CheckState, Result
from psr_tui.domain.eligibility_exceptions import CAN_BE_ASKED, Found, Why, counts
from psr_tui.domain.eligibility_reading import changes
from psr_tui.domain.eligibility_typed import TypedAnswer
from psr_tui.domain.eligibility_visit import X12_CHANNELS, CoverageAtVisit, object_id
from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean, fold
from psr_tui.services.coverage_versions import keep_version
from psr_tui.services.eligibility_answers import before, close_item, settle
from psr_tui.services.eligibility_channels import EligibilityChannels
from psr_tui.services.eligibility_exchange import EligibilityExchange, Passed
from psr_tui.services.eligibility_keep import reading_of, typed_values
from psr_tui.services.eligibility_questions import (
    add_question,
    at_visit,
    check_may_ask,
    check_not_asked,
    found_in,
    superseded,
)
from psr_tui.services.eligibility_work import assign, note
from psr_tui.services.guards import must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.store.repositories.eligibility import NewCheck
from psr_tui.store.repositories.eligibility_list import Assigned
from psr_tui.store.store import Store

Pair = tuple[str, str]
"""Visit id and coverage id: a row of the list."""


@dataclass(frozen=True, slots=True)
class EligibilityLine:
    """One row of the worklist. ``assigned``: who works on it. ``last``: the last answer's time."""

    at: CoverageAtVisit
    found: Found
    last: datetime | None
    newest: Check | None
    assigned: Assigned | None

    @property
    def key(self) -> str:
        """Visit and coverage."""
        return self.at.key


@dataclass(frozen=True, slots=True)
class EligibilityBoard:
    """The worklist as it is shown, and its counts; the counts add up to all rows."""

    lines: tuple[EligibilityLine, ...]
    counts: Mapping[Why, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking: one sentence, and the check as it stands."""

    words: str
    check: Check


class EligibilityService:
    """Everything F8's first list and check-in ask for."""

    def __init__(self, store: Store, clock: Clock, channels: EligibilityChannels) -> None:
        self._store = store
        self._clock = clock
        self._channels = channels
        self._exchange = EligibilityExchange(store, clock, channels)
        self._views = ListViews(store)
        self._pass = Lock()

    # --- the list ---
    def board(self, actor: Actor, text: str = "", only: Why | None = None) -> EligibilityBoard:
        """Every row that needs attention in the days the clinic looks ahead, soonest first, under the filter, and how
        many rows each reason has without it. The patients named are logged as seen first."""
        every = self._lines()
        lines = tuple(one for one in every if (only is None or one.found.why is only) and _fits(one, text))
        self._views.listed(actor, [one.at.patient_id for one in lines], "eligibility")
        return EligibilityBoard(lines, counts([one.found for one in every]))

    def counted(self, actor: Actor) -> Mapping[Why, int]:
        """How many rows each reason has, without the filter; they add up to the list."""
        return counts([one.found for one in self._lines()])

    def _lines(self) -> list[EligibilityLine]:
        with self._store.read() as work:
            clinic = work.clinic.get()
            today = local_date(work.now, clinic.tz)
            rows = work.eligibility_list.at_visits(today, today + timedelta(days=clinic.eligibility_ahead_days))
            known = {one.key: one for one in rows}
            found = found_in(work, rows)
            keys = [object_id(one.insured.visit_id, one.insured.coverage_id) for one in found]
            assigned = work.eligibility_list.assigned(keys)
        return [
            EligibilityLine(known[key], one, known[key].verified_at, one.insured.newest, assigned.get(key))
            for key, one in zip(keys, found, strict=True)
        ]

    # --- asking ---
    def to_ask(self, actor: Actor, rows: Sequence[Pair] = ()) -> list[Pair]:
        """Which rows a batch asks about, in order: of the given ones, or of all, those that can be asked by file. A
        second insurance comes after the first one has answered: ask for this list again when the batch is through."""
        wanted = set(rows)
        return [
            (one.at.visit_id, one.at.coverage_id)
            for one in self._lines()
            if (not wanted or (one.at.visit_id, one.at.coverage_id) in wanted)
            and one.found.why in CAN_BE_ASKED
            and one.at.channel in X12_CHANNELS
        ]

    def ask(self, actor: Actor, visit_id: str, coverage_id: str) -> Asked:
        """Ask the payer about one visit, in short transactions, so that a long batch never holds the gate. A request
        that travels as a file is written down here and sent by the exchange beside the program: a folder on a slow or
        dead disk keeps nobody's save waiting.

        Raises: Refused when the payer cannot be asked now, with what to do; NotFound.
        """
        with self._store.read() as work:  # the long questions before the gate, so that nobody's save waits for them
            check_may_ask(work, at_visit(work, visit_id, coverage_id), self._channels)
        with self._store.write(actor, "eligibility.ask", "appointment", visit_id) as work:
            one = at_visit(work, visit_id, coverage_id)
            newest = work.eligibility.newest([coverage_id]).get(coverage_id)
            check_not_asked(one, newest)
            superseded(work, actor, newest)
            check_id = add_question(work, actor, one)
            work.touch("eligibility")
            work.commit()
        if one.channel == Channel.LOOPBACK:  # nothing outside is touched; a file goes out with the next pass
            self._exchange.deliver(actor, check_id)
        with self._store.read() as work:
            check = must_exist(work.eligibility.get(check_id), "This check")
        return Asked(told_words(one, check), check)

    def exchange(self, actor: Actor) -> Passed:
        """One pass over the clearinghouse's folder and over what is due to be asked again. Safe in several processes
        at once; inside one, a second caller finds nothing to do."""
        if not self._pass.acquire(blocking=False):
            return Passed()
        try:
            return self._exchange.one_pass(actor)
        finally:
            self._pass.release()

    # --- answers that were typed, and what was seen ---
    def typed(self, actor: Actor, visit_id: str, coverage_id: str, answer: TypedAnswer) -> Asked:
        """Keep what a payer said by phone or on its page. The same id twice is kept once.

        Raises: InvalidInput for what is missing, AlreadyDone when the id came with another answer, NotFound.
        """
        answer = answer.checked()
        with self._store.write(actor, "eligibility.typed", "appointment", visit_id) as work:
            one = at_visit(work, visit_id, coverage_id)
            known = work.eligibility.get(answer.check_id)
            if known is None:
                reading = reading_of(answer)
                new = NewCheck(
                    answer.check_id, one.patient_id, coverage_id, visit_id, one.day, (), answer.channel,
                    answer.check_id,
                )  # fmt: skip
                superseded(work, actor, work.eligibility.newest([coverage_id]).get(coverage_id))
                work.eligibility.add(new, actor.staff_id, actor.name, work.now, **typed_values(answer, work.now))
                check = must_exist(work.eligibility.get(answer.check_id), "This check")
                told = changes(before(work, check, one), reading, one.member_id)
                work.eligibility.change(check.check_id, actor.name, work.now, changes="\n".join(told))
                settle(work, actor, check, reading, told)
                work.commit()
            elif (known.coverage_id, known.result, known.copay) != (coverage_id, answer.result, answer.copay):
                raise AlreadyDone("This answer was saved already; look at the history before typing it again.")
        with self._store.read() as work:
            check = must_exist(work.eligibility.get(answer.check_id), "This check")
        return Asked(told_words(one, check), check)

    def reviewed(self, actor: Actor, rows: Sequence[Pair], words: str) -> str:
        """A rep has dealt with what the newest answers say; they leave the list until the next answer. Raises Refused
        for a row that has no answer to be dealt with."""
        with self._store.write(actor, "eligibility.review", "eligibility_check") as work:
            answers = work.eligibility.newest([coverage_id for _visit, coverage_id in rows], answered=True)
            for visit_id, coverage_id in rows:
                check = answers.get(coverage_id)
                if check is None:
                    raise Refused("There is no answer of the payer on this row yet; 1 asks, 2 types one.")
                note_ = "\n".join(part for part in (check.note, f"{actor.name}: {words}") if part)
                work.eligibility.change(
                    check.check_id, actor.name, work.now, reviewed_at=work.now, reviewed_by=actor.name,
                    note=note_[:4000],
                )  # fmt: skip
                work.audit.append("eligibility.review", "eligibility_check", check.check_id)
                close_item(work, actor, object_id(visit_id, coverage_id), words)
            work.touch("eligibility")
            work.commit()
        return f"{len(rows)} dealt with; the next answer brings it back." if len(rows) > 1 else "Dealt with."

    def correct_member_id(self, actor: Actor, visit_id: str, coverage_id: str, seen: str, member_id: str) -> str:
        """The member id as it stands on the card, after the payer rejected the one on file. ``seen`` is the one that
        was shown. Raises Refused when somebody changed it meanwhile, InvalidInput for none."""
        typed = clean(member_id, 40).upper()
        if not any(sign.isalnum() for sign in typed):
            raise InvalidInput("Member ID: is needed as it stands on the card, for example W123456789.", "member_id")
        with self._store.write(actor, "coverage.member_id", "coverage", coverage_id) as work:
            one = at_visit(work, visit_id, coverage_id)
            if one.member_id != seen:
                raise Refused("The member id was changed meanwhile; the newest one is shown, look and press again.")
            before = work.coverage.get(coverage_id, work.clinic.get().tz)
            work.coverage.change(coverage_id, actor.name, work.now, member_id=typed)
            keep_version(work, coverage_id, before)
            work.audit.append("update", "coverage", coverage_id, detail={"fields": ["member_id"]})
            work.touch("eligibility", "patients", "queue")
            work.commit()
        return "Saved: 1 asks the payer again."

    def assign(self, actor: Actor, rows: Sequence[Pair], staff_id: str) -> str:
        """Give rows to a colleague, or back to everybody with ''."""
        return assign(self._store, actor, rows, staff_id)

    def note(self, actor: Actor, row: Pair, text: str) -> str:
        """Write down what was found out about a row, for whoever looks next."""
        return note(self._store, actor, row, text)

    def colleagues(self, actor: Actor) -> list[tuple[str, str]]:
        """Id and name of everybody who can be given a row."""
        with self._store.read() as work:
            return [(one.id, one.name) for one in work.staff.everyone()]


def _fits(line: EligibilityLine, text: str) -> bool:
    who = line.assigned.name if line.assigned else ""
    words = fold(f"{line.at.patient} {line.at.payer} {line.found.why.word} {who}")
    return all(part in words for part in fold(text).split())


def told_words(one: CoverageAtVisit, check: Check) -> str:
    """What came of asking, for the message line; no name of a person in it."""
    if check.waiting:
        return f"{one.payer} is asked in a moment; the answer comes by itself."
    if check.state is not CheckState.ANSWERED:
        again = " It is asked again by itself." if check.next_try_at else ""
        return f"{one.payer}: {check.failure}{again} The visit goes on as not verified."
    if check.result is Result.REJECTED:
        return f"{one.payer} rejected it. {check.failure}"
    several = "; no single copay for this visit, read the answer" if check.result is Result.ACTIVE else ""
    copay = f", copay {check.copay.dollars}" if check.copay is not None else several
    changed = f" Changed: {check.changes.splitlines()[0]}" if check.changes else ""
    word = {Result.ACTIVE: "active", Result.INACTIVE: "NOT active"}.get(check.result, "neither active nor inactive")
    return f"{one.payer}: {word} on {check.service_date:%m/%d/%Y}{copay}.{changed}"
