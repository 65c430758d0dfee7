"""Scoring a call, disputing the score, and the answer: each one transaction (call-center.md CC-116, CC-117)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psr_tui.domain.clock import Clock, local
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.quality import (
    Answer,
    Mark,
    Review,
    ReviewState,
    Scorecard,
    check_answer,
    check_dispute,
    check_scores,
    marks_of,
    scored,
)
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.text import clean_note
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.services.limit_steps import end_limits
from psr_tui.store.repositories.limit_objects import REVIEW
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_WHAT = "This review"
_CALENDAR = "clinic"


@dataclass(frozen=True, slots=True)
class ScoreCall:
    """What a scorer answered, by position of the checkpoint. ``card``: the one they read while they answered."""

    review_id: str
    card: Scorecard
    answers: Mapping[int, Answer]
    comments: Mapping[int, str]
    note: str = ""


class ReviewScoring:
    """What happens to a review from the first answer to the last word."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def score(self, actor: Actor, new: ScoreCall) -> str:
        """Save the score with texts and points as they are now. The same answers twice change nothing.

        Raises InvalidInput for a checkpoint without an answer and for a card of which nothing applies, Refused when
        somebody else has the review or the card was changed while it was answered.
        """
        with self._store.write(actor, "review.score", "qa_review", new.review_id) as work:
            one = must_exist(work.reviews.get(new.review_id), _WHAT)
            comments = {position: clean_note(text, 500) for position, text in new.comments.items()}
            marks = marks_of(new.card, new.answers, comments)
            if one.scored_by == actor.staff_id and work.reviews.marks(one.id) == marks:
                return "Saved already; nothing was changed."
            check_scores(one, actor.staff_id)
            if work.scorecards.get(one.scorecard) != new.card:
                raise Refused(
                    "The scorecard was changed while you scored; F12 leaves, and 1 opens it with the new one."
                )
            words = self._scored(work, actor, one, marks, clean_note(new.note, 2000))
            work.commit()
        return words

    def _scored(self, work: UnitOfWork, actor: Actor, one: Review, marks: tuple[Mark, ...], note: str) -> str:
        card = must_exist(work.scorecards.get(one.scorecard), "This scorecard")
        result = scored(marks, card.pass_percent)
        state = ReviewState.PASSED if result.passed else ReviewState.FAILED
        dispute_by = self._term(work)
        work.reviews.keep_marks(one.id, marks)  # while it is claimed: later the database refuses (trigger)
        self._change(
            work, actor, "score", one, state=state.value, scored_by=actor.staff_id, scored_at=work.now,
            points=result.points, of_points=result.of_points, pass_percent=result.pass_percent, note=note,
            dispute_by=dispute_by,
        )  # fmt: skip
        work.drafts.drop_all("review", one.id)
        missed = next((mark.checkpoint.position for mark in marks if mark.instant_failed), None)
        because = f", checkpoint {missed} fails the call" if missed is not None else ""
        until = f"{local(dispute_by, work.clinic.get().tz):%m/%d}"
        return f"{state.value.capitalize()}: {result.words}{because}. {one.rep} may dispute until {until}."

    def dispute(self, actor: Actor, review_id: str, version: int, words: str) -> str:
        """The rep says why the score is wrong; a supervisor who did not score answers within the clinic's term."""
        said = clean_note(words, 2000)
        if not said:
            raise InvalidInput("Why: say what the score gets wrong.", "Why")
        with self._store.write(actor, "review.dispute", "qa_review", review_id) as work:
            one = self._found(work, actor, review_id, version)
            check_dispute(one, actor.staff_id, work.now, _day(one.dispute_by, work))
            answer_by = self._term(work)
            self._change(
                work, actor, "dispute", one, state=ReviewState.DISPUTED.value, disputed_at=work.now,
                dispute_words=said, answer_by=answer_by,
            )  # fmt: skip
            worked = work.clocks.calendar(_CALENDAR).worked(work.now, answer_by)
            work.clocks.start("DISPUTE", REVIEW, review_id, minutes=int(worked.total_seconds() // 60))
            work.commit()
            return f"Disputed. A supervisor answers until {_day(answer_by, work)}."

    def answer(self, actor: Actor, review_id: str, version: int, upheld: bool, words: str) -> str:
        """The score stands, or it counts no more; with the reason. Late is better than never, and is on record."""
        actor.require(Role.SUPERVISOR, "answer a dispute")
        said = clean_note(words, 2000)
        if not said:
            raise InvalidInput("Why: say in a few words why.", "Why")
        state = ReviewState.UPHELD if upheld else ReviewState.OVERTURNED
        with self._store.write(actor, "review.answer", "qa_review", review_id) as work:
            one = self._found(work, actor, review_id, version)
            check_answer(one, actor.staff_id)
            self._change(
                work, actor, "answer", one, state=state.value, answered_at=work.now, answered_by=actor.staff_id,
                answer_words=said,
            )  # fmt: skip
            end_limits(work, actor, REVIEW, review_id, state.value)
            work.commit()
        return f"{'The score stands' if upheld else 'The score is overturned and counts no more'}; {one.rep} sees why."

    # --- the parts ---
    def _found(self, work: UnitOfWork, actor: Actor, review_id: str, version: int) -> Review:
        one = must_exist(work.reviews.get(review_id), _WHAT)
        guard_version(_WHAT, one, version, work.clinic.get().tz)
        return one

    @staticmethod
    def _term(work: UnitOfWork) -> datetime:
        """The end of work of the last working day for a dispute, or for its answer."""
        return work.clocks.calendar(_CALENDAR).end_after_days(work.now, work.clinic.get().dispute_days)

    @staticmethod
    def _change(work: UnitOfWork, actor: Actor, act: str, one: Review, **values: Any) -> None:
        work.reviews.change(one.id, actor.name, work.now, **values)
        detail = {"to": values["state"]} if "state" in values else {}
        work.audit.append(f"review.{act}", "qa_review", one.id, detail=detail)
        work.touch("work")


def _day(at: datetime | None, work: UnitOfWork) -> str:
    return f"{local(at, work.clinic.get().tz):%a %m/%d %H:%M}" if at is not None else ""
