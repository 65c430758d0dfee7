"""A payer's answer about coverage, as it was sent: members, benefits, rejections and what was odd about the file.

Nothing here is guessed or filled in: blank is unknown, zero is zero (standards.md 1.3, front-desk.md FD-114). What an
answer means for the desk is ``eligibility_summary``; our words for its codes are ``eligibility_labels``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from psr_tui.domain.money import Money


class Level(StrEnum):
    """Who a part of the answer is about (HL03): the payer, the clinic, the insured person, or a dependent."""

    PAYER = "payer"
    PROVIDER = "provider"
    SUBSCRIBER = "subscriber"
    DEPENDENT = "dependent"
    UNKNOWN = "unknown"


class Network(StrEnum):
    """EB12: four values and nothing sent, never a bool (standards.md 1.3)."""

    IN = "Y"
    OUT = "N"
    EITHER = "W"
    UNKNOWN = "U"
    NOT_SENT = ""


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """Something odd about the file. ``name`` is stable, for scripts and lists; ``text`` is one plain sentence."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Delimiters:
    """How a file parts its text. ``repetition`` is empty where the file has none (4010)."""

    element: str
    component: str
    repetition: str
    terminator: str
    isa_length: int = 105
    """Characters of the ISA before its terminator."""


@dataclass(frozen=True, slots=True)
class SetCount:
    """One ST..SE: what it is, and the number of segments counted and claimed. ``claimed`` is SE01 as sent."""

    kind: str
    control: str
    version: str
    counted: int
    claimed: str
    closing_control: str
    reference: str = ""
    made: str = ""

    @property
    def count_right(self) -> bool:
        digits = self.claimed.isascii() and self.claimed.isdigit() and len(self.claimed) <= 10
        return digits and int(self.claimed) == self.counted


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A DTP: ``start`` is None when the value could not be read; ``end`` is None for a single day."""

    qualifier: str
    sent: str
    start: date | None = None
    end: date | None = None
    is_range: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A REF: its kind, the number, and the words beside it."""

    qualifier: str
    number: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """As sent; ``zip_code`` is text."""

    lines: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    zip_code: str = ""

    def __bool__(self) -> bool:
        return bool(self.lines or self.city or self.state or self.zip_code)


@dataclass(frozen=True, slots=True)
class Contact:
    """A PER: a name and numbers, each with its kind (TE telephone, UR web address, EM mail, FX fax, ...)."""

    name: str = ""
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """An NM1 with what follows it. ``role`` is NM101 (PR payer, 1P provider, P3 primary care, IL policy holder...)."""

    role: str
    last: str = ""
    first: str = ""
    middle: str = ""
    suffix: str = ""
    id_kind: str = ""
    number: str = ""
    address: Address = Address()
    contacts: tuple[Contact, ...] = ()
    speciality: str = ""

    @property
    def name(self) -> str:
        """``JONES, MARCUS`` or the name of an organisation."""
        given = " ".join(part for part in (self.first, self.middle, self.suffix) if part)
        return f"{self.last}, {given}" if given and self.last else self.last or given

    def reach(self, kinds: tuple[str, ...] = ("TE", "WP", "CP")) -> tuple[str, ...]:
        """Numbers of these kinds, telephones if not said otherwise."""
        return tuple(number for one in self.contacts for kind, number in one.numbers if kind in kinds)


@dataclass(frozen=True, slots=True)
class Benefit:
    """One EB with everything that hangs on it. Codes are as sent; ``as_sent`` is the whole segment, its id first.

    ``amount`` is exact cents, None when none was sent or it is no amount; ``share`` is the patient's part as an exact
    fraction (``.2`` = 20 %); ``quantity`` is text, its kind may be any code (P6, VS, DY).
    """

    code: str
    level: str
    service_types: tuple[str, ...]
    insurance_type: str
    plan: str
    period: str
    amount: Money | None
    share: Decimal | None
    quantity_kind: str
    quantity: str
    authorisation: str
    network: Network
    as_sent: tuple[str, ...]
    procedure: str = ""
    dates: tuple[DateSpan, ...] = ()
    references: tuple[Reference, ...] = ()
    messages: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    delivery: tuple[tuple[str, ...], ...] = ()
    """HSD segments, raw: how often and how long."""
    places: tuple[tuple[str, ...], ...] = ()
    """III segments, raw: place of service or other circumstances."""

    @property
    def no_limit(self) -> bool:
        """All nines: one large payer's way to say that there is no such limit (standards.md 1.3)."""
        digits = str(self.amount.cents) if self.amount is not None else ""
        return len(digits) >= 6 and set(digits) == {"9"}

    def is_for(self, service_type: str) -> bool:
        """Whether the line names this service type."""
        return service_type in self.service_types


@dataclass(frozen=True, slots=True)
class Trace:
    """A TRN: ``kind`` 2 is our own number coming back, 1 is a number of the payer."""

    kind: str
    number: str
    originator: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """An AAA: where it came from, the reason and the follow-up as sent; ``member`` is None above the member levels."""

    level: Level
    code: str
    follow_up: str
    valid: str = ""
    """AAA01 as sent: N the request could not be taken, Y it could and the payer refuses."""
    member: int | None = None
    set_position: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A person in the answer. ``position`` is the place in ``answer.members``; ``subscriber`` that of the insured
    person a dependent belongs to. ``relation`` is INS02 as sent; ``changed`` that the payer says it changed
    identifying data (INS03 001 with INS04 25). ``rejections`` are those of this person; ``refused_beside`` says that
    the payer refused something else of the same set, so that silence about this person is no answer."""

    position: int
    level: Level
    last: str = ""
    first: str = ""
    middle: str = ""
    suffix: str = ""
    member_id: str = ""
    id_kind: str = ""
    born: date | None = None
    born_sent: str = ""
    sex: str = ""
    address: Address = Address()
    group: str = ""
    relation: str = ""
    changed: bool = False
    traces: tuple[Trace, ...] = ()
    dates: tuple[DateSpan, ...] = ()
    references: tuple[Reference, ...] = ()
    messages: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    asked: tuple[str, ...] = ()
    """Service types that a 270 asks for; empty in an answer."""
    subscriber: int | None = None
    payer: Party | None = None
    provider: Party | None = None
    set_position: int = 0
    rejections: tuple[Rejection, ...] = ()
    refused_beside: bool = False

    @property
    def name(self) -> str:
        """``DOE, JANE Q``."""
        given = " ".join(part for part in (self.first, self.middle, self.suffix) if part)
        return f"{self.last}, {given}" if given and self.last else self.last or given

    @property
    def traces_back(self) -> tuple[str, ...]:
        """Our own trace numbers, as they came back."""
        return tuple(one.number for one in self.traces if one.kind == "2")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a TA1, 999 or 997 says about a file of ours. ``refused`` is False for a plain "taken". ``control`` is our
    interchange number in a TA1 and our group number in the others."""

    kind: str
    refused: bool
    code: str
    control: str
    text: str


@dataclass(frozen=True, slots=True)
class EligibilityAnswer:
    """A whole file. ``kind`` is 271, 270, 276, 277, 278, 999, 997, TA1, another set's number, or ``none``.

    ``failure`` is one sentence when there was nothing to read; then everything else is empty but the warnings.
    ``unknown`` holds segments that belong nowhere, raw. The raw bytes stay with whoever asked for the reading.
    """

    kind: str
    version: str = ""
    delimiters: Delimiters | None = None
    control: str = ""
    usage: str = ""
    sets: tuple[SetCount, ...] = ()
    payers: tuple[Party, ...] = ()
    providers: tuple[Party, ...] = ()
    members: tuple[Member, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[ReadWarning, ...] = ()
    unknown: tuple[tuple[str, ...], ...] = ()
    failure: str = ""

    @property
    def benefits(self) -> tuple[Benefit, ...]:
        """Every line of every member."""
        return tuple(line for member in self.members for line in member.benefits)

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """What was refused before a payer could look at it."""
        return tuple(one for one in self.refusals if one.refused)
