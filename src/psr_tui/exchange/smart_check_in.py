"""Reading what a patient's phone sent: SMART Health Check-in (draft, version 1) and digital insurance cards.

The whole protocol stands in this one module because it is a draft. Any bytes give a result or a named failure, never an
exception. The carrier (mobile document, encryption) is not read here: a file that was decrypted elsewhere is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from psr_tui.domain.incoming import IncomingCoverage, IncomingPatient, NotTaken
from psr_tui.domain.patients import Demographics
from psr_tui.domain.sent_ahead import DRAFT, ItemStatus, SentAhead, SentCard, SentItem
from psr_tui.domain.text import clean
from psr_tui.exchange.fhir_mapping import FhirMapper
from psr_tui.exchange.json_reading import Json, first, label, record, records, text, texts

TYPE = "smart-health-checkin-response"
LARGEST = 16 * 1024 * 1024  # bytes; card images are in it
_SIGNED = "application/smart-health-card"
_DEEPEST = 12
_MOST = 200  # answers or lines of a summary; more is no check-in
_SUMMARY = {
    "AllergyIntolerance": "Allergy", "Condition": "Problem", "MedicationStatement": "Medication",
    "MedicationRequest": "Medication", "Immunization": "Immunization", "Procedure": "Procedure",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that cannot be read as what it should be, with the reason in one sentence."""

    why: str


def read_sent_ahead(content: bytes) -> SentAhead | Unreadable:
    """The response, or a single insurance card or patient record as FHIR; or why it is neither."""
    if len(content) > LARGEST:
        return Unreadable("The file is too large for a check-in; ask for the one the phone made.")
    try:
        parsed = json.loads(content.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError):
        return Unreadable("The file is not JSON; ask for the file that the patient's phone made.")
    if not isinstance(parsed, dict):
        return Unreadable("The file holds no check-in response and no insurance card.")
    if "resourceType" in parsed:
        return _Reader().single(parsed)
    if text(parsed.get("type")) != TYPE:
        return Unreadable("The file is no answer of SMART Health Check-in and no insurance card in FHIR.")
    if text(parsed.get("version")) != "1":
        version = text(parsed.get("version"), 20) or "no version"
        return Unreadable(f"The file says {version}; what is read here is SMART Health Check-in, {DRAFT}.")
    return _Reader().response(parsed)


@dataclass
class _Reader:
    """Collects what the artifacts hold."""

    person: Demographics | None = None
    given: set[str] = field(default_factory=set)
    cards: list[SentCard] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    signed: int = 0
    warnings: list[str] = field(default_factory=list)
    mapper: FhirMapper = field(default_factory=FhirMapper)

    def response(self, parsed: Json) -> SentAhead:
        serves: dict[str, list[str]] = {}
        for number, artifact in enumerate(records(parsed.get("artifacts")), start=1):
            name = text(artifact.get("id"), 60) or f"part {number}"
            for item in texts(artifact.get("fulfills"), 60):
                serves.setdefault(item, []).append(name)
            self._artifact(artifact, name)
        items = list(self._items(parsed, serves))
        told = {one.item for one in items}
        for item in serves:
            if item not in told:
                self._warn(f"{item}: the file says nothing about how it was answered")
                items.append(SentItem(item, ItemStatus.PARTIAL, "", tuple(serves[item])))
        return self._result(tuple(items), text(parsed.get("requestId"), 80))

    def single(self, resource: Json) -> SentAhead | Unreadable:
        kind = text(resource.get("resourceType"))
        self._resource(resource, "the file", 0)
        if self.person is None and not self.cards and not self.answers and not self.summary:
            return Unreadable(f"The file is a FHIR {kind or 'record'} without anything check-in could use.")
        return self._result((), "")

    def _result(self, items: tuple[SentItem, ...], request_id: str) -> SentAhead:
        return SentAhead(
            items, self.person, frozenset(self.given), tuple(self.cards[:20]), tuple(self.answers[:_MOST]),
            tuple(self.summary[:_MOST]), self.signed, tuple(self.warnings[:_MOST]), request_id,
        )  # fmt: skip

    def _items(self, parsed: Json, serves: dict[str, list[str]]) -> Iterator[SentItem]:
        for one in records(parsed.get("requestStatus")):
            item, status = text(one.get("item"), 60), text(one.get("status"), 40)
            if not item:
                self._warn("an answer does not say which item it is for")
                continue
            known = status in ItemStatus._value2member_map_
            if not known:
                self._warn(f"{item}: its answer {status or 'is empty'!s} is not known, taken as an error")
            yield SentItem(
                item, ItemStatus(status) if known else ItemStatus.ERROR, text(one.get("message")),
                tuple(serves.get(item, ())),
            )  # fmt: skip

    def _artifact(self, artifact: Json, name: str) -> None:
        value = artifact.get("value")
        if text(artifact.get("mediaType"), 80) == _SIGNED or "verifiableCredential" in record(value):
            self.signed += max(1, len(texts(record(value).get("verifiableCredential"), 10)))
        elif isinstance(value, dict):
            self._resource(value, name, 0)
        else:
            self._warn(f"{name}: it holds no record")

    def _resource(self, resource: Json, where: str, depth: int) -> None:
        kind = text(resource.get("resourceType"))
        if depth > _DEEPEST:
            self._warn(f"{where}: it is nested too deep to be read")
        elif kind == "Bundle":
            inside = [record(one.get("resource")) for one in records(resource.get("entry"))[:_MOST]]
            for one in sorted(inside, key=lambda found: text(found.get("resourceType")) != "Organization"):
                self._resource(one, where, depth + 1)
        elif kind == "QuestionnaireResponse":
            self._questions(resource.get("item"), 0)
        elif kind in _SUMMARY:
            self._line(_SUMMARY[kind], resource)
        elif kind in ("Patient", "Coverage", "Organization"):
            self._mapped(kind, resource, where)
        elif kind != "Composition":
            self._warn(f"{where}: {kind or 'a record without a kind'} is not used at the desk")

    def _mapped(self, kind: str, resource: Json, where: str) -> None:
        whole = {**resource, "id": text(resource.get("id")) or "sent"}
        if kind == "Coverage" and not record(resource.get("beneficiary")):
            whole["beneficiary"] = {"reference": "Patient/sent"}
        for one in self.mapper.take(whole, where):
            if isinstance(one, IncomingPatient):
                self._take_person(one.demographics, resource)
            elif isinstance(one, IncomingCoverage):
                self.cards.append(_card(one, resource))
            elif isinstance(one, NotTaken):
                self._warn(f"{where}: {one.what.lower()}: {one.why}")

    def _take_person(self, person: Demographics, resource: Json) -> None:
        """The first record that says most: a summary repeats the patient with less in it."""
        fields = {"name": "name", "birthDate": "born", "gender": "sex", "address": "address"}
        given = {ours for theirs, ours in fields.items() if resource.get(theirs)}
        given |= {"phones"} if person.phones else set()
        given |= {"email"} if person.email else set()
        given |= {"language"} if resource.get("communication") else set()
        if self.person is not None and self.person.born != person.born:
            self._warn("the file holds two people; only the first is compared")
        elif self.person is None or len(given) > len(self.given):
            self.person, self.given = person, given

    def _questions(self, items: object, depth: int) -> None:
        if depth > _DEEPEST:
            self._warn("a question is nested too deep to be read")
            return
        for one in records(items):
            question = text(one.get("text")) or text(one.get("linkId"), 60)
            given = [words for answer in records(one.get("answer")) if (words := _answer(answer))]
            if given and question:
                self.answers.append((question, ", ".join(given)[:400]))
            self._questions(one.get("item"), depth + 1)
            for answer in records(one.get("answer")):
                self._questions(answer.get("item"), depth + 1)

    def _line(self, word: str, resource: Json) -> None:
        name = (
            label(resource.get("code"))
            or label(resource.get("medicationCodeableConcept"))
            or label(resource.get("vaccineCode"))
        )
        line = f"{word}: {name}"
        if name and line not in self.summary:  # one part may serve several items
            self.summary.append(line)

    def _warn(self, words: str) -> None:
        if words not in self.warnings:
            self.warnings.append(clean(words, 200))


def _card(one: IncomingCoverage, resource: Json) -> SentCard:
    costs = []
    for cost in records(resource.get("costToBeneficiary"))[:10]:
        what = label(cost.get("type"))
        value = record(cost.get("valueMoney")).get("value")
        amount = f"{value:,.2f}" if _is_amount(value) else ""
        if what and amount:
            costs.append(f"{what} ${amount}")
    member = one.member_id or _member_number(resource)
    return SentCard(
        one.payer, one.plan, member, one.group_number, one.relationship, one.subscriber, one.effective, one.ends,
        tuple(costs), _images(resource),
    )  # fmt: skip


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**9


def _member_number(resource: Json) -> str:
    numbers = (text(one.get("value"), 60) for one in records(resource.get("identifier")))
    return next((number for number in numbers if number), "")


def _images(resource: Json) -> int:
    """Pictures of the card, which are counted and not kept."""
    return sum(
        text(one.get("url"), 400).endswith("SupportingImage-extension") for one in records(resource.get("extension"))
    )


def _answer(answer: Json) -> str:
    """One answer in words, whatever its type."""
    for key, value in answer.items():
        if not key.startswith("value"):
            continue
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float):
            return f"{value:g}"
        if isinstance(value, dict):
            amount = value.get("value")
            number = f"{amount:g}" if isinstance(amount, float) else text(amount)
            return (
                " ".join(part for part in (number, text(value.get("unit"), 40)) if part)
                or label(value)
                or (
                    text(value.get("display"))
                    or text(first(value.get("coding")).get("display"))
                    or text(value.get("code"))
                )
            )
        return text(value, 300)
    return ""
