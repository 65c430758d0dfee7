"""The model goes on: money that goes back in whole or in parts, and corrections of a drawer that is closed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

from tests.money.model import Payment, Session, account_of, refuse
from tests.money.model_moves import MovingBooks

Amounts = tuple[tuple[str, int], ...]


class BackBooks(MovingBooks):
    """`MovingBooks` with refunds up to what is left, and corrections with reports of their own."""

    def __init__(self, drawers: tuple[str, ...]) -> None:
        super().__init__(drawers)
        self.used: dict[str, Counter[str]] = {}  # patient -> charge -> money paid ahead that was used for it
        self.last_use: dict[str, int] = {}  # charge -> when it was used last
        self.uses = 0
        self.over_short: Counter[str] = Counter()  # session -> what is still unexplained, plus is short

    def use_ahead(self, patient: str, parts: Amounts) -> None:
        super().use_ahead(patient, parts)
        for charge, cents in parts:
            self._used(patient, charge, cents)

    def _used(self, patient: str, charge: str, cents: int) -> None:
        self.uses += 1
        self.used.setdefault(patient, Counter())[charge] += cents
        self.last_use[charge] = self.uses

    # --- back ---
    def void(self, name: str, rep: str, signer: str) -> Session:
        """The entry was wrong: whole, and only while its own drawer is open."""
        payment, session = self.payments[name], self.till(rep)
        _check_signer(signer, rep, payment)
        refuse(session is not payment.session, payment.back > 0)
        refuse(sum(cents for tender, cents in payment.tenders if tender == "CASH") > session.held["CASH"])
        self._back(payment, session, payment.tenders, payment.parts)
        return session

    def refund(self, name: str, rep: str, signer: str, wanted: int | None) -> int:
        """Part of a payment or all that can go back here; from the card first, then cash, a check only whole."""
        payment, session = self.payments[name], self.till(rep)
        _check_signer(signer, rep, payment)
        home = session is payment.session
        refuse(not home and payment.session.state != "closed")
        here = [
            (one, cents) for one, cents in payment.tenders_left if home or one.split()[0] in ("CARD", "HSA", "CASH")
        ]
        most = sum(cents for _, cents in here)
        amount = most if wanted is None else wanted
        refuse(most == 0, amount <= 0, amount > most)
        tenders = _taken_from(here, amount)
        parts = _opened_again(payment.parts_left, amount)
        refuse(sum(cents for tender, cents in tenders if tender == "CASH") > session.held["CASH"])
        self._back(payment, session, tenders, parts)
        return amount

    def _back(self, payment: Payment, session: Session, tenders: Amounts, parts: Amounts) -> None:
        self._free(payment.patient, sum(cents for charge, cents in parts if not charge))
        self._hold(session, tenders, -1)
        self._give(replace(payment, parts=parts), -1)
        payment.tenders_left = _less(payment.tenders_left, tenders)
        payment.parts_left = _less(payment.parts_left, parts)
        payment.back += 1

    def _free(self, patient: str, ahead: int) -> None:
        """Money paid ahead that was used since comes off the charges again, the newest use first."""
        short = ahead - self.ahead[patient]
        used = self.used.get(patient, Counter())
        for charge in sorted((one for one in used if used[one] > 0), key=lambda one: (-self.last_use[one], one)):
            part = min(short, used[charge])
            if part > 0:
                self.owed[charge] = (patient, self.owed[charge][1] + part)
                self.ahead[patient] += part
                self._move(receivable=part, unapplied=-part)
                self._used(patient, charge, -part)
                short -= part

    # --- corrections ---
    def close(self, session: Session) -> None:
        super().close(session)
        self.over_short[session.name] = -sum(session.differences.values())

    def found(self, closed: Session, actor: str, cents: int) -> None:
        """An over or short explains itself: the cash goes into the safe or out of it."""
        still = self.over_short[closed.name]
        self._may_correct(closed, actor)
        refuse(cents == 0, cents * still <= 0, abs(cents) > abs(still))
        self._move(safe=cents, over_short=-cents)
        self._corrected(closed, -cents, 0)

    def entered_twice(self, name: str, actor: str) -> None:
        """A payment that never was: taken back without cash, and the drawer is that much shorter than it seemed."""
        payment = self.payments[name]
        self._may_correct(payment.session, actor)
        refuse(payment.back > 0)
        total = sum(cents for _, cents in payment.tenders)
        self._back(payment, _nowhere(payment.session), payment.tenders, payment.parts)
        self._clear(payment.tenders, 1)
        self._corrected(payment.session, -total, -total)

    def not_entered(self, name: str, closed: Session, actor: str, patient: str, tenders: Amounts) -> None:
        """A payment that was forgotten; its money was in the count."""
        self._may_correct(closed, actor)
        total = sum(cents for _, cents in tenders)
        payment = Payment(name, _nowhere(closed), patient, tenders, (("", total),), rep=actor)
        self._hold(payment.session, tenders, 1)
        self._give(payment, 1)
        self._clear(tenders, -1)
        self.payments[name] = payment
        self._corrected(closed, total, total)

    def _may_correct(self, closed: Session, actor: str) -> None:
        refuse(closed.state != "closed")

    def _clear(self, tenders: Amounts, sign: int) -> None:
        """No cash moves: what the correction holds stands against over and short."""
        for tender, cents in tenders:
            self.accounts[account_of(tender)] += sign * cents
            self.accounts["over_short"] -= sign * cents

    def _corrected(self, closed: Session, over_short: int, net: int) -> None:
        self.over_short[root(closed)] += over_short
        self.reports += 1
        self.grand += net
        assert sum(self.accounts.values()) == 0


def root(session: Session) -> str:
    """The drawer session that a correction belongs to."""
    return session.name


def _nowhere(closed: Session) -> Session:
    """The correction's own session: closed already, and nobody counts it."""
    return Session(closed.name, closed.drawer, closed.rep, closed.day, "closed")


def _check_signer(signer: str, rep: str, payment: Payment) -> None:
    refuse(signer != "sotto", signer in (rep, payment.rep))


def _less(left: Amounts, gone: Amounts) -> Amounts:
    """What remains, taken off in order where a name stands twice; a check leaves only as the paper it is."""
    rest = [[cents] for _, cents in left]
    for name, cents in gone:
        exact = [place for place, one in enumerate(left) if one[0] == name and rest[place] == [cents]]
        for place in exact[:1] or [place for place, one in enumerate(left) if one[0] == name]:
            part = min(cents, rest[place][0])
            rest[place][0], cents = rest[place][0] - part, cents - part
    return tuple((name, now) for (name, _), (now,) in zip(left, rest, strict=True) if now)


def _taken_from(here: list[tuple[str, int]], amount: int) -> Amounts:
    """Cards, then cash, then the rest; of the checks as few as it needs, and those whole."""
    checks = [cents for tender, cents in here if tender == "CHK"]
    order = {"CARD": 0, "HSA": 1, "CASH": 2}
    loose = sorted((one for one in here if one[0] != "CHK"), key=lambda one: order.get(one[0].split()[0], 3))
    room = sum(cents for _, cents in loose)
    fitting = [
        (size, sum(some), some)
        for size in range(len(checks) + 1)
        for some in combinations(checks, size)
        if 0 <= amount - sum(some) <= room
    ]
    refuse(not fitting)
    _, whole, some = min(fitting)
    rest, found = amount - whole, []
    for tender, cents in loose:
        part = min(rest, cents)
        if part:
            found.append((tender, part))
            rest -= part
    return (*found, *(("CHK", cents) for cents in some))


def _opened_again(parts: Amounts, amount: int) -> Amounts:
    """What was paid ahead first, then the newest charge."""
    found = []
    for charge, cents in sorted(parts, key=lambda one: (one[0] == "", one[0]), reverse=True):
        part = min(amount, cents)
        if part:
            found.append((charge, part))
            amount -= part
    return tuple(found)
