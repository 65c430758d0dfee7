"""Reviews of calls: which calls, who has one, how each stands (F8; call-center.md CC-116 to CC-118).

Scoring and disputes are in ``review_scoring``, what reviews say of each rep is in ``review_report``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import SystemRandom

from psr_tui.domain.clock import Clock, at_local, local_date
from psr_tui.domain.errors import Refused
from psr_tui.domain.quality import Mark, Review, ReviewState, Scorecard, check_claim, fair_pick, parse_wanted
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import so_many
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.review_scoring import ReviewScoring
from psr_tui.store.repositories.reviews import UnreviewedCall
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_WHAT = "This review"
SHOWN_DAYS = 14
"""How long a scored review stays on the list of who scores."""
_MAY_DISPUTE = (ReviewState.PASSED, ReviewState.FAILED)
OWN_DAYS = 90
"""How long reps see their own."""


@dataclass(frozen=True, slots=True)
class ReviewReading:
    """A review whole: with its marks once it is scored, else with the card it will be scored by."""

    review: Review
    marks: tuple[Mark, ...]
    card: Scorecard | None
    reason: str
    outcome: str


class ReviewService(ReviewScoring):
    """Everything the list of reviews asks for. Each act is one transaction."""

    def __init__(
        self, store: Store, clock: Clock, sample: Callable[[Sequence[str], int], Sequence[str]] | None = None
    ) -> None:
        super().__init__(store, clock)
        self._sample = sample or SystemRandom().sample

    # --- reading ---
    def listed(self, actor: Actor) -> list[Review]:
        """For a lead what is to be scored or answered, their own review first; then, for everybody, what was scored of
        their own calls. No patient is named on the list."""
        with self._store.read() as work:
            own = work.reviews.of_rep(actor.staff_id, work.now - timedelta(days=OWN_DAYS))
            if not actor.at_least(Role.LEAD):
                return own
            others = work.reviews.to_do(actor.staff_id, work.now - timedelta(days=SHOWN_DAYS))
        return [*sorted(others, key=lambda one: _order(one, actor.staff_id)), *own]

    def news(self, actor: Actor) -> str:
        """What should not be missed, in words, or nothing: a score that may still be disputed, a dispute to answer."""
        found = self.listed(actor)
        own = [one for one in found if one.staff_id == actor.staff_id]
        with self._store.read() as work:
            open_ = sum(one.state in _MAY_DISPUTE and (one.dispute_by or work.now) >= work.now for one in own)
        words = [f"{so_many(open_, 'call')} of yours scored"] if open_ else []
        if actor.at_least(Role.SUPERVISOR):
            waits = sum(one.state is ReviewState.DISPUTED and one not in own for one in found)
            words += [f"{so_many(waits, 'disputed score')} to answer"] if waits else []
        return f"{' and '.join(words)}: :reviews shows it." if words else ""

    def open(self, actor: Actor, review_id: str) -> ReviewReading:
        """A review with its call, for who scores and, once it is scored, for the rep; the patient is logged as seen
        first. Raises NotAllowed for anybody else."""
        with self._store.write(actor, "view", "qa_review", review_id) as work:
            one = must_exist(work.reviews.get(review_id), _WHAT)
            if one.staff_id != actor.staff_id:
                actor.require(Role.LEAD, "read a review of somebody else's call")
            elif not one.state.scored:
                raise Refused("This is a call of your own; you can read the review when it is scored.")
            if one.call.patient_id:
                work.audit.viewed([one.call.patient_id], "call review")
            work.commit()
        with self._store.read() as work:
            labels = {row.code: row.label for row in work.reference.reasons("call_reason")}
            outcome = work.callbacks.rules(work.now).outcomes.get(one.call.outcome)
            return ReviewReading(
                one, work.reviews.marks(review_id), None if one.state.scored else work.scorecards.get(one.scorecard),
                labels.get(one.call.reason, one.call.reason), outcome.label if outcome else one.call.outcome,
            )  # fmt: skip

    def calls(self, actor: Actor, staff_id: str, day: date) -> list[UnreviewedCall]:
        """Saved calls of a rep on a day that nobody has put under review."""
        actor.require(Role.LEAD, "choose calls to review")
        with self._store.read() as work:
            tz = work.clinic.get().tz
            since, until = at_local(day, 0, 0, tz), at_local(day + timedelta(days=1), 0, 0, tz)
            return work.reviews.unreviewed(since, until, staff_id)

    def cards(self, actor: Actor) -> list[Scorecard]:
        """The scorecards there are."""
        with self._store.read() as work:
            return work.scorecards.all()

    # --- choosing ---
    def add(self, actor: Actor, call_id: str, staff_id: str, day: date, card: str) -> str:
        """Put one call under review. Raises Refused when somebody was quicker."""
        actor.require(Role.LEAD, "choose calls to review")
        with self._store.write(actor, "review.add", "call", call_id) as work:
            tz = work.clinic.get().tz
            since, until = at_local(day, 0, 0, tz), at_local(day + timedelta(days=1), 0, 0, tz)
            if call_id not in {one.call_id for one in work.reviews.unreviewed(since, until, staff_id)}:
                raise Refused("This call is under review already, or is not saved yet; choose another one.")
            must_exist(work.scorecards.get(card), "This scorecard")
            self._added(work, actor, call_id, staff_id, card)
            work.commit()
        return "The call waits for a review."

    def pick(self, actor: Actor, wanted: int, card: str) -> str:
        """Draw calls of this month at random, so that every rep who had calls gets ``wanted`` reviews a month. Drawn
        twice, nobody gets more. Raises InvalidInput for a number nobody scores."""
        actor.require(Role.LEAD, "choose calls to review")
        parse_wanted(str(wanted))
        with self._store.write(actor, "review.pick", "qa_review") as work:
            must_exist(work.scorecards.get(card), "This scorecard")
            tz = work.clinic.get().tz
            since = at_local(local_date(work.now, tz).replace(day=1), 0, 0, tz)
            calls: dict[str, list[str]] = {}
            for one in work.reviews.unreviewed(since, work.now):
                calls.setdefault(one.staff_id, []).append(one.call_id)
            picked = fair_pick(calls, work.reviews.reviewed_calls(since, work.now), wanted, self._sample)
            for staff_id, ids in picked.items():
                for call_id in ids:
                    self._added(work, actor, call_id, staff_id, card)
            work.commit()
        count = sum(len(ids) for ids in picked.values())
        if not count:
            return f"Nothing was drawn: whoever had calls this month has {wanted} reviews, or no call without one."
        return (
            f"{so_many(count, 'call')} of {so_many(len(picked), 'rep')} drawn at random; 1 scores the one you are on."
        )

    # --- whose ---
    def claim(self, actor: Actor, review_id: str, version: int) -> str:
        """Take a review to score it; taking one's own again changes nothing. Raises Refused while another one is
        open, and for a call of one's own."""
        actor.require(Role.LEAD, "score a call")
        with self._store.write(actor, "review.claim", "qa_review", review_id) as work:
            one = must_exist(work.reviews.get(review_id), _WHAT)
            check_claim(one, actor.staff_id)
            if one.state is ReviewState.CLAIMED:
                return "Yours already."
            guard_version(_WHAT, one, version, work.clinic.get().tz)
            held = work.reviews.claimed_by(actor.staff_id)
            if held is not None:
                raise Refused(f"You are scoring a call of {held.rep}; finish it (1) or give it back (8) first.")
            self._change(work, actor, "claim", one, state=ReviewState.CLAIMED.value, claimed_by=actor.staff_id)
            work.commit()
        return "Yours now."

    def give_back(self, actor: Actor, review_id: str, version: int) -> str:
        """Somebody else may score it; a supervisor gives back what a colleague has. What was answered is kept for who
        answered it, until somebody has scored the call."""
        with self._store.write(actor, "review.give_back", "qa_review", review_id) as work:
            one = must_exist(work.reviews.get(review_id), _WHAT)
            guard_version(_WHAT, one, version, work.clinic.get().tz)
            if one.state is not ReviewState.CLAIMED:
                raise Refused("Nobody is scoring this call; there is nothing to give back.")
            if one.claimed_by != actor.staff_id:
                actor.require(Role.SUPERVISOR, f"give back what {one.claimer} has")
            self._change(work, actor, "give_back", one, state=ReviewState.WAITING.value, claimed_by=None)
            work.commit()
        return "It waits for whoever scores next; your answers are there if that is you."

    def _added(self, work: UnitOfWork, actor: Actor, call_id: str, staff_id: str, card: str) -> None:
        review_id = work.reviews.add(call_id, staff_id, card, actor.name, work.now)
        work.audit.append("review.add", "qa_review", review_id, detail={"call": call_id})
        work.touch("work")


def _order(one: Review, staff_id: str) -> tuple[int, datetime, str]:
    if one.state is ReviewState.CLAIMED:
        return (0 if one.claimed_by == staff_id else 3), one.call.started_at, one.id
    if one.state is ReviewState.DISPUTED:
        return 1, one.answer_by or one.call.started_at, one.id
    return (2 if one.state is ReviewState.WAITING else 4), one.call.started_at, one.id
