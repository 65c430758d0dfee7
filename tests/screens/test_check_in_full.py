"""The whole check-in by keys: papers in full, a paper that changes in the hand, care, accident, the other visit, and
that everything still fits into 80 by 24."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from psr_tui.app import PsrApp
from psr_tui.devices.label_printer import make_label_printer
from psr_tui.domain.label_printers import LabelPrinterKind, LabelPrinterSettings
from psr_tui.domain.printing import PrinterKind
from psr_tui.domain.visit import VisitState
from psr_tui.screens.check_in import CheckInPlace
from psr_tui.screens.queue import QueuePlace
from psr_tui.services.check_in import CheckInService
from psr_tui.services.papers import PaperService
from psr_tui.services.queue import QueueService
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.desk_visits import at_the_desk, ready, sql
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import ClinicDoor, burst, quiet
from tests.helpers.till import open_till

TO_FORMS = ("2", "1", "2", "1", "1")


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": QueuePlace, "check_in": CheckInPlace})


def message(app: PsrApp) -> str:
    return " ".join(line.strip() for line in screen_lines(app)[21:] if line.strip())


def words(app: PsrApp) -> str:
    return " ".join(screen_text(app).replace("│", " ").split())


def state_of(clinic: TestClinic, visit_id: str) -> str:
    with clinic.store.read() as work:
        visit = work.visits.get(visit_id)
        assert visit is not None
        return visit.state.value


# --- keys are counted ---
async def test_labels_policy_and_copay_take_ten_keys_and_the_digits_of_the_cash_in_one_burst(
    clinic: TestClinic, tmp_path: Path
) -> None:
    """FD-47, FD-156: identifiers, address, labels, payer, policy, copay, receipt; from the row of the queue."""
    sql(
        clinic,
        "UPDATE clinic SET financial_policy = 'We bill your plan first; what it leaves is yours.'",
        "UPDATE visit_type SET labels = 'chart' WHERE code = 'OV15'",
    )
    visit_id = at_the_desk(clinic, copay=2500)
    desk_ = CheckInService(clinic.store, clinic.clock)
    earlier = desk_.look(clinic.actor(), visit_id)
    for kind in ("privacy_notice", "consent_treat", "assignment"):
        desk_.sign(clinic.actor("tchen"), visit_id, earlier.version, kind)
    keys = ["2", "1", "2", "1", "5", "1", "9", "f10"]
    assert len(keys) <= 10
    app = app_of(clinic)
    settings = LabelPrinterSettings(LabelPrinterKind.ZPL, PrinterKind.FILE, str(tmp_path / "out"))
    cast(ClinicDoor, app.door).label_printer = make_label_printer(settings, tmp_path / "out")
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        open_till(clinic, desk.actor)
        burst(app, *keys[:-1], "4", "0", keys[-1], "f12")
        await quiet(app, pilot)
        assert screen_lines(app)[0].startswith(" QUEUE")
    assert state_of(clinic, visit_id) == "checked_in"
    assert clinic.count("SELECT tendered_cents FROM ledger_line WHERE account = 'till'") == 4000
    answered = "SELECT count(*) FROM check_in_step WHERE item IN ('labels', 'policy') AND answer = 'done'"
    assert clinic.count(answered) == 2
    assert any((tmp_path / "out").iterdir()), "the chart label came out"


async def test_labels_without_a_printer_are_written_by_hand_or_later(clinic: TestClinic) -> None:
    sql(clinic, "UPDATE visit_type SET labels = 'chart' WHERE code = 'OV15'")
    at_the_desk(clinic)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "1", "2", "1", "5")
        assert "The labels did not come out" in screen_text(app) and "No label printer" in screen_text(app)
        await typed(app, pilot, "2")
        assert "▶Demographics" in screen_lines(app)[2]
        await typed(app, pilot, "5", "1")
        assert "▶Coverage" in screen_lines(app)[2] and "written by hand" in message(app)


@pytest.mark.soak
# --- papers ---
async def test_a_paper_that_changes_in_the_hand_keeps_what_was_typed_and_offers_the_new_version(
    clinic: TestClinic,
) -> None:
    at_the_desk(clinic, dob=TODAY.replace(year=2019))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, *TO_FORMS, "1")
        text = screen_text(app)
        assert "How was it signed?" in text and "Privacy notice. Say:" in text and "Signed by *" in text
        await typed(app, pilot, "enter", "enter", "enter", *"Ana Lopez", "enter", *"mother")
        lead = clinic.actor("lgrant", "desk-2")
        PaperService(clinic.store, clinic.clock).new_version(lead, "privacy_notice", 1, "The words of today.")
        await typed(app, pilot, "f10")
        text = screen_text(app)
        assert "Privacy notice (version 2)" in text and "The words of today." in text
        assert "Ana Lopez" in text and "mother" in text
        assert clinic.count("SELECT count(*) FROM consent") == 0
        await typed(app, pilot, "f10")
        assert "✓" not in screen_lines(app)[2].split("Forms")[0][-2:] and "signed 03/04/2026 by mother" in screen_text(
            app
        )
    signed = "SELECT count(*) FROM consent WHERE form_version = 2 AND signed_by = 'Ana Lopez' AND relation = 'mother'"
    assert clinic.count(signed) == 1
    assert clinic.count("SELECT count(*) FROM draft") == 0


@pytest.mark.soak
async def test_a_half_typed_paper_is_here_again_after_the_program_ended(clinic: TestClinic) -> None:
    at_the_desk(clinic, dob=TODAY.replace(year=2019))
    first = app_of(clinic)
    async with first.run_test(size=(80, 24)) as pilot:
        await at_work(first, pilot, clinic)
        await typed(first, pilot, *TO_FORMS, "1", "enter", "enter", "enter", *"Ana [Lopez", "enter")
    clinic.reopen()
    again = app_of(clinic)
    async with again.run_test(size=(80, 24)) as pilot:
        await at_work(again, pilot, clinic)
        await typed(again, pilot, "2", "1")
        assert "Ana [Lopez" in screen_text(again)


async def test_a_paper_withdrawn_between_look_and_key_is_told_kindly_by_the_one_key_way_too(clinic: TestClinic) -> None:
    at_the_desk(clinic)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, *TO_FORMS)
        lead = clinic.actor("lgrant", "desk-2")
        PaperService(clinic.store, clinic.clock).new_version(lead, "privacy_notice", 1, "The words of today.")
        await typed(app, pilot, "1")
        assert "hand over version 2" in " ".join(message(app).split())
        assert "The words of today." in screen_text(app)
        await typed(app, pilot, "1")
        assert "1 Privacy notice: signed" in screen_text(app)


async def test_a_declined_paper_asks_why(clinic: TestClinic) -> None:
    at_the_desk(clinic)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, *TO_FORMS, "7", "1", *"no time to read", "enter")
        assert "refused 03/04/2026" in screen_text(app)
    assert clinic.count("SELECT count(*) FROM consent WHERE answer = 'refused' AND reason = 'no time to read'") == 1


async def test_papers_are_put_off_together_and_the_gate_lets_pass(clinic: TestClinic) -> None:
    visit_id = at_the_desk(clinic)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, *TO_FORMS, "8", "2", "f10")
        assert screen_lines(app)[0].startswith(" QUEUE")
    assert state_of(clinic, visit_id) == "checked_in"
    assert clinic.count("SELECT count(*) FROM check_in_step WHERE answer = 'deferred' AND reason_code = 'DF2'") == 2


# --- the gate says who may ---
async def test_each_step_says_what_stops_there_and_who_may_pass_over_it(clinic: TestClinic) -> None:
    at_the_desk(clinic)
    sql(clinic, "UPDATE payer SET needs_referral = 1")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2")
        assert "Stops: two identifiers (9: a supervisor may override, with a reason)" in screen_text(app)
        await typed(app, pilot, "1", "2", "1", "1")
        text = screen_text(app)
        assert "Stops: authorisation or referral (9: a supervisor may override, with a reason)" in text
        assert "a referral is needed on 03/04; none is on file" in text
        await typed(app, pilot, "pagedown")
        assert "Stops: signatures (8: put off, with a reason)" in screen_text(app)


@pytest.mark.soak
async def test_an_accident_asks_for_its_case_and_8_puts_it_off(clinic: TestClinic) -> None:
    visit_id = at_the_desk(clinic)
    ready(CheckInService(clinic.store, clinic.clock), clinic, visit_id)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "pageup", "pageup")
        assert "accident or a work injury?" in screen_text(app)
        await typed(app, pilot, "7", "2", "f12")
        assert "case of the accident" in screen_lines(app)[1]
        await typed(app, pilot, "f10")
        assert "Not ready: missing case of the accident" in message(app)
        await typed(app, pilot, "8", "1", "f10")
        assert screen_lines(app)[0].startswith(" QUEUE")
    assert state_of(clinic, visit_id) == "checked_in"


@pytest.mark.soak
async def test_an_accident_gets_its_new_case_at_the_desk_which_then_pays(clinic: TestClinic) -> None:
    visit_id = at_the_desk(clinic, copay=2500)
    ready(CheckInService(clinic.store, clinic.clock), clinic, visit_id, but_not="coverage")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2", "7", "3")
        assert "Happened" in screen_text(app)
        await typed(app, pilot, *"auto", "enter", *"3/1", "enter", *"+Example Auto", "enter", *"A-1", "f10")
        assert "auto accident of 03/01/2026" in screen_text(app)
        await typed(app, pilot, "f10")
        assert screen_lines(app)[0].startswith(" QUEUE")
    assert state_of(clinic, visit_id) == "checked_in"
    assert clinic.count("SELECT count(*) FROM appointment WHERE case_id IS NOT NULL") == 1
    assert clinic.count("SELECT count(*) FROM charge") == 0, "a case has no copay"


# --- late, other days, the other visit ---
async def test_somebody_late_is_asked_about_with_digits_and_taken_in_with_a_code(clinic: TestClinic) -> None:
    visit_id = clinic.add_visit(clinic.add_patient(), "09:22")
    sql(clinic, "UPDATE visit_type SET grace_minutes = 15")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "1")
        assert "late by 25 min, grace 15 min" in screen_text(app) and "Ask the provider." in screen_text(app)
        await typed(app, pilot, "enter")
        assert state_of(clinic, visit_id) == "booked", "a queued Enter takes nobody in"
        await typed(app, pilot, "f12")
        assert "Nothing was changed" in message(app)
        await typed(app, pilot, "1", "1", "2")
        assert "SMITH, Jon arrived 09:47" in message(app)
    assert clinic.count("SELECT count(*) FROM appointment_event WHERE reason_code = 'LT2'") == 1


async def test_what_was_typed_ahead_of_the_question_about_lateness_does_not_answer_it(clinic: TestClinic) -> None:
    visit_id = clinic.add_visit(clinic.add_patient(), "09:22")
    sql(clinic, "UPDATE visit_type SET grace_minutes = 15")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        burst(app, "1", "1", "1")
        await quiet(app, pilot)
        assert "late by 25" in screen_text(app)
    assert state_of(clinic, visit_id) == "booked"


async def test_a_visit_of_another_day_offers_a_walk_in(clinic: TestClinic) -> None:
    patient_id = clinic.add_patient()
    visit_id = clinic.add_visit(patient_id, day=TODAY.replace(day=5))
    desk_ = CheckInService(clinic.store, clinic.clock)
    view = desk_.look(clinic.actor(), visit_id)
    view = desk_.self_pay(clinic.actor(), visit_id, view.version)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await app.go("check_in", visit_id)
        await quiet(app, pilot)
        await typed(app, pilot, "f10")
        assert "This visit is on Thu 03/05" in screen_text(app)
        await typed(app, pilot, "1")
        assert screen_lines(app)[0].startswith(" QUEUE") and "SMITH, Jon arrived" in message(app)
    assert state_of(clinic, visit_id) == "booked"
    assert clinic.count("SELECT count(*) FROM appointment WHERE kind = 'walk_in' AND state = 'arrived'") == 1


async def test_the_other_visit_of_the_day_is_offered_and_typed_ahead_keys_choose_nothing(clinic: TestClinic) -> None:
    visit_id = at_the_desk(clinic)
    desk_ = CheckInService(clinic.store, clinic.clock)
    view = ready(desk_, clinic, visit_id)
    other = clinic.add_visit(view.patient.id, "14:30", clinic.add_provider("Ortiz", "ORT"))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2")
        burst(app, "f10", "1", "enter")
        await quiet(app, pilot)
        assert "Check in 14:30 Ortiz, Booked now" in screen_text(app)
        assert state_of(clinic, visit_id) == "checked_in"
        await typed(app, pilot, "1")
        lines = screen_lines(app)
        assert lines[0].startswith(" CHECK-IN") and "14:30 Ortiz · Booked" in lines[1]
    assert state_of(clinic, other) == "booked"


@pytest.mark.soak
# --- care ---
async def test_the_comma_logs_a_private_area_in_three_keys_and_the_row_says_so(clinic: TestClinic) -> None:
    at_the_desk(clinic)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "comma", "1", "f10")
        assert "private waiting area is in the log" in message(app)
        assert any("PRIV" in line for line in screen_lines(app))
        clinic.clock.advance(timedelta(minutes=1))  # the newest line of the log stands first
        await typed(app, pilot, "2", "comma", "3", *"wheelchair", "enter", *"fetched [at] the door", "f10")
        assert "accessibility is in the log" in message(app)
        await typed(app, pilot, "1", "6")
        assert "accessibility: wheelchair, fetched [at] the door" in screen_text(app)
        await typed(app, pilot, "f12", "colon", *"care log", "enter")
        text = screen_text(app)
        assert "2 lines since 02/02/2026" in text and "wheelchair" in text and "private wai" in text
        await typed(app, pilot, "5")
        assert "Asked for: wheelchair. Done: fetched [at] the door." in words(app)


@pytest.mark.soak
async def test_the_policy_log_hides_names_in_privacy_mode(clinic: TestClinic) -> None:
    at_the_desk(clinic)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "comma", "1", "f10", "colon", *"privacy on", "enter", "colon", *"care log", "enter")
        assert "PEÑA" not in screen_text(app) and "P.G." in screen_text(app)


@pytest.mark.soak
# --- papers of the clinic, no-shows ---
async def test_a_lead_puts_a_new_version_into_use_and_a_rep_may_only_look(clinic: TestClinic) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic, "lgrant")
        await typed(app, pilot, "colon", *"papers", "enter")
        assert "Privacy notice" in screen_text(app) and "36 months" in screen_text(app)
        await typed(app, pilot, "plus", "end", *" Ask us.", "f10")
        assert "Privacy notice: version 2 is handed over from now on." in screen_text(app)
        await typed(app, pilot, "8", *"misprint", "f10")
        assert "WITHDRAWN" in screen_text(app)
        await typed(app, pilot, "5")
        assert "version 2, withdrawn: misprint" in screen_text(app)
    rep = app_of(clinic)
    async with rep.run_test(size=(80, 24)) as pilot:
        await at_work(rep, pilot, clinic)
        await typed(rep, pilot, "colon", *"papers", "enter", "8", *"x", "f10")
        assert "lead" in screen_text(rep)
    assert clinic.count("SELECT count(*) FROM consent_version WHERE withdrawn_at IS NOT NULL") == 1


async def test_a_no_show_of_an_earlier_day_is_taken_in_with_a_reason_and_both_facts_stay(clinic: TestClinic) -> None:
    visit_id = clinic.add_visit(clinic.add_patient(), day=TODAY.replace(day=3))
    QueueService(clinic.store, clinic.clock).move(clinic.actor("tchen"), visit_id, 1, VisitState.NO_SHOW)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "colon", *"noshows", "enter")
        assert "1 visit since 02/02/2026, 0 came after all" in screen_text(app)
        await typed(app, pilot, "1", *"sat in the wrong room", "enter")
        text = screen_text(app)
        assert "1 came after all" in text and "T. Chen" in text
        await typed(app, pilot, "5")
        assert "Came after all 03/04 09:47 M. Rivera (sat in the wrong room)" in words(app)
    assert state_of(clinic, visit_id) == "arrived"


# --- room ---
def crowded(clinic: TestClinic) -> str:
    """A visit with everything at once."""
    sql(
        clinic,
        "UPDATE clinic SET financial_policy = 'We bill your plan first and tell you what it leaves. What is yours is "
        "due when you come; who cannot pay today is seen all the same, and we agree on instalments together with you.'",
        "UPDATE visit_type SET labels = 'chart specimen', needs_authorisation = 1 WHERE code = 'WCC'",
        "INSERT INTO consent_kind (code, label, words, months_valid, required, position, active, recurs, visit_types, "
        "payer_kinds, minors_only, current_version) VALUES "
        "('f4', 'Sports form', 'With this the school may know.', 0, 0, 5, 1, 'every_visit', '', '', 0, 1), "
        "('f5', 'Advance notice', 'Your plan may not pay for this.', 0, 1, 6, 1, 'once', '', '', 0, 1), "
        "('f6', 'Photo consent', 'With this we may take a picture.', 0, 0, 7, 1, 'every_year', '', '', 0, 1)",
    )
    visit_id = at_the_desk(clinic, "WCC", copay=2500, interpreter="yes", dob=TODAY.replace(year=2019))
    with clinic.store.read() as work:
        visit = work.visits.get(visit_id)
    assert visit is not None
    for number in range(4):
        clinic.add_coverage(visit.patient_id, clinic.add_payer(f"PAYER {number}"), position=number + 2)
        sql(
            clinic,
            "INSERT INTO patient_alert (id, patient_id, scope, text, author, since, version, changed_by, changed_at) "
            f"VALUES ('al{number}', '{visit.patient_id}', 'patient', 'Alert number {number}', 'T. Chen', "
            "'2026-03-01 00:00:00.000000', 1, '', '2026-03-01 00:00:00.000000')",
        )
    clinic.add_visit(visit.patient_id, "14:30")
    return visit_id


@pytest.mark.parametrize("columns", [80, 120])
async def test_every_step_of_a_crowded_check_in_fits_and_nothing_moves_on_a_wide_screen(
    clinic: TestClinic, columns: int
) -> None:
    crowded(clinic)
    app = app_of(clinic)
    async with app.run_test(size=(columns, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, "2")
        assert app.place is not None
        step = app.place.query_one("#step")
        for title in ("Identity", "Demographics", "Coverage", "Forms", "Payment"):
            lines = screen_lines(app)
            assert f"▶{title}" in lines[2]
            assert lines[21].rstrip().endswith("F10Finish"), lines[21]
            assert step.virtual_size.height <= 18, f"{title} is taller than the screen"
            if title not in ("Payment", "Demographics"):
                assert "Stops: " in "\n".join(lines[3:21]), f"{title}: the last line is not cut off"
            await typed(app, pilot, "pagedown")
