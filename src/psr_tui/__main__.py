"""Start of the program: harden the process first, then hand over to the commands."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from psr_tui.terminal.crash_report import install_hooks
from psr_tui.terminal.hardening import harden

if TYPE_CHECKING:
    from pathlib import Path


def main() -> int:
    """Run psr-tui with the arguments of the process; returns the exit status."""
    harden()
    install_hooks(_log_folder)
    # After the hardening on purpose: what is imported from here on reads the cleaned environment.
    from psr_tui.cli import main as run_commands

    return run_commands()


def _log_folder() -> Path:
    from psr_tui.config import folders

    return folders().logs


if __name__ == "__main__":
    sys.exit(main())
