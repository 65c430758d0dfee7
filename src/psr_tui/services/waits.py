"""Wait communication: how long somebody has waited and still will, what to say, what they chose; all logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from psr_tui.domain import wait_words as words
from psr_tui.domain.clock import Clock, local_date, minutes_between
from psr_tui.domain.errors import Refused
from psr_tui.domain.line import ahead_of
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean_note
from psr_tui.domain.visit import VisitState
from psr_tui.domain.wait_words import Answer, Estimate, Talk
from psr_tui.domain.waits import Thresholds
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.services.guards import must_exist
from psr_tui.services.list_views import ListViews
from psr_tui.services.visit_acts import VisitActs

if TYPE_CHECKING:
    from psr_tui.domain.clinic import Clinic
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.repositories.waits import Untold
    from psr_tui.store.store import Store
    from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["Answer", "WaitCard", "WaitService", "WaitTold", "thresholds_of", "wait_estimate"]


@dataclass(frozen=True, slots=True)
class WaitCard:
    """What the box shows of one waiting person. ``version`` is the one the answer acts on."""

    visit_id: str
    patient_id: str
    version: int
    name: str
    called: str
    waited: int
    against: str
    guess: Estimate
    sentence: str
    talks: tuple[Talk, ...]
    tz: ZoneInfo


@dataclass(frozen=True, slots=True)
class WaitTold:
    """The answer of somebody who was told. ``command_id`` becomes the talk's id, so that one key writes one talk."""

    command_id: str
    visit_id: str
    version: int
    told: int
    answer: Answer
    note: str = ""


def thresholds_of(clinic: Clinic) -> Thresholds:
    """The clinic's targets, minutes."""
    return Thresholds(clinic.wait_warn_minutes, clinic.wait_alarm_minutes)


def wait_estimate(work: UnitOfWork, visit: Visit) -> Estimate:
    """How long somebody who is here still waits, from the line and the provider's flag of today."""
    late = work.delays.of_day(visit.local_date).get(visit.provider_id or "", 0)
    ahead = ahead_of(work.waits.line(visit.local_date, visit.provider_id), visit.visit_id)
    who = next((one for one in work.reference.providers() if one.id == visit.provider_id), None)
    spoken = words.spoken_provider(who.title, who.first_name, who.last_name) if who else visit.provider
    return words.estimate(visit.starts_at, work.now, [one.minutes for one in ahead], late, spoken)


class WaitService:
    """The box of one waiting person and the list of those nobody spoke to."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._views = ListViews(store)
        self._acts = VisitActs()

    def card(self, actor: Actor, visit_id: str) -> WaitCard:
        """The wait of one visit; the view is audited first. Raises Refused for somebody who does not wait."""
        with self._store.read() as work:
            patient_id = must_exist(work.visits.get(visit_id), "This visit").patient_id
        self._views.opened(actor, patient_id, "wait")
        with self._store.read() as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            waited = self._waited(work, visit)
            clinic = work.clinic.get()
            targets = thresholds_of(clinic)
            guess = wait_estimate(work, visit)
            name = work.waits.preferred(patient_id)
            return WaitCard(
                visit_id, patient_id, visit.version, visit.patient, name, waited, words.against_target(waited, targets),
                guess, words.sentence(name, waited, guess, targets), work.waits.talks(visit_id), clinic.tz,
            )  # fmt: skip

    def told(self, actor: Actor, command: WaitTold) -> str:
        """Write down that the wait was explained, and do what the patient chose. Returns the sentence for the message
        line. The same command writes one talk. Raises Stale, Refused."""
        with self._store.write(actor, "wait_talk", "appointment", command.visit_id) as work:
            visit = must_exist(work.visits.get(command.visit_id), "This visit")
            if work.waits.has_talk(command.command_id):
                return f"{visit.patient}: that is written down already."
            waited = self._waited(work, visit)
            talk = Talk(work.now, actor.name, waited, command.told, command.answer, clean_note(command.note, 300))
            work.waits.add_talk(command.command_id, visit.visit_id, talk, actor.staff_id)
            detail = {"answer": command.answer.value, "waited": waited}
            work.audit.append("wait_talk", "appointment", visit.visit_id, detail=detail)
            said = self._do(work, actor, visit, command)
            work.touch("queue")
            work.commit()
        return said

    def _do(self, work: UnitOfWork, actor: Actor, visit: Visit, command: WaitTold) -> str:
        if command.answer is Answer.LEAVES:
            return self._acts.move(work, actor, visit.visit_id, command.version, VisitState.LEFT_UNSEEN).words
        if command.answer is Answer.RESCHEDULE:
            title = f"Waited too long on {visit.local_date:%m/%d}: wants another time"
            new = NewWork(WorkKind.TO_SCHEDULE, title, visit.patient_id, visit.visit_id, visit.visit_id)
            work.items.open_item(new, actor.staff_id, actor.name, work.now)
            work.touch("work")
            return f"{visit.patient} is on F8 to get another time; :left when they go."
        return f"{visit.patient} was told about {command.told} min and {command.answer.word}."

    def found_time(self, actor: Actor, visit_id: str) -> str:
        """Another time was booked for somebody who waited: nobody need look for one any more."""
        with self._store.write(actor, "found_time", "appointment", visit_id) as work:
            visit = must_exist(work.visits.get(visit_id), "This visit")
            work.items.close_about(
                WorkKind.TO_SCHEDULE, visit_id, "another time was booked", actor.staff_id, actor.name, work.now
            )
            work.touch("work")
            work.commit()
        return f"{visit.patient} has another time; :left when they go."

    def untold(self, actor: Actor, provider_id: str = "") -> Sequence[Untold]:
        """Who is over target and was never told, the longest wait first; the patients on it are logged as seen."""
        with self._store.read() as work:
            clinic = work.clinic.get()
            targets = thresholds_of(clinic)
            found = [
                one
                for one in work.waits.untold(local_date(work.now, clinic.tz), provider_id)
                if targets.over(minutes_between(one.arrived_at, work.now))
            ]
        self._views.listed(actor, [one.patient_id for one in found], "untold")
        return found

    @staticmethod
    def _waited(work: UnitOfWork, visit: Visit) -> int:
        came: datetime | None = visit.arrived_at
        if not visit.state.waiting or came is None:
            raise Refused(f"{visit.patient} is {visit.state.word}: nobody to tell about a wait.")
        return minutes_between(came, work.now)
