"""Listening to telephones over a real store: once, by one listener, and never over what a rep saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import pytest

from psr_tui.domain.errors import InvalidInput, NotAllowed, NotFound, Refused, StoreFull
from psr_tui.domain.phone_sources import LEASE, PhoneSource, SourceKind
from psr_tui.domain.queue_log import DOUBLED
from psr_tui.domain.rep_lines import LineState
from psr_tui.domain.staff import Actor
from psr_tui.services.every import Services
from psr_tui.services.phone_line import PhoneLineService
from psr_tui.services.phone_listening import Listened, PhoneListening
from psr_tui.store.repositories.phone_events import PhoneEventRepository
from psr_tui.store.tables.calls import CallRow
from tests.helpers.clinic import NOW, SETUP, TestClinic, make_clinic
from tests.helpers.phone_lines import QUEUE_LOG

LINES = QUEUE_LOG.encode().splitlines(keepends=True)
EVER = (datetime(1990, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC))


class Desk:
    """One clinic with a queue_log of its own for each test, so that the store is made once."""

    def __init__(self, clinic: TestClinic, folder: Path, name: str) -> None:
        self.clinic = clinic
        self.log = folder / "queue_log"
        self.log.touch()
        self.name = name
        self.admin = clinic.actor("admin", "desk-9")
        self.service: PhoneLineService = Services(clinic.store, clinic.clock).phone_line
        self.source = PhoneSource(name, SourceKind.QUEUE_LOG, path=str(self.log))
        self.service.add_source(self.admin, self.source)

    def write(self, *lines: bytes) -> None:
        with self.log.open("ab") as file:
            file.write(b"".join(lines).replace(b"booking", self.name.encode()))

    def hear(self, listening: PhoneListening, actor: Actor) -> Listened:
        done = listening.one_pass(actor, self.name)
        while done.more:
            done = done.then(listening.one_pass(actor, self.name))
        return done

    def kinds(self) -> list[str]:
        with self.clinic.store.read() as work:
            return [event.kind.value for event in work.phone_events.between(*EVER, queue=self.name)]

    def waiting(self) -> list[tuple[str, str]]:
        with self.clinic.store.read() as work:
            return [(one.queue, one.number) for one in work.phone_state.waiting()]

    def told(self) -> PhoneSource:
        return next(one for one in self.service.sources(self.admin) if one.name == self.name)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClinic]:
    made = make_clinic(tmp_path_factory.mktemp("phone-line"))
    yield made
    made.store.close()


@pytest.fixture
def desk(shared: TestClinic, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    shared.clock.set(NOW)
    desk = Desk(shared, tmp_path, f"q{crc32(request.node.name.encode())}")
    yield desk
    if any(one.name == desk.name for one in desk.service.sources(desk.admin)):
        desk.service.remove_source(desk.admin, desk.name)


def test_one_listens_and_the_next_takes_over_when_it_is_gone(desk: Desk) -> None:
    first, second = desk.clinic.actor("mrivera", "desk-1"), desk.clinic.actor("tchen", "desk-2")
    one, two = desk.service.listening(), desk.service.listening()
    desk.write(*LINES[:2])
    assert desk.hear(one, first).events == 2
    assert desk.hear(two, second).events == 0
    assert "desk-1 listens" in desk.told().words(NOW, desk.clinic.clinic.tz)
    desk.write(*LINES[2:4], LINES[4][:20])
    desk.clinic.clock.advance(LEASE)  # the first station died without a word
    assert desk.hear(two, second).events == 2
    desk.write(LINES[4][20:])
    assert desk.hear(one, first).events == 0
    assert desk.hear(two, second).events == 1
    assert desk.kinds() == ["joined", "connected", "ended", "joined", "abandoned"]
    two.close(second)  # one that leaves in order is followed at once
    desk.write(LINES[0])
    assert desk.hear(one, first) == Listened(0, doubled=1)


def test_a_listener_that_slept_while_another_took_over_keeps_nothing(desk: Desk) -> None:
    first, second = desk.clinic.actor("mrivera", "desk-1"), desk.clinic.actor("tchen", "desk-2")
    one, two = desk.service.listening(), desk.service.listening()
    desk.write(LINES[0])
    desk.hear(one, first)
    desk.write(*LINES[1:])
    stale = one._lines[desk.name]
    source = desk.told()
    desk.clinic.clock.advance(LEASE)
    assert desk.hear(two, second).events == 4
    assert one._keep(first, source, stale, stale.line.hear(100)).events == 0  # it wakes in the middle of its pass
    assert len(desk.kinds()) == 5


def test_lines_that_came_twice_count_once_and_are_told(desk: Desk) -> None:
    actor = desk.clinic.actor()
    desk.write(*LINES, LINES[1], LINES[1], b"half a li\n", b"half a li\n")
    done = desk.hear(desk.service.listening(), actor)
    assert (done.events, done.doubled, done.warnings) == (6, 3, 1)
    assert "3 came twice and count once" in done.words()
    assert "1 line could not be read" in done.words()
    with pytest.raises(NotAllowed):
        desk.service.warnings(actor, 36500)
    found = [one for one in desk.service.warnings(desk.admin, 36500) if one.reason == DOUBLED]
    assert any(f"CONNECT 1772640000.1 {desk.name}" in one.raw for one in found)


def test_what_could_not_be_saved_is_heard_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = desk.clinic.actor()
    listening = desk.service.listening()
    desk.write(*LINES)

    def full(self: PhoneEventRepository, source: str, events: object) -> None:
        raise StoreFull("The disk is full: NOT saved.")

    with monkeypatch.context() as patch:
        patch.setattr(PhoneEventRepository, "append", full)
        with pytest.raises(StoreFull):
            listening.one_pass(actor, desk.name)
    assert desk.kinds() == []
    assert desk.hear(listening, actor).events == 5


def test_no_event_of_the_telephone_changes_what_a_rep_saved(desk: Desk) -> None:
    actor = desk.clinic.actor()
    with desk.clinic.store.write(SETUP) as work:
        for state, call_id in (("done", "1772640000.1"), ("talking", "1772640080.3")):
            outcome = "RES" if state == "done" else ""
            work.session.add(
                CallRow(
                    id=f"{desk.name}-{state}", direction="in", state=state, staff_id=actor.staff_id, started_at=NOW,
                    line_call_id=call_id, queue=desk.name, outcome=outcome, talk_seconds=7, changed_at=NOW,
                )
            )  # fmt: skip
        work.commit()
    saved = (
        "SELECT group_concat(quote(id) || state || outcome || talk_seconds || version || ended_at IS NULL) FROM call"
    )
    with desk.clinic.store.read() as work:
        before = work.session.connection().exec_driver_sql(saved).scalar_one()
    desk.write(*LINES)
    desk.hear(desk.service.listening(), actor)
    with desk.clinic.store.read() as work:
        assert work.session.connection().exec_driver_sql(saved).scalar_one() == before
    assert desk.kinds() == ["joined", "connected", "ended", "joined", "abandoned"]


def test_who_waits_and_whose_line_is_busy_is_seen_and_drawn_anew_from_the_log(desk: Desk) -> None:
    rep, lead = desk.clinic.actor("mrivera"), desk.clinic.actor("lgrant", "desk-2")
    desk.service.set_telephone(desk.admin, "mrivera", "Agent/A01", "201")
    listening = desk.service.listening()
    desk.write(LINES[0])
    desk.hear(listening, rep)
    assert desk.waiting() == [(desk.name, "+15055550142")]
    with desk.clinic.store.write(SETUP) as work:
        work.session.connection().exec_driver_sql("DELETE FROM queue_caller")
        work.commit()
    listening.close(rep)
    desk.hear(listening, rep)
    assert desk.waiting() == [(desk.name, "+15055550142")]
    desk.write(LINES[1])
    desk.hear(listening, rep)
    assert desk.waiting() == []
    assert desk.service.lines(rep)[rep.staff_id].state is LineState.TALKING

    with pytest.raises(InvalidInput):
        desk.service.clear_line(rep, "NONSENSE")
    with pytest.raises(InvalidInput, match="few words"):
        desk.service.clear_line(rep, "LS9")
    with pytest.raises(NotAllowed):
        desk.service.clear_line(desk.clinic.actor("tchen"), "LS1", staff_id=rep.staff_id)
    assert desk.service.clear_line(lead, "LS9", "the handset was swapped", rep.staff_id) == (
        "The line is idle again; it was talking."
    )
    line = desk.service.lines(rep)[rep.staff_id]
    assert (line.state, line.cleared_why) == (LineState.IDLE, "Other: the handset was swapped")
    assert "nothing was changed" in desk.service.clear_line(rep, "LS1")
    desk.write(*LINES[2:])  # the end of a call that was cleared away changes nothing
    desk.hear(listening, rep)
    assert desk.service.lines(rep)[rep.staff_id].since == line.since


def test_a_telephone_has_one_owner(desk: Desk) -> None:
    desk.service.set_telephone(desk.admin, "mrivera", "Agent/A01", "201")
    for agent, extension in (("agent/a01", ""), ("", "201")):
        with pytest.raises(Refused, match=r"telephone of M\. Rivera"):
            desk.service.set_telephone(desk.admin, "tchen", agent, extension)
    desk.service.set_telephone(desk.admin, "mrivera", "", "")
    given = desk.service.set_telephone(desk.admin, "tchen", "Agent/A01", "201")
    assert (given.login, given.extension) == ("tchen", "201")
    desk.service.set_telephone(desk.admin, "tchen", "", "")
    with pytest.raises(NotFound):
        desk.service.set_telephone(desk.admin, "nobody", "x", "")
    with pytest.raises(NotAllowed):
        desk.service.set_telephone(desk.clinic.actor("sotto"), "tchen", "x", "")


def test_a_source_that_was_removed_goes_on_where_it_was(desk: Desk) -> None:
    actor = desk.clinic.actor()
    listening = desk.service.listening()
    desk.write(*LINES[:2])
    desk.hear(listening, actor)
    with pytest.raises(Refused, match="listened to already"):
        desk.service.add_source(desk.admin, desk.source)
    desk.service.remove_source(desk.admin, desk.name)
    desk.write(*LINES[2:])
    assert desk.hear(listening, actor) == Listened()
    with pytest.raises(NotFound):
        desk.service.remove_source(desk.admin, desk.name)
    with pytest.raises(Refused, match=f"known as {desk.name} already"):
        desk.service.add_source(desk.admin, PhoneSource("other", SourceKind.QUEUE_LOG, path=str(desk.log)))
    with pytest.raises(NotAllowed):
        desk.service.add_source(actor, desk.source)
    desk.service.add_source(desk.admin, desk.source)
    assert desk.hear(listening, actor) == Listened(3)


def test_trouble_with_a_line_is_told_while_it_lasts(desk: Desk) -> None:
    actor = desk.clinic.actor()
    listening = desk.service.listening()
    desk.log.unlink()
    assert "is not there" in desk.hear(listening, actor).words()
    assert desk.told().trouble.endswith("is not there.")
    desk.write(*LINES)
    desk.clinic.clock.advance(timedelta(seconds=1))
    assert desk.hear(listening, actor) == Listened(5)
    assert desk.told().trouble == ""


def test_every_change_is_seen_on_other_stations_and_a_quiet_pass_writes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = desk.clinic.actor()
    listening = desk.service.listening()
    changes = "SELECT changes FROM topic WHERE name = 'line'"
    desk.hear(listening, actor)
    before = desk.clinic.count(changes)
    with monkeypatch.context() as patch:
        patch.setattr(type(desk.clinic.store), "write", None)  # whoever writes now fails
        desk.hear(listening, actor)
    desk.write(LINES[0])
    desk.hear(listening, actor)
    assert desk.clinic.count(changes) == before + 1
