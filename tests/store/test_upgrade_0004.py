"""A store of the third release becomes one of the fourth: callbacks and open items are there, and stay guarded."""

from __future__ import annotations

from pathlib import Path

import pytest

from psr_tui.store import migrate, place
from psr_tui.store.engine import connect
from psr_tui.store.revisions import HEAD
from tests.store.test_upgrade_0002 import AT, KEY, insert


@pytest.fixture
def third_release(tmp_path: Path) -> Path:
    path = tmp_path / "s.psr"
    place.create_private(path)
    migrate.upgrade(path, KEY, "0003")
    connection = connect(path, KEY)
    insert(connection, "clinic", id="c", time_zone="America/Chicago")
    insert(connection, "reason_code", kind="call_reason", code="REFILL", label="Refill")
    insert(connection, "call_outcome", code="VMD", label="Voicemail, detailed")
    insert(connection, "staff", id="boss", login="boss", name="A. Admin", role="administrator")
    insert(connection, "patient", id="p", mrn=1, last_name="SMITH", sex="male", portal="none")
    common = {"patient_id": "p", "reason_code": "REFILL", "patient_zone": "America/Chicago", "requested_at": AT}
    insert(connection, "callback", id="k", priority="high", state="open", due_at=AT, **common)
    insert(
        connection, "callback", id="f", priority="urgent", state="routed", due_at=AT, red_flag=1, group_rank=1,
        exact_words="my chest hurts", **common,
    )  # fmt: skip
    insert(connection, "work_item", id="w", kind="task", title="Call the lab", state="open", created_at=AT)
    connection.close()
    return path


def test_what_was_there_is_there_with_sensible_values_in_what_is_new(third_release: Path) -> None:
    migrate.bring_up(third_release, KEY)
    connection = connect(third_release, KEY)

    def one(sql: str) -> tuple[object, ...]:
        return tuple(connection.execute(sql).fetchone())

    assert one("SELECT version_num FROM alembic_version") == (HEAD,)
    assert one("SELECT priority, tell_when_they_call, escalated, expires_at FROM callback WHERE id = 'k'") == (
        "high", 0, 0, None,
    )  # fmt: skip
    assert one("SELECT exact_words FROM callback WHERE id = 'f'") == ("my chest hurts",)
    assert one("SELECT sum(items) FROM callback_tally") == (2,)
    assert one("SELECT title FROM work_item") == ("Call the lab",)
    assert one("SELECT service_level_seconds, repeat_days, gateway_folder FROM clinic") == (30, 7, "")
    assert one("SELECT done_for FROM call_outcome WHERE code = 'VMD'") == ("CONF DIRECT",)
    assert one("SELECT count(*) FROM pause_code") == (8,)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_the_new_rules_hold_from_then_on(third_release: Path) -> None:
    migrate.bring_up(third_release, KEY)
    connection = connect(third_release, KEY)
    insert(connection, "callback", id="n", patient_id=None, callback_number="+15055550142", reason_code="ABAND",
           priority="normal", state="open", due_at=AT, requested_at=AT)  # fmt: skip
    insert(connection, "call", id="c", direction="in", state="done", staff_id="boss", caller_role="patient",
           started_at=AT, outcome="RES")  # fmt: skip
    for statement, why in (
        ("UPDATE callback SET red_flag = 0 WHERE id = 'f'", "never lowered"),
        ("UPDATE callback SET exact_words = 'fine' WHERE id = 'f'", "never lowered"),
        ("UPDATE callback SET callback_number = '' WHERE id = 'n'", "somebody_to_call"),
        ("UPDATE call SET outcome = 'NAN'", "stays as it is"),
        ("DELETE FROM call", "never deleted"),
        ("UPDATE boundary_text SET words = 'other'", "never changed"),
        ("UPDATE work_item SET kind = 'anything'", "kind_known"),
    ):
        with pytest.raises(Exception, match=why):
            connection.execute(statement)
    connection.close()
