"""Short words for accounts in tests: a flag, a plan."""

from __future__ import annotations

from datetime import date

from psr_tui.domain.plans import AgreePlan, Plan, Rhythm
from psr_tui.services.accounts import AccountService
from psr_tui.services.plans import PlanService
from psr_tui.store.tables.accounts import PaymentFlagRow
from tests.helpers.clinic import SETUP, TestClinic
from tests.helpers.money import Till, command_id


def flag_no_checks(clinic: TestClinic, patient_id: str) -> None:
    """A check of this patient came back."""
    with clinic.store.write(SETUP) as work:
        work.session.add(
            PaymentFlagRow(
                id=work.new_id(), patient_id=patient_id, kind="no_checks", since=work.now, staff_id="u-admin",
                changed_at=work.now,
            )
        )  # fmt: skip
        work.commit()


def give_back(till: Till, journal_id: str) -> None:
    """A payment goes back whole, signed by the supervisor."""
    till.take_back(journal_id)


def accounts(till: Till) -> AccountService:
    return AccountService(till.clinic.store, till.clinic.clock)


def plans(till: Till) -> PlanService:
    return PlanService(till.clinic.store, till.clinic.clock)


def agree(till: Till, patient_id: str, charges: tuple[str, ...], count: int, first: date) -> Plan:
    """A monthly plan over these charges."""
    command = AgreePlan(command_id("a"), patient_id, charges, count, first, Rhythm.MONTHLY)
    return plans(till).agree(till.actor, command)
