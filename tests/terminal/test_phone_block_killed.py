"""A phone block in the real program: typed all at once, killed, and taken up again where it was (CC-34, CC-101)."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.helpers.program import WorkPlace
from tests.helpers.small_day import morning_clinic
from tests.helpers.terminal import keys
from tests.services.callback_helpers import Phones, make_phones

pytestmark = pytest.mark.pty


def prepared(folder: Path) -> tuple[WorkPlace, Phones, list[str]]:
    """The morning with six callbacks in front of all others, in their order."""
    clinic = morning_clinic(folder)
    phones = make_phones(clinic)
    people = [
        clinic.add_patient(f"RUSH{chr(65 + number)}", "Al", phone=f"+150555503{number:02d}") for number in range(6)
    ]
    made = [phones.add(patient, minutes=-90 + number) for number, patient in enumerate(people)]
    return WorkPlace(folder, clinic), phones, made


@pytest.mark.soak
def test_a_burst_over_several_items_a_kill_and_the_block_goes_on(tmp_path: Path) -> None:
    place, phones, made = prepared(tmp_path)
    with place.open() as desk:
        desk.send(keys("f4", "0", "f10", "1", "4", "3", "6"))  # one write: no key waits for the screen before it
        desk.wait_for("RUSHD, Al")
        desk.wait_for("block 3/20")
        desk.signal(signal.SIGKILL)
        assert desk.wait_exit() == -signal.SIGKILL
    with place.store() as found:
        phones.clinic = found
        assert [phones.row(one).last_outcome for one in made] == ["NAN", "VML", "BSY", "", "", ""]
        assert phones.row(made[3]).claimed_by == "u-mrivera" and phones.row(made[3]).attempts == 0
    with place.open() as desk:
        desk.wait_for("You still have a call open")
        desk.send(keys("f4"))
        desk.wait_for("block 3/20")
        desk.send(keys("ctrl+o"))
        desk.wait_for("RUSHD, Al")
        desk.send(keys("4", "3"))
        desk.wait_for("RUSHF, Al")
        desk.send(keys(".", "1"))
        desk.wait_for("Handed back")
        desk.wait_for("5 of 20")
    with place.store() as found:
        phones.clinic = found
        outcomes = [phones.row(one).last_outcome for one in made]
        assert outcomes == ["NAN", "VML", "BSY", "NAN", "VML", ""]
        assert [phones.row(one).attempts for one in made] == [1, 1, 1, 1, 1, 0]
        assert found.count("SELECT count(*) FROM phone_block WHERE state = 'ended'") == 1
