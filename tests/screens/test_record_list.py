"""The record list: cursor, marks and scroll belong to records; it costs the same at any length."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from psr_tui.domain.errors import StoreBusy
from psr_tui.widgets.record_list import Cell, Column, ListSource, Record, RecordList, RecordSource
from psr_tui.widgets.record_rows import KEPT_PAGES, PAGE
from tests.helpers.screen_text import screen_lines, screen_text

COLUMNS = (Column("time", "Time", 5), Column("patient", "Patient", 20, grow=True), Column("wait", "Wait", 6, "right"))
NAMES = ("ABEYTA, Ruth", "BELTRÁN, María", "NGUYEN, An", "O'CONNOR, Siobhan", "PEÑA GARCÍA, José", "SMITH, Jon")


def record(key: str, name: str, wait: str = "0:00", version: int = 1) -> Record:
    return Record(key, version, (Cell("09:30"), Cell(name), Cell(wait, "dim")))


def day() -> list[Record]:
    return [record(f"v{at}", name) for at, name in enumerate(NAMES)]


class Numbers:
    """A source of any length that makes rows up as they are asked for, and counts the asking."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.asked: list[range] = []
        self.jumps: list[tuple[str, int]] = []

    async def count(self) -> int:
        return self.length

    async def page(self, first: int, count: int) -> Sequence[Record]:
        await asyncio.sleep(0)
        self.asked.append(range(first, first + count))
        return [record(f"k{row}", f"NAME {row:07d}") for row in range(first, min(self.length, first + count))]

    async def index_of(self, key: str) -> int | None:
        row = int(key[1:])
        return row if row < self.length else None

    async def jump(self, prefix: str, after: int) -> int | None:
        self.jumps.append((prefix, after))
        return self.length // 2 if prefix.casefold() == "m" else None


class Painted:
    """What a list asked to have repainted: (first cell, line, cells, lines)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, watched: RecordList) -> None:
        self.regions: list[Region] = []
        self.layouts = 0
        plain = Widget.refresh

        def refresh(widget: Widget, *regions: Region, layout: bool = False, **rest: Any) -> Widget:
            if widget is watched:
                self.regions += regions or (watched.size.region,)
                self.layouts += layout
            return plain(widget, *regions, layout=layout, **rest)

        monkeypatch.setattr(Widget, "refresh", refresh)

    @property
    def lines(self) -> int:
        return sum(region.height for region in self.regions)


class ListApp(App[None]):
    def __init__(self, source: RecordSource, columns: Sequence[Column] = COLUMNS) -> None:
        super().__init__()
        self.records = RecordList(columns, source)
        self.heard: list[Any] = []

    def compose(self) -> ComposeResult:
        yield self.records

    async def on_mount(self) -> None:
        await self.records.reload()

    def on_record_list_opened(self, message: RecordList.Opened) -> None:
        self.heard.append(("opened", message.record.key))

    def on_record_list_vanished(self, message: RecordList.Vanished) -> None:
        self.heard.append(("vanished", message.gone.key, message.now.key if message.now else None, message.text))

    def on_record_list_said(self, message: RecordList.Said) -> None:
        self.heard.append(("said", message.text))

    @property
    def key(self) -> str | None:
        return self.records.current.key if self.records.current else None


@pytest.fixture
def source() -> ListSource:
    return ListSource(day(), surname=lambda row: row.cells[1].text)


async def test_keys_move_the_cursor_and_enter_opens_what_is_under_it(source: ListSource) -> None:
    app = ListApp(source)
    async with app.run_test() as pilot:
        assert app.key == "v0"
        await pilot.press("down", "down", "down", "up")
        assert app.key == "v2"
        await pilot.press("enter")
        await pilot.pause()
        assert app.heard == [("opened", "v2")]
        await pilot.press("end")
        assert app.key == "v5"
        await pilot.press("down")
        assert app.key == "v5"
        await pilot.press("home", "up")
        assert app.key == "v0"
        assert app.records.shown == 6


async def test_the_cursor_shows_without_colour_and_titles_stand_above(source: ListSource) -> None:
    app = ListApp(source)
    async with app.run_test() as pilot:
        await pilot.press("down", "space", "down")
        await pilot.pause()
        lines = screen_lines(app)
        assert lines[0].startswith(" Time  Patient") and lines[0].rstrip().endswith("Wait")
        assert lines[1].startswith(" 09:30 ABEYTA")
        assert lines[2].startswith("*09:30 BELTRÁN")
        assert lines[3].startswith(">09:30 NGUYEN")
        await pilot.press("space")
        await pilot.pause()
        assert screen_lines(app)[3].startswith("#09:30 NGUYEN"), "a marked row under the cursor has a sign of its own"
        assert all(line.rstrip().endswith("0:00") for line in lines[1:7])


async def test_stored_text_is_neither_markup_nor_an_order_to_the_terminal() -> None:
    hostile = [
        "[/b] [DNR]",
        "[red]RED[/red]",
        "A\x1b]52;c;SGVsbG8=\x07B",
        "NAME\u202eEVIL",
        "TWO\nLINES\r",
        "[@click=app.quit]x",
    ]
    app = ListApp(ListSource([record(f"h{at}", name) for at, name in enumerate(hostile)]))
    async with app.run_test() as pilot:
        await pilot.pause()
        lines = screen_lines(app)
        for line, expected in zip(
            lines[1:],
            ["[/b] [DNR]", "[red]RED[/red]", "A]52;c;SGVsbG8=B", "NAMEEVIL", "TWOLINES", "[@click=app.quit]x"],
            strict=False,
        ):
            assert line[7:].startswith(expected)
            assert line.rstrip().endswith("0:00")
        assert not {"\x1b", "\u202e", "\n", "\r", "\x07"} & set("".join(lines))


async def test_columns_stand_straight_behind_wide_and_marked_characters() -> None:
    names = ["王小明", "X" * 100, "山" * 60, "e\u0301e\u0301", "PEÑA"]
    app = ListApp(ListSource([record(f"w{at}", name) for at, name in enumerate(names)]))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        strips = app.screen._compositor.render_strips(app.size)
        assert {strip.cell_length for strip in strips[1:6]} == {40}
        lines = screen_lines(app)
        assert all(line.rstrip().endswith("0:00") for line in lines[1:6])
        assert "…" in lines[2] and "…" in lines[3] and "…" not in lines[1]


async def test_a_million_rows_are_never_loaded() -> None:
    numbers = Numbers(1_000_000)
    app = ListApp(numbers)
    async with app.run_test() as pilot:
        await pilot.press("end")
        assert app.key == "k999999"
        assert "NAME 0999999" in screen_text(app)
        await pilot.press("pageup", "up")
        assert app.key == f"k{999_999 - 23 - 1}"
        await pilot.press("home")
        assert app.key == "k0"
        for _ in range(60):
            await pilot.press("pagedown")
        assert app.key == f"k{60 * 23}"
        assert sum(len(rows) for rows in numbers.asked) < 40 * PAGE
        assert len(app.records._pages._pages) <= KEPT_PAGES


async def test_arrow_down_through_page_borders_never_shows_a_hole() -> None:
    app = ListApp(Numbers(1_000_000))
    async with app.run_test() as pilot:
        for row in range(3 * PAGE):
            assert app.key == f"k{row}"
            await pilot.press("down")
        await pilot.pause()
        lines = screen_lines(app)
        assert all("NAME" in line for line in lines[1:])


async def test_reload_keeps_cursor_and_screen_when_rows_arrive_above(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [record(f"r{at}", f"ROW {at:03d}") for at in range(100)]
    source = ListSource(rows)
    app = ListApp(source)
    async with app.run_test() as pilot:
        for _ in range(40):
            await pilot.press("down")
        await pilot.pause()
        before = screen_text(app)
        painted = Painted(monkeypatch, app.records)
        source.records = [record("n1", "NEW 1"), record("n2", "NEW 2"), *rows]
        await app.records.reload()
        await pilot.pause()
        assert app.key == "r40"
        assert screen_text(app) == before
        assert painted.regions == [] and painted.layouts == 0, "what looks the same is not written again"


async def test_at_the_top_what_arrives_at_the_top_is_seen(source: ListSource) -> None:
    app = ListApp(source)
    async with app.run_test() as pilot:
        await pilot.press("down")
        source.records = [record("n", "AAA, New"), *source.records]
        await app.records.reload()
        await pilot.pause()
        assert app.key == "v1"
        assert screen_lines(app)[1].startswith(" 09:30 AAA, New")
        assert screen_lines(app)[3].startswith(">09:30 BELTRÁN")


async def test_after_a_sort_the_cursor_is_on_the_same_record() -> None:
    rows = [record(f"r{at}", f"ROW {at:04d}") for at in range(2000)]
    source = ListSource(rows)
    app = ListApp(source)
    async with app.run_test() as pilot:
        await pilot.press("down", "down", "down")
        source.records = list(reversed(rows))
        await app.records.reload(asked=True)
        await pilot.pause()
        assert app.key == "r3"
        assert any(line.startswith(">") and "ROW 0003" in line for line in screen_lines(app))


async def test_a_vanished_record_hands_the_cursor_to_its_neighbour_and_says_so(source: ListSource) -> None:
    app = ListApp(source)
    async with app.run_test() as pilot:
        await pilot.press("down", "down")
        source.records = [row for row in source.records if row.key not in ("v2", "v0")]
        await app.records.reload()
        await pilot.pause()
        assert app.key == "v3"
        assert app.heard == [
            ("vanished", "v2", "v3", "NGUYEN, An left this list; the cursor is on O'CONNOR, Siobhan now.")
        ]
        source.records = []
        await app.records.reload()
        await pilot.pause()
        assert app.key is None
        assert app.heard[-1][3] == "O'CONNOR, Siobhan left this list; the list is empty now."
        assert "Nothing to show." in screen_text(app)
        await pilot.press("down", "pagedown", "end", "enter", "space", "asterisk", "x")
        assert app.key is None and app.records.targets() == ()


async def test_a_record_that_leaves_by_the_reps_own_act_is_no_news(source: ListSource) -> None:
    """The place says what was done; "SMITH left this list" over it would hide that."""
    app = ListApp(source)
    async with app.run_test() as pilot:
        app.records.acted_on("v0")
        source.records = source.records[1:]
        await app.records.reload()
        await pilot.pause()
        assert app.key == "v1" and app.heard == []
        source.records = source.records[1:]
        await app.records.reload()
        await pilot.pause()
        assert [kind for kind, *_ in app.heard] == ["vanished"], "the next one left by another hand"


async def test_a_filter_that_hides_the_record_is_no_news(source: ListSource) -> None:
    app = ListApp(source)
    async with app.run_test() as pilot:
        await pilot.press("end")
        source.records = source.records[:2]
        app.records.total = 6
        app.records.filter_text = "be"
        await app.records.reload(asked=True)
        await pilot.pause()
        assert app.heard == [] and app.key == "v0"
        assert "/be  2 of 6" in screen_lines(app)[0]
        assert (app.records.shown, app.records.total) == (2, 6)


async def press_at(app: ListApp, key: str, character: str | None, at: float) -> None:
    """A key that was pressed at a time of its own, handled now."""
    event = events.Key(key, character)
    event.time = at
    await app.records.on_key(event)


async def test_a_key_pressed_before_the_record_vanished_never_acts_on_the_next_one(source: ListSource) -> None:
    app = ListApp(source)
    async with app.run_test() as pilot:
        await pilot.press("down")
        pressed_at = events.Key("8", "8").time
        source.records = [row for row in source.records if row.key != "v1"]
        await app.records.reload()
        assert app.key == "v2"
        await press_at(app, "8", "8", pressed_at)
        assert [row.key for row in app.records.targets()] == ["v1"]
        await press_at(app, "8", "8", pressed_at + 10)
        assert [row.key for row in app.records.targets()] == ["v2"]


async def test_a_key_pressed_before_a_change_acts_at_the_version_it_showed(source: ListSource) -> None:
    app = ListApp(source)
    async with app.run_test() as pilot:
        await pilot.press("down")
        pressed_at = events.Key("1", "1").time
        source.records[1] = replace(source.records[1], version=7)
        await app.records.reload()
        await press_at(app, "1", "1", pressed_at)
        assert [row.version for row in app.records.targets()] == [1]


async def test_a_second_digit_typed_ahead_meets_the_version_the_first_one_made(source: ListSource) -> None:
    app = ListApp(source)
    async with app.run_test():
        at = events.Key("1", "1").time
        await press_at(app, "1", "1", at)
        assert [row.version for row in app.records.targets()] == [1]
        source.records[0] = replace(source.records[0], version=2)
        await app.records.reload()
        await press_at(app, "2", "2", at + 0.0001)
        assert [row.version for row in app.records.targets()] == [2]


async def test_marks_follow_their_records_and_targets_are_the_marked_ones(source: ListSource) -> None:
    app = ListApp(source)
    async with app.run_test() as pilot:
        await pilot.press("space", "down", "down", "space", "end")
        assert [row.key for row in app.records.targets()] == ["v0", "v2"]
        source.records = [replace(row, version=5) for row in reversed(source.records) if row.key != "v0"]
        await app.records.reload()
        assert [(row.key, row.version) for row in app.records.marked] == [("v2", 5)]
        await pilot.press("asterisk")
        assert {row.key for row in app.records.marked} == {"v1", "v2", "v3", "v4", "v5"}
        await pilot.press("asterisk")
        assert app.records.marked == ()
        assert [row.key for row in app.records.targets()] == ["v5"]


async def test_marking_a_hundred_thousand_rows_at_once_is_refused() -> None:
    app = ListApp(Numbers(100_000))
    async with app.run_test() as pilot:
        await pilot.press("asterisk")
        await pilot.pause()
        assert app.records.marked == ()
        assert app.heard and "too many to mark" in app.heard[0][1]


async def test_letters_find_the_surname_and_accents_do_not_count(source: ListSource) -> None:
    app = ListApp(source)
    async with app.run_test() as pilot:
        await pilot.press("p", "e", "n", "a")
        assert app.key == "v4"
        at = events.Key("o", "o").time + 5
        await press_at(app, "o", "o", at)
        assert app.key == "v3"
        await press_at(app, "c", "c", at + 0.59)
        assert app.key == "v3"
        await press_at(app, "s", "s", at + 0.59 + 0.61)
        assert app.key == "v5", "after 600 ms a letter begins a new name"
        await press_at(app, "x", "x", at + 9)
        await pilot.pause()
        assert app.key == "v5" and app.heard == [("said", "No name here starts with X.")]


@pytest.mark.parametrize("between", ["1", "down", "tab"])
async def test_a_key_between_two_letters_ends_the_surname(source: ListSource, between: str) -> None:
    app = ListApp(source)
    async with app.run_test() as pilot:
        await pilot.press("p", between, "s")
        await pilot.pause()
        assert app.key == "v5", "S is the next name, PS is nobody's"
        assert not [text for what, text in app.heard if what == "said"]


async def test_a_letter_goes_to_the_source_at_a_million_rows() -> None:
    numbers = Numbers(1_000_000)
    app = ListApp(numbers)
    async with app.run_test() as pilot:
        await pilot.press("m")
        assert app.key == "k500000"
        assert numbers.jumps == [("m", 1)]
        await pilot.pause()
        assert any(line.startswith(">") and "NAME 0500000" in line for line in screen_lines(app))


async def test_digits_and_commands_are_left_to_the_screen(source: ListSource) -> None:
    class Keys(ListApp):
        BINDINGS = [("1", "hit('1')"), ("slash", "hit('/')"), ("plus", "hit('+')"), ("f12", "hit('f12')")]

        def action_hit(self, name: str) -> None:
            self.heard.append(name)

    app = Keys(source)
    async with app.run_test() as pilot:
        await pilot.press("1", "slash", "plus", "f12")
        assert app.heard == ["1", "/", "+", "f12"]


async def test_a_cursor_move_repaints_two_lines_and_lays_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ListApp(Numbers(1000))
    async with app.run_test() as pilot:
        painted = Painted(monkeypatch, app.records)
        await pilot.press("down")
        await pilot.pause()
        assert sorted(region.y for region in painted.regions) == [1, 2]
        assert painted.lines == 2 and painted.layouts == 0


async def test_a_reload_repaints_only_the_cells_that_changed(
    source: ListSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = ListApp(source)
    async with app.run_test() as pilot:
        painted = Painted(monkeypatch, app.records)
        await app.records.reload()
        await pilot.pause()
        assert painted.regions == []
        changed = source.records[3]
        source.records[3] = replace(changed, version=2, cells=(*changed.cells[:2], Cell("1:23", "bad")))
        await app.records.reload()
        await pilot.pause()
        assert len(painted.regions) == 1
        region = painted.regions[0]
        assert (region.y, region.height) == (4, 1) and region.width == 7
        assert screen_lines(app)[4].rstrip().endswith("1:23")
        assert painted.layouts == 0


async def test_the_minute_repaints_the_waits_and_nothing_else(
    source: ListSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = ListApp(source)

    def later(row: Record) -> Record:
        return row if row.key == "v1" else replace(row, cells=(*row.cells[:2], Cell("0:01", "dim")))

    async with app.run_test() as pilot:
        painted = Painted(monkeypatch, app.records)
        assert app.records.retick(later) == 5
        await pilot.pause()
        assert sorted(region.y for region in painted.regions) == [1, 3, 4, 5, 6]
        assert {region.width for region in painted.regions} == {7}
        assert [line.split()[-1] for line in screen_lines(app)[1:7]] == ["0:01", "0:00", "0:01", "0:01", "0:01", "0:01"]
        assert app.records.retick(later) == 0


async def test_keys_during_a_slow_reload_are_not_undone_by_it() -> None:
    gate = asyncio.Event()

    class Slow(Numbers):
        slow = False

        async def page(self, first: int, count: int) -> Sequence[Record]:
            if self.slow:
                await gate.wait()
            return await super().page(first, count)

    source = Slow(1000)
    app = ListApp(source)
    async with app.run_test() as pilot:
        source.slow = True
        reload = asyncio.ensure_future(app.records.reload())
        await pilot.press("down", "down", "down")
        assert app.key == "k3", "the cursor moves while rows are being read"
        gate.set()
        await reload
        assert app.key == "k3"


async def test_a_busy_store_leaves_the_list_as_it_was_and_is_said(source: ListSource) -> None:
    class Busy(Numbers):
        busy = False

        async def page(self, first: int, count: int) -> Sequence[Record]:
            if self.busy:
                raise StoreBusy("The store is busy; nothing was lost. Try again.")
            return await super().page(first, count)

    busy = Busy(10_000)
    app = ListApp(busy)
    async with app.run_test() as pilot:
        busy.busy = True
        before = screen_text(app)
        with pytest.raises(StoreBusy):
            await app.records.reload()
        await pilot.press("end")
        await pilot.pause()
        assert app.key == "k0" and screen_text(app) == before
        assert ("said", "The store is busy; nothing was lost. Try again.") in app.heard
        busy.busy = False
        await pilot.press("end")
        assert app.key == "k9999"


async def test_a_smaller_window_keeps_the_cursor_in_sight() -> None:
    app = ListApp(Numbers(500))
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(20):
            await pilot.press("down")
        await pilot.resize_terminal(60, 10)
        await pilot.pause()
        lines = screen_lines(app)
        assert any(line.startswith(">") and "NAME 0000020" in line for line in lines)
        assert all(len(line) == 60 for line in lines)


async def test_a_screen_that_asks_for_a_reload_hears_what_became_of_it(source: ListSource) -> None:
    class Place(Screen[None]):
        def __init__(self) -> None:
            super().__init__()
            self.heard: list[str] = []

        def compose(self) -> ComposeResult:
            yield RecordList(COLUMNS, source)

        async def on_mount(self) -> None:
            await self.query_one(RecordList).reload()

        async def key_f5(self) -> None:
            source.records = source.records[1:]
            await self.query_one(RecordList).reload()

        def on_record_list_vanished(self, message: RecordList.Vanished) -> None:
            self.heard.append(message.gone.key)

    app: App[None] = App()
    async with app.run_test() as pilot:
        place = Place()
        await app.push_screen(place)
        await pilot.press("f5")
        await pilot.pause()
        assert place.heard == ["v0"]
