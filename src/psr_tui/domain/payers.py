"""What reps know about a payer: the cheat sheet (portal, phone, rules, what they reject and how to prevent it).

Whoever works with a payer may write down what they learned; what steers the desk (the payer's code, how eligibility is
asked, whether an authorisation is needed) takes a lead, because one wrong mark there stops or passes every visit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean, clean_note, fold

PAYER_KINDS = (
    ("commercial", "Commercial"),
    ("medicare", "Medicare"),
    ("medicaid", "Medicaid"),
    ("work_comp", "Workers' compensation"),
    ("auto", "Auto insurance"),
    ("other", "Other"),
)
CHANNELS = (("typed", "Phone or portal, typed in"), ("x12", "File exchange"), ("loopback", "Training payer"))
STEERING = frozenset(
    {"name", "kind", "payer_code", "needs_referral", "needs_authorisation", "verify", "channel", "decides_by_rule"}
    | {"active"}
)
"""Fields that only a lead changes."""
LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class PayerPage:
    """One payer with all that is known. ``verify`` False: a plan that is not asked about (FD-117). ``decides_by_rule``:
    bound since 2026 to decide in 72 hours or 7 days (FD-125)."""

    payer_id: str
    name: str
    kind: str = "other"
    payer_code: str = ""
    phone: str = ""
    fax: str = ""
    address: str = ""
    portal_url: str = ""
    hours: str = ""
    rules: str = ""
    rejects: str = ""
    note: str = ""
    needs_referral: bool = False
    needs_authorisation: bool = False
    verify: bool = True
    channel: str = "typed"
    decides_by_rule: bool = False
    active: bool = True

    def checked(self) -> PayerPage:
        """Cleaned as it may be stored. Raises InvalidInput naming the field."""
        page = replace(
            self,
            name=clean(self.name, 120),
            payer_code=clean(self.payer_code, 80).upper(),
            phone=clean(self.phone, 60),
            fax=clean(self.fax, 60),
            address=clean(self.address, 200),
            portal_url=clean(self.portal_url, 200),
            hours=clean(self.hours, 120),
            rules=clean_note(self.rules, LONGEST_TEXT),
            rejects=clean_note(self.rejects, LONGEST_TEXT),
            note=clean_note(self.note, LONGEST_TEXT),
        )
        if not any(ch.isalnum() for ch in page.name):
            raise InvalidInput("Name: type the payer's name, for example Example Health.", "name")
        if page.channel not in dict(CHANNELS):
            raise InvalidInput("Asked by: choose how eligibility is asked from the list.", "channel")
        if any(not (ch.isalnum() or ch in "-._ ") for ch in page.payer_code):
            raise InvalidInput(
                "Payer ID: letters, digits, spaces, dots and hyphens only, for example 60054.", "payer_code"
            )
        return page

    def fits(self, typed: str) -> bool:
        """Whether every word of a search stands in name, code, numbers or texts, accents and case aside."""
        found = fold(" ".join((self.name, self.payer_code, self.phone, self.address, self.portal_url)))
        found += " " + fold(" ".join((self.rules, self.rejects, self.note, self.hours, self.kind)))
        return all(word in found for word in fold(typed).split())

    def rank(self, typed: str) -> tuple[int, str]:
        """Where it stands among what fits: a name that begins so first, then names, then texts."""
        name, wanted = fold(self.name), fold(typed)
        place = 0 if name.startswith(wanted) else 1 if wanted in name or wanted == fold(self.payer_code) else 2
        return place, name


def found(pages: Iterable[PayerPage], typed: str) -> list[PayerPage]:
    """Those that fit what is typed, best first; without a word those in use, by name."""
    fitting = [one for one in pages if one.fits(typed) and (one.active or fold(typed))]
    return sorted(fitting, key=lambda one: (not one.active, *one.rank(typed)))


def changed(before: PayerPage, after: PayerPage) -> tuple[str, ...]:
    """Names of the fields that differ."""
    names = [one.name for one in fields(PayerPage) if one.name != "payer_id"]
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def check_kind(page: PayerPage) -> None:
    """Raise InvalidInput for a kind that is not offered. Asked when it changes: an imported payer may have none."""
    if page.kind not in dict(PAYER_KINDS):
        raise InvalidInput("Kind: choose commercial, Medicare, Medicaid or another from the list.", "kind")


def check_may_change(actor: Actor, names: tuple[str, ...]) -> None:
    """Raise NotAllowed, saying what everybody may write, when a steering field changes and the actor is no lead."""
    if STEERING & set(names):
        actor.require(
            Role.LEAD,
            "change how a payer is checked; rules, rejects, phones and hours everybody may write down",
        )


def as_content(page: PayerPage) -> dict[str, Any]:
    """The page as it is kept as a version."""
    return {one.name: getattr(page, one.name) for one in fields(PayerPage) if one.name != "payer_id"}


def with_values(page: PayerPage, values: Mapping[str, Any]) -> PayerPage:
    """The page with what a form gave, by field name."""
    return replace(page, **values)
