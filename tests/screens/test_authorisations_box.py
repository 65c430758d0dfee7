"""Authorisations and referrals as a rep works with them, on the card and on the worklists."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.domain.authorisation_forms import AuthForm
from psr_tui.screens.find_patient import find_tool
from psr_tui.screens.worklists import WorklistsPlace
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.cover import Cover
from tests.helpers.desk_app import at_work, desk_app
from tests.helpers.drawer_station import press, typed
from tests.helpers.station import Names

CARD = ("ctrl+f", *"beltran", "enter")


@pytest.fixture
def cover(clinic: TestClinic) -> Cover:
    return Cover.of(clinic, "tchen")


@pytest.fixture
def patient(clinic: TestClinic, cover: Cover) -> str:
    """Insured with a payer that is bound by the decision times."""
    patient = clinic.add_patient("BELTRAN", "Maria")
    clinic.add_coverage(patient, cover.payer(needs_authorisation=True, decides_by_rule=True), None)
    return patient


def payer_of(cover: Cover) -> str:
    return cover.payers.options(cover.actor)[0][0]


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": Names, "worklists": WorklistsPlace}, tools={"find": find_tool})


async def at_box(app: PsrApp, pilot: Pilot[object], clinic: TestClinic) -> str:
    await at_work(app, pilot, clinic)
    return await press(app, pilot, *CARD, "7")


async def test_asked_for_decided_and_used_from_the_card(clinic: TestClinic, cover: Cover, patient: str) -> None:
    clinic.add_visit(patient)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "No authorisation or referral is on file" in await at_box(app, pilot, clinic)
        keys = ("plus", "enter", "enter", "enter", "ctrl+u", *"6", "f10")
        text = await press(app, pilot, *keys)
        assert "not asked yet: 6 asked for, covers nothing yet" in text
        text = await press(app, pilot, "1")
        assert "due Wed 03/11 09:47" in text and "pending 6 d 23 h left: 6 asked for" in text
        text = await press(app, pilot, "3", "2", *"a1234", "enter", "ctrl+u", *"4", "enter", "enter", *"5/31", "f10")
        assert "4 approved / 4 left / 1 booked / ends 05/31" in text and "MIND  A1234: 4 left" in text
        assert "is authorised" in text
        text = await press(app, pilot, "5", "pagedown", "pagedown")
        assert "M. Rivera" in text
    assert clinic.count("SELECT count(*) FROM authorisation WHERE approved = 4 AND requested = 6") == 1


async def test_a_denial_keeps_its_code_and_words(clinic: TestClinic, cover: Cover, patient: str) -> None:
    cover.authorisations.add(cover.actor, cover.new_id(), AuthForm(patient, payer_of(cover)), is_asked=True)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_box(app, pilot, clinic)
        text = await press(app, pilot, "3", "3", "f10")
        assert "Reason: is still empty" in text
        text = await press(app, pilot, *"0p", "enter", *typed("chart notes"), "f10")
        assert "DENIED 0P chart notes" in text
        assert "nothing to write down" not in await press(app, pilot, "3", "f12")
    assert clinic.count("SELECT count(*) FROM authorisation WHERE denial_code = '0P' AND decided_at IS NOT NULL") == 1


async def test_a_visit_is_linked_and_its_units_corrected(clinic: TestClinic, cover: Cover, patient: str) -> None:
    cover.allowed(patient, payer_of(cover), 20, counts="units")
    visit = clinic.add_visit(patient, state="roomed")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_box(app, pilot, clinic)
        assert "No visit has used it yet" in await press(app, pilot, "7")
        assert "uses it." in await press(app, pilot, "6", "1")
        cover.check_out(visit)
        text = await press(app, pilot, "f12", "7", "7", *"4", "enter")
        assert "20 approved / 16 units left" in text and "counts 4 for this visit" in text


async def test_a_referral_out_is_written_handed_and_answered(clinic: TestClinic, cover: Cover, patient: str) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_box(app, pilot, clinic)
        assert "was not sent to anybody" in await press(app, pilot, "0")
        keys = ("plus", *typed("Example Heart"), "enter", *typed("cardiology"), "enter", "enter", *"murmur", "enter")
        text = await press(app, pilot, *keys, *"99", "f10")
        assert "for example I25.10" in text
        text = await press(app, pilot, "ctrl+u", *"r011", "f10")
        assert "1 wait for a reply" in text and "Example Heart" in text and "04/15/2026" in text
        assert "is with the patient" in await press(app, pilot, "4")
        text = await press(app, pilot, "3", "f10")
        assert "Reply: is still empty" in text
        text = await press(app, pilot, *typed("no stenosis"), "f10")
        assert "No reply is waited for." in text and "reply received" in text
        assert "is closed" in await press(app, pilot, "1", "1")
    assert clinic.count("SELECT count(*) FROM referral_out WHERE icd_code = 'R01.1' AND state = 'closed'") == 1


async def test_the_worklists_show_the_clock_what_runs_out_and_late_replies(
    clinic: TestClinic, cover: Cover, patient: str
) -> None:
    from psr_tui.domain.referrals import ReferralForm

    payer = payer_of(cover)
    cover.authorisations.add(cover.actor, cover.new_id(), AuthForm(patient, payer, expedited=True), is_asked=True)
    cover.allowed(patient, payer, 1)
    clinic.add_visit(patient, day=TODAY + timedelta(days=5))
    cover.referrals.add(cover.actor, cover.new_id(), ReferralForm(patient, "Example Heart", urgency="urgent"))
    clinic.clock.advance(timedelta(hours=75))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        text = await press(app, pilot, "f8", "colon", *"list", "space", *"auth", "enter")
        assert "Requests to payers" in text and "OVERDUE 3 h" in text and "BELTRAN, Maria" in text
        assert "Allowed for BELTRAN" in await press(app, pilot, "1")
        await press(app, pilot, "f12")
        assert "Payer  AETNA PPO" in await press(app, pilot, "4")
        await press(app, pilot, "f12")
        text = await press(app, pilot, "right_square_bracket")
        assert "Authorisations that run out" in text and "1 left, 1 of them booked" in text
        text = await press(app, pilot, "right_square_bracket")
        assert "Replies to come" in text and "03/11/2026" in text and "not yet" in text
        assert "Sent to others: BELTRAN" in await press(app, pilot, "1")
        text = await press(app, pilot, "f12", "5")
        assert "3 insurance" in text and "MRN" in text
        await press(app, pilot, "f12")
        text = await press(app, pilot, "0")
        assert "Requests to payers  1" in text and "Authorisations that run out  1" in text
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'list' AND entity = 'authorisations'") == 1
