"""Privacy mode: what is hidden cannot be read back from what is shown."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.money import Money
from psr_tui.domain.privacy import Privacy, mask_amount, mask_dob, mask_name, mask_phone

PART = st.text(st.characters(whitelist_categories=("Lu", "Ll")), min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("PEÑA GARCÍA, José L", "P.G., J.L."),
        ("O'CONNOR, Siobhan", "O., S."),
        ("smith-jones, al", "S.J., A."),
        ("", "***"),
        ("(12)", "***"),
    ],
)
def test_names_become_initials(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@given(PART, PART)
def test_no_name_survives(last: str, first: str) -> None:
    shown = mask_name(f"{last}, {first}")
    assert not re.search(r"[^\W\d_]{4}", shown), "never more than one letter in a row (and what upper case makes of it)"


@given(st.text("0123456789()-+ .", max_size=20))
def test_a_phone_keeps_four_digits_at_most(phone: str) -> None:
    assert len(re.sub(r"\D", "", mask_phone(phone))) in (0, 4)


def test_a_phone_as_the_rule_writes_it() -> None:
    assert mask_phone("(505) 555-0199") == "***-***-0199"


@given(st.dates())
def test_a_birth_date_keeps_its_year(born: date) -> None:
    assert mask_dob(born) == f"{born.year:04d}"


@given(st.integers(-(10**9), 10**9))
def test_every_amount_looks_the_same(cents: int) -> None:
    assert mask_amount(Money(cents).dollars) == "***"


def test_the_mode_off_shows_everything() -> None:
    off, on = Privacy(False), Privacy(True)
    assert off.name("SMITH, Jon") == "SMITH, Jon" and off.dob(date(1960, 2, 9)) == "02/09/1960"
    assert off.phone("(505) 555-0199") == "(505) 555-0199" and off.amount("$25.00") == "$25.00"
    assert on.phone("") == "" and on.dob(None) == "" and on.amount("") == ""


@given(st.integers(-(10**9), 10**9))
def test_every_amount_in_a_sentence_is_hidden_and_times_stay(cents: int) -> None:
    for shown in (str(Money(cents)), Money(cents).dollars):
        text = f"checked out at 09:15 on 03/04/2026: paid {shown}; NC11 asked"
        assert Privacy(True).words(text) == "checked out at 09:15 on 03/04/2026: paid ***; NC11 asked"
        assert Privacy(False).words(text) == text
