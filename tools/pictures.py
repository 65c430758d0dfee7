"""Make the README's pictures from the real application: ``python tools/pictures.py`` writes docs/pictures/*.svg.

Each picture is taken on a training day at 80x24 and at 120x40. Fonts are not fetched from anywhere: the reader's own
monospace font is used.
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from psr_tui.bootstrap import Terminal
from psr_tui.commands_line.tour import STOPS, guided
from psr_tui.terminal.hardening import harden

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SIZES = ((80, 24), (120, 40))
_FONT_FACE = re.compile(r"\s*@font-face\s*\{[^}]*\}")
_NO_FONT = re.compile(r"font-family:\s*Fira Code(?:,\s*monospace)?")
_UNIQUE = re.compile(r"terminal-\d+-")


async def take(folder: Path) -> list[Path]:
    """Every stop of the tour in both sizes; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    for size in SIZES:
        async with guided(Terminal(), size) as guide:
            await guide.sign_in()
            for stop in STOPS:
                await guide.go(stop)
                file = folder / f"{stop.name}-{size[0]}x{size[1]}.svg"
                file.write_text(tidy(guide.app.export_screenshot(title="psr-tui demo"), stop.name), encoding="utf-8")
                taken.append(file)
    return taken


def tidy(svg: str, name: str) -> str:
    """The picture without outside addresses, and with names that do not change from run to run."""
    svg = _FONT_FACE.sub("", svg)
    svg = _NO_FONT.sub("font-family: monospace", svg)
    svg = _UNIQUE.sub(f"{name}-", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def main() -> int:
    harden()
    for file in asyncio.run(take(PICTURES)):
        print(f"{file.relative_to(PICTURES.parents[1])}: {file.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
