"""No bytes whatever end a reading, and a large file costs what its size is."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from psr_tui.commands_line.eligibility_json import answer_as_json
from psr_tui.domain.eligibility import Delimiters, EligibilityAnswer
from psr_tui.domain.eligibility_text import answer_in_words
from psr_tui.exchange.x12 import read
from psr_tui.exchange.x12.tokens import (
    LARGEST_BYTES,
    MOST_WARNINGS,
    Notes,
    segment_text,
    segments,
)
from tests.helpers.shared import shared_data
from tests.helpers.x12 import ISA, a_271

WHOLE = a_271(
    "REF*6P*GRP1", "DTP*346*D8*20260101", "EB*1*IND*30*PP*PLAN", "EB*C*IND*30***23*1500*****Y", "MSG*HELLO",
    "EB*R**30*HN", "LS*2120", "NM1*PR*2*OTHER", "PER*IC**TE*5055550100", "LE*2120", "AAA*N**72*C",
    "HL*4*3*23*0", "NM1*03*1*DOE*JOE", "EB*F**33***23***P6*20",
)  # fmt: skip
PIECES = st.sampled_from(
    [b"*", b"~", b":", b"^", b"\n", b"\r", b"\x1d", b"\x00", b"\xff", b"ISA", b"EB", b"EB*", b"HL*9*9*23*0~", b"SE*",
     b"AAA*", b"~~", ISA.encode(), b"IEA*", b"\xef\xbb\xbf", b"9" * 40, b"NM1*", b"LS~", b"LE~", b"ST*271*", b"DTP*"]
)  # fmt: skip


def _shown(answer: EligibilityAnswer) -> None:
    """What reads it downstream must live with it as well."""
    json.dumps(answer_as_json(answer, "f", date(2026, 1, 5)), ensure_ascii=False)
    list(answer_in_words(answer, "f", date(2026, 1, 5)))
    assert answer.failure or answer.delimiters is not None
    assert len(answer.warnings) <= MOST_WARNINGS + 1


@given(st.binary(max_size=400))
@example(b"ISA" + b"*" * 30)
@example(ISA.encode() * 3)
@settings(max_examples=150)
def test_any_bytes_are_read_to_something(raw: bytes) -> None:
    _shown(read(raw))


@given(st.binary(max_size=300))
@settings(max_examples=100)
def test_any_bytes_behind_an_isa_are_read_to_something(raw: bytes) -> None:
    answer = read(ISA.encode() + raw)
    _shown(answer)
    assert answer.delimiters is not None


@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 12), PIECES), max_size=8))
@settings(max_examples=200)
def test_a_mangled_answer_is_read_to_something(cuts: list[tuple[int, int, bytes]]) -> None:
    raw = WHOLE
    for at, gone, put in cuts:
        raw = raw[:at] + put + raw[at + gone :]
    _shown(read(raw))


@given(st.data())
@settings(max_examples=100)
def test_a_mangled_sample_of_the_wild_is_read_to_something(data: st.DataObject) -> None:
    files = sorted(path for path in shared_data("x12").rglob("*") if path.suffix not in ("", ".json"))
    raw = data.draw(st.sampled_from(files)).read_bytes()
    for _ in range(data.draw(st.integers(1, 5))):
        at, gone = data.draw(st.integers(0, len(raw))), data.draw(st.integers(0, 60))
        raw = raw[:at] + data.draw(st.one_of(PIECES, st.binary(max_size=6))) + raw[at + gone :]
    _shown(read(raw))


def test_an_answer_cut_off_anywhere_is_read_and_said_to_be_cut_off() -> None:
    for at in range(len(WHOLE)):
        answer = read(WHOLE[:at])
        _shown(answer)
        if at < len(WHOLE) - 20:
            assert answer.failure or {one.name for one in answer.warnings} & {"truncated", "no-end"}, at


SAFE = st.text(st.characters(codec="utf-8", exclude_characters="*:^~\n\r\t\x00\ufeff", exclude_categories=["Cs"]))


@given(st.lists(st.lists(SAFE, min_size=1, max_size=8), max_size=10))
@settings(max_examples=150)
def test_segments_written_are_the_segments_read(wanted: list[list[str]]) -> None:
    marks = Delimiters("*", ":", "^", "~")
    wanted = [[f"Z{one[0].strip()}", *one[1:], "END"] for one in wanted]
    text = ISA + "".join(segment_text(one, marks) for one in wanted)
    found = [list(one.elements) for one in segments(text, Notes())]
    assert found[1:] == wanted


@pytest.mark.soak
def test_ten_megabytes_of_anything_end_soon_and_say_so() -> None:
    size = 10_000_000
    for raw, named in (
        (b"A" * size, ""),
        (b"ISA" * (size // 3), ""),
        (b"ISA*" * (size // 4), ""),
        (ISA.encode() + b"A" * size, "segment-too-long"),
        (ISA.encode() + b"*" * size, "segment-too-long"),
        (ISA.encode() + b"~X" * (size // 2), "too-many-segments"),
        (ISA.encode() + b"\n" * size, "no-end"),
        (WHOLE + b"\x00" * (LARGEST_BYTES + 1), "too-large"),
    ):
        answer = read(raw)
        assert answer.failure or named in {one.name for one in answer.warnings}, raw[:200]


def test_a_terminator_that_never_comes_does_not_make_every_step_cost_the_whole_file() -> None:
    # Each ISA names a terminator of its own that is not in the rest: what looks for it may not look to the end.
    many = "".join(ISA[:-1] + chr(0x4E00 + number) + "x " for number in range(5_000))
    answer = read(many.encode())
    assert answer.control == "000000007"
