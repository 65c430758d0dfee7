"""Referrals out: written, handed, moved, and open until a reply is filed (FD-126)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused, Stale
from psr_tui.domain.referrals import Referral, ReferralForm, ReferralState, Reply
from psr_tui.services.referrals import hand
from tests.helpers.clinic import TODAY, TestClinic
from tests.helpers.cover import Cover

OPEN_ITEMS = "SELECT count(*) FROM work_item WHERE kind = 'referral' AND state = 'open'"


@pytest.fixture
def cover(clinic: TestClinic) -> Cover:
    return Cover.of(clinic)


def to_cardiology(cover: Cover, patient: str, urgency: str = "routine") -> Referral:
    typed = ReferralForm(patient, "Example Cardiology", "cardiology", reason="murmur", icd_code="r011", urgency=urgency)
    return cover.referrals.add(cover.actor, cover.new_id(), typed)


def test_written_once_and_on_the_worklist(clinic: TestClinic, cover: Cover) -> None:
    patient, command = clinic.add_patient(), cover.new_id()
    typed = ReferralForm(patient, "Example Cardiology", reason="murmur")
    made = cover.referrals.add(cover.actor, command, typed)
    assert cover.referrals.add(cover.actor, command, typed) == made
    with pytest.raises(AlreadyDone):
        cover.referrals.add(cover.actor, command, ReferralForm(patient, "Example Cardiology", reason="other"))
    assert clinic.count(OPEN_ITEMS) == 1 and cover.referrals.waiting(cover.actor) == (made,)


def test_handed_over_once_in_the_callers_transaction(clinic: TestClinic, cover: Cover) -> None:
    made = to_cardiology(cover, clinic.add_patient())
    with clinic.store.write(cover.actor) as work:
        handed = hand(work, cover.actor, made.referral_id)
        work.commit()
    assert handed.state is ReferralState.SENT and handed.handed_at == clinic.clock.now()
    clinic.clock.advance(timedelta(hours=1))
    assert cover.referrals.hand(cover.actor, made.referral_id) == handed
    assert clinic.count("SELECT count(*) FROM audit WHERE action = 'hand'") == 1


def test_it_waits_until_the_reply_is_filed(clinic: TestClinic, cover: Cover) -> None:
    made = to_cardiology(cover, clinic.add_patient())
    seen = cover.referrals.move(cover.actor, made.referral_id, 1, ReferralState.SEEN)
    with pytest.raises(Refused, match="stays open until a reply is filed"):
        cover.referrals.move(cover.actor, made.referral_id, 2, ReferralState.CLOSED)
    assert cover.referrals.waiting(cover.actor) == (seen,)
    filed = cover.referrals.file_reply(cover.actor, made.referral_id, 2, Reply(TODAY, reply="no stenosis, scanned"))
    assert filed.reply_from == "Example Cardiology" and cover.referrals.waiting(cover.actor) == ()
    assert clinic.count(OPEN_ITEMS) == 0
    closed = cover.referrals.move(cover.actor, made.referral_id, 3, ReferralState.CLOSED)
    told = [(one.version, one.staff_name) for one in cover.referrals.history(cover.actor, made.referral_id)]
    assert told == [(version, "M. Rivera") for version in (4, 3, 2, 1)] and closed.version == 4


def test_declined_leaves_the_list_and_may_come_back(clinic: TestClinic, cover: Cover) -> None:
    made = to_cardiology(cover, clinic.add_patient())
    cover.referrals.move(cover.actor, made.referral_id, 1, ReferralState.DECLINED)
    assert clinic.count(OPEN_ITEMS) == 0
    cover.referrals.move(cover.actor, made.referral_id, 2, ReferralState.OPEN)
    assert clinic.count(OPEN_ITEMS) == 1


def test_an_urgent_one_is_due_sooner_and_a_form_of_somebody_else_is_refused(clinic: TestClinic, cover: Cover) -> None:
    patient, other = clinic.add_patient(), clinic.add_patient("BEGAY", "Ann")
    made = to_cardiology(cover, patient, "urgent")
    assert made.due_on == TODAY + timedelta(days=7) and made.icd_code == "R01.1"
    with pytest.raises(Refused, match="opened for another patient"):
        cover.referrals.change(cover.actor, made.referral_id, 1, ReferralForm(other, "Elsewhere"))
    changed = cover.referrals.change(cover.actor, made.referral_id, 1, ReferralForm(patient, "Elsewhere"))
    assert changed.to_name == "Elsewhere" and changed.due_on == TODAY + timedelta(days=42)
    with pytest.raises(Stale):
        cover.referrals.note(cover.actor, made.referral_id, 1, "called")
    with pytest.raises(InvalidInput):
        cover.referrals.note(cover.actor, made.referral_id, 2, " ")
