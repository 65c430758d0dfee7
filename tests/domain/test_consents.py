"""Papers: for whom they are, when they are asked again, which version may be signed, who signs for a minor."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.consents import (
    ConsentKind,
    Occasion,
    PaperChanged,
    Recurs,
    Signature,
    applies,
    check_signer,
    check_version,
    due,
    expires,
    settled,
)
from psr_tui.domain.errors import InvalidInput

DAY = date(2026, 3, 4)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
kinds = st.builds(
    ConsentKind,
    st.just("k"),
    st.just("K"),
    months_valid=st.integers(0, 36),
    recurs=st.sampled_from(list(Recurs)),
    required=st.booleans(),
)


def signed(kind: ConsentKind, day: date, visit_id: str = "v1") -> Signature:
    return Signature(kind.code, day, expires(kind, day), visit_id=visit_id)


@given(kinds, days, st.integers(0, 4000))
def test_what_is_signed_at_a_visit_is_never_asked_again_at_it_and_comes_back_after_its_last_day(
    kind: ConsentKind, day: date, later: int
) -> None:
    answer = signed(kind, day)
    assert due([kind], {"k": answer}, Occasion(day, "v1")) == ()
    then = day + timedelta(days=later)
    asked = bool(due([kind], {"k": answer}, Occasion(then, "v2")))
    if kind.recurs is Recurs.EVERY_VISIT:
        assert asked, "another visit, another signature, even on the same day"
    elif kind.recurs is Recurs.ONCE:
        assert not asked
    elif kind.recurs is Recurs.EVERY_YEAR:
        assert asked is (then.year > day.year)
    else:
        assert asked is (answer.expires_on is not None and then > answer.expires_on)


@given(kinds, days)
def test_a_declined_paper_is_left_alone_for_its_day_and_asked_again_on_the_next(kind: ConsentKind, day: date) -> None:
    declined = Signature("k", day, refused=True, visit_id="v1")
    assert not due([kind], {"k": declined}, Occasion(day, "v1"))
    assert due([kind], {"k": declined}, Occasion(day + timedelta(days=1), "v2"))


@given(
    st.sampled_from([(), ("WCC",), ("OV15", "WCC")]),
    st.sampled_from([(), ("medicare",), ("self_pay",)]),
    st.booleans(),
    st.sampled_from(["OV15", "WCC", "NURSE"]),
    st.sampled_from(["", "medicare", "commercial", "self_pay"]),
    st.booleans(),
)
def test_a_paper_is_only_for_its_visit_types_payers_and_ages(
    types: tuple[str, ...], payers: tuple[str, ...], minors: bool, visit_type: str, payer: str, minor: bool
) -> None:
    kind = ConsentKind("k", "K", visit_types=types, payer_kinds=payers, minors_only=minors)
    expected = (not types or visit_type in types) and (not payers or payer in ("", *payers)) and (minor or not minors)
    assert applies(kind, Occasion(DAY, "v", visit_type, payer, minor)) is expected


def test_a_withdrawn_paper_without_a_new_version_stops_nobody() -> None:
    kind = ConsentKind("k", "K", withdrawn=True)
    assert due([kind], {}, Occasion(DAY)) == ()
    with pytest.raises(PaperChanged, match="no new version yet") as gone:
        check_version(kind, 1)
    assert gone.value.newest is None


def test_only_the_version_in_use_is_signed() -> None:
    kind = ConsentKind("k", "Privacy notice", version=3)
    check_version(kind, 3)
    with pytest.raises(PaperChanged, match="version 3 and let that be signed; what you typed is kept"):
        check_version(kind, 2)


def test_a_minors_paper_names_the_guardian_and_the_relation() -> None:
    mother = Signature("k", DAY, signed_by="Ana Lopez", relation="mother")
    check_signer(mother, minor=True)
    assert mother.words(DAY) == "signed 03/04/2026 by mother"
    with pytest.raises(InvalidInput, match="parent or guardian"):
        check_signer(Signature("k", DAY), minor=True)
    with pytest.raises(InvalidInput, match="Relation"):
        check_signer(Signature("k", DAY, signed_by="Ana Lopez"), minor=False)
    with pytest.raises(InvalidInput, match="Signed by"):
        check_signer(Signature("k", DAY, relation="mother"), minor=False)
    check_signer(Signature("k", DAY, refused=True), minor=True)


def test_a_paper_of_every_visit_needs_an_answer_of_this_very_visit() -> None:
    kind = ConsentKind("k", "K", recurs=Recurs.EVERY_VISIT)
    assert settled(kind, signed(kind, DAY, "morning"), Occasion(DAY, "morning"))
    assert not settled(kind, signed(kind, DAY, "morning"), Occasion(DAY, "afternoon"))
