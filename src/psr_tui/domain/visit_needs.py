"""What one visit still needs, from what is known about it: the checklist's items and the queue's short words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from psr_tui.domain import consents
from psr_tui.domain.check_in import Gate, Item, Needs, Outcome, Step, gate, passed
from psr_tui.domain.consents import ConsentKind
from psr_tui.domain.guarantors import ADULT
from psr_tui.domain.typed_dates import age_on
from psr_tui.domain.visit import VisitState
from psr_tui.domain.visit_facts import BY_COVERAGE, NO_INJURY, SELF_PAY, Alert, Facts

__all__ = [
    "ADULT", "BY_COVERAGE", "NO_INJURY", "SELF_PAY", "Alert", "Facts", "answers", "gate_of", "needs_of",
    "short_words",
]  # fmt: skip


def needs_of(facts: Facts, kinds: Sequence[ConsentKind], on: date) -> Needs:
    """Which checklist items this visit has, on its date of service."""
    payer = None if facts.case_id else facts.payer(on)
    papers = consents.due(kinds, facts.signatures, facts.occasion(on))
    return Needs(
        card=payer is not None,
        eligibility=payer is not None and payer.needs_verifying(on, facts.verify_days),
        copay=bool(facts.copay_due(on)),
        interpreter=facts.interpreter == "needed",
        alerts=bool(facts.alerts),
        signatures=any(kind.required for kind in papers),
        case=facts.injury,
        authorisation=facts.needs_leave,
        forms=any(not kind.required for kind in papers),
        policy=facts.policy,
        labels=bool(facts.asks.labels),
        estimate=facts.choice == SELF_PAY and bool(facts.estimate),
    )


def answers(facts: Facts, reader: str = "") -> Mapping[Item, Step]:
    """The answers that hold. Some items are settled by what is on file and not by a key: a case that is linked answers
    the payer question, an authorisation in force with at least one left is present, an estimate was given. Alerts count
    as read when every one that stands now was; with a ``reader`` (id of staff) by nobody but them."""
    found = dict(facts.steps)
    read = found.get(Item.ALERTS)
    if read is not None and read.outcome is Outcome.DONE:
        fresh = {alert.alert_id for alert in facts.alerts} - set(read.detail.split())
        if fresh or (reader and read.by_id != reader):
            del found[Item.ALERTS]
    payer = found.get(Item.COVERAGE)
    if payer is not None and payer.outcome is Outcome.DONE and not facts.choice:
        del found[Item.COVERAGE]  # the answer was taken back, as when a case no longer pays
    if facts.case_id:
        found[Item.CASE] = Step(Item.CASE, Outcome.DONE, detail=facts.case_id)
        found[Item.COVERAGE] = Step(Item.COVERAGE, Outcome.DONE, detail=facts.case_id)
    if facts.has_leave:
        found[Item.AUTHORISATION] = Step(Item.AUTHORISATION, Outcome.DONE)
    if facts.estimate == "given":
        found[Item.ESTIMATE] = Step(Item.ESTIMATE, Outcome.DONE)
    return found


def gate_of(facts: Facts, kinds: Sequence[ConsentKind], on: date, reader: str = "") -> Gate:
    """What still keeps the visit from being checked in, on a day, by this person."""
    return gate(needs_of(facts, kinds, on), answers(facts, reader))


def short_words(
    state: VisitState, facts: Facts, kinds: Sequence[ConsentKind], on: date, born: date | None
) -> tuple[str, ...]:
    """The queue's Needs cell: ``$25 INT PRIV ID ELIG FORM``; from arrival on also what only the desk can ask for.

    Nothing for visits that are over: there is nobody left to ask.
    """
    if state.closed:
        return ()
    asked = needs_of(facts, kinds, on)
    here = state.rank >= VisitState.ARRIVED.rank
    held = answers(facts)
    words: list[str] = []
    copay = facts.copay_due(on)
    if here and copay and not _coded(held, Item.COPAY):
        words.append(copay.dollars.removesuffix(".00"))
    if asked.alerts and not passed(Item.ALERTS, held.get(Item.ALERTS)):
        words.append("ALERT")
    if asked.interpreter and not passed(Item.INTERPRETER, held.get(Item.INTERPRETER)):
        words.append("INT")
    words += _care_words(facts)
    if here and not passed(Item.IDENTITY, held.get(Item.IDENTITY)):
        words.append("ID")
    if asked.eligibility and not passed(Item.ELIGIBILITY, held.get(Item.ELIGIBILITY)):
        words.append("ELIG")  # whoever asks for eligibility asks who pays
    elif here and not passed(Item.COVERAGE, held.get(Item.COVERAGE)):
        words.append("PAYER")
    words += _open_words(asked, held)
    if born is not None and age_on(born, on) < ADULT:
        words.append("MINOR")
    return tuple(words)


def _care_words(facts: Facts) -> list[str]:
    """PRIV: waits in the private area; ACC: something was asked for, which everybody who meets them should know."""
    return ["PRIV"] * bool(facts.waiting_area) + ["ACC"] * bool(facts.access_request)


def _open_words(asked: Needs, held: Mapping[Item, Step]) -> list[str]:
    """The words of items that the visit type, the plan or the papers ask for."""
    words = []
    for wanted, item, word in (
        (asked.case, Item.CASE, "CASE"),
        (asked.authorisation, Item.AUTHORISATION, "AUTH"),
        (asked.signatures, Item.SIGNATURES, "FORM"),
        (asked.forms, Item.FORMS, "FORM"),
    ):
        if wanted and word not in words and not passed(item, held.get(item)):
            words.append(word)
    return words


def _coded(held: Mapping[Item, Step], item: Item) -> bool:
    step = held.get(item)
    return step is not None and bool(step.code) and passed(item, step)
