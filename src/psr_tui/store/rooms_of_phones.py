"""The repositories of the phones in one transaction; each is imported when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session

if TYPE_CHECKING:
    pass
    # of calls

    # of line

    # of callbacks

    # of blocks

    # of flags

    # of messages

    # of figures

    # of board

    # of quality


class RoomsOfPhones:
    """Calls, the telephone line, blocks, messages, figures, reviews."""

    session: Session

    # of calls

    # of line

    # of callbacks

    # of blocks

    # of flags

    # of messages

    # of figures

    # of board

    # of quality
