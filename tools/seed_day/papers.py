"""Signatures on file and what people owe."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from psr_tui.domain.consents import ConsentKind, expires
from psr_tui.store.tables.check_in import ConsentRow
from psr_tui.store.tables.ledger import ChargeRow
from psr_tui.store.tables.schedule import AppointmentRow
from tools.seed_day.house import post, staff_id
from tools.seed_day.people import Known, People
from tools.seed_day.rows import NOW, TZ, Seed, at, workday
from tools.seed_day.visits import Visits

_KINDS = (
    ConsentKind("privacy_notice", "Privacy notice", months_valid=36),
    ConsentKind("consent_treat", "Consent to treatment", months_valid=12),
    ConsentKind("assignment", "Assignment of benefits", months_valid=12, required=False),
)
_UNSIGNED = frozenset({"pena", "oneword", "minor", "mother"})  # come today and still have papers to sign
_EXPIRED = frozenset({"long", "hmong"})
_OWED = (
    ("Office visit, deductible", "visit", 11840),
    ("Copay not collected", "past_balance", 2500),
    ("Coinsurance", "visit", 3615),
    ("Form fee", "fee", 1500),
    ("Missed visit fee", "fee", 2500),
    ("Balance brought forward", "past_balance", 6000),
)
_WITH_BALANCE = ("pena", "junior", "long", "noshows", "signs", "oconnor")
_OTHERS_WITH_BALANCE = 13


def add_signatures(seed: Seed, people: People, visits: Visits) -> None:
    """Most papers are in force; some ran out, some were never signed, one was refused."""
    inside = {row.patient_id for row in visits.today.values() if row.state in ("checked_in", "roomed", "checked_out")}
    keys = {known.id: key for key, known in people.by_key.items()}
    for known in people.all:
        if not known.alive:
            continue
        key = keys.get(known.id, "")
        fate = 1.0 if known.id in inside else seed.dice.random()
        if key in _UNSIGNED or (not key and fate < 0.14):
            continue
        days = 420 if key in _EXPIRED or fate < 0.22 else seed.dice.randrange(30, 300)
        for kind in _KINDS:
            if kind.required or seed.dice.random() < 0.7:
                _sign(seed, known, kind, workday(-days * 5 // 7))
    _sign(seed, people.by_key["silent"], _KINDS[2], workday(-40), refused=True)


def _sign(seed: Seed, known: Known, kind: ConsentKind, day: date, *, refused: bool = False) -> None:
    moment = seed.spread(at(day, "09:20"))
    seed.add(
        ConsentRow(
            id=seed.new_id(moment), patient_id=known.id, kind=kind.code, answer="refused" if refused else "signed",
            signed_on=day, expires_on=None if refused else expires(kind, day), taken_by=staff_id("mrivera"), at=moment,
        )
    )  # fmt: skip


def add_money_owed(seed: Seed, people: People, visits: Visits) -> None:
    """Balances of earlier visits, then the copays that this morning's check-ins charged."""
    others = [known for known in people.all if known.alive and known.age() >= 18 and visits.past.get(known.id)]
    chosen = [people.by_key[key] for key in _WITH_BALANCE] + others[:: max(1, len(others) // _OTHERS_WITH_BALANCE)]
    for place, known in enumerate(chosen):
        label, kind, cents = _OWED[place % len(_OWED)]
        past = visits.past.get(known.id, [])
        visit = past[-1] if past else None
        day = visit.local_date if visit else workday(-30 - place)
        booked = seed.spread(at(max(day, workday(-60)), "16:40"))
        charge(seed, known, kind, label, cents + 100 * (place // len(_OWED)), visit, booked)
    for row, known, _ in visits.copays:
        copay = known.primary.copay_cents if known.primary else None
        charge(seed, known, "copay", "Copay", copay or 0, row, (row.arrived_at or NOW) + timedelta(minutes=2))


def charge(
    seed: Seed, known: Known, kind: str, label: str, cents: int, visit: AppointmentRow | None, created: datetime
) -> None:
    """Something owed: the charge and the journal of the same id that books it."""
    charge_id = seed.new_id(created)
    day = created.astimezone(TZ).date()
    visit_id = visit.id if visit else None
    seed.add(
        ChargeRow(
            id=charge_id, patient_id=known.id, appointment_id=visit_id, kind=kind, label=label,
            service_date=visit.local_date if visit else day, created_at=created,
        )
    )  # fmt: skip
    post(
        seed, "charge", day, (("receivable", cents), ("income", -cents)), created, journal_id=charge_id,
        login="mrivera", charge_id=charge_id, patient_id=known.id, appointment_id=visit_id,
    )  # fmt: skip
