"""Money rules as properties: balanced journals, whole reversals, one expected function, known commands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused
from psr_tui.domain.expected import ExpectedKey, TenderSum, expected
from psr_tui.domain.fingerprint import fingerprint, same_command
from psr_tui.domain.ledger import HELD, Account, Journal, JournalKind, Line, UnbalancedError, post, reversed_lines
from psr_tui.domain.money import Money
from psr_tui.domain.payments import (
    Allocation,
    BalanceDue,
    ChargeKind,
    PostCharge,
    TakePayment,
    charge_lines,
    check_payment,
    payment_lines,
    propose,
)
from psr_tui.domain.tenders import CARD_LIKE, Tender, TenderKind, check_tender, refuse_card_number, settle

AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
DAY = date(2026, 11, 2)
CASH = ExpectedKey(TenderKind.CASH)
amounts = st.integers(1, 500_000).map(Money)


def cash(amount: Money, handed: Money | None = None) -> Tender:
    return Tender(TenderKind.CASH, amount, tendered=handed or amount)


def card(amount: Money, terminal: str = "T1") -> Tender:
    return Tender(TenderKind.CARD, amount, terminal=terminal, batch="0412", last4="4242", brand="Visa", auth="04A91B")


def check(amount: Money, number: str = "1017") -> Tender:
    return Tender(TenderKind.CHECK, amount, reference=number)


@st.composite
def payments(draw: st.DrawFn) -> tuple[TakePayment, tuple[BalanceDue, ...]]:
    """Any mix of tenders over any charges, spread the way the desk proposes."""
    parts = draw(st.lists(st.tuples(st.sampled_from("cdk"), amounts), min_size=1, max_size=5))
    makers = {"d": card, "k": check}
    tenders = [makers[kind](amount) for kind, amount in parts if kind != "c"]
    in_cash = Money.total(amount for kind, amount in parts if kind == "c")
    if in_cash:
        tenders.append(cash(in_cash, in_cash + draw(st.integers(0, 9_999).map(Money))))
    opens = draw(st.lists(amounts, max_size=4))
    due = tuple(
        BalanceDue(f"c{i}", ChargeKind.VISIT, f"visit {i}", date(2026, 1, 1 + i), amount, amount)
        for i, amount in enumerate(opens)
    )
    total = Money.total(tender.amount for tender in tenders)
    command = TakePayment("p1", "pat", None, tuple(tenders), propose(due, total))
    return check_payment(command, due), due


def journal_of(lines: tuple[Line, ...], kind: JournalKind = JournalKind.PAYMENT, **more: object) -> Journal:
    return post(
        "j1",
        kind,
        lines,
        at=AT,
        business_date=DAY,
        staff_id="rep",
        content_hash="h",
        **more,  # type: ignore[arg-type]
    )


@given(payments())
def test_a_payment_balances_and_only_the_net_reaches_the_drawer(
    made: tuple[TakePayment, tuple[BalanceDue, ...]],
) -> None:
    command, due = made
    journal = journal_of(payment_lines(command))
    assert sum(line.cents for line in journal.lines) == 0
    held = expected(journal.lines)
    by_tender: dict[tuple[TenderKind, str], int] = {(TenderKind.CASH, ""): 0}
    for tender in command.tenders:
        key = (tender.kind, tender.terminal)
        by_tender[key] = by_tender.get(key, 0) + tender.amount.cents
    assert {(key.tender, key.terminal): entry.amount.cents for key, entry in held.items()} == by_tender
    paid_to = {line.charge_id: -line.cents for line in journal.lines if line.account is Account.RECEIVABLE}
    assert all(paid_to.get(item.charge_id, 0) <= item.open.cents for item in due)


@given(payments())
def test_a_payment_and_its_reversal_are_nothing_for_every_account_and_tender(
    made: tuple[TakePayment, tuple[BalanceDue, ...]],
) -> None:
    journal = journal_of(payment_lines(made[0]))
    back = post(
        "j2",
        JournalKind.VOID,
        reversed_lines(journal),
        at=AT,
        business_date=DAY,
        staff_id="rep",
        content_hash="h2",
        reverses="j1",
        approved_by="sup",
    )
    left: dict[tuple[Account, str, str | None, str], int] = {}
    for line in (*journal.lines, *back.lines):
        key = (line.account, str(line.tender), line.charge_id, line.terminal)
        left[key] = left.get(key, 0) + line.cents
    assert set(left.values()) == {0}
    paid = expected(journal.lines)
    for kind, entry in expected((*journal.lines, *back.lines)).items():
        slips = 2 * paid[kind].papers if kind.tender in CARD_LIKE else 0  # the terminal prints a slip for the void too
        assert entry == TenderSum(Money(0), slips)
    with pytest.raises(Refused):
        reversed_lines(back)


@given(st.lists(st.integers(-9_999, 9_999), min_size=2, max_size=6))
def test_only_lines_that_sum_to_zero_are_a_journal(cents: list[int]) -> None:
    lines = tuple(Line(Account.SAFE if i % 2 else Account.TILL, Money(value)) for i, value in enumerate(cents))
    if sum(cents) == 0 and all(cents):
        assert sorted(journal_of(lines, JournalKind.DROP).lines, key=lines.index) == list(lines)
    else:
        with pytest.raises(UnbalancedError):
            journal_of(lines, JournalKind.DROP)


@given(amounts)
def test_a_charge_is_a_balanced_journal_of_its_own(amount: Money) -> None:
    command = PostCharge("c1", "pat", None, ChargeKind.COPAY, amount, DAY)
    lines = charge_lines(command)
    assert Money.total(line.amount for line in lines) == Money(0)
    assert Money.total(line.amount for line in lines if line.account is Account.RECEIVABLE) == amount


@given(amounts, st.integers(0, 100_000).map(Money), amounts)
def test_change_comes_out_of_cash_alone_and_the_till_keeps_the_net(due: Money, extra: Money, by_card: Money) -> None:
    """TC-01, TC-02: 60 due and 100 given put 60 into the till; change never moves a card."""
    by_card = min(by_card, due)
    typed = [card(by_card), cash(due - by_card + extra)] if due != by_card else [card(by_card), cash(extra)]
    typed = [tender for tender in typed if tender.amount]
    settled = settle(due, typed)
    assert settled.open == Money(0)
    assert settled.change == extra
    assert Money.total(tender.amount for tender in settled.tenders) == due
    assert [tender.amount for tender in settled.tenders if tender.kind is TenderKind.CARD] == [by_card]


def test_sixty_due_a_hundred_given() -> None:
    settled = settle(Money(6000), [cash(Money(10000))])
    assert settled.change == Money(4000)
    lines = payment_lines(TakePayment("p", "pat", None, settled.tenders, (Allocation(None, Money(6000)),)))
    assert expected(lines)[CASH].amount == Money(6000)


def test_card_or_check_above_the_due_is_refused_because_only_cash_gives_change() -> None:
    with pytest.raises(InvalidInput, match="only cash gives change"):
        settle(Money(2500), [check(Money(3000))])


@given(st.lists(amounts, max_size=6), amounts)
def test_money_goes_to_the_visit_at_the_desk_then_to_the_oldest_and_nothing_is_lost(
    opens: list[Money], amount: Money
) -> None:
    due = [
        BalanceDue(f"c{i}", ChargeKind.VISIT, "", date(2026, 6, 28 - i), o, o, "today" if i == 0 else None)
        for i, o in enumerate(opens)
    ]
    spread = propose(due, amount, "today")
    assert Money.total(part.amount for part in spread) == amount
    opened = {item.charge_id: item for item in due}
    named = [part.charge_id for part in spread if part.charge_id is not None]
    assert all(part.charge_id is None or part.amount <= opened[part.charge_id].open for part in spread)
    if opens:
        assert named[0] == "c0"
    rest = [opened[name].service_date for name in named[1:]]
    assert rest == sorted(rest)


def test_the_same_command_has_one_fingerprint_and_other_content_is_refused() -> None:
    command = TakePayment("p", "pat", None, (cash(Money(2500)),), (Allocation(None, Money(2500)),))
    again = TakePayment("p", "pat", None, (cash(Money(2500)),), (Allocation(None, Money(2500)),))
    other = replace(command, tenders=(cash(Money(2501)),))
    same_command(fingerprint(command), fingerprint(again))
    with pytest.raises(AlreadyDone):
        same_command(fingerprint(command), fingerprint(other))


@given(st.integers(0, 10**15 - 1), st.sampled_from(["", " ", "-"]))
def test_a_whole_card_number_is_refused_and_not_repeated(body: int, gap: str) -> None:
    digits = f"{body:015d}"
    number = next(digits + str(last) for last in range(10) if _luhn(digits + str(last)))
    if not int(number):
        return
    typed = gap.join(number[i : i + 4] for i in range(0, 16, 4))
    with pytest.raises(InvalidInput) as caught:
        refuse_card_number(f"slip {typed} ok", "Note")
    assert typed not in caught.value.message
    assert number not in caught.value.message


def _luhn(number: str) -> bool:
    doubled = [int(ch) * (2 if place % 2 else 1) for place, ch in enumerate(reversed(number))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


@pytest.mark.parametrize("last4", ["", "123", "12345", "12a4", "१२३४", "42 2"])
def test_the_last_four_are_exactly_four_digits(last4: str) -> None:
    with pytest.raises(InvalidInput, match="Last 4"):
        check_tender(replace(card(Money(100)), last4=last4))


@pytest.mark.parametrize(
    ("tender", "field"),
    [
        (Tender(TenderKind.CHECK, Money(100)), "Number"),
        (Tender(TenderKind.ACH, Money(100)), "Reference"),
        (replace(card(Money(100)), terminal=""), "Terminal"),
        (Tender(TenderKind.CASH, Money(100), tendered=Money(99)), "Tendered"),
        (Tender(TenderKind.CASH, Money(100)), "Tendered"),
        (Tender(TenderKind.CASH, Money(0), tendered=Money(0)), "Amount"),
        (Tender(TenderKind.CHECK, Money(100), tendered=Money(200), reference="1"), "Tendered"),
    ],
)
def test_a_tender_says_what_it_lacks(tender: Tender, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_tender(tender)
    assert caught.value.field == field


def test_a_payment_whose_sums_differ_or_that_pays_too_much_is_refused() -> None:
    due = (BalanceDue("c1", ChargeKind.COPAY, "Copay", DAY, Money(2500), Money(2500)),)
    for tenders, parts in [
        ((cash(Money(2500)),), (Allocation("c1", Money(2400)),)),
        ((cash(Money(2600)),), (Allocation("c1", Money(2600)),)),
        ((cash(Money(2500)),), (Allocation("gone", Money(2500)),)),
        ((cash(Money(1000)), cash(Money(1500))), (Allocation("c1", Money(2500)),)),
        ((), ()),
        ((cash(Money(2500)),), (Allocation("c1", Money(1000)), Allocation("c1", Money(1500)))),
    ]:
        with pytest.raises(InvalidInput):
            check_payment(TakePayment("p", "pat", None, tenders, parts), due)


def test_expected_reads_only_what_the_session_holds() -> None:
    lines = [Line(account, Money(100), TenderKind.CASH) for account in Account]
    assert expected(lines)[CASH].amount == Money(100 * len(HELD))
    assert expected([]) == {CASH: TenderSum(Money(0), 0)}


def test_two_terminals_are_two_amounts_and_checks_are_counted_as_papers() -> None:
    lines = payment_lines(
        TakePayment(
            "p",
            "pat",
            None,
            (card(Money(100), "T1"), card(Money(200), "T2"), check(Money(300)), check(Money(400), "1018")),
            (Allocation(None, Money(1000)),),
        )
    )
    held = expected(lines)
    assert held[ExpectedKey(TenderKind.CARD, "T1")] == TenderSum(Money(100), 1)
    assert held[ExpectedKey(TenderKind.CARD, "T2")] == TenderSum(Money(200), 1)
    assert held[ExpectedKey(TenderKind.CHECK)] == TenderSum(Money(700), 2)
