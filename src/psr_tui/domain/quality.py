"""Reviews of calls: points of a scorecard, who may score and dispute, a fair pick (call-center.md CC-116, CC-117)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psr_tui.domain.errors import InvalidInput, Refused

MOST_A_MONTH = 50
"""More reviews of one rep nobody scores; the mean of call centers is 6 (SQM)."""


class ReviewState(StrEnum):
    """``passed`` and ``failed`` are the end of it unless the rep disputes in time."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    PASSED = "passed"
    FAILED = "failed"
    DISPUTED = "disputed"
    UPHELD = "upheld"
    OVERTURNED = "overturned"

    @property
    def scored(self) -> bool:
        """Whether it has points."""
        return self not in (ReviewState.WAITING, ReviewState.CLAIMED)


class Answer(StrEnum):
    """What a scorer says of a checkpoint; what is not applicable counts neither for nor against."""

    YES = "yes"
    NO = "no"
    NA = "na"

    @property
    def word(self) -> str:
        return "n/a" if self is Answer.NA else self.value


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One thing a scorer looks at. ``instant_fail``: missing it fails the call whatever the points."""

    position: int
    words: str
    points: int
    instant_fail: bool = False


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A set of checkpoints; a call passes with ``pass_percent`` of the points that apply."""

    code: str
    label: str
    pass_percent: int
    checkpoints: tuple[Checkpoint, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A checkpoint as it was worded and weighed when it was answered."""

    checkpoint: Checkpoint
    answer: Answer
    comment: str = ""

    @property
    def instant_failed(self) -> bool:
        return self.checkpoint.instant_fail and self.answer is Answer.NO


@dataclass(frozen=True, slots=True)
class Score:
    """``of_points``: of the checkpoints that apply."""

    points: int
    of_points: int
    pass_percent: int
    instant_failed: bool = False

    @property
    def passed(self) -> bool:
        return not self.instant_failed and self.points * 100 >= self.pass_percent * self.of_points

    @property
    def words(self) -> str:
        """``11/13 84 %``, rounded down so that nothing looks passed that is not."""
        return f"{self.points}/{self.of_points} {percent(self.points, self.of_points)} %"


def percent(points: int, of_points: int) -> int:
    """Whole percent, rounded down."""
    return points * 100 // of_points if of_points else 0


def scored(marks: Sequence[Mark], pass_percent: int) -> Score:
    """The points of these marks. Raises InvalidInput when nothing applied: such a call says nothing."""
    counted = [mark for mark in marks if mark.answer is not Answer.NA]
    of_points = sum(mark.checkpoint.points for mark in counted)
    if not of_points:
        raise InvalidInput("Nothing on this card applies to the call; give it back (8) and choose another one.")
    points = sum(mark.checkpoint.points for mark in counted if mark.answer is Answer.YES)
    return Score(points, of_points, pass_percent, any(mark.instant_failed for mark in marks))


def marks_of(card: Scorecard, answers: Mapping[int, Answer], comments: Mapping[int, str]) -> tuple[Mark, ...]:
    """A mark for every checkpoint, by position. Raises InvalidInput naming the first without an answer."""
    for checkpoint in card.checkpoints:
        if checkpoint.position not in answers:
            raise InvalidInput(
                f"Checkpoint {checkpoint.position} has no answer yet: 1 yes, 2 no, 3 not applicable.",
                str(checkpoint.position),
            )
    return tuple(Mark(one, answers[one.position], comments.get(one.position, "")) for one in card.checkpoints)


@dataclass(frozen=True, slots=True)
class ReviewedCall:
    """The call under review. ``note`` and ``patient`` are shown to whoever scores, never on the list."""

    call_id: str
    started_at: datetime
    direction: str
    reason: str
    outcome: str
    talk_seconds: int
    hold_seconds: int
    wrap_seconds: int
    resolved: bool | None
    verified: str
    caller_role: str
    note: str
    patient_id: str
    patient: str


@dataclass(frozen=True, slots=True)
class Review:
    """A review with its call. Moments are aware UTC; ids and names are '' where nobody is meant."""

    id: str
    state: ReviewState
    staff_id: str
    rep: str
    scorecard: str
    claimed_by: str
    claimer: str
    scored_by: str
    scorer: str
    scored_at: datetime | None
    score: Score | None
    note: str
    dispute_by: datetime | None
    disputed_at: datetime | None
    dispute_words: str
    answer_by: datetime | None
    answered_at: datetime | None
    answerer: str
    answer_words: str
    call: ReviewedCall
    version: int
    changed_by: str
    changed_at: datetime


# --- who may do what ---
def check_claim(review: Review, staff_id: str) -> None:
    """Raises Refused: own calls are scored by somebody else, and one scorer has a review at a time."""
    if review.staff_id == staff_id:
        raise Refused("This is a call of your own; another lead scores it.")
    if review.state is ReviewState.CLAIMED and review.claimed_by != staff_id:
        raise Refused(f"{review.claimer} is scoring this call; choose another one.")
    if review.state.scored:
        raise Refused(f"This call was scored by {review.scorer} already; 5 shows how.")


def check_scores(review: Review, staff_id: str) -> None:
    """Raises Refused unless this person has the review."""
    check_claim(review, staff_id)
    if review.state is not ReviewState.CLAIMED:
        raise Refused("You do not have this review any more; 1 takes it again, and what you answered is kept.")


def check_dispute(review: Review, staff_id: str, now: datetime, until: str) -> None:
    """Raises Refused: reps dispute their own reviews, once, and in time. ``until``: the last day in words."""
    if review.staff_id != staff_id:
        raise Refused("Only the rep whose call it was may dispute this.")
    if review.disputed_at is not None:
        raise Refused(f"This review was disputed already and is {review.state.value}.")
    if not review.state.scored:
        raise Refused("This call is not scored yet.")
    if review.dispute_by is not None and now > review.dispute_by:
        raise Refused(f"It could be disputed until {until}; talk to a supervisor about it.")


def check_answer(review: Review, staff_id: str) -> None:
    """Raises Refused: a dispute is answered by somebody who neither scored the call nor took it."""
    if review.state is not ReviewState.DISPUTED:
        raise Refused("This review is not disputed; there is nothing to answer.")
    if staff_id == review.scored_by:
        raise Refused("You scored this call; another supervisor answers the dispute.")
    if staff_id == review.staff_id:
        raise Refused("This is a call of your own; another supervisor answers the dispute.")


# --- a fair pick ---
def parse_wanted(typed: str) -> int:
    """How many reviews a month each rep shall have, as typed. Raises InvalidInput with an example."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= MOST_A_MONTH):
        raise InvalidInput(f"How many: a whole number from 1 to {MOST_A_MONTH}, for example 6.", "How many")
    return int(text)


def fair_pick(
    calls: Mapping[str, Sequence[str]],
    have: Mapping[str, int],
    wanted: int,
    sample: Callable[[Sequence[str], int], Sequence[str]],
) -> dict[str, tuple[str, ...]]:
    """Calls to review, by rep: so many that each has ``wanted``, or all there are. ``calls``: by rep, without a review
    yet; ``have``: reviews of this month; ``sample`` draws without preference, each call as likely as the next."""
    picked = {}
    for staff_id, ids in calls.items():
        count = min(max(wanted - have.get(staff_id, 0), 0), len(ids))
        if count:
            picked[staff_id] = tuple(sample(ids, count))
    return picked
