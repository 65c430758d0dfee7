"""``psr-tui phones templates``: what is wrong with a file, and a new version put into use."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from psr_tui.cli import main
from tests.helpers.clinic import PASSWORD, TestClinic

GOOD = """
[[template]]
code = "call_us"
channel = "text"
language = "vi"
label = "Xin gọi lại"
purpose = "other"
body = '''
{practice.name}: {patient.first_name}, xin gọi {practice.phone}.
'''
"""


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (GOOD, 0, "1 templates can be used as they are."),
        (GOOD.replace("patient.first_name", "patient.fist"), 1, "{patient.fist} does not exist; did you mean"),
        (GOOD.replace('"vi"', '"xx"') + GOOD, 1, "'xx' is no language we know"),
        (GOOD + GOOD, 1, "call_us (text, vi) stands there twice"),
        (GOOD.replace('"text"', '"fax"'), 64, "Template 1: channel must be one of text, portal, letter."),
        (GOOD.replace("label", "lable"), 64, "lable is not known"),
        (GOOD.replace('"other"', "3"), 64, "purpose must be text"),
        ("x = 1", 64, "holds no [[template]]"),
        ("[[template", 64, "is no TOML file"),
        ("template = [1]", 64, "Template 1 is no table"),
    ],
)
def test_a_file_is_checked_without_a_clinic(
    words: str, status: int, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "words.toml"
    path.write_text(words)
    assert main(["phones", "templates", "--check", str(path)]) == status
    told = capsys.readouterr()
    assert says in told.out + told.err


def test_a_lead_loads_a_file_and_a_rep_may_not(
    clinic: TestClinic, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "words.toml"
    path.write_text(GOOD)
    command = ["phones", "templates", "--store", str(clinic.path), "--load", str(path), "--user"]
    for login, status in (("mrivera", 4), ("lgrant", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        assert main([*command, login]) == status
    told = capsys.readouterr()
    assert "Only a lead" in told.err and "1 new, 0 in a new version, 0 unchanged." in told.out
    assert clinic.count("SELECT count(*) FROM message_template WHERE language = 'vi'") == 1
