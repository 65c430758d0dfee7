"""What ``doctor`` finds about the telephone lines; they are known inside the clinic's file only, so it needs somebody
who signs in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from psr_tui.commands_line.findings import Finding
from psr_tui.domain.errors import DeskError
from psr_tui.domain.phone_sources import PhoneSource, SourceKind


def phone_findings(store: Path, user: str) -> Iterator[Finding]:
    """One finding for each line; a note when nobody signs in for it."""
    if not store.exists():
        return
    if not user:
        yield Finding(
            "phones", "not looked at: the lines are known inside the clinic's file only",
            "psr-tui doctor --user LOGIN, or psr-tui phones sources", note=True,
        )  # fmt: skip
        return

    from psr_tui.bootstrap import open_for_command
    from psr_tui.commands_line.answers import login_and_password

    try:
        login, password = login_and_password(user, store)
        with open_for_command(store, login, password) as opened:
            sources = opened.services.phone_line.sources(opened.actor)
            with opened.store.read() as work:
                now, tz = work.now, work.clinic.get().tz
    except DeskError as error:
        yield Finding("phones", "could not be looked at", error.message)
        return
    if not sources:
        yield Finding("phones", "no telephone line; reps say what happens", "psr-tui phones add", note=True)
    for one in sources:
        yield Finding("phones", f"{one.name}: {one.words(now, tz)}", _mend(one), note=False)
        if not _mend(one) and not one.listened_to(now):
            yield Finding(
                "phones", f"{one.name}: nobody listens now",
                "it is listened to while psr-tui is open at a desk, or by psr-tui phones listen", note=True,
            )  # fmt: skip


def _mend(source: PhoneSource) -> str:
    if source.kind in (SourceKind.QUEUE_LOG, SourceKind.REPLAY):
        path = Path(source.path)
        if not path.exists():
            return f"there is no {path}; name the right file, or psr-tui phones remove {source.name}"
        if not os.access(path, os.R_OK):
            return f"let the account psr-tui runs under read it: setfacl -m u:ACCOUNT:r {path}"
    if source.exposed:
        return f"login and secret travel readable to {source.host}: use the port with TLS, or a manager on this machine"
    return source.trouble
