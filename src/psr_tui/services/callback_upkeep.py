"""Giving, skipping, cancelling and noting callbacks, and what others answered about the routed ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from psr_tui.domain.callback_states import LIVE, Act, State, next_state
from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.clock import local_date, zone
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean_note
from psr_tui.services import call_acts as acts
from psr_tui.services.call_base import CallBase
from psr_tui.services.flag_work import close_flag_work, noted
from psr_tui.services.guards import guard_version
from psr_tui.store.repositories.callback_segments import FRONT
from psr_tui.store.repositories.callbacks import CallbackState
from psr_tui.store.unit_of_work import UnitOfWork


class CallbackUpkeep(CallBase):
    """Everything about callbacks that is not calling."""

    def colleagues(self, actor: Actor) -> list[tuple[str, str]]:
        """(id, name) of everybody a callback can be given to."""
        with self._store.read() as work:
            return [(member.id, member.name) for member in work.staff.everyone()]

    def give(self, actor: Actor, rows: Sequence[tuple[str, int]], to_staff_id: str) -> str:
        """Hand rows to a person, or to the pool with ``""``; the answer warns of a day they are off (CC-55). Raises
        NotAllowed, Refused (limit, held), Stale."""
        with self._store.write(actor, "callback.give", "callback", rows[0][0] if rows else "") as work:
            rules = work.callbacks.rules(work.now)
            tz, limit = zone(rules.hours.clinic_zone), rules.personal_limit
            member = work.staff.get(to_staff_id) if to_staff_id else None
            if to_staff_id and (member is None or not member.active):
                raise Refused("This person does not work here any more; choose somebody else.")
            away: set[date] = set()
            for callback_id, version in rows:
                item = acts.found(work, callback_id)
                guard_version("This callback", item, version, tz)
                day = local_date(max(item.due_at, work.now), tz)
                if member and work.callback_upkeep.off_on(member.id, day):
                    away.add(day)
                if item.owner_id not in ("", actor.staff_id) or item.state in LIVE:
                    actor.require(Role.LEAD, "take a callback from somebody else")
                if member and item.owner_id != member.id and work.callbacks.personal_open(member.id) >= limit:
                    raise Refused(f"{member.name} keeps {limit} callbacks already; leave it in the pool.")
                after = acts.log(work, actor, item, Act.GIVE, reason=to_staff_id or "pool")
                work.callbacks.change(
                    callback_id, actor.name, work.now, **acts.free_values(state=after.value),
                    owner_id=to_staff_id or None,
                )  # fmt: skip
            work.commit()
        count = f"{len(rows)} callbacks are" if len(rows) > 1 else "The callback is"
        if member is None:
            return f"{count} in the pool now."
        off = f" But they are off on {', '.join(f'{day:%a %m/%d}' for day in sorted(away))}." if away else ""
        return f"{count} kept for {member.name} now.{off}"

    def skip(self, actor: Actor, rows: Sequence[tuple[str, int]], reason: str, note: str = "") -> str:
        """Pass items over with a reason; the claim is released, attempts stay, others still see them (CC-26)."""
        with self._store.write(actor, "callback.skip", "callback", rows[0][0] if rows else "") as work:
            tz = zone(work.clinic.get().time_zone)
            self._need_reason(work, "skip", reason, note)
            for callback_id, version in rows:
                item = acts.found(work, callback_id)
                if item.holder_id != actor.staff_id:
                    guard_version("This callback", item, version, tz)
                    if item.state in LIVE:
                        next_state(State.DONE, Act.SKIP, acts.holder_name(work, item))
                acts.log(work, actor, item, Act.SKIP, reason=reason, note=clean_note(note))
                work.callbacks.change(callback_id, actor.name, work.now, **acts.free_values())
            work.commit()
        return "Skipped; it is not offered to you again today." if len(rows) == 1 else f"{len(rows)} skipped."

    def cancel(self, actor: Actor, rows: Sequence[tuple[str, int]], reason: str, note: str = "") -> str:
        """Close items without a call, with a reason. A red flag needs a lead."""
        with self._store.write(actor, "callback.cancel", "callback", rows[0][0] if rows else "") as work:
            tz = zone(work.clinic.get().time_zone)
            self._need_reason(work, "callback_cancel", reason, note)
            for callback_id, version in rows:
                item = acts.found(work, callback_id)
                guard_version("This callback", item, version, tz)
                if item.state in LIVE and item.holder_id != actor.staff_id:
                    actor.require(Role.LEAD, "cancel a callback somebody else is working on")
                if item.red_flag:
                    actor.require(Role.LEAD, "cancel a red flag")
                after = acts.log(work, actor, item, Act.CANCEL, reason=reason, note=clean_note(note))
                close_flag_work(work, actor, item, "cancelled")
                closed = {**acts.free_values(), "state": after.value}
                work.callbacks.change(
                    callback_id, actor.name, work.now, **closed, closed_at=work.now, closed_by=actor.staff_id
                )
            work.commit()
        return "Cancelled." if len(rows) == 1 else f"{len(rows)} cancelled."

    def note(self, actor: Actor, callback_id: str, version: int, text: str) -> str:
        """Add a note to the history; notes are never changed, only followed by others."""
        said = clean_note(text)
        if not said:
            raise InvalidInput("Note: type what the next person should know.", "Note")
        with self._store.write(actor, "callback.note", "callback", callback_id) as work:
            item = acts.found(work, callback_id)
            if item.holder_id != actor.staff_id:
                guard_version("This callback", item, version, zone(work.clinic.get().time_zone))
            acts.log(work, actor, item, Act.NOTE, note=said)
            priority, proposal = noted(work, Priority(item.priority), said)
            ranked = {"priority": priority.value, "order_at": rank_at(item.due_at, priority)}
            work.callbacks.change(callback_id, actor.name, work.now, **ranked)
            work.commit()
        return f"Note saved.{proposal}"

    def route_taken(self, actor: Actor, callback_id: str, version: int, by: str) -> str:
        """The nurse or team has it: ``by`` is who picked up. Stops the pickup clock and closes the item."""
        who = clean_note(by, 80)
        if not who:
            raise InvalidInput("Who took it: type the name of the nurse or team.", "Who took it")
        with self._store.write(actor, "callback.accept", "callback", callback_id) as work:
            item = self._at_version(work, callback_id, version)
            after = acts.log(work, actor, item, Act.ACCEPT, note=who)
            close_flag_work(work, actor, item, f"taken by {who}")
            work.callbacks.change(
                callback_id, actor.name, work.now, state=after.value, route_answered_at=work.now, closed_at=work.now,
                closed_by=actor.staff_id,
            )  # fmt: skip
            work.commit()
        return f"Taken by {who}; the clock has stopped."

    def route_refused(self, actor: Actor, callback_id: str, version: int, why: str) -> str:
        """The nurse or team sent it back: it is open again, in front of all others."""
        said = clean_note(why)
        if not said:
            raise InvalidInput("Why: type what they said.", "Why")
        with self._store.write(actor, "callback.refuse", "callback", callback_id) as work:
            item = self._at_version(work, callback_id, version)
            after = acts.log(work, actor, item, Act.REFUSE, note=said)
            close_flag_work(work, actor, item, "sent back")
            work.callbacks.change(
                callback_id, actor.name, work.now, state=after.value, group_rank=FRONT, due_at=work.now,
                order_at=rank_at(work.now, Priority(item.priority)),
            )  # fmt: skip
            work.commit()
        return "It is open again, in front of all others."

    # --- inside ---
    def _at_version(self, work: UnitOfWork, callback_id: str, version: int) -> CallbackState:
        item = acts.found(work, callback_id)
        guard_version("This callback", item, version, zone(work.clinic.get().time_zone))
        return item

    def _need_reason(self, work: UnitOfWork, kind: str, code: str, note: str) -> None:
        reason = work.reference.reason(kind, code)
        if reason is None:
            raise InvalidInput("Reason: choose one from the list.", "Reason")
        if reason.needs_comment and not note.strip():
            raise InvalidInput(f"{reason.label} needs a few words; type why.", "Note")
