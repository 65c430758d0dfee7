"""Random posted sets for exports: a plain model of some drawers beside the postings, so that what was counted and
printed comes from the model and never from the lines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from psr_tui.domain.expected import ExpectedKey
from psr_tui.domain.ledger import Account, JournalKind, held_account
from psr_tui.domain.money import Money
from psr_tui.domain.posted_set import PostedJournal, PostedLine, PostedSession, PostedSet, check_set
from psr_tui.domain.printed_report import PrintedReport
from psr_tui.domain.tenders import TICKED, TenderKind

TZ = ZoneInfo("America/Chicago")
DAY = date(2026, 11, 2)
CASH = ExpectedKey(TenderKind.CASH)
KEYS = (
    CASH,
    ExpectedKey(TenderKind.CHECK),
    ExpectedKey(TenderKind.CARD, "T1"),
    ExpectedKey(TenderKind.CARD, "T 2"),
    ExpectedKey(TenderKind.HSA, "T1"),
    ExpectedKey(TenderKind.PORTAL),
)
ACTS = ("pay", "back", "drop", "pay_in", "pay_out", "swap", "hand", "wrong", "charge", "adjust", "apply", "bounce")
amounts = st.integers(1, 2_000_000)
nasty = st.sampled_from(("M. Rivera", "=SUM(A1)", "@x", "+1", 'a "b"\tc', "Ngọc Ễ", "-", "x;y  z", "\n=1"))


@dataclass
class Shift:
    """One session of the model: what it holds, in cents."""

    number: int
    drawer: str
    day: date
    opened: Money
    float_expected: Money
    holds: dict[ExpectedKey, int] = field(default_factory=dict)
    taken: int = 0


class Book:
    """Postings in order, with the model beside them."""

    def __init__(self, rep: str) -> None:
        self.journals: list[PostedJournal] = []
        self.sessions: dict[int, PostedSession] = {}
        self.floats = {"D1": 0, "D2": 0}
        self.grand_total = 0
        self._rep = rep
        self._receipts = 0

    @property
    def next(self) -> int:
        return len(self.journals) + 1

    def post(
        self,
        kind: JournalKind,
        day: date,
        *sides: tuple[Account, int, ExpectedKey | None],
        shift: Shift | None = None,
        drawer: str = "",
        bag: str = "",
        receipt: bool = False,
    ) -> None:
        lines = [
            PostedLine(account, Money(cents), key.tender if key else None, drawer, key.terminal if key else "")
            for account, cents, key in sides
            if cents
        ]
        if not lines:
            return
        self._receipts += receipt
        at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC) + timedelta(seconds=self.next)
        self.journals.append(
            PostedJournal(
                self.next, f"{self.next:032d}", kind, day, at, "u7", self._rep, tuple(lines),
                shift.number if shift else None, self._receipts if receipt else None, bag=bag,
            )
        )  # fmt: skip

    def open(self, drawer: str, day: date, counted: int) -> Shift:
        left = self.floats[drawer]
        shift = Shift(self.next, drawer, day, Money(counted), Money(left), {CASH: counted})
        till, gap = Account.TILL, counted - left
        self.post(
            JournalKind.FLOAT_IN, day, (till, left, CASH), (Account.FLOAT, -left, CASH), shift=shift, drawer=drawer
        )
        self.post(
            JournalKind.OPENING_GAP,
            day,
            (till, gap, CASH),
            (Account.OPENING_GAP, -gap, CASH),
            shift=shift,
            drawer=drawer,
        )
        self.floats[drawer] = 0
        return shift

    def act(self, shift: Shift, act: str, key: ExpectedKey, cents: int) -> None:
        """One thing a rep does; the model's own arithmetic stands beside the posted lines."""
        till, day = (Account.TILL, CASH), shift.day
        held = held_account(key.tender)
        others: dict[str, tuple[JournalKind, Account, int]] = {
            "drop": (JournalKind.DROP, Account.SAFE, -cents),
            "pay_in": (JournalKind.PAY_IN, Account.SAFE, cents),
            "pay_out": (JournalKind.PAY_OUT, Account.PETTY_CASH, -cents),
        }
        if act in ("pay", "back"):
            signed = cents if act == "pay" else -cents
            kind = JournalKind.PAYMENT if act == "pay" else JournalKind.REFUND
            self.post(kind, day, (held, signed, key), (Account.RECEIVABLE, -signed, None), shift=shift, receipt=True)
            shift.holds[key] = shift.holds.get(key, 0) + signed
            shift.taken += signed
        elif act in others:
            kind, account, signed = others[act]
            self.post(kind, day, (till[0], signed, CASH), (account, -signed, CASH), shift=shift, bag=f"B{self.next}")
            shift.holds[CASH] += signed
        elif act == "swap":
            self.post(JournalKind.SWAP, day, (till[0], cents, CASH), (till[0], -cents, CASH), shift=shift)
        elif act == "wrong":  # a drop that is taken back
            safe, bag = Account.SAFE, f"B{self.next}"
            self.post(JournalKind.DROP, day, (safe, cents, CASH), (till[0], -cents, CASH), shift=shift, bag=bag)
            self.post(JournalKind.MOVE_BACK, day, (till[0], cents, CASH), (safe, -cents, CASH), shift=shift, bag=bag)
        elif act == "hand":
            self.post(JournalKind.HAND_OVER, day, (Account.TRANSIT, cents, CASH), (till[0], -cents, CASH), shift=shift)
            self.post(JournalKind.HAND_BACK, day, (till[0], cents, CASH), (Account.TRANSIT, -cents, CASH), shift=shift)
        else:
            kind, plus, minus = {
                "charge": (JournalKind.CHARGE, Account.RECEIVABLE, Account.INCOME),
                "adjust": (JournalKind.ADJUSTMENT, Account.ADJUSTMENT, Account.RECEIVABLE),
                "apply": (JournalKind.APPLY, Account.UNAPPLIED, Account.RECEIVABLE),
                "bounce": (JournalKind.RETURNED_CHECK, Account.RECEIVABLE, Account.BANK),
            }[act]
            self.post(kind, day, (plus, cents, None), (minus, -cents, None))

    def close(self, shift: Shift, differences: dict[ExpectedKey, int], drawer_float: int) -> None:
        """Count (the model's holdings and the difference), book, report."""
        counted = {key: shift.holds[key] + differences.get(key, 0) for key in KEYS if key in shift.holds}
        over = [(held_account(key.tender), counted[key] - shift.holds[key], key) for key in counted]
        self.post(
            JournalKind.OVER_SHORT, shift.day, *over, *((Account.OVER_SHORT, -cents, key) for _, cents, key in over),
            shift=shift, drawer=shift.drawer,
        )  # fmt: skip
        stays = max(0, min(counted[CASH], drawer_float))
        to_bag = {key: cents for key, cents in counted.items() if key.tender in TICKED} | {CASH: counted[CASH] - stays}
        out = {key: cents for key, cents in counted.items() if key not in to_bag}
        self._move(JournalKind.DEPOSIT, shift, Account.DEPOSIT_BAG, to_bag, f"B{self.next}")
        self._move(JournalKind.SETTLEMENT, shift, Account.SETTLEMENT, out, "")
        self.post(
            JournalKind.FLOAT_OUT, shift.day, (Account.FLOAT, stays, CASH), (Account.TILL, -stays, CASH), shift=shift,
            drawer=shift.drawer,
        )  # fmt: skip
        self.floats[shift.drawer] += stays
        printed = PrintedReport(
            len(self.sessions) + 1, shift.float_expected, shift.opened,
            tuple(Money(cents) for cents in counted.values()), tuple(Money(shift.holds[key]) for key in counted),
            Money(sum(to_bag.values())), Money(stays),
            Money(self.grand_total), Money(shift.taken), Money(self.grand_total + shift.taken),
        )  # fmt: skip
        self.grand_total += shift.taken
        self.keep(shift, tuple((key, Money(cents)) for key, cents in counted.items()), printed)

    def keep(
        self, shift: Shift, counted: tuple[tuple[ExpectedKey, Money], ...] = (), printed: PrintedReport | None = None
    ) -> None:
        opened = self.journals[shift.number - 1].at if len(self.journals) >= shift.number else datetime.now(UTC)
        self.sessions[shift.number] = PostedSession(
            shift.number, shift.drawer, "u7", self._rep, shift.day, opened, self.journals[-1].at if printed else None,
            z_number=printed.z_number if printed else None, opening_counted=shift.opened, counted=counted,
            printed=printed,
        )  # fmt: skip

    def _move(self, kind: JournalKind, shift: Shift, to: Account, amounts: dict[ExpectedKey, int], bag: str) -> None:
        sides = [(to, cents, key) for key, cents in amounts.items()]
        sides += [(held_account(key.tender), -cents, key) for key, cents in amounts.items()]
        self.post(kind, shift.day, *sides, shift=shift, bag=bag)

    def done(self, end: date) -> PostedSet:
        journals = sorted(self.journals, key=lambda one: (one.business_date, one.sequence))
        used = {one.session for one in journals}
        sessions = {number: one for number, one in self.sessions.items() if number in used}
        return check_set(PostedSet("North Clinic", False, TZ, DAY, end, tuple(journals), sessions))


@st.composite
def posted_sets(draw: st.DrawFn, most_shifts: int = 4) -> PostedSet:
    """Some shifts on two drawers over some days; the last one may still be open. Cash may go below zero: a till that
    paid out more than the program knows is counted like any other, and an export must not care."""
    book = Book(draw(nasty))
    day = DAY
    for place in range(draw(st.integers(0, most_shifts))):
        day += timedelta(days=draw(st.integers(0, 1)))
        shift = book.open(draw(st.sampled_from(("D1", "D2"))), day, draw(st.integers(0, 50_000)))
        for _ in range(draw(st.integers(0, 6))):
            book.act(shift, draw(st.sampled_from(ACTS)), draw(st.sampled_from(KEYS)), draw(amounts))
        if book.next == shift.number:
            continue
        if place == 0 and draw(st.booleans()):
            book.keep(shift)
            continue
        off = draw(st.dictionaries(st.sampled_from(KEYS), st.integers(-500, 500), max_size=2))
        book.close(
            shift, {key: cents for key, cents in off.items() if key in shift.holds}, draw(st.integers(0, 20_000))
        )
    return book.done(day)


def with_typed_words(posted: PostedSet, words: str) -> PostedSet:
    """The same set with these words wherever a person types something: terminals, references, bags, reasons."""
    journals = tuple(
        replace(
            one, bag=one.bag and words + one.bag, reason=words,
            lines=tuple(replace(line, reference=words, batch=words) for line in one.lines),
        )
        for one in posted.journals
    )  # fmt: skip
    return replace(posted, journals=journals)
