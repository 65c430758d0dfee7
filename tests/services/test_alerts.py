"""Alerts pop up once for each person and day, for the patient, the family and everybody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from psr_tui.domain.alerts import AlertScope, NewAlert
from psr_tui.domain.errors import AlreadyDone, InvalidInput, NotAllowed, Refused, Stale
from psr_tui.domain.families import Relation
from psr_tui.services.alerts import AlertService
from psr_tui.services.families import FamilyService
from tests.helpers.clinic import TODAY, TestClinic


@pytest.fixture
def alerts(clinic: TestClinic) -> AlertService:
    return AlertService(clinic.store, clinic.clock)


@pytest.fixture
def house(clinic: TestClinic, alerts: AlertService) -> dict[str, str]:
    """A mother and a child, and a stranger; an alert of each scope."""
    people = {name: clinic.add_patient(name, phone="") for name in ("mother", "child", "stranger")}
    families = FamilyService(clinic.store, clinic.clock)
    families.link(clinic.actor(), people["mother"], people["child"], Relation.CHILD)
    lead = clinic.actor("lgrant")
    alerts.add(lead, NewAlert("Falls easily", AlertScope.PATIENT, people["mother"]), "own")
    alerts.add(lead, NewAlert("Speak slowly", AlertScope.FAMILY, people["mother"], TODAY), "family")
    alerts.add(lead, NewAlert("No card machine", AlertScope.CLINIC), "clinic")
    return people


def texts(clinic: TestClinic, alerts: AlertService, who: str, login: str = "mrivera") -> list[str]:
    return [one.text for one in alerts.due(clinic.actor(login), who)]


def test_each_scope_pops_up_where_it_belongs(clinic: TestClinic, alerts: AlertService, house: dict[str, str]) -> None:
    assert texts(clinic, alerts, house["mother"]) == ["No card machine", "Speak slowly", "Falls easily"]
    assert texts(clinic, alerts, house["child"]) == ["No card machine", "Speak slowly"]
    assert texts(clinic, alerts, house["stranger"]) == ["No card machine"]


def test_what_was_read_stays_down_until_tomorrow_and_for_that_person_only(
    clinic: TestClinic, alerts: AlertService, house: dict[str, str]
) -> None:
    alerts.read(clinic.actor(), house["mother"], ["clinic", "own", "family"])
    alerts.read(clinic.actor(), house["mother"], ["clinic"])
    assert texts(clinic, alerts, house["mother"]) == texts(clinic, alerts, house["child"]) == []
    assert len(texts(clinic, alerts, house["mother"], "tchen")) == 3
    clinic.clock.advance(timedelta(days=1))
    assert texts(clinic, alerts, house["mother"]) == ["No card machine", "Falls easily"]


def test_a_change_pops_up_again_and_keeps_the_old_words(
    clinic: TestClinic, alerts: AlertService, house: dict[str, str]
) -> None:
    rep = clinic.actor()
    alerts.read(rep, house["mother"], ["clinic", "own", "family"])
    alerts.change(rep, "own", 1, NewAlert("Falls easily, take the ramp", AlertScope.PATIENT))
    assert texts(clinic, alerts, house["mother"]) == ["Falls easily, take the ramp"]
    with pytest.raises(Stale):
        alerts.change(rep, "own", 1, NewAlert("Other", AlertScope.PATIENT))
    with pytest.raises(Refused, match="stays with"):
        alerts.change(clinic.actor("lgrant"), "own", 2, NewAlert("Other", AlertScope.CLINIC))
    alerts.end(rep, "own", 2)
    with pytest.raises(Refused, match="already"):
        alerts.end(rep, "own", 3)
    assert texts(clinic, alerts, house["mother"]) == []
    with clinic.store.read() as work:
        kept = work.versions.of_record("patient_alert", "own")
        assert [one.content["alert"] for one in kept][-1] == "Falls easily"
        assert work.check_in.alerts([house["child"]], TODAY)[house["child"]][0].text == "Speak slowly"


def test_only_a_lead_writes_for_everybody_and_words_are_needed(
    clinic: TestClinic, alerts: AlertService, house: dict[str, str]
) -> None:
    rep = clinic.actor()
    with pytest.raises(NotAllowed):
        alerts.add(rep, NewAlert("Free coffee", AlertScope.CLINIC), "a")
    with pytest.raises(NotAllowed):
        alerts.end(rep, "clinic", 1)
    with pytest.raises(InvalidInput, match="Alert is empty"):
        alerts.add(rep, NewAlert("\u200b ", AlertScope.PATIENT, house["child"]), "a")
    with pytest.raises(InvalidInput, match="Last day is past"):
        alerts.add(rep, NewAlert("x", AlertScope.PATIENT, house["child"], date(2026, 3, 3)), "a")
    with pytest.raises(AlreadyDone):
        alerts.add(rep, NewAlert("Other words", AlertScope.PATIENT, house["mother"]), "own")
    alerts.add(rep, NewAlert("[b]x[/b]", AlertScope.PATIENT, house["stranger"]), "a")
    assert texts(clinic, alerts, house["stranger"]) == ["No card machine", "[b]x[/b]"]
