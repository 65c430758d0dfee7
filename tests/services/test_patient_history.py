"""One list of everything that happened to a patient, in pages, with who looked for supervisors only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from psr_tui.domain.errors import NotFound
from psr_tui.domain.history import HistoryKind
from psr_tui.domain.visit import VisitState
from psr_tui.services.patient_history import PatientHistoryService
from psr_tui.services.patients import PatientService
from psr_tui.services.queue import QueueService
from psr_tui.store.tables.callbacks import CallbackEventRow, CallbackRow
from psr_tui.store.tables.check_in import ConsentRow
from psr_tui.store.tables.ledger import JournalRow, LedgerLineRow
from psr_tui.store.tables.people import ContactLogRow
from tests.helpers.clinic import SETUP, TODAY, TestClinic
from tests.helpers.people import add_person, person

ALL = tuple(HistoryKind)


@pytest.fixture
def history(clinic: TestClinic) -> PatientHistoryService:
    return PatientHistoryService(clinic.store, clinic.clock)


def everything(clinic: TestClinic) -> str:
    """A patient with one row of each kind, a minute apart."""
    who, actor = add_person(clinic, person()), clinic.actor()
    visit = clinic.add_visit(who, "09:30")
    queue, patients = QueueService(clinic.store, clinic.clock), PatientService(clinic.store, clinic.clock)
    clinic.clock.advance(timedelta(minutes=1))
    queue.note(actor, visit, 1, "Needs the ramp\nand time")
    clinic.clock.advance(timedelta(minutes=1))
    patients.save(actor, who, 1, replace(person(), email="jose@example.com"))
    clinic.clock.advance(timedelta(minutes=1))
    with clinic.store.write(SETUP) as work:
        at = work.now
        work.session.add(
            ConsentRow(
                id="f", patient_id=who, kind="assignment", answer="signed", signed_on=TODAY, taken_by="u-tchen", at=at
            )
        )
        work.session.add(
            JournalRow(
                id="j", sequence=1, content_hash="h", kind="charge", business_date=TODAY, at=at, staff_id="u-mrivera",
                staff_name="M. Rivera", patient_id=who,
            )
        )  # fmt: skip
        work.session.flush()
        for position, (account, cents) in enumerate((("equity", 2500), ("income", -2500)), 1):
            work.session.add(
                LedgerLineRow(journal_id="j", position=position, account=account, cents=cents, patient_id=who)
            )
        work.session.add(
            CallbackRow(
                id="b", patient_id=who, reason_code="REFILL", due_at=at, patient_zone="America/Chicago", order_at=at,
                requested_at=at, note="blue pills", changed_at=at,
            )
        )  # fmt: skip
        work.session.flush()
        work.session.add(
            CallbackEventRow(
                id="c",
                callback_id="b",
                seq=1,
                at=at,
                staff_name="M. Rivera",
                kind="outcome",
                outcome="ODD",
                note="rang",
            )
        )
        work.session.add(
            ContactLogRow(
                id="l", patient_id=who, kind="recall", channel="mail", direction="out", at=at, staff_id="u-tchen",
                staff_name="T. Chen", note="Letter sent",
            )
        )  # fmt: skip
        work.commit()
    with clinic.store.write(actor) as work:
        work.versions.keep("coverage", "cov", 1, who, {"payer": "AETNA"})
        work.commit()
    clinic.clock.advance(timedelta(minutes=1))
    patients.open(clinic.actor("tchen"), who)
    return who


def test_every_kind_is_there_newest_first(clinic: TestClinic, history: PatientHistoryService) -> None:
    who = everything(clinic)
    supervisor = clinic.actor("sotto")
    assert history.open(supervisor, who).all_looks
    lines = history.page(supervisor, who, ALL, 0, 50)
    assert history.count(supervisor, who, ALL) == len(lines) > 10
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    assert {line.kind for line in lines} == set(ALL)
    said = {line.what for line in lines}
    for words in (
        "Office visit, Booked", "charged $25.00", "visit note: Needs the ramp", "call: ODD",
        "recall by mail out: Letter sent", "record changed: e-mail: - -> jose@example.com",
        "coverage made: payer: AETNA",
        "looked at it (card)", "looked at it (history)",
    ):  # fmt: skip
        assert words in said, words
    note = next(line for line in lines if line.kind is HistoryKind.NOTE)
    assert note.more == ("Needs the ramp", "and time")
    assert any(words.startswith("callback asked for: ") for words in said)


def test_pages_and_filters_agree_with_the_count(clinic: TestClinic, history: PatientHistoryService) -> None:
    who, actor = everything(clinic), clinic.actor("sotto")
    whole = [line.key for line in history.page(actor, who, ALL, 0, 50)]
    assert [line.key for first in range(0, 12, 3) for line in history.page(actor, who, ALL, first, 3)] == whole
    for kind in HistoryKind:
        lines = history.page(actor, who, (kind,), 0, 50)
        assert {line.kind for line in lines} == {kind}
        assert history.count(actor, who, (kind,)) == len(lines)
    assert history.page(actor, who, (), 0, 50) == [] and history.count(actor, who, ()) == 0


def test_a_rep_sees_only_that_they_looked_themselves(clinic: TestClinic, history: PatientHistoryService) -> None:
    who, rep = everything(clinic), clinic.actor()
    assert not history.open(rep, who).all_looks
    looks = history.page(rep, who, (HistoryKind.LOOKED,), 0, 50)
    assert [line.who for line in looks] == ["M. Rivera"] and history.count(rep, who, (HistoryKind.LOOKED,)) == 1
    with pytest.raises(NotFound):
        history.open(rep, "nobody")


def test_what_stays_with_a_merged_record_is_shown(clinic: TestClinic, history: PatientHistoryService) -> None:
    who, other = everything(clinic), clinic.add_patient("OTHER", phone="")
    clinic.merge(other, who)
    kinds = {line.kind for line in history.page(clinic.actor("sotto"), other, ALL, 0, 50)}
    assert HistoryKind.CHANGE in kinds and HistoryKind.LOOKED in kinds


def test_a_visit_says_how_it_ended(clinic: TestClinic, history: PatientHistoryService) -> None:
    who = clinic.add_patient()
    visit = clinic.add_visit(who)
    QueueService(clinic.store, clinic.clock).move(clinic.actor(), visit, 1, VisitState.ARRIVED)
    (line,) = history.page(clinic.actor(), who, (HistoryKind.VISIT,), 0, 5)
    assert line.what.endswith("Arrived")
