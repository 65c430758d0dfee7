"""``psr-tui eligibility read``: everything of a file, without a password, and one sentence for what is none."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from psr_tui.cli import main
from tests.helpers.x12 import ISA, a_271

BODY = (
    "REF*6P*GRP1", "DTP*346*D8*20260101", "EB*1*IND*30*PP*PLAN A", "EB*C*IND*30***23*1500*****Y",
    "EB*C*IND*30***29*612.35*****Y", "EB*B**98***27*25*****Y", "MSG*PRIMARY [CARE]", "EB*A**98*****.2****W",
    "EB*R**30*C1", "AAA*N**72*C",
)  # fmt: skip


@pytest.fixture
def given(tmp_path: Path) -> Path:
    file = tmp_path / "answer.271"
    file.write_bytes(a_271(*BODY))
    return file


def told(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    status = main(["eligibility", "read", *argv])
    out = capsys.readouterr()
    return status, out.out, out.err


def as_json(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, Any]:
    status, out, _ = told(capsys, "--json", *argv)
    assert status == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_json_holds_every_code_and_amount_as_sent(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = as_json(capsys, str(given))
    assert (found["file"], found["kind"], found["version"], found["failure"]) == (
        "answer.271", "271", "005010X279A1", "",
    )  # fmt: skip
    assert found["delimiters"] == {
        "element": "*", "component": ":", "repetition": "^", "terminator": "~", "terminator_name": "0x7E",
        "isa_length": 105,
    }  # fmt: skip
    sent = [line.split("*") for line in BODY if line.startswith("EB*")]
    assert [line["as_sent"] for line in found["benefits"]] == sent
    remaining, copay, share = found["benefits"][2], found["benefits"][3], found["benefits"][4]
    assert (remaining["code"], remaining["period"], remaining["amount"], remaining["amount_cents"]) == (
        "C", "29", "612.35", 61235,
    )  # fmt: skip
    assert (copay["service_types"], copay["messages"], copay["network"]) == (["98"], ["PRIMARY [CARE]"], "Y")
    assert (share["percent"], share["percent_words"], share["amount"], share["network"]) == (".2", "20%", None, "W")
    (member,) = found["members"]
    assert (member["last"], member["dob"], member["member_id"], member["group"]) == ("DOE", "1990-01-02", "W1", "GRP1")
    assert (member["plan"], member["plan_begins"], member["plan_ends"]) == ("PLAN A", "2026-01-01", None)
    assert member["status"]["state"] == "active"
    assert member["trace_back"] == ["T7"]
    assert member["summary"]["deductible"][0]["remaining_cents"] == 61235
    (rejection,) = found["rejections"]
    assert (rejection["code"], rejection["follow_up"], rejection["level"], rejection["way"], rejection["field"]) == (
        "72", "C", "subscriber", "desk_can_fix", "member_id",
    )  # fmt: skip
    assert "Read the member id off the card" in rejection["to_do"]
    assert (found["sets"][0]["counted"], found["sets"][0]["claimed"]) == (21, "21")
    assert found["warnings"] == []


def test_the_plain_text_says_it_to_a_person(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = told(capsys, str(given))
    assert (status, err) == (0, "")
    for words in (
        "answer.271: 271 005010X279A1, TEST",
        "REJECTED (you can mend this). The payer, about the insured person: the member id is missing or wrong (72).",
        "DOE, JANE Q (subscriber)",
        "ACTIVE: active on 01/05/2026, PLAN A, since 01/01/2026.",
        "copay, office visit: $25.00 in network: PRIMARY [CARE]",
        "deductible: this person, in network: $612.35 left of $1,500.00",
        "OTHER PAYER: The payer knows of another payer",
        "[EB*C*IND*30***29*612.35*****Y]",
        "You have a $25 copay for an office visit (PRIMARY [CARE]).",
        "271 0001: 21 segments",
    ):
        assert words in out


def test_the_status_is_told_for_the_day_that_is_asked_about(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = as_json(capsys, str(given), "--on", "2025-12-31")
    assert found["members"][0]["status"] == {
        "state": "inactive",
        "as_of": "2025-12-31",
        "why": "The plan begins on 01/01/2026, after the visit.",
    }
    assert told(capsys, str(given), "--on", "soon")[0] == 64


def test_a_file_that_is_none_gets_one_sentence_and_a_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.txt"
    page.write_text("<html>")
    status, out, err = told(capsys, str(page))
    assert (status, out) == (1, "")
    assert err.startswith("psr-tui: page.txt: This is a web page")
    assert err.count("\n") == 1
    status, out, _ = told(capsys, "--json", str(page))
    assert (status, json.loads(out)["kind"]) == (1, "none")
    assert "web page" in json.loads(out)["failure"]
    assert told(capsys, str(tmp_path / "missing"))[0] == 64
    assert told(capsys, str(tmp_path))[0] == 64
    assert told(capsys, "a\x00b")[0] == 64


def test_a_refusal_of_the_clearinghouse_is_a_file_that_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ack.txt"
    file.write_text(f"{ISA}TA1*000000003*260105*0931*R*025~IEA*0*000000007~")
    status, out, _ = told(capsys, str(file))
    assert status == 0
    assert "The clearinghouse refused the request: its control number was used before (TA1 code 025)." in out
    assert as_json(capsys, str(file))["refusals"][0]["refused"] is True


def test_nothing_in_a_file_steers_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bad.271"
    file.write_bytes(a_271("EB*1**30**\x1b]0;PWNED\x07\u202ePLAN\u009b2J"))
    status, out, _ = told(capsys, str(file))
    assert status == 0
    assert not {"\x1b", "\x07", "\u202e", "\u009b"} & set(out)
    status, out, _ = told(capsys, "--json", str(file))
    assert not {"\x1b", "\x07", "\u202e", "\u009b"} & set(out)
    assert json.loads(out)["benefits"][0]["as_sent"][5] == "\x1b]0;PWNED\x07\u202ePLAN\u009b2J"


def test_a_terminal_that_takes_no_accents_gets_them_written_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "names.271"
    file.write_bytes(a_271("EB*1**30**PEÑA 山"))
    for argv in ((str(file),), ("--json", str(file))):
        out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        monkeypatch.setattr(sys, "stdout", out)
        assert main(["eligibility", "read", *argv]) == 0
        out.seek(0)
        text = out.read()
        if "--json" in argv:
            assert json.loads(text)["members"][0]["plan"] == "PEÑA 山"
        else:
            assert "PE\\xd1A \\u5c71" in text


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(a_271("EB*6**30"))))
    found = as_json(capsys, "-")
    assert (found["file"], found["members"][0]["status"]["state"]) == ("standard input", "inactive")


def test_it_loads_neither_textual_nor_the_store_and_asks_nobody(given: Path) -> None:
    look = (
        "import sys\nfrom psr_tui.cli import main\n"
        f"main(['eligibility', 'read', '--json', {str(given)!r}])\n"
        "heavy = ('textual', 'rich', 'sqlmodel', 'sqlalchemy', 'sqlcipher3', 'psr_tui.store', 'psr_tui.services')\n"
        "print('LOADED', [name for name in sys.modules if name.startswith(heavy)])\n"
    )
    environ = {**os.environ, "PYTHONPATH": "src"}
    done = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL,
        timeout=60, env=environ, cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    assert done.stdout.endswith("LOADED []\n")
