"""The claim of the next callback as one statement whose text never changes.

The list builds the same stretches as expressions (``callback_segments``); here they are text, because building those
expressions took longer than running them, and the next number must stand on the screen at once. A test takes every
"next" against the list. ``+`` keeps a column out of the choice of an index, as ``bare`` does there.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text

from psr_tui.domain.callback_list import CallbackLook
from psr_tui.store.repositories.columns import columns
from psr_tui.store.tables.callbacks import CallbackRow

_C = columns(CallbackRow)
_ORDER = "{0}order_at, {0}due_at, {0}requested_at, {0}attempts, {0}id"
_DUE = "state = 'open' AND blocked = '' AND +due_at <= :now AND id NOT IN (SELECT value FROM json_each(:skipped))"
_MINE = "(owner_id IS NULL OR owner_id = :me)"
_FREE = (
    "(owner_id IS NOT NULL OR ("
    "(+reserved_block_id IS NULL OR +reserved_block_id IN (SELECT value FROM json_each(:blocks))) "
    "AND (+needs_language = 0 OR +language IN (SELECT value FROM json_each(:speaks)))))"
)
_WANTED = (
    "(:whose = 'all' OR (owner_id IS NOT NULL) = (:whose = 'mine')) "
    "AND (:reasons IS NULL OR +reason_code IN (SELECT value FROM json_each(:reasons))) "
    "AND (:languages IS NULL OR +language IN (SELECT value FROM json_each(:languages))) "
    "AND (:providers IS NULL OR +provider_id IN (SELECT value FROM json_each(:providers)))"
)


def _first(group_rank: int, conditions: str) -> str:
    """The first item of a rank: the first of each kind of patient from its index, then the first of those."""
    own = f"{_DUE} AND window_key = kind.value AND group_rank = {group_rank} AND {_MINE} AND {conditions}"
    first = f"SELECT id FROM callback WHERE {own} ORDER BY {_ORDER.format('')} LIMIT 1"
    each = f"SELECT c.id FROM json_each(:keys) AS kind JOIN callback AS c ON c.id = ({first})"
    return f"({each} ORDER BY {_ORDER.format('c.')} LIMIT 1)"


_FRONT = _first(1, "(NOT :rush OR red_flag = 1)")
_PROMISE = (
    "(SELECT id FROM callback WHERE NOT :rush AND owner_id = :me AND state = 'open' AND due_at <= :now "
    "AND +blocked = '' AND +window_key IN (SELECT value FROM json_each(:keys)) AND +group_rank = 2 AND promise = 1 "
    f"AND id NOT IN (SELECT value FROM json_each(:skipped)) ORDER BY {_ORDER.format('')} LIMIT 1)"
)
_REST = _first(2, f"NOT :rush AND (owner_id IS NULL OR promise = 0) AND {_FREE} AND {_WANTED}")
FIRST = text(f"SELECT coalesce({_FRONT}, {_PROMISE}, {_REST}, '')").bindparams(bindparam("now", type_=_C.due_at.type))
"""The item that "next" would take now, without taking it."""
_TIMES = {"now": _C.due_at.type, "until": _C.lease_until.type}
CLAIM_NEXT = text(
    "UPDATE callback SET state = 'claimed', claimed_by = :me, claimed_at = :now, lease_until = :until, "
    "dialed_at = NULL, connected_at = NULL, ended_at = NULL, version = version + 1, changed_by = :by, "
    f"changed_at = :now WHERE id = coalesce({_FRONT}, {_PROMISE}, {_REST}, '') "
    "AND state = 'open' AND claimed_by IS NULL RETURNING id"
).bindparams(*(bindparam(name, type_=kind) for name, kind in _TIMES.items()))
"""Red flags and nurses' requests, then own due promises, then the rest by score (CC-05, CC-18)."""


def values(look: CallbackLook, until: datetime, by: str) -> dict[str, Any]:
    """What the statement is run with for this person at this moment."""
    only = look.wanted
    return {
        "me": look.viewer_id, "now": look.now, "until": until, "by": by, "rush": look.rush,
        "keys": _json(look.open_keys), "skipped": _json(look.skipped), "blocks": _json(look.blocks),
        "speaks": _json(look.speaks), "whose": only.whose.value, "reasons": _json(only.reasons, all_for_none=True),
        "languages": _json(only.languages, all_for_none=True), "providers": _json(only.providers, all_for_none=True),
    }  # fmt: skip


def _json(words: Collection[str], all_for_none: bool = False) -> str | None:
    return None if all_for_none and not words else json.dumps(sorted(words))
