"""The desk's money in plain integers: what must be in every account, written without a line of the program.

Every amount is cents. An act either changes the numbers here or raises `No`, and then the program must refuse as well
and change nothing. Nothing here knows of databases, files or screens.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

FLOAT = 20_000  # what a drawer keeps after a close
LIMIT = 500  # a difference above it needs another person
ATTEMPTS = 2  # counts before a supervisor must start another
PAPERS = ("CHK", "MO")
ACCOUNT = {"CASH": "till", "CHK": "checks", "MO": "checks", "CARD": "cards", "HSA": "cards"}


class No(Exception):
    """The rules of the desk forbid this."""


def refuse(*reasons: bool) -> None:
    """Raise No when one of the reasons holds."""
    if any(reasons):
        raise No


def account_of(tender: str) -> str:
    """Where ``CASH``, ``CHK``, ``CARD T1`` and so on are held."""
    return ACCOUNT.get(tender.split()[0], "other_tender")


@dataclass
class Session:
    """A drawer between its opening and its report."""

    name: str
    drawer: str
    rep: str
    day: int
    state: str = "open"
    held: Counter[str] = field(default_factory=Counter)  # tender -> cents
    papers: Counter[str] = field(default_factory=Counter)  # checks in the drawer, slips of a terminal
    taken: int = 0  # payments less what went back
    attempts: int = 0
    counted: dict[str, int] = field(default_factory=dict)
    explained: bool = False
    frozen: Counter[str] = field(default_factory=Counter)

    @property
    def differences(self) -> dict[str, int]:
        """Counted less expected at the freeze."""
        return {one: self.counted.get(one, 0) - self.frozen[one] for one in {*self.counted, *self.frozen, "CASH"}}

    @property
    def worst(self) -> int:
        """The largest difference of a tender, without its sign."""
        return max(abs(cents) for cents in self.differences.values())


@dataclass
class Payment:
    """What a payment brought and where it went, and what of both has not gone back."""

    name: str
    session: Session
    patient: str
    tenders: tuple[tuple[str, int], ...]
    parts: tuple[tuple[str, int], ...]  # charge, or '' for money paid ahead
    back: int = 0  # postings that gave some of it back
    rep: str = ""
    tenders_left: tuple[tuple[str, int], ...] = ()
    parts_left: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        self.rep = self.rep or self.session.rep
        if not self.back and not self.tenders_left:
            self.tenders_left, self.parts_left = self.tenders, self.parts


@dataclass
class Move:
    """Cash without a patient: what the till gained or lost, against which account."""

    session: Session
    cents: int
    other: str
    back: bool = False


@dataclass
class Offer:
    """Cash between two drawers."""

    name: str
    source: Session
    to: str
    cents: int
    miscounts: int = 0


class Books:
    """Everything that is owed, held, sealed and given out."""

    def __init__(self, drawers: tuple[str, ...]) -> None:
        self.accounts: Counter[str] = Counter()
        self.floats = dict.fromkeys(drawers, 0)
        self.owed: dict[str, tuple[str, int]] = {}  # charge -> (patient, open), oldest first
        self.ahead: Counter[str] = Counter()  # patient -> paid ahead
        self.sessions: list[Session] = []
        self.payments: dict[str, Payment] = {}
        self.offers: dict[str, Offer] = {}
        self.moves: dict[str, Move] = {}
        self.receipts = self.reports = self.grand = self.day = 0

    # --- looking ---
    def mine(self, rep: str) -> Session | None:
        """The session of a rep that is not closed."""
        return next((one for one in self.sessions if one.rep == rep and one.state != "closed"), None)

    def on(self, drawer: str) -> Session | None:
        """The session of a drawer that is not closed."""
        return next((one for one in self.sessions if one.drawer == drawer and one.state != "closed"), None)

    def left_in(self, drawer: str) -> int:
        """What an opening has to expect."""
        return self.floats[drawer]

    def till(self, rep: str) -> Session:
        """The session a rep's money goes into now, or No."""
        found = self.mine(rep)
        if found is None or found.state != "open" or found.day != self.day:
            raise No
        return found

    def _move(self, **cents: int) -> None:
        assert sum(cents.values()) == 0, "the model must balance before it judges"
        for account, amount in cents.items():
            self.accounts[account] += amount

    # --- a drawer's day ---
    def open(self, name: str, drawer: str, rep: str, counted: int) -> Session:
        """Counted against what the last close left; the gap is nobody's."""
        refuse(self.mine(rep) is not None, self.on(drawer) is not None)
        left = self.floats[drawer]
        self._move(till=counted, float=-left, opening_gap=left - counted)
        self.floats[drawer] = 0
        session = Session(name, drawer, rep, self.day)
        session.held["CASH"] = counted
        self.sessions.append(session)
        return session

    def charge(self, name: str, patient: str, cents: int) -> None:
        """A patient owes more."""
        self.owed[name] = (patient, cents)
        self._move(receivable=cents, income=-cents)

    def pay(self, name: str, rep: str, patient: str, tenders: tuple[tuple[str, int], ...], ahead: bool) -> Payment:
        """Each tender its own line; the oldest charge first unless all is paid ahead."""
        session = self.till(rep)
        left = sum(cents for _, cents in tenders)
        parts = []
        for charge, (owner, due) in self.owed.items():
            part = min(left, due) if owner == patient and not ahead else 0
            if part:
                parts.append((charge, part))
                left -= part
        if left:
            parts.append(("", left))
        payment = Payment(name, session, patient, tenders, tuple(parts))
        self._hold(session, payment.tenders, 1)
        self._give(payment, 1)
        self.payments[name] = payment
        return payment

    def _hold(self, session: Session, tenders: tuple[tuple[str, int], ...], sign: int) -> None:
        for tender, cents in tenders:
            session.held[tender] += sign * cents
            self.accounts[account_of(tender)] += sign * cents
            if account_of(tender) == "cards":
                session.papers[tender] += 1  # a refund is a slip too
            elif tender in PAPERS:
                session.papers[tender] += sign
        session.taken += sign * sum(cents for _, cents in tenders)
        self.receipts += 1

    def _give(self, payment: Payment, sign: int) -> None:
        for charge, cents in payment.parts:
            if charge:
                patient, due = self.owed[charge]
                self.owed[charge] = (patient, due - sign * cents)
                self.accounts["receivable"] -= sign * cents
            else:
                self.ahead[payment.patient] += sign * cents
                self.accounts["unapplied"] -= sign * cents

    def use_ahead(self, patient: str, parts: tuple[tuple[str, int], ...]) -> None:
        """Money paid ahead settles charges; no drawer is touched."""
        total = sum(cents for _, cents in parts)
        refuse(total > self.ahead[patient], any(cents > self.owed[charge][1] for charge, cents in parts))
        for charge, cents in parts:
            self.owed[charge] = (patient, self.owed[charge][1] - cents)
        self.ahead[patient] -= total
        self._move(unapplied=total, receivable=-total)

    def drop(self, name: str, rep: str, cents: int, witness: str) -> None:
        """Till to safe, before somebody else's eyes."""
        session = self.till(rep)
        refuse(witness == rep)
        self._cash(name, Move(session, -cents, "safe"))

    def _cash(self, name: str, move: Move, sign: int = 1) -> None:
        self._move(**{"till": sign * move.cents, move.other: -sign * move.cents})
        move.session.held["CASH"] += sign * move.cents
        self.moves[name] = move

    # --- counting and closing ---
    def suspend(self, rep: str, back: bool) -> None:
        """Away from the drawer, or back at it."""
        session = self.mine(rep)
        refuse(session is None)
        assert session is not None
        refuse(session.state != ("suspended" if back else "open"))
        session.state = "open" if back else "suspended"

    def begin_count(self, rep: str) -> Session:
        """From now on no money."""
        session = self.mine(rep)
        refuse(session is None)
        assert session is not None
        refuse(session.state not in ("open", "suspended"))
        session.state = "counting"
        return session

    def recount(self, rep: str) -> Session:
        """The next attempt; the third is a supervisor's to allow."""
        session = self.mine(rep)
        refuse(session is None)
        assert session is not None
        refuse(session.state != "counted", session.attempts >= ATTEMPTS)
        session.state = "counting"
        return session

    def freeze(self, session: Session, counted: dict[str, int]) -> None:
        """Counted and expected, both of this instant."""
        refuse(session.state != "counting")
        session.counted, session.frozen = dict(counted), Counter(session.held)
        session.state, session.explained = "counted", False
        session.attempts += 1

    def explain(self, session: Session) -> None:
        """A reason with a comment."""
        refuse(session.state != "counted")
        session.explained = True

    def approve(self, session: Session, signer: str) -> None:
        """Somebody else signs, once it was said why."""
        refuse(session.state != "counted", signer == session.rep, signer != "sotto")
        refuse(session.worst > 0 and not session.explained)
        session.state = "approved"

    def close(self, session: Session) -> None:
        """Difference, deposit, batches, float; then the session holds nothing."""
        refuse(session.state not in ("counted", "approved"), session.worst > 0 and not session.explained)
        refuse(session.worst > LIMIT and session.state != "approved")
        cash = session.counted["CASH"]
        stays = min(cash, FLOAT)
        papers = sum(cents for one, cents in session.counted.items() if one in PAPERS)
        other = sum(session.counted.values()) - cash - papers
        for tender, cents in session.held.items():
            self.accounts[account_of(tender)] -= cents
        self.accounts["over_short"] -= sum(session.differences.values())
        self.accounts["deposit_bag"] += cash - stays + papers
        self.accounts["settlement"] += other
        self.accounts["float"] += stays
        assert sum(self.accounts.values()) == 0
        self.floats[session.drawer] = stays
        session.held.clear()
        session.state = "closed"
        self.reports += 1
        self.grand += session.taken

    def night(self) -> None:
        """The next morning: what is still open takes no money until it was counted."""
        self.day += 1
