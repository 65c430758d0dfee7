"""An answer comes in: to which checks it belongs, what it says, and what it changes; in the caller's transaction.

Every channel ends here, so that a training answer and a real one are read and kept in the same way (FD-113).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from psr_tui.domain.eligibility import EligibilityAnswer, Member, Refusal
from psr_tui.domain.eligibility_check import ABOUT_COVERAGE, Channel, Check, CheckState, Result, next_try, service_of
from psr_tui.domain.eligibility_parts import Awaited, Part, parts, person_in, the_one
from psr_tui.domain.eligibility_reading import (
    Before,
    Reading,
    changes,
    copay_rows,
    number_of,
    others_named,
    read_answer,
)
from psr_tui.domain.eligibility_visit import CoverageAtVisit, object_id
from psr_tui.domain.money import Money
from psr_tui.domain.names import PatientName
from psr_tui.domain.staff import Actor
from psr_tui.domain.work import WorkKind
from psr_tui.exchange.x12 import read

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

_MAY_STILL_BE_ANSWERED = (CheckState.QUEUED, CheckState.SENT, CheckState.FAILED)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: how many checks it answered, and why it is set aside, '' when all of it was taken."""

    checks: int
    why: str


def take(work: UnitOfWork, actor: Actor, body: bytes, answer: EligibilityAnswer) -> Taken:
    """Give every part of an answer to its check. What cannot be placed is counted and named, never guessed."""
    if answer.failure:
        return Taken(0, answer.failure)
    done = 0
    left: list[str] = []
    for refusal in answer.refusals:
        if refusal.refused:
            refused = _refused(work, actor, body, refusal)
            done += refused
            left += [] if refused else ["It refuses a request that is not waiting for an answer here."]
    for part in parts(answer) if answer.kind == "271" else ():
        why = _place(work, actor, body, part)
        done += not why
        left += [why] if why else []
    if not done and not left and not answer.refusals:
        left.append(_nothing_in(answer))
    return Taken(done, _told(done, left))


def _told(done: int, left: list[str]) -> str:
    if not left:
        return ""
    taken = f"{done} answer{'s were' if done != 1 else ' was'} taken; " if done else ""
    reasons = " ".join(f"{left.count(one)} x: {one}" if left.count(one) > 1 else one for one in dict.fromkeys(left))
    return f"{taken}{len(left)} could not be placed. {reasons}" if taken else reasons


def _nothing_in(answer: EligibilityAnswer) -> str:
    if answer.kind != "271":
        return next((one.text for one in answer.warnings if one.name == "not-an-answer"), "It is no answer of a payer.")
    return "The answer names nobody; ask the payer again."


def _place(work: UnitOfWork, actor: Actor, body: bytes, part: Part) -> str:
    """Give one part to its check; '' when that was done, else why not."""
    if not part.complete:
        return "The answer breaks off before its end; it was not used. Ask the payer again."
    check = _check_of(work, part)
    if check is None:
        return "The answer belongs to no check that waits here."
    if check.state not in _MAY_STILL_BE_ANSWERED or check.answered_at is not None:
        return "The answer is to a question that was answered already."
    one = _at_visit(work, check)
    if one is None:
        return "The visit or the insurance of this answer is not there any more."
    member = person_in(part, one.name.last, one.name.first, one.born)
    if member is None and part.member is not None:
        return "The answer names another person than the one asked about."
    _keep(work, actor, check, one, body, part, member)
    return ""


def _check_of(work: UnitOfWork, part: Part) -> Check | None:
    for trace in part.traces:
        if (check := work.eligibility.by_trace(trace)) is not None:
            return check
    if part.member is None or part.member.born is None:
        return None
    awaited: list[Awaited] = []
    checks: dict[str, Check] = {}
    known = work.patients.called(PatientName(part.member.last, part.member.first), part.member.born)
    for check in work.eligibility.open_of(known, Channel.X12):
        one = _at_visit(work, check)
        if one is not None and check.state is not CheckState.FAILED:
            checks[check.check_id] = check
            awaited.append(Awaited(check.check_id, one.name.last, one.name.first, one.born, one.member_id))
    found = the_one(part, number_of(part.answer, part.member), awaited)
    return checks.get(found or "")


def _at_visit(work: UnitOfWork, check: Check) -> CoverageAtVisit | None:
    rows = work.eligibility_list.of_visit(check.visit_id) if check.visit_id else []
    return next((one for one in rows if one.coverage_id == check.coverage_id), None)


def _keep(
    work: UnitOfWork, actor: Actor, check: Check, one: CoverageAtVisit, body: bytes, part: Part, member: Member | None
) -> None:
    service = service_of(one.visit_type)
    reading = read_answer(part.answer, member, part.rejections, check.service_date, service_type=service)
    if reading.later:
        fails(work, actor, check, reading.failure, reading, body)
        return
    told = changes(before(work, check, one), reading, one.member_id)
    write_answer(work, actor, check, reading, told, body)
    if member is not None:
        _take_choices_along(work, actor, check, member, service)
    settle(work, actor, check, reading, told)


def read_back(body: bytes, check: Check, one: CoverageAtVisit) -> tuple[EligibilityAnswer | None, Member | None]:
    """The kept bytes read again, and our patient in them; nothing for what was typed."""
    if not body:
        return None, None
    answer = read(body)
    for part in parts(answer):
        if check.trace in part.traces or _fits(part, one):
            return answer, person_in(part, one.name.last, one.name.first, one.born)
    return answer, None


def _fits(part: Part, one: CoverageAtVisit) -> bool:
    return part.member is not None and part.member.born is not None and part.member.born == one.born


def _take_choices_along(work: UnitOfWork, actor: Actor, check: Check, member: Member, service: str) -> None:
    """A copay that a rep chose for a visit stays chosen when the new answer has the same line (FD-119)."""
    lines = {line.words() for line in copay_rows(member, service)}
    for chosen in work.eligibility_list.chosen_of(check.coverage_id):
        if chosen.words in lines:
            along = replace(chosen, check_id=check.check_id)
            work.eligibility_list.choose_copay(along, work.new_id(), actor.staff_id, work.now)


def before(work: UnitOfWork, check: Check, one: CoverageAtVisit) -> Before:
    """What was known about the coverage until now."""
    last = work.eligibility.last_answer(check.coverage_id, check.check_id)
    if last is None:
        return Before(one.verified_result, one.copay, one.plan, one.member_id, from_answer=False)
    _answer, member = read_back(work.eligibility.raw(last.check_id)[1], last, one)
    others = others_named(member) if member is not None else ()
    return Before(last.result.value, last.copay, last.plan, last.member_id, others)


def write_answer(
    work: UnitOfWork, actor: Actor, check: Check, reading: Reading, told: tuple[str, ...], body: bytes
) -> None:
    """The columns beside the raw answer."""
    work.eligibility.change(
        check.check_id, actor.name, work.now, state=CheckState.ANSWERED.value, result=reading.result.value,
        answered_at=work.now, answer_raw=body, failure=reading.failure, next_try_at=None,
        copay_cents=_cents(reading.copay), deductible_left_cents=_cents(reading.deductible_left),
        out_of_pocket_left_cents=_cents(reading.out_of_pocket_left), coinsurance=reading.coinsurance,
        plan_name=reading.plan, member_id=reading.member_id, changes="\n".join(told),
        reject_code=reading.reject_code, reject_follow_up=reading.reject_follow_up, reject_level=reading.reject_level,
    )  # fmt: skip


def settle(work: UnitOfWork, actor: Actor, check: Check, reading: Reading, told: tuple[str, ...]) -> None:
    """What the answer means elsewhere: the coverage's standing, and the worklist item when nothing is left to do.

    Only an answer about the coverage changes its standing, and only when none was asked for later (FD-116).
    """
    newest = work.eligibility.newest([check.coverage_id], answered=True).get(check.coverage_id)
    if reading.result in ABOUT_COVERAGE and (newest is None or newest.check_id == check.check_id):
        how = check.channel.word if not check.reference else f"{check.channel.word}, {check.reference}"
        work.coverage.verified(check.coverage_id, reading.result.value, how[:60], actor.name, work.now)
    if reading.result is Result.ACTIVE and not told:
        close_item(work, actor, object_id(check.visit_id, check.coverage_id), "The payer answered: active.")
    work.audit.append(
        "eligibility.answer", "eligibility_check", check.check_id,
        detail={"result": reading.result.value, "channel": check.channel.value},
    )  # fmt: skip
    work.touch("eligibility", "queue", "patients")


def close_item(work: UnitOfWork, actor: Actor, key: str, outcome: str) -> None:
    """Whoever had taken the row is done with it."""
    work.items.close_about(WorkKind.ELIGIBILITY, key, outcome, actor.staff_id, actor.name, work.now)
    work.touch("work")


def fails(
    work: UnitOfWork, actor: Actor, check: Check, why: str, reading: Reading | None = None, body: bytes = b"",
    *, again: bool = True,
) -> None:  # fmt: skip
    """A technical failure: nothing is said about the coverage, the visit goes on as not verified, and it is asked again
    after a while (FD-116). ``again`` False: asking the same once more would be refused once more."""
    tries = check.tries + 1
    more: dict[str, Any] = {
        "reject_code": reading.reject_code, "reject_follow_up": reading.reject_follow_up,
        "reject_level": reading.reject_level,
    } if reading is not None else {}  # fmt: skip
    if body:
        more |= {"answer_raw": body, "answered_at": work.now}
    work.eligibility.change(
        check.check_id, actor.name, work.now, state=CheckState.FAILED.value, failure=why, tries=tries,
        next_try_at=next_try(tries, work.now) if again else None, **more,
    )  # fmt: skip
    work.audit.append("eligibility.fail", "eligibility_check", check.check_id, detail={"tries": tries})
    work.touch("eligibility")


def _refused(work: UnitOfWork, actor: Actor, body: bytes, refusal: Refusal) -> int:
    """A TA1 or 999: no payer saw the request. The same request would be refused again, so a person has to look."""
    control = refusal.control.strip()
    if not (control.isascii() and control.isdigit()):
        return 0
    checks = [one for one in work.eligibility.by_control(int(control)) if one.state is not CheckState.FAILED]
    for check in checks:
        fails(work, actor, check, refusal.text, body=body, again=False)
    return len(checks)


def _cents(amount: Money | None) -> int | None:
    return None if amount is None else amount.cents
