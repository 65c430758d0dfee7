"""Every test of this folder ends with the question whether its file is still sound."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.clinic import TestClinic
from tests.helpers.money import Till
from tests.money.invariants import broken


@pytest.fixture
def clinic(clinic: TestClinic) -> Iterator[TestClinic]:
    """The small clinic; what holds of money must hold after the test."""
    yield clinic
    assert broken(clinic) == []


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    """M. Rivera with D1, open on $200.00."""
    made = Till(clinic)
    made.open()
    return made


@pytest.fixture
def other(clinic: TestClinic) -> Till:
    """T. Chen with D2, not open yet."""
    return Till(clinic, "tchen", "drawer-D2")
