"""Triggers of the front desk's tables: what is written there stays, and what must never be stored."""

from __future__ import annotations

from psr_tui.store.migrations.front_desk.merging import STANDING
from psr_tui.store.migrations.money_triggers import refuse

_GROWS = {
    "record_version": "A version of a record",
    "provider_delay": "A delay",
    "wait_talk": "The record of a wait",
    "care_note": "The policy log",
    "authorisation_use": "The use of an authorisation",
    "disclosure": "The record of a disclosure",
    "contact_log": "The contact log",
    "work_item_event": "The history of an item",
    "patient_merge_move": "The trail of a merge",
    "estimate_line": "A line of an estimate",
    "eligibility_file": "The record of an exchanged file",
    "visit_day_close": "The close of a day",
    "expected_copay": "The choice of a copay",
}


def append_only() -> tuple[str, ...]:
    """Tables that only grow."""
    return tuple(
        refuse(f"{table}_no_{act.lower()}", f"BEFORE {act} ON {table}", "", f"{what} is never changed or deleted.")
        for table, what in _GROWS.items()
        for act in ("UPDATE", "DELETE")
    )


def appointment() -> tuple[str, ...]:
    """A visit is never deleted, and stays its patient's unless two records are found to be one (FD-31, FD-32)."""
    return (
        refuse("appointment_kept", "BEFORE DELETE ON appointment", "", "A visit is never deleted; cancel it."),
        refuse(
            "appointment_patient_stays", "BEFORE UPDATE OF patient_id ON appointment",
            f"NEW.patient_id <> OLD.patient_id AND NOT {STANDING}",
            "The patient of a visit cannot be changed; mark it as entered in error and book it anew.",
        ),
    )  # fmt: skip


_HOLDS_TIME = "('requested', 'booked', 'arrived', 'checked_in', 'roomed', 'checked_out')"
_FULL = """NEW.places IS NOT NULL AND NEW.provider_id IS NOT NULL AND NEW.state IN ('requested', 'booked') AND EXISTS (
 SELECT 1 FROM (
  SELECT max(unixepoch(NEW.starts_at), unixepoch(p.starts_at)) AS moment FROM appointment p
  WHERE p.provider_id = NEW.provider_id AND p.local_date = NEW.local_date AND p.id <> NEW.id
  AND p.state IN {holds} AND unixepoch(p.starts_at) < {new_end} AND {end} > unixepoch(NEW.starts_at)
 ) WHERE (
  SELECT count(*) FROM appointment p
  WHERE p.provider_id = NEW.provider_id AND p.local_date = NEW.local_date AND p.id <> NEW.id
  AND p.state IN {holds} AND unixepoch(p.starts_at) <= moment AND {end} > moment
 ) >= NEW.places)""".format(
    holds=_HOLDS_TIME,
    end="unixepoch(p.starts_at) + 60 * coalesce(p.provider_minutes, p.minutes)",
    new_end="unixepoch(NEW.starts_at) + 60 * coalesce(NEW.provider_minutes, NEW.minutes)",
)
"""At some moment of the visit its provider has as many others as there are places. Walk-ins and visits that somebody
booked over a full time hold it too, but are not counted out themselves: their ``places`` are unknown."""


def appointment_time() -> tuple[str, ...]:
    """Two who take the last place at once: one books, the other is told (FD-70). What no longer holds its time frees
    it by its state alone (FD-74), and comes back to it only while it is free."""
    taken = "That time was taken just now; choose another one."
    again = (
        "(OLD.state NOT IN ('requested', 'booked', 'arrived', 'checked_in', 'roomed', 'checked_out') OR "
        "NEW.provider_id IS NOT OLD.provider_id OR NEW.starts_at <> OLD.starts_at OR NEW.minutes <> OLD.minutes) AND "
    )
    return (
        refuse("appointment_time_free", "BEFORE INSERT ON appointment", _FULL, taken),
        refuse(
            "appointment_time_still_free", "BEFORE UPDATE OF state, provider_id, starts_at, minutes ON appointment",
            again + _FULL, taken,
        ),
    )  # fmt: skip


def coverage() -> tuple[str, ...]:
    """A coverage does not end before it begins; the patient it belongs to stays (FD-106, FD-107)."""
    ends = "NEW.ends_on IS NOT NULL AND NEW.effective_on IS NOT NULL AND NEW.ends_on < NEW.effective_on"
    sentence = "A coverage cannot end before it begins; correct one of the dates."
    return (
        refuse("coverage_ends_after_start", "BEFORE INSERT ON coverage", ends, sentence),
        refuse("coverage_ends_after_start_still", "BEFORE UPDATE OF effective_on, ends_on ON coverage", ends, sentence),
        refuse("coverage_kept", "BEFORE DELETE ON coverage", "", "A coverage is never deleted; give it an end date."),
        refuse(
            "coverage_patient_stays", "BEFORE UPDATE OF patient_id ON coverage",
            f"NEW.patient_id <> OLD.patient_id AND NOT {STANDING}",
            "A coverage belongs to the patient it was saved for.",
        ),
    )  # fmt: skip


def eligibility_check() -> tuple[str, ...]:
    """What was asked and answered is kept byte for byte (FD-113)."""
    return (
        refuse("eligibility_check_kept", "BEFORE DELETE ON eligibility_check", "", "An eligibility check is kept."),
        refuse(
            "eligibility_check_whole", "BEFORE UPDATE ON eligibility_check",
            "(length(OLD.request_raw) > 0 AND NEW.request_raw IS NOT OLD.request_raw) OR "
            "(length(OLD.answer_raw) > 0 AND NEW.answer_raw IS NOT OLD.answer_raw) OR "
            "(OLD.state IN ('answered', 'given_up') AND NEW.state <> OLD.state) OR "
            "NEW.coverage_id <> OLD.coverage_id OR NEW.trace_number <> OLD.trace_number",
            "An eligibility answer is kept as it came; ask again for a new one.",
        ),
    )  # fmt: skip


def consent_version() -> tuple[str, ...]:
    """A text somebody may have signed is never changed, and a withdrawn one is never signed."""
    return (
        refuse("consent_version_kept", "BEFORE DELETE ON consent_version", "", "A version of a paper is kept."),
        refuse(
            "consent_version_text_stays", "BEFORE UPDATE ON consent_version",
            "NEW.words IS NOT OLD.words OR NEW.from_day IS NOT OLD.from_day OR OLD.withdrawn_at IS NOT NULL",
            "The text of a paper is never changed; make a new version.",
        ),
        refuse(
            "consent_of_standing_version", "BEFORE INSERT ON consent",
            "NEW.answer = 'signed' AND EXISTS (SELECT 1 FROM consent_version v WHERE v.kind = NEW.kind AND "
            "v.number = NEW.form_version AND v.withdrawn_at IS NOT NULL AND v.withdrawn_at <= NEW.at)",
            "This version of the paper was withdrawn meanwhile; hand over the new one and sign that.",
        ),
    )  # fmt: skip


def estimate() -> tuple[str, ...]:
    """A given estimate is history: a new one replaces it (FD-142, FD-143)."""
    return (
        refuse("estimate_kept", "BEFORE DELETE ON estimate", "", "An estimate is kept."),
        refuse(
            "estimate_given_stays", "BEFORE UPDATE ON estimate",
            "OLD.given_at IS NOT NULL AND (NEW.given_at IS NOT OLD.given_at OR NEW.words IS NOT OLD.words OR "
            f"NEW.number <> OLD.number OR (NEW.patient_id <> OLD.patient_id AND NOT {STANDING}))",
            "An estimate that was given stays as it is; make a new version.",
        ),
    )  # fmt: skip


def patient_merge() -> tuple[str, ...]:
    """One standing merge a record, never into itself, taken apart once (FD-56)."""
    return (
        refuse("patient_merge_kept", "BEFORE DELETE ON patient_merge", "", "The trail of a merge is kept."),
        refuse(
            "patient_merge_of_two", "BEFORE INSERT ON patient_merge",
            "NEW.kept_id = NEW.merged_id OR EXISTS (SELECT 1 FROM patient WHERE id IN (NEW.kept_id, NEW.merged_id) "
            "AND merged_into IS NOT NULL)",
            "Only two records that stand on their own can be merged.",
        ),
        refuse(
            "patient_merge_undone_once", "BEFORE UPDATE ON patient_merge",
            "OLD.undone_at IS NOT NULL OR NEW.kept_id <> OLD.kept_id OR NEW.merged_id <> OLD.merged_id OR "
            "NEW.at <> OLD.at",
            "This merge was taken apart already.",
        ),
    )  # fmt: skip


_FULL_ROOM = (
    "NEW.state = 'roomed' AND NEW.room_id IS NOT NULL AND (SELECT count(*) FROM appointment p WHERE "
    "p.local_date = NEW.local_date AND p.state = 'roomed' AND p.room_id = NEW.room_id AND p.id <> NEW.id) >= "
    "(SELECT r.holds FROM room r WHERE r.id = NEW.room_id)"
)


def room() -> tuple[str, ...]:
    """Two who bring a patient to the last free room at once: one does, the other is told (FD-12)."""
    taken = "That room was taken just now; press 3 again and choose another."
    return (
        refuse("room_kept", "BEFORE DELETE ON room", "", "A room is never deleted; switch it off."),
        refuse("appointment_room_free", "BEFORE INSERT ON appointment", _FULL_ROOM, taken),
        refuse(
            "appointment_room_still_free", "BEFORE UPDATE OF state, room_id, local_date ON appointment",
            "(OLD.state <> 'roomed' OR OLD.room_id IS NOT NEW.room_id OR OLD.local_date <> NEW.local_date) AND "
            + _FULL_ROOM, taken,
        ),
    )  # fmt: skip


def print_job() -> tuple[str, ...]:
    """What a page says stays while it waits and afterwards; a label or paper names itself and its words."""
    return (
        refuse(
            "print_job_words_stay", "BEFORE UPDATE ON print_job",
            "NEW.kind <> OLD.kind OR NEW.number IS NOT OLD.number OR NEW.title <> OLD.title OR NEW.body <> OLD.body",
            "What a page says is never changed; print a new one.",
        ),
        refuse(
            "print_job_made_whole", "BEFORE INSERT ON print_job",
            "NEW.kind IN ('label', 'paper') AND (NEW.title = '' OR length(NEW.body) = 0 OR NEW.patient_id IS NULL)",
            "A label or paper needs its name, its words and its patient.",
        ),
    )  # fmt: skip


ALL = (
    append_only,
    appointment,
    appointment_time,
    coverage,
    eligibility_check,
    consent_version,
    estimate,
    patient_merge,
    print_job,
    room,
)
