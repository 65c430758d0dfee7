"""Figures and wallboard from the rows of a real store: today beside the week and the year, with and without a line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from psr_tui.domain.errors import NotAllowed
from psr_tui.domain.phone_figures import find
from psr_tui.domain.phone_report import FROM_LINE, FROM_REPS
from psr_tui.domain.wallboard import Doing
from psr_tui.services.phone_figures import PhoneFigureService, Span
from psr_tui.services.wallboard import WallboardService
from psr_tui.store.tables.phone_blocks import PhoneBlockRow
from psr_tui.store.tables.phone_line import PhoneAgentRow
from tests.helpers.clinic import NOW, SETUP, TestClinic
from tests.helpers.phone_rows import put_call, put_line, put_log, put_period, put_source, put_waiting
from tests.services.callback_helpers import make_phones

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LOG = """
    0 c1.1 sched NONE ENTERQUEUE - - 1
    10 c1.1 sched Agent/A CONNECT 10 x.1 2
    70 c1.1 sched Agent/A COMPLETECALLER 10 60 1
    100 c2.2 bill NONE ENTERQUEUE - - 1
    140 c2.2 bill NONE ABANDON 1 1 40
"""


def test_the_figures_of_a_desk_without_a_telephone_system_say_that_waits_are_not_known(clinic: TestClinic) -> None:
    patient = clinic.add_patient()
    put_call(clinic, "mrivera", HOUR, patient_id=patient, reason_code="REFILL", resolved=True, hold_seconds=10)
    put_call(clinic, "tchen", 30 * MINUTE, patient_id=patient, reason_code="REFILL", resolved=False)
    put_call(clinic, "tchen", 8 * DAY, patient_id=patient, reason_code="REFILL", resolved=True)
    put_call(clinic, "tchen", 2 * DAY, direction="out", talk_seconds=300)
    put_call(clinic, "tchen", 10 * MINUTE, state="missed", answered_at=None, talk_seconds=0, wrapped_at=None)
    put_period(clinic, "mrivera", HOUR)
    service, lead = PhoneFigureService(clinic.store, clinic.clock), clinic.actor("lgrant")
    today = service.report(lead, Span.TODAY)
    assert today.source == FROM_REPS
    asa = find(today.figures, "asa")
    assert asa.value is None and asa.exclusions == ("2 answered calls without a usable wait",)
    assert find(today.figures, "abandonment").fraction == "1 / 3"
    aht = find(today.figures, "aht")
    assert (aht.numerator, aht.denominator) == (100 + 10 + 20 + 100 + 20, 2)
    assert find(today.figures, "wrap").rounded == 20
    occupancy = find(today.figures, "occupancy")
    assert (occupancy.numerator, occupancy.denominator) == (250, 3600)
    marked, repeat = (find(today.figures, code) for code in ("fcr_marked", "fcr_repeat"))
    assert (marked.fraction, repeat.fraction) == ("1 / 2", "1 / 2")
    week, year = service.report(lead, Span.WEEK), service.report(lead, Span.YEAR)
    assert find(week.figures, "aht").denominator == 3
    assert find(year.figures, "fcr_marked").fraction == "2 / 3"
    assert find(year.figures, "fcr_repeat").fraction == "2 / 3"  # eight days later is no repeat within seven


def test_the_log_of_today_grows_and_one_that_comes_late_is_summed_anew(clinic: TestClinic) -> None:
    service, lead = PhoneFigureService(clinic.store, clinic.clock), clinic.actor("lgrant")
    put_log(clinic, LOG, NOW - HOUR)
    put_log(clinic, LOG.replace("c1.1", "y1.1").replace("c2.2", "y2.2"), NOW - DAY)
    first = service.report(lead, Span.TODAY)
    assert first.source == FROM_LINE
    assert (first.calls.answered, first.calls.abandoned, first.calls.wait_seconds) == (1, 1, 10)
    put_log(clinic, "0 c3.3 sched NONE ENTERQUEUE - - 1\n5 c3.3 sched Agent/A CONNECT 5 x.2 2", NOW - 10 * MINUTE)
    assert service.report(lead, Span.TODAY).calls.answered == 1  # a call counts when it is over
    put_log(clinic, "0 c3.3 sched Agent/A COMPLETEAGENT 5 20 1", NOW - 9 * MINUTE)
    again = service.report(lead, Span.TODAY)
    assert (again.calls.answered, again.calls.talk_seconds) == (2, 80)
    assert first.calls.answered == 1  # what was shown does not change under the reader
    assert service.report(lead, Span.WEEK).calls.offered == 5
    put_log(clinic, LOG.replace("c1.1", "z1.1").replace("c2.2", "z2.2"), NOW - 2 * DAY)
    assert service.report(lead, Span.WEEK).calls.offered == 7
    with clinic.store.write(SETUP) as work:
        work.session.add(PhoneAgentRow(staff_id="u-tchen", agent="Agent/A", changed_at=work.now))
        work.commit()
    cuts, log = service.cuts(lead)
    assert log is not None and log.waiting.most == 1
    assert [(cut.kind, cut.name, cut.tally.offered) for cut in cuts] == [
        ("queue", "bill", 1), ("queue", "sched", 2), ("hour", "08:00", 2), ("hour", "09:00", 1),
        ("agent", "T. Chen", 2),
    ]  # fmt: skip
    assert "agent" not in {cut.kind for cut in service.cuts(clinic.actor("mrivera"))[0]}
    with pytest.raises(NotAllowed):
        service.days(clinic.actor("mrivera"), date(2026, 3, 4), date(2026, 3, 4))
    assert service.days(lead, date(2026, 3, 2), date(2026, 3, 4)).report.calls.offered == 7


def test_staffing_and_reasons_of_the_days_calls(clinic: TestClinic) -> None:
    service, lead = PhoneFigureService(clinic.store, clinic.clock), clinic.actor("lgrant")
    assert service.staffing(lead).rows == ()
    patient = clinic.add_patient()
    for number in range(6):
        put_call(clinic, "tchen", 40 * MINUTE, patient_id=patient, reason_code="BILL", resolved=True, talk_seconds=160)
        put_call(clinic, "tchen", 9 * DAY + number * MINUTE, patient_id=patient, reason_code="BILL", resolved=True)
    plan = service.staffing(lead)
    assert [(row.at, row.calls, row.aht) for row in plan.rows] == [("09:00", 6, 180.0)]
    assert plan.rows[0].need.staffed.reps == 2 and plan.rows[0].need.scheduled == 3
    assert service.staffing(lead, date(2026, 2, 23)).rows[0].aht == 120
    found = service.reasons(lead)
    assert found.labels["BILL"].startswith("Bill")
    assert (found.all.contacts, found.by_reason["BILL"].not_repeated, found.all.said_but_repeated) == (6, 1, 5)


def test_promises_count_from_the_promised_time_and_attempts_by_who_answered(clinic: TestClinic) -> None:
    phones = make_phones(clinic, datetime(2026, 3, 4, 17, tzinfo=UTC))
    for outcome, when in (("RES", ""), ("NAN", ""), ("CBK", "2p")):
        callback_id = phones.add()
        phones.service.claim_this(phones.rivera, callback_id, phones.row(callback_id).version)
        phones.service.save_outcome(phones.rivera, callback_id, f"command {outcome}", outcome, when)
    with clinic.store.write(SETUP) as work:
        work.session.add(
            PhoneBlockRow(
                id="block", staff_id="u-mrivera", state="ended", planned_start=work.now - 30 * MINUTE,
                planned_end=work.now, started_at=work.now - 30 * MINUTE, ended_at=work.now, changed_at=work.now,
            )
        )  # fmt: skip
        work.commit()
    figures = PhoneFigureService(clinic.store, clinic.clock).report(clinic.actor("lgrant"), Span.TODAY).figures
    assert find(figures, "contact_rate").fraction == "2 / 3"
    assert (find(figures, "pace").rounded, find(figures, "pace").fraction) == (6.0, "3 / 0.5")
    assert find(figures, "promises_kept").value is None
    assert find(figures, "promises_kept").exclusions == ("1 promise not due yet",)
    clinic.clock.advance(timedelta(hours=6))
    figures = PhoneFigureService(clinic.store, clinic.clock).report(clinic.actor("lgrant"), Span.TODAY).figures
    assert find(figures, "promises_kept").fraction == "0 / 1"


def test_the_wallboard_shows_who_does_what_since_when(clinic: TestClinic) -> None:
    service = WallboardService(clinic.store, clinic.clock)
    people = {login: clinic.actor(login) for login in ("mrivera", "tchen", "lgrant", "sotto")}
    put_call(clinic, "mrivera", 5 * MINUTE, state="held", held_since=NOW - MINUTE, reason_code="REFILL")
    put_call(clinic, "mrivera", 2 * MINUTE, state="talking", reason_code="BILL")
    put_period(clinic, "tchen", 20 * MINUTE, pause="BRK")
    put_period(clinic, "lgrant", HOUR)
    put_line(clinic, "tchen", "talking", 3 * MINUTE)
    put_waiting(clinic, "c1.1", 90 * timedelta(seconds=1))
    put_source(clinic, "the file is not there")
    board = service.board(people["sotto"])
    doing = {rep.name: rep.doing for rep in board.reps}
    assert doing["M. Rivera"] == (Doing.TALKING, NOW - 2 * MINUTE)
    assert doing["T. Chen"] == (Doing.TALKING, NOW - 3 * MINUTE)  # the line knows it; their own word is a break
    assert doing["L. Grant"] == (Doing.AVAILABLE, NOW - HOUR)
    assert doing["S. Otto"][0] is Doing.HERE
    assert doing["A. Admin"] == (Doing.AWAY, None)
    assert board.first is not None and board.first.joined_at == NOW - 90 * timedelta(seconds=1)
    assert (board.listens, board.trouble) == (True, "pbx: the file is not there")
    put_line(clinic, "tchen", "idle", 3 * MINUTE)
    put_period(clinic, "sotto", HOUR, seen=10 * MINUTE)
    otto = next(rep for rep in service.board(people["sotto"]).reps if rep.name == "S. Otto")
    assert otto.doing == (Doing.GONE, NOW - 10 * MINUTE)
    chen = next(rep for rep in service.board(people["sotto"]).reps if rep.name == "T. Chen")
    assert chen.doing[0] is Doing.PAUSED and chen.over(NOW)


def test_promises_at_risk_are_counted_listed_and_their_patients_audited(clinic: TestClinic) -> None:
    phones = make_phones(clinic)
    late = phones.add(minutes=-10, promise=True, owner_id="u-tchen")
    soon = phones.add(minutes=10, promise=True)
    phones.add(minutes=40, promise=True)
    phones.add(minutes=-20)
    taken = phones.add(minutes=-1, promise=True)
    phones.service.claim_this(phones.chen, taken, phones.row(taken).version)
    service, lead = WallboardService(clinic.store, clinic.clock), clinic.actor("lgrant")
    board = service.board(lead)
    assert (board.due, board.overdue, board.at_risk) == (2, 1, 2)
    held = next(rep.held for rep in board.reps if rep.name == "T. Chen")
    assert held is not None and (held.callback_id, held.reason) == (taken, "Refill")
    views = clinic.count("SELECT count(*) FROM audit WHERE action = 'list'")
    rows = service.at_risk(lead)
    assert [(row.callback_id, row.owner) for row in rows] == [(late, "T. Chen"), (soon, "")]
    assert rows[0].patient.startswith("CALLEEA")
    service.at_risk(lead)
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'list'") == views + 1


def test_the_board_shows_a_replayed_day_by_the_clock_of_that_day(clinic: TestClinic) -> None:
    long_ago = timedelta(days=27 * 365)
    put_source(clinic)
    put_waiting(clinic, "old.1", long_ago + timedelta(seconds=40))
    put_log(clinic, "0 old.1 sched NONE ENTERQUEUE - 5055550142 1", clinic.clock.now() - long_ago)
    service, rep = WallboardService(clinic.store, clinic.clock), clinic.actor("mrivera")
    assert service.board(rep).waiting[0].joined_at == clinic.clock.now() - long_ago - timedelta(seconds=40)
    with clinic.store.write(SETUP) as work:
        work.session.connection().exec_driver_sql("UPDATE phone_source SET kind = 'replay'")
        work.commit()
    assert service.board(rep).waiting[0].joined_at == clinic.clock.now() - timedelta(seconds=40)
