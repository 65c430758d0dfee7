"""Two records of one person in a test clinic, and the acts on them."""

from __future__ import annotations

from datetime import date

from psr_tui.domain.merging import MergePatients
from psr_tui.domain.money import Money
from psr_tui.services.merging import MergingService
from psr_tui.store.tables.every import METADATA
from tests.helpers.clinic import TestClinic
from tests.helpers.every_row import add_row
from tests.helpers.money import command_id
from tests.helpers.people import add_person, person


class Pair:
    """Two records of one person, and the acts on them."""

    def __init__(self, clinic: TestClinic) -> None:
        self.clinic = clinic
        self.kept = add_person(clinic, person("García", "Ana", date(1990, 4, 5), "+15055550111", "1 Elm St"))
        self.merged = add_person(
            clinic, person("Garcia", "Anna", date(1990, 4, 5), "+15055550122", "9 Oak St", "87505")
        )
        self.lead = clinic.actor("lgrant")

    @property
    def service(self) -> MergingService:
        return MergingService(self.clinic.store, self.clinic.clock)

    def command(self, *taken: str, ident: str = "", turned: bool = False) -> MergePatients:
        sides = (self.merged, self.kept) if turned else (self.kept, self.merged)
        with self.clinic.store.read() as work:
            kept, merged = (work.patients.get(one) for one in sides)
        assert kept is not None and merged is not None
        return MergePatients(ident or command_id("g"), kept.id, kept.version, merged.id, merged.version, "MG1", taken)

    def merge(self, *taken: str) -> str:
        command = self.command(*taken)
        self.service.merge(self.lead, command)
        return command.command_id

    def owes(self, patient_id: str) -> Money:
        with self.clinic.store.read() as work:
            return work.patients.balance(patient_id)


def fill(pair: Pair, patient_id: str, tables: list[str]) -> None:
    """Rows of these tables for one of the two."""
    clinic = pair.clinic
    others = {
        "staff": "u-mrivera", "visit_type": "OV15", "payer": clinic.add_payer(f"Payer {command_id()}"),
        "appointment": clinic.add_visit(patient_id),
    }  # fmt: skip
    others["coverage"] = clinic.add_coverage(patient_id, others["payer"])
    others["relative"] = add_person(clinic, person("Relative", command_id(), date(1970, 1, 1), "", "", ""))
    with clinic.store.write(pair.lead) as work:
        kind = work.session.connection().exec_driver_sql("SELECT min(code) FROM consent_kind").scalar_one()
        for name in tables:
            add_row(work, METADATA.tables[name], patient_id, {**others, "consent_kind": kind})
        work.commit()
