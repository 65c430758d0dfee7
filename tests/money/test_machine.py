"""The reference model beside the real store, few days in the daily run and many at night (CD-93).

A failing run prints its steps and a line to replay it: put the printed ``@reproduce_failure(...)`` above
``class BackDays`` in `tests.money.machine_back`, or run again with ``--hypothesis-seed=N`` and the seed it names.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.money.machine_back import BackDays

TestMoneyDays = BackDays.TestCase
TestMoneyDays.settings = settings(
    max_examples=4,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # 25 steps can be read; shrinking them takes minutes
)


@pytest.mark.soak
def test_many_random_days() -> None:
    """For the night: the same model, far longer."""
    run_state_machine_as_test(
        BackDays,
        settings=settings(
            max_examples=400, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )  # fmt: skip
