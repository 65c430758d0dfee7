"""The people of an answer, each with what concerns them: which check of ours a part belongs to (standards.md 1.2).

The patient may be at HL 22 or 23; a trace number that comes back names the check, name and birth date name the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from psr_tui.domain.eligibility import EligibilityAnswer, Member, Rejection
from psr_tui.domain.eligibility_summary import find_member
from psr_tui.domain.text import fold


@dataclass(frozen=True, slots=True)
class Part:
    """What an answer says about one person, or about nobody when the payer did not get so far (``member`` None).

    ``answer`` is the whole answer. ``rejections`` are this person's and those above all persons of the set. ``traces``
    are our own numbers that came back with it. ``complete`` is false when the file breaks off inside it.
    """

    answer: EligibilityAnswer
    position: int
    member: Member | None
    rejections: tuple[Rejection, ...]
    traces: tuple[str, ...]
    complete: bool

    def people(self) -> EligibilityAnswer:
        """The answer with only the people of this part's set, to look somebody up in."""
        inside = tuple(one for one in self.answer.members if one.set_position == self.position)
        return replace(self.answer, members=inside)


def parts(answer: EligibilityAnswer) -> tuple[Part, ...]:
    """Every person asked about, in the order of the file."""
    found: list[Part] = []
    positions = {one.set_position for one in answer.members} | {one.set_position for one in answer.rejections}
    for position in sorted(positions):
        found += _of_set(answer, position)
    return tuple(found)


def _of_set(answer: EligibilityAnswer, position: int) -> list[Part]:
    members = [one for one in answer.members if one.set_position == position]
    above = tuple(one for one in answer.rejections if one.set_position == position and one.member is None)
    asked = [one for one in members if _is_patient(one, answer)] or members[-1:]
    head = answer.sets[position] if position < len(answer.sets) else None
    complete = head is not None and head.claimed != ""
    reference = (head.reference,) if head is not None and head.reference else ()
    found = []
    for member in asked:
        own = tuple(one for one in answer.rejections if one.member == member.position)
        traces = member.traces_back or (reference if len(asked) == 1 else ())
        mine = (*own, *above)
        found.append(Part(answer, position, member, mine, traces, complete))
    if not asked and above:
        found.append(Part(answer, position, None, above, reference, complete))
    return found


def _is_patient(member: Member, answer: EligibilityAnswer) -> bool:
    rejected = any(one.member == member.position for one in answer.rejections)
    return bool(member.traces_back or member.benefits or rejected)


def person_in(part: Part, last: str, first: str, born: date | None) -> Member | None:
    """Our patient in this part: by name and birth date at whatever level, else the one the trace came back with when
    at least the birth date or both names are ours. None: the answer is about somebody else."""
    found = find_member(part.people(), last, first, born)
    if found is not None or part.member is None:
        return found
    same_name = fold(part.member.last) == fold(last) and fold(part.member.first) == fold(first)
    same_birth = born is not None and part.member.born == born
    unnamed = not part.member.last and part.member.born is None
    return part.member if same_name or same_birth or unnamed or (part.rejections and not part.member.benefits) else None


@dataclass(frozen=True, slots=True)
class Awaited:
    """A check that may get this answer: whom it asked about. ``member_id`` as our record has it."""

    check_id: str
    last: str
    first: str
    born: date | None
    member_id: str


def the_one(part: Part, number: str, awaited: Sequence[Awaited]) -> str | None:
    """The only waiting check of this member id, name and birth date; None when there is none or more than one. For an
    answer that came back without our trace number."""
    member = part.member
    if member is None or member.born is None:
        return None
    fitting = [
        one.check_id
        for one in awaited
        if one.born == member.born
        and fold(one.last) == fold(member.last)
        and fold(one.first) == fold(member.first)
        and _plain(one.member_id) == _plain(number)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _plain(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())
