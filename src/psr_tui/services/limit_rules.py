"""The clinic's own rules for how long things may wait: shown as text, loaded from text."""

from __future__ import annotations

from psr_tui.domain.clock import Clock
from psr_tui.domain.service_limits_text import LimitRules, read_limits
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import so_many
from psr_tui.store.repositories.limit_rules import LimitRuleRepository
from psr_tui.store.store import Store


class LimitRuleService:
    """Each act is one transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def rules(self, actor: Actor) -> LimitRules:
        """Calendars and limits in force."""
        with self._store.read() as work:
            return LimitRuleRepository(work.session).rules()

    def load(self, actor: Actor, text: str) -> str:
        """The rules of a file, for what begins to wait from now on. All or nothing.

        Raises InvalidInput naming the line that cannot be read and for a calendar without hours, NotAllowed below a
        lead.
        """
        actor.require(Role.LEAD, "change how long things may wait")
        with self._store.write(actor, "limit.load", "service_policy") as work:
            repository = LimitRuleRepository(work.session)
            before = repository.rules()
            rules = read_limits(text, [one.code for one in before.limits], list(before.calendars))
            repository.save(rules)
            for one in rules.limits:
                detail = {"minutes": one.minutes, "calendar": one.calendar, "active": one.active}
                work.audit.append("limit.load", "service_policy", one.code, detail=detail)
            for name in rules.calendars:
                work.audit.append("limit.load", "service_hours", name)
            work.touch("work")
            work.commit()
        told = f"{so_many(len(rules.calendars), 'calendar')} and {so_many(len(rules.limits), 'limit')} in force"
        return f"{told}; what waits already keeps its limit."
