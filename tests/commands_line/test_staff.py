"""Adding people and drawers from the shell: a clinic needs more than its first administrator."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from psr_tui.domain.errors import InvalidInput, NotAllowed
from psr_tui.domain.staff import Role
from psr_tui.services.sign_in import SignInService
from psr_tui.store import vault
from tests.commands_line.test_commands import Shell, lines, shell
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.services.callback_helpers import make_phones

__all__ = ["shell"]
NEW = "a brand new password"


def test_an_administrator_adds_a_rep_who_can_sign_in(shell: Shell, clinic: TestClinic) -> None:
    store = str(clinic.path)
    words = ("staff", "add", "kpark", "--name", "K. Park", "--role", "lead", "--user", "admin", "--store", store)
    status, out, err = shell.run(*words, text=lines(PASSWORD, NEW, NEW))
    assert (status, err) == (0, "")
    assert "K. Park may sign in as kpark (lead)." in out
    assert vault.unlock(clinic.path, "kpark", NEW).login == "kpark"
    _, out, _ = shell.run("staff", "list", "--json", "--user", "kpark", "--store", store, text=lines(NEW))
    assert {"login": "kpark", "name": "K. Park", "role": "lead"} in json.loads(out)


def test_two_different_passwords_or_a_taken_name_add_nobody(shell: Shell, clinic: TestClinic) -> None:
    store = str(clinic.path)
    add = ("staff", "add", "kpark", "--name", "K. Park", "--user", "admin", "--store", store)
    status, _, err = shell.run(*add, text=lines(PASSWORD, NEW, "another one entirely"))
    assert status != 0 and "not the same" in err
    for taken in ("mrivera", "MRivera"):
        again = ("staff", "add", taken, "--name", "M. R.", "--user", "admin", "--store", store)
        status, _, err = shell.run(*again, text=lines(PASSWORD, NEW, NEW))
        assert status != 0 and "taken" in err
    assert "kpark" not in vault.logins(clinic.path)
    assert vault.unlock(clinic.path, "mrivera", PASSWORD).user_id == "u-mrivera", "the old password still opens"


def test_only_an_administrator_adds_staff(clinic: TestClinic) -> None:
    staff = SignInService(clinic.store, clinic.clock)
    with pytest.raises(NotAllowed):
        staff.add_staff(clinic.actor("sotto"), "kpark", "K. Park", Role.REP, NEW)
    with pytest.raises(InvalidInput):
        staff.add_staff(clinic.actor("admin"), "k park", "K. Park", Role.REP, NEW)
    with pytest.raises(InvalidInput):
        staff.add_staff(clinic.actor("admin"), "kpark", "  ", Role.REP, NEW)
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'refused'") == 1
    assert vault.logins(clinic.path).count("kpark") == 0


def test_a_slot_left_by_a_broken_attempt_does_not_lock_the_new_person_out(clinic: TestClinic) -> None:
    vault.add_user(clinic.path, clinic.store.keys, "u-gone", "kpark", "an older password")
    staff = SignInService(clinic.store, clinic.clock)
    member = staff.add_staff(clinic.actor("admin"), "KPark", "K. Park", Role.REP, NEW)
    assert vault.unlock(clinic.path, "kpark", NEW).user_id == member.id


def test_another_drawer(shell: Shell, clinic: TestClinic) -> None:
    add = ("drawer", "add", "d9", "--float", "150", "--user", "admin", "--store", str(clinic.path))
    status, out, _ = shell.run(*add, text=lines(PASSWORD))
    assert status == 0 and "Drawer D9 is there, with a float of $150.00" in out
    status, _, err = shell.run(*add, text=lines(PASSWORD))
    assert status != 0 and "D9 already" in err
    assert clinic.count("SELECT sum(cents) FROM ledger_line") == 0


def test_a_supervisor_says_from_the_shell_what_somebody_speaks(shell: Shell, clinic: TestClinic) -> None:
    store = ("--store", str(clinic.path))
    status, out, _ = shell.run(
        "staff", "languages", "tchen", "spanish", "vi", "--user", "sotto", *store, text=lines(PASSWORD)
    )
    assert (status, out) == (0, "tchen speaks English, Spanish, Vietnamese.\n")
    status, _, err = shell.run("staff", "languages", "tchen", "--none", "--user", "tchen", *store, text=lines(PASSWORD))
    assert status != 0 and "supervisor" in err
    status, out, _ = shell.run("staff", "languages", "tchen", "--user", "tchen", *store, text=lines(PASSWORD))
    assert (status, out) == (0, "tchen speaks English, Spanish, Vietnamese.\n")
    status, out, _ = shell.run("staff", "languages", "tchen", "--none", "--user", "sotto", *store, text=lines(PASSWORD))
    assert (status, out) == (0, "tchen speaks English.\n")


def test_the_skips_of_the_reps_are_on_the_shell_too(shell: Shell, clinic: TestClinic) -> None:
    phones = make_phones(clinic, datetime.now(UTC))  # the shell has no clock of tests
    phones.service.skip(phones.chen, [(phones.add(), 1), (phones.add(), 1)], "S1")
    asked = ("phones", "skips", "--days", "2", "--user", "lgrant", "--store", str(clinic.path))
    status, out, _ = shell.run(*asked, "--days", "3650", text=lines(PASSWORD))
    assert status != 0
    status, out, _ = shell.run(*asked, text=lines(PASSWORD))
    assert status == 0 and out.split() == ["2", "T.", "Chen", "Needs", "a", "language", "I", "do", "not", "speak"]
    _, out, _ = shell.run(*asked, "--json", text=lines(PASSWORD))
    assert json.loads(out) == [{"name": "T. Chen", "reason": "S1", "skips": 2}]
