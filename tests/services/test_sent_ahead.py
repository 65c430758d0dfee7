"""A file of the patient's phone at check-in: compared, accepted field by field, declined items kept as declined."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from psr_tui.domain.check_in import Item, Outcome
from psr_tui.domain.errors import InvalidInput, Refused, Stale
from psr_tui.services.check_in import CheckInService
from psr_tui.services.sent_ahead import Comparison, SentAheadService
from tests.exchange.test_smart_check_in import ANSWERS, CARD, PATIENT, artifact, response
from tests.helpers.clinic import TestClinic
from tests.helpers.desk_visits import at_the_desk, sql

STATUS = (("patient", "fulfilled"), ("card", "fulfilled"), ("ips", "declined"))


@pytest.fixture
def sent(clinic: TestClinic) -> SentAheadService:
    return SentAheadService(clinic.store, clinic.clock)


def write(tmp_path: Path, *artifacts: dict[str, Any], status: tuple[tuple[str, str], ...] = STATUS) -> str:
    path = tmp_path / "phone.json"
    path.write_bytes(response(*artifacts, status=status))
    return str(path)


def whole(tmp_path: Path) -> str:
    return write(tmp_path, artifact(PATIENT, "patient"), artifact(CARD, "card", name="a2"), artifact(ANSWERS, "q"))


def keys(seen: Comparison) -> dict[str, tuple[str, str]]:
    return {one.key: (one.ours, one.theirs) for one in seen.fields}


def test_each_field_stands_beside_ours(clinic: TestClinic, sent: SentAheadService, tmp_path: Path) -> None:
    visit_id = at_the_desk(clinic)
    seen = sent.compare(clinic.actor(), visit_id, whole(tmp_path))
    found = keys(seen)
    assert found["address"] == ("1 Plaza Way, Santa Fe, NM 87501", "9 New Street, Santa Fe, NM 87505")
    assert found["born"] == ("02/29/1960", "02/29/1960")
    assert found["card.member_id"] == ("W123456789", "W987654321")
    assert found["answer0"] == ("", "yes")
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'view' AND detail LIKE '%check-in file%'") == 1


def test_only_what_was_accepted_is_written_and_who_somebody_is_never(
    clinic: TestClinic, sent: SentAheadService, tmp_path: Path
) -> None:
    visit_id = at_the_desk(clinic)
    actor = clinic.actor()
    seen = sent.compare(actor, visit_id, whole(tmp_path))
    taken = sent.take(actor, seen, frozenset({"address", "name", "phones", "answer0", "card.member_id", "nonsense"}))
    with clinic.store.read() as work:
        patient = work.patients.get(seen.patient.id)
    assert patient is not None
    assert patient.demographics.address.street == "9 New Street"
    assert [phone.number.e164 for phone in patient.demographics.phones] == ["+15055550177", "+15055550142"]
    assert patient.demographics.name.last == "Peña García", "names are corrected on the record, never from a file"
    view = CheckInService(clinic.store, clinic.clock).look(actor, visit_id)
    assert view.note == "From the patient's phone: Headache today?: yes"
    assert taken.card is not None and (taken.card.member_id, taken.card.payer) == ("W987654321", "")
    assert taken.words.startswith("4 of ")


def test_a_declined_item_is_kept_as_declined(clinic: TestClinic, sent: SentAheadService, tmp_path: Path) -> None:
    visit_id = at_the_desk(clinic)
    actor = clinic.actor()
    sent.take(actor, sent.compare(actor, visit_id, whole(tmp_path)), frozenset())
    step = CheckInService(clinic.store, clinic.clock).look(actor, visit_id).steps[Item.SENT]
    assert (step.outcome, step.code) == (Outcome.DECLINED, "DF5")
    assert step.detail.startswith("patient:fulfilled card:fulfilled ips:declined")
    assert clinic.count("SELECT count(*) FROM patient WHERE street = '1 Plaza Way'") == 1, (
        "nothing accepted, nothing taken"
    )


def test_a_file_of_somebody_else_is_never_taken(clinic: TestClinic, sent: SentAheadService, tmp_path: Path) -> None:
    visit_id = at_the_desk(clinic)
    other = {**PATIENT, "birthDate": "1985-06-15"}
    seen = sent.compare(clinic.actor(), visit_id, write(tmp_path, artifact(other, "patient")))
    with pytest.raises(Refused, match="06/15/1985, not that of PEÑA GARCÍA"):
        sent.take(clinic.actor(), seen, frozenset({"address"}))
    assert clinic.count("SELECT count(*) FROM check_in_step") == 0


def test_a_record_that_changed_meanwhile_is_not_written_over(
    clinic: TestClinic, sent: SentAheadService, tmp_path: Path
) -> None:
    visit_id = at_the_desk(clinic)
    seen = sent.compare(clinic.actor(), visit_id, whole(tmp_path))
    sql(clinic, "UPDATE patient SET version = version + 1, changed_by = 'T. Chen'")
    with pytest.raises(Stale, match=r"T\. Chen"):
        sent.take(clinic.actor(), seen, frozenset({"address"}))
    assert clinic.count("SELECT count(*) FROM check_in_step") == 0


def test_a_single_insurance_card_goes_the_same_way(clinic: TestClinic, sent: SentAheadService, tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    path.write_text(json.dumps(CARD), encoding="utf-8")
    seen = sent.compare(clinic.actor(), at_the_desk(clinic), str(path))
    assert {one.key for one in seen.fields} == {
        "card.payer", "card.member_id", "card.group", "card.relationship", "card.effective"
    }  # fmt: skip


def test_what_cannot_be_read_is_named_and_a_pipe_keeps_nobody_waiting(
    clinic: TestClinic, sent: SentAheadService, tmp_path: Path
) -> None:
    visit_id = at_the_desk(clinic)
    broken = tmp_path / "broken.json"
    broken.write_bytes(b"\x00\x01 not json")
    os.mkfifo(tmp_path / "pipe")
    for path, why in (
        (str(broken), "is not JSON"),
        (str(tmp_path / "missing.json"), "cannot be read: No such file"),
        (str(tmp_path), "cannot be read|is not a file"),
        (str(tmp_path / "pipe"), "is not a file"),
        ("a\0b", "cannot be read"),
    ):
        with pytest.raises(Refused, match=why):
            sent.compare(clinic.actor(), visit_id, path)
    with pytest.raises(InvalidInput, match="type where the file is"):
        sent.compare(clinic.actor(), visit_id, "  ")


def test_the_inbox_lists_the_newest_files(clinic: TestClinic, sent: SentAheadService, tmp_path: Path) -> None:
    assert sent.inbox(clinic.actor()) == []
    folder = tmp_path / "exchange"
    (folder / "check-in").mkdir(parents=True)
    for number, name in enumerate(("old.json", "new.json", "note.txt")):
        made = folder / "check-in" / name
        made.write_text("{}")
        os.utime(made, (number, number))
    sql(clinic, f"UPDATE clinic SET exchange_folder = '{folder}'")
    assert [name for _, name in sent.inbox(clinic.actor())] == ["new.json", "old.json"]
    sql(clinic, "UPDATE clinic SET exchange_folder = '/nowhere/at/all'")
    assert sent.inbox(clinic.actor()) == []
