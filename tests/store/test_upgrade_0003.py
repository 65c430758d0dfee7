"""A store of the second release becomes one of the third: people, visits and papers are there, and stay guarded."""

from __future__ import annotations

from pathlib import Path

import pytest

from psr_tui.store import migrate, place
from psr_tui.store.engine import connect
from psr_tui.store.revisions import HEAD
from tests.store.test_upgrade_0002 import AT, DAY, KEY, insert


@pytest.fixture
def second_release(tmp_path: Path) -> Path:
    path = tmp_path / "s.psr"
    place.create_private(path)
    migrate.upgrade(path, KEY, "0002")
    connection = connect(path, KEY)
    insert(connection, "clinic", id="c", time_zone="America/Chicago")
    insert(connection, "reason_code", kind="cancel", code="pat", label="Patient")
    insert(connection, "consent_kind", code="privacy", label="Privacy notice", words="How we use it.", months_valid=36)
    insert(connection, "visit_type", code="OV15", label="Office visit", minutes=15)
    insert(connection, "staff", id="boss", login="boss", name="A. Admin", role="administrator")
    insert(connection, "payer", id="p", name="Aetna")
    for ident, restriction in (("p1", ""), ("p2", "same_day_only")):
        insert(
            connection, "patient", id=ident, mrn=ord(ident[1]), last_name="SMITH", sex="male", restriction=restriction
        )
    insert(connection, "patient_alert", id="a", patient_id="p1", text="Ask for the card", since=AT)
    insert(
        connection, "coverage", id="k", patient_id="p1", payer_id="p", relationship="self", effective_on="2026-02-01",
        ends_on="2026-01-01", verified_result="",
    )  # fmt: skip
    insert(
        connection, "appointment", id="v", patient_id="p1", visit_type="OV15", kind="scheduled", local_date=DAY,
        local_start="09:30", time_zone="America/Chicago", state="booked",
    )  # fmt: skip
    insert(
        connection, "consent", id="s", patient_id="p1", kind="privacy", answer="signed", signed_on=DAY, taken_by="boss"
    )
    insert(connection, "print_job", id="j", kind="test", state="waiting", staff_id="boss", done_at=None)
    connection.close()
    return path


def test_what_was_there_is_there_with_sensible_values_in_what_is_new(second_release: Path) -> None:
    migrate.bring_up(second_release, KEY)
    connection = connect(second_release, KEY)

    def one(sql: str) -> tuple[object, ...]:
        return tuple(connection.execute(sql).fetchone())

    assert one("SELECT version_num FROM alembic_version") == (HEAD,)
    assert one("SELECT portal, unidentified, merged_into FROM patient WHERE id = 'p1'") == ("none", "", None)
    assert one("SELECT confirmation, priority, room_id FROM appointment") == ("not_called", 0, None)
    assert one("SELECT scope, text FROM patient_alert") == ("patient", "Ask for the card")
    assert one("SELECT form_version, how FROM consent") == (1, "paper")
    assert one("SELECT kind, number, words FROM consent_version") == ("privacy", 1, "How we use it.")
    assert one("SELECT grace_minutes, starts_as FROM visit_type") == (15, "booked")
    assert one("SELECT kind, patient_id, author_id FROM patient_restriction") == ("same_day_only", "p2", "boss")
    assert one("SELECT ends_on FROM coverage") == ("2026-01-01",)  # an old mistake keeps nobody from updating
    assert one("SELECT count(*) FROM slot_code")[0] == 7
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_the_new_rules_hold_from_then_on(second_release: Path) -> None:
    migrate.bring_up(second_release, KEY)
    connection = connect(second_release, KEY)
    for statement, why in (
        ("UPDATE appointment SET patient_id = 'p2'", "patient of a visit"),
        ("DELETE FROM appointment", "never deleted"),
        ("UPDATE coverage SET ends_on = '2025-01-01'", "before it begins"),
        ("UPDATE consent_version SET words = 'other'", "never changed"),
        ("DELETE FROM coverage", "never deleted"),
        ("UPDATE consent SET how = 'spoken'", "never changed"),
    ):
        with pytest.raises(Exception, match=why):
            connection.execute(statement)
    connection.close()


def test_a_new_clinic_and_an_updated_one_know_the_same_reasons(second_release: Path) -> None:
    from psr_tui.store.load_sql import reference_text
    from psr_tui.store.migrations import front_desk_in_full

    migrate.bring_up(second_release, KEY)
    connection = connect(second_release, KEY)
    updated = {tuple(row) for row in connection.execute("SELECT kind, code, label FROM reason_code")}
    connection.close()
    reference = reference_text()
    for kind, code, label, *_ in front_desk_in_full.REASONS:
        assert (kind, code, label) in updated
        assert f"('{kind}', '{code}', '{label}'" in reference
