"""What the callback screen and the call box show: frozen rows, shaped for a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from psr_tui.domain.call_script import ScriptView
from psr_tui.domain.callback_filter import EVERYTHING, CallbackFilter
from psr_tui.domain.callback_sorts import Sort
from psr_tui.domain.callbacks import Callback, Group, Passed, passed_over
from psr_tui.domain.voicemail import Permission


@dataclass(frozen=True, slots=True)
class CallbackLook:
    """Who looks, when, through which filter: with it the order of the list is decided.

    ``closed_keys``: the kinds of patients (zones and state) that may not be rung at ``now``, ``open_keys`` the
    others; ``skipped``: the items this person passed over today; ``speaks``: their languages; ``blocks``: their own
    phone blocks, whose reservations are theirs. ``text`` and ``wanted`` narrow the list. ``rush``: live callers wait,
    so that "next" offers red flags alone (CC-16).
    """

    viewer_id: str
    now: datetime
    closed_keys: frozenset[str] = frozenset()
    open_keys: tuple[str, ...] = ()
    skipped: frozenset[str] = frozenset()
    text: str = ""
    wanted: CallbackFilter = EVERYTHING
    sort: Sort = Sort.RANK
    speaks: frozenset[str] = frozenset({"en"})
    blocks: tuple[str, ...] = ()
    rush: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether the list leaves anything out."""
        return bool(self.text or self.wanted)

    def passed(self, item: Callback) -> Passed | None:
        """Why "next" passes the item over for this person, or None."""
        return passed_over(item, self.viewer_id, item.id in self.skipped, self.speaks, self.blocks)

    def window_open(self, key: str) -> bool:
        """Whether patients with this window key may be called now."""
        return key not in self.closed_keys


@dataclass(frozen=True, slots=True)
class Looking:
    """Somebody who looks at a callback, and when they last gave a sign of it."""

    staff_id: str
    name: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Skips:
    """How often a rep passed callbacks over for one reason (CC-26)."""

    name: str
    reason: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class CallbackLine:
    """One row of the list. ``why`` says why it stands there; ``last`` what came of the last try; ``looking`` who else
    has it open to read, without having claimed it."""

    item: Callback
    patient: str
    dob: date | None
    phone: str
    window_key: str
    last_outcome: str
    last_at: datetime | None
    changed_by: str
    changed_at: datetime
    patient_zone: str
    why: str = ""
    looking: tuple[Looking, ...] = ()

    @property
    def version(self) -> int:
        """The version that was seen, for the next act."""
        return self.item.version


@dataclass(frozen=True, slots=True)
class CallbackCounts:
    """How many unfinished items stand in each group; together they are all there are (CC-08). ``rush``: who waits in
    the queue, when that keeps "next" from offering callbacks; empty else."""

    by_group: dict[Group, int]
    overdue_promises: int = 0
    rush: str = ""

    @property
    def total(self) -> int:
        """All callbacks of the look."""
        return sum(self.by_group.values())

    def of(self, group: Group) -> int:
        """How many are in one group."""
        return self.by_group.get(group, 0)


@dataclass(frozen=True, slots=True)
class Number:
    """One phone number of a patient as the call box needs it."""

    id: str
    kind: str
    e164: str
    shown: str
    voicemail: Permission
    may_call: bool
    wrong: bool
    stopped: bool = False  # asked not to be called for this matter (CC-52)

    @property
    def callable(self) -> bool:
        """Whether this number may be rung at all."""
        return self.may_call and not self.wrong and not self.stopped and bool(self.shown)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing that happened, for the history: when, who, what, in words."""

    at: datetime
    who: str
    kind: str
    outcome: str
    label: str
    counts: bool
    number: str
    due_after: datetime | None
    note: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An outcome as the call box offers it. ``ask_below_seconds``, ``ask_above_seconds``: outside these
    talk times the box asks once (CC-31)."""

    code: str
    digit: str
    label: str
    needs_time: bool
    ask_below_seconds: int = 0
    ask_above_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class CallInHand:
    """Everything the call box shows about the callback a rep holds."""

    item: Callback
    patient: str
    mrn: int
    dob: date | None
    number: Number | None
    patient_zone: str
    script: tuple[tuple[str, bool], ...]
    voicemail_script: str
    voicemail_code: str
    choices: tuple[Choice, ...]
    history: tuple[Attempt, ...]
    numbers: tuple[Number, ...] = field(default=())
    language: str = "en"
    """What the patient speaks now; the item keeps what it was when it was made."""
    script_view: ScriptView | None = None
    script_values: Mapping[str, str] = field(default_factory=dict)
    """What the script names of this patient, for the steps after the first one."""
    passed: tuple[str, str] = ("", "")
    """Whom the rep had promised a call that could not be made now, and why: the claim went on to this one."""

    @property
    def began(self) -> datetime | None:
        """From when the timer runs."""
        return self.item.dialed_at or self.item.claimed_at

    @property
    def voicemail(self) -> Permission:
        """What may be left on the machine of this number."""
        return self.number.voicemail if self.number else Permission.NONE
