"""What happens to claims from outside: broken by a supervisor, put down at a lock, and what their holder is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psr_tui.domain.callback_states import LIVE, Act, State, next_state
from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.clock import zone
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.languages import language_name
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean_note, so_many
from psr_tui.services import call_acts as acts
from psr_tui.services.call_base import CallBase
from psr_tui.services.guards import guard_version
from psr_tui.store.repositories.callbacks import CallbackState, Ended, Happened
from psr_tui.store.unit_of_work import UnitOfWork

WARN_SECONDS = 120
"""A claim that ends within this is said so on the message line (CC-22)."""
KEPT = "What you typed is kept."


@dataclass(frozen=True, slots=True)
class ClaimNews:
    """Whether a claim still holds, and what its holder should read: it ends soon, or who took it away and why."""

    held: bool
    words: str = ""


class ClaimCare(CallBase):
    """Claims as others see and end them."""

    def claim_news(self, actor: Actor, callback_id: str) -> ClaimNews:
        """How the claim stands that this person had when they last looked; writes nothing."""
        with self._store.read() as work:
            item = acts.found(work, callback_id)
            if item.holder_id == actor.staff_id and item.state in LIVE:
                return ClaimNews(True, _ends_soon(item, work.now))
            ended = work.callbacks.claim_ended(callback_id)
            return ClaimNews(False, _lost(work, actor, ended) if ended else "")

    def holds(self, actor: Actor) -> bool:
        """Whether this person has a callback in hand."""
        with self._store.read() as work:
            return work.callbacks.held_by(actor.staff_id) is not None

    def break_claim(self, actor: Actor, callback_id: str, version: int, reason: str, note: str = "") -> str:
        """Take a callback from whoever holds it, with a reason; attempts stay and the holder is told (CC-25). Raises
        NotAllowed below supervisor, Refused when nobody holds it, Stale."""
        with self._store.write(actor, "callback.break", "callback", callback_id) as work:
            actor.require(Role.SUPERVISOR, "take a claimed callback away")
            why = work.reference.reason("claim_break", reason)
            if why is None:
                raise InvalidInput("Reason: choose one from the list.", "Reason")
            if why.needs_comment and not note.strip():
                raise InvalidInput(f"{why.label} needs a few words; type why.", "Note")
            item = acts.found(work, callback_id)
            holder = acts.holder_name(work, item)
            if item.state not in LIVE:
                raise Refused("Nobody holds this callback; there is nothing to take back.")
            guard_version("This callback", item, version, zone(work.clinic.get().time_zone))
            acts.log(work, actor, item, Act.BREAK, reason=reason, note=clean_note(note))
            work.callbacks.change(callback_id, actor.name, work.now, **acts.free_values())
            work.commit()
        return f"Taken back from {holder}, who is told; it is open again."

    def put_down(self, actor: Actor, reason: str) -> bool:
        """At a lock: give back a claim that was never dialed. A call that was begun survives the lock and comes back
        where it was; its claim runs out by itself when nobody returns."""
        with self._store.read() as work:
            held = work.callbacks.held_by(actor.staff_id)
            if held is None or acts.found(work, held).state is not State.CLAIMED:
                return False
        with self._store.write(actor, "callback.release", "callback", held) as work:
            item = acts.held(work, actor, held)
            acts.log(work, actor, item, Act.RELEASE, reason=reason)
            work.callbacks.change(held, actor.name, work.now, **acts.free_values())
            work.commit()
        return True

    def make_due(self, actor: Actor, rows: Sequence[tuple[str, int]]) -> str:
        """Let items that are not due yet go live now (CC-09). What was promised stays on record. Raises NotAllowed
        below supervisor, Refused for an item that is due or not open, Stale."""
        with self._store.write(actor, "callback.make_due", "callback", rows[0][0] if rows else "") as work:
            actor.require(Role.SUPERVISOR, "let a callback go live before its time")
            for item in self._open_rows(work, rows):
                if item.due_at <= work.now:
                    raise Refused("This one is due already; look at the row again.")
                event = Happened(
                    work.new_id(), Act.MOVE, item.state, State.OPEN, reason="live_now", due_before=item.due_at,
                    due_after=work.now,
                )  # fmt: skip
                acts.log(work, actor, item, Act.MOVE, to=State.OPEN, happened=event)
                order = rank_at(work.now, Priority(item.priority))
                work.callbacks.change(item.id, actor.name, work.now, due_at=work.now, order_at=order)
            work.commit()
        return f"{so_many(len(rows), 'callback')} can be called from now on."

    def limit_language(self, actor: Actor, rows: Sequence[tuple[str, int]], limited: bool) -> str:
        """Keep items for reps who speak the patient's language, or for everybody again (CC-93)."""
        with self._store.write(actor, "callback.language", "callback", rows[0][0] if rows else "") as work:
            languages = set()
            for item in self._open_rows(work, rows):
                languages.add(language_name(item.language))
                acts.log(work, actor, item, Act.MOVE, reason="speakers_only" if limited else "all_reps")
                work.callbacks.change(item.id, actor.name, work.now, needs_language=limited)
            work.commit()
        whom = f"who speaks {' or '.join(sorted(languages))}" if limited else "everybody"
        return f"{so_many(len(rows), 'callback')} for {whom} now."

    def _open_rows(self, work: UnitOfWork, rows: Sequence[tuple[str, int]]) -> list[CallbackState]:
        tz = zone(work.clinic.get().time_zone)
        found = []
        for callback_id, version in rows:
            item = acts.found(work, callback_id)
            guard_version("This callback", item, version, tz)
            if item.state is not State.OPEN:
                next_state(State.DONE if item.state not in LIVE else item.state, Act.MOVE, acts.holder_name(work, item))
            found.append(item)
        return found


def _ends_soon(item: CallbackState, now: datetime) -> str:
    left = (item.lease_until - now).total_seconds() if item.lease_until else WARN_SECONDS + 1
    if left > WARN_SECONDS:
        return ""
    return f"Your claim on this call ends in {max(0, int(left))} s; type anything to keep it."


def _lost(work: UnitOfWork, actor: Actor, ended: Ended) -> str:
    if ended.act is Act.LAPSE:
        return f"Your claim on this call ran out without a sign from you. {KEPT}"
    if ended.staff_id == actor.staff_id:
        return ""
    reason = work.reference.reason("claim_break", ended.reason) if ended.act is Act.BREAK else None
    why = ended.note or (reason.label[:1].lower() + reason.label[1:] if reason else "")
    return f"{ended.staff_name} took this call from you{': ' + why if why else ''}. {KEPT}"
