"""Nothing private ever gets into a message or a script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.call_script import BY_REASON, VARIABLES, fill, script_for
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.voicemail import LEFT_AS, Permission, script
from tests.helpers.call_rows import CALL_REASONS, OUTCOMES

PRIVATE = ("result", "diagnos", "$", "balance", "owe", "bill", "test", "lab", "refill", "cancer", "HIV", "payment")


@pytest.mark.parametrize("permission", Permission)
def test_a_message_holds_no_reason(permission: Permission) -> None:
    said = script(permission, "Maria", "North Clinic", "(505) 555-0100", "Tue 03/10 14:00, 2 Main St")
    assert not [word for word in PRIVATE if word.casefold() in said.casefold()]
    assert ("03/10" in said) == (permission is Permission.DETAILED)
    assert ("North Clinic" in said) == (permission is not Permission.NONE)
    assert LEFT_AS[permission] in {row.code for row in OUTCOMES if row.machine}


@given(st.text(max_size=30), st.text(max_size=30))
def test_nothing_hidden_gets_through(caller: str, practice: str) -> None:
    said = script(Permission.CALLBACK_ONLY, caller, practice, "1")
    assert "\x1b" not in said and "\n" not in said


@pytest.mark.parametrize("reason", [row[0] for row in CALL_REASONS])
def test_every_reason_has_a_script_that_fills(reason: str) -> None:
    values = dict.fromkeys(VARIABLES, "Ana")
    lines = script_for(reason)
    assert all("{" not in fill(line.text, values) for line in lines)
    assert any(line.aloud for line in lines)
    assert set(BY_REASON) <= {row[0] for row in CALL_REASONS}


def test_an_unknown_variable_is_seen() -> None:
    with pytest.raises(InvalidInput, match=r"patient\.diagnosis"):
        fill("About {patient.diagnosis}", dict.fromkeys(VARIABLES, ""))
