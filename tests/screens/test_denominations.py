"""The count grid: what is counted is what was typed; empty is not zero."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from psr_tui.domain.counting import US_DENOMINATIONS
from psr_tui.domain.counting import Form as Shape
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.widgets.denominations import DenominationGrid
from psr_tui.widgets.fields import Field
from psr_tui.widgets.form import Form, SaveStop
from tests.helpers.screen_text import screen_lines, screen_text


class CountApp(App[None]):
    def __init__(self, *, complete: bool = True) -> None:
        super().__init__()
        self.grid = DenominationGrid(complete=complete)
        self.said: list[str] = []
        self.totals: list[Money] = []
        self.finished = 0

    def compose(self) -> ComposeResult:
        yield self.grid

    def on_mount(self) -> None:
        self.grid.focus()

    def on_denomination_grid_said(self, message: DenominationGrid.Said) -> None:
        self.said.append(message.text)

    def on_denomination_grid_changed(self, message: DenominationGrid.Changed) -> None:
        self.totals.append(message.total)

    def on_denomination_grid_finished(self, message: DenominationGrid.Finished) -> None:
        self.finished += 1

    def quantities(self) -> dict[str, int]:
        return {f"{row.denomination.code}:{row.form.value}": row.quantity for row in self.grid.parsed}


EVERYDAY = [item for item in US_DENOMINATIONS if not item.odd]


async def test_the_whole_drawer_is_counted_with_digits_and_enter() -> None:
    app = CountApp()
    async with app.run_test() as pilot:
        for quantity in ("2", "1", "14", "9", "22", "37", "31", "18", "7", "40"):
            await pilot.press(*quantity, "enter")
        await pilot.pause()
        assert app.quantities() == {
            f"{item.code}:loose": count
            for item, count in zip(EVERYDAY, (2, 1, 14, 9, 22, 37, 31, 18, 7, 40), strict=True)
        }
        assert app.grid.total == Money(2 * 10000 + 5000 + 14 * 2000 + 9000 + 11000 + 3700 + 775 + 180 + 35 + 40)
        assert app.totals[-1] == app.grid.total and app.finished == 1
        text = screen_text(app)
        assert "Counted cash           777.30" in text and "_____14      280.00" in text


async def test_sums_are_typed_as_they_are_piled() -> None:
    app = CountApp(complete=False)
    async with app.run_test() as pilot:
        await pilot.press("plus", *"14", "plus", "6", "enter")
        await pilot.pause()
        assert app.quantities() == {"B100:loose": 20} and "14+6" in screen_text(app)
        await pilot.press("up", "plus", "1")
        assert app.quantities() == {"B100:loose": 21}, "a plus goes on where the pile was left"
        await pilot.press("down", "up", "3")
        assert app.quantities() == {"B100:loose": 3}, "a digit counts the pile anew"
        await pilot.press("backspace")
        assert app.quantities() == {}


async def test_empty_is_not_zero() -> None:
    app = CountApp()
    async with app.run_test() as pilot:
        for _ in EVERYDAY[:-1]:
            await pilot.press("0", "enter")
        with pytest.raises(InvalidInput, match="1c: still empty"):
            _ = app.grid.parsed
        await pilot.press("0")
        assert set(app.quantities().values()) == {0} and len(app.quantities()) == 10


async def test_a_slip_is_said_shown_and_never_summed() -> None:
    app = CountApp(complete=False)
    async with app.run_test() as pilot:
        await pilot.press("3", "enter", "2", "plus", "enter")
        await pilot.pause()
        assert app.said == ["$50: type how many, for example 14, or 14+6 for two piles."]
        assert app.grid.total == Money(30000) and "✗" in screen_lines(app)[1]
        with pytest.raises(InvalidInput):
            _ = app.grid.parsed
        await pilot.press("x")
        await pilot.pause()
        assert len(app.said) == 2 and app.grid.draft() == {"B100:loose": "3", "B50:loose": "2+", "B20:loose": "x"}


@pytest.mark.parametrize("typed", ["1e3", "12.345", "12.50", "1,000", "-5", "१२", "$5", "5x"])
async def test_what_is_no_count_stays_in_the_line_and_is_never_read_without_its_signs(typed: str) -> None:
    app = CountApp(complete=False)
    async with app.run_test() as pilot:
        for sign in typed:
            await pilot.press(sign)
        await pilot.press("enter")
        await pilot.pause()
        assert app.grid.draft() == {"B100:loose": typed} and not app.grid.total
        assert "Type how many pieces" in app.said[0] and app.said[-1].startswith("$100: type how many")


async def test_a_card_number_in_a_count_is_refused_not_repeated_and_in_no_draft() -> None:
    app = CountApp(complete=False)
    async with app.run_test() as pilot:
        await pilot.press(*"4111111111111111", "enter", "7", "enter")
        await pilot.pause()
        assert "whole card number" in app.said[0] and "1111" not in app.said[0]
        assert app.grid.draft() == {"B50:loose": "7"}


async def test_rolls_and_straps_are_counted_on_their_own_line() -> None:
    app = CountApp(complete=False)
    async with app.run_test() as pilot:
        for _ in range(6):
            await pilot.press("down")
        await pilot.press("4", "r", "2", "enter", "1")
        await pilot.pause()
        assert app.quantities() == {"C25:loose": 4, "C25:roll": 2, "C10:loose": 1}
        assert app.grid.total == Money(100 + 2 * 40 * 25 + 10)
        assert any(row.form is Shape.ROLL for row in app.grid.parsed) and "rolls" in screen_text(app)


async def test_seldom_denominations_come_when_asked_for_and_stay_while_they_hold_a_number() -> None:
    app = CountApp(complete=False)
    async with app.run_test() as pilot:
        assert "$2 " not in screen_text(app)
        app.grid.show_odd()
        await pilot.pause()
        assert "$2 " in screen_text(app) and "$1 coin" in screen_text(app)
        for _ in range(5):
            await pilot.press("down")
        await pilot.press("3")
        app.grid.show_odd(False)
        await pilot.pause()
        assert app.quantities() == {"B2:loose": 3}
        assert "$2 " in screen_text(app) and "$1 coin" not in screen_text(app)


async def test_a_recount_starts_with_empty_boxes_and_a_draft_comes_back() -> None:
    app = CountApp(complete=False)
    async with app.run_test() as pilot:
        await pilot.press("2", "enter", "1", "plus", "1", "r", "5")
        draft, sum_before = app.grid.raw, app.grid.total
        app.grid.clear()
        await pilot.pause()
        assert app.quantities() == {} and app.grid.total == Money.zero() and "strap" not in screen_text(app)
        app.grid.restore(draft)
        await pilot.pause()
        assert app.grid.total == sum_before == Money(20000 + 10000 + 5 * 100 * 5000)


async def test_in_a_form_the_last_enter_goes_on_to_save_and_values_hold_the_rows() -> None:
    class FormApp(App[None]):
        def compose(self) -> ComposeResult:
            yield Form(DenominationGrid(complete=False), Field("Reason", "reason"), SaveStop())

        def on_mount(self) -> None:
            self.got: list[dict[str, object]] = []
            self.query_one(Form).focus_first()

        def on_form_submitted(self, message: Form.Submitted) -> None:
            self.got.append(message.values)

    app = FormApp()
    async with app.run_test() as pilot:
        await pilot.press("1", *(["enter"] * 10), *"ok", "enter", "enter")
        await pilot.pause()
        assert len(app.got) == 1
        rows = app.got[0]["count"]
        assert isinstance(rows, tuple) and [row.quantity for row in rows] == [1] and app.got[0]["reason"] == "ok"


async def test_saving_an_unfinished_count_goes_to_the_first_empty_line() -> None:
    class FormApp(App[None]):
        def compose(self) -> ComposeResult:
            yield Form(DenominationGrid(), Field("Reason", "reason"), SaveStop())

        def on_mount(self) -> None:
            self.query_one(Form).focus_first()

    app = FormApp()
    async with app.run_test() as pilot:
        await pilot.press("2", "enter", "enter", "4", *(["enter"] * 8), *"why")
        assert ">" not in next(line for line in screen_lines(app) if "$50 " in line)
        await pilot.press("f10")
        await pilot.pause()
        assert ">" in next(line for line in screen_lines(app) if "$50 " in line)
        await pilot.press("1", "f10")
        assert app.query_one(DenominationGrid).draft() == {"B100:loose": "2", "B50:loose": "1", "B20:loose": "4"}


async def test_keys_of_the_place_pass_through() -> None:
    class Keys(CountApp):
        BINDINGS = [("f10", "hit"), ("question_mark", "hit")]
        hits = 0

        def action_hit(self) -> None:
            self.hits += 1

    app = Keys()
    async with app.run_test() as pilot:
        await pilot.press("f10", "question_mark")
        assert app.hits == 2
