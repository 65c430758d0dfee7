"""The board (F9) driven by keys: who does what, acts of leads, figures with their formulas, clocks that tick."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import cast

import pytest
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.screens.call_in import CallInBox
from psr_tui.screens.dashboard import PAGES, DashboardPlace
from psr_tui.screens.queue import QueuePlace
from psr_tui.services.wallboard import WallboardService
from tests.helpers.clinic import NOW, SETUP, TestClinic
from tests.helpers.desk_app import at_work, desk_app, typed
from tests.helpers.phone_rows import put_call, put_log, put_period, put_source, put_waiting
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import quiet
from tests.services.callback_helpers import Phones, make_phones

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def phones(clinic: TestClinic) -> Phones:
    """Rivera talks, Chen is on a break that is over and holds a callback, two callers wait."""
    found = make_phones(clinic)
    put_source(clinic)
    put_call(clinic, "mrivera", 2 * MINUTE, state="talking", reason_code="BILL")
    put_period(clinic, "tchen", 20 * MINUTE, pause="BRK")
    put_waiting(clinic, "c1.1", 95 * SECOND)
    put_waiting(clinic, "c2.2", 25 * SECOND, "")
    return found


@asynccontextmanager
async def board(clinic: TestClinic, login: str = "sotto") -> AsyncIterator[tuple[PsrApp, Pilot[object]]]:
    app = desk_app(clinic, {"queue": QueuePlace, "dashboard": DashboardPlace})
    async with app.run_test(size=(80, 24)) as pilot:
        await at_work(app, pilot, clinic, login)
        await typed(app, pilot, "f9")
        yield app, pilot


def _row(app: PsrApp, beginning: str) -> str:
    return next(line for line in screen_lines(app) if line[1:].startswith(beginning))


async def test_who_does_what_and_only_clocks_tick_between_changes(
    clinic: TestClinic, phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with board(clinic) as (app, pilot):
        assert "waiting 2 (longest 1:35) · callbacks due 0, overdue 0 · promises at risk 0" in screen_text(app)
        assert "talking 1 · signed in 1 · paused 1" in screen_text(app)
        assert _row(app, "(505) 555-0142").split()[-3:] == ["waiting", "1:35", "sched"]
        assert _row(app, "M. Rivera").split() == ["M.", "Rivera", "talking", "2:00", "bill,", "payment"]
        assert "over 15 min" in _row(app, "T. Chen")
        reads: list[str] = []
        monkeypatch.setattr(WallboardService, "board", lambda *_: reads.append("board"))
        clinic.clock.advance(5 * SECOND)
        app.heartbeat()
        await quiet(app, pilot)
        assert "longest 1:40" in screen_text(app)
        assert _row(app, "M. Rivera").split()[3] == "2:05"
        place = cast(DashboardPlace, app.place)
        assert place.list.retick() == 0  # the same second again paints nothing
        assert reads == []


async def test_a_change_is_shown_at_once_and_a_line_that_is_not_heard_is_named(
    clinic: TestClinic, phones: Phones
) -> None:
    async with board(clinic) as (app, pilot):
        put_source(clinic, "the file is not there")
        put_waiting(clinic, "c3.3", SECOND, "5055550199")
        cast(DashboardPlace, app.place).say("Your line is idle again.")
        with clinic.store.write(SETUP) as work:
            work.session.connection().exec_driver_sql("DELETE FROM queue_caller WHERE call_id = 'c1.1'")
            work.commit()
        app.publish({"line"})
        await quiet(app, pilot)
        assert screen_lines(app)[-1].strip() == "Your line is idle again.", "callers come and go without a word"
        assert "waiting 2" in screen_text(app)
        assert "not heard: pbx: the file is not there" in screen_text(app)
        assert "(505) 555-0199" in screen_text(app)


async def test_a_supervisor_takes_a_callback_back_with_a_reason_and_a_lead_gives_it_on(
    clinic: TestClinic, phones: Phones
) -> None:
    held = phones.add()
    phones.service.claim_this(phones.chen, held, phones.row(held).version)
    async with board(clinic) as (app, pilot):
        await typed(app, pilot, "home", "8")
        assert "holds no callback now" in screen_text(app)
        await typed(app, pilot, *"t", "8", "1")
        assert "Taken back from T. Chen" in screen_text(app)
        assert (phones.row(held).state, phones.row(held).claimed_by) == ("open", None)
        last = phones.events(held)[-1]
        assert (last.kind, last.reason_code) == ("break", "CB1")
    phones.service.claim_this(phones.chen, held, phones.row(held).version)
    async with board(clinic, "lgrant") as (app, pilot):
        await typed(app, pilot, *"t", "8", "1")
        assert "Only a supervisor (or higher)" in screen_text(app)
        await typed(app, pilot, "7", "1")
        assert "in the pool now" in screen_text(app)
        assert phones.row(held).claimed_by is None


async def test_a_waiting_caller_is_taken_once_and_the_box_opens(clinic: TestClinic, phones: Phones) -> None:
    async with board(clinic, "lgrant") as (app, pilot):
        await typed(app, pilot, "home", "1")
        assert isinstance(app.screen, CallInBox)
        assert clinic.count("SELECT count(*) FROM call WHERE line_call_id = 'c1.1' AND state = 'ringing'") == 1
        await typed(app, pilot, "f12")
        assert "L. Grant" in _row(app, "(505) 555-0142")
        await typed(app, pilot, "home", "1", "f12")
        assert clinic.count("SELECT count(*) FROM call WHERE line_call_id = 'c1.1'") == 1
    async with board(clinic) as (app, pilot):
        await typed(app, pilot, "home", "1")
        assert "L. Grant takes this caller already" in screen_text(app)


async def test_promises_at_risk_are_given_on(clinic: TestClinic, phones: Phones) -> None:
    promise = phones.add(minutes=-5, promise=True, owner_id="u-tchen")
    async with board(clinic, "lgrant") as (app, pilot):
        assert "promises at risk 1" in screen_text(app)
        await typed(app, pilot, "right_square_bracket")
        assert "late 0:05" in screen_text(app) and "CALLEEA, Ann0" in screen_text(app)
        await typed(app, pilot, "1")
        assert phones.row(promise).owner_id == "u-lgrant"
        assert "kept for L. Grant now" in screen_text(app)


async def test_figures_stand_beside_the_week_and_the_year_and_enter_explains_them(clinic: TestClinic) -> None:
    for ago, wait in ((timedelta(0), 10), (2 * DAY, 40), (20 * DAY, 100)):
        put_log(
            clinic,
            f"0 c{wait}.1 q NONE ENTERQUEUE - - 1\n{wait} c{wait}.1 q Agent/A CONNECT {wait} x 1\n"
            f"{wait + 60} c{wait}.1 q Agent/A COMPLETECALLER {wait} 60 1",
            NOW - 30 * MINUTE - ago,
        )
    async with board(clinic, "mrivera") as (app, pilot):
        assert "waiting 0" not in screen_text(app) and "no telephone system" in screen_text(app)
        await typed(app, pilot, *("colon", *"page fig", "enter"))
        for _ in range(100):
            if "..." not in _row(app, "Average speed of answer, all"):
                break
            await pilot.pause(0.01)
        assert _row(app, "Average speed of answer, all").split()[-3:] == ["0:10", "0:25", "0:50"]
        names = [record.cells[0].text for record in cast(DashboardPlace, app.place).at.records]
        assert names.index("Average speed of answer, all answered") < names.index("Abandonment, raw")
        await typed(app, pilot, "enter")
        text = screen_text(app)
        assert "= sum of queue wait of answered calls / answered calls" in text
        assert "= 10 / 1" in text and "= 50 / 2" in text
        await typed(app, pilot, "f12")


async def test_every_page_fits_the_design_size_and_staffing_shows_another_day(
    clinic: TestClinic, phones: Phones
) -> None:
    patient = clinic.add_patient()
    for number in range(12):
        put_call(clinic, "tchen", DAY + number * MINUTE, patient_id=patient, reason_code="REFILL", resolved=True)
        put_call(clinic, "tchen", 10 * DAY + number * MINUTE, patient_id=patient, reason_code="BILL", resolved=True)
    async with board(clinic) as (app, pilot):
        for page in PAGES:
            assert page.TITLE in screen_text(app)
            assert "…" not in screen_text(app), page.TITLE
            await typed(app, pilot, "right_square_bracket")
        await typed(app, pilot, *("colon", *"page staff", "enter"), "1", *"t-1", "enter")
        assert "calls of Tue 03/03/2026" in screen_text(app)
        await typed(app, pilot, "5")
        assert "A = calls x handle time / interval" in screen_text(app)
        await typed(app, pilot, "f12", "0", "5")
        assert " ".join(_row(app, "Bill, payment").split()).endswith("12 100.00 % 8.33 % 11 of 12")
