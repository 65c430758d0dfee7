"""Money on its way to the bank: the slip of a close, drops that leave the safe, and the bank's answer (CD-102, CD-103).

Each check, each drop and the cash of each close are in exactly one slip (I11), because a slip is written in the
transaction that posts its deposit.
"""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.deposit_slip import DepositSlip, SlipLine, deposit_slip_text, slip_number
from psr_tui.domain.errors import InvalidInput, NotAllowed, Refused
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.ledger import Account, JournalKind, Line, post
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import TenderKind, refuse_card_number
from psr_tui.domain.text import clean
from psr_tui.services.guards import must_exist
from psr_tui.services.posting import already_posted, post_journal
from psr_tui.services.second_person import second_person
from psr_tui.store.repositories.deposits import DropInSafe, SlipRow, StoredSlip
from psr_tui.store.repositories.staff import StaffMember
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["BankDrops", "ConfirmBanked", "DepositService", "DropInSafe", "SlipCopy", "SlipRow"]


@dataclass(frozen=True, slots=True)
class BankDrops:
    """Take drops out of the safe to the bank, unopened, together in one outer bag."""

    command_id: str
    drops: tuple[str, ...]  # their journal ids
    bag: str


@dataclass(frozen=True, slots=True)
class ConfirmBanked:
    """The bank has confirmed a deposit; ``reference`` is the number on its receipt."""

    command_id: str
    number: int
    reference: str


@dataclass(frozen=True, slots=True)
class SlipCopy:
    """A deposit slip as text."""

    number: int
    text: str


class DepositService:
    """What is read and done about deposits after the close."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def slips(self, actor: Actor) -> list[SlipRow]:
        """Every slip, newest first; a rep sees those they prepared."""
        with self._store.read() as work:
            found = work.deposits.slips()
        return found if actor.at_least(Role.SUPERVISOR) else [one for one in found if one.prepared_by == actor.staff_id]

    def slip(self, actor: Actor, number: int) -> SlipCopy:
        """The slip as it was sealed."""
        with self._store.read() as work:
            return SlipCopy(number, _readable(work, actor, number).body.decode())

    def in_safe(self, actor: Actor) -> list[DropInSafe]:
        """Drops that wait in the safe, oldest first."""
        actor.require(Role.SUPERVISOR, "look into the safe")
        with self._store.read() as work:
            return work.deposits.in_safe()

    def bank_drops(self, actor: Actor, command: BankDrops, login: str, password: str) -> SlipCopy:
        """Send drops from the safe to the bank on one slip; a second person seals the bag where the clinic wants it.

        Raises: InvalidInput (no bag, used before), Refused (a drop is on another slip), WrongPassword, NotAllowed.
        """
        actor.require(Role.SUPERVISOR, "take money out of the safe")
        verifier = prove_verifier(self._store, self._clock, actor, "deposit.safe", login, password)
        with self._store.write(actor, "deposit.safe", "safe", command.command_id) as work:
            if already_posted(work, command.command_id, fingerprint(command)):
                known = must_exist(work.deposits.slip_of(command.command_id), "The deposit slip")
                return SlipCopy(known.number, known.body.decode())
            bag = check_bag(work, command.bag)
            check_verifier(work, actor, verifier)
            drops = _waiting(work, command.drops)
            total = Money.total(one.amount for one in drops)
            day = local_date(work.now, work.clinic.get().tz)
            journal = post(
                command.command_id,
                JournalKind.SAFE_DEPOSIT,
                (
                    Line(Account.DEPOSIT_BAG, total, TenderKind.CASH, reference=bag),
                    Line(Account.SAFE, -total, TenderKind.CASH),
                ),
                at=work.now, business_date=day, staff_id=actor.staff_id, content_hash=fingerprint(command),
                witness_id=verifier.id if verifier else None, bag=bag,
            )  # fmt: skip
            post_journal(work, actor, journal)
            clinic = work.clinic.get()
            slip = DepositSlip(
                number=work.clinic.next_number("deposit_slip"), clinic=clinic.name, training=clinic.training,
                business_date=day, source="From the safe", pieces=(), checks=(), money_orders=(),
                drops=tuple(SlipLine(f"{one.bag} {one.drawer} {one.rep}".strip(), one.amount) for one in drops),
                settled=(), first_receipt=None, last_receipt=None, bag=bag, prepared_by=actor.name,
                verified_by=verifier.name if verifier else "", sealed_at=work.now,
            )  # fmt: skip
            text = seal(work, actor, slip, command.command_id, None, verifier, [one.journal_id for one in drops])
            work.commit()
        return SlipCopy(slip.number, text)

    def confirm_banked(self, actor: Actor, command: ConfirmBanked) -> None:
        """The bank has the money: out of the bag, into the bank's account, whole and once."""
        actor.require(Role.SUPERVISOR, "confirm what the bank received")
        reference = refuse_card_number(clean(command.reference, 40), "Reference")
        with self._store.write(actor, "deposit.banked", "deposit_slip", str(command.number)) as work:
            if already_posted(work, command.command_id, fingerprint(command)):
                return
            stored = must_exist(work.deposits.slip(command.number), f"Deposit slip {slip_number(command.number)}")
            if work.deposits.banked(stored.journal_id):
                raise Refused(f"The bank confirmed {slip_number(command.number)} before; nothing is left to do.")
            deposit = must_exist(work.ledger.journal(stored.journal_id), "This deposit")
            lines: list[Line] = []
            for line in deposit.lines:
                if line.account is Account.DEPOSIT_BAG:
                    lines += [
                        Line(Account.BANK, line.amount, line.tender, reference=reference),
                        Line(Account.DEPOSIT_BAG, -line.amount, line.tender, reference=stored.bag),
                    ]
            journal = post(
                command.command_id, JournalKind.BANKED, lines, at=work.now,
                business_date=local_date(work.now, work.clinic.get().tz), staff_id=actor.staff_id,
                content_hash=fingerprint(command), refers_to=stored.journal_id, comment=reference,
            )  # fmt: skip
            post_journal(work, actor, journal)
            work.commit()


def _waiting(work: UnitOfWork, wanted: tuple[str, ...]) -> list[DropInSafe]:
    """These drops, each once, in the order they were marked. Raises Refused unless all are in the safe."""
    waiting = {drop.journal_id: drop for drop in work.deposits.in_safe()}
    if not wanted or not set(wanted) <= set(waiting):
        raise Refused("One of these drops went to the bank or was taken back already; look at the list again.")
    return [waiting[one] for one in dict.fromkeys(wanted)]


def prove_verifier(store: Store, clock: Clock, actor: Actor, act: str, login: str, password: str) -> StaffMember | None:
    """Who seals the bag with the preparer, proven before the transaction begins; None when nobody signed."""
    return second_person(store, clock, actor, act, login, password) if login else None


def check_verifier(work: UnitOfWork, actor: Actor, verifier: StaffMember | None) -> None:
    """Raise NotAllowed unless another person seals the bag, where the clinic wants two (CD-103, I9)."""
    if verifier is None:
        if work.clinic.get().deposit_witness:
            raise NotAllowed("The bag is sealed by two: another person types user and password here.")
    elif verifier.id == actor.staff_id:
        raise NotAllowed("You prepared this bag; another person must verify it and sign.")


def check_bag(work: UnitOfWork, typed: str) -> str:
    """The bag's number, clean. Raises: InvalidInput when it is empty or was used before (CD-103)."""
    bag = refuse_card_number(clean(typed, 40), "Bag")
    if not bag:
        raise InvalidInput("Bag: type the number of the bag.", "Bag")
    if work.ledger.bag_used(bag):
        raise InvalidInput(f"Bag: {bag} was used before; check the number on the bag.", "Bag")
    return bag


def seal(
    work: UnitOfWork,
    actor: Actor,
    slip: DepositSlip,
    journal_id: str,
    session_id: str | None,
    verifier: StaffMember | None,
    drops: list[str] | None = None,
) -> str:
    """File a slip with its deposit, in the same transaction; its text never changes again."""
    text = deposit_slip_text(slip, work.clinic.get().tz)
    work.deposits.add(
        StoredSlip(
            slip.number, journal_id, session_id, slip.bag, slip.business_date, actor.staff_id,
            verifier.id if verifier else None, slip.sealed_at, text.encode(),
        ),
        drops or [],
    )  # fmt: skip
    detail = {"bag": slip.bag, "lines": fingerprint(text), "verified_by": verifier.id if verifier else ""}
    work.audit.append("deposit.seal", "deposit_slip", str(slip.number), detail=detail)
    return text


def _readable(work: UnitOfWork, actor: Actor, number: int) -> StoredSlip:
    """A slip is its preparer's and a supervisor's to read; so is that of the rep whose drawer it came from."""
    stored = must_exist(work.deposits.slip(number), f"Deposit slip {slip_number(number)}")
    session = work.drawer.session(stored.session_id) if stored.session_id else None
    if actor.staff_id not in (stored.prepared_by, session.staff_id if session else ""):
        actor.require(Role.SUPERVISOR, "read the deposit slip of somebody else")
    return stored
