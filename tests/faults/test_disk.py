"""What a full or failing disk does: nothing half saved, a plain sentence, reading goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from psr_tui.domain.errors import StoreFault, StoreFull, StoreRefused
from psr_tui.services.drafts import DraftService
from psr_tui.store import refusals
from psr_tui.store.place import refuse_missing
from tests.helpers.clinic import TestClinic


def test_a_full_disk_says_not_saved_and_reading_goes_on(clinic: TestClinic) -> None:
    actor = clinic.actor()
    drafts = DraftService(clinic.store, clinic.clock)
    drafts.keep(actor, "note", "p1", {"text": "before"})
    with pytest.raises(StoreFull, match="NOT saved"), clinic.store.write(actor) as work:
        pages = work.session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        work.session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        work.drafts.keep(actor.staff_id, "note", "p1", {"text": "x" * 19_000}, work.now)
        work.drafts.keep(actor.staff_id, "note", "p2", {"text": "x" * 19_000}, work.now)
        work.commit()
    assert drafts.find(actor, "note", "p1") == {"text": "before"}
    assert drafts.find(actor, "note", "p2") is None


def test_after_a_disk_fault_nothing_more_is_written(clinic: TestClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault is thrown where the driver throws it; a failing disk itself needs a mount this test may not make."""
    actor = clinic.actor()
    drafts = DraftService(clinic.store, clinic.clock)
    drafts.keep(actor, "note", "p1", {"text": "before"})
    with pytest.raises(StoreFault, match="start again"), clinic.store.write(actor) as work:
        raise OperationalError("COMMIT", None, Exception("disk I/O error"))
    with pytest.raises(StoreFault, match="nothing more is written"):
        drafts.keep(actor, "note", "p1", {"text": "after"})
    assert drafts.find(actor, "note", "p1") == {"text": "before"}
    assert work.actor is actor


def test_a_fault_of_the_program_is_not_dressed_up_as_a_refusal() -> None:
    assert refusals.translate(OperationalError("SELECT", None, Exception("no such column: x"))) is None


def test_a_missing_clinic_is_told_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="psr-tui init"):
        refuse_missing(tmp_path / "nothing.psr")
