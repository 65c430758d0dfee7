"""Reviews of calls on a real store: claimed once, scored once with the card frozen, disputed and answered in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from psr_tui.domain.errors import DeskError, InvalidInput, NotAllowed, Refused, Stale
from psr_tui.domain.quality import Answer, Review, ReviewState, Scorecard
from psr_tui.domain.staff import Actor
from psr_tui.domain.work import WorkKind
from psr_tui.services.every import Services
from psr_tui.services.review_scoring import ScoreCall
from tests.helpers.clinic import NOW, SETUP, TestClinic, make_clinic
from tests.helpers.phone_rows import put_call

DAY = date(2026, 3, 4)
CARD = "card CALL 80% A call\n1 Greeted\n3! Identified\n2 Said back\n"
GOOD = {1: Answer.YES, 2: Answer.YES, 3: Answer.NA}


class Reviews:
    """The people of a clinic that reviews calls."""

    def __init__(self, clinic: TestClinic) -> None:
        self.clinic = clinic
        self.services = Services(clinic.store, clinic.clock)
        self.service = self.services.reviews
        self.rep, self.lead, self.boss, self.admin = (
            clinic.actor(login) for login in ("mrivera", "lgrant", "sotto", "admin")
        )
        self.load(CARD)

    def load(self, card: str) -> list[str]:
        return self.services.scorecards.load(self.lead, card)

    @property
    def card(self) -> Scorecard:
        return self.service.cards(self.lead)[0]

    def get(self, review_id: str) -> Review:
        with self.clinic.store.read() as work:
            found = work.reviews.get(review_id)
        assert found is not None
        return found

    def waiting(self, login: str = "mrivera") -> str:
        """A call of this rep under review."""
        call_id = put_call(self.clinic, login, timedelta(hours=1))
        self.service.add(self.admin, call_id, f"u-{login}", DAY, "CALL")
        with self.clinic.store.read() as work:
            query = text("SELECT id FROM qa_review WHERE call_id = :call")
            return str(work.session.execute(query, {"call": call_id}).scalar())

    def claim(self, actor: Actor, review_id: str) -> str:
        return self.service.claim(actor, review_id, self.get(review_id).version)

    def scored(self, answers: dict[int, Answer] = GOOD, by: Actor | None = None) -> Review:
        """A call of the rep that was scored."""
        review_id = self.waiting()
        self.claim(by or self.lead, review_id)
        self.service.score(by or self.lead, ScoreCall(review_id, self.card, answers, {}))
        return self.get(review_id)

    def disputed(self) -> Review:
        one = self.scored({**GOOD, 2: Answer.NO})
        self.service.dispute(self.rep, one.id, one.version, "I did ask for the birth date")
        return self.get(one.id)


@pytest.fixture(scope="module")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reviews]:
    clinic = make_clinic(tmp_path_factory.mktemp("reviews"))
    yield Reviews(clinic)
    clinic.store.close()


@pytest.fixture
def desk(_kept: Reviews) -> Iterator[Reviews]:
    """The same clinic for every test, at the same time, with nothing claimed and the same card."""
    yield _kept
    _kept.clinic.clock.set(NOW)
    with _kept.clinic.store.write(SETUP) as work:
        work.session.execute(text("UPDATE qa_review SET state = 'waiting', claimed_by = NULL WHERE state = 'claimed'"))
        work.commit()
    _kept.load(CARD)


def local(desk: Reviews, at: datetime | None) -> str:
    assert at is not None
    with desk.clinic.store.read() as work:
        return f"{at.astimezone(work.clinic.get().tz):%Y-%m-%d %H:%M}"


def test_a_score_keeps_texts_points_and_percent_as_they_were(desk: Reviews) -> None:
    one = desk.scored({1: Answer.NO, 2: Answer.YES, 3: Answer.YES})
    assert (one.state, one.score and one.score.words) == (ReviewState.PASSED, "5/6 83 %")
    desk.load("card CALL 95% Another call\n9 Something else\n")
    again = desk.service.open(desk.rep, one.id)
    assert [mark.checkpoint.words for mark in again.marks] == ["Greeted", "Identified", "Said back"]
    assert again.review.score is not None and again.review.score.pass_percent == 80 and again.review.score.passed


def test_missing_an_instant_fail_fails_whatever_the_points(desk: Reviews) -> None:
    desk.load("card CALL 10% A call\n50 Greeted\n1! Identified\n")
    review_id = desk.waiting()
    desk.claim(desk.lead, review_id)
    told = desk.service.score(desk.lead, ScoreCall(review_id, desk.card, {1: Answer.YES, 2: Answer.NO}, {}))
    assert told.startswith("Failed: 50/51 98 %, checkpoint 2 fails the call.")
    assert desk.get(review_id).state is ReviewState.FAILED


def test_scored_twice_changes_nothing(desk: Reviews) -> None:
    one = desk.scored()
    same = ScoreCall(one.id, desk.card, GOOD, {})
    assert desk.service.score(desk.lead, same) == "Saved already; nothing was changed."
    with pytest.raises(Refused, match=r"scored by L\. Grant already"):
        desk.service.score(desk.lead, ScoreCall(one.id, desk.card, {**GOOD, 1: Answer.NO}, {}))
    assert desk.get(one.id).version == one.version


def test_a_card_that_changed_meanwhile_is_not_scored_by_mistake(desk: Reviews) -> None:
    review_id, before = desk.waiting(), desk.card
    desk.claim(desk.lead, review_id)
    desk.load("card CALL 80% A call\n1 Greeted\n")
    with pytest.raises(Refused, match="scorecard was changed while you scored"):
        desk.service.score(desk.lead, ScoreCall(review_id, before, GOOD, {}))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE qa_mark SET answer = 'yes'", "DELETE FROM qa_mark", "UPDATE qa_review SET points = 1",
        "UPDATE qa_review SET state = 'waiting' WHERE scored_at IS NOT NULL", "DELETE FROM qa_review",
        "UPDATE qa_review SET pass_percent = 1, note = 'x'", "UPDATE qa_review SET dispute_words = 'x'",
        "UPDATE qa_review SET state = 'passed'",
        "INSERT INTO qa_mark (review_id, position, words, points, instant_fail, answer, comment) "
        "SELECT id, 99, 'x', 1, 0, 'yes', '' FROM qa_review WHERE scored_at IS NOT NULL",
    ],
)  # fmt: skip
def test_the_store_keeps_what_was_scored_and_said(desk: Reviews, change: str) -> None:
    if desk.clinic.count("SELECT count(*) FROM qa_review WHERE state = 'disputed'") == 0:
        desk.disputed()
    with pytest.raises(DeskError, match=r"stay|never|once"), desk.clinic.store.write(SETUP) as work:
        work.session.execute(text(change))
        work.commit()


def test_one_claim_a_scorer_and_one_scorer_a_call(desk: Reviews) -> None:
    first, second = desk.waiting(), desk.waiting()
    desk.claim(desk.lead, first)
    assert desk.claim(desk.lead, first) == "Yours already."
    with pytest.raises(Refused, match=r"You are scoring a call of M\. Rivera"):
        desk.claim(desk.lead, second)
    with pytest.raises(Refused, match=r"L\. Grant is scoring this call"):
        desk.claim(desk.boss, first)
    with pytest.raises(Refused, match="is scoring this call"):
        desk.service.score(desk.boss, ScoreCall(first, desk.card, GOOD, {}))
    desk.services.drafts.keep(desk.lead, "review", first, {"a1": "yes"})
    desk.service.give_back(desk.boss, first, desk.get(first).version)
    desk.claim(desk.lead, second)
    assert desk.services.drafts.find(desk.lead, "review", first) == {"a1": "yes"}
    desk.claim(desk.boss, first)
    desk.service.score(desk.boss, ScoreCall(first, desk.card, GOOD, {}))
    assert desk.services.drafts.find(desk.lead, "review", first) is None


def test_nobody_scores_their_own_call_and_reps_score_none(desk: Reviews) -> None:
    own = desk.waiting("lgrant")
    with pytest.raises(Refused, match="a call of your own; another lead scores it"):
        desk.claim(desk.lead, own)
    with pytest.raises(Refused, match="you can read the review when it is scored"):
        desk.service.open(desk.lead, own)
    with pytest.raises(NotAllowed, match="Only a lead"):
        desk.claim(desk.rep, desk.waiting())
    assert own not in {one.id for one in desk.service.listed(desk.lead)}
    assert own in {one.id for one in desk.service.listed(desk.boss)}


def test_reps_see_their_own_scored_reviews_and_nothing_else(desk: Reviews) -> None:
    one, waits = desk.scored(), desk.waiting()
    listed = desk.service.listed(desk.rep)
    assert one.id in {review.id for review in listed} and waits not in {review.id for review in listed}
    assert {review.staff_id for review in listed} == {desk.rep.staff_id}
    with pytest.raises(NotAllowed):
        desk.service.open(desk.clinic.actor("tchen"), one.id)


def test_opening_a_review_logs_the_patient_first(desk: Reviews) -> None:
    patient_id = desk.clinic.add_patient()
    call_id = put_call(desk.clinic, "mrivera", timedelta(hours=1), patient_id=patient_id)
    desk.service.add(desk.lead, call_id, "u-mrivera", DAY, "CALL")
    review_id = next(one.id for one in desk.service.listed(desk.lead) if one.call.call_id == call_id)
    sql = f"SELECT count(*) FROM audit WHERE action = 'view' AND entity_id = '{patient_id}'"
    before = desk.clinic.count(sql)
    desk.service.open(desk.lead, review_id)
    assert desk.clinic.count(sql) == before + 1


def test_a_dispute_has_its_days_and_so_has_the_answer(desk: Reviews) -> None:
    one = desk.scored({**GOOD, 2: Answer.NO})  # on a Wednesday: three working days later is Monday
    assert local(desk, one.dispute_by) == "2026-03-09 18:00"
    with pytest.raises(InvalidInput, match="say what the score gets wrong"):
        desk.service.dispute(desk.rep, one.id, one.version, "  ")
    told = desk.service.dispute(desk.rep, one.id, one.version, "I did ask")
    assert told == "Disputed. A supervisor answers until Mon 03/09 18:00."
    now = desk.get(one.id)
    assert (now.state, now.dispute_words) == (ReviewState.DISPUTED, "I did ask")
    with pytest.raises(Stale):
        desk.service.dispute(desk.rep, one.id, one.version, "I did ask")
    with pytest.raises(Refused, match="disputed already"):
        desk.service.dispute(desk.rep, one.id, now.version, "Once more")


def test_only_the_rep_disputes_and_only_in_time(desk: Reviews) -> None:
    one = desk.scored()
    with pytest.raises(Refused, match="Only the rep"):
        desk.service.dispute(desk.lead, one.id, one.version, "No")
    assert one.dispute_by is not None
    desk.clinic.clock.set(one.dispute_by + timedelta(seconds=1))
    with pytest.raises(Refused, match=r"could be disputed until Mon 03/09 18:00; talk to a supervisor"):
        desk.service.dispute(desk.rep, one.id, one.version, "Too late")
    desk.clinic.clock.set(one.dispute_by)
    assert desk.service.dispute(desk.rep, one.id, one.version, "Just in time").startswith("Disputed")


@pytest.mark.parametrize("upheld", [True, False])
def test_a_supervisor_who_did_not_score_answers(desk: Reviews, upheld: bool) -> None:
    one = desk.disputed()
    with pytest.raises(NotAllowed, match="Only a supervisor"):
        desk.service.answer(desk.lead, one.id, one.version, upheld, "Listened again")
    desk.service.answer(desk.boss, one.id, one.version, upheld, "Listened again")
    now = desk.get(one.id)
    assert now.state is (ReviewState.UPHELD if upheld else ReviewState.OVERTURNED)
    assert (now.answerer, now.answer_words, now.score) == ("S. Otto", "Listened again", one.score)
    with pytest.raises(Refused, match="not disputed"):
        desk.service.answer(desk.admin, one.id, now.version, not upheld, "Again")


def test_who_scored_does_not_answer(desk: Reviews) -> None:
    one = desk.scored(by=desk.boss)
    desk.service.dispute(desk.rep, one.id, one.version, "No")
    with pytest.raises(Refused, match="You scored this call"):
        desk.service.answer(desk.boss, one.id, desk.get(one.id).version, True, "Mine")


def test_an_answer_that_is_late_becomes_a_row_for_the_leads_once(desk: Reviews) -> None:
    one = desk.disputed()
    assert one.answer_by is not None
    desk.clinic.clock.set(one.answer_by + timedelta(days=1))
    assert desk.services.limits.minute(desk.rep) >= 1
    assert desk.services.limits.minute(desk.lead) == 0
    late = next(limit for limit in desk.services.limits.listed(desk.lead) if limit.object_id == one.id)
    assert late.item is not None and late.item.team == "leads" and late.about == "M. Rivera"
    desk.service.answer(desk.boss, one.id, desk.get(one.id).version, False, "Sorry it took so long")
    with desk.clinic.store.read() as work:
        assert work.items.of_object(WorkKind.SERVICE_MISS, late.clock_id) is None


def test_a_pick_gives_every_rep_the_same_number_and_twice_gives_no_more(desk: Reviews) -> None:
    with desk.clinic.store.write(SETUP) as work:
        work.session.execute(text("UPDATE clinic SET repeat_days = 7"))
        work.commit()
    for _ in range(3):
        put_call(desk.clinic, "tchen", timedelta(hours=2))
    put_call(desk.clinic, "tchen", timedelta(hours=2), state="wrap", wrapped_at=None)
    desk.service.pick(desk.lead, 2, "CALL")
    found = "SELECT count(*) FROM qa_review WHERE staff_id = 'u-tchen'"
    assert desk.clinic.count(found) == 2
    assert desk.service.pick(desk.lead, 2, "CALL").startswith("Nothing was drawn")
    assert desk.clinic.count(found) == 2
    with pytest.raises(InvalidInput, match="a whole number from 1 to 50"):
        desk.service.pick(desk.lead, 0, "CALL")


def test_the_report_reads_scores_beside_resolution_and_complaints(desk: Reviews) -> None:
    login, patients = "sotto", [desk.clinic.add_patient(), desk.clinic.add_patient()]
    for patient_id, days in ((patients[0], 20), (patients[0], 18), (patients[1], 15), (patients[1], 1)):
        put_call(
            desk.clinic, login if days != 18 else "admin", timedelta(days=days), patient_id=patient_id,
            reason_code="BILL", resolved=True,
        )  # fmt: skip
    review_id = desk.waiting(login)
    desk.claim(desk.lead, review_id)
    desk.service.score(desk.lead, ScoreCall(review_id, desk.card, GOOD, {}))
    report = desk.services.review_report.report(desk.lead)
    line = next(one for one in report.lines if one.rep == "S. Otto")
    assert (line.calls, line.reviews, line.passed, line.score, line.complaints) == (4, 1, 1, "100 %", 0)
    assert line.first is not None  # two of three calls are old enough; one patient called again, somebody else took it
    assert (line.first.contacts, line.first.not_repeated, line.first.marked) == (2, 1, 2)
    own = desk.services.review_report.report(desk.rep).lines
    assert [(one.rep, one.complaints) for one in own] == [("M. Rivera", None)]


def test_who_signs_in_is_told_what_should_not_be_missed(desk: Reviews) -> None:
    one = desk.disputed()
    assert "disputed score" in desk.service.news(desk.boss) and "disputed" not in desk.service.news(desk.lead)
    open_ = desk.service.news(desk.rep)
    desk.scored()
    assert desk.service.news(desk.rep) != open_ and "of yours scored: :reviews shows it." in desk.service.news(desk.rep)
    assert one.dispute_by is not None
    desk.clinic.clock.set(one.dispute_by + timedelta(days=30))
    assert desk.service.news(desk.rep) == ""
