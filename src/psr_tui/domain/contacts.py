"""Which channel may be used for what, and who may hear what (front-desk.md FD-104)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean, fold


class Channel(StrEnum):
    """A way to reach somebody."""

    VOICE = "voice"
    TEXT = "text"
    EMAIL = "email"
    MAIL = "mail"
    PORTAL = "portal"


class Purpose(StrEnum):
    """What a contact is about."""

    APPOINTMENT = "appointment"
    RESULTS = "results"
    BILLING = "billing"
    OTHER = "other"


class MayHear(StrEnum):
    """What somebody close to the patient may be told."""

    NOTHING = "nothing"
    APPOINTMENTS = "appointments"
    BILLING = "billing"
    EVERYTHING = "everything"


_NOBODY_ASKED: Mapping[tuple[Channel, Purpose], bool] = MappingProxyType({})
_RULE = "type a for appointments, r results, b billing, o other; all, or none."


@dataclass(frozen=True)
class Permissions:
    """Answers by channel and purpose; what is not there was never asked."""

    answers: Mapping[tuple[Channel, Purpose], bool] = field(default_factory=lambda: _NOBODY_ASKED)

    def may(self, channel: Channel, purpose: Purpose) -> bool | None:
        """True or False as the patient said, None when nobody asked."""
        return self.answers.get((channel, purpose))

    def of_channel(self, channel: Channel) -> tuple[Purpose, ...] | None:
        """The purposes a channel may be used for; None when nobody asked about this channel."""
        if not any(asked is channel for asked, _ in self.answers):
            return None
        return tuple(purpose for purpose in Purpose if self.may(channel, purpose))

    def with_channel(self, channel: Channel, allowed: tuple[Purpose, ...] | None) -> Permissions:
        """The same with other answers for one channel; None forgets them."""
        kept = {key: answer for key, answer in self.answers.items() if key[0] is not channel}
        if allowed is not None:
            kept |= {(channel, purpose): purpose in allowed for purpose in Purpose}
        return Permissions(kept)

    def words(self) -> tuple[str, ...]:
        """One line a channel that was asked about: ``text: appointment, billing``."""
        lines = []
        for channel in Channel:
            allowed = self.of_channel(channel)
            if allowed is not None:
                lines.append(f"{channel.value}: {purpose_words(allowed)}")
        return tuple(lines)


NOTHING_ASKED = Permissions()


def purpose_words(allowed: Iterable[Purpose]) -> str:
    """``appointment, billing``; ``everything`` and ``nothing`` for all and none."""
    listed = list(allowed)
    if len(listed) == len(Purpose):
        return "everything"
    return ", ".join(one.value for one in listed) or "nothing"


def parse_purposes(typed: str, field: str = "Channel") -> tuple[Purpose, ...]:
    """Purposes from letters or words: ``ab``, ``appointment, billing``, ``all``, ``none``.

    Raises InvalidInput with the letters there are.
    """
    text = fold(typed)
    if text in ("none", "no", "nothing", "0", "n"):
        return ()
    if text in ("all", "yes", "everything", "y"):
        return tuple(Purpose)
    words = text.split()
    named = [purpose for purpose in Purpose if any(len(word) > 1 and purpose.value.startswith(word) for word in words)]
    if len(named) == len(words) and named:
        return tuple(named)
    letters = set("".join(words))
    if not letters or letters - {purpose.value[0] for purpose in Purpose}:
        raise InvalidInput(f"{field}: {clean(typed, 20)} is not understood; {_RULE}", field)
    return tuple(purpose for purpose in Purpose if purpose.value[0] in letters)


@dataclass(frozen=True, slots=True)
class ContactPerson:
    """Somebody close to the patient. An ended one stays on record and is not shown."""

    contact_id: str
    name: str
    relation: str = ""
    phone: str = ""
    emergency: bool = False
    may_hear: MayHear = MayHear.NOTHING
    ended_at: datetime | None = None
    version: int = 1

    def words(self) -> str:
        """``Mai Vaj (daughter) (312) 555-0160, emergency, may hear appointments``."""
        parts = [f"{self.name}{f' ({self.relation})' if self.relation else ''} {self.phone}".rstrip()]
        if self.emergency:
            parts.append("emergency")
        parts.append(f"may hear {self.may_hear.value}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class NewContact:
    """What a rep writes of a contact person."""

    name: str
    relation: str = ""
    phone: str = ""
    emergency: bool = False
    may_hear: MayHear = MayHear.NOTHING

    def checked(self) -> NewContact:
        """Cleaned. Raises InvalidInput without a name."""
        made = NewContact(
            clean(self.name, 80), clean(self.relation, 40), clean(self.phone, 40), self.emergency, self.may_hear
        )
        if not made.name:
            raise InvalidInput("Contact person: the name is missing.", "Contact person")
        return made


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a patient wants to be reached and who stands by them."""

    permissions: Permissions = field(default_factory=Permissions)
    persons: tuple[ContactPerson, ...] = ()


NO_WISHES = Wishes()
