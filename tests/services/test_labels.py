"""Labels through the list of pages: printed where the sheet is free, never lost, each logged on its patient."""

from __future__ import annotations

import socket
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from psr_tui.devices.label_printer import LabelPage, LabelPrinter, make_label_printer
from psr_tui.devices.printer import NoPrinter
from psr_tui.domain.errors import DeskError, InvalidInput, NotFound, Refused
from psr_tui.domain.label_kinds import LabelKind
from psr_tui.domain.label_printers import LabelPrinterKind, LabelPrinterSettings
from psr_tui.domain.printing import PrinterKind, PrintFailed
from psr_tui.services.label_printing import LabelOrder, LabelService
from psr_tui.services.printing import PrintingService
from tests.helpers.clinic import TestClinic
from tests.helpers.labels import drawn_at, page_streams

CHART, SPECIMEN, ADDRESS, APPOINTMENT = LabelKind.CHART, LabelKind.SPECIMEN, LabelKind.ADDRESS, LabelKind.APPOINTMENT


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where labels come out; beside the store of the clinic."""
    return tmp_path / "out"


def service(clinic: TestClinic, printer: LabelPrinter | None) -> LabelService:
    return LabelService(clinic.store, clinic.clock, printing(clinic, printer))


def printing(clinic: TestClinic, printer: LabelPrinter | None) -> PrintingService:
    return PrintingService(clinic.store, clinic.clock, NoPrinter(), printer)


def sheets(folder: Path) -> LabelPrinter:
    return make_label_printer(LabelPrinterSettings(), folder)


def roll(folder: Path, size: str = "2x1") -> LabelPrinter:
    settings = LabelPrinterSettings(LabelPrinterKind.ZPL, PrinterKind.FILE, str(folder), size=size)
    return make_label_printer(settings, folder)


def switched_off() -> LabelPrinter:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return make_label_printer(LabelPrinterSettings(LabelPrinterKind.ZPL, target=f"127.0.0.1:{port}"), Path())


def zpl_files(folder: Path) -> list[str]:
    return [one.read_text() for one in sorted(folder.iterdir(), key=lambda one: one.stat().st_mtime_ns)]


def test_each_print_goes_on_where_the_sheet_of_this_station_is_free(clinic: TestClinic, out: Path) -> None:
    labels, who, at_two = service(clinic, sheets(out)), clinic.actor(), clinic.actor("tchen", "desk-2")
    patient = clinic.add_patient()
    said = labels.print_labels(who, LabelOrder(patient, (CHART,), copies=2))
    assert said == f"Chart label MRN 000001, 2 of it went to 5160 sheets as PDF in {out}."
    assert labels.offer(who, patient).next_label == 3 and labels.offer(at_two, patient).next_label == 1
    labels.print_labels(who, LabelOrder(patient, (CHART, SPECIMEN), start=30))  # a new sheet is begun on the way
    assert labels.offer(who, patient).next_label == 2
    last = max(out.iterdir(), key=lambda one: one.stat().st_mtime_ns)
    (page,) = page_streams(last.read_bytes())
    assert max(y for _, y in drawn_at(page)) > 720  # the specimen label lies at the top of the new one


def test_every_print_is_logged_on_its_patient_with_what_it_was_and_no_name(clinic: TestClinic, out: Path) -> None:
    patient = clinic.add_patient("TOKENNAME", "Ann")
    service(clinic, sheets(out)).print_labels(clinic.actor(), LabelOrder(patient, (CHART,), copies=3))
    with clinic.store.read() as work:
        entries = work.audit.of_entity("patient", patient)
    assert [entry.action for entry in entries] == ["label.print", "view"]
    assert '"page":"Chart label MRN 000001, 3 of it"' in entries[0].detail
    assert "TOKEN" not in str([entry.detail for entry in entries])
    assert [path.name for path in out.iterdir()] == ["Chart-label-MRN-000001--3-of-it.pdf"]


def test_a_printer_that_is_off_loses_nothing_and_it_comes_out_elsewhere(clinic: TestClinic, out: Path) -> None:
    patient, who = clinic.add_patient("NGUYỄN", "Thị Hồng"), clinic.actor()
    order = LabelOrder(patient, (SPECIMEN,), 2, "S26-01")
    with pytest.raises(PrintFailed, match=r"refuses; .* Specimen label MRN 000001, 2 of it waits in :printing\.$"):
        service(clinic, switched_off()).print_labels(who, order)
    mended = printing(clinic, roll(out))
    (page,) = mended.waiting(who)
    assert page.name == "Specimen label MRN 000001, 2 of it" and "refuses" in page.why
    said = mended.retry(who, page.job_id)
    assert said.words == f"Specimen label MRN 000001, 2 of it went to printer files in {out}."
    (body,) = zpl_files(out)
    assert "^FDNGUYÊN, Thi Hông^FS" in body and "Specimen S26-01" in body and "^PQ2" in body
    assert mended.waiting(who) == []
    with pytest.raises(Refused, match="does not wait any more"):
        mended.retry(who, page.job_id)


def test_one_that_waits_can_be_given_up_by_name(clinic: TestClinic) -> None:
    patient, who = clinic.add_patient(), clinic.actor()
    with pytest.raises(PrintFailed):
        service(clinic, switched_off()).print_labels(who, LabelOrder(patient, (CHART,)))
    queue = printing(clinic, None)
    (page,) = queue.waiting(who)
    assert queue.give_up(who, page.job_id, page.version).startswith("Chart label MRN 000001 waits no more.")
    assert queue.waiting(who) == []


class CutShort:
    """A printer whose program ends, or whose line breaks, in the middle."""

    words = "a printer"
    sheet = None

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def fits(self, label: object) -> None: ...

    def print(self, page: LabelPage) -> None:
        raise self._error

    def check(self) -> str:
        return ""


def test_labels_that_may_be_out_are_printed_again_unmarked_and_both_are_logged(clinic: TestClinic, out: Path) -> None:
    patient, who = clinic.add_patient(), clinic.actor()
    with pytest.raises(PrintFailed):
        broken = CutShort(PrintFailed("The line broke.", begun=True))
        service(clinic, broken).print_labels(who, LabelOrder(patient, (CHART,)))
    with pytest.raises(KeyboardInterrupt):
        service(clinic, CutShort(KeyboardInterrupt())).print_labels(who, LabelOrder(patient, (CHART,)))
    clinic.clock.advance(timedelta(seconds=61))
    queue = printing(clinic, roll(out))
    for page in queue.waiting(who):
        assert "DUPLICATE" not in queue.retry(who, page.job_id).words
    assert len(zpl_files(out)) == 2 and "DUPLICATE" not in str(zpl_files(out))
    assert clinic.count("SELECT count(*) FROM audit WHERE action LIKE 'label.%'") == 4


@pytest.mark.parametrize(
    ("order", "why"),
    [
        ({"kinds": (APPOINTMENT,)}, "No visit is booked for an appointment label; book one first."),
        ({"kinds": (CHART,), "copies": 61}, "Copies: 1 to 60"),
        ({"kinds": (SPECIMEN,), "specimen_number": "^XA"}, "Specimen number: at most 20"),
        ({"kinds": (CHART, LabelKind.WRISTBAND)}, "No size is set for a wristband"),
        ({"kinds": ()}, "Choose which label"),
    ],
)
def test_what_cannot_be_printed_is_refused_before_anything_leaves(
    clinic: TestClinic, out: Path, order: dict[str, object], why: str
) -> None:
    patient = clinic.add_patient()
    with pytest.raises(InvalidInput, match=why):
        service(clinic, roll(out)).print_labels(clinic.actor(), LabelOrder(patient, **order))  # type: ignore[arg-type]
    assert not out.exists() and clinic.count("SELECT count(*) FROM print_job") == 0


def test_an_address_that_is_not_complete_is_refused(clinic: TestClinic, out: Path) -> None:
    patient = clinic.add_patient(street="")
    with pytest.raises(InvalidInput, match="add street, city and ZIP"):
        service(clinic, sheets(out)).print_labels(clinic.actor(), LabelOrder(patient, (ADDRESS,)))


def test_labels_that_waited_for_large_paper_are_refused_by_small_paper_and_go_on_waiting(
    clinic: TestClinic, out: Path
) -> None:
    patient, who = clinic.add_patient(), clinic.actor()
    with pytest.raises(PrintFailed):
        service(clinic, switched_off()).print_labels(who, LabelOrder(patient, (CHART,)))
    small = printing(clinic, roll(out, "0.5x0.5"))
    (page,) = small.waiting(who)
    with pytest.raises(PrintFailed, match="does not fit on labels of this size"):
        small.retry(who, page.job_id)
    assert [one.job_id for one in small.waiting(who)] == [page.job_id]


def test_the_appointment_label_is_of_the_next_booked_visit_and_names_no_type(clinic: TestClinic, out: Path) -> None:
    patient, provider = clinic.add_patient(), clinic.add_provider()
    clinic.add_visit(patient, "09:30", provider, date(2026, 3, 4))  # began before now
    clinic.add_visit(patient, "08:00", provider, date(2026, 3, 9), state="cancelled")
    clinic.add_visit(patient, "14:05", provider, date(2026, 3, 10), "NP30")
    clinic.add_visit(patient, "08:00", provider, date(2026, 4, 1))
    labels, who = service(clinic, roll(out)), clinic.actor()
    assert labels.offer(who, patient).coming == "Tue 03/10/2026 2:05 pm"
    labels.print_labels(who, LabelOrder(patient, (APPOINTMENT,)))
    (body,) = zpl_files(out)
    assert "SMITH, Jon" in body and "Tue 03/10/2026 2:05 pm" in body and "with Ann LEE, MD" in body
    assert "Come 15 minutes early with your" in body
    assert "New patient" not in body and "000001" not in body.replace("MRN-000001", "")


def test_the_offer_names_what_this_kind_of_visit_wants_and_its_view_is_logged(clinic: TestClinic, out: Path) -> None:
    patient = clinic.add_patient()
    visit = clinic.add_visit(patient, visit_type="NURSE")
    offer = service(clinic, sheets(out)).offer(clinic.actor(), patient, visit)
    assert offer.wanted == (SPECIMEN,) and offer.address == "1 Plaza Way, Santa Fe, NM 87501"
    assert clinic.count(f"SELECT count(*) FROM audit WHERE action = 'view' AND entity_id = '{patient}'") == 1
    with pytest.raises(NotFound):
        service(clinic, sheets(out)).offer(clinic.actor(), "nobody")


def test_a_terminal_without_labels_says_so_and_nothing_waits(clinic: TestClinic) -> None:
    patient, who = clinic.add_patient(), clinic.actor()
    labels = service(clinic, None)
    for act in (lambda: labels.offer(who, patient), lambda: labels.print_labels(who, LabelOrder(patient, (CHART,)))):
        with pytest.raises(DeskError, match=r"No label printer is set up here; .*\[printers\.labels\]"):
            act()
    assert clinic.count("SELECT count(*) FROM print_job") == 0


def test_what_a_label_says_cannot_be_changed_in_the_store(clinic: TestClinic, out: Path) -> None:
    service(clinic, sheets(out)).print_labels(clinic.actor(), LabelOrder(clinic.add_patient(), (CHART,)))
    for statement, why in (
        ("UPDATE print_job SET body = x'00'", "What a page says is never changed"),
        ("UPDATE print_job SET title = 'other'", "What a page says is never changed"),
        ("INSERT INTO print_job (version, changed_by, changed_at, id, kind, copy_number, station, printer, state, "
         "error, created_at, staff_id) SELECT 1, '', changed_at, 'x', 'label', 0, '', '', 'waiting', '', created_at, "
         "staff_id FROM print_job", "A label or paper needs its name, its words and its patient"),
    ):  # fmt: skip
        with clinic.store.read() as work, pytest.raises(DBAPIError, match=why):
            work.session.connection().exec_driver_sql(statement)
