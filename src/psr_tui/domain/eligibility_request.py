"""What is asked of a payer, and what is missing before it can be asked (front-desk.md FD-111, FD-112)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

RELATIONS = ("01", "19", "34", "20", "39", "40", "53", "G8", "21")
"""INS02 of a dependent: spouse, child, other adult, employee, organ and cadaver donor, life partner, other, unknown."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A person as a 270 names them. ``sex`` is M, F or U (not sent); ``member_id`` belongs to the subscriber."""

    last: str
    first: str
    born: date | None
    middle: str = ""
    suffix: str = ""
    sex: str = ""
    member_id: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class EligibilityRequest:
    """Everything a 270 holds. Control numbers and the trace come from the store and never repeat (standards.md 1.4).

    ``made_at`` is the clinic's wall time, written as it is. ``service_to`` makes a range of the date of service.
    ``sender_kind`` and ``receiver_kind`` are ISA05 and ISA07, ZZ = agreed between the two. ``trace_source`` is TRN03:
    ten characters, 9 and then our own id, or 1 and the tax number. ``usage`` is T for test, P for production.
    """

    interchange_control: int
    group_control: int
    trace: str
    trace_source: str
    made_at: datetime
    sender: str
    receiver: str
    payer_name: str
    payer_id: str
    provider_name: str
    npi: str
    subscriber: Asked
    service_from: date
    dependent: Asked | None = None
    relation: str = ""
    service_types: tuple[str, ...] = ("30",)
    service_to: date | None = None
    usage: str = "P"
    set_control: int = 1
    provider_first: str = ""
    """Set when the provider is a person; otherwise ``provider_name`` is an organisation."""
    sender_kind: str = "ZZ"
    receiver_kind: str = "ZZ"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something to fill in first: ``field`` is stable, ``text`` one sentence that says where to find it."""

    field: str
    text: str


def npi_ok(npi: str) -> bool:
    """Ten digits that begin with 1 or 2 and pass the check digit: Luhn over 80840 and the NPI (standards.md 8)."""
    if len(npi) != 10 or not (npi.isascii() and npi.isdigit()) or npi[0] not in "12":
        return False
    digits = [int(one) for one in f"80840{npi}"]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def gaps(request: EligibilityRequest) -> tuple[Gap, ...]:
    """What is missing before this may be sent; empty when it is complete (FD-112)."""
    found: list[Gap] = []

    def want(there: bool, field: str, text: str) -> None:
        if not there:
            found.append(Gap(field, text))

    payer = request.payer_name.strip() or "this payer"
    want(bool(request.payer_name.strip()), "payer_name", "The coverage names no payer; choose one.")
    want(bool(request.payer_id.strip()), "payer_id", f"There is no payer id for {payer}; look on its page or the card.")
    want(bool(request.provider_name.strip()), "provider_name", "The clinic or provider has no name in the settings.")
    if not request.npi.strip():
        want(False, "npi", "The provider has no NPI; ask a supervisor to enter it.")
    else:
        want(npi_ok(request.npi.strip()), "npi", f"NPI {request.npi} does not pass its check digit; look it up again.")
    _person_gaps(request.subscriber, "subscriber", "the insured person", want_all=request.dependent is None, want=want)
    want(bool(request.subscriber.member_id.strip()), "member_id", "The member id is missing; it stands on the card.")
    if request.dependent is not None:
        _person_gaps(request.dependent, "dependent", "the patient", want_all=True, want=want)
        known = request.relation in RELATIONS
        want(known, "relation", "How the patient belongs to the insured person is missing; ask: spouse, child, other?")
    want(bool(request.service_types), "service_types", "No kind of service is chosen to ask for.")
    ends = request.service_to
    want(ends is None or ends >= request.service_from, "service_to", "The last day asked for is before the first day.")
    return tuple(found)


def _person_gaps(
    person: Asked, field: str, who: str, *, want_all: bool, want: Callable[[bool, str, str], None]
) -> None:
    """A dependent's subscriber is found by the member id; only whoever is asked about needs a birth date."""
    want(bool(person.last.strip()), f"{field}_last", f"The last name of {who} is missing.")
    if want_all:
        want(bool(person.first.strip()), f"{field}_first", f"The first name of {who} is missing.")
        want(person.born is not None, f"{field}_born", f"The birth date of {who} is missing; ask for it.")
