"""Messages to one patient on a real store: what may go, that it goes once, and what comes after it did not arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from psr_tui.devices.pdf_folder import PdfFolder
from psr_tui.domain.errors import InvalidInput, Refused, Stale
from psr_tui.domain.message_templates import Way
from psr_tui.services.messages import SendMessage
from psr_tui.store.tables.call_rules import DoNotCallRow
from psr_tui.store.tables.callbacks import CallbackRow
from tests.helpers.clinic import SETUP, TODAY, TestClinic
from tests.helpers.messages import MessageDesk, result


@pytest.fixture
def desk(clinic: TestClinic, tmp_path: Path) -> MessageDesk:
    return MessageDesk(clinic, tmp_path / "gateway", PdfFolder(tmp_path / "printed"))


def exhausted(desk: MessageDesk, patient_id: str, reason: str = "RESULT") -> str:
    """A callback out of attempts."""
    with desk.clinic.store.write(SETUP) as work:
        callback_id = work.new_id()
        work.session.add(
            CallbackRow(
                id=callback_id, patient_id=patient_id, reason_code=reason, due_at=work.now, order_at=work.now,
                patient_zone="America/Denver", requested_at=work.now, state="exhausted", changed_at=work.now,
            )
        )  # fmt: skip
        work.commit()
    return callback_id


def test_what_was_seen_goes_out_once_and_is_in_the_contact_log(desk: MessageDesk) -> None:
    patient_id = desk.patient(preferred_name="Jonny")
    seen = desk.preview(patient_id)
    assert seen.body == "Hello Jonny, this is North Clinic. Please call us at (505) 555-0100. Thank you."
    assert (seen.reach.address, seen.length) == ("+15055550142", "79 of 160 letters, one text")
    new = SendMessage(desk.new_id(), patient_id, seen)
    first = desk.services.messages.send(desk.rep, new)
    assert desk.services.messages.send(desk.rep, new).words == "Sent already; nothing was changed."
    assert desk.clinic.count("SELECT count(*) FROM message_out") == 1
    assert desk.clinic.count("SELECT count(*) FROM contact_log WHERE channel = 'text' AND direction = 'out'") == 1
    assert desk.events(first.message_id) == ["queued"]
    assert desk.clinic.count("SELECT count(*) FROM audit WHERE action = 'message.send'") == 1


def test_words_that_changed_since_they_were_seen_do_not_go_out(desk: MessageDesk) -> None:
    patient_id = desk.patient()
    visit_id = desk.clinic.add_visit(patient_id, day=TODAY + timedelta(days=1))
    seen = desk.preview(patient_id, "appt_reminder")
    assert "Thursday, March 5, 9:30 AM" in seen.body
    with desk.clinic.store.write(SETUP) as work:
        work.session.connection().exec_driver_sql("UPDATE appointment SET local_start = '11:00'")
        work.commit()
    with pytest.raises(Refused, match="changed while you looked"):
        desk.services.messages.send(desk.rep, SendMessage(desk.new_id(), patient_id, seen, visit_id))
    assert desk.clinic.count("SELECT count(*) FROM message_out") == 0


def died(desk: MessageDesk, patient_id: str) -> None:
    desk.set_clinic()
    with desk.clinic.store.write(SETUP) as work:
        work.patients.mark_deceased(patient_id, date(2026, 3, 1), "test", work.now)
        work.commit()


def merged(desk: MessageDesk, patient_id: str) -> None:
    desk.clinic.merge(desk.patient("Ann"), patient_id)


def listed(desk: MessageDesk, patient_id: str) -> None:
    with desk.clinic.store.write(SETUP) as work:
        row = DoNotCallRow(id="x", e164="+15055550142", purpose="", added_at=work.now, added_by="u-mrivera")
        work.session.add(row)
        work.commit()


def said_no(desk: MessageDesk, patient_id: str) -> None:
    desk.allow(patient_id, "text", False, "other")


def no_gateway(desk: MessageDesk, patient_id: str) -> None:
    desk.set_clinic(gateway_folder="")


def wrong_number(desk: MessageDesk, patient_id: str) -> None:
    with desk.clinic.store.write(SETUP) as work:
        work.session.connection().exec_driver_sql("UPDATE patient_phone SET wrong_since = '2026-03-01 00:00:00.000000'")
        work.commit()


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (died, "has died"),
        (merged, "was merged"),
        (listed, "do-not-call list"),
        (said_no, "wants no texts about other matters"),
        (no_gateway, "No message gateway is set up"),
        (wrong_number, "no mobile number that works"),
    ],
)
def test_what_happened_since_it_was_seen_stops_it(
    desk: MessageDesk, happens: Callable[[MessageDesk, str], None], says: str
) -> None:
    patient_id = desk.patient()
    seen = desk.preview(patient_id)
    assert seen.sendable
    happens(desk, patient_id)
    with pytest.raises(Refused, match=says):
        desk.services.messages.send(desk.rep, SendMessage(desk.new_id(), patient_id, seen))
    assert desk.clinic.count("SELECT count(*) FROM message_out") == 0


def test_nobody_asked_is_no_yes_and_each_purpose_has_its_own_answer(desk: MessageDesk) -> None:
    patient_id = desk.patient(text=None)
    assert "Nobody asked whether texts are welcome" in desk.preview(patient_id).problem
    desk.allow(patient_id, "text", True, "appointment")
    desk.clinic.add_visit(patient_id, day=TODAY + timedelta(days=1))
    assert "Nobody asked" in desk.preview(patient_id).problem
    assert desk.preview(patient_id, "appt_reminder").sendable


def test_a_language_nobody_wrote_in_is_english_and_says_so(desk: MessageDesk) -> None:
    spanish, hmong = desk.patient(written_language="es"), desk.patient("Mai", language="hmn")
    assert desk.preview(spanish).body.startswith("Hola Jon, le escribe") and desk.preview(spanish).flag == ""
    seen = desk.preview(hmong)
    assert seen.body.startswith("Hello Mai") and seen.flag == "in English: there are no Hmong words"


def test_own_words_go_by_portal_or_letter_and_never_as_a_text(desk: MessageDesk) -> None:
    patient_id, ask = desk.patient(), desk.services.messages.own_words
    with pytest.raises(InvalidInput, match="from a template only"):
        ask(desk.rep, patient_id, Way.TEXT, "", "Call me")
    with pytest.raises(InvalidInput, match="tells of care or money"):
        ask(desk.rep, patient_id, Way.PORTAL, "Your lab results", "They are here")
    seen = ask(desk.rep, patient_id, Way.PORTAL, "For you", "Bring [both] cards,\nplease.")
    sent = desk.services.messages.send(desk.rep, SendMessage(desk.new_id(), patient_id, seen))
    assert desk.message(sent.message_id).body == "Bring [both] cards,\nplease."


def test_a_queued_message_is_taken_back_and_a_written_one_is_not(desk: MessageDesk) -> None:
    patient_id = desk.patient()
    back, gone = desk.send(patient_id), desk.send(patient_id, "missed_call")
    desk.services.messages.cancel(desk.rep, back.message_id, 1, "asked for it")
    with pytest.raises(Stale):
        desk.services.messages.cancel(desk.rep, back.message_id, 1, "asked for it")
    assert desk.exchange().written == 1
    assert [line["id"] for line in desk.outgoing()] == [gone.message_id]
    with pytest.raises(Refused, match="is written already"):
        desk.services.messages.cancel(desk.rep, gone.message_id, 2, "too late")


def test_a_failed_text_goes_the_next_way_and_its_item_is_closed(desk: MessageDesk) -> None:
    patient_id = desk.patient()
    failed = desk.send(patient_id)
    desk.exchange()
    desk.bring(result(failed.message_id, "failed", "unknown number"))
    assert desk.work() == ["Text not delivered: unknown number"]
    assert [one.id for one in desk.services.messages.unfinished(desk.rep)] == [failed.message_id]
    seen = desk.services.messages.next_way(desk.rep, failed.message_id)
    assert (seen.reach.way, seen.template_code) == (Way.PORTAL, "call_us")
    new = SendMessage(desk.new_id(), patient_id, seen, instead_of=failed.message_id)
    again = desk.services.messages.send(desk.rep, new)
    assert desk.work() == [] and desk.events(failed.message_id)[-1] == "followed"
    assert [one.id for one in desk.services.messages.unfinished(desk.rep)] == [again.message_id]


def test_without_a_portal_the_next_way_is_a_letter_and_without_an_address_none(desk: MessageDesk) -> None:
    for street, says in (("1 Plaza Way", None), ("", "no whole address")):
        failed = desk.send(desk.patient(portal="none", street=street))
        desk.exchange()
        desk.bring(result(failed.message_id, "failed"), name=f"{failed.message_id}.jsonl")
        if says is None:
            assert desk.services.messages.next_way(desk.rep, failed.message_id).reach.way is Way.LETTER
        else:
            with pytest.raises(Refused, match=says):
                desk.services.messages.next_way(desk.rep, failed.message_id)
            desk.services.messages.done_with(desk.rep, failed.message_id, 3, "asked the daughter")
            assert desk.events(failed.message_id)[-1] == "closed"


def test_a_letter_is_printed_once_with_address_and_words(desk: MessageDesk, tmp_path: Path) -> None:
    patient_id = desk.patient(written_language="es")
    sent = desk.send(patient_id, "call_us", Way.LETTER)
    words = desk.services.messages.print_letter(desk.rep, sent.message_id)
    assert words.startswith("Letter MRN ") and desk.state(sent.message_id) == "sent"
    assert len(list((tmp_path / "printed").glob("*.pdf"))) == 1
    with pytest.raises(Refused, match="does not wait for the printer"):
        desk.services.messages.print_letter(desk.rep, sent.message_id)
    with desk.clinic.store.read() as work:
        body = work.session.connection().exec_driver_sql("SELECT body FROM print_job").scalar_one().decode()
    for part in ("Jon SMITH", "1 Plaza Way", "Santa Fe, NM 87501", "miércoles 4 de marzo", "Por favor llámenos"):
        assert part.casefold() in body.casefold()
    assert desk.exchange().written == 0  # letters are not for the gateway


def test_a_letter_that_does_not_come_out_waits_and_is_not_forgotten(clinic: TestClinic, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    desk = MessageDesk(clinic, tmp_path / "gateway", PdfFolder(tmp_path / "file"))
    sent = desk.send(desk.patient(), "call_us", Way.LETTER)
    assert "waits in :printing" in desk.services.messages.print_letter(desk.rep, sent.message_id)
    (one,) = desk.services.messages.unfinished(desk.rep)
    assert one.state.value == "written"
    assert len(desk.services.messages._printing.waiting(desk.rep)) == 1
    desk.services.messages.came_out(desk.rep, one.id, one.version)
    assert desk.services.messages.unfinished(desk.rep) == []


# --- the ladder ---
@pytest.mark.parametrize(
    ("step", "way", "code"),
    [
        ("portal", Way.PORTAL, "ladder_portal"),
        ("letter", Way.LETTER, "ladder_letter"),
        ("certified letter", Way.LETTER, "ladder_certified"),
    ],
)
def test_a_step_of_the_ladder_writes_and_does_the_step_in_one_act(
    desk: MessageDesk, step: str, way: Way, code: str
) -> None:
    callback_id, command_id = exhausted(desk, desk.patient()), desk.new_id()
    seen = desk.services.messages.ladder_preview(desk.rep, callback_id, step)
    sent = desk.services.messages.ladder(desk.rep, callback_id, 1, step, command_id)
    assert desk.services.messages.ladder(desk.rep, callback_id, 1, step, command_id).words.startswith("Sent already")
    one = desk.message(sent.message_id)
    assert (one.way, one.template_code, one.callback_id, one.body) == (way, code, callback_id, seen.body)
    assert desk.clinic.count("SELECT count(*) FROM callback WHERE state = 'done'") == 1
    assert desk.clinic.count(f"SELECT count(*) FROM callback_event WHERE kind = 'sent' AND note = '{step}'") == 1
    assert desk.clinic.count("SELECT count(*) FROM message_out") == 1


def test_a_step_that_goes_on_leaves_the_item_for_the_next_one(desk: MessageDesk) -> None:
    """Two reps who read the same row write to the patient once: the second one is told to look again."""
    callback_id = exhausted(desk, desk.patient())
    with desk.clinic.store.write(desk.rep) as work:
        work.callbacks.change(callback_id, "setup", work.now, ladder="portal, letter")
        work.commit()
    desk.services.messages.ladder(desk.rep, callback_id, 2, "portal", desk.new_id(), True)
    with pytest.raises(Stale):
        desk.services.messages.ladder(desk.rep, callback_id, 2, "portal", desk.new_id(), True)
    left = "SELECT count(*) FROM callback WHERE state = 'exhausted' AND ladder = 'letter'"
    assert desk.clinic.count(left) == 1 and desk.clinic.count("SELECT count(*) FROM message_out") == 1
    desk.services.messages.ladder(desk.rep, callback_id, 3, "letter", desk.new_id())
    assert desk.clinic.count("SELECT count(*) FROM callback WHERE state = 'done'") == 1


def test_a_step_that_is_not_open_leaves_the_callback_as_it_was(desk: MessageDesk) -> None:
    patient_id = desk.patient()
    callback_id = exhausted(desk, patient_id)
    desk.allow(patient_id, "portal", False, "results")  # about results, which the words never name
    with pytest.raises(Refused, match="wants no portal messages about results"):
        desk.services.messages.ladder(desk.rep, callback_id, 1, "portal", desk.new_id())
    with pytest.raises(InvalidInput, match="only portal, letter and certified letter"):
        desk.services.messages.ladder(desk.rep, callback_id, 1, "emergency contact", desk.new_id())
    assert desk.clinic.count("SELECT count(*) FROM callback WHERE state = 'exhausted'") == 1
    assert desk.clinic.count("SELECT count(*) FROM message_out") == 0


def test_templates_are_loaded_all_or_none_in_new_versions(desk: MessageDesk) -> None:
    lead, service = desk.clinic.actor("lgrant"), desk.services.message_templates
    one = next(each for each in service.newest(lead) if each.name == "call_us (text, en)")
    better = replace(one, body="Please call {practice.name}.")
    with pytest.raises(InvalidInput, match=r"\{nobody\} does not exist.*stands there twice"):
        service.load(lead, [better, replace(one, code="other", body="{nobody}"), better])
    assert service.load(lead, [better]).changed == ("call_us (text, en)",)
    assert service.load(lead, [better]).words == "0 new, 0 in a new version, 1 unchanged."
    assert desk.preview(desk.patient()).body == "Please call North Clinic."
