"""What a phone sent: anything gives a result or a named failure; items, cards, answers and the summary are read."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.domain.sent_ahead import ItemStatus, SentAhead
from psr_tui.exchange.smart_check_in import Unreadable, read_sent_ahead
from tests.helpers.shared import shared_data

PATIENT = {
    "resourceType": "Patient",
    "name": [{"family": "Peña [García]", "given": ["José"]}],
    "birthDate": "1960-02-29",
    "gender": "male",
    "telecom": [{"system": "phone", "value": "505-555-0177", "use": "mobile"}],
    "address": [{"line": ["9 New Street"], "city": "Santa Fe", "state": "NM", "postalCode": "87505"}],
}
CARD = {
    "resourceType": "Coverage",
    "status": "active",
    "subscriberId": "W987654321",
    "payor": [{"display": "Cigna Health"}],
    "period": {"start": "2026-02-01"},
    "relationship": {"coding": [{"code": "self"}]},
    "class": [{"type": {"coding": [{"code": "group"}]}, "value": "00441"}],
    "costToBeneficiary": [{"type": {"text": "Primary care visit"}, "valueMoney": {"value": 25}}],
}
ANSWERS = {
    "resourceType": "QuestionnaireResponse",
    "item": [
        {"text": "Headache today?", "answer": [{"valueBoolean": True}]},
        {
            "text": "Pain (0-10)",
            "answer": [{"valueInteger": 4}],
            "item": [{"linkId": "since", "answer": [{"valueDate": "2026-03-01"}]}],
        },
    ],
}


def response(*artifacts: dict[str, Any], status: tuple[tuple[str, str], ...] = ()) -> bytes:
    whole = {
        "type": "smart-health-checkin-response",
        "version": "1",
        "requestId": "r1",
        "artifacts": list(artifacts),
        "requestStatus": [{"item": item, "status": answer} for item, answer in status],
    }
    return json.dumps(whole).encode()


def artifact(value: Any, *items: str, name: str = "a1", media: str = "application/fhir+json") -> dict[str, Any]:
    return {"id": name, "mediaType": media, "fulfills": list(items), "value": value}


def read(content: bytes) -> SentAhead:
    found = read_sent_ahead(content)
    assert isinstance(found, SentAhead), found
    return found


def test_person_card_and_answers_are_read() -> None:
    sent = read(response(artifact(PATIENT, "patient"), artifact(CARD, "card", name="a2"), artifact(ANSWERS, "q")))
    assert sent.person is not None and sent.person.name.last == "Peña [García]"
    assert sent.given == {"name", "born", "sex", "phones", "address"}
    (card,) = sent.cards
    assert (card.payer, card.member_id, card.group, card.effective) == (
        "Cigna Health", "W987654321", "00441", date(2026, 2, 1),
    )  # fmt: skip
    assert card.costs == ("Primary care visit $25.00",)
    assert sent.answers == (("Headache today?", "yes"), ("Pain (0-10)", "4"), ("since", "2026-03-01"))


def test_one_part_may_serve_several_items_and_a_declined_item_is_no_missing_one() -> None:
    both = artifact(PATIENT, "patient", "contact")
    status = (("patient", "fulfilled"), ("contact", "partial"), ("insurance", "declined"), ("ips", "unavailable"))
    sent = read(response(both, status=status))
    assert [(one.item, one.status.value, one.artifacts) for one in sent.items] == [
        ("patient", "fulfilled", ("a1",)), ("contact", "partial", ("a1",)), ("insurance", "declined", ()),
        ("ips", "unavailable", ()),
    ]  # fmt: skip
    assert [one.item for one in sent.declined] == ["insurance"]
    assert sent.codes() == "patient:fulfilled contact:partial insurance:declined ips:unavailable"


def test_an_item_may_be_served_by_several_parts() -> None:
    parts = (artifact(PATIENT, "all"), artifact(CARD, "all", name="a2"))
    assert read(response(*parts, status=(("all", "fulfilled"),))).items[0].artifacts == ("a1", "a2")


def test_an_answer_that_is_not_known_is_an_error_with_a_warning_and_a_silent_item_is_named() -> None:
    sent = read(response(artifact(PATIENT, "patient"), status=(("card", "perhaps"),)))
    assert [(one.item, one.status) for one in sent.items] == [
        ("card", ItemStatus.ERROR), ("patient", ItemStatus.PARTIAL)
    ]  # fmt: skip
    assert any("perhaps" in warning for warning in sent.warnings)
    assert any("says nothing about how" in warning for warning in sent.warnings)


def test_signed_health_cards_are_counted_and_never_opened() -> None:
    signed = artifact(
        {"verifiableCredential": ["eyJ6aXAiOiJERUYifQ.x.y", "z"]}, "ips", media="application/smart-health-card"
    )
    sent = read(response(signed))
    assert sent.signed_cards == 2 and not sent.summary


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        (b"[1, 2]", "holds no check-in response"),
        (b'{"type": "other"}', "no answer of SMART Health Check-in"),
        (b'{"type": "smart-health-checkin-response", "version": "2"}', "draft, version 1"),
        (b'{"resourceType": "Organization", "id": "x"}', "without anything check-in could use"),
        (b"[" * 100_000, "not JSON"),
        (b" " * (16 * 1024 * 1024 + 1), "too large"),
    ],
    ids=["empty", "binary", "list", "other", "version", "organisation", "deep", "large"],
)
def test_what_cannot_be_read_says_why(content: bytes, why: str) -> None:
    found = read_sent_ahead(content)
    assert isinstance(found, Unreadable) and why in found.why


def test_what_is_nested_without_end_stops_with_a_warning() -> None:
    question: dict[str, Any] = {"text": "deep", "answer": [{"valueString": "x"}]}
    for _ in range(60):
        question = {"text": "q", "item": [question]}
    sent = read(response(artifact({"resourceType": "QuestionnaireResponse", "item": [question]}, "q")))
    assert any("too deep" in warning for warning in sent.warnings)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(["Patient", "1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type", "version", "artifacts", "requestStatus", "value", "resourceType", "item", "answer", "name",
                    "fulfills", "entry", "resource", "status", "valueMoney", "extension", "payor", "id", "telecom",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=150)
@given(anything, st.sampled_from(["Patient", "Coverage", "Bundle", "QuestionnaireResponse", "Condition", "?"]))
def test_any_json_gives_a_result_or_a_named_failure(value: Any, kind: str) -> None:
    resource = {**value, "resourceType": kind} if isinstance(value, dict) else value
    for whole in (value, resource, json.loads(response(artifact(resource, "a")))):
        found = read_sent_ahead(json.dumps(whole).encode("utf-8", errors="surrogatepass"))
        assert isinstance(found, SentAhead) or found.why
        repr(found).encode()  # nothing that cannot be written to a terminal


@given(st.binary(max_size=200))
def test_any_bytes_give_a_result_or_a_named_failure(content: bytes) -> None:
    assert isinstance(read_sent_ahead(content), SentAhead | Unreadable)


def test_a_file_cut_off_anywhere_is_named() -> None:
    whole = response(artifact(PATIENT, "patient"))
    for length in range(0, len(whole), 17):
        assert isinstance(read_sent_ahead(whole[:length]), Unreadable)


def test_the_published_examples_are_read() -> None:
    folder = shared_data("fhir/smart-health-checkin")
    full = read((folder / "smart-response.expected.json").read_bytes())
    assert [one.status.value for one in full.items] == ["fulfilled"] * 4
    assert full.person is not None and full.person.name.last == "Doe" and full.person.born == date(1985, 6, 15)
    (card,) = full.cards
    assert (card.member_id, card.images, card.costs[0]) == ("W123456789", 2, "Primary care visit $25.00")
    assert full.summary == ("Allergy: Penicillin", "Problem: Chronic migraine", "Problem: Essential hypertension")
    minimal = read((folder / "smart-response.minimal.json").read_bytes())
    assert minimal.person is None and minimal.warnings == ("a1: patient: it has no name",)
    assert isinstance(read_sent_ahead((folder / "smart-request.expected.json").read_bytes()), Unreadable)


def test_the_published_insurance_cards_are_read() -> None:
    folder = shared_data("fhir/carin-insurance-card")
    (card,) = read((folder / "Example-Coverage1.json").read_bytes()).cards
    assert (card.payer, card.plan, card.member_id) == ("Acme Insurance Co", "Acme Gold Plus", "102345672-01")
    assert len(read((folder / "sampleCoverageResponseWithImageExtensions.json").read_bytes()).cards) == 1
