"""What a label printer says about itself before it gets a label."""

from __future__ import annotations

import socket

from psr_tui.devices.escpos_ways import ANSWER
from psr_tui.domain.printing import PrintFailed

ASK = b"~HS"
"""Host status: three lines of figures. A printer without labels, or with an open head, may also keep silent."""
NO_LABELS = "The label printer has no labels; put in a new roll and print again."
HEAD_OPEN = "The head of the label printer is open; close it and print again."
_FIRST, _SECOND = 12, 11  # figures of the two lines that matter
PAUSED = "The label printer is on pause; press its pause key and print again."


def label_printer_state(line: socket.socket) -> bool:
    """Whether it answered; silence means that it is tried. Raises PrintFailed when it would not print."""
    line.settimeout(ANSWER)
    answer = b""
    try:
        line.sendall(ASK)
        while answer.count(b"\x03") < 2 and len(answer) < 200 and (more := line.recv(200)):
            answer += more
    except TimeoutError:
        pass
    nothing: list[str] = []
    first, second, *_ = [*_lines(answer), nothing, nothing]
    known = len(first) == _FIRST and len(second) == _SECOND
    for figures, place, why in ((first, 1, NO_LABELS), (second, 2, HEAD_OPEN), (first, 2, PAUSED)):
        if known and figures[place] == "1":
            raise PrintFailed(why)
    return known


def _lines(answer: bytes) -> list[list[str]]:
    """The figures of each complete line; what is no status line is empty."""
    return [part.partition(b"\x02")[2].decode("ascii", "replace").split(",") for part in answer.split(b"\x03")[:-1]]
