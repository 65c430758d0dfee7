"""Parts of an answer while they are being read: lists that grow, then become the frozen objects of the domain."""

from __future__ import annotations

from dataclasses import dataclass, field

from psr_tui.domain.eligibility import (
    Address,
    Benefit,
    Contact,
    DateSpan,
    Level,
    Member,
    Party,
    Reference,
    Rejection,
    Trace,
)
from psr_tui.exchange.x12 import values
from psr_tui.exchange.x12.tokens import Notes, Segment


@dataclass(slots=True)
class Held:
    """What DTP, REF, MSG and NM1 may hang on: a member or an open benefit."""

    dates: list[DateSpan] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    parties: list[PartyBuilder] = field(default_factory=list)

    def frozen_parties(self) -> tuple[Party, ...]:
        return tuple(one.frozen() for one in self.parties)


@dataclass(slots=True)
class PartyBuilder:
    """An NM1 and the N3, N4, PER and PRV after it."""

    head: Segment | None = None
    lines: list[str] = field(default_factory=list)
    town: Segment | None = None
    contacts: list[Contact] = field(default_factory=list)
    speciality: str = ""

    def name(self, number: int) -> str:
        return self.head.at(number) if self.head is not None else ""

    def add_contact(self, segment: Segment) -> None:
        """A PER: up to three numbers, each behind its kind."""
        pairs = ((segment.at(place), segment.at(place + 1)) for place in (3, 5, 7))
        numbers = tuple((kind, number) for kind, number in pairs if number)
        self.contacts.append(Contact(segment.at(2), numbers))

    def address(self) -> Address:
        town = self.town
        if town is None:
            return Address(tuple(self.lines))
        return Address(tuple(self.lines), town.at(1), town.at(2), town.at(3))

    def frozen(self) -> Party:
        return Party(
            role=self.name(1),
            last=self.name(3),
            first=self.name(4),
            middle=self.name(5),
            suffix=self.name(7),
            id_kind=self.name(8),
            number=self.name(9),
            address=self.address(),
            contacts=tuple(self.contacts),
            speciality=self.speciality,
        )


@dataclass(slots=True)
class BenefitBuilder(Held):
    """An EB that is still open."""

    head: Segment = field(kw_only=True)
    delivery: list[tuple[str, ...]] = field(default_factory=list)
    places: list[tuple[str, ...]] = field(default_factory=list)

    def frozen(self, notes: Notes) -> Benefit:
        eb = self.head
        return Benefit(
            code=eb.at(1),
            level=eb.at(2),
            service_types=eb.repeats(3),
            insurance_type=eb.at(4),
            plan=eb.at(5),
            period=eb.at(6),
            amount=values.money(eb.at(7), notes),
            share=values.share(eb.at(8), notes),
            quantity_kind=eb.at(9),
            quantity=eb.at(10),
            authorisation=eb.at(11),
            network=values.network(eb.at(12), notes),
            procedure=eb.at(13),
            as_sent=tuple(eb.elements),
            dates=tuple(self.dates),
            references=tuple(self.references),
            messages=tuple(self.messages),
            parties=self.frozen_parties(),
            delivery=tuple(self.delivery),
            places=tuple(self.places),
        )


@dataclass(slots=True)
class MemberBuilder(Held):
    """A subscriber or a dependent."""

    level: Level = Level.UNKNOWN
    person: PartyBuilder = field(default_factory=PartyBuilder)
    named: bool = False
    birth: Segment | None = None
    insured: Segment | None = None
    traces: list[Trace] = field(default_factory=list)
    benefits: list[BenefitBuilder] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    subscriber: int | None = None
    payer: PartyBuilder | None = None
    provider: PartyBuilder | None = None
    set_position: int = 0

    def frozen(self, position: int, rejections: tuple[Rejection, ...], refused_beside: bool, notes: Notes) -> Member:
        birth, insured, person = self.birth, self.insured, self.person
        changed = insured is not None and insured.at(3) == "001" and insured.at(4) == "25"
        group = next((one.number for one in self.references if one.qualifier == "6P"), "")
        return Member(
            position=position,
            level=self.level,
            last=person.name(3),
            first=person.name(4),
            middle=person.name(5),
            suffix=person.name(7),
            id_kind=person.name(8),
            member_id=person.name(9),
            born=values.day(birth.at(2)[:8]) if birth else None,
            born_sent=birth.at(2) if birth else "",
            sex=birth.at(3) if birth else "",
            address=person.address(),
            group=group or next((one.number for one in self.references if one.qualifier in ("1L", "IG")), ""),
            relation=insured.at(2) if insured else "",
            changed=changed,
            traces=tuple(self.traces),
            dates=tuple(self.dates),
            references=tuple(self.references),
            messages=tuple(self.messages),
            parties=self.frozen_parties(),
            benefits=tuple(one.frozen(notes) for one in self.benefits),
            asked=tuple(self.asked),
            subscriber=self.subscriber,
            payer=self.payer.frozen() if self.payer else None,
            provider=self.provider.frozen() if self.provider else None,
            set_position=self.set_position,
            rejections=rejections,
            refused_beside=refused_beside,
        )
