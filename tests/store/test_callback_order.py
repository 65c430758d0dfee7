"""The list that SQL gives is the list the rules give: same order, same groups, same places, for everybody."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from psr_tui.domain.callback_filter import EVERYTHING, CallbackFilter, Whose
from psr_tui.domain.callback_list import CallbackLine, CallbackLook
from psr_tui.domain.callback_sorts import Sort, mixed, sort_key
from psr_tui.domain.callback_states import UNFINISHED, State
from psr_tui.domain.callbacks import Callback, Group, Priority, RankKey, group_of, rank_at, rank_key
from psr_tui.domain.staff import Actor
from psr_tui.services import call_acts
from psr_tui.store.repositories import callback_order
from psr_tui.store.repositories.callback_lines import line_of, lines
from psr_tui.store.tables.callbacks import CallbackRow
from psr_tui.store.tables.phone_blocks import PhoneBlockRow
from tests.helpers.clinic import NOW, SETUP, TestClinic, make_clinic

KEYS = ("America/Denver|NM", "America/Los_Angeles|CA", "America/New_York|NY", "America/New_York|KY")
BLOCKS = {"block-rivera": "u-mrivera", "block-chen": "u-tchen"}
NAMES = ("ABEYTA", "BELTRÁN", "O'CONNOR", "PEÑA GARCÍA", "SMITH", "WALKER")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClinic]:
    """300 callbacks in every state, many of them tied in all but their id. No test here changes them."""
    clinic = make_clinic(tmp_path_factory.mktemp("crowd"))
    chance = random.Random(20260304)
    patients = [clinic.add_patient(NAMES[number % len(NAMES)], f"P{number}") for number in range(40)]
    staff = [None, None, None, "u-mrivera", "u-tchen", "u-lgrant"]
    live = iter(["u-mrivera", "u-tchen", "u-lgrant"])
    provider = clinic.add_provider()
    with clinic.store.write(SETUP) as work:
        for block, rep in BLOCKS.items():
            work.session.add(
                PhoneBlockRow(
                    id=block, staff_id=rep, state="running", planned_start=NOW, planned_end=NOW, changed_at=NOW
                )
            )
        work.callbacks.speak("u-tchen", ["es"])
        for number in range(300):
            state = chance.choice(["open"] * 12 + ["routed", "exhausted", "done", "cancelled"])
            holder = None
            if number % 100 == 50:
                state, holder = chance.choice(["claimed", "dialing", "wrap"]), next(live)
            priority = chance.choice(list(Priority))
            due = NOW + timedelta(minutes=chance.choice([-3000, -60, -60, -20, -1, 0, 1, 40, 4000]))
            front = state == "routed" or chance.random() < 0.05
            work.session.add(
                CallbackRow(
                    id=f"{chance.getrandbits(120):032x}",
                    patient_id=chance.choice(patients),
                    reason_code=f"R{number}",
                    priority=priority.value,
                    owner_id=chance.choice(staff),
                    due_at=due,
                    order_at=rank_at(due, priority),
                    patient_zone="America/Denver",
                    window_key=chance.choice(KEYS),
                    blocked=chance.choice([""] * 9 + ["no_number"]),
                    promise=chance.random() < 0.4,
                    red_flag=front and chance.random() < 0.5,
                    group_rank=1 if front else 2,
                    attempts=chance.choice([0, 0, 1]),
                    state=state,
                    claimed_by=holder,
                    claimed_at=NOW if holder else None,
                    reserved_block_id=chance.choice([None] * 6 + list(BLOCKS)),
                    needs_language=chance.random() < 0.2,
                    language=chance.choice(["en", "en", "es", "vi"]),
                    provider_id=chance.choice([None, provider]),
                    last_attempt_at=chance.choice([None, NOW - timedelta(hours=chance.choice([3, 30]))]),
                    requested_at=NOW - timedelta(minutes=chance.choice([10, 500])),
                    changed_at=NOW,
                )
            )
        work.commit()
    yield clinic
    clinic.store.close()


def _lines(crowd: TestClinic) -> list[CallbackLine]:
    with crowd.store.read() as work:
        rows = [line_of(tuple(row)) for row in work.session.connection().execute(lines())]
    return [line for line in rows if line.item.state in UNFINISHED]


def _look(crowd: TestClinic, actor: Actor) -> CallbackLook:
    with crowd.store.read() as work:
        look = call_acts.look_for(work, actor, work.callbacks.rules(work.now))
    # 09:47 in Chicago: Los Angeles sleeps, and Kentucky may be rung from ten o'clock there
    assert look.closed_keys == {"America/Los_Angeles|CA"}
    skipped = frozenset(line.item.id for line in _lines(crowd)[::17])
    return replace(look, skipped=skipped)


def _key(line: CallbackLine, look: CallbackLook) -> RankKey:
    open_now = look.window_open(line.window_key)
    return rank_key(line.item, look.now, look.viewer_id, open_now, look.passed(line.item))


@pytest.mark.parametrize("login", ["mrivera", "tchen", "sotto"])
def test_sql_and_rules_agree_on_order_groups_and_places(crowd: TestClinic, login: str) -> None:
    look = _look(crowd, crowd.actor(login))
    wanted = sorted(_lines(crowd), key=lambda line: _key(line, look))
    with crowd.store.read() as work:
        listed = work.callbacks.page(look, 0, 500)
        assert [line.item.id for line in listed] == [line.item.id for line in wanted]
        counts = work.callbacks.counts(look)
        assert work.callbacks.count(look) == counts.total == len(wanted)
        groups = [
            group_of(line.item, look.now, look.viewer_id, look.window_open(line.window_key), look.passed(line.item))
            for line in wanted
        ]
        assert {group: groups.count(group) for group in Group} == counts.by_group
        for place in (0, 1, 7, len(wanted) // 2, len(wanted) - 1):
            assert work.callbacks.index_of(look, wanted[place].item.id) == place
            first = [line.item.id for line in work.callbacks.page(look, place, 5)]
            assert first == [line.item.id for line in wanted[place : place + 5]]


def test_deep_pages_are_the_same_rows(crowd: TestClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    look = _look(crowd, crowd.actor())
    with crowd.store.read() as work:
        near = [line.item.id for line in work.callbacks.page(look, 0, 500)]
        monkeypatch.setattr(callback_order, "_DEEP", 2)
        for place in range(3, len(near), 29):
            assert [line.item.id for line in work.callbacks.page(look, place, 7)] == near[place : place + 7]


def test_jump_finds_the_next_surname_and_goes_round(crowd: TestClinic) -> None:
    look = _look(crowd, crowd.actor())
    with crowd.store.read() as work:
        listed = work.callbacks.page(look, 0, 500)
        places = [row for row, line in enumerate(listed) if line.patient.startswith("PEÑA")]
        assert work.callbacks.jump(look, "pen", 0) == places[0]
        assert work.callbacks.jump(look, "PEÑ", places[0] + 1) == places[1]
        assert work.callbacks.jump(look, "pen", places[-1] + 1) == places[0]
        assert work.callbacks.jump(look, "zz", 0) is None


def test_the_filter_narrows_rows_counts_and_places(crowd: TestClinic) -> None:
    look = _look(crowd, crowd.actor())
    narrow = replace(look, text="smi")
    with crowd.store.read() as work:
        everything = work.callbacks.page(look, 0, 500)
        wanted = [line.item.id for line in everything if line.patient.startswith("SMITH")]
        found = [line.item.id for line in work.callbacks.page(narrow, 0, 500)]
        assert found == wanted and work.callbacks.count(narrow) == len(wanted)
        assert work.callbacks.index_of(narrow, wanted[3]) == 3
        other = next(line.item.id for line in everything if line.item.id not in wanted)
        assert work.callbacks.index_of(narrow, other) is None


def test_finished_items_are_in_no_group(crowd: TestClinic) -> None:
    look = _look(crowd, crowd.actor())
    with crowd.store.read() as work:
        assert all(line.item.state in UNFINISHED for line in work.callbacks.page(look, 0, 500))
        assert not {State.DONE, State.CANCELLED} & {line.item.state for line in work.callbacks.page(look, 0, 500)}


@pytest.mark.parametrize("sort", [sort for sort in Sort if sort is not Sort.RANK])
def test_sorted_otherwise_the_groups_stay_and_sql_and_rules_agree(crowd: TestClinic, sort: Sort) -> None:
    look = replace(_look(crowd, crowd.actor()), sort=sort)
    rows = _lines(crowd)
    ranks = {line.item.id: _key(line, look) for line in rows}
    wanted: list[str] = []
    for group in sorted(Group):
        own = [line for line in rows if ranks[line.item.id][0] == group]
        if sort is Sort.MIX:
            wanted += [item.id for item in mixed([(line.item, ranks[line.item.id]) for line in own])]
        else:
            own.sort(key=lambda line: sort_key(line.item, line.last_at, sort, look.now, ranks[line.item.id]))
            wanted += [line.item.id for line in own]
    with crowd.store.read() as work:
        assert [line.item.id for line in work.callbacks.page(look, 0, 500)] == wanted
        for place in (0, 5, len(wanted) // 2, len(wanted) - 1):
            assert work.callbacks.index_of(look, wanted[place]) == place
            assert [line.item.id for line in work.callbacks.page(look, place, 4)] == wanted[place : place + 4]
        listed = work.callbacks.page(look, 0, 500)
        places = [row for row, line in enumerate(listed) if line.patient.startswith("PEÑA")]
        assert work.callbacks.jump(look, "pen", places[0] + 1) == places[1]


def test_the_order_next_follows_does_not_change_with_the_look(crowd: TestClinic) -> None:
    look = _look(crowd, crowd.actor("sotto"))
    taken = []
    for sort in Sort:
        with crowd.store.write(SETUP) as work:  # never committed
            taken.append(work.callbacks.claim_next(replace(look, sort=sort), NOW, "x"))
    assert taken[0] is not None and set(taken) == {taken[0]}


def test_a_list_for_a_kind_of_work_counts_and_pages_what_fits(crowd: TestClinic) -> None:
    look = _look(crowd, crowd.actor())
    for only in (
        CallbackFilter(Whose.POOL), CallbackFilter(Whose.MINE), CallbackFilter(languages=("es", "vi")),
        CallbackFilter(providers=("none",)),
    ):  # fmt: skip
        narrow = replace(look, wanted=only)
        with crowd.store.read() as work:
            everything = [line.item for line in work.callbacks.page(look, 0, 500)]
            fitting = [item.id for item in everything if _fits(narrow, item)]
            assert [line.item.id for line in work.callbacks.page(narrow, 0, 500)] == fitting
            assert work.callbacks.count(narrow) == len(fitting)


def _fits(look: CallbackLook, item: Callback) -> bool:
    return look.wanted.fits(look.viewer_id, item.owner_id, item.reason, item.language, item.provider_id)


def _first_offered(crowd: TestClinic, look: CallbackLook) -> str | None:
    """What the list says "next" should take under this look."""
    with crowd.store.read() as work:
        listed = work.callbacks.page(replace(look, wanted=EVERYTHING), 0, 500)
    for line in listed:
        item = line.item
        if item.state is not State.OPEN or _key(line, look)[0] != Group.DUE or (look.rush and not item.red_flag):
            continue
        first = item.front or item.red_flag or (item.promise and item.owner_id == look.viewer_id)
        if first or _fits(look, item):
            return item.id
    return None


@pytest.mark.parametrize("login", ["sotto", "admin"])
def test_next_takes_what_the_list_offers_first(crowd: TestClinic, login: str) -> None:
    """The claim is text of its own: under every look it must take what stands first on the list."""
    look = _look(crowd, crowd.actor(login))
    front = [line.item.id for line in _lines(crowd) if line.item.front or line.item.red_flag]
    narrow = [
        CallbackFilter(Whose.POOL), CallbackFilter(Whose.MINE), CallbackFilter(languages=("es", "vi")),
        CallbackFilter(reasons=tuple(f"R{number}" for number in range(0, 300, 7))),
        CallbackFilter(Whose.POOL, providers=("none",)), CallbackFilter(Whose.POOL, ("R9",), ("vi",)),
    ]  # fmt: skip
    looks = [look, replace(look, rush=True)]
    for other in (look, replace(look, skipped=look.skipped | set(front))):
        looks += [replace(other, speaks=frozenset({"en", "vi"})), replace(other, blocks=("block-chen",))]
        looks += [replace(other, wanted=only) for only in narrow]
    taken = []
    for one in looks:
        with crowd.store.write(SETUP) as work:  # never committed
            taken.append(work.callbacks.claim_next(one, NOW, "x"))
    assert taken == [_first_offered(crowd, one) for one in looks]
    assert len(set(taken)) > 4
