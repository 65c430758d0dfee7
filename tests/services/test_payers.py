"""Payers' pages: who may write what, versions, and one payer of a name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psr_tui.domain.errors import AlreadyDone, InvalidInput, NotAllowed, Stale
from psr_tui.domain.payers import PayerPage
from psr_tui.services.payers import matching
from tests.helpers.clinic import TestClinic
from tests.helpers.cover import Cover


def test_a_rep_writes_a_rule_and_everybody_sees_who(clinic: TestClinic) -> None:
    cover = Cover.of(clinic)
    payer = clinic.add_payer("Blue Example")
    page = cover.payers.sheet(cover.actor, payer).record.page
    cover.payers.save(cover.actor, 1, replace(page, rules="PCP referral for all specialists", phone="(800) 555-0170"))
    sheet = cover.payers.sheet(cover.actor, payer)
    assert sheet.record.version == 2 and sheet.record.changed_by == "M. Rivera"
    assert {(one.field, one.new) for one in sheet.history[0].changes} == {
        ("rules", "PCP referral for all specialists"), ("phone", "(800) 555-0170"),
    }  # fmt: skip
    with pytest.raises(Stale):
        cover.payers.save(cover.actor, 1, page)


def test_what_steers_takes_a_lead(clinic: TestClinic) -> None:
    rep, lead = Cover.of(clinic), Cover.of(clinic, "lgrant")
    payer = clinic.add_payer("Blue Example")
    page = replace(rep.payers.sheet(rep.actor, payer).record.page, verify=False, decides_by_rule=True)
    with pytest.raises(NotAllowed, match="Only a lead"):
        rep.payers.save(rep.actor, 1, page)
    assert clinic.count("SELECT count(*) FROM payer WHERE verify = 0") == 0
    assert lead.payers.save(lead.actor, 1, page).page.verify is False


def test_one_payer_of_a_name_and_one_of_a_key_press(clinic: TestClinic) -> None:
    cover = Cover.of(clinic)
    page = PayerPage(cover.new_id(), "Blúe Example")
    assert cover.payers.add(cover.actor, page) == cover.payers.add(cover.actor, page)
    with pytest.raises(AlreadyDone):
        cover.payers.add(cover.actor, replace(page, name="Green Example"))
    with pytest.raises(InvalidInput, match="on the list already"):
        cover.payers.add(cover.actor, PayerPage(cover.new_id(), "BLUE example"))
    assert clinic.count("SELECT count(*) FROM payer") == 1


def test_a_payer_an_answer_names_is_found_by_code_or_name(clinic: TestClinic) -> None:
    cover = Cover.of(clinic)
    blue, green = cover.payer("Blue Example", payer_code="00621"), cover.payer("Green Example")
    with clinic.store.read() as work:
        assert matching(work, "Whatever Inc", "00621") == blue
        assert matching(work, "GREEN EXAMPLE", "99999") == green
        assert matching(work, "Nobody") == ""


def test_how_many_are_insured_stands_beside_the_page(clinic: TestClinic) -> None:
    cover = Cover.of(clinic)
    payer = clinic.add_payer()
    clinic.add_coverage(clinic.add_patient(), payer)
    assert cover.payers.sheet(cover.actor, payer).record.insured == 1
    assert [one.insured for one in cover.payers.every(cover.actor)] == [1]
