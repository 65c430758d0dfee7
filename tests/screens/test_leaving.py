"""What quitting says is left open, on the real program's own wiring, also for a place nobody visited."""

from __future__ import annotations

from psr_tui.bootstrap import _each_minute, _left_open
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_app import at_work, desk_app
from tests.helpers.station import Names
from tests.helpers.till import open_till


async def test_an_open_drawer_is_named_though_nobody_looked_at_it(clinic: TestClinic) -> None:
    app = desk_app(clinic, {"queue": Names})
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        assert await _left_open(desk) == []
        open_till(clinic, desk.actor)
        assert await _left_open(desk) == ["drawer D1 not closed"]
        await desk.act(desk.drafts.keep, "payment", clinic.add_patient(), {"paid_1": "40"})
        assert await _left_open(desk) == ["1 typed payment not taken", "drawer D1 not closed"]


async def test_a_broken_audit_log_is_told_at_the_first_look(clinic: TestClinic) -> None:
    app = desk_app(clinic, {"queue": Names})
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await at_work(app, pilot, clinic)
        assert not any(one.words for one in await _each_minute()(desk))
        with clinic.store.write(desk.actor) as work:
            connection = work.session.connection()
            connection.exec_driver_sql("DROP TRIGGER audit_no_update")
            connection.exec_driver_sql("UPDATE audit SET entity_id = 'x' WHERE seq = 1")
            work.commit()
        first = (await _each_minute()(desk))[0]
        assert "broken at row 1" in first.words and first.at_once
