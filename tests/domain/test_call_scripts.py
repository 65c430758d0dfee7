"""Scripts: every fault has its name, every shipped text can be walked to its end and gives nothing away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.call_script import ANSWER_KEYS, CLINICAL, NO_VALUE, VARIABLES, Script, fill, shown_lines, walked
from psr_tui.domain.call_script_text import FaultKind, ScriptFaulty, parse_script, read_script, split_scripts
from psr_tui.domain.errors import InvalidInput
from psr_tui.store.repositories.call_scripts import shipped
from tests.helpers.call_rows import CALL_REASONS

HEAD = "script CONF en out\n"
GOOD = HEAD + (
    "# a comment\nstep start\nsay Hello {patient.first_name}.\nread Say your name.\nask Will you come?\n"
    "answer yes -> close\nanswer another day -> move\nstep move\nsay When?\ngo close\nstep close\nsay Thank you.\n"
)
CLINICAL_WORDS = (
    "diagnos", "negative", "positive", "abnormal", "normal", "cancer", "hiv", "pregnan", "dose", "dosis", " mg",
    "embaraz", "biops", "glucos", "tumor", "infec", "stop taking", "deje de tomar", "wait a day",
)  # fmt: skip


def kinds(text: str) -> list[FaultKind]:
    return [fault.kind for fault in read_script(text)[1]]


def ways(script: Script, position: str = "") -> Iterator[str]:
    """Every position that answers can lead to."""
    yield position
    for branch in walked(script, position, {}).branches:
        yield from ways(script, branch.to)


def test_a_script_branches_goes_back_and_ends() -> None:
    script = parse_script(GOOD)
    first = walked(script, "", {"patient.first_name": "Ana"})
    assert [line.text for line in first.lines] == ["Hello Ana.", "Say your name."] and first.lines[1].aloud
    assert [(one.key, one.words) for one in first.branches] == [("w", "yes"), ("x", "another day")]
    later = walked(script, first.branches[1].to, {})
    assert later.position == "move" and [line.text for line in later.lines] == ["When?", "Thank you."]
    assert later.back == "" and not later.branches and first.back is None
    assert [line.text for line in shown_lines(first)][-2:] == ["Will you come?", "w yes   x another day"]


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        (HEAD + "step start\nsay Hello {patient.diagnosis}.\n", FaultKind.UNKNOWN_VARIABLE, 3),
        (HEAD + "step start\nask Well?\nanswer yes -> nowhere\n", FaultKind.UNKNOWN_LABEL, 4),
        (HEAD + "step start\nsay Hi.\ngo nowhere\n", FaultKind.UNKNOWN_LABEL, 4),
        (HEAD + "step start\nsay Hi.\ngo two\nstep two\nask Again?\nanswer yes -> start\n", FaultKind.LOOP, 7),
        (HEAD + "step start\nsay Hi.\ngo start\n", FaultKind.LOOP, 4),
        (HEAD + "step start\nsay Hi.\nstep lost\nsay Nobody sees this.\n", FaultKind.UNREACHABLE, 4),
        (HEAD + "step start\nsay Hi.\nstep start\nsay Again.\n", FaultKind.DOUBLE_LABEL, 4),
        (HEAD + "step start\nask Well?\n", FaultKind.QUESTION, 2),
        (HEAD + "step start\nsay Hi.\nanswer yes -> start\n", FaultKind.QUESTION, 4),
        (HEAD + "step start\nask Q?\n" + "answer a -> end\n" * 5 + "step end\nsay Bye.\n", FaultKind.QUESTION, 8),
        (HEAD + "say Hi.\n", FaultKind.LINE, 2),
        (HEAD + "step start\nshout Hi.\n", FaultKind.LINE, 3),
        (HEAD + "step Start Here\nsay Hi.\n", FaultKind.LINE, 2),
        ("step start\nsay Hi.\n", FaultKind.HEAD, 0),
        ("script CONF klingon out\nstep start\nsay Hi.\n", FaultKind.HEAD, 1),
        ("script CONF en sideways\nstep start\nsay Hi.\n", FaultKind.HEAD, 1),
        (HEAD, FaultKind.EMPTY, 0),
        (HEAD + "step start\nsay " + "a" * 20_001, FaultKind.TOO_LONG, 0),
    ],
)
def test_every_fault_has_its_name_and_its_line(text: str, kind: FaultKind, line: int) -> None:
    script, faults = read_script(text)
    assert script is None
    assert (kind, line) in [(fault.kind, fault.line) for fault in faults], faults
    with pytest.raises(ScriptFaulty, match=r"The script has a fault, ") as refused:
        parse_script(text)
    assert refused.value.faults == faults and str(refused.value).rstrip(")")[-1] in ".l"


def test_several_faults_are_all_told() -> None:
    found = kinds(HEAD + "step start\nsay {a} {b}\nask Well?\nanswer x -> gone\n")
    assert found.count(FaultKind.UNKNOWN_VARIABLE) == 2 and FaultKind.UNKNOWN_LABEL in found


@given(st.text(max_size=400))
def test_no_text_stops_the_reader(text: str) -> None:
    script, faults = read_script(text)
    assert (script is None) == bool(faults)


_LINES = st.sampled_from(
    (
        "script CONF en out",
        "step a",
        "step b",
        "step c",
        "say Hi {rep.name}",
        "read {x}",
        "ask Well?",
        "answer y -> a",
        "answer n -> b",
        "answer m -> c",
        "go b",
        "go c",
        "go a",
        "#",
        "",
    )
)


@given(st.lists(_LINES, max_size=25))
def test_what_is_read_without_a_fault_can_be_walked_everywhere(lines: list[str]) -> None:
    script, faults = read_script("\n".join(lines))
    if script is None:
        assert faults
        return
    for position in ways(script):
        view = walked(script, position, {})
        assert view.position == position and not view.trouble and len(view.branches) <= len(ANSWER_KEYS)


def test_a_script_of_thousands_of_steps_is_read() -> None:
    steps = "".join(f"step s{number}\ngo s{number + 1}\n" for number in range(800))
    assert read_script(HEAD + steps + "step s800\nsay The end.\n")[1] == ()


@given(st.text(max_size=40))
def test_a_position_of_another_version_begins_anew_and_says_so(position: str) -> None:
    view = walked(parse_script(GOOD), position, {})
    assert view.lines and (view.trouble == "") == (view.position == "/".join(p for p in position.split("/") if p))


def test_an_unknown_variable_is_seen_and_an_empty_one_stays_open() -> None:
    with pytest.raises(InvalidInput, match=r"patient\.diagnosis"):
        fill("About {patient.diagnosis}", {})
    assert fill("{patient.first_name}", {}) == NO_VALUE
    assert fill("{rep.name}", {"rep.name": "Ana\x1b[2J"}) == "Ana[2J"


def test_a_caller_who_was_greeted_hears_it_once() -> None:
    for (reason, language, direction), text in shipped().items():
        if direction == "in" and reason != "EMERG":
            script = parse_script(text.body)
            whole, after = walked(script, "", {}), walked(script, "", {}, greeted=True)
            greeting = script.steps["start"].lines
            assert whole.lines == (*whole.lines[: len(greeting)], *after.lines) and after.branches == whole.branches
            assert len(after.lines) == len(whole.lines) - len(greeting), (reason, language)
            rows = sum(-(-(len(line.text) + 7) // 76) for line in shown_lines(after))
            assert rows <= 7, (reason, language, "seven rows are what the box of a call that came in has room for")


def test_a_file_of_several_scripts_is_split() -> None:
    assert split_scripts(GOOD + GOOD.replace("CONF", "SCHED")) == [GOOD, GOOD.replace("CONF", "SCHED")]
    assert split_scripts("\n\n") == []


# --- the texts of the program ---


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("direction", ["in", "out"])
def test_every_reason_has_a_text_that_gives_nothing_away(language: str, direction: str) -> None:
    values = dict.fromkeys(VARIABLES, "Ana")
    for reason in [row[0] for row in CALL_REASONS] + ["DIRECT", "VENDOR", "EMERG"]:
        script = parse_script(shipped()[(reason, language, direction)].body)
        assert (script.reason, script.language, script.direction) == (reason, language, direction)
        seen = set()
        for position in ways(script):
            view = walked(script, position, values)
            seen |= {position.rpartition("/")[2]}
            said = " ".join([*(line.text for line in view.lines), view.question, *(one.words for one in view.branches)])
            assert "{" not in said and "$" not in said
            digits = said.replace("911", "")
            assert not [sign for sign in digits if sign.isdigit()], (reason, position, "no amount, no date")
            assert not [word for word in CLINICAL_WORDS if word in said.casefold()], (reason, position)
            assert bool(view.notice) == (reason in CLINICAL)
        assert reason in ("DIRECT", "VENDOR") or any(line.aloud for line in walked(script, "", {}).lines), reason


def test_both_languages_ask_the_same_way() -> None:
    for (reason, language, direction), text in shipped().items():
        if language == "es":
            ours, theirs = parse_script(text.body), parse_script(shipped()[(reason, "en", direction)].body)
            assert [(step.label, step.leads_to) for step in ours.steps.values()] == [
                (step.label, step.leads_to) for step in theirs.steps.values()
            ], (reason, direction)
