"""Paper on another printer: other letters and other widths, and every figure still under the figure above it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.paper import WIDTH, cells, centre, pair, rule
from psr_tui.domain.paper_fit import refit


def same(text: str) -> str:
    return text


def long(text: str) -> str:
    """As a transliteration may: every wide letter becomes five."""
    return "".join("Wang-" if cells(ch) == 2 else ch for ch in text)


def test_on_its_own_width_nothing_moves() -> None:
    text = "\n".join(["   North Clinic", "", pair("Copay", "25.00"), rule(), "  number 1042", "Patient  王小明", ""])
    assert refit(text, same) == text


def test_a_wider_printer_gets_wide_lines_and_centred_ones() -> None:
    text = "\n".join([*centre("North Clinic"), rule(), pair("Copay", "25.00"), "  number 1042"])
    name, line, copay, number = refit(text, same, 56).split("\n")
    assert name == " " * 22 + "North Clinic" and line == "-" * 56
    assert cells(copay) == 56 and copay.endswith(" 25.00") and number == "  number 1042"


def test_a_figure_stays_at_the_edge_when_the_label_grows() -> None:
    assert refit(pair("王小明", "25.00"), long) == "Wang-Wang-Wang-" + " " * 22 + "25.00"
    grown = refit(pair("  王小明王小明王小明", "25.00"), long).split("\n")
    assert grown[-1].endswith(" 25.00") and cells(grown[-1]) == WIDTH and all(one.startswith("  ") for one in grown)
    assert "".join("".join(grown).split()) == "Wang-" * 9 + "25.00"


def test_a_cut_label_keeps_its_figure_at_the_edge() -> None:
    line = refit(pair("a very long label that had to be cut somewhere", "1,025.00"), same, 56)
    assert line.endswith("  1,025.00") and cells(line) == 56


def test_a_long_name_goes_on_under_itself() -> None:
    lines = refit("Patient  王小明 王小明 王小明", long).split("\n")
    assert lines == ["Patient  Wang-Wang-Wang- Wang-Wang-Wang-", "         Wang-Wang-Wang-"]


labels = st.text("ab 王é-1.,", max_size=60)


@given(st.lists(st.tuples(labels, st.integers(0, 10**9)), max_size=6), st.sampled_from((WIDTH, 56)))
def test_no_letter_is_lost_and_no_line_is_too_wide(rows: list[tuple[str, int]], width: int) -> None:
    text = "\n".join([*(pair(label, str(figure)) for label, figure in rows), *(row[0] for row in rows)])
    text = "\n".join(line[:WIDTH] if cells(line) > WIDTH else line for line in text.split("\n"))
    fitted = refit(text, long, width)
    assert all(cells(line) <= width for line in fitted.split("\n"))
    assert "".join(fitted.replace("-", "").split()) == "".join(long(text).replace("-", "").split())
    assert fitted == refit(text, long, width)
