"""Every public sample file is read, and the figures are those of two independent readers (standards.md 1.6)."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from psr_tui.domain.eligibility import EligibilityAnswer, Network
from psr_tui.domain.eligibility_accumulators import OUT_OF_POCKET, accumulators
from psr_tui.domain.eligibility_others import limits, needs_authorisation
from psr_tui.domain.eligibility_summary import coinsurance, copays, status
from psr_tui.exchange.x12 import read
from tests.helpers.shared import SHARED, shared_data

_EXPECTED = SHARED / "x12" / "expected.json"
KNOWN: dict[str, Any] = json.loads(_EXPECTED.read_text(encoding="utf-8")) if _EXPECTED.exists() else {}
FACTS: dict[str, Any] = KNOWN.pop("authored_desk_facts", {})
TERMINATORS = {"\r": "CR LF", "\x1d": "0x1D"}


def sample(name: str) -> EligibilityAnswer:
    return read(shared_data(f"x12/{name}").read_bytes())


@pytest.mark.parametrize("name", sorted(KNOWN) or ["(missing)"])
def test_a_sample_is_read_as_two_other_readers_read_it(name: str) -> None:
    answer, known = sample(name), KNOWN[name]
    marks = answer.delimiters
    assert marks is not None
    assert {
        "element": marks.element,
        "component": marks.component,
        "repetition": marks.repetition or None,
        "terminator": TERMINATORS.get(marks.terminator, marks.terminator),
        "isa": marks.isa_length,
        "gs08": answer.version,
        "failure": answer.failure,
    } == {
        "element": known["element"],
        "component": known["component"],
        "repetition": known["repetition"],
        "terminator": known["terminator"],
        "isa": known["isa_characters_before_terminator"],
        "gs08": known["gs08"],
        "failure": "",
    }
    assert len(answer.sets) == len(known["sets"]) == 1
    _compare_set(answer, known["sets"][0])


def _compare_set(answer: EligibilityAnswer, known: dict[str, Any]) -> None:
    one = answer.sets[0]
    assert answer.kind == known["st01"]
    assert (one.kind, one.control, one.version or None) == (known["st01"], known["st02"], known["st03"])
    assert (one.counted, one.claimed, one.count_right) == (known["counted"], known["se01"], known["se_count_right"])
    assert (one.control == one.closing_control) is known["st02_equals_se02"]
    names = {warning.name for warning in answer.warnings}
    assert ("count-wrong" in names) >= (not one.count_right)
    assert ("not-an-answer" in names) is (answer.kind != "271")
    if "eb" in known:
        codes = Counter(line.code for line in answer.benefits)
        assert len(answer.benefits) == known["eb"]
        assert " ".join(f"{code}:{count}" for code, count in codes.items()) == known["eb01"]
        assert [[r.level.value, r.code, r.follow_up] for r in answer.rejections] == known["aaa"]
    if "members" in known:
        assert [
            {
                "level": member.level.value,
                "last": member.last or None,
                "first": member.first or None,
                "member_id": member.member_id or None,
                "dob": member.born_sent or None,
            }
            for member in answer.members
        ] == known["members"]


def test_the_ppo_answer_says_what_the_desk_must_see() -> None:
    answer = sample("authored/ppo_active_accumulators.271")
    known, member = FACTS["ppo_active_accumulators.271"], answer.members[0]
    told = status(member, date(2026, 1, 5))
    assert (told.state.value, told.plan) == (known["state"], known["plan"])
    for code, key in (("C", "deductible_remaining"), (OUT_OF_POCKET, "out_of_pocket_remaining")):
        left = {
            f"{one.level} {'in' if one.network is Network.IN else 'out of'} network": one.remaining.cents
            for one in accumulators(member, code)
            if one.remaining is not None
        }
        assert left == {name: _cents(amount) for name, amount in known[key].items()}
    found = {
        f"{kind} {one.text}".strip(): one.amount.cents
        for kind in ("98", "UC")
        for one in copays(member, kind)
        if one.amount is not None
    }
    found["86"] = next(one.amount.cents for one in copays(member, "86") if one.amount is not None)
    assert found == {name: _cents(amount) for name, amount in known["copays_in_network"].items()}
    assert [str(one.share) for one in coinsurance(member)] == ["0.2", "0.4"]
    needed = [kind for one in needs_authorisation(member) for kind in one.service_types]
    assert needed == known["authorization_needed"]
    assert [one.words() for one in limits(member)] == ["chiropractor: 20 services, calendar year, in network"]


def _cents(amount: str) -> int:
    whole, _, part = amount.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def test_the_other_written_samples_say_what_the_desk_must_see() -> None:
    gone = sample("authored/inactive_terminated.271")
    told = status(gone.members[0], date(2026, 1, 5))
    assert (told.state.value, told.plan, told.ends) == ("inactive", "EXAMPLE PPO 1500", date(2025, 10, 31))
    missing = sample("authored/subscriber_not_found_aaa75.271")
    assert status(missing.members[0], date(2026, 1, 5)).state.value == "not found"
    short = sample("authored/short_isa.271")
    assert [one.words() for one in copays(short.members[0])] == ["$30.00 in network"]
    assert [warning.text for warning in short.warnings] == [FACTS["short_isa.271"]["warning"] + "."]
    asked = sample("authored/eligibility_request.270").members[0]
    assert list(asked.asked) == FACTS["eligibility_request.270"]["service_types"]
    assert asked.dates[0].start == date(2026, 1, 5)


def test_a_medicare_answer_of_the_wild_names_the_plan_to_bill_instead() -> None:
    from psr_tui.domain.eligibility_others import OtherKind, other_payers

    answer = sample("inteligenz/parsing_271___4010__Example3_CMS_HETS.txt")
    member = answer.members[0]
    told = status(member, date(2009, 5, 1))
    assert (told.state.value, told.ends) == ("active", None)  # the inactive month of 2007 is no end of the plan
    kinds = [one.kind for one in other_payers(member)]
    assert kinds == [OtherKind.BEFORE, OtherKind.ADVANTAGE, OtherKind.DRUG_PLAN]
    assert member.changed
