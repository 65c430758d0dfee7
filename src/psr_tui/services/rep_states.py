"""Available or away: what reps say of themselves, with a code, a limit, and a signature where a code wants one (CC-65).

It says nothing about their telephone: the state of a line is another thing (CC-63).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from psr_tui.domain.clock import Clock, local
from psr_tui.domain.errors import InvalidInput, NotAllowed
from psr_tui.domain.rep_states import Intent, PauseCode, Period, find_code
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean
from psr_tui.services import rep_steps
from psr_tui.services.approvals import UNSIGNED, Signature, prove
from psr_tui.services.block_facts import day_of
from psr_tui.services.second_person import as_actor
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.store import Store


@dataclass(frozen=True, slots=True)
class Away:
    """What came of pausing or coming back: the sentence, and whether a callback went back to the list."""

    words: str
    handed_back: bool = False


class RepStateService:
    """Each act is one transaction; a running phone block pauses and goes on with its rep."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def codes(self, actor: Actor) -> list[PauseCode]:
        """The pause codes of the clinic, in their order."""
        with self._store.read() as work:
            return work.rep_periods.codes()

    def code(self, actor: Actor, typed: str) -> PauseCode:
        """The code that was typed. Raises InvalidInput naming them all."""
        return find_code(typed, self.codes(actor))

    def now(self, actor: Actor) -> Period | None:
        """What this person says of themselves now; None when they said nothing."""
        with self._store.read() as work:
            return work.rep_periods.running(actor.staff_id)

    def today(self, actor: Actor, days_back: int = 0) -> list[Period]:
        """This person's stretches of a day, the oldest first."""
        with self._store.read() as work:
            since, until = day_of(work, work.now - timedelta(days=days_back))
            return work.rep_periods.between(actor.staff_id, since, until)

    def away(self, actor: Actor, code: str, note: str = "", signature: Signature = UNSIGNED) -> Away:
        """Not available from now on, and the phone block stands; a callback not answered yet goes back to the list.

        Raises: InvalidInput for an unknown code, NotAllowed when the code needs a lead and none signed,
        WrongPassword. Said twice it changes nothing.
        """
        signer = prove(self._store, self._clock, actor, "rep.away", signature)
        with self._store.write(actor, "rep.away", "staff", actor.staff_id) as work:
            pause = next((one for one in work.rep_periods.codes() if one.code == code), None)
            if pause is None:
                raise InvalidInput("Why away: choose one of the list.", "Why away")
            approved_by = _approved(actor, signer, pause)
            before = work.rep_periods.running(actor.staff_id)
            if before is not None and before.code == code:
                return Away(f"You are away already: {pause.label.lower()}.")
            rep_steps.say(work, actor, Intent.PAUSED, code, note=clean(note, 200), approved_by=approved_by)
            block = rep_steps.pause_block(work, actor, code)
            back = rep_steps.hand_back(work, actor, "pause") if block is not None else False
            at = local(work.now, work.clinic.get().tz)
            work.commit()
        limit = f", {pause.limit_minutes} min" if pause.limit_minutes else ""
        what = "Phone block paused" if block is not None else f"You are away since {at:%H:%M}"
        gave = " The callback went back." if back else ""
        how = "F4 and comma go on." if block is not None else ":back when you are back."
        return Away(f"{what}: {pause.label.lower()}{limit}.{gave} {how}", back)

    def back(self, actor: Actor) -> Away:
        """Available from now on; a paused phone block goes on."""
        with self._store.write(actor, "rep.back", "staff", actor.staff_id) as work:
            before = work.rep_periods.running(actor.staff_id)
            block = rep_steps.resume_block(work, actor)
            if block is None and before is not None and before.intent is Intent.AVAILABLE:
                return Away("You are available already.")
            rep_steps.say(work, actor, Intent.AVAILABLE)
            at = local(work.now, work.clinic.get().tz)
            over = before.over(work.now) if before is not None else 0
            work.commit()
        late = f" The pause was {over} min over." if over else ""
        goes_on = " The phone block goes on." if block is not None else ""
        return Away(f"Available since {at:%H:%M}.{goes_on}{late}")


def _approved(actor: Actor, signer: StaffMember | None, pause: PauseCode) -> str | None:
    """Whose approval stands under it; None when the code needs none. Raises NotAllowed."""
    if not pause.needs_approval:
        return None
    person = actor if signer is None else as_actor(signer)
    try:
        person.require(Role.LEAD, f"approve {pause.label.lower()}")
    except NotAllowed:
        if signer is None:
            raise
        raise NotAllowed(f"{person.name} may not approve {pause.label.lower()}; a lead (or higher) signs.") from None
    return person.staff_id
