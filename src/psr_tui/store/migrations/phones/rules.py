"""Triggers of the phones' tables: what happened stays, and what must never be stored."""

from __future__ import annotations

from psr_tui.store.migrations.front_desk.merging import STANDING
from psr_tui.store.migrations.money_triggers import refuse

_GROWS = {
    "phone_event": "An event of the telephone system",
    "call_event": "The history of a call",
    "phone_block_event": "The history of a phone block",
    "message_event": "The history of a message",
    "message_file": "The record of an exchanged file",
    "qa_mark": "A scored checkpoint",
    "boundary_text": "A text that was acknowledged",
    "boundary_read": "An acknowledgement",
    "call_script": "A version of a script",
}
_TAKES_NOTHING = ("call", "interpreter_call", "message_in", "message_out")
_GO_ON = "This record was merged with another one; find the patient again with Ctrl+F and go on with that record."


def append_only() -> tuple[str, ...]:
    """Tables that only grow."""
    return tuple(
        refuse(f"{table}_no_{act.lower()}", f"BEFORE {act} ON {table}", "", f"{what} is never changed or deleted.")
        for table, what in _GROWS.items()
        for act in ("UPDATE", "DELETE")
    )


def merged_records_rest() -> tuple[str, ...]:
    """A record that was merged away takes no calls and messages (docs/decisions/0019)."""
    merged = "EXISTS (SELECT 1 FROM patient WHERE id = NEW.patient_id AND merged_into IS NOT NULL)"
    return tuple(
        refuse(f"{table}_not_of_merged", f"BEFORE INSERT ON {table}", merged, _GO_ON) for table in _TAKES_NOTHING
    )


def call() -> tuple[str, ...]:
    """What a rep saved of a call stays: no event of a telephone system writes over it (CC-70)."""
    return (
        refuse("call_kept", "BEFORE DELETE ON call", "", "A call is never deleted."),
        refuse(
            "call_saved_stays", "BEFORE UPDATE ON call",
            "OLD.state = 'done' AND (NEW.state <> 'done' OR NEW.outcome IS NOT OLD.outcome OR "
            "NEW.reason_code IS NOT OLD.reason_code OR NEW.staff_id <> OLD.staff_id OR NEW.note IS NOT OLD.note OR "
            "NEW.talk_seconds <> OLD.talk_seconds OR NEW.resolved IS NOT OLD.resolved OR "
            f"(NEW.patient_id IS NOT OLD.patient_id AND NOT {STANDING}))",
            "A call that was saved stays as it is; add a note to the patient instead.",
        ),
    )  # fmt: skip


def message() -> tuple[str, ...]:
    """What was said to a patient, and what a patient said, stays word for word."""
    return (
        refuse("message_out_kept", "BEFORE DELETE ON message_out", "", "A message is never deleted; cancel it."),
        refuse("message_in_kept", "BEFORE DELETE ON message_in", "", "A message is never deleted; close it."),
        refuse(
            "message_out_words_stay", "BEFORE UPDATE ON message_out",
            "NEW.body IS NOT OLD.body OR NEW.subject IS NOT OLD.subject OR NEW.channel <> OLD.channel OR "
            f"(NEW.patient_id <> OLD.patient_id AND NOT {STANDING})",
            "What was written to a patient stays; cancel the message and write another one.",
        ),
        refuse(
            "message_in_words_stay", "BEFORE UPDATE ON message_in",
            "NEW.body IS NOT OLD.body OR NEW.subject IS NOT OLD.subject OR NEW.received_at <> OLD.received_at",
            "What a patient wrote stays as it came.",
        ),
        refuse("message_template_kept", "BEFORE DELETE ON message_template", "", "A version of a template is kept."),
        refuse(
            "message_template_words_stay", "BEFORE UPDATE ON message_template",
            "NEW.body IS NOT OLD.body OR NEW.subject IS NOT OLD.subject",
            "The words of a template are never changed; make a new version.",
        ),
    )  # fmt: skip


def red_flag() -> tuple[str, ...]:
    """A raised flag is never lowered, and its exact words are never changed (CC-86)."""
    return (
        refuse(
            "callback_flag_stays", "BEFORE UPDATE ON callback",
            "OLD.red_flag = 1 AND (NEW.red_flag = 0 OR NEW.priority <> 'urgent' OR "
            "NEW.exact_words IS NOT OLD.exact_words OR NEW.group_rank > OLD.group_rank)",
            "A red flag is never lowered and its words stay; the nurse closes it.",
        ),
    )  # fmt: skip


def do_not_call() -> tuple[str, ...]:
    """Who asked for no calls, and who took that back, stays on record (CC-52)."""
    return (
        refuse("do_not_call_kept", "BEFORE DELETE ON do_not_call", "", "An entry is never deleted; take it off."),
        refuse(
            "do_not_call_stays", "BEFORE UPDATE ON do_not_call",
            "OLD.removed_at IS NOT NULL OR NEW.e164 <> OLD.e164 OR NEW.purpose <> OLD.purpose OR "
            "NEW.added_at <> OLD.added_at OR NEW.added_by <> OLD.added_by OR NEW.why IS NOT OLD.why",
            "An entry stays as it was made; take it off and make a new one.",
        ),
    )  # fmt: skip


def qa_review() -> tuple[str, ...]:
    """A scored review changes only by a dispute (CC-116, CC-117)."""
    return (
        refuse("qa_review_kept", "BEFORE DELETE ON qa_review", "", "A review is never deleted."),
        refuse(
            "qa_review_scored_stays", "BEFORE UPDATE ON qa_review",
            "OLD.scored_at IS NOT NULL AND (NEW.points IS NOT OLD.points OR NEW.of_points IS NOT OLD.of_points OR "
            "NEW.scored_at IS NOT OLD.scored_at OR NEW.scored_by IS NOT OLD.scored_by OR "
            "NEW.pass_percent IS NOT OLD.pass_percent OR NEW.note IS NOT OLD.note OR "
            "NEW.scorecard <> OLD.scorecard OR NEW.dispute_by IS NOT OLD.dispute_by OR "
            "NEW.state IN ('waiting', 'claimed') OR NEW.call_id <> OLD.call_id OR NEW.staff_id <> OLD.staff_id)",
            "A scored review stays as it is; it can be disputed.",
        ),
        refuse(
            "qa_review_dispute_stays", "BEFORE UPDATE ON qa_review",
            "(OLD.disputed_at IS NOT NULL AND (NEW.disputed_at IS NOT OLD.disputed_at OR "
            "NEW.dispute_words IS NOT OLD.dispute_words OR NEW.answer_by IS NOT OLD.answer_by OR "
            "NEW.state IN ('passed', 'failed'))) OR (OLD.answered_at IS NOT NULL AND (NEW.state <> OLD.state OR "
            "NEW.answer_words IS NOT OLD.answer_words OR NEW.answered_by IS NOT OLD.answered_by))",
            "A dispute and its answer stay as they were written.",
        ),
        refuse(
            "qa_mark_of_claimed", "BEFORE INSERT ON qa_mark",
            "NOT EXISTS (SELECT 1 FROM qa_review r WHERE r.id = NEW.review_id AND r.state = 'claimed')",
            "A review is scored once, by the person who has it.",
        ),
    )  # fmt: skip


ALL = (append_only, merged_records_rest, call, message, red_flag, do_not_call, qa_review)
