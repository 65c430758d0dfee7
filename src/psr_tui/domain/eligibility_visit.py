"""One coverage at one visit with everything a request to the payer is made of, and the request itself (FD-111)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.eligibility_check import asked_for
from psr_tui.domain.eligibility_request import Asked, EligibilityRequest, gaps
from psr_tui.domain.money import Money
from psr_tui.domain.names import PatientName, display_name, parse_name

_RELATIONS = {"spouse": "01", "child": "19", "other": "G8"}
"""INS02 by our own words; G8 is "another relationship" and is left out of the file, which is allowed."""
_SEXES = {"female": "F", "male": "M"}
X12_CHANNELS = ("x12", "loopback")


@dataclass(frozen=True, slots=True)
class CoverageAtVisit:
    """A row of the worklist's query. Times are aware UTC; ``channel`` is how this payer is asked."""

    visit_id: str
    visit_version: int
    day: date
    local_start: str
    starts_at: datetime
    visit_type: str
    state: str
    patient_id: str
    name: PatientName
    born: date | None
    sex: str
    patient_folded: str
    coverage_id: str
    order: int
    member_id: str
    group: str
    relationship: str
    subscriber: str
    subscriber_born: date | None
    plan: str
    copay: Money | None
    verified_at: datetime | None
    verified_result: str
    payer_id: str
    payer: str
    payer_code: str
    verify: bool
    channel: str
    provider_npi: str

    @property
    def patient(self) -> str:
        """As lists write it."""
        return display_name(self.name.last, self.name.first, self.name.middle, self.name.suffix)

    @property
    def is_subscriber(self) -> bool:
        """Whether the patient is the insured person."""
        return self.relationship in ("", "self")

    @property
    def key(self) -> str:
        """What a row of the list and a worklist item about it are called."""
        return object_id(self.visit_id, self.coverage_id)


def object_id(visit_id: str, coverage_id: str) -> str:
    """One visit and one coverage, as one key."""
    return f"{visit_id}/{coverage_id}"


def request_for(one: CoverageAtVisit, clinic: Clinic, now: datetime, trace: str, control: int) -> EligibilityRequest:
    """The request for the visit's date of service, never today's (FD-111). ``control`` numbers interchange, group and
    set alike, so that whatever refuses one of them names this check."""
    patient = Asked(
        one.name.last, one.name.first, one.born, one.name.middle, one.name.suffix, _SEXES.get(one.sex, "U"),
        one.member_id, one.group,
    )  # fmt: skip
    training = one.channel == "loopback"
    dependent = None if one.is_subscriber else replace(patient, member_id="", group="")
    return EligibilityRequest(
        interchange_control=control,
        group_control=control,
        set_control=control,
        trace=trace,
        trace_source=_trace_source(clinic),
        made_at=now.astimezone(ZoneInfo(clinic.time_zone)),
        sender=clinic.submitter_id or ("TRAINING" if training else ""),
        receiver=clinic.receiver_id or ("LOOPBACK" if training else ""),
        payer_name=one.payer,
        payer_id=one.payer_code,
        provider_name=clinic.name,
        npi=clinic.npi or one.provider_npi,
        subscriber=patient if one.is_subscriber else _subscriber(one),
        dependent=dependent,
        relation="" if dependent is None else _RELATIONS.get(one.relationship, "G8"),
        service_from=one.day,
        service_types=asked_for(one.visit_type),
        usage="T" if training else "P",
    )


def _subscriber(one: CoverageAtVisit) -> Asked:
    """The insured person as the card names them; nothing is guessed from the patient."""
    name = parse_name(one.subscriber) if any(sign.isalnum() for sign in one.subscriber) else PatientName("")
    return Asked(
        name.last, name.first, one.subscriber_born, name.middle, name.suffix, "U", one.member_id, one.group
    )  # fmt: skip


def _trace_source(clinic: Clinic) -> str:
    """TRN03: 1 and the tax number where there is one, else 9 and a name of our own, ten characters."""
    digits = "".join(sign for sign in clinic.tax_id if sign.isascii() and sign.isdigit())
    if len(digits) == 9:
        return f"1{digits}"
    own = "".join(sign for sign in clinic.submitter_id.upper() if sign.isascii() and sign.isalnum())
    return f"9{(own or 'PSRTUI')[:9]:0<9}"


def gap_words(one: CoverageAtVisit, clinic: Clinic, now: datetime) -> tuple[str, ...]:
    """What is missing before this payer can be asked, as sentences; nothing for a payer that is asked by phone."""
    if one.channel not in X12_CHANNELS:
        return ()
    found = [gap.text for gap in gaps(request_for(one, clinic, now, "-", 1))]
    if one.channel == "x12":
        names = (("submitter id", clinic.submitter_id), ("receiver id", clinic.receiver_id))
        found += [
            f"The clinic has no {name} of the clearinghouse; an administrator enters it." for name, value in names
            if not value.strip()
        ]  # fmt: skip
    return tuple(found)
