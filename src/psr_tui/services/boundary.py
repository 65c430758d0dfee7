"""The boundary: what reps may and may not say, read and acknowledged once a version (call-center.md CC-92)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.errors import InvalidInput, NotFound, Refused
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean_note, so_many
from psr_tui.store.repositories.boundary import BoundaryText
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

LONGEST = 8000


@dataclass(frozen=True, slots=True)
class BoundaryPage:
    """The text in force, when this person read it (None: not yet), and for leads who has read it."""

    text: BoundaryText
    read_at: datetime | None
    readers: tuple[tuple[str, datetime | None], ...]


class BoundaryService:
    """Offered, never in the way: nobody is kept from a caller by it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store

    def page(self, actor: Actor) -> BoundaryPage:
        """The version in force. Raises NotFound for a clinic without one."""
        with self._store.read() as work:
            text = _in_force(work)
            if text is None:
                raise NotFound("There is no boundary text; a lead loads one: psr-tui phones boundary --load FILE.")
            readers = tuple(work.boundary.readers(text.number)) if actor.at_least(Role.LEAD) else ()
            return BoundaryPage(text, work.boundary.read_at(actor.staff_id, text.number), readers)

    def unread(self, actor: Actor) -> str:
        """What is said to somebody who has not read the version in force; '' for everybody else."""
        with self._store.read() as work:
            text = _in_force(work)
            if text is None or work.boundary.read_at(actor.staff_id, text.number) is not None:
                return ""
        return f"When nobody waits: :boundary shows what we may say and may not (version {text.number})."

    def reminder(self, actor: Actor) -> str:
        """What should be said on the message line: to somebody who has not read the version in force, and to leads
        how many have not; '' when there is nothing to say."""
        if mine := self.unread(actor):
            return mine
        with self._store.read() as work:
            text = _in_force(work)
            if text is None:
                return ""
            if not actor.at_least(Role.LEAD):
                return ""
            missing = sum(1 for _, at in work.boundary.readers(text.number) if at is None)
        people = so_many(missing, "person") if missing == 1 else f"{missing} people"
        return f"{people} did not read version {text.number} of the boundary yet: :boundary." if missing else ""

    def acknowledge(self, actor: Actor, number: int) -> str:
        """This person has read a version; twice is once. Raises Refused when another one came into force."""
        with self._store.write(actor, "boundary.read", "boundary_text", str(number)) as work:
            text = _in_force(work)
            if text is None or text.number != number:
                raise Refused("A newer version came meanwhile; read that one.")
            if work.boundary.read_at(actor.staff_id, number) is None:
                work.boundary.read(actor.staff_id, number, work.now)
                work.audit.append("boundary.read", "boundary_text", str(number))
                work.touch("phones")
                work.commit()
        return f"Thank you. You have read version {number}."

    def load(self, actor: Actor, words: str) -> str:
        """A new version, in force from today on; a lead may. Everybody is asked to read it.

        Raises NotAllowed, InvalidInput for nothing, too much, or the same again.
        """
        said = clean_note(words, LONGEST + 1)
        if not said:
            raise InvalidInput("There is no text in this file.", "Text")
        if len(said) > LONGEST:
            raise InvalidInput(f"The text is longer than {LONGEST:,} letters; say it shorter.", "Text")
        with self._store.write(actor, "boundary.load", "boundary_text") as work:
            actor.require(Role.LEAD, "change what reps may and may not say")
            before = _in_force(work)
            if before is not None and before.words == said:
                raise InvalidInput(f"This is version {before.number} already; nothing was changed.", "Text")
            number = work.boundary.newest_number() + 1
            work.boundary.add(number, said, local_date(work.now, work.clinic.get().tz))
            work.audit.append("boundary.load", "boundary_text", str(number))
            work.touch("phones")
            work.commit()
        return f"Version {number} is in force; everybody is asked to read it."


def _in_force(work: UnitOfWork) -> BoundaryText | None:
    return work.boundary.in_force(local_date(work.now, work.clinic.get().tz))
