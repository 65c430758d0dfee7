"""Blocks of Asterisk's manager interface as phone events (call-center.md section 15): ``Key: value`` lines, an empty
line between two blocks.

HoldTime and TalkTime are durations, whatever their description says; the averages of QueueParams are never read. Only
events that tell of queues, agents and calls we asked for become phone events; the many others tell nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime

from psr_tui.domain.phone_events import PhoneEvent, PhoneKind
from psr_tui.domain.queue_log import LONG_AGO, NOT_A_NUMBER, SHORT_LINE

Block = Mapping[str, str]
_LATEST = 4_102_444_800
_NOBODY = {"", "<unknown>", "unknown", "NONE"}


def blocks(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """The blocks in their order. The first value of a key stays; a line that is no pair is left out."""
    block: dict[str, str] = {}
    for line in lines:
        text = line.rstrip("\r\n")
        if not text.strip():
            if block:
                yield block
            block = {}
            continue
        key, parted, value = text.partition(":")
        if parted:
            block.setdefault(key.strip(), value.strip())
    if block:
        yield block


def moment(block: Block, after: datetime) -> datetime:
    """When it happened: its own time stamp, else that of its call's id, never before ``after``."""
    for text in (block.get("Timestamp", ""), block.get("Uniqueid", "").rpartition("-")[2]):
        try:
            seconds = float(text)
        except ValueError:
            continue
        if 0 < seconds < _LATEST:
            return max(after, datetime.fromtimestamp(seconds, UTC))
    return after


def read_block(block: Block, at: datetime) -> PhoneEvent | None:
    """The event of one block; None for what tells nothing here. Never raises: a block that lacks what its word needs
    is a WARNING with its text (CC-120)."""
    word = block.get("Event", "")
    told = _WORDS.get(word)
    if told is None:
        return None
    try:
        return told(block, at, word)
    except (KeyError, ValueError) as error:
        why = SHORT_LINE if isinstance(error, KeyError) else NOT_A_NUMBER
        raw = "|".join(f"{key}: {value}" for key, value in block.items())[:500]
        return PhoneEvent(at, PhoneKind.WARNING, block.get("Uniqueid", ""), reason=why, verb=word, raw=raw)


def read_capture(lines: Iterable[str], after: datetime = LONG_AGO) -> Iterator[PhoneEvent]:
    """The events of a recorded conversation in their order."""
    for block in blocks(lines):
        after = moment(block, after)
        event = read_block(block, after)
        if event is not None:
            yield event


def _whole(block: Block, key: str) -> int | None:
    return int(block[key]) if block.get(key) else None


def _said(block: Block, *keys: str) -> str:
    return next((block[key] for key in keys if block.get(key, "") not in _NOBODY), "")


def _caller(kind: PhoneKind) -> Callable[[Block, datetime, str], PhoneEvent]:
    def read(block: Block, at: datetime, word: str) -> PhoneEvent:
        place = _whole(block, "Position")
        first = place if kind is PhoneKind.JOINED else _whole(block, "OriginalPosition")
        wait = int(block["HoldTime"]) if kind is PhoneKind.ABANDONED else None
        number, name = _said(block, "CallerIDNum", "CallerID"), _said(block, "CallerIDName")
        return PhoneEvent(
            at, kind, block["Uniqueid"], block["Queue"], "", number, name, place, first, wait, verb=word
        )  # fmt: skip

    return read


def _agent(kind: PhoneKind) -> Callable[[Block, datetime, str], PhoneEvent]:
    def read(block: Block, at: datetime, word: str) -> PhoneEvent:
        ring: float | None = _whole(block, "RingTime")
        if kind is PhoneKind.NOT_ANSWERED and ring is not None:
            ring = ring / 1000  # as in the queue_log, only here in milliseconds
        wait = int(block["HoldTime"]) if kind in (PhoneKind.CONNECTED, PhoneKind.ENDED) else None
        talk = int(block["TalkTime"]) if kind is PhoneKind.ENDED else None
        reason = block.get("Reason", "") if kind is PhoneKind.ENDED else ""
        return PhoneEvent(
            at, kind, block["Uniqueid"], block["Queue"], _said(block, "MemberName", "Interface", "Member", "AgentName"),
            _said(block, "CallerIDNum"), _said(block, "CallerIDName"), None, None, wait, ring, talk,
            _said(block, "DestUniqueid", "BridgedChannel"), reason, "", word,
        )  # fmt: skip

    return read


def _member(kind: PhoneKind | None) -> Callable[[Block, datetime, str], PhoneEvent]:
    def read(block: Block, at: datetime, word: str) -> PhoneEvent:
        told = kind or (PhoneKind.PAUSED if block["Paused"] == "1" else PhoneKind.UNPAUSED)
        reason = _said(block, "PausedReason", "Reason")
        agent = _said(block, "MemberName", "Interface", "Location", "StateInterface")
        return PhoneEvent(at, told, "", block["Queue"], agent, reason=reason, verb=word)

    return read


def _held(kind: PhoneKind) -> Callable[[Block, datetime, str], PhoneEvent]:
    def read(block: Block, at: datetime, word: str) -> PhoneEvent:
        return PhoneEvent(at, kind, block["Linkedid"], agent=_said(block, "Channel"), verb=word)

    return read


def _blind(block: Block, at: datetime, word: str) -> PhoneEvent:
    to = f"{block['Extension']}@{block.get('Context', '')}".rstrip("@")
    agent = _said(block, "TransfererChannel")
    call = block["TransfereeUniqueid"]
    return PhoneEvent(at, PhoneKind.TRANSFERRED, call, agent=agent, reason="blind", to=to, verb=word)


def _attended(block: Block, at: datetime, word: str) -> PhoneEvent:
    to = "|".join(part for part in (block.get("DestType", "").upper(), _said(block, "DestBridgeUniqueid")) if part)
    agent = _said(block, "OrigTransfererChannel")
    call = block["TransfereeUniqueid"]
    linked = _said(block, "TransferTargetUniqueid")
    return PhoneEvent(
        at, PhoneKind.TRANSFERRED, call, agent=agent, linked_id=linked, reason="attended", to=to, verb=word
    )  # fmt: skip


def _originated(block: Block, at: datetime, word: str) -> PhoneEvent:
    kind = PhoneKind.DIAL_ANSWERED if block["Response"] == "Success" else PhoneKind.DIAL_FAILED
    call = _said(block, "ActionID", "Uniqueid")
    return PhoneEvent(at, kind, call, linked_id=_said(block, "Uniqueid"), reason=block.get("Reason", ""), verb=word)


_WORDS: dict[str, Callable[[Block, datetime, str], PhoneEvent]] = {
    "QueueCallerJoin": _caller(PhoneKind.JOINED),
    "Join": _caller(PhoneKind.JOINED),  # before version 12
    "QueueCallerAbandon": _caller(PhoneKind.ABANDONED),
    "AgentCalled": _agent(PhoneKind.RINGING),
    "AgentRingNoAnswer": _agent(PhoneKind.NOT_ANSWERED),
    "AgentConnect": _agent(PhoneKind.CONNECTED),
    "AgentComplete": _agent(PhoneKind.ENDED),
    "QueueMemberPause": _member(None),
    "QueueMemberPaused": _member(None),  # before version 12
    "QueueMemberAdded": _member(PhoneKind.MEMBER_ADDED),
    "QueueMemberRemoved": _member(PhoneKind.MEMBER_REMOVED),
    "Hold": _held(PhoneKind.HELD),
    "Unhold": _held(PhoneKind.RESUMED),
    "BlindTransfer": _blind,
    "AttendedTransfer": _attended,
    "OriginateResponse": _originated,
}
