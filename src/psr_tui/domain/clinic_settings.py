"""The settings a clinic decides for itself: their names, how they are typed, and what is allowed.

One row each: what the setting is for, how its text is read and how its value is written again. Amounts are dollars on
the outside and cents inside (cash-drawer.md 15.6; reliability.md RS-31).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from psr_tui.domain.eligibility_request import npi_ok
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.neutral_name import neutral_name
from psr_tui.domain.text import clean

Value = int | bool | str


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name outside, the column it lives in, its words, and how text becomes a value and back."""

    key: str
    column: str
    words: str
    read: Callable[[str, str], Value]
    write: Callable[[Value], str]
    later: bool = False  # read at sign-in, so it holds from the next one on


def _money(text: str, key: str) -> int:
    return Money.parse(text, key).cents


def _number(least: int, most: int, example: str) -> Callable[[str, str], int]:
    def read(text: str, key: str) -> int:
        typed = text.strip()
        if not (typed.isascii() and typed.isdigit()) or not least <= int(typed) <= most:
            raise InvalidInput(f"{key}: type a whole number from {least} to {most}, for example {example}.", key)
        return int(typed)

    return read


def _words(most: int) -> Callable[[str, str], str]:
    def read(text: str, key: str) -> str:
        typed = clean(text, most + 1)
        if len(typed) > most:
            raise InvalidInput(f"{key}: at most {most} letters fit; say it shorter.", key)
        return typed

    return read


def _npi(text: str, key: str) -> str:
    typed = text.strip().replace(" ", "")
    if typed and not npi_ok(typed):
        raise InvalidInput(
            f"{key}: ten digits with the right check digit, for example 1234567893; or leave it empty.", key
        )
    return typed


def _exchange_id(text: str, key: str) -> str:
    typed = text.strip()
    if len(typed) > 15 or not all(sign.isascii() and sign.isprintable() and sign not in "*:^~" for sign in typed):
        raise InvalidInput(f"{key}: at most 15 plain characters, as the clearinghouse gave them to the clinic.", key)
    return typed


def _folder(text: str, key: str) -> str:
    typed = text.strip()
    if typed and not PurePath(typed).is_absolute():
        raise InvalidInput(f"{key}: the whole path of a folder, for example /srv/exchange; empty for none.", key)
    return typed


_YES, _NO = frozenset({"yes", "on", "true"}), frozenset({"no", "off", "false"})


def _yes_no(text: str, key: str) -> bool:
    typed = text.strip().casefold()
    if typed not in _YES | _NO:
        raise InvalidInput(f"{key}: type yes or no.", key)
    return typed in _YES


def _link(text: str, key: str) -> str:
    typed = text.strip()
    if typed and (not typed.startswith("https://") or len(typed) > 200 or not typed.isascii() or " " in typed):
        raise InvalidInput(
            f"{key}: type the whole address, for example https://clinic.example/survey, or nothing.", key
        )
    return typed


def _plain(value: Value) -> str:
    return str(value)


def _dollars(value: Value) -> str:
    return str(Money(int(value)))


def _said(value: Value) -> str:
    return "yes" if value else "no"


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "approval_threshold", "approval_threshold_cents",
        "a counted difference above this needs another person's signature, dollars", _money, _dollars,
    ),
    Setting(
        "drawer_maximum", "drawer_maximum_cents",
        "above this a drawer asks for a safe drop, dollars; 0 never asks", _money, _dollars,
    ),
    Setting(
        "count_attempts_before_supervisor", "count_attempts_before_supervisor",
        "how often a rep counts before a supervisor is needed", _number(1, 9, "2"), _plain,
    ),
    Setting("cut_off_hour", "cut_off_hour", "when a business day ends, hour of the night", _number(0, 11, "4"), _plain),
    Setting(
        "prestage_drawers", "prestage_drawers", "the next shift may open a drawer while it is counted", _yes_no, _said
    ),
    Setting("opening_witness", "opening_witness", "the float is counted by two", _yes_no, _said),
    Setting("deposit_witness", "deposit_witness", "a deposit bag is sealed by two", _yes_no, _said),
    Setting(
        "returned_check_fee", "returned_check_fee_cents", "what a returned check costs, dollars", _money, _dollars
    ),
    Setting(
        "late_cancel_hours", "late_cancel_hours", "a shorter notice is a late cancel, hours", _number(0, 168, "24"),
        _plain,
    ),
    Setting(
        "offers_a_day", "offers_a_day", "how often a day one person is offered a freed time", _number(1, 20, "2"),
        _plain,
    ),
    Setting(
        "authorisation_warn_left", "authorisation_warn_left", "warn when so few visits or units are left",
        _number(0, 99, "5"), _plain,
    ),
    Setting(
        "authorisation_warn_days", "authorisation_warn_days", "warn so many days before an authorisation ends",
        _number(0, 365, "14"), _plain,
    ),
    Setting("survey_link", "survey_link", "printed for the patient at check-out; empty: none", _link, _plain),
    Setting(
        "acknowledge_days", "acknowledge_days", "a grievance is acknowledged within so many business days",
        _number(1, 30, "3"), _plain,
    ),
    Setting(
        "decide_days", "decide_days", "a grievance is decided within so many days", _number(1, 180, "30"), _plain
    ),
    Setting(
        "wait_warn", "wait_warn_minutes", "a wait is worth a look after so many minutes; 0 never",
        _number(0, 240, "10"), _plain,
    ),
    Setting(
        "wait_target", "wait_alarm_minutes", "the longest wait that is fine, minutes; 0 knows none",
        _number(0, 240, "20"), _plain,
    ),
    Setting(
        "bulk_missed", "bulk_missed", "missed visits may be marked together, by :missed", _yes_no, _said
    ),
    Setting(
        "idle_lock", "idle_lock_seconds", "a screen nobody touches locks after so many seconds",
        _number(30, 3600, "300"), _plain, later=True,
    ),
    Setting(
        "sign_out", "sign_out_seconds", "and signs out after so many seconds", _number(60, 28_800, "1800"), _plain,
        later=True,
    ),
    Setting(
        "financial_policy", "financial_policy", "what is read aloud at check-in about paying; empty: nothing is read",
        _words(300), _plain,
    ),
    Setting(
        "privacy_mode", "privacy_mode", "names and amounts are shortened on every screen", _yes_no, _said, later=True
    ),
    Setting("npi", "npi", "the clinic's NPI, named in questions to payers", _npi, _plain),
    Setting(
        "eligibility_days", "eligibility_days", "an eligibility answer older than so many days is asked for again",
        _number(1, 365, "30"), _plain,
    ),
    Setting(
        "benefits_days", "benefits_days", "the same for copay and deductible", _number(1, 365, "90"), _plain
    ),
    Setting(
        "eligibility_ahead_days", "eligibility_ahead_days", "the eligibility worklist looks so many days ahead",
        _number(0, 60, "7"), _plain,
    ),
    Setting("submitter_id", "submitter_id", "who the clinic is at the clearinghouse", _exchange_id, _plain),
    Setting("receiver_id", "receiver_id", "who the clearinghouse is", _exchange_id, _plain),
    Setting(
        "service_level_seconds", "service_level_seconds", "a call answered within so many seconds is in time",
        _number(5, 600, "30"), _plain,
    ),
    Setting(
        "service_level_percent", "service_level_percent", "so many of a hundred calls are to be answered in time",
        _number(1, 99, "80"), _plain,
    ),
    Setting(
        "short_abandon_seconds", "short_abandon_seconds", "hang-ups up to so many seconds are shown apart",
        _number(0, 120, "5"), _plain,
    ),
    Setting(
        "repeat_days", "repeat_days", "a call for the same reason within so many days is a repeat",
        _number(1, 60, "7"), _plain,
    ),
    Setting("wrap_seconds", "wrap_seconds", "target of the work after a call", _number(0, 1800, "60"), _plain),
    Setting(
        "rush_callers", "rush_callers", "so many callers waiting keep next from offering callbacks; 0 never",
        _number(0, 99, "1"), _plain,
    ),
    Setting(
        "rush_seconds", "rush_seconds", "if the first of them has waited so many seconds", _number(0, 3600, "30"),
        _plain,
    ),
    Setting(
        "expiry_hours", "expiry_hours", "a request nobody could reach the caller about expires after so many hours",
        _number(1, 2400, "96"), _plain,
    ),
    Setting(
        "personal_limit", "personal_limit", "so many open callbacks one person keeps", _number(1, 500, "10"), _plain
    ),
    Setting(
        "pickup_minutes", "pickup_minutes", "a nurse picks up a red flag within so many minutes",
        _number(1, 60, "3"), _plain,
    ),
    Setting(
        "missed_call_minutes", "missed_call_minutes", "a caller who hung up is called back after so many minutes",
        _number(0, 1440, "15"), _plain,
    ),
    Setting("block_minutes", "block_minutes", "how long a phone block is", _number(5, 720, "60"), _plain),
    Setting(
        "optional_verifiers", "optional_verifiers", "so many optional verifiers beside the required ones",
        _number(0, 5, "1"), _plain,
    ),
    Setting(
        "dispute_days", "dispute_days", "working days to dispute a review, and to answer", _number(1, 30, "3"), _plain
    ),
    Setting(
        "gateway_folder", "gateway_folder", "where messages go out and results come in; empty for none", _folder,
        _plain,
    ),
    Setting(
        "shrinkage_percent", "shrinkage_percent", "of a hundred paid minutes so many are not on calls",
        _number(0, 80, "30"), _plain,
    ),
    Setting(
        "exchange_folder", "exchange_folder", "where files are exchanged with the clearinghouse; empty for none",
        _folder, _plain,
    ),
    Setting(
        "neutral_name", "neutral_name", "said on voicemail and to other people: gives no specialty away",
        neutral_name, _plain,
    ),
)  # fmt: skip
_BY_KEY = {setting.key: setting for setting in SETTINGS}


def setting_of(key: str) -> Setting:
    """The setting of this name. Raises InvalidInput with the names there are."""
    found = _BY_KEY.get(key.strip().casefold().replace("-", "_"))
    if found is None:
        raise InvalidInput(f"There is no setting {key.strip()!r}; there are {', '.join(_BY_KEY)}.", "Setting")
    return found


def check_together(values: Mapping[str, Value]) -> None:
    """Raise InvalidInput for values, by column, that contradict one another."""
    if int(values["idle_lock_seconds"]) > int(values["sign_out_seconds"]):
        raise InvalidInput(
            "idle_lock: the lock comes before the sign-out; type fewer seconds, or change sign_out first.", "idle_lock"
        )
