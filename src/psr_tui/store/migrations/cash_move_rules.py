"""Triggers of hand-overs, deposits, kicks, prints, plans, discounts and flags: what is written there stays."""

from __future__ import annotations

from psr_tui.store.migrations.money_triggers import posted, refuse


def hand_over() -> tuple[str, ...]:
    """Offered by one rep, answered once by the other: money in transit has exactly one way out (CD-69, CD-70)."""
    insert, update = "BEFORE INSERT ON hand_over", "BEFORE UPDATE ON hand_over"
    answer = "(SELECT kind || ' ' || session_id FROM journal WHERE id = NEW.answer_journal_id)"
    return (
        refuse("hand_over_kept", "BEFORE DELETE ON hand_over", "", "A hand-over is never deleted."),
        refuse(
            "hand_over_no_replace", insert,
            "EXISTS (SELECT 1 FROM hand_over WHERE id = NEW.id OR offer_journal_id = NEW.offer_journal_id OR "
            "(from_session_id = NEW.from_session_id AND state = 'offered'))",
            "This drawer has offered money already; wait for the answer or take it back.",
        ),
        refuse(
            "hand_over_offered", insert,
            "NEW.state <> 'offered' OR NEW.to_staff_id = (SELECT staff_id FROM drawer_session "
            "WHERE id = NEW.from_session_id) OR NEW.cents IS NOT (SELECT sum(l.cents) FROM ledger_line l "
            "JOIN journal j ON j.id = l.journal_id WHERE j.id = NEW.offer_journal_id AND j.kind = 'hand_over' AND "
            "j.session_id = NEW.from_session_id AND l.account = 'transit')",
            "A hand-over offers the money that was posted for it to another rep.",
        ),
        refuse(
            "hand_over_answered_once", update,
            "OLD.state <> 'offered' OR NEW.id <> OLD.id OR NEW.from_session_id <> OLD.from_session_id OR "
            "NEW.to_staff_id <> OLD.to_staff_id OR NEW.cents <> OLD.cents OR "
            "NEW.offer_journal_id <> OLD.offer_journal_id",
            "This hand-over was answered already.",
        ),
        refuse(
            "hand_over_answer", update,
            "(NEW.state = 'accepted' AND ("
            f"{answer} IS NOT 'take_over ' || NEW.to_session_id OR NEW.counted_cents IS NOT NEW.cents OR "
            "NEW.to_staff_id IS NOT (SELECT staff_id FROM drawer_session WHERE id = NEW.to_session_id))) OR "
            "(NEW.state IN ('refused', 'cancelled') AND "
            f"{answer} IS NOT 'hand_back ' || NEW.from_session_id)",
            "The money of a hand-over goes where its answer says.",
        ),
    )  # fmt: skip


def deposit_slip() -> tuple[str, ...]:
    """Numbered without gaps, of a deposit, never changed (CD-102)."""
    return (
        *posted(
            "deposit_slip", "number = NEW.number OR bag = NEW.bag OR journal_id = NEW.journal_id", "A deposit slip"
        ),
        refuse(
            "deposit_slip_gapless", "BEFORE INSERT ON deposit_slip",
            "NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM deposit_slip)",
            "Deposit slips are numbered without a gap.",
        ),
        refuse(
            "deposit_slip_of_its_deposit", "BEFORE INSERT ON deposit_slip",
            "NOT EXISTS (SELECT 1 FROM journal WHERE id = NEW.journal_id AND bag = NEW.bag AND "
            "kind IN ('deposit', 'safe_deposit') AND session_id IS NEW.session_id)",
            "A deposit slip belongs to a deposit and has its bag.",
        ),
    )  # fmt: skip


def deposit_drop() -> tuple[str, ...]:
    """A drop goes to the bank once (I11), and not after it was taken back."""
    return (
        *posted("deposit_drop", "drop_journal_id = NEW.drop_journal_id", "A drop on a deposit slip"),
        refuse(
            "deposit_drop_is_a_drop", "BEFORE INSERT ON deposit_drop",
            "coalesce((SELECT kind FROM journal WHERE id = NEW.drop_journal_id), '') <> 'drop'",
            "Only a safe drop is deposited from the safe.",
        ),
        refuse(
            "deposit_drop_in_the_safe", "BEFORE INSERT ON deposit_drop",
            "EXISTS (SELECT 1 FROM journal WHERE refers_to = NEW.drop_journal_id AND kind = 'move_back')",
            "This drop was taken back; it is in the safe no more.",
        ),
    )  # fmt: skip


def drawer_kick() -> tuple[str, ...]:
    """The record of an opened drawer only grows, and without a posting it has a reason of the list (CD-39)."""
    return (
        *posted("drawer_kick", "id = NEW.id", "The record of an opened drawer"),
        refuse(
            "drawer_kick_reason", "BEFORE INSERT ON drawer_kick",
            "NEW.journal_id IS NULL AND NOT EXISTS (SELECT 1 FROM reason_code WHERE kind = 'cash_move' AND "
            "code = NEW.reason_code AND detail = 'no_sale' AND (NOT needs_comment OR NEW.note <> ''))",
            "An opened drawer has a reason of the list, and some need a note.",
        ),
    )  # fmt: skip


def print_job() -> tuple[str, ...]:
    """A page that waits is printed or given up by name, never lost (CD-99)."""
    return (
        refuse("print_job_kept", "BEFORE DELETE ON print_job", "", "A page for the printer is never deleted."),
        refuse(
            "print_job_no_replace", "BEFORE INSERT ON print_job", "EXISTS (SELECT 1 FROM print_job WHERE id = NEW.id)",
            "This page is there already.",
        ),
    )  # fmt: skip


def payment_plan() -> tuple[str, ...]:
    """What was agreed stays; a plan ends and another begins."""
    return (
        refuse(
            "payment_plan_no_replace", "BEFORE INSERT ON payment_plan",
            "EXISTS (SELECT 1 FROM payment_plan WHERE id = NEW.id)", "This payment plan is there already.",
        ),
        refuse("payment_plan_kept", "BEFORE DELETE ON payment_plan", "", "A payment plan is never deleted; end it."),
        refuse(
            "payment_plan_fixed", "BEFORE UPDATE ON payment_plan",
            "OLD.state = 'ended' OR NEW.id <> OLD.id OR NEW.patient_id <> OLD.patient_id OR "
            "NEW.since_sequence <> OLD.since_sequence OR NEW.agreed_on <> OLD.agreed_on",
            "What was agreed in a payment plan stays; end it and agree anew.",
        ),
        *posted("plan_charge", "plan_id = NEW.plan_id AND charge_id = NEW.charge_id", "A charge of a plan"),
        refuse(
            "plan_charge_in_one", "BEFORE INSERT ON plan_charge",
            "EXISTS (SELECT 1 FROM plan_charge c JOIN payment_plan p ON p.id = c.plan_id "
            "WHERE c.charge_id = NEW.charge_id AND p.state = 'active')",
            "This charge is on another payment plan; end that one first.",
        ),
        *posted("plan_instalment", "plan_id = NEW.plan_id AND number = NEW.number", "An instalment of a plan"),
    )  # fmt: skip


def discount() -> tuple[str, ...]:
    """An approved discount stays as it was approved; a new one follows it (CD-30)."""
    return posted("discount", "id = NEW.id", "An approved discount")


def payment_flag() -> tuple[str, ...]:
    """A flag is lifted by name, never deleted."""
    return (
        refuse(
            "payment_flag_lifted_once", "BEFORE UPDATE ON payment_flag",
            "OLD.lifted_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.patient_id <> OLD.patient_id",
            "A flag that was lifted stays lifted; set a new one.",
        ),
        refuse("payment_flag_kept", "BEFORE DELETE ON payment_flag", "", "A flag is lifted, never deleted."),
        refuse(
            "payment_flag_no_replace", "BEFORE INSERT ON payment_flag",
            "EXISTS (SELECT 1 FROM payment_flag WHERE id = NEW.id OR "
            "(patient_id = NEW.patient_id AND kind = NEW.kind AND lifted_at IS NULL AND NEW.lifted_at IS NULL))",
            "This flag is set already.",
        ),
    )  # fmt: skip
