"""Make docs/keys.md, every key on one page, from the key table: ``python tools/keys_page.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from psr_tui.keymap import as_markdown

PAGE = Path(__file__).resolve().parents[1] / "docs" / "keys.md"
HEAD = """\
# Every key

Made from the key table by `python tools/keys_page.py`. F1 shows the keys of the place you are in.

"""


def page() -> str:
    """The page as it should be."""
    return HEAD + as_markdown()


def main() -> int:
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
