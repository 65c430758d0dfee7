"""The phones: calls, events of the telephone system, phone blocks, messages, reviews, and rules about calling.

Tables that grow are made again with their new columns; the parts lie in `phones`, one module a subject. Names columns
as they were; never imports the table classes.
"""

from alembic import op

from psr_tui.store.load_sql import phones_text, statements
from psr_tui.store.migrations import phones_in_full
from psr_tui.store.migrations.made_again import grown, made_again, without_triggers
from psr_tui.store.migrations.phones import call_rules, calls, messages, phone_blocks, phone_line, quality
from psr_tui.store.migrations.phones.grown import GROWN

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KINDS = "'complaint', 'referral', 'interpreter', 'duplicate', 'message'"
_MORE_KINDS = ", 'missed_promise', 'missed_call', 'number_repair', 'service_miss', 'quality', 'red_flag'"
_UNFINISHED = "state IN ('open', 'claimed', 'dialing', 'wrap', 'exhausted')"


def upgrade() -> None:
    without_triggers()
    for part in (phone_blocks, calls, phone_line, call_rules, messages, quality):
        part.make()
    edits = {"callback": (("patient_id VARCHAR NOT NULL", "patient_id VARCHAR"),)}
    for table, (columns, rules) in GROWN.items():
        grown(table, columns, rules, *edits.get(table, ()))
    made_again("work_item", (_KINDS, _KINDS + _MORE_KINDS))
    _indexes()
    for statement in phones_in_full.statements():
        op.execute(statement)
    bind = op.get_bind()
    if bind.exec_driver_sql("SELECT 1 FROM reason_code").fetchone():  # a new store loads them with its other rows
        for statement in statements(phones_text()):
            bind.exec_driver_sql(statement)


def downgrade() -> None:
    raise RuntimeError("psr-tui does not migrate backwards; restore the copy made before the update")


def _indexes() -> None:
    op.execute(
        "CREATE UNIQUE INDEX ux_callback_open_number ON callback (callback_number, reason_code) WHERE "
        f"patient_id IS NULL AND callback_number <> '' AND red_flag = 0 AND {_UNFINISHED}"
    )
    op.execute("CREATE INDEX ix_callback_reserved ON callback (reserved_block_id) WHERE reserved_block_id IS NOT NULL")
    op.execute("DROP INDEX ix_callback_order")  # it covers what the claim looks at, and that is more now
    op.execute(
        "CREATE INDEX ix_callback_order ON callback (state, blocked, window_key, group_rank, order_at, due_at, "
        "requested_at, attempts, id, owner_id, promise, reserved_block_id, needs_language, language, reason_code, "
        "provider_id)"
    )
    op.execute(
        "CREATE INDEX ix_callback_needs_language ON callback (state, blocked, due_at, window_key, language, owner_id, "
        "group_rank, reserved_block_id, order_at, requested_at, attempts, id) WHERE needs_language = 1"
    )
    op.execute(
        "CREATE INDEX ix_callback_expires ON callback (expires_at) "
        "WHERE expires_at IS NOT NULL AND state IN ('open', 'exhausted')"
    )
    op.execute("CREATE INDEX ix_callback_promise ON callback (state, due_at) WHERE promise = 1")
    op.execute("CREATE INDEX ix_callback_ended ON callback (closed_at) WHERE state IN ('expired', 'cancelled')")
    op.execute("CREATE INDEX ix_callback_tell ON callback (patient_id) WHERE tell_when_they_call = 1")
