"""``psr-tui init``: a real, empty clinic. Asks a person, or reads the answers from standard input, one a line:
clinic name, time zone, administrator's name, user name, password, password again, drawer, float."""

from __future__ import annotations

import argparse
import os
import shlex
from pathlib import Path

from psr_tui.commands_line.answers import Answers, new_password
from psr_tui.commands_line.drawer_command import read_drawer, read_float
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.config import read_settings
from psr_tui.domain.errors import InvalidInput, StoreRefused
from psr_tui.domain.money import Money
from psr_tui.domain.neutral_name import specialty_in


def run(args: argparse.Namespace) -> int:
    settings = read_settings(args.store, args.ascii)
    _refuse_existing(settings.store)
    from psr_tui.services import set_up

    answers = Answers()
    name = answers.ask("Clinic name", set_up.read_clinic_name)
    time_zone = answers.ask("Time zone", set_up.read_time_zone, own_zone())
    administrator = answers.ask("Your name (first administrator)", set_up.read_administrator)
    login = answers.ask("User name to sign in with", set_up.read_login)
    password = new_password(answers)
    drawer = answers.ask("First cash drawer", read_drawer, "D1")
    float_amount = answers.ask("Float it keeps", read_float, "200.00")
    make(settings.store, name, time_zone, administrator, login, password, drawer, float_amount)
    told = f"psr-tui --store {shlex.quote(str(settings.store))} open" if args.store else "psr-tui open"
    print(f"{name} is ready at {settings.store}, on the time of {time_zone}. Sign in as {login} with: {told}")
    if word := specialty_in(name):
        print(f"{word} is not said on voicemail: give a neutral name with psr-tui clinic set neutral_name NAME.")
    print("Keep the password safe: without it, and without a second user, nobody can open the clinic's file.")
    return FINE


def make(
    path: Path,
    name: str,
    time_zone: str,
    administrator: str,
    login: str,
    password: str,
    drawer: str,
    float_amount: Money,
) -> None:
    """Create the store, the clinic, its administrator and its first drawer; all of it or nothing.

    Raises StoreRefused, InvalidInput.
    """
    from psr_tui.bootstrap import open_for_command
    from psr_tui.domain.drawer_acts import AddDrawer
    from psr_tui.domain.ids import new_id
    from psr_tui.services.set_up import NewClinic, SetUpService
    from psr_tui.station_clock import SystemClock
    from psr_tui.store.store import create_store

    clock = SystemClock()
    staff_id = new_id(clock.now(), os.urandom(10))
    store = create_store(path, staff_id, login, password, clock)
    try:
        try:
            SetUpService(store, clock).begin(NewClinic(name, time_zone, staff_id, login, administrator))
        finally:
            store.close()
        with open_for_command(path, login, password, clock) as opened:
            command = AddDrawer(new_id(clock.now(), os.urandom(10)), drawer, f"Drawer {drawer}", float_amount)
            opened.services.drawer.add_drawer(opened.actor, command)
    except BaseException:
        for ours in path.parent.glob(f"{path.name}*"):  # made a moment ago, and nobody has worked in it
            ours.unlink(missing_ok=True)
        raise


def _refuse_existing(path: Path) -> None:
    """Before any question is asked: a clinic, or what is left of one, is never written over."""
    for there in (path, path.with_name(path.name + ".keys")):
        if there.exists() or there.is_symlink():
            raise StoreRefused(f"{there} is there already and was left alone. Choose another path with --store.")


def own_zone() -> str:
    """The zone of this computer, where it can be told: the end of the link /etc/localtime, or TZ."""
    named = os.environ.get("TZ", "").lstrip(":")
    if not named:
        target = str(Path("/etc/localtime").resolve())
        named = target.partition("zoneinfo/")[2]
    from psr_tui.domain.clock import zone

    try:
        return zone(named).key if "/" in named else "America/Chicago"
    except InvalidInput:
        return "America/Chicago"
