"""The invented clinic itself: staff, providers, payers, drawers and the money it began with."""

from __future__ import annotations

from datetime import date, datetime

from psr_tui.domain.fingerprint import fingerprint
from psr_tui.domain.text import fold
from psr_tui.store.tables.clinic import ClinicRow
from psr_tui.store.tables.coverage import PayerRow
from psr_tui.store.tables.drawer import DrawerRow
from psr_tui.store.tables.ledger import JournalRow, LedgerLineRow
from psr_tui.store.tables.schedule import ProviderRow
from psr_tui.store.tables.staff import StaffRow
from tools.seed_day.rows import TZ, Seed, at, workday

OPENED = at(workday(-64), "07:30")  # when this clinic began to work with psr-tui
STAFF = (
    ("mrivera", "M. Rivera", "rep"),
    ("tchen", "T. Chen", "rep"),
    ("lgrant", "L. Grant", "lead"),
    ("sotto", "S. Otto", "supervisor"),
    ("admin", "A. Admin", "administrator"),
)
NAMES = {login: name for login, name, _ in STAFF}
_PROVIDERS = (
    ("LEE", "Lee", "Ann", "MD"),
    ("ORTIZ", "Ortiz", "Luisa", "NP"),
    ("PATEL", "Patel", "Ravi", "MD"),
    ("OKAFOR", "Okafor", "Grace", "MD"),
    ("HALV", "Halvorsen", "Erik", "DO"),
    ("BRANDT", "Brandt", "Otto", "MD"),
    ("CHOI", "Choi", "Hana", "PA"),
    ("ADEY", "Adeyemi", "Tunde", "MD"),
    ("FISK", "Fisk", "Marian", "NP"),
    ("WEAVER", "Weaver", "Noel", "RN"),
)
# Payer names come with the synthetic population; kinds and telephone numbers are ours, the numbers invented.
_PAYERS = (
    ("Aetna", "commercial"),
    ("Anthem", "commercial"),
    ("Blue Cross Blue Shield", "commercial"),
    ("Cigna Health", "commercial"),
    ("Humana", "commercial"),
    ("Medicaid", "medicaid"),
    ("Medicare", "medicare"),
    ("UnitedHealthcare", "commercial"),
)
FLOAT_CENTS = 20000


def staff_id(login: str) -> str:
    return f"u-{login}"


def npi(serial: int) -> str:
    """An invented National Provider Identifier: 1000000, two digits, and the check digit (Luhn over 80840 + NPI)."""
    body = f"1000000{serial:02d}"
    total = 0
    for place, digit in enumerate(reversed("80840" + body)):
        number = int(digit) * (2 if place % 2 == 0 else 1)
        total += number - 9 if number > 9 else number
    return body + str(-total % 10)


def add_house(seed: Seed) -> None:
    seed.add(
        ClinicRow(
            id=seed.new_id(OPENED), name="North Clinic", neutral_name="North Clinic", phone="(312) 555-0100",
            address="2300 North Lakewater Street, Chicago, IL 60657", tax_id="00-0000000", area_code="312", state="IL",
            time_zone="America/Chicago", npi=npi(0), training=True, created_at=OPENED, changed_by="A. Admin",
            changed_at=OPENED,
        )
    )  # fmt: skip
    for login, name, role in STAFF:
        seed.add(StaffRow(id=staff_id(login), login=login, name=name, role=role, changed_by="setup", changed_at=OPENED))
    for serial, (code, last, first, title) in enumerate(_PROVIDERS, start=1):
        row = ProviderRow(id=seed.new_id(OPENED), code=code, last_name=last, first_name=first, title=title)
        row.npi = npi(serial)
        seed.add(row)
    for serial, (name, kind) in enumerate(_PAYERS):
        seed.add(
            PayerRow(
                id=seed.new_id(OPENED), name=name, name_folded=fold(name), kind=kind,
                phone=f"(800) 555-01{70 + serial}", payer_code=f"TRN{serial + 1:02d}", channel="loopback",
                changed_by="setup", changed_at=OPENED,
            )
        )  # fmt: skip
    for code, label in (("D1", "Front desk, left"), ("D2", "Front desk, right")):
        drawer = DrawerRow(id=f"drawer-{code}", code=code, label=label, changed_by="setup", changed_at=OPENED)
        seed.add(drawer)
        _opening_funds(seed, drawer, OPENED.astimezone(TZ).date())


def _opening_funds(seed: Seed, drawer: DrawerRow, day: date) -> None:
    """The float each drawer began with, brought in by the clinic."""
    sides = (("float", FLOAT_CENTS), ("equity", -FLOAT_CENTS))
    post(seed, "opening_funds", day, sides, seed.spread(OPENED), drawer_id=drawer.id)


def post(
    seed: Seed,
    kind: str,
    day: date,
    sides: tuple[tuple[str, int], ...],
    moment: datetime,
    *,
    journal_id: str = "",
    login: str = "sotto",
    drawer_id: str | None = None,
    charge_id: str | None = None,
    patient_id: str | None = None,
    appointment_id: str | None = None,
) -> None:
    """One balanced journal, debit first; only the account it belongs to names its drawer or charge."""
    journal_id = journal_id or seed.new_id(moment)
    seed.add(
        JournalRow(
            id=journal_id, sequence=len(seed.of(JournalRow)) + 1,
            content_hash=fingerprint((journal_id, kind, sides)), kind=kind, business_date=day, at=moment,
            staff_id=staff_id(login), staff_name=NAMES[login], patient_id=patient_id,
            appointment_id=appointment_id,
        )
    )  # fmt: skip
    for position, (account, cents) in enumerate(sides, start=1):
        seed.add(
            LedgerLineRow(
                journal_id=journal_id, position=position, account=account, cents=cents,
                drawer_id=drawer_id if account == "float" else None,
                charge_id=charge_id if account == "receivable" else None,
                patient_id=patient_id,
            )
        )  # fmt: skip
