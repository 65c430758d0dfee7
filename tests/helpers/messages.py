"""A desk that writes to patients: a small clinic with a gateway folder, and what lies in it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import select

from psr_tui.devices.printer import Printer
from psr_tui.domain.message_templates import Way
from psr_tui.domain.messages import Message, Preview
from psr_tui.domain.staff import Actor
from psr_tui.domain.work import WorkKind
from psr_tui.services.every import Services
from psr_tui.services.message_exchange import Passed
from psr_tui.services.messages import Queued, SendMessage
from psr_tui.store.tables.patients import PatientPhoneRow
from psr_tui.store.tables.people import ContactPermissionRow
from tests.helpers.clinic import SETUP, TestClinic

ADDRESS = {"street": "1 Plaza Way", "portal": "active"}


@dataclass
class MessageDesk:
    """One rep with a gateway."""

    clinic: TestClinic
    folder: Path
    printer: Printer | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.set_clinic(gateway_folder=str(self.folder))
        self.services = Services(self.clinic.store, self.clinic.clock, None, self.printer)
        self.rep = self.clinic.actor()

    def set_clinic(self, **values: str) -> None:
        with self.clinic.store.write(SETUP) as work:
            for name, value in values.items():
                work.session.connection().exec_driver_sql(f"UPDATE clinic SET {name} = ?", (value,))
            work.commit()

    def patient(self, first: str = "Jon", text: bool | None = True, **more: Any) -> str:
        """A patient with a mobile number, who said yes (or no, or nothing) to texts about everything."""
        patient_id = self.clinic.add_patient(first=first, **{**ADDRESS, **more})
        with self.clinic.store.write(SETUP) as work:
            for phone in work.session.exec(select(PatientPhoneRow).where(PatientPhoneRow.patient_id == patient_id)):
                phone.kind = "mobile"
            work.commit()
        if text is not None:
            self.allow(patient_id, "text", text)
        return patient_id

    def allow(self, patient_id: str, channel: str, allowed: bool, *purposes: str) -> None:
        with self.clinic.store.write(SETUP) as work:
            for purpose in purposes or ("appointment", "results", "billing", "other"):
                row = ContactPermissionRow(
                    patient_id=patient_id, channel=channel, purpose=purpose, allowed=allowed, staff_id="u-mrivera",
                    at=work.now,
                )  # fmt: skip
                work.session.merge(row)
            work.commit()

    def preview(self, patient_id: str, code: str = "call_us", way: Way = Way.TEXT, reply_to: str = "") -> Preview:
        offers = self.services.messages.offers(self.rep, patient_id, reply_to=reply_to)
        return next(one for one in offers.previews if (one.template_code, one.reach.way) == (code, way))

    def send(self, patient_id: str, code: str = "call_us", way: Way = Way.TEXT, **more: Any) -> Queued:
        command_id = more.pop("command_id", None) or self.new_id()
        new = SendMessage(command_id, patient_id, self.preview(patient_id, code, way), **more)
        return self.services.messages.send(self.rep, new)

    def new_id(self) -> str:
        with self.clinic.store.read() as work:
            return work.new_id()

    def message(self, message_id: str) -> Message:
        with self.clinic.store.read() as work:
            found = work.messages.get(message_id)
        assert found is not None
        return found

    def state(self, message_id: str) -> str:
        return self.message(message_id).state.value

    def events(self, message_id: str) -> list[str]:
        with self.clinic.store.read() as work:
            return [event.kind for event in work.messages.events(message_id)]

    # --- the gateway's side ---
    def exchange(self, actor: Actor | None = None) -> Passed:
        return self.services.message_exchange.one_pass(actor or self.rep)

    def files(self, where: str = "out") -> list[str]:
        folder = self.folder / where
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def outgoing(self) -> list[dict[str, Any]]:
        """Every message in every file, in order."""
        return [
            json.loads(line) for name in self.files() for line in (self.folder / "out" / name).read_bytes().splitlines()
        ]

    def bring(self, *lines: object, name: str = "news.jsonl", raw: bytes | None = None) -> Passed:
        """A file from the gateway that stopped growing a while ago, and a pass over it."""
        (self.folder / "in").mkdir(exist_ok=True)
        path = self.folder / "in" / name
        body = b"".join(json.dumps(line).encode() + b"\n" for line in lines) if raw is None else raw
        path.write_bytes(body)
        then = path.stat().st_mtime - 60
        os.utime(path, (then, then))
        return self.exchange()

    def why(self) -> list[str]:
        return [path.read_text().strip() for path in sorted((self.folder / "set-aside").glob("*.why"))]

    def work(self) -> list[str]:
        """What stands on the follow-up list about messages."""
        with self.clinic.store.read() as work:
            return [item.title for item in work.items.page([WorkKind.MESSAGE], "", 0, 50)]


def result(message_id: str, state: str, reason: str = "") -> dict[str, str]:
    return {"kind": "result", "id": message_id, "state": state, "reason": reason}


def portal(external_id: str, body: str, mrn: int = 0, **more: Any) -> dict[str, Any]:
    return {"kind": "message", "id": external_id, "body": body, "patient": {"mrn": mrn}, "subject": "Hello", **more}
