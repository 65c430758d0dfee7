"""A list of payers as CSV: columns guessed, nothing overwritten, every bad row named."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.cli import main
from psr_tui.domain.errors import InvalidInput, NotAllowed
from psr_tui.domain.incoming_payers import IncomingPayer, filled_up
from psr_tui.domain.payers import PayerPage
from psr_tui.exchange.csv_files import CsvTable
from psr_tui.exchange.payers_csv import payer_mapping, payer_rows
from psr_tui.services.payer_import import PayerImport
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.cover import Cover
from tests.helpers.shared import shared_data

LIST = """Carrier,Payer ID,Telephone,Street,City,State,ZIP,Type
Blue Example,00621,(800) 555-0170,"1 First St",Hartford,CT,6156,PPO
Green Example,6006*2,(800) 555-0171,,,,,
,77777,,,,,,
Blue Example,00622,,,,,,
Grey Example,,12,,,,,
State Medicaid,SKIL0,,,,,,
"""


def file_of(folder: Path, text: str = LIST) -> Path:
    path = folder / "payers.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nine_payers_of_the_shared_list_are_read_whole(clinic: TestClinic) -> None:
    table = CsvTable(shared_data("codes/insurance_companies.csv"))
    rows = list(payer_rows(table, payer_mapping(table.headers)))
    pages = [row.page for row in rows if isinstance(row, IncomingPayer)]
    assert len(pages) == len(rows) == 9
    aetna = next(page for page in pages if page.name == "Aetna")
    assert (aetna.payer_code, aetna.phone, aetna.kind) == ("70000", "1-800-872-3862", "commercial")
    assert aetna.address == "151 Farmington Ave, Hartford, CT 06156"
    assert {page.kind for page in pages} == {"medicare", "medicaid", "commercial", "other"}
    admin = clinic.actor("admin")
    service = PayerImport(clinic.store, clinic.clock)
    assert service.take(admin, rows, dry_run=True).taken == 9 and clinic.count("SELECT count(*) FROM payer") == 0
    assert service.take(admin, rows).taken == 9
    again = service.take(admin, rows)
    assert (again.taken, again.already, clinic.count("SELECT count(*) FROM payer")) == (0, 9, 9)


def test_each_bad_row_is_named_and_can_be_mended_and_given_again(
    clinic: TestClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file_of(tmp_path)
    asked = ("import", "payers", str(path), "--user", "admin", "--store", str(clinic.path), "--json")

    def run(*more: str) -> tuple[int, dict[str, object]]:
        monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
        status = main([*asked, *more])
        return status, json.loads(capsys.readouterr().out)

    status, said = run("--dry-run")
    assert status == 1 and said["taken"] == 2 and clinic.count("SELECT count(*) FROM payer") == 0
    status, said = run()
    why = {row["row"]: row["why"] for row in said["rejected"]}  # type: ignore[attr-defined]
    assert status == 1 and said["taken"] == 2 and set(why) == {3, 4, 5, 6}
    assert "Payer ID" in why[3] and "Name" in why[4] and "row 2 already" in why[5] and "no telephone" in why[6]
    with Path(str(said["rejects_file"])).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["row"] for row in rows] == ["3", "4", "5", "6"] and rows[0]["Carrier"] == "Green Example"


def test_nothing_written_here_is_overwritten(clinic: TestClinic, tmp_path: Path) -> None:
    cover = Cover.of(clinic, "admin")
    cover.payer("BLUE EXAMPLE", phone="ask for Ms. X: 555 0100")
    table = CsvTable(file_of(tmp_path))
    summary = PayerImport(clinic.store, clinic.clock).take(cover.actor, payer_rows(table, payer_mapping(table.headers)))
    assert (summary.taken, summary.filled) == (1, 1)
    (blue,) = [one for one in cover.payers.every(cover.actor) if one.page.name == "BLUE EXAMPLE"]
    assert blue.page.phone == "ask for Ms. X: 555 0100" and blue.page.payer_code == "00621" and blue.version == 2
    assert len(cover.payers.sheet(cover.actor, blue.page.payer_id).history) == 1


def test_only_an_administrator_imports(clinic: TestClinic) -> None:
    with pytest.raises(NotAllowed):
        PayerImport(clinic.store, clinic.clock).take(clinic.actor("lgrant"), [])


def test_a_list_without_names_says_how_to_name_the_column() -> None:
    with pytest.raises(InvalidInput, match="--map name=COLUMN"):
        payer_mapping(("Nummer", "Telefon"))
    assert payer_mapping(("Nummer", "Versicherung"), "name=versicherung")["name"] == "Versicherung"
    with pytest.raises(InvalidInput, match="no field"):
        payer_mapping(("Name",), "colour=Name")


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12)


@settings(max_examples=40)
@given(st.lists(st.lists(texts, min_size=1, max_size=6), max_size=5))
def test_no_content_of_a_row_stops_the_reading(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "payers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Name", "Payer ID", "Phone", "Address"], *cells])
    table = CsvTable(path)
    for row in payer_rows(table, payer_mapping(table.headers)):
        if isinstance(row, IncomingPayer):
            assert row.page == row.page.checked()


@given(st.sampled_from(["", "x"]), st.sampled_from(["", "y"]))
def test_filling_up_keeps_what_is_known(known: str, incoming: str) -> None:
    page = filled_up(
        PayerPage("b", "Blue", rules="ours", phone=known), PayerPage("", "Other", rules="t", phone=incoming)
    )
    assert (page.name, page.rules, page.phone) == ("Blue", "ours", known or incoming)
