"""``psr-tui locate``: where the files of this user lie, one a line, whether they are there or not."""

from __future__ import annotations

import argparse

from psr_tui.config import EXAMPLE, read_settings


def run(args: argparse.Namespace) -> int:
    settings = read_settings(args.store, args.ascii)
    rows = (
        ("store", settings.store),
        ("keys", settings.store.with_name(settings.store.name + ".keys")),
        ("settings", settings.folders.config),
        ("log", settings.folders.logs),
    )
    for name, path in rows:
        print(f"{name:<10}{path}{'' if path.exists() else '   (not there)'}")
    if not settings.folders.config.exists():
        print(f"\nThe settings file may hold:\n\n{EXAMPLE}", end="")
    return 0
