"""``psr-tui phones figures --queue-log``: works without a clinic and without a password, and explains every figure."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from psr_tui.cli import main
from psr_tui.commands_line.exit_codes import NOT_SIGNED_IN
from tests.commands_line.test_commands import Shell, lines, shell
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.phone_rows import put_log
from tests.helpers.shared import shared_data

__all__ = ["shell"]

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
    told = out.splitlines()
    at = told.index(next(line for line in told if line.startswith("Service level 15 s, of offered")))
    assert told[at].endswith("50.00 %")
    assert told[at + 1 : at + 3] == ["    = answered within T / (answered + abandoned)", "    = 1 / 2"]
    assert "T = 15 s, within means wait <= T" in out
    assert "America/Chicago" in out and "09:00" in told[0]
    assert "line not understood: c3.3 q unknown word" in out
    assert out.index("\nAverage speed") < out.index("\nAbandonment")
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


def test_a_lead_gets_the_figures_of_the_clinics_own_file_and_a_rep_does_not(shell: Shell, clinic: TestClinic) -> None:
    put_log(
        clinic,
        "0 c1.1 q NONE ENTERQUEUE - - 1\n10 c1.1 q Agent/A CONNECT 10 x 1\n70 c1.1 q Agent/A COMPLETECALLER 10 60 1",
        datetime(2020, 1, 2, 16, tzinfo=UTC),
    )
    asked = ("phones", "figures", "--from", "2020-01-01", "--to", "2020-01-03", "--store", str(clinic.path))
    status, out, err = shell.run(*asked, "--json", "--user", "lgrant", text=lines(PASSWORD))
    assert (status, err) == (0, "")
    found = json.loads(out)
    figures = {one["code"]: one for one in found["figures"]}
    assert (figures["asa"]["value"], figures["service_level_30_of_offered"]["value"]) == (10.0, 100.0)
    assert found["telephone_system"]["by_hour"]["10"]["answered"] == 1
    status, out, _ = shell.run(*asked, "--user", "lgrant", text=lines(PASSWORD))
    assert status == 0 and "= 10 / 1" in out and "Busiest hours: 10 (1 call)" in out
    status, _, err = shell.run(*asked, "--user", "mrivera", text=lines(PASSWORD))
    assert status == NOT_SIGNED_IN and "Only a lead" in err
