"""A coverage as a rep types it into the box of the patient: what must stand there, and what is said field by field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from psr_tui.domain.coverage import Coverage
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.money import Money
from psr_tui.domain.relations import RELATIONSHIPS
from psr_tui.domain.text import clean
from psr_tui.domain.typed_dates import OLDEST_AGE, age_on

LAST_ORDER = 9

_PARTS_OF_A_MESSAGE = "*~:^"
"""Marks that part a 270; a member id with one of them could never be asked about (standards.md)."""


@dataclass(frozen=True, slots=True)
class CoverageForm:
    """One coverage. ``patient_id`` is the patient whose name stood over the form (FD-107). Either ``payer_id`` or the
    name of a ``new_payer``. ``subscriber_patient_id``: the subscriber when that is a patient of ours. ``card_front``
    and ``card_back`` say where the scan lies; the picture itself is never kept here."""

    patient_id: str
    member_id: str
    payer_id: str = ""
    new_payer: str = ""
    order: int = 1
    plan: str = ""
    group: str = ""
    relationship: str = "self"
    subscriber: str = ""
    subscriber_dob: date | None = None
    subscriber_patient_id: str = ""
    effective: date | None = None
    ends: date | None = None
    copay: Money | None = None
    card_front: str = ""
    card_back: str = ""

    def checked(self, today: date) -> CoverageForm:
        """Cleaned as it may be stored. Raises InvalidInput naming the first field that cannot stand."""
        own = self.relationship == "self"
        form = replace(
            self,
            member_id=clean(self.member_id, 40).upper(),
            new_payer=clean(self.new_payer, 120),
            plan=clean(self.plan, 80),
            group=clean(self.group, 40),
            subscriber="" if own else clean(self.subscriber, 120),
            subscriber_dob=None if own else self.subscriber_dob,
            subscriber_patient_id="" if own else self.subscriber_patient_id,
            card_front=clean(self.card_front, 200),
            card_back=clean(self.card_back, 200),
        )
        form._payer_and_member()
        form._who(today)
        form._when()
        return form

    def _payer_and_member(self) -> None:
        if not self.payer_id and not any(ch.isalnum() for ch in self.new_payer):
            raise InvalidInput("Payer: choose one from the list, or type + and the name of a new one.", "payer")
        if not any(ch.isalnum() for ch in self.member_id):
            raise InvalidInput("Member ID: is needed as it stands on the card, for example W123456789.", "member_id")
        if any(ch in _PARTS_OF_A_MESSAGE for ch in self.member_id):  # refused again before a 270 is written
            raise InvalidInput("Member ID: it holds none of * ~ : ^; type it as it stands on the card.", "member_id")
        if not 1 <= self.order <= LAST_ORDER:
            raise InvalidInput("Order: type 1 for the primary, 2 for the secondary, 3 for the third.", "order")

    def _who(self, today: date) -> None:
        if self.relationship not in dict(RELATIONSHIPS):
            raise InvalidInput(
                "Patient is: choose what the patient is to the subscriber, for example self or child.", "relationship"
            )
        if self.relationship != "self" and not (self.subscriber or self.subscriber_patient_id):
            raise InvalidInput("Subscriber: type the name of the person who holds this insurance.", "subscriber")
        if self.subscriber_patient_id and self.subscriber_patient_id == self.patient_id:
            raise InvalidInput("Subscriber: this is the patient; choose Self as what the patient is.", "subscriber")
        born = self.subscriber_dob
        if born is not None and (born > today or age_on(born, today) > OLDEST_AGE):
            raise InvalidInput(
                "Holder born: this cannot be a birth date; ask again, for example 04/12/1985.", "subscriber_dob"
            )

    def _when(self) -> None:
        check_dates(self.effective, self.ends)


def check_dates(effective: date | None, ends: date | None) -> None:
    """Raise InvalidInput, for the field ``ends``, when a coverage would end before it begins (CARC 26, 27)."""
    if effective is not None and ends is not None and ends < effective:
        raise InvalidInput(
            f"Ends: {ends:%m/%d/%Y} is before it begins on {effective:%m/%d/%Y}; correct one of the two dates.", "ends"
        )


def check_same_patient(form_patient: str, coverage_patient: str, name: str) -> None:
    """A form saves for the patient it was opened for, and for nobody else (FD-107). ``name``: whose coverage it is
    now. Raises Refused."""
    if form_patient != coverage_patient:
        raise Refused(
            f"Not saved: this form was opened for another patient, the coverage belongs to {name}. Close it and open "
            "the right patient."
        )


def changed_fields(before: Coverage, form: CoverageForm) -> tuple[str, ...]:
    """Names of the columns that saving would change; none when nothing was changed."""
    pairs = {
        "payer_id": (before.payer_id, form.payer_id or before.payer_id if not form.new_payer else "+"),
        "position": (before.order, form.order),
        "plan_name": (before.plan, form.plan),
        "member_id": (before.member_id, form.member_id),
        "group_number": (before.group_number, form.group),
        "relationship": (before.relationship, form.relationship),
        "subscriber_name": (before.subscriber, form.subscriber),
        "subscriber_dob": (before.subscriber_dob, form.subscriber_dob),
        "subscriber_patient_id": (before.subscriber_patient_id, form.subscriber_patient_id),
        "effective_on": (before.effective, form.effective),
        "ends_on": (before.ends, form.ends),
        "copay_cents": (before.copay, form.copay),
        "card_front": (before.card_front, form.card_front),
        "card_back": (before.card_back, form.card_back),
    }
    return tuple(name for name, (old, new) in pairs.items() if old != new)


def as_content(coverage: Coverage) -> dict[str, object]:
    """The coverage as it is kept as a version, by the names people know."""
    return {
        "payer": coverage.payer, "plan": coverage.plan, "member_id": coverage.member_id,
        "group": coverage.group_number, "order": coverage.order, "relationship": coverage.relationship,
        "subscriber": coverage.subscriber, "subscriber_dob": coverage.subscriber_dob,
        "subscriber_patient_id": coverage.subscriber_patient_id, "effective": coverage.effective,
        "ends": coverage.ends, "ended_reason": coverage.ended_reason, "copay_cents": coverage.copay,
        "card_front": coverage.card_front, "card_back": coverage.card_back, "card_seen_on": coverage.card_seen_on,
    }  # fmt: skip


def same_content(kept: Coverage, form: CoverageForm) -> bool:
    """Whether ``kept`` is what this very command wrote when it was sent before."""
    return set(changed_fields(kept, form)) <= ({"payer_id"} if form.new_payer else set())
