"""Settings of the clinic from the shell: typed, checked, versioned and logged; only an administrator changes them."""

from __future__ import annotations

import json

import pytest

from psr_tui.commands_line.exit_codes import NOT_SIGNED_IN, USAGE
from psr_tui.domain.clinic_settings import SETTINGS
from psr_tui.domain.errors import InvalidInput, NotAllowed
from psr_tui.services.clinic_settings import ClinicSettingsService
from tests.commands_line.test_commands import Shell, lines, shell
from tests.helpers.clinic import PASSWORD, TestClinic

__all__ = ["shell"]


def test_an_administrator_sees_and_changes_a_setting(shell: Shell, clinic: TestClinic) -> None:
    who = ("--user", "admin", "--store", str(clinic.path))
    status, out, err = shell.run("clinic", "set", "approval_threshold", "$7.50", *who, text=lines(PASSWORD))
    assert (status, out, err) == (0, "approval_threshold is 7.50; it was 5.00.\n", "")
    status, out, _ = shell.run("clinic", "show", "--json", *who, text=lines(PASSWORD))
    assert status == 0 and json.loads(out)["approval_threshold"] == "7.50"
    assert list(json.loads(out)) == [one.key for one in SETTINGS]
    _, out, _ = shell.run("clinic", "show", *who, text=lines(PASSWORD))
    assert "approval_threshold                     7.50  a counted difference" in out
    status, out, _ = shell.run("clinic", "set", "idle-lock", "600", *who, text=lines(PASSWORD))
    assert status == 0 and "from the next sign-in on" in out
    assert clinic.clinic.approval_threshold_cents == 750 and clinic.clinic.idle_lock_seconds == 600
    assert clinic.count("SELECT version FROM clinic") == 3
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'clinic.set' AND detail LIKE '%5.00%7.50%'") == 1


def test_what_is_mistyped_or_not_allowed_changes_nothing(shell: Shell, clinic: TestClinic) -> None:
    where = ("--store", str(clinic.path))
    for key, value, words in (
        ("bogus", "1", "there are approval_threshold"),
        ("cut_off_hour", "25", "from 0 to 11"),
        ("drawer_maximum", "12.345", "dollars and cents"),
        ("opening_witness", "maybe", "yes or no"),
    ):
        status, _, err = shell.run("clinic", "set", key, value, "--user", "admin", *where, text=lines(PASSWORD))
        assert status == USAGE and words in err and len(err.strip().splitlines()) == 1
    status, _, err = shell.run("clinic", "set", "cut_off_hour", "5", "--user", "sotto", *where, text=lines(PASSWORD))
    assert status == NOT_SIGNED_IN and "Only an administrator" in err
    assert clinic.count("SELECT version FROM clinic") == 1


def test_help_names_every_setting(shell: Shell) -> None:
    status, out, _ = shell.run("clinic", "set", "--help")
    assert status == 0 and all(one.key in out and one.words in out for one in SETTINGS) and "exit status" in out


def test_every_value_reads_back_what_it_writes(clinic: TestClinic) -> None:
    service, admin = ClinicSettingsService(clinic.store, clinic.clock), clinic.actor("admin")
    for line in service.settings(admin):
        changed = service.change(admin, line.key, line.value)
        assert changed.before == changed.after == line.value
    assert clinic.count("SELECT version FROM clinic") == 1, "the same value again changes nothing"


def test_the_lock_comes_before_the_sign_out(clinic: TestClinic) -> None:
    service, admin = ClinicSettingsService(clinic.store, clinic.clock), clinic.actor("admin")
    with pytest.raises(InvalidInput, match="before the sign-out"):
        service.change(admin, "sign_out", "200")
    with pytest.raises(NotAllowed):
        service.change(clinic.actor("sotto"), "sign_out", "3000")
    service.change(admin, "sign_out", "3000")
    service.change(admin, "idle_lock", "3000")


def test_another_float_for_a_drawer(shell: Shell, clinic: TestClinic) -> None:
    change = ("drawer", "set", "d1", "--float", "150", "--store", str(clinic.path))
    status, out, _ = shell.run(*change, "--user", "admin", text=lines(PASSWORD))
    assert (status, out) == (0, "Drawer D1 keeps $150.00 from its next close on.\n")
    status, _, err = shell.run(*change, "--user", "mrivera", text=lines(PASSWORD))
    assert status == NOT_SIGNED_IN and "administrator" in err
    assert clinic.count("SELECT float_cents FROM drawer WHERE code = 'D1'") == 15000
