"""What was typed after ``psr-tui phones``, looked at before anybody signs in: an argument that would do nothing is
refused, and so is what could only fail later."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from psr_tui.domain.errors import InvalidInput

_OF_THE_MANAGER = ("login", "plain", "dial", "context", "channel")
_OF_DIALING = ("context", "channel")


def check(args: argparse.Namespace) -> None:
    """Raises InvalidInput naming the argument, what is wrong with it and an example."""
    look = {"add": _add, "agents": _agents, "listen": _listen}.get(args.kind)
    if look is not None:
        look(args)


def host_and_port(typed: str) -> tuple[str, int]:
    """``pbx.clinic.example:5039`` taken apart. Raises InvalidInput."""
    host, _, port = typed.rpartition(":")
    if not host.strip() or not (port.isascii() and port.isdigit()) or not 0 < int(port[:6]) < 65536:
        raise InvalidInput("Give host and port of the manager, for example --manager pbx.clinic.example:5039.")
    return host, int(port)


def _add(args: argparse.Namespace) -> None:
    if args.manager:
        host_and_port(args.manager)
        if not args.login.strip():
            raise InvalidInput("--login: name the manager's account, for example --login desk.", "--login")
        _only_with(args, _OF_DIALING, args.dial, "--dial")
    else:
        _only_with(args, _OF_THE_MANAGER, False, "--manager")
        file = Path(args.queue_log or args.replay)
        if file.is_dir():
            raise InvalidInput(f"{file} is a folder; name the file in it, for example {file / 'queue_log'}.")
    if args.zone and not args.replay:
        raise InvalidInput("--zone is for a recorded table (--replay); other lines tell whole times.", "--zone")


def _only_with(args: argparse.Namespace, names: tuple[str, ...], given: bool, owner: str) -> None:
    for name in names:
        if getattr(args, name) and not given:
            raise InvalidInput(f"--{name} goes with {owner}; leave it out, or give {owner} too.", f"--{name}")


def _agents(args: argparse.Namespace) -> None:
    if not args.login and (args.agent or args.extension or args.none):
        raise InvalidInput("Say whose telephone it is, for example agents mrivera --extension 201.", "LOGIN")
    if args.none and (args.agent or args.extension):
        raise InvalidInput("--none takes the telephone away; leave it out, or leave out what you give.", "--none")


def _listen(args: argparse.Namespace) -> None:
    if not (math.isfinite(args.speed) and 0 < args.speed <= 10_000):
        raise InvalidInput("--speed: a number above 0, for example 60: an hour in a minute.", "--speed")
