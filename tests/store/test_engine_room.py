"""The unit of work: rollback is the default, refusals are logged, the audit chain cannot be bent."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from psr_tui.domain.audit_chain import verify
from psr_tui.domain.errors import Refused
from tests.helpers.clinic import TestClinic


def test_leaving_without_commit_keeps_nothing(clinic: TestClinic) -> None:
    actor = clinic.actor()
    before = clinic.count("SELECT count(*) FROM audit")
    with clinic.store.write(actor) as work:
        work.audit.append("something")
    assert clinic.count("SELECT count(*) FROM audit") == before


def test_a_refusal_is_logged_though_the_change_is_not_kept(clinic: TestClinic) -> None:
    actor = clinic.actor()
    with pytest.raises(Refused), clinic.store.write(actor, "visit.move", "appointment", "v1") as work:
        work.audit.append("half")
        raise Refused("no")
    with clinic.store.read() as work:
        entries = [entry for entry, _, _ in work.audit.rows()]
    assert entries[-1].action == "refused"
    assert (entries[-1].entity, entries[-1].entity_id, entries[-1].reason) == ("appointment", "v1", "Refused")
    assert all(entry.action != "half" for entry in entries)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit SET actor = 'x' WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 1",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 1",
        "INSERT INTO audit SELECT max(seq) + 2, at, actor, sign_in_id, action, entity, entity_id, reason, detail, "
        "mac, mac FROM audit",
    ],
)
def test_the_chain_takes_nothing_but_its_next_row(clinic: TestClinic, attack: str) -> None:
    with pytest.raises(Refused), clinic.store.write(clinic.actor()) as work:
        work.session.execute(text(attack))


def test_an_edit_behind_the_triggers_back_is_found(clinic: TestClinic) -> None:
    with clinic.store.write(clinic.actor()) as work:
        for number in range(5):
            work.audit.append("test", "thing", str(number))
        work.commit()
    with clinic.store.write(clinic.actor()) as work:
        connection = work.session.connection()
        connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        connection.exec_driver_sql("UPDATE audit SET entity_id = '9' WHERE seq = 3")
        work.commit()
    with clinic.store.read() as work:
        verdict = verify(clinic.store.keys.audit, work.audit.rows())
    assert (verdict.code, verdict.seq) == (2, 3)
