"""The inside of a 270 or 271: which level, which member, which benefit a segment belongs to (standards.md 1.2, rule 3).

DTP, REF, MSG, NM1, III and HSD hang on the EB that is open, else on the member. NM1 opens a person or an organisation
that N3, N4, PER and PRV then belong to. Nothing raises: what fits nowhere is kept raw with a named warning.
"""

from __future__ import annotations

from collections.abc import Callable

from psr_tui.domain.eligibility import Level, Member, Party, Reference, Rejection, Trace
from psr_tui.exchange.x12 import values
from psr_tui.exchange.x12.build import BenefitBuilder, Held, MemberBuilder, PartyBuilder
from psr_tui.exchange.x12.tokens import MOST_WARNINGS, Notes, Segment

_LEVELS = {"20": Level.PAYER, "21": Level.PROVIDER, "22": Level.SUBSCRIBER, "23": Level.DEPENDENT}
_PERSON_ROLES = ("IL", "03", "QC", "74")
_OF_A_PERSON = ("DTP", "REF", "MSG", "TRN", "DMG", "INS")
_KEPT_RAW = ("MPI", "HI", "AMT", "VEH", "PDI", "PDP", "UM", "HCR")


class Loops:
    """Takes the segments between ST and SE one by one; the result is read off at the end of the file."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self.payers: list[PartyBuilder] = []
        self.providers: list[PartyBuilder] = []
        self._members: list[MemberBuilder] = []
        self.rejections: list[Rejection] = []
        self.unknown: list[tuple[str, ...]] = []
        self._set_position = -1
        self._taken: dict[str, Callable[[Segment], None]] = {
            "HL": self._hl, "NM1": self._nm1, "N3": self._n3, "N4": self._n4, "PER": self._per, "PRV": self._prv,
            "TRN": self._trn, "DMG": self._dmg, "INS": self._ins, "DTP": self._dtp, "REF": self._ref,
            "MSG": self._msg, "AAA": self._aaa, "EB": self._eb, "EQ": self._eq, "III": self._iii, "HSD": self._hsd,
            "LS": self._ls, "LE": self._le,
        }  # fmt: skip
        self.begin(-1)

    def begin(self, set_position: int) -> None:
        """A new ST: nothing of the one before may be taken for part of it."""
        self._set_position = set_position
        self._level = Level.UNKNOWN
        self._member: MemberBuilder | None = None
        self._subscriber: int | None = None
        self._benefit: BenefitBuilder | None = None
        self._party: PartyBuilder | None = None
        self._payer: PartyBuilder | None = None
        self._provider: PartyBuilder | None = None
        self._inside_ls = False

    def take(self, segment: Segment) -> None:
        """One segment."""
        known = self._taken.get(segment.name)
        if known is None:
            self._keep(segment)
        elif segment.name in _OF_A_PERSON and self._member is None and self._benefit is None:
            if segment.name != "REF":  # a payer and a provider have numbers of their own
                self._notes.add("no-member", f"A segment {segment.name} came before any member; it was kept as sent.")
            self._keep_quietly(segment)
        else:
            known(segment)

    def members(self) -> tuple[Member, ...]:
        """The people, each with the rejections about them."""
        mine: dict[int | None, list[Rejection]] = {}
        for one in self.rejections:
            mine.setdefault(one.member, []).append(one)
        refused = {one.set_position for one in self.rejections}
        return tuple(
            one.frozen(place, tuple(mine.get(place, ())), one.set_position in refused, self._notes)
            for place, one in enumerate(self._members)
        )

    def _keep(self, segment: Segment) -> None:
        if segment.name not in _KEPT_RAW:
            self._notes.add("unknown-segment", f"A segment {segment.at(0)[:10] or 'without a name'} was not expected.")
        if len(self.unknown) < MOST_WARNINGS:
            self.unknown.append(tuple(segment.elements))

    def _hl(self, segment: Segment) -> None:
        self._level = _LEVELS.get(segment.at(3), Level.UNKNOWN)
        self._member = self._benefit = self._party = None
        self._inside_ls = False
        if self._level is Level.UNKNOWN:
            self._notes.add("level-unknown", f"A level {segment.at(3)[:10] or 'without a code'} was not expected.")
        if self._level is Level.PAYER:
            self._payer = self._provider = None
        if self._level in (Level.SUBSCRIBER, Level.DEPENDENT):
            self._new_member()

    def _new_member(self) -> MemberBuilder:
        is_dependent = self._level is Level.DEPENDENT
        nobody = self._level in (Level.PAYER, Level.PROVIDER)
        member = MemberBuilder(level=Level.UNKNOWN if nobody else self._level, set_position=self._set_position)
        member.payer, member.provider = self._payer, self._provider
        if is_dependent:
            member.subscriber = self._subscriber
        self._members.append(member)
        if self._level is Level.SUBSCRIBER:
            self._subscriber = len(self._members) - 1
        self._member = member
        return member

    def _at_member(self, what: str) -> MemberBuilder:
        """The member now open. Parts of a benefit without one are not thrown away: somebody nameless gets them."""
        if self._member is None:
            self._notes.add("no-member", f"A segment {what} came before any member; it was kept without a name.")
            return self._new_member()
        return self._member

    def _holder(self, what: str) -> Held:
        return self._benefit if self._benefit is not None else self._at_member(what)

    def _nm1(self, segment: Segment) -> None:
        party = PartyBuilder(segment)
        self._party = party
        if self._benefit is not None or self._inside_ls:
            self._holder("NM1").parties.append(party)
        elif self._level is Level.PAYER:
            self._payer = party
            self.payers.append(party)
        elif self._level is Level.PROVIDER:
            self._provider = party
            self.providers.append(party)
        else:
            self._person(segment, party)

    def _person(self, segment: Segment, party: PartyBuilder) -> None:
        member = self._at_member("NM1")
        if member.named or segment.at(1) not in _PERSON_ROLES:
            member.parties.append(party)
        else:
            member.person, member.named = party, True

    def _at_party(self, segment: Segment) -> PartyBuilder | None:
        """Where an address or a contact belongs; None, and kept raw, when there is nobody to own it."""
        if self._party is None:
            self._notes.add("address-alone", f"A segment {segment.name} belongs to nobody; it was kept as sent.")
            self._keep_quietly(segment)
        return self._party

    def _keep_quietly(self, segment: Segment) -> None:
        if len(self.unknown) < MOST_WARNINGS:
            self.unknown.append(tuple(segment.elements))

    def _n3(self, segment: Segment) -> None:
        if (party := self._at_party(segment)) is not None:
            party.lines += [line for line in (segment.at(1), segment.at(2)) if line]

    def _n4(self, segment: Segment) -> None:
        if (party := self._at_party(segment)) is not None:
            party.town = segment

    def _per(self, segment: Segment) -> None:
        if (party := self._at_party(segment)) is not None:
            party.add_contact(segment)

    def _prv(self, segment: Segment) -> None:
        if (party := self._at_party(segment)) is not None:
            party.speciality = segment.at(3)

    def _trn(self, segment: Segment) -> None:
        self._at_member("TRN").traces.append(Trace(segment.at(1), segment.at(2), segment.at(3)))

    def _dmg(self, segment: Segment) -> None:
        member = self._at_member("DMG")
        member.birth = segment
        if segment.at(2) and values.day(segment.at(2)[:8]) is None:
            self._notes.add("birth-date-not-read", f"The birth date {segment.at(2)[:20]} could not be read.")

    def _ins(self, segment: Segment) -> None:
        self._at_member("INS").insured = segment

    def _dtp(self, segment: Segment) -> None:
        self._holder("DTP").dates.append(values.span(segment, self._notes))

    def _ref(self, segment: Segment) -> None:
        self._holder("REF").references.append(Reference(segment.at(1), segment.at(2), segment.at(3)))

    def _msg(self, segment: Segment) -> None:
        if segment.at(1):
            self._holder("MSG").messages.append(segment.at(1))

    def _aaa(self, segment: Segment) -> None:
        member = len(self._members) - 1 if self._member is not None else None
        self.rejections.append(
            Rejection(self._level, segment.at(3), segment.at(4), segment.at(1), member, self._set_position)
        )

    def _eb(self, segment: Segment) -> None:
        self._benefit, self._party, self._inside_ls = BenefitBuilder(head=segment), None, False
        self._at_member("EB").benefits.append(self._benefit)

    def _eq(self, segment: Segment) -> None:
        self._at_member("EQ").asked += segment.repeats(1)

    def _iii(self, segment: Segment) -> None:
        if self._benefit is not None:
            self._benefit.places.append(tuple(segment.elements))
        else:
            self._keep_quietly(segment)

    def _hsd(self, segment: Segment) -> None:
        if self._benefit is not None:
            self._benefit.delivery.append(tuple(segment.elements))
        else:
            self._keep_quietly(segment)

    def _ls(self, segment: Segment) -> None:
        self._inside_ls, self._party = True, None

    def _le(self, segment: Segment) -> None:
        self._inside_ls, self._party = False, None


def frozen(parties: list[PartyBuilder]) -> tuple[Party, ...]:
    """The parties as the answer holds them."""
    return tuple(one.frozen() for one in parties)
