"""The telephone systems of the clinic: which are listened to, who has which telephone, and what they show now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import InvalidInput, NotFound, Refused
from psr_tui.domain.phone_events import PhoneEvent
from psr_tui.domain.phone_sources import PhoneSource, checked
from psr_tui.domain.rep_lines import EXTENSION, STUCK, LineState, RepLine
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean
from psr_tui.services.guards import must_exist
from psr_tui.services.phone_listening import PhoneListening

if TYPE_CHECKING:
    from psr_tui.store.store import Store
    from psr_tui.store.unit_of_work import UnitOfWork

_MAY = "set up the telephones"


@dataclass(frozen=True, slots=True)
class Telephone:
    """Who has which telephone."""

    staff_id: str
    login: str
    name: str
    agent: str
    extension: str


class PhoneLineService:
    """Sources and telephones are the administrator's; everybody sees what the line tells."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def listening(self, speed: float = 1.0) -> PhoneListening:
        """What listens while the program runs; one for each process."""
        return PhoneListening(self._store, self._clock, speed)

    # --- sources ---
    def sources(self, actor: Actor) -> Sequence[PhoneSource]:
        """The telephone systems that are listened to, by name."""
        with self._store.read() as work:
            return [replace(one, secret="") for one in work.phone_sources.all()]

    def add_source(self, actor: Actor, source: PhoneSource) -> None:
        """Listen to another telephone system. One that was removed goes on where it was read to.

        Raises NotAllowed, InvalidInput, and Refused for a name that is taken or a file that is read already: the
        figures would count its calls twice.
        """
        wanted = checked(source)
        with self._store.write(actor, "phone.add", "phone_source", wanted.name) as work:
            actor.require(Role.ADMINISTRATOR, _MAY)
            known = work.phone_sources.get(wanted.name)
            if known is not None and known.active:
                raise Refused(f"{known.name} is listened to already; remove it first, or take another name.")
            for one in work.phone_sources.all(active_only=False):
                if wanted.path and one.path == wanted.path and one.name != wanted.name:
                    raise Refused(
                        f"This file is known as {one.name} already; use that name, so that nothing counts twice."
                    )
            if known is None:
                work.phone_sources.add(wanted, actor.name, work.now)
            else:
                if (known.kind, known.path) != (wanted.kind, wanted.path):
                    raise Refused(f"{known.name} was another telephone system before; take another name for this one.")
                work.phone_sources.change(wanted, actor.name, work.now)
            work.audit.append("phone.add", "phone_source", wanted.name, detail={"kind": wanted.kind.value})
            work.touch("line")
            work.commit()

    def remove_source(self, actor: Actor, name: str) -> None:
        """Listen to it no more; what it told stays. Raises NotAllowed, NotFound."""
        with self._store.write(actor, "phone.remove", "phone_source", name) as work:
            actor.require(Role.ADMINISTRATOR, _MAY)
            known = work.phone_sources.get(name)
            if known is None or not known.active:
                raise NotFound(f"No telephone line is called {name}; psr-tui phones sources lists them.")
            work.phone_sources.change(replace(known, active=False), actor.name, work.now)
            work.audit.append("phone.remove", "phone_source", name)
            work.touch("line")
            work.commit()

    # --- telephones of people ---
    def telephones(self, actor: Actor) -> Sequence[Telephone]:
        """Everybody who may sign in, with the telephone each has."""
        with self._store.read() as work:
            known = {one.staff_id: one for one in work.phone_state.agents()}
            people = work.staff.everyone()
        return [
            Telephone(
                one.id, one.login, one.name, *((has.agent, has.extension) if (has := known.get(one.id)) else ("", ""))
            )
            for one in people
        ]

    def set_telephone(self, actor: Actor, login: str, agent: str, extension: str) -> Telephone:
        """Give somebody the agent's name and the extension; both empty take them away. Raises NotAllowed, NotFound,
        InvalidInput, and Refused when somebody else has them."""
        agent, extension = clean(agent, 80), clean(extension, 21)
        if extension and not EXTENSION.fullmatch(extension):
            raise InvalidInput("Extension: digits and letters without blanks, for example 201.", "Extension")
        with self._store.write(actor, "phone.telephone", "staff", login) as work:
            actor.require(Role.ADMINISTRATOR, _MAY)
            member = must_exist(
                work.staff.by_login(login), login, f"Nobody signs in as {login}; psr-tui staff list shows who does."
            )
            _refuse_taken(work, member.id, agent, extension)
            work.phone_state.set_agent(member.id, agent, extension, actor.name, work.now)
            work.audit.append("phone.telephone", "staff", member.id, detail={"agent": agent, "extension": extension})
            work.touch("line")
            work.commit()
        return Telephone(member.id, member.login, member.name, agent, extension)

    # --- now ---
    def lines(self, actor: Actor) -> dict[str, RepLine]:
        """The line of each rep whose telephone was heard of, by staff id."""
        with self._store.read() as work:
            return work.phone_state.lines()

    def warnings(self, actor: Actor, days: int) -> Sequence[PhoneEvent]:
        """What could not be read in the last ``days``, by the times of the lines themselves; the raw lines may hold
        numbers of callers, so a lead may see them and the log says so (CC-112, CC-120). Raises NotAllowed."""
        with self._store.write(actor, "phone.warnings", "phone_event", "") as work:
            actor.require(Role.LEAD, "see lines of the telephone that could not be read")
            found = work.phone_events.warnings(work.now - timedelta(days=days))
            work.audit.append("phone.warnings", "phone_event", "", detail={"days": days, "lines": len(found)})
            work.commit()
        return found

    def clear_line(self, actor: Actor, reason: str, comment: str = "", staff_id: str = "") -> str:
        """A line that shows a state it is not in is idle again; the next event of the telephone counts as before
        (CC-64). Everybody may clear their own, a lead those of others. Returns the sentence for the message line.
        Raises InvalidInput without a known reason, NotAllowed."""
        who = staff_id or actor.staff_id
        with self._store.write(actor, "line.clear", "staff", who) as work:
            if who != actor.staff_id:
                actor.require(Role.LEAD, "clear the line of somebody else")
            known = work.reference.reason(STUCK, reason)
            if known is None:
                raise InvalidInput("Reason: choose one of the list, for example LS1.", "Reason")
            said = clean(comment, 200)
            if known.needs_comment and not said:
                raise InvalidInput("Reason: say in a few words what is wrong with the line.", "Comment")
            line = work.phone_state.lines().get(who)
            if line is None or line.state is LineState.IDLE:
                return "The line is idle already; nothing was changed."
            why = f"{known.label}: {said}" if said else known.label
            work.phone_state.set_lines({who: RepLine(LineState.IDLE, "", work.now, why)})
            work.audit.append(
                "line.clear", "staff", who, reason=reason, detail={"was": line.state.value, "call": line.call_id}
            )
            work.touch("line")
            work.commit()
        return f"The line is idle again; it was {line.state.value}."


def _refuse_taken(work: UnitOfWork, staff_id: str, agent: str, extension: str) -> None:
    for one in work.phone_state.agents():
        if one.staff_id == staff_id:
            continue
        for mine, theirs in ((agent.casefold(), one.agent.casefold()), (extension, one.extension)):
            if mine and mine == theirs:
                holder = work.staff.get(one.staff_id)
                name = holder.name if holder else "somebody else"
                what = agent if mine == agent.casefold() else extension
                raise Refused(f"{what} is the telephone of {name}; take it from them first.")
