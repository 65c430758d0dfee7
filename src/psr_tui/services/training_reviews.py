"""Reviews and clocks of the training day, by the same services as in real work: calls that were scored, one of them
disputed, two that wait; and how long messages and requests have waited, by the calendar of the day that is shown."""

from __future__ import annotations

from datetime import datetime, timedelta

from psr_tui.domain.clock import FixedClock, at_local, local_date
from psr_tui.domain.quality import Answer
from psr_tui.domain.staff import Actor
from psr_tui.services.limit_steps import record_misses
from psr_tui.services.review_scoring import ScoreCall
from psr_tui.services.reviews import ReviewService
from psr_tui.services.sign_in import SignInService
from psr_tui.store.repositories.limit_objects import CALLBACK, MESSAGE, LimitObjects
from psr_tui.store.repositories.reviews import UnreviewedCall
from psr_tui.store.store import Store

_CARD = "CALL"
_EACH = 3
_NO, _COMMENT = 2, "Told the balance before the birth date was asked."
_WORDS = "The caller gave both before; it is in the note of the first call."


class TrainingReviews:
    """Works on a training clinic that was just loaded; ``clock`` is the store's own and is moved through the hours."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        self._store, self._clock = store, clock
        self._sign_in = SignInService(store, clock)
        self._reviews = ReviewService(store, clock)

    def hold(self) -> None:
        """Leaves the clock where it stood."""
        now = self._clock.now()
        lead = self._sign_in.begin("u-lgrant", "desk-3", 0)
        self._waits(lead)
        self._sign_in.end(lead, "asked")
        with self._store.read() as work:
            tz = work.clinic.get().tz
            midnight = at_local(local_date(now, tz), 0, 0, tz)
            found = work.reviews.unreviewed(midnight - timedelta(days=10), midnight - timedelta(days=1))
        first, second = ([one for one in found if one.staff_id == rep][-_EACH:] for rep in ("u-mrivera", "u-tchen"))
        try:
            if len(first) == len(second) == _EACH:
                self._scored(first, second, midnight - timedelta(hours=8))
        finally:
            self._clock.set(now)

    def _scored(self, first: list[UnreviewedCall], second: list[UnreviewedCall], at: datetime) -> None:
        """Late yesterday a lead scored three calls; two wait. One rep disputed in the evening."""
        self._clock.set(at)
        lead = self._sign_in.begin("u-lgrant", "desk-3", 0)
        for one in (*first, *second[1:]):
            with self._store.read() as work:
                day = local_date(one.started_at, work.clinic.get().tz)
            self._reviews.add(lead, one.call_id, one.staff_id, day, _CARD)
        self._score(lead, first[0].call_id, "Good; next time ask for the birth date first.", missed=_NO)
        self._score(lead, second[1].call_id, "Very clear about what happens next.")
        self._score(lead, second[2].call_id, "", missed=_NO)
        self._sign_in.end(lead, "asked")
        self._clock.set(at + timedelta(hours=1))
        rep = self._sign_in.begin("u-tchen", "desk-2", 0)
        disputed = next(one for one in self._reviews.listed(rep) if one.call.call_id == second[2].call_id)
        self._reviews.dispute(rep, disputed.id, disputed.version, _WORDS)
        self._sign_in.end(rep, "asked")

    def _score(self, lead: Actor, call_id: str, note: str, missed: int = 0) -> None:
        one = next(review for review in self._reviews.listed(lead) if review.call.call_id == call_id)
        self._reviews.claim(lead, one.id, one.version)
        card = next(card for card in self._reviews.cards(lead) if card.code == _CARD)
        answers = {point.position: Answer.NO if point.position == missed else Answer.YES for point in card.checkpoints}
        comments = {missed: _COMMENT} if missed else {}
        self._reviews.score(lead, ScoreCall(one.id, card, answers, comments, note))

    def _waits(self, actor: Actor) -> None:
        """The clocks of what waits since before the day was made."""
        with self._store.write(actor, "limit.minute") as work:
            for message in work.portal_messages.standing():
                if not message.urgent:
                    due = work.clocks.start("PORTAL", MESSAGE, message.id, since=message.received_at)
                    work.portal_messages.change(message.id, message.changed_by, message.changed_at, due_at=due)
            for callback_id, asked in LimitObjects(work.session).untried():
                work.clocks.start("CALLBACK", CALLBACK, callback_id, since=asked)
            record_misses(work)
            work.commit()
