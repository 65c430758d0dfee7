"""The checklist of a visit: what type, payer, papers and accident ask for, and what settles an item without a key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.check_in import RULES, Item, Outcome, Step
from psr_tui.domain.consents import ConsentKind
from psr_tui.domain.coverage import Coverage
from psr_tui.domain.money import Money
from psr_tui.domain.visit import VisitState
from psr_tui.domain.visit_facts import NO_INJURY, SELF_PAY, Alert, Facts, PayerAsks, TypeAsks
from psr_tui.domain.visit_needs import answers, gate_of, needs_of, short_words

DAY = date(2026, 3, 4)
CARD = Coverage("c1", "AETNA", "PPO", "W1", effective=date(2026, 1, 1), copay=Money(2500), verified_on=DAY)
ALERTS = tuple(Alert(f"a{n}", "text", "T. Chen", datetime(2026, 3, 1, tzinfo=UTC), None) for n in (1, 2))


def step(item: Item, outcome: Outcome = Outcome.DONE, **more: Any) -> dict[Item, Step]:
    return {item: Step(item, outcome, **more)}


def test_alerts_are_read_by_this_rep_and_all_of_them() -> None:
    read = step(Item.ALERTS, detail="a1 a2", by="T. Chen", by_id="u-tchen")
    facts = Facts(alerts=ALERTS, steps=read)
    assert Item.ALERTS not in gate_of(facts, [], DAY, "u-tchen").missing
    assert Item.ALERTS in gate_of(facts, [], DAY, "u-mrivera").missing, "each rep reads them"
    assert Item.ALERTS not in gate_of(facts, [], DAY).missing, "the queue only says whether anybody did"
    fresh = replace(facts, steps=step(Item.ALERTS, detail="a1", by="T. Chen", by_id="u-tchen"))
    assert Item.ALERTS in gate_of(fresh, [], DAY, "u-tchen").missing, "one came after they were read"
    signed = replace(facts, steps=step(Item.ALERTS, Outcome.OVERRIDDEN, code="OV1", by_id="u-tchen"))
    assert Item.ALERTS not in gate_of(signed, [], DAY, "u-mrivera").missing


def test_an_accident_needs_its_case_and_a_linked_case_answers_the_payer_question() -> None:
    facts = Facts(coverages=(CARD,))
    assert Item.CASE not in needs_of(facts, [], DAY).items()
    hurt = replace(facts, steps=step(Item.CASE, Outcome.REOPENED, detail="work_comp"))
    assert {Item.CASE, Item.COVERAGE} <= set(gate_of(hurt, [], DAY).missing)
    linked = replace(hurt, case_id="case1")
    assert not {Item.CASE, Item.COVERAGE} & set(gate_of(linked, [], DAY).missing)
    assert linked.copay_due(DAY) == Money.zero() and Item.CARD not in needs_of(linked, [], DAY).items()
    none = replace(facts, steps=step(Item.CASE, detail=NO_INJURY))
    assert Item.CASE not in needs_of(none, [], DAY).items()
    noted = replace(facts, note="MVA last week, neck pain")
    assert Item.CASE in gate_of(noted, [], DAY).missing and noted.sounds_like_accident
    denied = replace(none, note=noted.note)
    assert Item.CASE not in needs_of(denied, [], DAY).items(), "the note asks, it never answers"
    put_off = replace(hurt, steps=step(Item.CASE, Outcome.DEFERRED, code="DF4"))
    assert Item.CASE not in gate_of(put_off, [], DAY).missing


def test_leave_is_asked_for_by_type_or_plan_and_stops_without_one() -> None:
    plain = Facts(coverages=(CARD,), payers={"c1": PayerAsks("commercial")})
    assert not plain.may_ask_leave(DAY)
    assert replace(plain, asks=TypeAsks(authorisation=True)).may_ask_leave(DAY)
    assert replace(plain, payers={"c1": PayerAsks("commercial", referral=True)}).may_ask_leave(DAY)
    needed = replace(plain, needs_leave=True)
    assert Item.AUTHORISATION in gate_of(needed, [], DAY).missing
    assert Item.AUTHORISATION not in gate_of(replace(needed, has_leave=True), [], DAY).missing
    overridden = replace(needed, steps=step(Item.AUTHORISATION, Outcome.OVERRIDDEN, code="OV3"))
    assert Item.AUTHORISATION not in gate_of(overridden, [], DAY).missing
    assert "AUTH" in short_words(VisitState.BOOKED, needed, [], DAY, None)


def test_an_estimate_is_an_item_of_who_pays_for_it_themselves() -> None:
    facts = Facts(estimate="due", choice=SELF_PAY)
    assert Item.ESTIMATE in gate_of(facts, [], DAY).waiting
    assert Item.ESTIMATE not in gate_of(replace(facts, estimate="given"), [], DAY).waiting
    assert Item.ESTIMATE not in needs_of(replace(facts, choice=""), [], DAY).items()


def test_other_forms_wait_and_required_ones_stop() -> None:
    kinds = [ConsentKind("must", "Must"), ConsentKind("may", "May", required=False)]
    gate = gate_of(Facts(), kinds, DAY)
    assert Item.SIGNATURES in gate.missing and Item.FORMS in gate.waiting
    assert short_words(VisitState.BOOKED, Facts(), kinds, DAY, None) == ("FORM",), "one word for both"


def test_care_stands_on_the_row() -> None:
    facts = Facts(waiting_area="private", access_request="wheelchair")
    assert short_words(VisitState.BOOKED, facts, [], DAY, None) == ("PRIV", "ACC")


@given(
    st.dictionaries(st.sampled_from(list(Item)), st.sampled_from(list(Outcome))),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "c1"]),
)
def test_what_was_answered_never_opens_a_gate_that_the_rules_keep_closed(
    given_: dict[Item, Outcome], needs: bool, has: bool, case: str
) -> None:
    facts = Facts(
        steps={item: Step(item, outcome) for item, outcome in given_.items()}, needs_leave=needs, has_leave=has,
        case_id=case, alerts=ALERTS[:1],
    )  # fmt: skip
    held = answers(facts)
    for item in gate_of(facts, [], DAY).missing:
        assert item not in held or held[item].outcome not in RULES[item].passes
    assert Item.SENT not in needs_of(facts, [], DAY).items()
