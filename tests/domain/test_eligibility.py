"""What an answer means, and that nothing in it is guessed (standards.md 1.3)."""

from __future__ import annotations

from datetime import date

import pytest

from psr_tui.domain.eligibility_others import (
    OtherKind,
    limits,
    needs_authorisation,
    other_payers,
    primary_care,
    whom_to_call,
)
from psr_tui.domain.eligibility_summary import (
    State,
    coinsurance,
    copays,
    find_member,
    not_covered,
    plan_dates,
    status,
)
from psr_tui.exchange.x12 import read
from tests.helpers.x12 import ON, SUBSCRIBER, TOP, a_271, a_file, a_set, only_member

DEPENDENT = ("HL*4*3*23*0", "NM1*03*1*DOE*JOE", "DMG*D8*20150304*M")


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (["EB*1**30"], State.ACTIVE),
        (["EB*5**30"], State.ACTIVE),
        (["EB*1*IND**MA"], State.ACTIVE),
        (["EB*6**30"], State.INACTIVE),
        (["EB*8"], State.INACTIVE),
        (["EB*1**30", "EB*6**35"], State.ACTIVE),  # no dental is not no plan
        (["EB*1**98", "EB*6**35"], State.ACTIVE),
        (["EB*6**98", "EB*6**35"], State.INACTIVE),
        (["EB*1**30", "EB*6**30"], State.UNKNOWN),
        (["EB*B**98***27*25"], State.UNKNOWN),  # a copay is no word about the plan
        (["EB*V**30"], State.UNKNOWN),
        ([], State.UNKNOWN),
        (["AAA*N**75*C"], State.NOT_FOUND),
        (["AAA*N**42*R"], State.UNKNOWN),
        (["DTP*347*D8*20251231", "EB*1**30"], State.INACTIVE),
        (["DTP*347*D8*20260105", "EB*1**30"], State.ACTIVE),  # the last day holds
        (["DTP*346*D8*20260201", "EB*1**30"], State.INACTIVE),
        (["DTP*346*D8*20260105", "EB*1**30"], State.ACTIVE),
        (["DTP*291*RD8*20250101-20251231", "EB*1**30"], State.INACTIVE),
        (["EB*1**30", "DTP*307*RD8*20250101-20251231"], State.UNKNOWN),  # a line about another time says nothing
        (["EB*1**30", "EB*6", "DTP*307*RD8*20240901-20240930"], State.ACTIVE),
        (["EB*1**30", "DTP*346*D8*20270101"], State.UNKNOWN),
    ],
)
def test_the_state_on_a_day(body: list[str], state: State) -> None:
    _, member = only_member(*body)
    told = status(member, ON)
    assert told.state is state
    assert told.as_of == ON
    assert told.why.endswith(".")
    assert f"on {ON:%m/%d/%Y}" in told.words()


def test_a_refusal_about_somebody_else_of_the_set_makes_silence_unknown_and_not_inactive() -> None:
    answer = read(a_file(a_set(TOP[0], "AAA*Y**80*P", *TOP[1:], *SUBSCRIBER)))
    told = status(answer.members[0], ON)
    assert told.state is State.UNKNOWN
    assert "not verified" in told.why


@pytest.mark.parametrize(("line", "words"), [("EB*V**30", "cannot process"), ("EB*U**30", "whom to call")])
def test_no_word_about_the_plan_says_why(line: str, words: str) -> None:
    _, member = only_member(line)
    assert words in status(member, ON).why


def test_plan_dates_are_the_payers() -> None:
    _, member = only_member(
        "DTP*346*D8*20260101", "EB*1**30**PLAN A", "DTP*347*D8*20261231", "EB*B**98", "DTP*348*D8*2"
    )
    assert plan_dates(member) == (date(2026, 1, 1), date(2026, 12, 31))
    _, member = only_member("EB*1**30", "DTP*291*RD8*20260301-20270228")
    assert plan_dates(member) == (date(2026, 3, 1), date(2027, 2, 28))
    _, member = only_member("DTP*291*D8*20260105", "EB*1**30")  # the day that was asked about is no beginning
    assert plan_dates(member) == (None, None)


def test_the_patient_is_found_by_name_and_birth_date_at_any_level() -> None:
    answer = read(a_271(*DEPENDENT))
    child = find_member(answer, "doe", "Joé", date(2015, 3, 4))
    assert child is answer.members[1]
    assert find_member(answer, "Doe", "Jane", date(1990, 1, 2)) is answer.members[0]
    assert find_member(answer, "Doe", "Jane", date(1990, 2, 1)) is None
    assert find_member(answer, "Married", "Joe", date(2015, 3, 4)) is child  # another last name, same child
    assert find_member(answer, "Roe", "Ann", date(1970, 1, 1)) is None
    twins = read(a_271(*DEPENDENT, "HL*5*3*23*0", "NM1*03*1*DOE*JOE", "DMG*D8*20150304*M"))
    assert find_member(twins, "Doe", "Joe", date(2015, 3, 4)) is None
    one_twin = read(a_271("HL*4*3*23*0", "NM1*03*1*DOE*JIM", "DMG*D8*20150304*M"))
    assert find_member(one_twin, "Doe", "Joe", date(2015, 3, 4)) is None
    undated = read(a_271(member=(*SUBSCRIBER[:3],)))
    assert find_member(undated, "Doe", "Jane", date(1990, 1, 2)) is undated.members[0]


def test_all_copays_of_a_service_are_listed_and_none_is_chosen() -> None:
    _, member = only_member(
        "EB*B**98***27*25*****Y", "MSG*PRIMARY CARE", "EB*B**98***27*50*****Y", "LS*2120", "NM1*1P*1*BROWN*ANN",
        "LE*2120", "EB*B**98^UC***27*80*****N", "EB*B**98***27*****W", "EB*B**98***27*0", "EB*B**30***27*5",
    )  # fmt: skip
    assert [one.words() for one in copays(member)] == [
        "$25.00 in network: PRIMARY CARE",
        "$50.00 in network: BROWN, ANN",
        "$80.00 out of network",
        "amount not given network not given",  # eight elements: the W stands where EB11 is
        "$0.00 network not given",
    ]
    assert [one.words() for one in copays(member, "UC")] == ["$80.00 out of network"]
    assert copays(member, "86") == ()


def test_coinsurance_is_exact() -> None:
    _, member = only_member("EB*A**98*****.2****Y", "EB*A**98*****.333****U", "EB*A**98*****0", "EB*A**98*****20")
    assert [one.words() for one in coinsurance(member)] == [
        "20% in network",
        "33.3% network not known",
        "0% network not given",
        "20 (as sent; percent or part?) network not given",
    ]


def test_what_is_not_covered_and_what_needs_an_authorisation() -> None:
    _, member = only_member(
        "EB*I**35", "EB*E**AL", "EB*A**48***36**.2***Y*Y", "MSG*CALL FIRST", "EB*A**50***36**.2***U*Y",
        "EB*1**62********Y*W",
    )  # fmt: skip
    assert [len(not_covered(member, kind)) for kind in ("35", "AL", "98")] == [1, 1, 0]
    assert [one.words() for one in needs_authorisation(member)] == [
        "inpatient hospital, in network: authorisation needed (CALL FIRST)",
        "MRI or CT, in and out of network: authorisation needed",
    ]


def test_limits_say_whether_they_are_the_whole_or_what_is_left() -> None:
    _, member = only_member(
        "EB*F**33***23***P6*20**Y", "EB*F**33***29***VS*12**Y", "EB*F**AD***29*1840", "EB*F***MB*THERAPY*32"
    )
    found = limits(member)
    assert [one.remaining for one in found] == [False, True, True, False]
    assert [one.words() for one in found] == [
        "chiropractor: 20 services, calendar year, in network",
        "chiropractor: 12 visits, remaining, in network",
        "occupational therapy: $1,840.00, remaining, network not given",
        "all services: amount not given, lifetime, network not given, THERAPY",
    ]


MEDICARE = ("EB*1*IND*30*MA", "DTP*307*D8*20150301", "EB*1*IND*30*MB", "DTP*307*D8*20150301")


def test_medicare_with_an_advantage_plan_names_whom_to_bill_instead() -> None:
    _, member = only_member(
        *MEDICARE, "EB*R**30*HN", "REF*18*H0000", "DTP*290*D8*20260101", "LS*2120", "NM1*PRP*2*GOLDEN PLAN",
        "PER*IC**TE*5055550177*UR*golden.example", "LE*2120",
    )  # fmt: skip
    assert status(member, ON).state is State.ACTIVE
    (one,) = other_payers(member)
    assert (one.kind, one.name, one.phones, one.urls) == (
        OtherKind.ADVANTAGE, "GOLDEN PLAN", ("5055550177",), ("golden.example",),
    )  # fmt: skip
    assert one.words() == (
        "Medicare is replaced by the Medicare Advantage plan GOLDEN PLAN since 01/01/2026: Part A and Part B show as "
        "active, but bill that plan instead of Medicare; ask for its card. Telephone 5055550177."
    )
    assert (one.holds(ON), one.holds(date(2025, 12, 31))) == (True, False)


@pytest.mark.parametrize(
    ("line", "kind"),
    [("EB*R**30*12", OtherKind.BEFORE), ("EB*R**88*OT", OtherKind.DRUG_PLAN), ("EB*R**30*PR", OtherKind.ADVANTAGE),
     ("EB*R**30*C1", OtherKind.OTHER), ("EB*R**30", OtherKind.OTHER)],
)  # fmt: skip
def test_what_another_payer_is_to_medicare(line: str, kind: OtherKind) -> None:
    _, member = only_member(*MEDICARE, line)
    assert [one.kind for one in other_payers(member)] == [kind]
    _, without = only_member("EB*1**30*C1", "EB*R**30*PR")  # no Medicare: a PPO is simply another payer
    assert other_payers(without)[0].kind is OtherKind.OTHER


def test_another_payer_without_a_name_says_so_and_keeps_its_policy_holder() -> None:
    _, member = only_member("EB*R**30*C1", "REF*6P*G1", "LS*2120", "NM1*IL*1*DOE*JOHN", "LE*2120")
    (one,) = other_payers(member)
    assert (one.name, one.policy_holder, one.references[0].number) == ("", "DOE, JOHN", "G1")
    assert "without a name" in one.words()


def test_primary_care_and_whom_to_call() -> None:
    _, member = only_member(
        "EB*L", "LS*2120", "NM1*P3*1*BROWN*ANN", "PER*IC**TE*5055550133", "LE*2120",
        "EB*U**MH", "LS*2120", "NM1*VN*2*MIND CARE", "PER*IC**UR*mind.example", "LE*2120",
    )  # fmt: skip
    assert [(one.name, one.reach()) for one in primary_care(member)] == [("BROWN, ANN", ("5055550133",))]
    assert [(one.name, one.reach(("UR",))) for one in whom_to_call(member)] == [("MIND CARE", ("mind.example",))]
