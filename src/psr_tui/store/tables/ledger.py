"""Money: charges, journals, lines and receipts. Double entry, integer cents, nothing is ever edited."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from psr_tui.store.tables import drawer, patients, schedule, staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Row, one_of, whole

ACCOUNTS = (
    "till",  # cash in a drawer session
    "checks",  # checks and money orders held in a session
    "cards",  # card slips of a session, until its close
    "other_tender",  # EFT, portal, voucher of a session, until its close
    "float",  # cash that stays in a drawer between two sessions
    "safe",
    "deposit_bag",  # sealed and on the way to the bank
    "settlement",  # card batches and transfers that somebody else still has to pay
    "receivable",  # what patients owe, by charge
    "unapplied",  # money taken without a charge: owed back or applied later
    "income",
    "adjustment",  # waived, written off
    "over_short",
    "opening_gap",  # found at opening: belongs to the gap since the last close, never to today's rep
    "petty_cash",
    "transit",  # between two drawers
    "equity",  # what the clinic brought in when it began
    "bank",  # deposits the bank has confirmed, less checks it sent back
)
TENDERS = ("", "CASH", "CHK", "MO", "CARD", "HSA", "ACH", "PORT", "OTH")
JOURNAL_KINDS = (
    "opening_funds",
    "charge",
    "payment",
    "void",  # reversed on the business date of the payment (CD-80)
    "refund",  # reversed on a later business date
    "adjustment",
    "float_in",
    "opening_gap",
    "drop",
    "pay_in",
    "pay_out",
    "over_short",
    "deposit",
    "settlement",
    "float_out",
    "apply",  # money paid ahead is used for a charge
    "swap",  # change making: the same cash in other pieces (CD-40)
    "hand_over",  # offered to the next shift: till to transit (CD-69)
    "take_over",  # counted and accepted: transit to the other till
    "hand_back",  # refused or cancelled: transit back to the till it came from (CD-70)
    "returned_check",  # the bank sent a check back (CD-33)
    "safe_deposit",  # drops go from the safe into a deposit bag
    "banked",  # the bank confirmed a deposit
    "clearing",  # over/short of a closed drawer that was found, in its adjustment session (CD-60)
    "move_back",  # a drop, pay-in or pay-out that was wrong, taken back whole (CD-38)
)


class ChargeRow(Row, table=True):
    """Something a patient owes; how much is open is the sum of its receivable lines, never a column."""

    __tablename__ = "charge"
    __table_args__ = (
        one_of("kind", ("copay", "visit", "past_balance", "fee", "deposit")),
        Index("ix_charge_patient", "patient_id", "service_date"),
        Index("ix_charge_appointment", "appointment_id"),
    )

    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id")
    appointment_id: str | None = Field(default=None, foreign_key="appointment.id")
    kind: str
    label: str
    service_date: date
    created_at: datetime


class JournalRow(Row, table=True):
    """One posting. ``id`` is the command id made by the screen; the same id with other content is refused."""

    __tablename__ = "journal"
    __table_args__ = (
        one_of("kind", JOURNAL_KINDS),
        Index("ix_journal_session", "session_id", "at"),
        Index("ix_journal_patient", "patient_id", "at"),
        Index("ix_journal_day", "business_date"),
        Index("ix_journal_refers_to", "refers_to"),
        whole("sequence"),
    )

    id: str = Field(primary_key=True)
    sequence: int = Field(unique=True)  # 1..n in the order of posting, without a gap
    content_hash: str
    kind: str
    session_id: str | None = Field(default=None, foreign_key="drawer_session.id")
    business_date: date
    at: datetime
    staff_id: str = Field(foreign_key="staff.id")
    staff_name: str = ""
    sign_in_id: str = ""
    patient_id: str | None = Field(default=None, foreign_key="patient.id")
    appointment_id: str | None = Field(default=None, foreign_key="appointment.id")
    receipt_number: int | None = Field(default=None, unique=True)
    reverses: str | None = Field(default=None, unique=True, foreign_key="journal.id")
    refers_to: str | None = Field(default=None, foreign_key="journal.id")  # the payment that goes back, also in part
    reason_code: str = ""
    note: str = ""
    bag: str = ""
    witness_id: str | None = Field(default=None, foreign_key="staff.id")
    approved_by: str | None = Field(default=None, foreign_key="staff.id")


class LedgerLineRow(Row, table=True):
    """One side of a posting. Positive is debit. Sums over these lines are the only balances there are."""

    __tablename__ = "ledger_line"
    __table_args__ = (
        one_of("account", ACCOUNTS),
        one_of("tender", TENDERS),
        whole("cents"),
        CheckConstraint("cents <> 0", name="cents_not_zero"),
        CheckConstraint("card_last_four = '' OR card_last_four GLOB '[0-9][0-9][0-9][0-9]'", name="last_four_only"),
        Index("ix_ledger_line_session", "session_id", "account", "tender", "terminal", "cents"),
        Index("ix_ledger_line_drawer", "drawer_id", "account", "cents"),
        Index("ix_ledger_line_charge", "charge_id", "cents"),
        Index("ix_ledger_line_patient", "patient_id", "account", "cents"),
    )

    journal_id: str = Field(primary_key=True, foreign_key="journal.id")
    position: int = Field(primary_key=True)
    account: str
    session_id: str | None = Field(default=None, foreign_key="drawer_session.id")
    drawer_id: str | None = Field(default=None, foreign_key="drawer.id")
    tender: str = ""
    charge_id: str | None = Field(default=None, foreign_key="charge.id")
    patient_id: str | None = Field(default=None, foreign_key="patient.id")
    cents: int = Field(sa_type=BigInteger)
    tendered_cents: int | None = None  # memo: what was handed over; only the net touches the till (CD-14)
    change_cents: int | None = None
    card_brand: str = ""
    card_last_four: str = ""
    authorisation: str = ""
    terminal: str = ""
    batch: str = ""
    reference: str = ""  # check or money order number, transfer reference
    payer: str = ""  # who wrote a check, when it is not the patient


class ReceiptRow(Row, table=True):
    """The receipt as it was given out: text frozen at posting, number without gaps."""

    __tablename__ = "receipt"

    number: int = Field(primary_key=True)
    journal_id: str = Field(unique=True, foreign_key="journal.id")
    patient_id: str | None = Field(default=None, foreign_key="patient.id", index=True)
    text: str
    at: datetime


class ReceiptPrintRow(Row, table=True):
    """Each time a receipt was printed or shown again: DUPLICATE n, by whom, when."""

    __tablename__ = "receipt_print"

    receipt_number: int = Field(primary_key=True, foreign_key="receipt.number")
    copy_number: int = Field(primary_key=True)  # 0 the original
    at: datetime
    staff_id: str = Field(foreign_key="staff.id")
