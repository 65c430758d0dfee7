"""Where the large shared input lies, beside the checkout; a test that needs it skips visibly when it is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def shared_data(relative: str) -> Path:
    """The path of a file or folder of the shared data; skips the test with the reason when it is missing."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"shared data is not beside the checkout: {relative}")
    return path
