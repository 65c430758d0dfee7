"""``psr-tui phones``, but for its figures: the telephone lines that are listened to, who has which telephone, and
listening without a desk."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from psr_tui.commands_line.answers import login_and_password
from psr_tui.commands_line.exit_codes import FINE
from psr_tui.commands_line.phones_given import check, host_and_port
from psr_tui.config import read_settings
from psr_tui.domain.errors import InvalidInput, NotFound, StoreBusy, StoreFull
from psr_tui.domain.phone_sources import NOT_YET

if TYPE_CHECKING:
    from psr_tui.bootstrap import OpenStation
    from psr_tui.domain.phone_sources import PhoneSource
    from psr_tui.services.phone_listening import Listened, PhoneListening

PERIOD = 1.0
"""Seconds between two passes of ``listen``."""
_TRIES = 5  # passes that --once waits for a manager to let us in
_LONGEST_AGO = 36_500  # days


def run(args: argparse.Namespace) -> int:
    check(args)
    settings = read_settings(args.store, args.ascii)
    login, password = login_and_password(args.user, settings.store)

    from psr_tui.bootstrap import open_for_command

    with open_for_command(settings.store, login, password) as opened:
        _ACTS[args.kind](args, opened)
    return FINE


def _sources(args: argparse.Namespace, opened: OpenStation) -> None:
    now, tz = opened.store.clock.now(), _zone(opened)
    sources = opened.services.phone_line.sources(opened.actor)
    if args.json:
        print(json.dumps([
            {
                "name": one.name, "kind": one.kind.value, "path": one.path, "trouble": one.trouble,
                "read_at": one.read_at.isoformat() if one.read_at else None,
                "listens": one.reader.partition("#")[0] if one.listened_to(now) else None,
            }
            for one in sources
        ], ensure_ascii=False))  # fmt: skip
        return
    for one in sources:
        print(f"{one.name:<16} {one.words(now, tz)}")
    if not sources:
        print("No telephone line; reps say what happens. Add one with psr-tui phones add.")


def _add(args: argparse.Namespace, opened: OpenStation) -> None:
    from psr_tui.domain.phone_sources import PhoneSource, SourceKind

    if args.manager:
        source = _manager(args)
        opened.services.phone_line.add_source(opened.actor, source)
        print(f"{args.name} is listened to from now on: {source.host}:{source.port}.")
        return
    kind = SourceKind.QUEUE_LOG if args.queue_log else SourceKind.REPLAY
    path = str(Path(args.queue_log or args.replay).absolute())
    opened.services.phone_line.add_source(opened.actor, PhoneSource(args.name, kind, path=path, time_zone=args.zone))
    print(f"{args.name} is listened to from now on: {path}.")
    if not Path(path).exists():
        print("The file is not there yet; it is read as soon as it is.")


def _manager(args: argparse.Namespace) -> PhoneSource:
    from psr_tui.commands_line.answers import Answers
    from psr_tui.domain.phone_sources import PhoneSource, SourceKind

    host, port = host_and_port(args.manager)
    return PhoneSource(
        args.name, SourceKind.MANAGER, host=host, port=port, tls=not args.plain, login=args.login,
        secret=Answers().secret("Secret of the manager's account", str), dial=args.dial, dial_context=args.context,
        dial_channel=args.channel,
    )  # fmt: skip


def _remove(args: argparse.Namespace, opened: OpenStation) -> None:
    opened.services.phone_line.remove_source(opened.actor, args.name)
    print(f"{args.name} is listened to no more; what it told stays.")


def _agents(args: argparse.Namespace, opened: OpenStation) -> None:
    service = opened.services.phone_line
    if args.login:
        if not (args.agent or args.extension or args.none):
            raise InvalidInput("Give --agent or --extension, for example --agent Agent/A01 --extension 201, or --none.")
        given = service.set_telephone(opened.actor, args.login, args.agent, args.extension)
        has = " ".join(part for part in (given.agent, given.extension) if part)
        print(f"{given.name} has {has}." if has else f"{given.name} has no telephone now.")
        return
    telephones = service.telephones(opened.actor)
    if args.json:
        rows = [{"login": one.login, "agent": one.agent, "extension": one.extension} for one in telephones]
        print(json.dumps(rows, ensure_ascii=False))
        return
    for one in telephones:
        print(f"{one.login:<20} {one.agent or '-':<24} {one.extension or '-':<10} {one.name}")


def _warnings(args: argparse.Namespace, opened: OpenStation) -> None:
    from psr_tui.domain.text import strip_forbidden

    found = opened.services.phone_line.warnings(opened.actor, min(max(args.days, 0), _LONGEST_AGO))
    if args.json:
        rows = [{"at": one.at.isoformat(), "reason": one.reason, "line": one.raw} for one in found]
        print(json.dumps(rows, ensure_ascii=False))
        return
    tz = _zone(opened)
    for one in found:
        when = f"{one.at.astimezone(tz):%Y-%m-%d %H:%M:%S}" if one.at.year > 1970 else "time not told"
        print(f"{when:<19}  {one.reason:<14} {strip_forbidden(one.raw)[:200]}")
    print(f"{len(found):,} line{'' if len(found) == 1 else 's'} could not be read.")


def _listen(args: argparse.Namespace, opened: OpenStation) -> None:
    from time import sleep

    service, actor, now = opened.services.phone_line, opened.actor, opened.store.clock.now()
    sources = [one for one in service.sources(actor) if args.name in ("", one.name)]
    if args.name and not sources:
        raise NotFound(f"No telephone line is called {args.name}; psr-tui phones sources lists them.")
    for one in sources:
        if one.listened_to(now):
            where = one.reader.partition("#")[0]
            print(f"{one.name} is listened to at {where} already; it is heard here when that ends.", file=sys.stderr)
    listening = service.listening(0.0 if args.once else args.speed)
    told: Listened | None = None
    try:
        with _stopped_by_the_system(), suppress(KeyboardInterrupt):  # how listening ends
            tries = 0
            while told is None or told.more or not args.once or (_connects(told) and tries < _TRIES):
                if told is not None and not told.more:
                    sleep(PERIOD)
                    tries += 1
                passed = _one_pass(args, opened, listening)
                told = passed if told is None else told.then(passed)
    finally:
        listening.close(actor)
    print(told.words() if told is not None else "Nothing was heard.")
    if told is not None and not told.events:
        _sources(argparse.Namespace(json=False), opened)


def _connects(told: Listened) -> bool:
    """Whether a manager's conversation has only begun: ``--once`` would call a line that is well not reached."""
    return any(words.endswith(NOT_YET) for words in told.troubles)


@contextmanager
def _stopped_by_the_system() -> Iterator[None]:
    """A system that stops a service sends SIGTERM: it ends listening in order, as Ctrl+C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _one_pass(args: argparse.Namespace, opened: OpenStation, listening: PhoneListening) -> Listened:
    from psr_tui.services.phone_listening import Listened

    try:
        return listening.one_pass(opened.actor, args.name)
    except (StoreBusy, StoreFull) as error:
        if args.once:
            raise
        return Listened(troubles=(error.message,))  # heard by the next pass


def _zone(opened: OpenStation) -> ZoneInfo:
    with opened.store.read() as work:
        return work.clinic.get().tz


_ACTS: dict[str, Callable[[argparse.Namespace, OpenStation], None]] = {
    "sources": _sources,
    "add": _add,
    "remove": _remove,
    "agents": _agents,
    "listen": _listen,
    "warnings": _warnings,
}
