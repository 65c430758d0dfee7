"""The people at the callbacks: who looks at a row, who speaks what, who passes over how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from psr_tui.domain.callback_list import Skips
from psr_tui.domain.callback_sorts import Sort
from psr_tui.domain.clock import at_local, local_date
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.languages import language_code, language_name
from psr_tui.domain.staff import Actor, Role
from psr_tui.services.call_base import CallBase
from psr_tui.services.guards import must_exist

SEEN_FOR = timedelta(seconds=25)
"""Somebody who looked away without a word (a crash, a lost line) is dropped after this (CC-24)."""
SORT = "callbacks.sort"


class CallbackPeople(CallBase):
    """Presence, languages and the skip report."""

    # --- presence (CC-24) ---
    def looks_at(self, actor: Actor, callback_id: str) -> None:
        """A sign that this person has the row open to read; the others' lists are told of the first sign alone."""
        with self._store.write(actor, "callback.look", "callback", callback_id) as work:
            before = work.callbacks.seen(callback_id, actor.staff_id, work.now)
            if before is None or not work.now - SEEN_FOR < before <= work.now:
                work.touch("callbacks")
            work.commit()

    def looks_away(self, actor: Actor, callback_id: str = "") -> None:
        """They closed the row; without an id everything they had open."""
        with self._store.write(actor, "callback.look", "callback", callback_id) as work:
            if work.callbacks.looked_away(actor.staff_id, callback_id):
                work.touch("callbacks")
            work.commit()

    # --- languages (CC-93) ---
    def languages(self, actor: Actor, login: str) -> tuple[str, ...]:
        """The names of the languages somebody speaks for calls, beside English. Raises NotFound."""
        with self._store.read() as work:
            member = must_exist(work.staff.by_login(login), "This person", _NOBODY.format(login=login.strip()))
            return tuple(language_name(code) for code in work.callbacks.languages_of(member.id))

    def set_languages(self, actor: Actor, login: str, names: Sequence[str]) -> tuple[str, ...]:
        """Write down which languages somebody speaks well enough for calls, instead of those before. Raises NotAllowed
        below supervisor, NotFound, InvalidInput naming a language nobody knows."""
        codes = []
        for name in names:
            code = language_code(name)
            if not code:
                raise InvalidInput(f"Language: {name.strip()!r} is not known; type Spanish or es.", "Language")
            codes.append(code)
        with self._store.write(actor, "staff.languages", "staff") as work:
            actor.require(Role.SUPERVISOR, "say which languages somebody speaks")
            member = must_exist(work.staff.by_login(login), "This person", _NOBODY.format(login=login.strip()))
            codes = sorted(set(codes))
            work.callbacks.speak(member.id, codes)
            work.audit.append("staff.languages", "staff", member.id, detail={"languages": " ".join(codes)})
            work.touch("callbacks")
            work.commit()
        return tuple(language_name(code) for code in codes)

    # --- skips (CC-26) ---
    def skips(self, actor: Actor, days: int = 1) -> list[Skips]:
        """Skips by rep and reason of the last ``days`` days, today included; of themselves for whoever is no lead."""
        with self._store.read() as work:
            tz = work.clinic.get().tz
            today = local_date(work.now, tz)
            since = at_local(today - timedelta(days=max(1, days) - 1), 0, 0, tz)
            until = at_local(today + timedelta(days=1), 0, 0, tz)
            return work.callbacks.skips(since, until, "" if actor.at_least(Role.LEAD) else actor.staff_id)

    # --- how the list is sorted, kept for the next sign-in ---
    def sort(self, actor: Actor) -> Sort:
        """The order this person chose to look at the list in."""
        with self._store.read() as work:
            kept = work.staff.preference(actor.staff_id, SORT)
        return Sort(kept) if kept in set(Sort) else Sort.RANK

    def keep_sort(self, actor: Actor, sort: Sort) -> None:
        """Remember the order for the next time."""
        with self._store.write(actor, "preference") as work:
            work.staff.prefer(actor.staff_id, SORT, sort.value)
            work.commit()


_NOBODY = "There is no {login!r} among the staff; psr-tui staff list shows everybody."


def presence_window(now: datetime) -> tuple[datetime, datetime]:
    """Signs between these two instants count. One from the future was given before the clock was set back: it counts
    no longer than another."""
    return now - SEEN_FOR, now + SEEN_FOR
