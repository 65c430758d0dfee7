"""Reviews by typed keys: a lead scores, the rep disputes, a supervisor answers; and what waits too long."""

from __future__ import annotations

from datetime import date, timedelta

from psr_tui.app import PsrApp
from psr_tui.domain.quality import Answer
from psr_tui.screens.callbacks import CallbacksPlace
from psr_tui.screens.limit_watch import LimitWatch
from psr_tui.screens.worklists import WorklistsPlace
from psr_tui.services.callbacks import NewCallback
from psr_tui.services.every import Services
from psr_tui.services.review_scoring import ScoreCall
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.phone_rows import put_call
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import Names

DAY = date(2026, 3, 4)
COUNT = "SELECT count(*) FROM qa_review WHERE state = "


def app_of(clinic: TestClinic) -> PsrApp:
    return desk_app(clinic, {"queue": Names, "worklists": WorklistsPlace, "callbacks": CallbacksPlace})


def row(app: PsrApp, word: str) -> str:
    return next(line for line in screen_lines(app) if word in line)


def reviewed(clinic: TestClinic, scored: bool = False) -> None:
    """A call of M. Rivera under review, with a patient and a note; scored and failed by L. Grant if asked for."""
    note = "Wants to move the visit.\nGave the balance first"
    call_id = put_call(
        clinic, "mrivera", timedelta(hours=1), patient_id=clinic.add_patient(first="[Jon]"), reason_code="RESCH",
        note=note, outcome="RES",
    )  # fmt: skip
    services, lead = Services(clinic.store, clinic.clock), clinic.actor("lgrant")
    services.scorecards.load(lead, "card CALL 80% A call\n1 Greeted\n3! Identified by [two]\n2 Said back\n")
    services.reviews.add(lead, call_id, "u-mrivera", DAY, "CALL")
    if scored:
        one = services.reviews.listed(lead)[0]
        services.reviews.claim(lead, one.id, one.version)
        card = services.reviews.cards(lead)[0]
        answers = {1: Answer.YES, 2: Answer.NO, 3: Answer.YES}
        services.reviews.score(lead, ScoreCall(one.id, card, answers, {2: "no birth date"}, "Nearly"))


async def test_a_lead_scores_with_one_key_a_checkpoint(clinic: TestClinic) -> None:
    reviewed(clinic)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic, "lgrant")
        await typed(app, pilot, ":", *"reviews", "enter")
        assert "SMITH" not in screen_text(app) and row(app, "M. Rivera").rstrip().endswith("score")
        await typed(app, pilot, "1")
        assert "talked 1:40" in row(app, "SMITH, [Jon]") and "Wants to move the visit." in row(app, "Note (5)")
        await typed(app, pilot, "1", "2", "9", *"slow", "enter", "f10")
        assert "Checkpoint 3 has no answer yet" in screen_text(app)
        await typed(app, pilot, "f12")  # what was answered is kept
        assert "Not saved; what you answered is kept" in screen_lines(app)[23]
        await typed(app, pilot, "1")
        assert "3! no" in row(app, "Identified by [two]") and "1 of 3 left" in screen_text(app)
        await typed(app, pilot, "down", "down", "3", "f10", *"Nearly", "enter")
        assert "Failed: 1/4 25 %, checkpoint 2 fails the call." in screen_text(app)
        assert "1/4 25 %" in row(app, "resch")
    assert clinic.count(COUNT + "'failed' AND note = 'Nearly'") == 1
    assert clinic.count("SELECT count(*) FROM qa_mark WHERE position = 3 AND answer = 'na' AND comment = 'slow'") == 1
    assert clinic.count("SELECT count(*) FROM draft") == 0


async def test_the_rep_reads_and_disputes_and_a_supervisor_answers(clinic: TestClinic) -> None:
    reviewed(clinic, scored=True)
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic)
        await typed(app, pilot, ":", *"reviews", "enter", "5")
        shown = screen_text(app)
        assert "no 3!: Identified by [two] (no birth date)" in shown and "by L. Grant" in shown
        await typed(app, pilot, "f12", "4", *"I [did] ask", "enter")
        assert "Disputed. A supervisor answers until Mon 03/09 18:00." in screen_lines(app)[23]
        assert "due in" in row(app, "resch")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic, "sotto")
        await typed(app, pilot, ":", *"reviews", "enter", "1")
        assert "M. Rivera says: I [did] ask" in screen_text(app)
        await typed(app, pilot, "2", *"listened", "enter")
        assert "The score is overturned and counts no more" in screen_lines(app)[23]
        await typed(app, pilot, "7")
        calls, reviews, passed, score, overturned = row(app, "M. Rivera").split("Rivera")[1].split()[:5]
        assert (calls, reviews, passed, score, overturned) == ("1", "0", "-", "-", "1")
    assert clinic.count(COUNT + "'overturned'") == 1


async def test_a_lead_draws_and_chooses_calls_on_an_empty_list(clinic: TestClinic) -> None:
    for hours in range(1, 4):
        put_call(clinic, "tchen", timedelta(hours=hours), reason_code="BILL")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic, "lgrant")
        await typed(app, pilot, ":", *"reviews", "enter", "6", "backspace", *"none", "enter")
        assert "a whole number from 1 to 50" in screen_text(app)
        await typed(app, pilot, *["backspace"] * 4, "1", "enter")
        assert "1 call of 1 rep drawn at random" in screen_lines(app)[23]
        await typed(app, pilot, "+", *"t", "enter", "enter")
        assert "2 calls without a review" in screen_text(app)
        await typed(app, pilot, "1")
        assert "The call waits for a review." in screen_text(app) and "1 call without a review" in screen_text(app)
    assert clinic.count(COUNT + "'waiting' AND staff_id = 'u-tchen'") == 2


async def test_what_waits_too_long_is_on_the_leads_list_and_leads_there(clinic: TestClinic) -> None:
    services = Services(clinic.store, clinic.clock)
    services.callbacks.create(clinic.actor(), NewCallback("c-1", clinic.add_patient(), "BILL"))
    clinic.clock.advance(timedelta(hours=6))  # 09:47 to 15:47 with an hour's lunch: an hour over the four
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic, "lgrant")
        assert await LimitWatch()(desk) == "1 thing past the limit: F8, then :list limits shows what."
        assert await LimitWatch()(desk) == ""
        await typed(app, pilot, ":", *"list limits", "enter")
        assert "late 1:00" in row(app, "SMITH") and "Call request tried" in row(app, "SMITH")
        await typed(app, pilot, "2")
        assert "L. Grant" in row(app, "SMITH")
        await typed(app, pilot, "1")
        assert screen_lines(app)[0].lstrip().startswith("CALLBACKS")
