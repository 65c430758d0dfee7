"""Printing beside the money: a posting stands whatever the printer does, and no page comes out twice unmarked."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from psr_tui.devices.printer import NoPrinter, Printer
from psr_tui.domain.errors import InvalidInput, NotAllowed, NotFound, Refused
from psr_tui.domain.printing import Page, PrintFailed, PrintKind
from psr_tui.services.print_steps import CUT_SHORT
from psr_tui.services.printing import PrintingService
from tests.helpers.clinic import TestClinic
from tests.helpers.money import Till, card, cash
from tests.helpers.printers import GOOD, NO_ROLL, a_printer, on_paper, pages, spool, switched_off

RECEIPT = PrintKind.RECEIPT


@pytest.fixture
def till(clinic: TestClinic) -> Till:
    """M. Rivera's drawer with one receipt."""
    till = Till(clinic)
    till.open()
    till.take(clinic.add_patient(), cash(2500))
    return till


def printing(clinic: TestClinic, printer: Printer) -> PrintingService:
    return PrintingService(clinic.store, clinic.clock, printer)


def prints(clinic: TestClinic) -> list[tuple[int, str]]:
    """(copy, by whom) of every print of a receipt that counts."""
    with clinic.store.read() as work:
        rows = work.session.connection().exec_driver_sql(
            "SELECT copy_number, staff_id FROM receipt_print ORDER BY copy_number"
        )
        return [(copy, who) for copy, who in rows]


def test_a_posting_alone_is_no_print_and_the_first_paper_is_the_original(till: Till, tmp_path: Path) -> None:
    assert prints(till.clinic) == []
    service = printing(till.clinic, spool(tmp_path / "spool"))
    first = service.print_page(till.actor, RECEIPT, 1)
    again = service.print_page(till.clinic.actor("tchen"), RECEIPT, 1)
    assert first.words == f"R-0000001 went to printer files in {tmp_path / 'spool'}."
    assert again.words.startswith("R-0000001 DUPLICATE 1 went to printer files")
    assert "DUPLICATE" not in on_paper(tmp_path / "spool", "R-0000001")
    copy = on_paper(tmp_path / "spool", "R-0000001-duplicate-1")
    assert copy.startswith("DUPLICATE 1, printed 03/04/2026 09:47 by\nT. Chen\n")
    assert copy.endswith(on_paper(tmp_path / "spool", "R-0000001"))
    assert prints(till.clinic) == [(0, "u-mrivera"), (1, "u-tchen")]
    assert till.clinic.count("SELECT count(*) FROM audit WHERE action = 'receipt.reprint'") == 1


def test_a_printer_that_fails_undoes_nothing_repeats_nothing_and_the_page_waits(till: Till, tmp_path: Path) -> None:
    before = till.clinic.count("SELECT count(*) FROM journal")
    off = printing(till.clinic, switched_off())
    for _ in range(2):  # pressed again: the same page, not a second one
        with pytest.raises(PrintFailed, match=r"refuses; .* R-0000001 waits in :printing\.$"):
            off.print_page(till.actor, RECEIPT, 1)
    (page,) = off.waiting(till.actor)
    assert (page.name, page.job.copy) == ("R-0000001", 0) and "refuses" in page.why
    assert prints(till.clinic) == [] and till.clinic.count("SELECT count(*) FROM journal") == before
    mended = printing(till.clinic, spool(tmp_path / "spool"))
    mended.retry(till.actor, page.job_id)
    assert pages(tmp_path / "spool") == ["R-0000001"] and prints(till.clinic) == [(0, "u-mrivera")]
    assert mended.waiting(till.actor) == []
    with pytest.raises(Refused, match="does not wait any more"):
        mended.retry(till.actor, page.job_id)


def test_no_paper_waits_until_the_roll_is_in(till: Till) -> None:
    with a_printer(NO_ROLL) as (port, _), pytest.raises(PrintFailed, match="no paper; put in a new roll"):
        printing(till.clinic, network(port)).print_page(till.actor, RECEIPT, 1)
    with a_printer(GOOD) as (port, got):
        printing(till.clinic, network(port)).print_page(till.actor, RECEIPT, 1)
    assert b"R-0000001" in b"".join(got) and prints(till.clinic) == [(0, "u-mrivera")]


def network(port: int) -> Printer:
    from psr_tui.devices.make import make_printer
    from psr_tui.domain.printing import PrinterKind, PrinterSettings

    return make_printer(PrinterSettings(PrinterKind.NETWORK, f"127.0.0.1:{port}", kick=2))


class Broken(NoPrinter):
    """A printer whose line breaks in the middle of a page, or whose program ends there."""

    words = "a printer whose line breaks"

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def print(self, page: Page) -> None:
        raise self._error


def test_what_may_be_on_paper_counts_and_comes_out_as_a_duplicate(till: Till, tmp_path: Path) -> None:
    with pytest.raises(PrintFailed):
        printing(till.clinic, Broken(PrintFailed("The line broke.", begun=True))).print_page(till.actor, RECEIPT, 1)
    assert prints(till.clinic) == [(0, "u-mrivera")]
    printing(till.clinic, spool(tmp_path / "spool")).print_page(till.actor, RECEIPT, 1)
    assert pages(tmp_path / "spool") == ["R-0000001-duplicate-1"]
    assert prints(till.clinic) == [(0, "u-mrivera"), (1, "u-mrivera")]


def test_a_program_that_ends_in_a_print_leaves_a_page_that_nobody_takes_for_the_original(
    till: Till, tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        printing(till.clinic, Broken(KeyboardInterrupt())).print_page(till.actor, RECEIPT, 1)
    service = printing(till.clinic, spool(tmp_path / "spool"))
    assert service.waiting(till.actor)[0].why == "It is being printed now."
    with pytest.raises(Refused, match=r"is being printed by M\. Rivera right now"):
        service.print_page(till.clinic.actor("tchen"), RECEIPT, 1)
    till.clinic.clock.advance(timedelta(seconds=61))
    (page,) = service.waiting(till.actor)
    assert page.why == CUT_SHORT
    service.retry(till.actor, page.job_id)
    assert pages(tmp_path / "spool") == ["R-0000001-duplicate-1"]


def test_a_page_cut_short_and_given_up_never_comes_out_as_an_original_either(till: Till, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        printing(till.clinic, Broken(KeyboardInterrupt())).print_page(till.actor, RECEIPT, 1)
    till.clinic.clock.advance(timedelta(seconds=61))
    service = printing(till.clinic, spool(tmp_path / "spool"))
    (page,) = service.waiting(till.actor)
    service.give_up(till.actor, page.job_id, page.version)
    service.print_page(till.actor, RECEIPT, 1)
    assert pages(tmp_path / "spool") == ["R-0000001-duplicate-1"]


def test_eight_who_print_at_once_get_one_original_and_numbered_copies(till: Till, tmp_path: Path) -> None:
    done: list[int] = []

    def press() -> None:
        service = printing(till.clinic, spool(tmp_path / "spool"))
        try:
            done.append(service.print_page(till.actor, RECEIPT, 1).copy)
        except Refused:
            done.append(-1)

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    came_out = sorted(copy for copy in done if copy >= 0)
    assert len(done) == 8 and came_out == list(range(len(came_out))) and came_out
    assert [copy for copy, _ in prints(till.clinic)] == came_out
    assert len(pages(tmp_path / "spool")) == len(came_out)


def test_a_page_is_given_up_by_name_and_can_be_printed_later(till: Till, tmp_path: Path) -> None:
    off = printing(till.clinic, switched_off())
    with pytest.raises(PrintFailed):
        off.print_page(till.actor, RECEIPT, 1)
    (page,) = off.waiting(till.actor)
    assert off.give_up(till.actor, page.job_id, page.version).startswith("R-0000001 waits no more.")
    assert off.waiting(till.actor) == []
    with pytest.raises(Refused, match="was taken up by"):
        off.give_up(till.actor, page.job_id, page.version)
    printing(till.clinic, spool(tmp_path / "spool")).print_page(till.actor, RECEIPT, 1)
    assert pages(tmp_path / "spool") == ["R-0000001"]
    assert till.clinic.count("SELECT count(*) FROM audit WHERE action = 'print.give_up'") == 1


def test_without_a_printer_nothing_waits(till: Till) -> None:
    service = printing(till.clinic, NoPrinter())
    with pytest.raises(PrintFailed, match="No printer is set up"):
        service.print_page(till.actor, RECEIPT, 1)
    assert service.waiting(till.actor) == [] and prints(till.clinic) == []


def test_a_receipt_that_is_not_there(till: Till, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        printing(till.clinic, spool(tmp_path)).print_page(till.actor, RECEIPT, 99)


def test_a_day_report_prints_its_stored_bytes_for_those_who_may(till: Till, tmp_path: Path) -> None:
    stored = till.close(till.count(22500)).text
    service = printing(till.clinic, spool(tmp_path / "spool"))
    service.print_page(till.actor, PrintKind.DAY_REPORT, 1)
    assert on_paper(tmp_path / "spool", "Z-000001") == stored
    service.print_page(till.clinic.actor("sotto"), PrintKind.DAY_REPORT, 1)
    copy = on_paper(tmp_path / "spool", "Z-000001-duplicate-1")
    assert copy.startswith("DUPLICATE 1,") and copy.endswith(stored)
    with pytest.raises(NotAllowed, match="print Z 000001 of somebody else"):
        service.print_page(till.clinic.actor("tchen"), PrintKind.DAY_REPORT, 1)
    assert till.drawer.reprint_report(till.actor, 1).text.startswith("DUPLICATE 2,")  # from the command line
    service.print_page(till.actor, PrintKind.DAY_REPORT, 1)
    assert pages(tmp_path / "spool") == ["Z-000001", "Z-000001-duplicate-1", "Z-000001-duplicate-3"]


def test_a_test_page_never_waits(till: Till, tmp_path: Path) -> None:
    off = printing(till.clinic, switched_off())
    with pytest.raises(PrintFailed, match=r"is the port right\?$"):
        off.print_page(till.actor, PrintKind.TEST)
    assert off.waiting(till.actor) == []
    printing(till.clinic, spool(tmp_path / "spool")).print_page(till.actor, PrintKind.TEST)
    assert "TEST PAGE" in on_paper(tmp_path / "spool", "Test-page")


# --- drawers ----------------------------------------------------------------------------------------------------------


def kicks(clinic: TestClinic) -> list[tuple[str, str, str, bool]]:
    """(who, why, note, with a posting) of every opened drawer."""
    with clinic.store.read() as work:
        rows = work.session.connection().exec_driver_sql(
            "SELECT staff_name, reason_code, note, journal_id IS NOT NULL FROM drawer_kick ORDER BY reason_code"
        )
        return [(who, why, note, bool(posted)) for who, why, note, posted in rows]


def test_a_drawer_opened_without_a_payment_is_logged_before_it_opens(till: Till) -> None:
    session = till.session.session_id
    with a_printer(b"") as (port, got):
        said = printing(till.clinic, network(port)).kick_drawer(till.actor, session, "NS1")
    assert said == "The drawer is open; it is logged with your name." and b"".join(got).startswith(b"\x1bp\0")
    said = printing(till.clinic, NoPrinter()).kick_drawer(till.actor, session, "NS9", "stuck coin")
    assert said == "It is logged. No drawer kick is connected here; open the drawer with its key."
    with pytest.raises(PrintFailed, match="opening is logged; open the drawer with its key"):
        printing(till.clinic, network(port)).kick_drawer(till.actor, session, "NS2")
    assert kicks(till.clinic) == [
        ("M. Rivera", "NS1", "", False),
        ("M. Rivera", "NS2", "", False),
        ("M. Rivera", "NS9", "stuck coin", False),
    ]
    assert till.clinic.count("SELECT count(*) FROM audit WHERE action = 'drawer.kick'") == 3


def test_who_may_open_which_drawer_and_with_what_words(till: Till) -> None:
    service, session = printing(till.clinic, NoPrinter()), till.session.session_id
    for code, note, words in (
        ("", "", "choose why"),
        ("XX", "", "choose why"),
        ("NS9", " ", "few words"),
        ("NS1", "4111 1111 1111 1111", "card number"),
    ):
        with pytest.raises(InvalidInput, match=words):
            service.kick_drawer(till.actor, session, code, note)
    with pytest.raises(NotAllowed, match="open the drawer of"):
        service.kick_drawer(till.clinic.actor("tchen"), session, "NS1")
    service.kick_drawer(till.clinic.actor("sotto"), session, "NS1")
    till.close(till.count(22500))
    with pytest.raises(Refused, match="is closed"):
        service.kick_drawer(till.actor, session, "NS1")
    assert [who for who, *_ in kicks(till.clinic)] == ["S. Otto"]


def test_cash_opens_the_drawer_and_a_card_does_not(till: Till, tmp_path: Path) -> None:
    service = printing(till.clinic, spool(tmp_path / "spool", receipts="always", kick=5))
    by_card = till.take(till.clinic.add_patient(), card(4000))
    assert service.after_posting(till.actor, by_card.journal_id, by_card.receipt_number).startswith("R-0000002 went to")
    assert pages(tmp_path / "spool") == ["R-0000002"] and kicks(till.clinic) == []
    in_cash = till.take(till.clinic.add_patient(), cash(1000))
    service.after_posting(till.actor, in_cash.journal_id, in_cash.receipt_number)
    assert pages(tmp_path / "spool") == ["R-0000002", "R-0000003", "kick"]
    assert kicks(till.clinic) == [("M. Rivera", "PAY", "R-0000003", True)]


def test_a_terminal_that_asks_prints_nothing_by_itself(till: Till, tmp_path: Path) -> None:
    service = printing(till.clinic, spool(tmp_path / "spool"))
    taken = till.take(till.clinic.add_patient(), cash(1000))
    assert not service.acts_by_itself and service.after_posting(till.actor, taken.journal_id, 2) == ""
    assert pages(tmp_path / "spool") == []
