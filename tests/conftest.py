"""Fixtures that most tests use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.clinic import TestClinic, make_clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[TestClinic]:
    """A small clinic on a real encrypted file of this test alone."""
    made = make_clinic(tmp_path)
    yield made
    made.store.close()
