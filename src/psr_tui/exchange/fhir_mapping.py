"""FHIR R4 resources as people, insurances and visits of the desk. Pure: a resource in, records out; never raises.

Social security, licence and passport numbers, race, ethnicity and coordinates are not read: a desk does not need them.
"""

from __future__ import annotations

from collections.abc import Iterator

from psr_tui.domain.incoming import (
    Incoming,
    IncomingCoverage,
    IncomingPatient,
    IncomingProvider,
    IncomingVisit,
    NotTaken,
)
from psr_tui.domain.languages import language_code
from psr_tui.domain.names import LONGEST_NAME, PatientName
from psr_tui.domain.patients import Address, Demographics, InterpreterNeed, Phone, PhoneKind, Sex
from psr_tui.domain.phones import read_foreign_phone
from psr_tui.domain.us_states import state_code
from psr_tui.exchange.json_reading import (
    Json,
    code,
    day,
    extension,
    first,
    instant,
    label,
    record,
    records,
    reference,
    text,
    texts,
    walk_names,
)

_NO_INSURANCE = {"no insurance", "no_insurance", "self pay", "selfpay", "self-pay", "uninsured"}
_VISIT_KINDS = {
    "AMB": "Office visit", "EMER": "Emergency", "IMP": "Hospital stay", "ACUTE": "Hospital stay",
    "OBSENC": "Observation", "HH": "Home visit", "VR": "Video visit", "FLD": "Field visit", "SS": "Short stay",
}  # fmt: skip
_OVER = {"finished", "arrived", "triaged", "in-progress", "onleave", "unknown", ""}
_STATES = {"cancelled": "cancelled", "entered-in-error": "entered_in_error", "planned": "booked"}
_RELATIONSHIPS = {"self": "self", "spouse": "spouse", "child": "child"}
_LONGEST_VISIT = 60 * 24 * 366


class FhirMapper:
    """Maps one resource at a time and remembers the names of organisations, because others point to them."""

    def __init__(self) -> None:
        self._organisations: dict[str, str] = {}

    def take(self, resource: Json, where: str) -> Iterator[Incoming]:
        """The records of one resource; a kind the desk has no use for gives a NotTaken."""
        kind = text(resource.get("resourceType"))
        source_id = text(resource.get("id"))
        if kind == "Organization":
            self._organisation(resource, source_id)
        elif not source_id and kind in ("Patient", "Practitioner", "Coverage", "Encounter"):
            yield NotTaken(where, kind, "it has no id, so it could not be recognised when it comes again")
        elif kind == "Patient":
            yield from _patient(resource, source_id, where)
        elif kind == "Practitioner":
            yield from _provider(resource, source_id, where)
        elif kind == "Coverage":
            yield from self._coverage(resource, source_id, where)
        elif kind == "Encounter":
            yield from self._visit(resource, source_id, where)
        else:
            yield NotTaken(where, kind or "other record", "the desk has no use for it", source_id, outside=True)

    def _organisation(self, resource: Json, source_id: str) -> None:
        name = text(resource.get("name"), 120)
        for key in (source_id, *(text(one.get("value")) for one in records(resource.get("identifier")))):
            if key and name:
                self._organisations[key] = name

    def _coverage(self, resource: Json, source_id: str, where: str) -> Iterator[Incoming]:
        patient = reference(resource.get("beneficiary"))
        status = text(resource.get("status"))
        payor = first(resource.get("payor"))
        classes = {code(one.get("type")): one for one in records(resource.get("class"))}
        plan, group = record(classes.get("plan")), record(classes.get("group"))
        payer = (
            text(payor.get("display"), 120)
            or self._organisations.get(reference(payor), "")
            or text(plan.get("name"), 120)
            or label(resource.get("type"))
            or "Payer not named"
        )
        period = record(resource.get("period"))
        effective, _ = day(period.get("start"))
        ends, _ = day(period.get("end"))
        if not patient:
            yield NotTaken(where, "Coverage", "it does not say whose it is", source_id)
        elif status == "entered-in-error":
            yield NotTaken(where, "Coverage", "its source calls it entered in error", source_id)
        elif payer.casefold() in _NO_INSURANCE:
            yield NotTaken(where, "Coverage", "it says that there was no insurance", source_id, outside=True)
        else:
            if status == "cancelled" and ends is None:
                ends = effective
                yield NotTaken(where, "Coverage", "cancelled without an end: taken as ended", source_id, doubt=True)
            order = resource.get("order")
            yield IncomingCoverage(
                source_id=source_id, patient_source_id=patient, payer=payer, kind=_payer_kind(payer),
                plan=text(plan.get("name"), 120) or text(plan.get("value"), 120),
                member_id=text(resource.get("subscriberId"), 60), group_number=text(group.get("value"), 60),
                relationship=_RELATIONSHIPS.get(code(resource.get("relationship")), "other")
                if resource.get("relationship") else "self",
                subscriber=text(record(resource.get("subscriber")).get("display"), 120),
                position=order if type(order) is int and 1 <= order <= 9 else 0, effective=effective, ends=ends,
            )  # fmt: skip

    def _visit(self, resource: Json, source_id: str, where: str) -> Iterator[Incoming]:
        patient = reference(resource.get("subject"))
        period = record(resource.get("period"))
        starts, ends = instant(period.get("start")), instant(period.get("end"))
        if not patient or starts is None:
            why = "it does not say whose it is" if not patient else "it has no start"
            yield NotTaken(where, "Encounter", why, source_id)
            return
        status = text(resource.get("status"))
        if status not in _OVER and status not in _STATES:
            yield NotTaken(where, "Encounter", f"status {status} is not known: taken as over", source_id, doubt=True)
        visit_class = text(record(resource.get("class")).get("code")).upper()
        place = record(resource.get("serviceProvider"))
        minutes = int((ends - starts).total_seconds() // 60) if ends else 0
        yield IncomingVisit(
            source_id=source_id, patient_source_id=patient, starts_at=starts,
            minutes=min(max(minutes, 0), _LONGEST_VISIT),
            type_code=visit_class if visit_class in _VISIT_KINDS else "AMB",
            type_label=_VISIT_KINDS.get(visit_class, "Office visit"), state=_STATES.get(status, "checked_out"),
            reason=_plain(label(first(resource.get("reasonCode"))) or label(first(resource.get("type")))),
            place=text(place.get("display"), 120) or self._organisations.get(reference(place), ""),
            provider_source_id=reference(record(first(resource.get("participant")).get("individual"))),
        )  # fmt: skip


def _patient(resource: Json, source_id: str, where: str) -> Iterator[Incoming]:
    name, preferred, earlier = _names(resource)
    if not name.last:
        yield NotTaken(where, "Patient", "it has no name", source_id)
        return
    born, complete = day(resource.get("birthDate"))
    if born is None:
        yield NotTaken(where, "Patient", "no date of birth: ask for it at the next visit", source_id, doubt=True)
    elif not complete:
        yield NotTaken(where, "Patient", "date of birth without a day: marked as estimated", source_id, doubt=True)
    language, doubt = _language(resource)
    if doubt:
        yield NotTaken(where, "Patient", f"language {doubt} is not in the list: kept as it is", source_id, doubt=True)
    died, _ = day(resource.get("deceasedDateTime"))
    interpreter = extension(resource, "patient-interpreterRequired").get("valueBoolean") is True
    demographics = Demographics(
        name=name, born=born, born_estimated=born is not None and not complete,
        sex=Sex(sex) if (sex := text(resource.get("gender"))) in ("female", "male", "other") else Sex.UNKNOWN,
        preferred_name=preferred, earlier_names=earlier, address=_address(resource), phones=_phones(resource),
        email=next((text(one.get("value"), 120) for one in _telecom(resource, "email")), ""), language=language,
        interpreter=InterpreterNeed.YES if interpreter else InterpreterNeed.NO,
    )  # fmt: skip
    deceased = died is not None or resource.get("deceasedBoolean") is True or bool(resource.get("deceasedDateTime"))
    yield IncomingPatient(source_id, demographics, deceased, died)


def _provider(resource: Json, source_id: str, where: str) -> Iterator[Incoming]:
    name = first(resource.get("name"))
    last, given = text(name.get("family"), LONGEST_NAME), " ".join(texts(name.get("given"), LONGEST_NAME))
    if not last and not given:
        yield NotTaken(where, "Practitioner", "it has no name", source_id)
        return
    title = " ".join(texts(name.get("suffix"), 20)) or " ".join(texts(name.get("prefix"), 20))
    npi = next((text(one.get("value")) for one in records(resource.get("identifier")) if _is_npi(one)), "")
    yield IncomingProvider(source_id, last or given, given if last else "", title[:20], npi[:10])


def _is_npi(identifier: Json) -> bool:
    return text(identifier.get("system")).endswith("us-npi")


def _names(resource: Json) -> tuple[PatientName, str, tuple[PatientName, ...]]:
    """The legal name, the name in use, and earlier names."""
    legal, preferred, earlier = PatientName(""), "", []
    for use, one in walk_names(resource.get("name")):
        name = _name(one)
        if use in ("maiden", "old"):
            earlier += [name] if name.last else []
        elif use in ("nickname", "usual") and legal.last:
            preferred = preferred or name.first or name.last
        elif not legal.last or (use == "official" and name.last):
            legal = name
    return (legal if legal.last or not earlier else earlier[0]), preferred, tuple(earlier)


def _name(one: Json) -> PatientName:
    given = texts(one.get("given"), LONGEST_NAME)
    last = text(one.get("family"), LONGEST_NAME)
    if not last and not given:
        words = text(one.get("text"), LONGEST_NAME).split()
        last, given = " ".join(words[-1:]), words[:-1]
    if not last:
        last, given = " ".join(given)[:LONGEST_NAME], []
    suffix = " ".join(texts(one.get("suffix"), 10))[:10]
    return PatientName(last, " ".join(given[:1]), " ".join(given[1:])[:LONGEST_NAME], suffix)


def _telecom(resource: Json, *systems: str) -> list[Json]:
    """Contact points of these systems that are still in use, by rank."""
    found = [one for one in records(resource.get("telecom")) if text(one.get("system")) in systems]
    found = [one for one in found if text(one.get("use")) != "old" and text(one.get("value"))]
    return sorted(found, key=lambda one: rank if type(rank := one.get("rank")) is int else 99)


def _phones(resource: Json) -> tuple[Phone, ...]:
    kinds = {"home": PhoneKind.HOME, "mobile": PhoneKind.MOBILE, "work": PhoneKind.WORK}
    return tuple(
        Phone(read_foreign_phone(text(one.get("value"), 40)), kinds.get(text(one.get("use")), PhoneKind.OTHER))
        for one in _telecom(resource, "phone", "sms")[:5]
    )


def _address(resource: Json) -> Address:
    found = [one for one in records(resource.get("address")) if text(one.get("use")) != "old"]
    one = next(iter(found), {})
    lines = texts(one.get("line"), 120)
    return Address(
        street=next(iter(lines), ""),
        street2=", ".join(lines[1:])[:120],
        city=text(one.get("city"), 80),
        state=state_code(text(one.get("state"), 40)),
        zip_code=text(one.get("postalCode"), 20),
    )


def _language(resource: Json) -> tuple[str, str]:
    """Our language code, and the text that could not be placed ('' when all is well)."""
    spoken = records(resource.get("communication"))
    chosen = next((one for one in spoken if one.get("preferred") is True), spoken[0] if spoken else {})
    concept = chosen.get("language")
    raw = code(concept) or label(concept)
    if not raw:
        return "en", ""
    found = language_code(raw) or language_code(label(concept))
    return (found, "") if found else (raw[:20], raw[:20])


def _payer_kind(payer: str) -> str:
    name = payer.casefold()
    for kind in ("medicare", "medicaid"):
        if kind in name:
            return kind
    return "other" if "dual" in name else "commercial"


def _plain(words: str) -> str:
    """Without the tag in brackets that one code system puts behind every term."""
    for tag in (" (procedure)", " (disorder)", " (finding)", " (situation)", " (regime/therapy)"):
        words = words.removesuffix(tag)
    return words[:120]
