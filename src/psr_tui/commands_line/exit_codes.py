"""Exit statuses: a script can tell apart what a person would read."""

from __future__ import annotations

from psr_tui.domain.errors import (
    DeskError,
    InvalidInput,
    NotAllowed,
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreRefused,
    WrongPassword,
)

FINE, FINDINGS = 0, 1
AUDIT_BROKEN, AUDIT_SHORT = 2, 3  # reliability.md RS-39: the verdict's own code
NOT_SIGNED_IN, NO_TERMINAL, NOT_WRITTEN, NO_STORE = 4, 5, 6, 7
USAGE = 64  # EX_USAGE of sysexits.h, so that a mistyped command never looks like a broken log
INTERRUPTED = 130
EXIT_CODES = """\
exit status:
  0    done, nothing to mend
  1    done, with findings (doctor, rows an import did not take), or refused, or not printed
  2    audit verify: the log is broken
  3    audit verify: the log is shorter than the head that was kept
  4    user and password do not fit, or this user may not do that
  5    this command needs a terminal
  6    busy or full: nothing was written, try again
  7    the store is missing, damaged, newer or on a network disk; it was left alone
  64   the command, a setting or an answer is not understood
  130  interrupted
"""
_CODES: tuple[tuple[tuple[type[DeskError], ...], int], ...] = (
    ((InvalidInput,), USAGE),
    ((StoreDamaged, StoreRefused), NO_STORE),
    ((WrongPassword, NotAllowed), NOT_SIGNED_IN),
    ((StoreBusy, StoreFull), NOT_WRITTEN),
)


class NoTerminal(DeskError):
    """The command needs somebody at a terminal."""


def code_of(error: DeskError) -> int:
    """The exit status that goes with a refusal."""
    if isinstance(error, NoTerminal):
        return NO_TERMINAL
    return next((code for kinds, code in _CODES if isinstance(error, kinds)), FINDINGS)
