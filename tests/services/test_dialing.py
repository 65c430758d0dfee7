"""Calls that the telephone system places: who may, once an act, and on record before it rings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from psr_tui.domain.errors import Refused
from psr_tui.services.dialing import DialingService
from psr_tui.services.every import Services
from tests.helpers.clinic import TestClinic
from tests.helpers.manager_server import ManagerServer

NUMBER = "+15055550142"


@pytest.fixture
def server() -> Iterator[ManagerServer]:
    with ManagerServer() as one:
        yield one


def placed(server: ManagerServer) -> list[str]:
    return [asked["Channel"] for asked in server.asked if asked["Action"] == "Originate"]


def test_a_rep_with_a_telephone_dials_once_an_act(clinic: TestClinic, server: ManagerServer) -> None:
    services, admin, rep = Services(clinic.store, clinic.clock), clinic.actor("admin"), clinic.actor("mrivera")
    with pytest.raises(Refused, match="dial on your telephone"):
        services.dialing.dial(rep, NUMBER, "c1")
    services.phone_line.add_source(admin, server.source(dial=True, dial_channel="SIP/{extension}"))
    assert not services.dialing.can_dial(rep)
    with pytest.raises(Refused, match="which telephone is yours"):
        services.dialing.dial(rep, NUMBER, "c0")
    services.phone_line.set_telephone(admin, "mrivera", "Agent/A01", "201")
    assert services.dialing.can_dial(rep)
    assert "pick it up" in services.dialing.dial(rep, NUMBER, "c1")
    assert "already" in services.dialing.dial(rep, NUMBER, "c1")
    assert placed(server) == ["SIP/201"]


def test_what_was_tried_is_on_record_when_the_system_does_not_answer(clinic: TestClinic, server: ManagerServer) -> None:
    def nobody(*asked: object) -> None:
        raise Refused("nobody there")

    services, rep = Services(clinic.store, clinic.clock), clinic.actor("mrivera")
    services.phone_line.add_source(clinic.actor("admin"), server.source(dial=True))
    services.phone_line.set_telephone(clinic.actor("admin"), "mrivera", "Agent/A01", "201")
    with pytest.raises(Refused, match="nobody there"):
        DialingService(clinic.store, clinic.clock, nobody).dial(rep, NUMBER, "c1")
    with clinic.store.read() as work:
        assert len(work.audit.times_of("call", "c1", "phone.dial")) == 1


def test_login_and_secret_in_the_open_are_told(server: ManagerServer) -> None:
    plain = server.source()
    assert not plain.exposed
    assert replace(plain, host="pbx.clinic.example").exposed
    assert not replace(plain, host="pbx.clinic.example", tls=True).exposed
