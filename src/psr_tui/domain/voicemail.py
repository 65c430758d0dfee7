"""What may be said to a machine, by the patient's permission (call-center.md section 8).

The functions take neither reason nor chart, so that no result, diagnosis, amount or reason can get into a message.
"""

from __future__ import annotations

from enum import StrEnum

from psr_tui.domain.text import clean


class Permission(StrEnum):
    """What a patient allowed to be left on one number's voicemail."""

    NONE = "none"
    CALLBACK_ONLY = "callback_only"
    DETAILED = "detailed"


LABELS = {
    Permission.NONE: "no voicemail",
    Permission.CALLBACK_ONLY: "voicemail: callback-only",
    Permission.DETAILED: "voicemail: detailed",
}

LEFT_AS = {Permission.NONE: "VMN", Permission.CALLBACK_ONLY: "VML", Permission.DETAILED: "VMD"}
"""The outcome a voicemail at each level is stored as (CC-83)."""


def script(permission: Permission, caller: str, practice: str, number: str, appointment: str = "") -> str:
    """The sentence to read out, shown before the beep (CC-80).

    ``practice`` must be the neutral name of the clinic (CC-81). ``appointment`` is date, time and place in words; it
    is spoken only with the permission for details.
    """
    if permission is Permission.NONE:
        return "Hang up without a message: this patient allows no voicemail here."
    who, where, back = clean(caller), clean(practice), clean(number)
    message = f"Hello, this is {who} calling from {where}. Please call us back at {back}."
    if permission is Permission.DETAILED and appointment:
        message += f" It is about your appointment {clean(appointment)}."
    return message + " Thank you."
