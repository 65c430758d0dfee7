"""Forms: values end where they were meant to go, are read when left, echoed, and never sent by surprise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.color import Color
from textual.containers import Horizontal
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.widgets.fields import (
    BirthDateField,
    CheckField,
    ChoiceField,
    DateField,
    Field,
    MoneyField,
    NoteField,
    PasswordField,
    PhoneField,
    TimeField,
    WhenField,
)
from psr_tui.widgets.form import Form, SaveStop
from tests.helpers.screen_text import screen_lines, screen_text

NOW = datetime(2026, 3, 4, 16, 47, tzinfo=UTC)
DENVER, CHICAGO = ZoneInfo("America/Denver"), ZoneInfo("America/Chicago")
PAYERS = (
    ("P1", "AETNA PPO"),
    ("P2", "Aetna Medicare"),
    ("P3", "BLUE CROSS [/b]"),
    ("P4", "Cigna"),
    ("SELF", "Self-pay"),
)


def today() -> date:
    return date(2026, 3, 4)


class FormApp(App[None]):
    def __init__(self, *stops: Widget, remembered: dict[str, str] | None = None) -> None:
        super().__init__()
        self.form = Form(*stops, SaveStop(), remembered=remembered)
        self.said: list[str] = []
        self.refused: list[str] = []
        self.left: list[tuple[str, dict[str, str]]] = []
        self.submitted: list[dict[str, Any]] = []
        self.changes = 0
        self.copied: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.form

    def on_mount(self) -> None:
        self.form.focus_first()

    def on_form_said(self, message: Form.Said) -> None:
        self.said.append(message.text)

    def on_form_refused(self, message: Form.Refused) -> None:
        self.refused.append(message.message)

    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        self.left.append((message.field_id, message.values))

    def on_form_submitted(self, message: Form.Submitted) -> None:
        self.submitted.append(message.values)

    def on_input_changed(self, message: Input.Changed) -> None:
        self.changes += 1

    def copy_to_clipboard(self, text: str) -> None:
        self.copied.append(text)

    def text(self, field_id: str) -> str:
        return self.form.field(field_id).raw

    @property
    def at(self) -> str:
        return getattr(self.focused, "field_id", "") or type(self.focused).__name__


def names() -> Iterable[Widget]:
    return (Field("Last name", "last", max_length=12), Field("First name", "first"), Field("City", "city"))


async def test_enter_down_and_tab_go_on_up_and_shift_tab_go_back() -> None:
    app = FormApp(*names())
    async with app.run_test() as pilot:
        assert app.at == "last"
        seen = []
        for key in ("enter", "down", "tab", "up", "shift+tab", "up", "up"):
            await pilot.press(key)
            seen.append(app.at)
        assert seen == ["first", "city", "SaveStop", "city", "first", "last", "last"]


async def test_the_last_enter_stops_on_save_and_only_the_next_one_saves() -> None:
    app = FormApp(*names())
    async with app.run_test() as pilot:
        await pilot.press(*"SMITH", "enter", *"Jon", "enter", *"Taos", "enter")
        await pilot.pause()
        assert app.at == "SaveStop" and app.submitted == []
        assert ">[Save]" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.submitted == [{"last": "SMITH", "first": "Jon", "city": "Taos"}]


@pytest.mark.parametrize("key", ["f10", "ctrl+s"])
async def test_saving_from_any_field_takes_the_field_being_typed_in(key: str) -> None:
    app = FormApp(*names())
    async with app.run_test() as pilot:
        await pilot.press(*"O'CONNOR", key)
        await pilot.pause()
        assert app.submitted == [{"last": "O'CONNOR", "first": None, "city": None}]


async def test_values_are_read_when_left_and_echoed_in_full() -> None:
    app = FormApp(
        BirthDateField("Born", "born", today),
        DateField("Follow-up", "day", today),
        MoneyField("Copay", "copay"),
        PhoneField("Phone", "phone"),
        TimeField("At", "at"),
        WhenField("When", "when", lambda: NOW, lambda: DENVER, here=CHICAGO),
    )
    async with app.run_test() as pilot:
        await pilot.press(*"012257")
        await pilot.pause()
        assert "(69)" not in screen_text(app), "nothing is read while it is typed"
        await pilot.press("enter", *"t", "plus", "3", "enter", *"25", "enter", *"5055550142", "enter", *"2p", "enter")
        await pilot.press(*"tue", "space", *"2p", "enter")
        await pilot.pause()
        lines = [line.rstrip() for line in screen_lines(app)]
        assert lines[0].startswith("Born            01/22/1957 ") and lines[0].endswith("01/22/1957 (69)")
        assert lines[1].startswith("Follow-up       03/07/2026 ") and lines[1].endswith("Sat 03/07/2026")
        assert lines[2].endswith("$25.00") and lines[3].startswith("Phone           (505) 555-0142")
        assert lines[4].endswith("2:00 pm")
        assert lines[5].endswith("Tue 03/10 14:00 there, 15:00 here")
        values = app.form.values()
        assert values["born"] == date(1957, 1, 22) and values["copay"] == Money(2500)
        assert values["when"] == datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
        assert values["phone"].number.e164 == "+15055550142"


async def test_what_is_mended_is_not_complained_about_any_longer() -> None:
    app = FormApp(MoneyField("Copay", "copay"), Field("Note", "note"))
    async with app.run_test() as pilot:
        await pilot.press(*"abc", "enter", *"x", "enter")
        await pilot.pause()
        assert len(app.refused) == 1 and app.said == []
        await pilot.press("up", "up", *(["backspace"] * 3), *"25", "enter")
        await pilot.pause()
        assert app.said == [""]


async def test_a_refusal_is_said_once_does_not_hold_up_typing_and_blocks_saving() -> None:
    app = FormApp(MoneyField("Copay", "copay"), Field("City", "city"))
    async with app.run_test() as pilot:
        await pilot.press(*"2x", "enter", *"Taos", "enter")
        await pilot.pause()
        assert app.refused == ["Copay: type dollars and cents, for example 25 or 25.50."]
        assert app.text("city") == "Taos" and "✗ see message" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.submitted == [] and app.at == "copay" and len(app.refused) == 2
        await pilot.press(*"20", "f10")
        await pilot.pause()
        assert app.submitted == [{"copay": Money(2000), "city": "Taos"}], "the wrong text was selected and replaced"


async def test_saving_with_a_field_just_typed_wrong_rings_once() -> None:
    app = FormApp(MoneyField("Copay", "copay"))
    async with app.run_test() as pilot:
        await pilot.press(*"2x", "f10")
        await pilot.pause()
        assert len(app.refused) == 1 and [field_id for field_id, _ in app.left] == ["copay"]


async def test_a_needed_field_may_be_passed_but_not_saved_empty() -> None:
    app = FormApp(Field("Last name", "last", required=True), Field("City", "city"))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert app.refused == [] and app.at == "city"
        await pilot.press("f10")
        await pilot.pause()
        assert app.refused == ["Last name: is still empty and is needed."] and app.at == "last"


async def test_a_warning_is_said_and_does_not_block() -> None:
    app = FormApp(
        Field("Member ID", "member", warn=lambda text: "Differs from the last visit." if text == "W1" else "")
    )
    async with app.run_test() as pilot:
        await pilot.press("W", "1", "f10")
        await pilot.pause()
        assert app.submitted == [{"member": "W1"}] and app.refused == []
        await pilot.press("2", "enter", "up", "W", "1", "enter")
        await pilot.pause()
        assert app.said == ["Differs from the last visit."]


async def test_equals_repeats_the_last_value_only_in_an_empty_field() -> None:
    app = FormApp(
        *names(), BirthDateField("Born", "born", today), remembered={"last": "PEÑA GARCÍA", "born": "01/22/1957"}
    )
    async with app.run_test() as pilot:
        await pilot.press("equals_sign")
        assert app.text("last") == "PEÑA GARCÍA"
        await pilot.press("enter", "a", "equals_sign", "enter", "equals_sign", "enter", "equals_sign")
        await pilot.pause()
        assert app.text("first") == "a=" and app.text("city") == "" and app.text("born") == ""
        assert app.said == [
            "City: there is no last value to repeat yet.",
            "Born: there is no last value to repeat yet.",
        ]
        await pilot.press("up", *"Taos", "f10")
        await pilot.pause()
        assert app.form.remembered["city"] == "Taos" and "born" in app.form.remembered


async def test_the_first_key_replaces_what_stands_in_a_field_it_comes_to() -> None:
    app = FormApp(*names())
    async with app.run_test() as pilot:
        app.form.load({"last": "SMITH", "first": "Jon"})
        await pilot.press("enter", "X", "Y")
        assert app.text("first") == "XY"


@pytest.mark.parametrize(
    ("pasted", "texts", "said"),
    [
        ("SMITH", ("SMITH", "", ""), ""),
        ("\n  SMITH \n", ("SMITH", "", ""), ""),
        ("SMITH\tJon\tTaos", ("SMITH", "Jon", "Taos"), "Pasted on into First name, City."),
        ("SMITH\r\nJon", ("SMITH", "Jon", ""), "Pasted on into First name."),
        ("A\tB\tC\tD\tE", ("A", "B", "C"), "2 pasted parts had no field"),
        ("X" * 41, ("X" * 12, "", ""), "Last name: cut to 12 characters."),
        ("SM\x1b]52;c;eA==\x07ITH", ("SM]52;c;eA==", "", ""), "cut to 12"),
        ("PEN\u0303A\u202e", ("PEÑA", "", ""), "hidden characters were taken out"),
        ("Z" * 1_000_000, ("Z" * 12, "", ""), "Only the first 20,000 characters"),
    ],
)
async def test_pastes_are_cleaned_cut_and_split_and_it_is_said(pasted: str, texts: tuple[str, ...], said: str) -> None:
    app = FormApp(*names())
    async with app.run_test() as pilot:
        assert app.focused is not None
        app.post_message(events.Paste(pasted))
        await pilot.pause()
        assert tuple(app.text(field_id) for field_id in ("last", "first", "city")) == texts
        assert said in " ".join(app.said) and bool(app.said) == bool(said)


async def test_typing_stops_at_the_length_of_the_field() -> None:
    app = FormApp(*names())
    async with app.run_test() as pilot:
        await pilot.press(*("ABCDEFGHIJKLMNOP"))
        assert app.text("last") == "ABCDEFGHIJKL"


async def test_loading_tells_nobody_and_counts_as_unchanged() -> None:
    app = FormApp(
        *names(), PhoneField("Phone", "phone"), CheckField("Consent", "consent"), ChoiceField("Payer", "payer", PAYERS)
    )
    async with app.run_test() as pilot:
        app.form.load({"last": "SMITH", "phone": "5055550142", "consent": True, "payer": "P4"})
        await pilot.pause()
        assert app.changes == 0 and app.left == [] and not app.form.dirty
        assert app.form.values()["consent"] is True and app.form.values()["payer"] == "P4"
        for _ in range(6):
            await pilot.press("tab")
        await pilot.pause()
        assert not app.form.dirty and app.left == [], "walking through changes nothing"
        await pilot.press("up", "up", "space")
        assert app.form.dirty


async def test_prefilled_stands_there_until_it_is_edited() -> None:
    app = FormApp(Field("City", "city"), BirthDateField("Born", "born", today))
    async with app.run_test() as pilot:
        app.form.load({"city": "Taos", "born": date(1957, 1, 22)}, prefilled=True)
        await pilot.pause()
        lines = screen_lines(app)
        assert lines[0].rstrip().endswith("prefilled") and lines[1].rstrip().endswith("prefilled 01/22/1957 (69)")
        await pilot.press("X", "enter")
        await pilot.pause()
        assert "prefilled" not in screen_lines(app)[0] and "prefilled" in screen_lines(app)[1]


async def test_a_draft_leaves_at_every_field_exit_and_comes_back() -> None:
    def stops() -> tuple[Widget, ...]:
        return (
            *names(),
            ChoiceField("Payer", "payer", PAYERS),
            CheckField("Consent", "consent"),
            PasswordField("Password", "pw"),
        )

    app = FormApp(*stops())
    async with app.run_test() as pilot:
        await pilot.press(
            *"王小明", "enter", *"Jon", "enter", "enter", *"cig", "enter", "space", "enter", *"secret", "enter"
        )
        await pilot.pause()
        assert [field_id for field_id, _ in app.left] == ["last", "first", "payer", "consent", "pw"]
        draft = app.left[-1][1]
        assert draft == {"last": "王小明", "first": "Jon", "payer": "P4", "consent": "yes"}
    again = FormApp(*stops())
    async with again.run_test() as pilot:
        again.form.restore(draft)
        await pilot.pause()
        assert again.form.dirty and again.left == [] and again.changes == 0
        assert again.form.draft() == draft
        assert again.form.values()["payer"] == "P4" and "Cigna" in screen_text(again)


async def test_a_password_is_neither_shown_nor_copied_nor_cut_nor_shortened() -> None:
    app = FormApp(PasswordField("Password", "pw", max_length=8), remembered={"pw": "old"})
    async with app.run_test() as pilot:
        await pilot.press("equals_sign", *" aB")
        await pilot.pause()
        assert "aB" not in screen_text(app) and "••••" in screen_text(app)
        await pilot.press("ctrl+shift+a", "ctrl+c", "ctrl+x")
        await pilot.pause()
        assert app.copied == [] and app.form.values() == {"pw": "= aB"}
        assert app.said == ["A password cannot be copied.", "A password cannot be copied."]
        await pilot.press("end")
        app.post_message(events.Paste("12345678901"))
        await pilot.pause()
        assert app.form.values() == {"pw": "= aB"} and "left out" in app.said[-1]
        await pilot.press("f10")
        await pilot.pause()
        assert app.form.remembered == {"pw": "old"} and app.form.draft() == {}


async def test_a_choice_is_narrowed_by_typing_and_enter_takes_the_first() -> None:
    app = FormApp(ChoiceField("Payer", "payer", PAYERS), Field("City", "city"))
    async with app.run_test() as pilot:
        await pilot.press(*"aet")
        await pilot.pause()
        assert "→ AETNA PPO (2)" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.at == "city" and app.form.values()["payer"] == "P1"
        assert "Payer           AETNA PPO" in screen_text(app)
        await pilot.press("up", *"p4", "enter")
        assert app.form.values()["payer"] == "P4", "a code is as good as a name"
        await pilot.press("up", *"medic", "enter")
        assert app.form.values()["payer"] == "P2"


async def test_down_opens_the_choices_and_the_arrows_walk_in_them() -> None:
    app = FormApp(ChoiceField("Payer", "payer", PAYERS), Field("City", "city"))
    async with app.run_test() as pilot:
        await pilot.press("down")
        await pilot.pause()
        text = screen_text(app)
        assert all(label in text for _, label in PAYERS) and "│>AETNA PPO" in text
        await pilot.press("down", "down")
        await pilot.pause()
        assert "│>BLUE CROSS [/b]" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "│" not in screen_text(app) and app.at == "city"
        assert app.form.values()["payer"] == "P3"
        await pilot.press("up", "down", *"cig")
        await pilot.pause()
        assert "│>Cigna" in screen_text(app) and "AETNA" not in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "│" not in screen_text(app) and app.at == "payer"


async def test_a_text_that_fits_no_choice_is_refused_by_name() -> None:
    app = FormApp(ChoiceField("Payer", "payer", PAYERS), Field("City", "city"))
    async with app.run_test() as pilot:
        await pilot.press(*"zzz", "tab")
        await pilot.pause()
        assert app.refused == ["Payer: nothing in the list fits 'zzz'. Press Down for the list."]
        with pytest.raises(InvalidInput):
            app.form.values()
        app.form.load({})
        await pilot.press("f10")
        await pilot.pause()
        assert app.submitted == [{"payer": None, "city": None}]


async def test_two_choices_with_one_name_stay_two_choices() -> None:
    app = FormApp(ChoiceField("Plan", "plan", (("A", "PPO"), ("B", "PPO"))))
    async with app.run_test() as pilot:
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert app.form.values() == {"plan": "B"}


async def test_a_tick_needs_space_and_is_not_made_by_passing_through() -> None:
    app = FormApp(CheckField("Read out and agreed", "consent"), Field("City", "city"))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert app.form.values()["consent"] is False and app.at == "city"
        await pilot.press("up", "space")
        await pilot.pause()
        assert app.form.values()["consent"] is True and "[x] Read out and agreed" in screen_text(app)


async def test_fields_side_by_side_are_worked_in_reading_order() -> None:
    app = FormApp(
        Horizontal(Field("Group", "group", echo_width=0), DateField("Since", "since", today)), NoteField("Note", "note")
    )
    async with app.run_test() as pilot:
        await pilot.press(*"00441", "enter", *"t", "enter", *"ok", "f10")
        await pilot.pause()
        assert app.submitted == [{"group": "00441", "since": today(), "note": "ok"}]


async def test_a_moment_means_what_was_echoed_even_when_it_is_saved_later() -> None:
    now = [NOW]
    app = FormApp(WhenField("When", "when", lambda: now[0], lambda: DENVER), Field("Note", "note"))
    async with app.run_test() as pilot:
        await pilot.press("plus", *"30m", "enter")
        now[0] = datetime(2026, 3, 4, 17, 5, tzinfo=UTC)
        await pilot.press("f10")
        await pilot.pause()
        assert app.submitted[0]["when"] == datetime(2026, 3, 4, 17, 17, tzinfo=UTC)


async def test_hostile_text_in_values_and_labels_is_shown_as_it_is() -> None:
    app = FormApp(Field("[b]Name[/b]", "name"), ChoiceField("Payer", "payer", (("X", "[/b]\x1b]2;owned\x07"),)))
    async with app.run_test() as pilot:
        app.form.load({"name": "[/b] [DNR] \x1b]52;c;eA==\x07", "payer": "X"}, prefilled=True)
        await pilot.pause()
        text = screen_text(app)
        assert "[b]Name[/b]" in text and "[/b] [DNR]" in text and not {"\x07", "\x1b"} & set(text)


async def test_a_screen_that_submits_the_form_itself_gets_the_values() -> None:
    class Box(Screen[None]):
        BINDINGS = [("f9", "accept")]
        got: list[dict[str, Any]] = []

        def compose(self) -> ComposeResult:
            yield Form(Field("Name", "name"), SaveStop())

        def on_mount(self) -> None:
            self.query_one(Form).focus_first()

        def action_accept(self) -> None:
            self.query_one(Form).submit()

        def on_form_submitted(self, message: Form.Submitted) -> None:
            self.got.append(message.values)

    app: App[None] = App()
    async with app.run_test() as pilot:
        await app.push_screen(Box())
        await pilot.press("A", "f9")
        await pilot.pause()
        assert Box.got == [{"name": "A"}]


async def test_a_stored_moment_that_is_past_by_now_is_shown_and_not_refused() -> None:
    app = FormApp(WhenField("When", "when", lambda: NOW, lambda: DENVER))
    past = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)
    async with app.run_test() as pilot:
        app.form.load({"when": past})
        await pilot.press("enter")
        await pilot.pause()
        assert app.form.values() == {"when": past} and app.refused == [] and not app.form.dirty
        assert "Tue 03/03 09:00" in screen_text(app)


async def test_label_and_echo_pass_the_filters_of_the_app_as_all_else_does() -> None:
    class Loud(LineFilter):
        def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
            return [Segment(segment.text.upper(), segment.style) for segment in segments]

    class Filtered(FormApp):
        def get_line_filters(self) -> Sequence[LineFilter]:
            return [*super().get_line_filters(), Loud()]

    app = Filtered(Field("Name", "name", echo=lambda text: f"is {text}"))
    async with app.run_test() as pilot:
        await pilot.press(*"jon", "enter")
        await pilot.pause()
        line = screen_lines(app)[0]
        assert line.startswith("NAME") and "JON" in line and line.rstrip().endswith("IS JON")
