"""What a phone block reserves: others' "next" passes it over, the owner's takes it, and it comes back by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psr_tui.domain.callback_filter import CallbackFilter, Whose
from psr_tui.domain.callbacks import Group
from psr_tui.domain.staff import Actor
from psr_tui.services import reservations
from psr_tui.store.tables.phone_blocks import PhoneBlockRow
from tests.helpers.clinic import SETUP, TestClinic
from tests.services.callback_helpers import Phones, make_phones

REFILLS = CallbackFilter(reasons=("REFILL",))


@pytest.fixture
def phones(clinic: TestClinic) -> Phones:
    return make_phones(clinic)


def block(phones: Phones, rep: Actor, state: str = "running", block_id: str = "block") -> str:
    with phones.clinic.store.write(SETUP) as work:
        work.session.merge(
            PhoneBlockRow(
                id=block_id, staff_id=rep.staff_id, state=state, planned_start=work.now,
                planned_end=work.now + timedelta(hours=1), changed_at=work.now,
            )
        )  # fmt: skip
        work.commit()
    return block_id


def reserve(phones: Phones, rep: Actor, wanted: CallbackFilter, count: int, until: int = 0) -> int:
    with phones.clinic.store.write(rep, "block.start") as work:
        due_by = work.now + timedelta(minutes=until) if until else None
        held = reservations.reserve(work, rep, "block", wanted, count, due_by)
        work.commit()
    return held


def test_others_pass_reserved_items_over_and_see_for_whom_they_wait(phones: Phones) -> None:
    first, second, other = phones.add(minutes=-60), phones.add(minutes=-50), phones.add(reason_code="BILL")
    block(phones, phones.rivera)
    versions = [phones.row(one).version for one in (first, second)]
    assert reserve(phones, phones.rivera, REFILLS, 5) == 2
    assert phones.ids(phones.chen) == [other, first, second] and phones.ids(phones.rivera) == [first, second, other]
    counts = phones.service.counts(phones.chen)
    assert (counts.of(Group.DUE), counts.of(Group.BLOCKED), counts.total) == (1, 2, 3)
    assert phones.service.page(phones.chen, "", 1, 1)[0].why == "for M. Rivera's phone block"
    assert [phones.row(one).version for one in (first, second)] == versions
    hand = phones.service.claim_next(phones.chen)
    assert hand is not None and hand.item.id == other
    mine = phones.service.claim_next(phones.rivera, REFILLS)
    assert mine is not None and mine.item.id == first


def test_no_more_than_asked_for_and_what_falls_due_in_the_block(phones: Phones) -> None:
    phones.add(minutes=-60)
    soon = phones.add(minutes=40)
    phones.add(minutes=90)
    block(phones, phones.rivera)
    assert reserve(phones, phones.rivera, REFILLS, 1, until=60) == 1
    assert reserve(phones, phones.rivera, REFILLS, 9, until=60) == 1
    assert phones.row(soon).reserved_block_id == "block"


def test_a_row_that_is_reserved_can_still_be_picked_by_hand(phones: Phones) -> None:
    callback = phones.add()
    block(phones, phones.rivera)
    reserve(phones, phones.rivera, REFILLS, 1)
    assert phones.service.claim_this(phones.chen, callback, 1).item.id == callback


@pytest.mark.parametrize("how", ["unreserve", "ended", "next_day"])
def test_reservations_come_back_at_the_end_of_the_block_and_of_the_day(phones: Phones, how: str) -> None:
    callback = phones.add()
    block(phones, phones.rivera)
    reserve(phones, phones.rivera, REFILLS, 1)
    phones.service.minute(phones.chen)
    assert phones.row(callback).reserved_block_id == "block"
    if how == "unreserve":
        with phones.clinic.store.write(phones.rivera) as work:
            assert reservations.unreserve(work, "block") == 1
            work.commit()
    elif how == "ended":
        block(phones, phones.rivera, "ended")
    else:
        phones.clinic.clock.advance(timedelta(days=1))
    phones.service.minute(phones.chen)
    assert phones.row(callback).reserved_block_id is None


def test_a_skip_ends_the_hold_and_so_does_an_outcome(phones: Phones) -> None:
    callback, other = phones.add(minutes=-60), phones.add()
    block(phones, phones.rivera)
    reserve(phones, phones.rivera, REFILLS, 2)
    hand = phones.service.claim_next(phones.rivera, REFILLS)
    assert hand is not None and hand.item.id == callback
    phones.service.skip(phones.rivera, [(callback, 1)], "S1")
    assert phones.service.claim_next(phones.rivera)
    phones.service.save_outcome(phones.rivera, other, "c1", "NAN")
    assert phones.row(callback).reserved_block_id is phones.row(other).reserved_block_id is None


def test_a_block_is_for_what_it_says_but_red_flags_and_own_promises_come_first(phones: Phones) -> None:
    provider = phones.clinic.add_provider()
    spanish = phones.add(language="es", minutes=-10)
    billed = phones.add(reason_code="BILL", minutes=-20)
    lees = phones.add(provider_id=provider, minutes=-30)
    nurse = phones.add(minutes=-1, group_rank=1)
    mine = phones.add(minutes=-1, owner_id="u-mrivera", promise=True)

    def taken(wanted: CallbackFilter) -> str:
        hand = phones.service.claim_next(phones.rivera, wanted)
        if hand is None:
            return ""
        phones.service.save_outcome(phones.rivera, hand.item.id, f"c{hand.item.id}", "RES")
        return hand.item.id

    assert [taken(CallbackFilter(reasons=("BILL",))) for _ in range(4)] == [nurse, mine, billed, ""]
    assert [taken(CallbackFilter(providers=(provider,))) for _ in range(2)] == [lees, ""]
    assert taken(CallbackFilter(Whose.MINE)) == ""
    assert [taken(CallbackFilter(Whose.POOL, languages=("es",))) for _ in range(2)] == [spanish, ""]
