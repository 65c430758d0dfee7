"""The papers of a clinic: their versions, a new text, a version withdrawn (front-desk.md FD-42, FD-43)."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.consents import ConsentKind
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean
from psr_tui.services.guards import must_exist
from psr_tui.store.repositories.papers import PaperVersion
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper with its versions, the newest first."""

    kind: ConsentKind
    versions: tuple[PaperVersion, ...]


class PaperService:
    """Leads put texts into use and take them out; what was signed stays as it was signed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def papers(self, actor: Actor) -> list[PaperLine]:
        """Every paper in use, in the order it is asked for."""
        with self._store.read() as work:
            papers = work.check_in.papers
            return [PaperLine(kind, tuple(papers.versions(kind.code))) for kind in papers.kinds()]

    def new_version(self, actor: Actor, code: str, seen: int, words: str) -> str:
        """Put new words into use from today on; ``seen`` is the version the person read. Who has the older one in the
        hand while it happens is told at signing. Raises NotAllowed, InvalidInput, Refused."""
        text = clean(words, _LONGEST + 1)
        if not text:
            raise InvalidInput("Words: type what is said when the paper is handed over.", "words")
        if len(text) > _LONGEST:
            raise InvalidInput(f"Words: at most {_LONGEST} letters fit; say it shorter.", "words")
        with self._store.write(actor, "paper.version", "consent_kind", code) as work:
            actor.require(Role.LEAD, "put a new version of a paper into use")
            kind = _kind(work, code, seen)
            number = work.check_in.papers.add_version(code, text, local_date(work.now, work.clinic.get().tz))
            work.audit.append("paper.version", "consent_kind", code, detail={"version": number})
            work.touch("queue", "reference")
            work.commit()
        return f"{kind.label}: version {number} is handed over from now on."

    def withdraw(self, actor: Actor, code: str, seen: int, why: str) -> str:
        """The version in use may be signed no more, with the reason. Until a new one is there the paper is not asked
        for and stops nobody. Raises NotAllowed, InvalidInput, Refused."""
        reason = clean(why, 200)
        if not reason:
            raise InvalidInput("Why: say why it is withdrawn, for example the address was wrong.", "why")
        with self._store.write(actor, "paper.withdraw", "consent_kind", code) as work:
            actor.require(Role.LEAD, "withdraw a paper")
            kind = _kind(work, code, seen)
            if kind.withdrawn:
                raise Refused(f"{kind.label}: version {seen} is withdrawn already; + makes a new one.")
            work.check_in.papers.withdraw(code, seen, work.now, reason)
            work.audit.append("paper.withdraw", "consent_kind", code, reason=reason, detail={"version": seen})
            work.touch("queue", "reference")
            work.commit()
        return f"{kind.label}: version {seen} is withdrawn; nobody is asked to sign it any more. + makes a new one."


def _kind(work: UnitOfWork, code: str, seen: int) -> ConsentKind:
    kind = must_exist(next((one for one in work.check_in.kinds() if one.code == code), None), "This paper")
    if kind.version != seen:
        raise Refused(f"{kind.label} is at version {kind.version} by now; look at it and press again.")
    return kind
