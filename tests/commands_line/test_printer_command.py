"""The printer from the shell: a test page, and what the doctor finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from psr_tui import cli
from psr_tui.commands_line.doctor_printer import label_findings, printer_findings
from psr_tui.commands_line.exit_codes import FINDINGS, FINE, USAGE
from psr_tui.domain.label_printers import LabelPrinterKind, LabelPrinterSettings
from psr_tui.domain.printing import PrinterKind, PrinterSettings
from tests.helpers.labels import drawn_at, page_streams
from tests.helpers.printers import GOOD, NO_ROLL, a_printer, on_paper


def settings(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    path = folder / "desk.toml"
    path.write_text(f"[printer]\n{text}\n", encoding="utf-8")
    monkeypatch.setenv("PSR_TUI_CONFIG", str(path))


def test_a_test_page_goes_out_without_a_sign_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(monkeypatch, tmp_path, f'kind = "file"\ntarget = "{tmp_path / "spool"}"')
    assert cli.main(["printer", "test"]) == FINE
    assert capsys.readouterr().out == f"The test page went to printer files in {tmp_path / 'spool'}.\n"
    lines = on_paper(tmp_path / "spool", "Test-page").split("\n")
    assert {len(line) for line in lines if "1234567890" in line or "1,025.00" in line} == {42}


def test_what_does_not_come_out_has_a_status_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(monkeypatch, tmp_path, 'kind = "device"\ntarget = "/dev/no-such-printer"')
    assert cli.main(["printer", "test"]) == FINDINGS
    assert "is the printer plugged in and switched on?" in capsys.readouterr().err
    settings(monkeypatch, tmp_path, 'kind = "fax"')
    assert cli.main(["printer", "test"]) == USAGE
    settings(monkeypatch, tmp_path, "")
    assert cli.main(["printer", "test"]) == FINDINGS
    assert "No printer is set up" in capsys.readouterr().err


def test_the_doctor_says_whether_the_printer_answers() -> None:
    with a_printer(GOOD) as (port, got):
        (found,) = printer_findings(PrinterSettings(PrinterKind.NETWORK, f"127.0.0.1:{port}"))
    assert found.fine and found.what == f"127.0.0.1:{port} answers, paper is in" and not got
    with a_printer(NO_ROLL) as (port, _):
        (found,) = printer_findings(PrinterSettings(PrinterKind.NETWORK, f"127.0.0.1:{port}"))
    assert not found.fine and "no paper" in found.mend
    (found,) = printer_findings(PrinterSettings(PrinterKind.DEVICE, "/dev/no-such-printer"))
    assert not found.fine
    (found,) = printer_findings(PrinterSettings())
    assert found.fine and found.note


def test_a_test_sheet_is_filled_and_a_roll_gets_one_label(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(monkeypatch, tmp_path, f'kind = "pdf"\ntarget = "{tmp_path / "pages"}"')
    assert cli.main(["printer", "labels"]) == FINE
    assert capsys.readouterr().out == f"The test label went to 5160 sheets as PDF in {tmp_path / 'pages'}.\n"
    (page,) = page_streams((tmp_path / "pages" / "Test-labels.pdf").read_bytes())
    assert len({round(x) for x, _ in drawn_at(page)}) == 3 and page.count(b"Tj") >= 90
    rolls = f'kind = "none"\n[printers.labels]\nkind = "zpl"\nway = "file"\ntarget = "{tmp_path / "spool"}"'
    settings(monkeypatch, tmp_path, rolls)
    assert cli.main(["printer", "labels"]) == FINE
    assert "^FDTEST LABEL^FS" in (tmp_path / "spool" / "Test-labels.zpl").read_text()


def test_the_doctor_says_where_labels_go(tmp_path: Path) -> None:
    (found,) = label_findings(LabelPrinterSettings(), tmp_path / "printed")
    assert found.fine and found.what == f"pages go to {tmp_path / 'printed'}"
    gone = LabelPrinterSettings(LabelPrinterKind.ZPL, PrinterKind.DEVICE, "/dev/no-such-printer")
    (found,) = label_findings(gone, tmp_path)
    assert not found.fine and "is the printer plugged in" in found.mend
