"""Portal messages on a real store: whose they are, where they go, and who may do what with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused, Stale
from psr_tui.domain.message_templates import Way
from psr_tui.domain.portal_triage import Next, Pool, PortalMessage, next_of, propose
from psr_tui.services.messages import SendMessage
from psr_tui.services.red_flags import RedFlag
from tests.helpers.clinic import NOW, TestClinic
from tests.helpers.messages import MessageDesk, portal


@pytest.fixture
def desk(clinic: TestClinic, tmp_path: Path) -> MessageDesk:
    return MessageDesk(clinic, tmp_path / "gateway")


def came(desk: MessageDesk, body: str, mrn: int = 1, **more: Any) -> PortalMessage:
    """A message that just came from the patient with this number."""
    external = f"p-{desk.clinic.count('SELECT count(*) FROM message_in')}"
    desk.bring(portal(external, body, mrn, **more), name=f"{external}.jsonl")
    return next(one for one in desk.services.portal_messages.standing(desk.rep) if one.body == body)


def found(desk: MessageDesk) -> PortalMessage:
    return desk.services.portal_messages.standing(desk.rep)[0]


PHRASES = ("chest pain", "can't breathe", "dolor de pecho")


@pytest.mark.parametrize(
    ("body", "pool", "phrase"),
    [
        ("I have CHEST   pain since noon", Pool.NURSES, "chest pain"),
        ("My son cant breathe", Pool.NURSES, "can't breathe"),
        ("Tengo dolor de pecho", Pool.NURSES, "dolor de pecho"),
        ("Are my test results in? And what do I owe?", Pool.NURSES, ""),
        ("Necesito mi receta", Pool.NURSES, ""),
        ("Why was I charged twice?", Pool.BILLING, ""),
        ("Please send a copy of my records", Pool.RECORDS, ""),
        ("I want to reschedule", Pool.FRONT_DESK, ""),
        ("xin chao", Pool.UNSORTED, ""),
        ("The payer testimony", Pool.UNSORTED, ""),
    ],
)
def test_the_words_propose_a_pool_and_never_less_than_the_nurses(body: str, pool: Pool, phrase: str) -> None:
    made = propose("Hello", body, PHRASES)
    assert (made.pool, made.phrase) == (pool, phrase)
    assert propose(body, f"Thank you. {body} My bill, please.", PHRASES).pool in (pool, Pool.BILLING)
    both = propose("", f"{body}. chest pain", PHRASES)
    assert both.pool is Pool.NURSES and both.phrase


def test_clinical_words_go_to_the_nurses_at_once_and_a_red_flag_is_urgent(desk: MessageDesk) -> None:
    desk.patient()
    flag = came(desk, "I had chest pain last night")
    plain = came(desk, "What are your hours?")
    clinical = came(desk, "Is my rash contagious?")
    standing = desk.services.portal_messages.standing(desk.rep)
    assert standing[0].id == flag.id and flag.urgent and flag.due_at == NOW + timedelta(minutes=3)
    assert (clinical.pool, clinical.state.value, next_of(clinical)) == (Pool.NURSES, "routed", Next.NURSE)
    assert (plain.state.value, plain.proposed, next_of(plain)) == ("new", 'front desk: "hours"', Next.ROUTE)
    # 960 working minutes of 8-12 and 13-18 from Wednesday 9:47: 433 today, 527 tomorrow
    assert plain.due_at == datetime(2026, 3, 5, 23, 47, tzinfo=UTC)
    assert flag.proposed == 'nurses: red flag "chest pain"'


def test_whose_it_is_comes_from_the_number_and_never_against_the_birth_date(desk: MessageDesk) -> None:
    desk.patient(source="portal", source_id="acct-7")
    right = came(desk, "Hours?", 1, patient={"mrn": 1, "born": "1960-02-29"})
    assert right.patient.startswith("SMITH")
    assert came(desk, "Hours please", 0, patient={"portal_id": "acct-7"}).patient_id == right.patient_id
    for patient in ({"mrn": 1, "born": "1961-02-28"}, {"mrn": 99}, {}, "Jon", {"portal_id": "acct-8"}):
        one = came(desk, f"Hours? {patient}", 0, patient=patient, **{"from": "Jon Smith"})
        assert one.patient_id == "" and next_of(one) is Next.WHOSE


def test_a_rep_says_whose_it_is_and_names_without_a_common_part_need_a_reason(desk: MessageDesk) -> None:
    patient_id, service = desk.patient(), desk.services.portal_messages
    one = came(desk, "What are your hours?", 0, **{"from": "Mrs. Baker"})
    with pytest.raises(InvalidInput, match="share no name; say how you know"):
        service.match(desk.rep, one.id, one.version, patient_id)
    service.match(desk.rep, one.id, one.version, patient_id, "maiden name, asked by phone")
    with pytest.raises(Stale):
        service.match(desk.rep, one.id, one.version, patient_id, "again")
    assert found(desk).patient_id == patient_id


def test_anybody_moves_it_up_to_the_nurses_and_only_a_lead_down(desk: MessageDesk) -> None:
    desk.patient()
    service, lead = desk.services.portal_messages, desk.clinic.actor("lgrant")
    one = came(desk, "What are your hours?")
    service.route(desk.rep, one.id, 1, Pool.FRONT_DESK)
    service.take(desk.clinic.actor("tchen"), one.id, 2)
    assert service.route(desk.rep, one.id, 3, Pool.NURSES) == "It is with nurses now."  # even when somebody has it
    with pytest.raises(NotAllowed, match="Only a lead"):
        service.route(desk.rep, one.id, 4, Pool.BILLING)
    with pytest.raises(Refused, match="nurses'; 1 says which nurse"):
        service.take(desk.rep, one.id, 4)
    for act in (service.close, service.to_callback):
        with pytest.raises(NotAllowed):
            act(desk.rep, one.id, 4, "+30m")
    service.route(lead, one.id, 4, Pool.BILLING)
    assert found(desk).pool is Pool.BILLING


def test_one_person_has_it_until_it_is_given_back(desk: MessageDesk) -> None:
    desk.patient()
    service, other = desk.services.portal_messages, desk.clinic.actor("tchen")
    one = came(desk, "What are your hours?")
    assert service.take(desk.rep, one.id, 1) == "It is yours."
    with pytest.raises(NotAllowed, match=r"give back what M\. Rivera has"):
        service.take(other, one.id, 2)
    with pytest.raises(Refused, match=r"M\. Rivera has this message"):
        service.close(other, one.id, 2, "done")
    service.take(desk.clinic.actor("lgrant"), one.id, 2)
    service.close(other, one.id, 3, "answered by phone")
    assert service.standing(desk.rep) == []


def test_an_answer_closes_it_but_the_desk_only_receipts_what_is_the_nurses(desk: MessageDesk) -> None:
    patient_id = desk.patient()
    service, messages = desk.services.portal_messages, desk.services.messages
    one = came(desk, "What are your hours?")
    seen = messages.own_words(desk.rep, patient_id, Way.PORTAL, "Our hours", "8 to 6")
    messages.send(desk.rep, SendMessage(desk.new_id(), patient_id, seen, reply_to=one.id))
    assert service.standing(desk.rep) == []
    clinical = came(desk, "Is my rash contagious?")
    with pytest.raises(Refused, match="the desk says only that it came"):
        messages.send(desk.rep, SendMessage(desk.new_id(), patient_id, seen, reply_to=clinical.id))
    offers = messages.offers(desk.rep, patient_id, reply_to=clinical.id)
    assert [one.template_code for one in offers.previews] == ["reply_received"] and not offers.own_words
    receipt = desk.preview(patient_id, "reply_received", Way.PORTAL, clinical.id)
    messages.send(desk.rep, SendMessage(desk.new_id(), patient_id, receipt, reply_to=clinical.id))
    (still,) = service.standing(desk.rep)
    assert still.pool is Pool.NURSES
    service.nurse_took(desk.rep, still.id, still.version, "Nurse Okafor")
    assert service.standing(desk.rep) == []
    heard = "SELECT count(*) FROM contact_log WHERE direction = 'in' AND note LIKE '%taken by Nurse Okafor'"
    assert desk.clinic.count(heard) == 1


def test_a_callback_is_made_once_even_when_the_end_of_it_was_lost(
    desk: MessageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.patient()
    service = desk.services.portal_messages
    one = came(desk, "Why was I charged twice?")
    with monkeypatch.context() as patch:
        patch.setattr(service, "_linked", lambda *_: None)  # the program dies between the two
        service.to_callback(desk.rep, one.id, 1)
    service.to_callback(desk.rep, one.id, 1)
    assert desk.clinic.count("SELECT count(*) FROM callback WHERE reason_code = 'OTHER'") == 1
    assert desk.clinic.count("SELECT count(*) FROM message_in WHERE callback_id IS NOT NULL AND state = 'closed'") == 1


def test_a_red_flag_waits_for_no_chart_and_is_raised_once(desk: MessageDesk) -> None:
    one = came(desk, "I cannot breathe well", 0)
    assert next_of(one) is Next.RED_FLAG
    flag = RedFlag(desk.new_id(), "", "at home", "5055550142", one.body, True, "Ann Baker")
    words = desk.services.portal_messages.flagged(desk.rep, one.id, one.version, flag)
    assert words.startswith("The red flag is with the nurse")
    assert desk.clinic.count("SELECT count(*) FROM callback WHERE red_flag = 1") == 1
    assert desk.clinic.count("SELECT count(*) FROM message_in WHERE callback_id IS NOT NULL AND state = 'closed'") == 1
