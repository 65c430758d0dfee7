"""Templates of messages: checked all together, loaded as new versions, the older ones kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.message_templates import Template, checked
from psr_tui.domain.staff import Actor, Role
from psr_tui.store.store import Store


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: names of new templates and of new versions, and how many stayed as they were."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: int

    @property
    def words(self) -> str:
        return f"{len(self.new)} new, {len(self.changed)} in a new version, {self.same} unchanged."


class MessageTemplateService:
    """Leads put words into use; what was sent stays as it was sent."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def newest(self, actor: Actor) -> list[Template]:
        """The newest version of each, in use or not."""
        with self._store.read() as work:
            return list(_newest(work.messages.templates()).values())

    def load(self, actor: Actor, templates: Sequence[Template]) -> Loaded:
        """Put these into use, all or none. Raises NotAllowed, InvalidInput with every problem."""
        problems = troubles(templates)
        if problems:
            raise InvalidInput(" ".join(problems))
        new: list[str] = []
        changed: list[str] = []
        same = 0
        with self._store.write(actor, "message.templates", "message_template") as work:
            actor.require(Role.LEAD, "put templates of messages into use")
            known = _newest(work.messages.templates())
            for one in templates:
                before = known.get(_key(one))
                if before is not None and replace(one, number=before.number) == before:
                    same += 1
                    continue
                number = before.number + 1 if before else 1
                work.messages.add_template(replace(one, number=number), actor.name, work.now)
                (changed if before else new).append(one.name)
            work.audit.append("message.templates", "message_template", detail={"new": len(new) + len(changed)})
            work.touch("messages", "reference")
            work.commit()
        return Loaded(tuple(new), tuple(changed), same)


def troubles(templates: Sequence[Template]) -> list[str]:
    """Every problem, one sentence each: an unknown placeholder in one does not hide the next."""
    found: list[str] = []
    seen: set[tuple[str, str, str]] = set()
    for one in templates:
        try:
            checked(one)
        except InvalidInput as problem:
            found.append(problem.message)
        if _key(one) in seen:
            found.append(f"{one.name} stands there twice; take one out.")
        seen.add(_key(one))
    return found


def _key(one: Template) -> tuple[str, str, str]:
    return (one.code, one.way.value, one.language)


def _newest(templates: Sequence[Template]) -> dict[tuple[str, str, str], Template]:
    return {_key(one): one for one in sorted(templates, key=lambda each: each.number)}
