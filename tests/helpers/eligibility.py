"""A small clinic whose payers can be asked: insured patients with visits, and a clearinghouse's folder."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from psr_tui.domain.staff import Actor
from psr_tui.exchange.eligibility_channels import Channels
from psr_tui.exchange.x12.loopback import answer_270
from psr_tui.services.every import Services
from psr_tui.store.repositories.columns import table
from psr_tui.store.tables.clinic import ClinicRow
from psr_tui.store.tables.coverage import PayerRow
from tests.helpers.clinic import SETUP, TODAY, TestClinic

NPI = "1234567893"


class Desk:
    """One clinic with what the tests of eligibility do to it."""

    def __init__(self, clinic: TestClinic, folder: Path | None = None) -> None:
        self.clinic = clinic
        self.folder = folder
        self.set_clinic(npi=NPI, submitter_id="CLINIC01", receiver_id="CLEAR01", exchange_folder=str(folder or ""))
        self.services = self.new_services()
        self.actor: Actor = clinic.actor()
        self._names = 0

    def new_services(self) -> Services:
        """As another process would have them."""
        return Services(self.clinic.store, self.clinic.clock, channels=Channels())

    def set_clinic(self, **values: Any) -> None:
        with self.clinic.store.write(SETUP) as work:
            work.session.execute(table(ClinicRow).update().values(**values))
            work.commit()

    def payer(self, name: str = "Training Plan", channel: str = "loopback", **values: Any) -> str:
        payer_id = self.clinic.add_payer(name)
        changed = {"channel": channel, "payer_code": "12345", **values}
        with self.clinic.store.write(SETUP) as work:
            work.session.execute(table(PayerRow).update().where(table(PayerRow).c.id == payer_id).values(**changed))
            work.commit()
        return payer_id

    def visit(
        self,
        payer_id: str,
        member_id: str = "HMO1234",
        day: date = TODAY,
        start: str = "10:30",
        last: str = "",
        born: date | None = date(1980, 5, 6),
        **coverage: Any,
    ) -> tuple[str, str]:
        """Somebody insured with a visit: visit id and coverage id."""
        self._names += 1
        patient = self.clinic.add_patient(last or f"PERSON{chr(64 + self._names)}", "Ann", dob=born, phone="")
        return (
            self.clinic.add_visit(patient, start, day=day),
            self.clinic.add_coverage(patient, payer_id, member_id=member_id, **coverage),
        )

    def ask(self, pair: tuple[str, str]) -> str:
        return self.services.eligibility.ask(self.actor, *pair).words

    def rows(self) -> list[tuple[str, str]]:
        """(reason, payer) of every row of the list."""
        return [(one.found.why.value, one.at.payer) for one in self.services.eligibility.board(self.actor).lines]

    # --- the clearinghouse ---
    def requests(self) -> list[Path]:
        assert self.folder is not None
        return sorted((self.folder / "out").glob("*.270"))

    def answer_all(self, control: int = 900) -> list[bytes]:
        """What the clearinghouse does: take every request, put an answer for each."""
        assert self.folder is not None
        answers = []
        for number, path in enumerate(self.requests()):
            answers.append(answer_270(path.read_bytes(), self.clinic.clock.now(), control + number))
            path.unlink()
            self.put(f"r{control + number}.271", answers[-1])
        return answers

    def put(self, name: str, body: bytes, age: float = 60) -> Path:
        """A file in ``in`` that was written a while ago."""
        assert self.folder is not None
        path = self.folder / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(body)
        then = path.stat().st_mtime - age
        os.utime(path, (then, then))
        return path

    def exchange(self) -> Any:
        return self.services.eligibility.exchange(self.actor)

    def in_folder(self, name: str) -> list[str]:
        assert self.folder is not None
        return sorted(path.name for path in (self.folder / name).iterdir()) if (self.folder / name).is_dir() else []
