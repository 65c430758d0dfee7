"""``psr-tui phones figures --queue-log``: works without a clinic and without a password, and explains every figure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from psr_tui.cli import main
from tests.helpers.shared import shared_data

LOG = """\
1772636400|c1.1|q|NONE|ENTERQUEUE||5055550142|1
1772636410|c1.1|q|Agent/A|CONNECT|10|x.1|2
1772636470|c1.1|q|Agent/A|COMPLETECALLER|10|60|1
1772636500|c2.2|q|NONE|ENTERQUEUE||5055550143|1
1772636504|c2.2|q|NONE|ABANDON|1|1|4
1772636600|c3.3|q|NONE|ENTERQUEUE||\x1b[31m|1
1772636601|c3.3|q|NONE|BANG|
"""


@pytest.fixture
def log(tmp_path: Path) -> str:
    path = tmp_path / "queue_log"
    path.write_text(LOG)
    return str(path)


def test_text_gives_each_figure_with_formula_fraction_and_what_is_left_out(
    log: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["phones", "figures", "--queue-log", log, "--zone", "Chicago", "--seconds", "15"]) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    at = lines.index(next(line for line in lines if line.startswith("Service level 15 s, of offered")))
    assert lines[at].endswith("50.00 %")
    assert lines[at + 1 : at + 3] == ["    = answered within T / (answered + abandoned)", "    = 1 / 2"]
    assert "T = 15 s, within means wait <= T" in out
    assert "America/Chicago" in out and "09:00" in lines[0]
    assert "line not understood: c3.3 q unknown word" in out
    assert lines.index(next(line for line in lines if line.startswith("Average speed"))) < lines.index(
        next(line for line in lines if line.startswith("Abandonment"))
    )
    assert "\x1b" not in out


def test_json_gives_the_same_values_with_numerator_and_denominator(
    log: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["phones", "figures", "--queue-log", log, "--zone", "UTC", "--json", "--short", "5"]) == 0
    found = json.loads(capsys.readouterr().out)
    figures = {one["code"]: one for one in found["figures"]}
    assert (figures["asa"]["value"], figures["asa"]["numerator"], figures["asa"]["denominator"]) == (10.0, 10, 1)
    short = figures["abandonment_over_5"]
    assert (short["value"], short["seconds"], short["exclusions"]) == (0.0, 5, ["1 hang-up up to 5 s"])
    assert found["odd"] == {"line not understood": 1, "no end in the log": 1}
    assert found["by_hour"]["15"]["lost"] == 1


def test_the_shared_day_gives_the_golden_values_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    path = shared_data("callcenter/queue_log")
    assert main(["phones", "figures", "--queue-log", str(path), "--zone", "Asia/Jerusalem", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    golden = json.loads(shared_data("callcenter/queue_log.golden.json").read_text())
    figures = {one["code"]: one["value"] for one in found["figures"]}
    assert figures["abandonment"] == golden["kpi"]["abandonment_pct"]["all"]
    assert figures["service_level_30_sl2"] == golden["kpi"]["service_level_pct"]["30s"]["asterisk_sl2"]
    assert found["most_waiting"] == {"calls": 21, "first_at": "1999-08-01T11:01:23+03:00"}
    for queue, cut in golden["kpi"]["by_queue"].items():
        assert {key: found["by_queue"][queue][key] for key in cut} == cut


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["--queue-log", "/nowhere/queue_log"], "cannot be read"),
        (["--queue-log", "{log}", "--seconds", "soon"], "write it as 30"),
        (["--queue-log", "{log}", "--zone", "Mars/Base"], "not known"),
        (["--queue-log", "{log}", "--from", "2026-03-04"], "read whole"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    asked: list[str], says: str, log: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["phones", "figures", *(one.replace("{log}", log) for one in asked)]) == 64
    err = capsys.readouterr().err
    assert says in err and err.count("\n") == 1
