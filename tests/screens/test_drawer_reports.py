"""Reports (0) and the close as they are typed: every list, the bag, unfinished payments, its keys, blindness."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from textual.pilot import Pilot

from psr_tui.app import PsrApp
from psr_tui.domain.tenders import TenderKind
from psr_tui.services.drafts import DraftService
from psr_tui.services.payment_drafts import PAYMENT_DRAFT
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.desk_app import drawer_app
from tests.helpers.drawer_station import at_drawer, press
from tests.helpers.money import Till, card, cash, check
from tests.helpers.screen_text import screen_text

SIGN = ("enter", *"lgrant", "enter", *PASSWORD, "f10")


def counted_line(text: str) -> list[str]:
    """Keys of a count: digits, each quantity ended by Enter."""
    return [key for quantity in text.split() for key in (*quantity, "enter")]


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    made = Till(clinic)
    made.open()
    return made


async def menu(app: PsrApp, pilot: Pilot[Any], digit: str) -> str:
    await press(app, pilot, "0")
    return await press(app, pilot, digit)


@pytest.mark.soak
async def test_every_report_from_the_menu(till: Till) -> None:
    clinic = till.clinic
    patient = clinic.add_patient("O'CONNOR [b]", "Siobhan")
    clinic.add_visit(patient, "08:00")
    till.take(patient, cash(2500, handed=4000), card(6000))
    till.drop(500, "B7")
    session = till.session
    reveal = till.count(21000)  # ten short, and the card slip is missing
    reveal = till.drawer.explain(till.actor, session.session_id, reveal.session.version, "OS01", "no slip, ten short")
    reveal = till.drawer.approve(till.actor, session.session_id, reveal.session.version, "sotto", PASSWORD)
    till.close(reveal)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic, "sotto")
        text = await press(app, pilot, "0")
        assert "3 Closed drawers" in text and "8 Deposits" in text
        text = await press(app, pilot, "1")
        assert "No drawer is on the screen" in text
        text = await menu(app, pilot, "2")
        assert "Z 000001" in await press(app, pilot, "1", "enter")
        await press(app, pilot, "enter")
        text = await menu(app, pilot, "3")
        assert "000001" in text and "M. Rivera" in text and "1 drawer closed in the last 90 days" in text
        assert "6 months" in await press(app, pilot, "right_square_bracket")
        assert "END OF DAY" in await press(app, pilot, "5")
        assert "Correct Z 000001: what was wrong?" in await press(app, pilot, "enter", "8")
        await press(app, pilot, "f12", "f12")
        text = await menu(app, pilot, "4")
        assert "drawer D1" in text and "▼ short" in text
        assert "newest first" in await press(app, pilot, "enter")
        await press(app, pilot, "f12", "f12")
        text = await menu(app, pilot, "5")
        assert "O'CONNOR [B], Sio" in text and "cash 25.00+card 60.00" in text and "cash 25.00 · card 60.00" in text
        assert "RECEIPT" in await press(app, pilot, "o", "5")
        assert "0 receipts" in await press(app, pilot, "f12", "right_square_bracket")
        assert "1 receipt," in await press(app, pilot, "7", *"03/04/2026", "enter")
        assert "No" in await press(app, pilot, "slash", *"zz") and "1 receipt" in await press(app, pilot, "escape")
        await press(app, pilot, "f12")
        text = await menu(app, pilot, "6")
        assert "came or not?" in text and "1 visit, 1 not accounted for" in text
        await press(app, pilot, "f12")
        text = await menu(app, pilot, "7")
        assert "O'CONNOR" in text and "85.00" in text
        await press(app, pilot, "f12")
        text = await menu(app, pilot, "8")
        assert "D-000001" in text and "not yet" in text


async def test_privacy_hides_names_and_amounts_in_every_list_of_patients(till: Till) -> None:
    clinic = till.clinic
    patient = clinic.add_patient("QUIMBY", "Siobhan")
    visit = clinic.add_visit(patient, "08:00", state="checked_out")
    till.take(patient, cash(2500, handed=4000), card(6017), visit=visit)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic, "sotto")
        app.privacy = True
        for digit in "567":
            text = await menu(app, pilot, digit)
            assert "Q., S." in text and "QUIMBY" not in text
            assert not re.search(r"\d\.\d\d", text), text
            await press(app, pilot, "f12")


@pytest.mark.soak
async def test_drops_leave_the_safe_and_the_bank_confirms(till: Till) -> None:
    clinic = till.clinic
    till.drop(5000, "B1")
    till.drop(2500, "B2")
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic, "sotto")
        assert "Nothing went to the bank yet" in await menu(app, pilot, "8")
        assert "no deposit slip yet" in await press(app, pilot, "5")
        text = await press(app, pilot, "1")
        assert "2 drops, $75.00" in text and "Space marks" in await press(app, pilot, "5")
        text = await press(app, pilot, "space", "1")
        assert "1 drop bag, $50.00" in text and "B1" in text
        text = await press(app, pilot, *"B2", *SIGN)
        assert "used before" in text
        text = await press(app, pilot, *(["backspace"] * 2), *"OUT1", "enter", "enter", *PASSWORD, "f10")
        assert "DROP BAGS 1" in text
        text = await press(app, pilot, "enter")
        assert "on their way to the bank" in text and "OUT1" in text
        text = await press(app, pilot, "2", *"BK1", "enter")
        assert "confirmed by the bank" in text and "0 not confirmed" in text
        assert "before" in await press(app, pilot, "2", *"BK2", "enter")


async def test_the_journal_is_exported_from_the_menu(till: Till, tmp_path: Path) -> None:
    clinic = till.clinic
    till.take(clinic.add_patient(), cash(2500))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic, "sotto")
        await press(app, pilot, "0")
        text = await press(app, pilot, "e", "enter")  # the tenth: by its letter
        assert "Export the journal" in text and "03/04/2026" in text
        folder = tmp_path / "books"
        text = await press(app, pilot, *"csv", "enter", "enter", "enter", *str(folder), "f10")
        assert "✗ Folder: " in text
        folder.mkdir()
        text = await press(app, pilot, "f10")  # made meanwhile: what stands there is good now
        assert "lines were written to" in text
    assert [one.name for one in folder.glob("*.csv")] == ["psr-journal-2026-03-04.csv"]


@pytest.mark.soak
async def test_what_was_begun_is_listed_before_the_count_and_at_the_close(till: Till) -> None:
    clinic = till.clinic
    drafts = DraftService(clinic.store, clinic.clock)
    for name, typed in (("ADAMS", "cash 40"), ("BAKER", "check 17")):
        drafts.keep(till.actor, PAYMENT_DRAFT, clinic.add_patient(name), {"paid_1": typed})
        clinic.clock.advance(timedelta(minutes=1))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        text = await press(app, pilot, "2")
        assert "ADAMS, Jon" in text and "check 17" in text and "2 not taken" in text
        text = await press(app, pilot, "8", "t")
        assert "ADAMS, Jon is thrown away" in text and "1 not taken" in text
        text = await press(app, pilot, "f10")
        assert "Count first" in text
        text = await press(app, pilot, *counted_line("2 0 0 0 0 0 0 0 0 0"), "f10")
        assert "EVEN" in text
        text = await press(app, pilot, "f10")
        assert "BAKER, Jon" in text and "takes no money" in await press(app, pilot, "1")
        text = await press(app, pilot, "f10")
        assert "Z 000001" in text
    assert "UNFINISHED PAYMENTS KEPT 1" in till.drawer.report(till.actor, 1).text
    assert clinic.count("SELECT count(*) FROM draft WHERE form = 'payment'") == 1


@pytest.mark.soak
# --- keys ---
async def test_cd_94_cd_96_thirteen_denominations_and_an_even_close(till: Till) -> None:
    """Digits and one Enter a line, and six other keys: F5 is not among them, the two papers at the end are."""
    clinic = till.clinic
    till.take(clinic.add_patient(), cash(2500))
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        count = counted_line("1 1 2 1 1 1 11 1 3 10 15 6 20")  # 225.00 in all thirteen
        others = ["2", "full_stop", "f10", "f10", "f10"]
        await press(app, pilot, *others[:2])
        assert "$2" in screen_text(app) and "$1 coin" in screen_text(app)
        text = await press(app, pilot, *count, others[2])
        assert "EVEN" in text and "225.00" in text
        await press(app, pilot, others[3], *"T1", "enter", *"lgrant", "enter", *PASSWORD, others[4])
        assert "Z 000001" in screen_text(app)
        assert len(others) <= 6
    assert clinic.count("SELECT count(*) FROM count_line WHERE attempt_id IN (SELECT id FROM count_attempt "
                        "WHERE purpose = 'closing')") == 13  # fmt: skip


async def test_cd_94_a_full_count_takes_digits_enter_and_f10(till: Till) -> None:
    app = drawer_app(till.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, till.clinic)
        await press(app, pilot, "2")
        text = await press(app, pilot, *counted_line("1 1 1 1 1 10 10 10 20 50"), "f10")
        assert "EVEN" in text and "200.00" in text


async def test_a_million_pieces_a_minus_and_a_paste_are_refused_in_words(till: Till) -> None:
    from textual import events

    app = drawer_app(till.clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, till.clinic)
        await press(app, pilot, "2")
        assert "more than a drawer can hold" in await press(app, pilot, *"1000000", "enter")
        assert "Type how many pieces" in await press(app, pilot, "-")
        await press(app, pilot, "backspace")
        app.screen.post_message(events.Paste("1e3"))
        assert "only a number can be pasted" in await press(app, pilot)
        app.screen.post_message(events.Paste("14+6"))
        assert "1,000.00" in await press(app, pilot), "pasted on the fifties: twenty of them"
    assert till.session.state.value == "counting"


async def test_one_slip_of_a_terminal_covers_hsa_cards_too(till: Till) -> None:
    clinic = till.clinic
    medical = replace(card(3000), kind=TenderKind.HSA)
    till.take(clinic.add_patient(), card(6000))
    till.take(clinic.add_patient("ADAMS"), medical)
    app = drawer_app(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_drawer(app, pilot, clinic)
        await press(app, pilot, "2", *counted_line("1 0 5 0 0 0 0 0 0 0"))
        text = await press(app, pilot, *"0412 2 90", "enter", "f10")
        assert "F10 closes the drawer" in text and text.count("EVEN") == 3 and "HSA/FSA card T1" in text
        assert "END OF DAY" in await press(app, pilot, "f10")


# --- blind ---
def figures() -> set[str]:
    """Everything that would tell what the drawer should hold, as it could be written."""
    found = set()
    for cents in (20000 + 12_345, 12_345, 67_89, 12_345 + 67_89):
        found |= {f"{cents / 100:,.2f}", f"{cents / 100:.2f}", str(cents)}
    return found


async def test_cd_95_nothing_on_the_screen_in_the_tree_or_in_the_queries_tells(till: Till) -> None:
    clinic = till.clinic
    patient = clinic.add_patient()
    till.take(patient, cash(12_345))
    till.take(patient, card(67_89), check(1_111, "1017"))
    app = drawer_app(clinic)
    seen: list[tuple[str, Any]] = []

    def listen(_c: object, _u: object, statement: str, parameters: Any, *_more: object) -> None:
        seen.append((statement, parameters))

    async with app.run_test(size=(120, 40)) as pilot:
        place = await at_drawer(app, pilot, clinic)
        engines = {clinic.store._engine, getattr(clinic.store, "_writing", clinic.store._engine)}
        for engine in engines:
            event.listen(engine, "before_cursor_execute", listen)
        try:
            await press(app, pilot, "2")
            for key in ("7", "enter", "full_stop", "f2", "f5", "0"):
                await press(app, pilot, key)
            text = screen_text(app)
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", listen)
        tree = "\n".join(_everything(widget) for widget in place.walk_children())
    assert "Count first" in text and "check 1017" in text
    for figure in figures():
        alone = re.compile(rf"(?<![0-9a-f]){re.escape(figure)}(?![0-9a-f])")  # not by chance inside an id or an address
        assert figure not in text and not alone.search(tree), figure
    money = [one for one, _ in seen if "ledger_line" in one and "cents" in one]
    assert seen and all("account = " in one and "sum(" not in one.lower() for one in money), money
    accounts = {str(given) for one, given in seen if one in money}
    assert accounts and not any("till" in given or "cards" in given for given in accounts)


def _everything(widget: Any) -> str:
    """What a widget holds: its content and every plain value of its own."""
    parts = [str(getattr(widget, "content", "")), str(getattr(widget, "value", "")), str(widget.__dict__)]
    pages = getattr(widget, "_pages", None)
    return " ".join([*parts, str(getattr(pages, "_pages", ""))])
