"""The posted set as an hledger journal that proves itself: ``hledger check --strict ordereddates`` (CD-107 to CD-111).

Amounts come from the ledger. The balance assertions beside them do not: they come from the rows that were counted and
from the figures on the stored reports (`psr_tui.exchange.hledger_proofs`), so that the check compares two things that
were written down apart. Every amount has two decimals because it is made from whole cents: hledger 1.25 would let
$1.004 pass for $1.00 (cash-drawer.md 14.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from psr_tui.domain.money import Money
from psr_tui.domain.posted_set import PostedJournal, PostedLine, PostedSet, account_name, ident
from psr_tui.exchange.hledger_proofs import Balance, Proof, Proofs, proofs
from psr_tui.exchange.journal_rows import KIND_WORDS, plain

_AMOUNT_COLUMN = 60


def journal_hledger(posted: PostedSet) -> bytes:
    """The file's bytes. ``posted`` begins with the clinic's first posting, so that running balances hold (CD-109)."""
    proven = proofs(posted)
    lines = [*_head(posted, proven), ""]
    for journal in posted.journals:
        lines += [*_transaction(posted, journal, proven), ""]
        for proof in proven.after.get(journal.sequence, ()):
            lines += [*_proof(journal, proof), ""]
    return "\n".join(lines).encode()


def _head(posted: PostedSet, proven: Proofs) -> Iterator[str]:
    yield f"; psr-tui posted journal, business dates up to {posted.end:%Y-%m-%d}"
    if posted.training:
        yield "; TRAINING - NOT A REAL DAY"
    yield "; check it: hledger -f THIS-FILE check --strict ordereddates"
    yield from (f"; {note}" for note in proven.notes)
    yield ""
    yield "commodity $1,000.00"
    names = {account_name(line, journal, posted.session_of(journal)) for journal, line in posted.lines()}
    names |= {name for found in proven.after.values() for proof in found for name, *_ in proof.balances}
    yield from (f"account {name}" for name in sorted(names))


def _transaction(posted: PostedSet, journal: PostedJournal, proven: Proofs) -> Iterator[str]:
    session = posted.session_of(journal)
    tags = {
        "kind": journal.kind.value,
        "session": session.name if session else "",
        "rep": ident(journal.staff_id),
        "at": f"{journal.at:%Y-%m-%dT%H:%M:%SZ}",
        "answers": journal.answers,
        "bag": ident(journal.bag),
        "reason": ident(journal.reason),
        "id": ident(journal.journal_id),
    }
    shown = ", ".join(f"{key}:{value}" for key, value in tags.items() if value)
    yield f"{journal.business_date:%Y-%m-%d} ({journal.code}) {KIND_WORDS[journal.kind]}  ; {shown}"
    yield from _balances(proven.before.get(journal.sequence, ()))
    after = {balance.account: balance.amount for balance in proven.within.get(journal.sequence, ())}
    names = [account_name(line, journal, session) for line in journal.lines]
    for place, (name, line) in enumerate(zip(names, journal.lines, strict=True)):
        last = name not in names[place + 1 :]
        yield _posting(name, line.amount, after.get(name) if last else None, _memory(line))


def _memory(line: PostedLine) -> str:
    """Tendered and change, where there was change."""
    if line.tendered is None or not line.change:
        return ""
    return f"tendered:{_dollars(line.tendered)}, change:{_dollars(line.change)}"


def _proof(journal: PostedJournal, proof: Proof) -> Iterator[str]:
    """A transaction that moves nothing and says what must be there now."""
    yield f"{journal.business_date:%Y-%m-%d} ({proof.code}) {proof.words}  ; session:{proof.session}"
    yield from _balances(proof.balances)


def _balances(balances: Iterable[Balance]) -> Iterator[str]:
    for name, amount, source in balances:
        yield _posting(name, Money.zero(), amount, source)


def _posting(name: str, amount: Money, asserted: Money | None = None, comment: str = "") -> str:
    text = f"    {name}  "
    text += _dollars(amount).rjust(max(0, _AMOUNT_COLUMN + 12 - len(text)))
    if asserted is not None:
        text += f" = {_dollars(asserted)}"
    return f"{text}  ; {comment}" if comment else text


def _dollars(amount: Money) -> str:
    return f"${plain(amount)}"
