"""The frame: the same lines at the same places on every screen, more only where there is room."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psr_tui.widgets.frame import Head, head_content
from tests.helpers.clinic import TestClinic
from tests.helpers.screen_text import screen_lines, screen_text
from tests.helpers.station import Names, Plain, make_app, quiet, signed_in


async def test_lines_stand_where_the_design_says(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(app, pilot, clinic)
        lines = screen_lines(app)
    assert len(lines) == 24
    assert lines[0] == " QUEUE  today                        North Clinic · M. Rivera · Wed 03/04 09:47 "
    assert lines[2].split() == ["Patient"]
    assert "TOKEN00, Ann" in lines[3]
    assert lines[22].rstrip() == " F1Help F2Queue F5Drawer"
    assert lines[23].strip() == ""


async def test_places_that_do_not_exist_have_no_key(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        for key in ("f3", "f4", "f6", "f7", "f8", "f9", "ctrl+f", "ctrl+o", "ctrl+r"):
            before = screen_text(app)
            await pilot.press(key)
            await quiet(app, pilot)
            assert screen_text(app) == before, key
        await pilot.press("f5")
        await quiet(app, pilot)
        assert isinstance(app.screen, Plain)


async def test_wide_and_tall_windows_only_add(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(app, pilot, clinic)
        await pilot.press("f5")
        await quiet(app, pilot)
        assert "beside" not in screen_text(app) and "before" not in screen_text(app)
        await pilot.resize_terminal(120, 24)
        await pilot.pause()
        assert "what is beside" in screen_text(app) and "before" not in screen_text(app)
        await pilot.resize_terminal(80, 40)
        await pilot.pause()
        lines = screen_lines(app)
        assert "beside" not in "\n".join(lines) and "what was before" in "\n".join(lines)
        assert lines[0].startswith(" DRAWER D1") and lines[38].startswith(" F1Help")


async def test_a_small_window_shows_no_half_records(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(app, pilot, clinic)
        for size in ((79, 24), (80, 23), (10, 3)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert "TOKEN" not in screen_text(app), size
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert "make the window larger" in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "TOKEN00" in screen_text(app) and "larger" not in screen_text(app)


async def test_the_clock_paints_once_a_minute(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        await pilot.press("f5")
        await quiet(app, pilot)
        place = app.place
        assert isinstance(place, Plain)
        clinic.clock.advance(timedelta(seconds=20))
        app.heartbeat()
        await pilot.pause()
        assert (place.ticks, screen_lines(app)[0][-6:]) == (0, "09:47 ")
        clinic.clock.advance(timedelta(seconds=45))
        app.heartbeat()
        app.heartbeat()
        await pilot.pause()
        assert (place.ticks, screen_lines(app)[0][-6:]) == (1, "09:48 ")


async def test_a_long_refusal_is_readable_whole_and_moves_nothing(clinic: TestClinic) -> None:
    app = make_app(clinic)
    long = "The visit was changed by T. Chen at 09:46. " + "The newest version is shown; look and press again. " * 2
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        place = app.place
        assert place is not None
        before = screen_lines(app)
        place.refuse(long)
        await pilot.pause()
        after = screen_lines(app)
        assert after[:21] == before[:21]
        assert " ".join(" ".join(after[21:]).split()).endswith("look and press again.")
        place.say("Done.")
        await pilot.pause()
        assert screen_lines(app)[22] == before[22] and screen_lines(app)[23].strip() == "Done."


async def test_stored_text_is_never_markup(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        place = app.place
        assert place is not None
        for text in ("[/oops] [b", "[@click=app.quit]x[/]", "[red]RED[/red] $text", "a\x1b]52;c;eA==\x07b"):
            place.heading(text)
            place.counts(text)
            place.refuse(text)
            await pilot.pause()
            shown = screen_text(app)
            plain = text.replace("\x1b", "").replace("\x07", "")
            assert shown.count(plain) == 3, text


async def test_only_the_place_whose_topic_changed_reads_again(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        queue = app.place
        assert isinstance(queue, Names) and queue.reloads == 1
        app.publish({"drawer"})
        app.publish({"patients"})
        await quiet(app, pilot)
        assert queue.reloads == 1
        await pilot.press("f5")
        await quiet(app, pilot)
        for _ in range(5):
            app.publish({"queue"})
        await quiet(app, pilot)
        assert queue.reloads == 1, "a hidden place waits until it is shown"
        await pilot.press("f2")
        await quiet(app, pilot)
        assert queue.reloads == 2
        for _ in range(50):
            app.publish({"queue"})
        await quiet(app, pilot)
        assert 3 <= queue.reloads <= 4, "what comes close together is told once"


async def test_go_turns_to_the_record(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        queue = app.place
        assert isinstance(queue, Names)
        await pilot.press("f5")
        await quiet(app, pilot)
        assert app.place is not None
        app.place.go("queue", "visit-7")
        await quiet(app, pilot)
        assert app.current_mode == "queue" and queue.turned_to == "visit-7"


async def test_filter_narrows_while_typing_and_esc_brings_the_rest_back(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        place = app.place
        assert isinstance(place, Names)
        await pilot.press("slash", "n", "1", "7", "enter")
        await quiet(app, pilot)
        assert "TOKEN17" in screen_text(app) and "TOKEN01" not in screen_text(app)
        await pilot.press("enter")
        await quiet(app, pilot)
        assert place.opened == "17"
        await pilot.press("escape")
        await quiet(app, pilot)
        assert "TOKEN16" in screen_text(app) and ">TOKEN17" in screen_text(app)


async def test_privacy_shortens_what_the_place_shows_and_says_so(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test() as pilot:
        await signed_in(app, pilot, clinic)
        await pilot.press("colon", *"privacy on", "enter")
        await quiet(app, pilot)
        assert "TOKEN" not in screen_text(app) and "T., A." in screen_text(app)
        assert screen_lines(app)[22].rstrip().endswith("PRIVATE")
        await pilot.press("colon", *"privacy off", "enter")
        await quiet(app, pilot)
        assert "TOKEN00" in screen_text(app) and "PRIVATE" not in screen_text(app)


def test_line_one_gives_up_the_clinic_first_and_the_time_never() -> None:
    head = Head("QUEUE", "North Clinic", "M. Rivera", "Wed 03/04 09:47", training=True)
    assert head_content(head, 80).plain == (
        " QUEUE                     TRAINING  North Clinic · M. Rivera · Wed 03/04 09:47 "
    )
    for width in (80, 100, 140):
        for heading in ("QUEUE", "CHECK-IN  " + "PEÑA GARCÍA, José L " * 3, "X" * 200):
            content = head_content(Head(heading, "North Clinic", "M. Rivera", "Wed 03/04 09:47", True), width)
            assert content.cell_length == width
            assert content.plain.endswith("Wed 03/04 09:47 ") and " TRAINING " in content.plain


@pytest.mark.parametrize("columns", [100, 110, 120, 200])
async def test_beside_the_panel_the_work_keeps_its_eighty_columns(clinic: TestClinic, columns: int) -> None:
    app = make_app(clinic)
    async with app.run_test(size=(columns, 24)) as pilot:
        await signed_in(app, pilot, clinic)
        await pilot.press("f5")
        await quiet(app, pilot)
        work = app.screen.query_one("#work").region
        side = app.screen.query_one("#side").region
        assert work.width >= 80 and side.x == work.right and side.right == columns


def test_a_part_of_the_heading_that_does_not_fit_goes_whole() -> None:
    heading = "CHECK-IN  PEÑA GARCÍA, José L  01/22/1957 (69)  MRN 003221"
    head = Head(heading, "Clinic", "M. Rivera", "Wed 03/04 09:47", True)
    line = head_content(head, 80).plain
    assert "01/22/1957 (69) " in line and "MR" not in line and "…" not in line


def test_a_heading_takes_a_shorter_form_before_the_person_leaves_line_one() -> None:
    full = "CHECK-IN  SMITH, Jon  02/29/1960 (66)  MRN 003221"
    shorter = full.replace(" (66)", "")
    head = Head(full, "Clinic", "M. Rivera", "Wed 03/04 09:47", shorter=(shorter,))
    assert head_content(head, 90).plain.startswith(f" {full} ")
    narrow = head_content(head, 79).plain
    assert narrow.startswith(f" {shorter} ") and narrow.endswith("M. Rivera · Wed 03/04 09:47 ")
    none_fits = head_content(head, 70).plain
    assert none_fits.startswith(f" {full} ") and "Rivera" not in none_fits
    assert head_content(head, 66).plain.startswith(f" {shorter} ")  # and before anything of it is cut off


async def test_coming_back_to_a_place_shows_no_old_message(clinic: TestClinic) -> None:
    app = make_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(app, pilot, clinic)
        assert app.place is not None
        app.place.refuse("Only once.")
        await pilot.press("f2")
        await quiet(app, pilot)
        assert "Only once." in screen_text(app), "the key of the place one stands on changes nothing"
        await pilot.press("f5", "f2")
        await quiet(app, pilot)
        assert "Only once." not in screen_text(app)


async def test_a_message_goes_whichever_way_one_leaves(clinic: TestClinic) -> None:
    """The key is not the only way to another place: a flow or a command goes there too."""
    app = make_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await signed_in(app, pilot, clinic)
        left = app.place
        assert left is not None
        left.say("SMITH, Jon checked in 09:46.")
        left.go("drawer")
        await quiet(app, pilot)
        assert app.place is not None and app.place is not left
        app.place.go("queue")
        await quiet(app, pilot)
        assert app.place is left and "checked in 09:46" not in screen_text(app)
