"""An open drawer for tests that take money but are not about drawers."""

from __future__ import annotations

from psr_tui.domain.clock import local_date
from psr_tui.domain.drawer import DrawerSession, DrawerState
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor
from tests.helpers.clinic import TestClinic


def open_till(clinic: TestClinic, actor: Actor, drawer: str = "D1") -> str:
    """A session of ``actor`` on an empty drawer, open for today; returns its id."""
    with clinic.store.write(actor) as work:
        session = DrawerSession(
            session_id=work.new_id(), drawer_id=f"drawer-{drawer}", drawer_code=drawer, staff_id=actor.staff_id,
            staff_name=actor.name, state=DrawerState.OPEN,
            business_date=local_date(work.now, work.clinic.get().tz), opened_at=work.now,
            float_expected=Money.zero(), float_counted=Money.zero(), version=1, changed_by=actor.name,
            changed_at=work.now,
        )  # fmt: skip
        work.drawer.open(session)
        work.commit()
    return session.session_id
