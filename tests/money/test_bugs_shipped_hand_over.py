"""Bugs that other systems shipped, one named test each: cash for the next shift (cash-drawer.md section 13)."""

from __future__ import annotations

import random

import pytest

from psr_tui.domain.errors import DeskError, NotAllowed, Refused
from psr_tui.domain.hand_over import CountOffer, EndOffer, OfferCash, OfferState
from psr_tui.services.hand_over import HandOverService
from tests.helpers.money import Till, command_id, rows
from tests.money.books import account, agree, drop, held, whole_close


def desk(till: Till) -> HandOverService:
    """Both sides of a hand-over."""
    return HandOverService(till.clinic.store, till.clinic.clock)


def offer(till: Till, to: str, cents: int) -> str:
    """Cash out of this till for somebody; the offer's id."""
    command = OfferCash(command_id("h"), till.session.session_id, f"u-{to}", rows(cents))
    return desk(till).offer(till.actor, command).offer_id


def take(till: Till, offer_id: str, cents: int) -> OfferState:
    """What the other rep counts."""
    command = CountOffer(command_id("n"), offer_id, till.session.session_id, rows(cents))
    return desk(till).count(till.actor, command).state


def end(till: Till, offer_id: str, *, refuse: bool) -> None:
    act = desk(till).refuse if refuse else desk(till).cancel
    act(till.actor, EndOffer(command_id("e"), offer_id, "not now"))


@pytest.mark.parametrize("seed", range(3))
def test_tc_29_offers_accepted_refused_and_cancelled_keep_tills_and_transit_constant(
    till: Till, other: Till, seed: int
) -> None:
    """Forty random acts of two reps on each other's cash: what both tills and the transit hold never changes."""
    clinic, dice = till.clinic, random.Random(seed)
    other.open(10_000)
    seats = {"mrivera": till, "tchen": other}
    sessions = {name: one.session.session_id for name, one in seats.items()}
    model = {"mrivera": 20_000, "tchen": 10_000}
    waiting: dict[str, tuple[str, int]] = {}  # who offered -> (offer, cents)
    for _ in range(40):
        source, target = dice.sample(sorted(seats), 2)
        act = dice.choice(["offer", "accept", "accept", "refuse", "cancel", "miscount", "again"])
        if act == "offer" and source not in waiting:
            cents = dice.randint(1, max(1, model[source]))
            if cents > model[source]:
                continue
            waiting[source] = (offer(seats[source], target, cents), cents)
            model[source] -= cents
        elif act == "offer" or source not in waiting:
            if source in waiting:
                with pytest.raises(Refused):
                    offer(seats[source], target, 1)
        else:
            ident, cents = waiting[source]
            back = {"refuse": (target, True), "cancel": (source, False)}
            if act in back:
                end(seats[back[act][0]], ident, refuse=back[act][1])
                model[source] += cents
            elif act == "miscount":
                assert take(seats[target], ident, cents + 1) is OfferState.OFFERED
                assert take(seats[target], ident, cents + 2) is OfferState.REFUSED
                model[source] += cents
            else:
                assert take(seats[target], ident, cents) is OfferState.ACCEPTED
                model[target] += cents
            del waiting[source]
            for late in (lambda i=ident: end(seats["tchen"], i, refuse=True), lambda i=ident: take(till, i, 5)):
                with pytest.raises(DeskError):  # there is one answer and no second one
                    late()
        in_transit = sum(cents for _, cents in waiting.values())
        assert account(clinic, "transit") == in_transit
        assert {name: held(clinic, sessions[name]).get("CASH", 0) for name in seats} == model
        assert sum(model.values()) + in_transit == 30_000
    assert clinic.count("SELECT count(*) FROM hand_over WHERE state <> 'offered'") >= 3


def test_tc_29_the_drawer_that_offered_closes_to_the_cent_after_a_refusal(till: Till, other: Till) -> None:
    """Refused or taken back, the source is exactly as before, and it cannot be counted in between."""
    other.open(0)
    session = till.session.session_id
    for refuse in (True, False):
        ident = offer(till, "tchen", 12_345)
        assert held(till.clinic, session) == {"CASH": 7_655}
        with pytest.raises(Refused, match=r"offered to T\. Chen"):
            till.count(7_655)
        end(other if refuse else till, ident, refuse=refuse)
        assert held(till.clinic, session) == {"CASH": 20_000}
    whole_close(till, 20_000)
    assert account(till.clinic, "over_short") == 0 and held(till.clinic, other.session.session_id) == {}


def test_tc_30_a_transfer_in_a_hand_over_is_counted_once_on_both_sides(till: Till, other: Till) -> None:
    """The float goes over with a drop between offer and answer, and back again: every cent once, in both reports."""
    clinic = till.clinic
    other.open(5_000)
    first = offer(till, "tchen", 8_000)
    drop(till, 2_000)
    drop(other, 1_000)
    assert take(other, first, 8_000) is OfferState.ACCEPTED
    second = offer(other, "mrivera", 3_000)
    end(till, second, refuse=True)
    third = offer(other, "mrivera", 3_000)
    assert take(till, third, 3_000) is OfferState.ACCEPTED
    assert held(clinic, till.session.session_id) == {"CASH": 13_000}
    assert held(clinic, other.session.session_id) == {"CASH": 9_000}
    texts = [one.close(agree(one, one.count(cents))).text for one, cents in ((till, 13_000), (other, 9_000))]
    assert all("EVEN" in text for text in texts)
    assert (account(clinic, "transit"), account(clinic, "safe"), account(clinic, "over_short")) == (0, 3_000, 0)
    assert till.drawer.opening(till.actor, "drawer-D1").last_left.cents == 13_000
    assert other.drawer.opening(other.actor, "drawer-D2").last_left.cents == 9_000


def test_only_who_was_named_learns_and_takes_and_nobody_takes_from_themselves(till: Till, other: Till) -> None:
    other.open(0)
    with pytest.raises(DeskError):
        offer(till, "mrivera", 100)
    ident = offer(till, "lgrant", 100)
    with pytest.raises(NotAllowed):
        take(other, ident, 100)
    with pytest.raises(NotAllowed):
        end(other, ident, refuse=True)
    with pytest.raises(NotAllowed):
        end(other, ident, refuse=False)
    end(till, ident, refuse=False)
    assert held(till.clinic, till.session.session_id) == {"CASH": 20_000}
