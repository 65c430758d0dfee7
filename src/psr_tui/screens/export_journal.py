"""Reports: the posted set of some days as a file for bookkeeping (CD-104); a supervisor's, and each one is logged."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.posted_set import ExportKind
from psr_tui.domain.text import clean
from psr_tui.screens.dialogs import ActForm
from psr_tui.screens.flows import Flows
from psr_tui.services.exports import ExportDone
from psr_tui.widgets.choice_field import ChoiceField
from psr_tui.widgets.fields import DateField, Field

LABELS = {
    ExportKind.CSV: "CSV, one line a posting",
    ExportKind.XLSX: "XLSX workbook",
    ExportKind.PDF: "PDF to print",
    ExportKind.IIF: "QuickBooks IIF",
    ExportKind.HLEDGER: "hledger journal",
}


async def export_journal(screen: Flows[Any], today: date) -> None:
    """Ask for form, days and folder, and write the file; what was typed stays when it is refused. Inside a flow."""
    desk = screen.desk

    async def write(box: Flows[Any], values: dict[str, Any]) -> ExportDone:
        kind = ExportKind(values["kind"])
        return await desk.act(desk.exports.write, kind, values["start"], values["end"], values["folder"])

    box = ActForm(
        "Export the journal",
        [
            ChoiceField("Form", "kind", [(kind.value, label) for kind, label in LABELS.items()], required=True),
            DateField("From", "start", lambda: today, required=True),
            DateField("To", "end", lambda: today, required=True),
            Field(
                "Folder",
                "folder",
                parse=parse_folder,
                required=True,
                max_length=400,
                help="Where the file goes, for example ~",
            ),
        ],
        write,
        save="Write it",
        note="The file leaves the encrypted store and is readable by you alone. Each export is logged.",
        values={"start": today, "end": today, "folder": "~"},
    )
    done = await screen.open(box)
    if done is not None:
        screen.say(f"{done.rows} lines were written to {done.path}.")


def parse_folder(typed: str) -> Path:
    """A folder that is there, ``~`` for one's own. Raises InvalidInput."""
    folder = Path(clean(typed, 400)).expanduser()
    if not folder.is_dir():
        raise InvalidInput(f"Folder: {typed.strip()} is no folder here; type one that is, for example ~.", "Folder")
    return folder
