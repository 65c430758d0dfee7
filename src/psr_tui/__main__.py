"""Start of the program: harden the process first, then hand over to the commands."""

from __future__ import annotations

import sys

from psr_tui.terminal.hardening import harden


def main() -> int:
    """Run psr-tui with the arguments of the process; returns the exit status."""
    harden()
    # After the hardening on purpose: what is imported from here on reads the cleaned environment.
    from psr_tui.cli import main as run_commands

    return run_commands()


if __name__ == "__main__":
    sys.exit(main())
