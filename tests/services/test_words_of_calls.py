"""The texts of calls on a real store: scripts by version, voicemail with the outcome, boundary, interpreters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from psr_tui.domain.call_script_text import ScriptFaulty
from psr_tui.domain.contacts import MayHear, NewContact
from psr_tui.domain.errors import InvalidInput, NotAllowed, NotFound, Refused
from psr_tui.domain.interpreters import OwnInterpreter
from psr_tui.services.boundary import BoundaryService
from psr_tui.services.call_scripts import CallScriptService
from psr_tui.services.interpreters import AskInterpreter, InterpreterService
from psr_tui.services.quick_notes import QuickNoteService
from psr_tui.services.spoken import SpokenService
from tests.helpers.clinic import SETUP, TestClinic
from tests.services.callback_helpers import Phones, make_phones

OURS = "script CONF en out\nstep start\nsay Ours, {patient.first_name}.\nread Say your name.\n"


@pytest.fixture
def phones(clinic: TestClinic) -> Phones:
    return make_phones(clinic)


def sql(phones: Phones, statement: str) -> None:
    with phones.clinic.store.write(SETUP) as work:
        work.session.connection().exec_driver_sql(statement)
        work.commit()


# --- scripts ---


def test_the_newest_version_is_said_and_older_ones_stay(phones: Phones) -> None:
    scripts = CallScriptService(phones.clinic.store, phones.clinic.clock)
    lead = phones.clinic.actor("lgrant")
    values = {"patient.first_name": "Tom"}
    assert "confirm your visit" in scripts.tell(phones.rivera, "CONF", "en", "out", values).lines[2].text
    assert scripts.load(lead, OURS) == ["CONF en out: version 1."]
    assert scripts.tell(phones.rivera, "CONF", "en", "out", values).lines[0].text == "Ours, Tom."
    assert scripts.load(lead, OURS) == ["CONF en out: the same as version 1; nothing was changed."]
    assert scripts.load(lead, OURS.replace("Ours", "Newer")) == ["CONF en out: version 2."]
    assert phones.clinic.count("SELECT count(*) FROM call_script") == 2
    assert [one.number for one in scripts.texts(lead) if one.reason == "CONF"] == [0, 2, 0, 0]
    with pytest.raises(NotAllowed, match="lead"):
        scripts.load(phones.rivera, OURS.replace("Ours", "Theirs"))


def test_a_file_with_a_fault_loads_nothing_at_all(phones: Phones) -> None:
    scripts = CallScriptService(phones.clinic.store, phones.clinic.clock)
    lead = phones.clinic.actor("lgrant")
    for bad, words in (
        (OURS + OURS.replace("patient.first_name", "patient.result"), "patient.result"),
        (OURS.replace("CONF", "NOSUCH"), "no call reason NOSUCH"),
    ):
        with pytest.raises(ScriptFaulty, match=words):
            scripts.load(lead, bad)
    with pytest.raises(InvalidInput, match="no script in this file"):
        scripts.load(lead, "\n")
    assert phones.clinic.count("SELECT count(*) FROM call_script") == 0


def test_a_faulty_script_is_seen_in_the_box_and_stops_nobody(phones: Phones) -> None:
    patient = phones.clinic.add_patient("WALKER", "Tom")
    callback = phones.add(patient, reason_code="CONF")
    sql(phones, "INSERT INTO call_script (reason_code, language, direction, number, body, staff_name) "
                "VALUES ('CONF', 'en', 'out', 1, 'say {patient.result}', '')")  # fmt: skip
    hand = phones.service.claim_this(phones.rivera, callback, 1)
    assert hand.script_view is not None
    assert hand.script_view.trouble.startswith("The CONF script has a fault, line 1: a step must come first")
    assert "May I speak with Tom Walker?" in hand.script[0][0]


def test_another_language_is_said_in_it_or_with_an_interpreter(phones: Phones) -> None:
    scripts = CallScriptService(phones.clinic.store, phones.clinic.clock)
    spanish = scripts.tell(phones.rivera, "CLIN", "es", "in", {})
    assert "911" in spanish.lines[1].text and spanish.lines[1].text.startswith("Si una vida") and not spanish.trouble
    assert spanish.notice.startswith("Not answered here")
    vietnamese = scripts.tell(phones.rivera, "CLIN", "vi", "in", {})
    assert vietnamese.trouble == "There is no text in Vietnamese: read this with an interpreter."
    assert (
        scripts.tell(phones.rivera, "RECALL2", "en", "out", {}).lines[2].text
        == "I am returning your call. How can I help?"
    )
    with pytest.raises(InvalidInput, match="in or out"):
        scripts.tell(phones.rivera, "CONF", "en", "sideways", {})


# --- voicemail and other people ---


@pytest.mark.parametrize(
    ("permission", "code", "kept", "words"),
    [
        ("none", "VMN", "none/nothing", "Hang up"),
        ("callback_only", "VML", "callback_only/name_number", "Por favor llámenos"),
        ("detailed", "VMD", "detailed/appointment", "Es por su cita el jueves 5 de marzo a las 9:30 AM, en 2 Main St"),
    ],
)
def test_what_was_left_is_part_of_the_outcome(
    phones: Phones, permission: str, code: str, kept: str, words: str
) -> None:
    patient = phones.clinic.add_patient("WALKER", "Tom", language="es")
    phones.clinic.add_visit(patient, "09:30", day=date(2026, 3, 5))
    phones.clinic.add_visit(patient, "09:00", day=date(2026, 3, 5), state="cancelled")
    sql(phones, f"UPDATE patient_phone SET voicemail = '{permission}'")
    sql(phones, "UPDATE clinic SET address = '2 Main St'")
    callback = phones.add(patient)
    hand = phones.service.claim_this(phones.rivera, callback, 1)
    assert words in hand.voicemail_script and hand.voicemail_code == code
    phones.service.save_outcome(phones.rivera, callback, "c1", code)
    assert phones.events(callback)[-1].voicemail == kept


def test_a_full_mailbox_left_nothing_and_without_a_visit_nothing_more_is_said(phones: Phones) -> None:
    patient = phones.clinic.add_patient("WALKER", "Tom")
    sql(phones, "UPDATE patient_phone SET voicemail = 'detailed'")
    for code, kept in (("VMF", "detailed/nothing"), ("VMD", "detailed/name_number")):
        callback = phones.add(patient, reason_code="REFILL" if code == "VMF" else "CONF")
        phones.service.claim_this(phones.rivera, callback, 1)
        phones.service.save_outcome(phones.rivera, callback, f"c{code}", code)
        assert phones.events(callback)[-1].voicemail == kept


def test_other_people_hear_name_and_number_unless_the_patient_named_them(phones: Phones) -> None:
    patient = phones.clinic.add_patient("WALKER", "Tom")
    phones.clinic.add_visit(patient, "09:30", day=date(2026, 3, 5))
    with phones.clinic.store.write(SETUP) as work:
        work.contacts.add_person("k1", patient, NewContact("Mai", may_hear=MayHear.APPOINTMENTS), "setup", work.now)
        work.contacts.add_person("k2", patient, NewContact("Bo", may_hear=MayHear.BILLING), "setup", work.now)
        work.commit()
    spoken = SpokenService(phones.clinic.store, phones.clinic.clock)
    found = spoken.who_answers(phones.rivera, patient)
    assert "Thursday" not in found.anybody.text and "Tom Walker" in found.anybody.text and not found.trouble
    assert {one.words.split(",")[0].strip(): "Thursday" in one.said.text for one in found.listed} == {
        "Mai": True,
        "Bo": False,
    }
    sql(phones, "UPDATE clinic SET neutral_name = 'Santa Fe Oncology'")
    hidden = spoken.who_answers(phones.rivera, patient)
    assert "Oncology" not in hidden.anybody.text and "neutral_name" in hidden.trouble
    with pytest.raises(NotFound):
        spoken.who_answers(phones.rivera, "nobody")


# --- the boundary ---


def test_each_version_is_read_once_by_everybody(phones: Phones) -> None:
    boundary = BoundaryService(phones.clinic.store, phones.clinic.clock)
    lead = phones.clinic.actor("lgrant")
    assert "version 1" in boundary.reminder(phones.rivera)
    for _ in range(2):
        boundary.acknowledge(phones.rivera, 1)
    assert boundary.reminder(phones.rivera) == "" and boundary.page(phones.rivera).read_at is not None
    assert boundary.page(phones.rivera).readers == ()
    boundary.acknowledge(lead, 1)
    assert boundary.reminder(lead) == "3 people did not read version 1 of the boundary yet: :boundary."
    assert [name for name, at in boundary.page(lead).readers if at] == ["L. Grant", "M. Rivera"]
    with pytest.raises(NotAllowed, match="lead"):
        boundary.load(phones.rivera, "We may do anything.")
    assert "Version 2" in boundary.load(lead, "We book and write down.")
    with pytest.raises(Refused, match="newer version"):
        boundary.acknowledge(phones.rivera, 1)
    assert "version 2" in boundary.reminder(phones.rivera)
    for bad in ("", "x" * 8001, "We book and write down."):
        with pytest.raises(InvalidInput):
            boundary.load(lead, bad)


# --- interpreters and quick notes ---


def test_an_interpreter_is_asked_for_once_and_timed(phones: Phones) -> None:
    service = InterpreterService(phones.clinic.store, phones.clinic.clock)
    callback = phones.add()
    request = AskInterpreter("i1", "vi", "Line One", callback_id=callback)
    for _ in range(2):
        asked = service.ask(phones.rivera, request)
    assert service.running(phones.rivera, callback_id=callback) == asked
    assert service.running(phones.rivera) is None and service.running(phones.chen, callback_id=callback) is None
    phones.clinic.clock.advance(timedelta(minutes=2, seconds=10))
    assert service.connected(phones.rivera, "i1", "4471") == "Vietnamese interpreter on the line after 2:10."
    phones.clinic.clock.advance(timedelta(minutes=9))
    service.connected(phones.rivera, "i1", "4472")
    assert service.ended(phones.rivera, "i1") == "The interpreter has left."
    assert service.last_days(phones.rivera).words() == "1 of 1 on the line within 8 minutes = 100 %"
    with pytest.raises(Refused, match="is over"):
        service.declined(phones.rivera, "i1", OwnInterpreter("husband"))
    with pytest.raises(InvalidInput, match="Language"):
        service.ask(phones.rivera, AskInterpreter("i2", "klingon"))
    assert phones.clinic.count("SELECT count(*) FROM interpreter_call WHERE interpreter = '4472'") == 1


def test_a_minor_is_refused_and_in_an_emergency_kept_with_the_reason(phones: Phones) -> None:
    service = InterpreterService(phones.clinic.store, phones.clinic.clock)
    service.ask(phones.rivera, AskInterpreter("i1", "ase"))
    with pytest.raises(Refused, match="minor"):
        service.declined(phones.rivera, "i1", OwnInterpreter("Mai, 12", is_minor=True))
    assert service.running(phones.rivera) is not None, "nothing was written"
    service.declined(phones.rivera, "i1", OwnInterpreter("Mai, 12", True, "father collapsed"))
    kept = "own_is_minor = 1 AND declined = 1 AND emergency_reason = 'father collapsed'"
    assert phones.clinic.count(f"SELECT count(*) FROM interpreter_call WHERE {kept}") == 1


def test_quick_notes_know_their_language_and_only_outcomes_that_exist(phones: Phones) -> None:
    sql(phones, "UPDATE reason_code SET detail = 'es GONE' WHERE code = 'QN09'")
    notes = {one.code: one for one in QuickNoteService(phones.clinic.store, phones.clinic.clock).notes(phones.rivera)}
    assert (notes["QN03"].outcome, notes["QN08"].language, notes["QN09"].outcome) == ("NAN", "es", "")
