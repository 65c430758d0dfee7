"""The safe: what the ledger says lies in it, and change money that is brought into it from outside the desk."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.clock import Clock, local_date
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.ledger import Account, JournalKind, Line, post
from psr_tui.domain.money import Money
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.tenders import TenderKind, refuse_card_number
from psr_tui.domain.text import clean
from psr_tui.services.posting import already_posted, post_journal
from psr_tui.store.store import Store


@dataclass(frozen=True, slots=True)
class FundSafe:
    """Cash that the clinic puts into its safe, for floats and change; ``note`` says where it comes from."""

    command_id: str
    amount: Money
    note: str


class SafeService:
    """Pay-ins, early floats and drops take from the safe and add to it; this is how its first money gets there."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def balance(self, actor: Actor) -> Money:
        """What lies in the safe: a sum over its lines (I2). Only a supervisor may know. Raises NotAllowed."""
        actor.require(Role.SUPERVISOR, "see what is in the safe")
        with self._store.read() as work:
            return work.ledger.in_safe()

    def fund(self, actor: Actor, command: FundSafe) -> Money:
        """Book cash brought into the safe; returns what lies in it then. The same command twice is booked once.

        Raises: NotAllowed below administrator, InvalidInput without an amount or a note.
        """
        actor.require(Role.ADMINISTRATOR, "bring money into the safe")
        note = refuse_card_number(clean(command.note, 200), "Note")
        if command.amount.cents <= 0:
            raise InvalidInput("Amount: type what is brought in, more than zero.", "Amount")
        if not note:
            raise InvalidInput("Note: say where the money comes from, for example change order of the bank.", "Note")
        with self._store.write(actor, "safe.fund", "safe", command.command_id) as work:
            if not already_posted(work, command.command_id, fingerprint(command)):
                journal = post(
                    command.command_id,
                    JournalKind.OPENING_FUNDS,
                    (
                        Line(Account.SAFE, command.amount, TenderKind.CASH),
                        Line(Account.EQUITY, -command.amount),
                    ),
                    at=work.now,
                    business_date=local_date(work.now, work.clinic.get().tz),
                    staff_id=actor.staff_id,
                    content_hash=fingerprint(command),
                    comment=note,
                )
                post_journal(work, actor, journal)
            held = work.ledger.in_safe()
            work.commit()
        return held
