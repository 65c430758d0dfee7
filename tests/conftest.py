"""Fixtures that most tests use."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from psr_tui.store.engine import make_engine
from tests.helpers import frames
from tests.helpers.clinic import TestClinic, make_clinic
from tests.helpers.idle import FRAMES, WatchedLoop, wait_for_idle
from tests.helpers.sheets import remembered
from tests.helpers.statements import shared

# The tests start the program often, and pytest rewrites their every assert: without bytecode each process compiles all
# of it again, which is a tenth of what the suite costs. It lies in __pycache__, which is never committed or packed.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A property that says no number itself is tried with this many examples by day, other ones each time, and with the
# library's hundred at night:  --hypothesis-profile=default
settings.register_profile("daily", max_examples=40)
settings.load_profile("daily")


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], WatchedLoop]]:
    """Every test of a screen runs on a loop that can say when it is idle."""
    return {"watched": WatchedLoop}


def pytest_collection_finish() -> None:
    """What was imported is never garbage: the collector need not look at all of it again and again, and what a test
    leaves may lie a while."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(scope="session", autouse=True)
def _screens_without_waste() -> Iterator[None]:
    """A pilot waits until the loop is idle and no longer, frames come quickly, the same style sheet is parsed once,
    a frame is painted when a test looks, and the same statement is compiled once."""
    with pytest.MonkeyPatch.context() as patch:
        for user in ("textual.app", "textual.pilot"):
            patch.setattr(f"{user}.wait_for_idle", wait_for_idle)
        patch.setattr("textual.screen.UPDATE_PERIOD", 1 / FRAMES)
        patch.setattr(Compositor, "render_update", frames.unseen)
        patch.setattr(RuleSet, "__hash__", object.__hash__)  # by identity as before, in C
        patch.setattr(Stylesheet, "_parse_rules", remembered(Stylesheet._parse_rules))
        patch.setattr("psr_tui.store.store.make_engine", shared(make_engine))
        yield


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[TestClinic]:
    """A small clinic on a real encrypted file of this test alone."""
    made = make_clinic(tmp_path)
    yield made
    made.store.close()
