"""A patient's coverages on a real store: saved once, for the right patient, with every version."""

from __future__ import annotations

from datetime import date

import pytest

from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused, Stale
from tests.helpers.clinic import SETUP, TODAY, TestClinic
from tests.helpers.cover import Cover, form


@pytest.fixture
def cover(clinic: TestClinic) -> Cover:
    return Cover.of(clinic)


def test_added_once_with_a_version_and_an_audit_row(clinic: TestClinic, cover: Cover) -> None:
    patient, payer, command = clinic.add_patient(), clinic.add_payer(), cover.new_id()
    typed = form(patient, payer, card_front="scan 12 front", group="00441")
    saved = cover.coverages.add(cover.actor, command, typed)
    assert saved.flags == () and saved.coverage.card_front == "scan 12 front"
    assert cover.coverages.add(cover.actor, command, typed).coverage == saved.coverage
    with pytest.raises(AlreadyDone):
        cover.coverages.add(cover.actor, command, form(patient, payer, member_id="OTHER"))
    assert clinic.count("SELECT count(*) FROM coverage") == 1
    (version,) = cover.coverages.history(cover.actor, command)
    assert version.content["member_id"] == "W123456789" and version.changes == ()
    assert clinic.count(f"SELECT count(*) FROM audit WHERE action = 'create' AND entity_id = '{command}'") == 1


def test_a_change_keeps_both_versions_and_says_field_by_field(clinic: TestClinic, cover: Cover) -> None:
    patient, payer = clinic.add_patient(), clinic.add_payer()
    imported = clinic.add_coverage(patient, payer)
    saved = cover.coverages.change(cover.actor, imported, 1, form(patient, payer, member_id="X9", order=2))
    assert saved.coverage.version == 2 and "No primary is in force" in saved.flags[0]
    (version,) = cover.coverages.history(cover.actor, imported)
    told = {one.field: (one.old, one.new) for one in version.changes}
    assert told["member_id"] == ("W123456789", "X9") and told["order"] == ("1", "2")
    with pytest.raises(Stale):
        cover.coverages.change(cover.actor, imported, 1, form(patient, payer))


def test_saving_without_a_change_writes_nothing(clinic: TestClinic, cover: Cover) -> None:
    patient, payer = clinic.add_patient(), clinic.add_payer()
    made = cover.coverages.add(cover.actor, cover.new_id(), form(patient, payer)).coverage
    again = cover.coverages.change(cover.actor, made.coverage_id, made.version, form(patient, payer))
    assert again.coverage.version == made.version


def test_a_form_of_another_patient_is_refused(clinic: TestClinic, cover: Cover) -> None:
    jon, ann, payer = clinic.add_patient(), clinic.add_patient("BEGAY", "Ann"), clinic.add_payer()
    of_ann = clinic.add_coverage(ann, payer)
    with pytest.raises(Refused, match="opened for another patient, the coverage belongs to BEGAY, Ann"):
        cover.coverages.change(cover.actor, of_ann, 1, form(jon, payer))
    assert clinic.count("SELECT count(*) FROM coverage WHERE version = 1") == 1


def test_the_patient_changed_underneath_an_open_form(clinic: TestClinic, cover: Cover) -> None:
    """FD-107: a merge moved the coverage while its form stood open; the form saves nothing for the other record."""
    gone, kept, payer = clinic.add_patient(), clinic.add_patient("SMITH", "John"), clinic.add_payer()
    moved = clinic.add_coverage(gone, payer)
    with clinic.store.write(SETUP) as work:
        run = work.session.connection().exec_driver_sql
        run(
            "INSERT INTO patient_merge (id, kept_id, merged_id, at, staff_id, reason, kept_before, undone_reason) "
            f"VALUES ('m', '{kept}', '{gone}', '2026-03-04 15:00:00.000000', 'u-admin', '', '', '')"
        )
        run(f"UPDATE coverage SET patient_id = '{kept}' WHERE id = '{moved}'")
        work.commit()
    with pytest.raises(Refused, match="belongs to SMITH, John"):
        cover.coverages.change(cover.actor, moved, 1, form(gone, payer, member_id="X1"))


def test_two_primaries_on_one_day_are_said_when_saved(clinic: TestClinic, cover: Cover) -> None:
    patient, aetna, cigna = clinic.add_patient(), clinic.add_payer(), clinic.add_payer("Cigna")
    cover.coverages.add(cover.actor, cover.new_id(), form(patient, aetna, ends=date(2026, 4, 30)))
    saved = cover.coverages.add(cover.actor, cover.new_id(), form(patient, cigna, effective=date(2026, 4, 1)))
    assert "Two are primary: Cigna and AETNA PPO, both on 04/01/2026" in saved.words("on file")


def test_ended_with_a_reason_and_marked_as_of_the_day(clinic: TestClinic, cover: Cover) -> None:
    patient, payer = clinic.add_patient(), clinic.add_payer()
    one = clinic.add_coverage(patient, payer)
    with pytest.raises(InvalidInput, match="before it begins on 01/01/2026"):
        cover.coverages.end(cover.actor, one, 1, date(2025, 12, 31), "CE2")
    with pytest.raises(Refused, match="Choose from the list"):
        cover.coverages.end(cover.actor, one, 1, TODAY, "nonsense")
    with pytest.raises(InvalidInput, match="add a few words"):
        cover.coverages.end(cover.actor, one, 1, TODAY, "CE9")
    saved = cover.coverages.end(cover.actor, one, 1, date(2026, 2, 28), "CE2")
    assert (
        saved.coverage.ended_reason == "Job ended or changed"
        and saved.coverage.holds_words(TODAY) == "ENDED 02/28/2026"
    )
    before = cover.coverages.of_patient(cover.actor, patient, date(2026, 2, 1))
    assert before.day == date(2026, 2, 1) and before.coverages[0].in_force(before.day)
    open_again = cover.coverages.change(cover.actor, one, saved.coverage.version, form(patient, payer))
    assert open_again.coverage.ended_reason == "" and open_again.coverage.in_force(TODAY)


def test_primary_and_secondary_change_places_with_a_version_each(clinic: TestClinic, cover: Cover) -> None:
    patient, payer = clinic.add_patient(), clinic.add_payer()
    first, second = clinic.add_coverage(patient, payer), clinic.add_coverage(patient, payer, position=2)
    saved = cover.coverages.earlier(cover.actor, second, 1)
    assert saved.coverage.order == 1 and saved.flags == ()
    orders = {one.coverage_id: one.order for one in cover.coverages.of_patient(cover.actor, patient).coverages}
    assert orders == {second: 1, first: 2}
    assert clinic.count("SELECT count(*) FROM record_version WHERE entity = 'coverage'") == 2
    with pytest.raises(Stale):
        cover.coverages.earlier(cover.actor, second, 1)


def test_of_two_primaries_the_chosen_one_stays_and_the_other_steps_back(clinic: TestClinic, cover: Cover) -> None:
    patient, payer = clinic.add_patient(), clinic.add_payer()
    first, second = clinic.add_coverage(patient, payer), clinic.add_coverage(patient, payer)
    assert cover.coverages.earlier(cover.actor, first, 1).flags == ()
    orders = {one.coverage_id: one.order for one in cover.coverages.of_patient(cover.actor, patient).coverages}
    assert orders == {first: 1, second: 2}, "nothing changed on the chosen one, and it was written all the same"


def test_the_holder_may_be_a_patient_of_ours(clinic: TestClinic, cover: Cover) -> None:
    child, mother = clinic.add_patient("BEGAY", "Leo", dob=date(2018, 5, 5)), clinic.add_patient("BEGAY", "Ann")
    one = clinic.add_coverage(child, clinic.add_payer(), relationship="child", subscriber_name="A. Begay")
    with pytest.raises(Refused, match="choose Self"):
        cover.coverages.held_by(cover.actor, one, 1, child)
    saved = cover.coverages.held_by(cover.actor, one, 1, mother).coverage
    assert (saved.subscriber, saved.subscriber_patient_id, saved.subscriber_dob) == (
        "BEGAY, Ann", mother, date(1960, 2, 29),
    )  # fmt: skip
    own = clinic.add_coverage(child, clinic.add_payer("Cigna"))
    with pytest.raises(Refused, match="say first"):
        cover.coverages.held_by(cover.actor, own, 1, mother)


@pytest.mark.parametrize("relation", ["life_partner", "employee", "organ_donor", "cadaver_donor", "unknown"])
def test_every_relation_is_stored(clinic: TestClinic, cover: Cover, relation: str) -> None:
    typed = form(clinic.add_patient(), clinic.add_payer(), relationship=relation, subscriber="Somebody")
    assert cover.coverages.add(cover.actor, cover.new_id(), typed).coverage.relationship == relation


def test_a_new_payer_is_made_once_and_found_by_its_name(clinic: TestClinic, cover: Cover) -> None:
    for last in ("ONE", "TWO"):
        typed = form(clinic.add_patient(last), "", new_payer="Blue Example")
        cover.coverages.add(cover.actor, cover.new_id(), typed)
    assert clinic.count("SELECT count(*) FROM payer WHERE name = 'Blue Example'") == 1


def test_the_card_is_seen_today_and_seeing_the_list_is_a_view(clinic: TestClinic, cover: Cover) -> None:
    patient = clinic.add_patient()
    one = clinic.add_coverage(patient, clinic.add_payer())
    assert cover.coverages.card_seen(cover.actor, one, 1).coverage.card_seen_on == TODAY
    service = cover.coverages
    for _ in range(2):
        service.of_patient(cover.actor, patient)
    views = f"SELECT count(*) FROM audit WHERE action = 'view' AND entity_id = '{patient}'"
    assert clinic.count(views) == 1, "once a sign-in"
