"""The callback list of the training day, by hand: overdue and promised, urgent and later, near and far."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """One callback. ``due`` and the first item of each try are minutes from 09:47 (a try: minutes, outcome code).
    ``who``: a hard case, a two-letter state of the population, or '' for anybody near."""

    who: str
    reason: str
    due: int
    asked: int
    note: str
    priority: str = "normal"
    owner: str = ""
    promise: bool = False
    tries: tuple[tuple[int, str], ...] = ()
    state: str = "open"
    blocked: str = ""
    closed_minutes: int = 0


_DAY = 24 * 60
CALLS = (
    Call("", "REFILL", -77, -_DAY, "Lisinopril 10 mg is out on Friday.", tries=((-_DAY + 240, "VML"), (-1000, "NAN"))),
    Call("wheel", "REFER", -47, -_DAY, "New referral to cardiology, needs a morning and a van.", "high"),
    Call("oconnor", "RESULT", -10, -_DAY, "Asks whether the thyroid result is in.", owner="mrivera", promise=True),
    Call("", "CLIN", -12, -35, "Dizzy since starting the new tablets.", "urgent"),
    Call("viet", "SCHED", -5, -1100, "Follow-up with an interpreter, after 3 p.m."),
    Call("", "RESCH", -2, -100, "Cannot come on Friday."),
    Call("", "BILL", -130, -2 * _DAY, "Does not understand the $118.40.", "low", tries=((-_DAY - 60, "NAN"),)),
    Call("AZ", "SCHED", -30, -_DAY, "Moved for the winter, wants a video visit.", tries=((-_DAY - 30, "VML"),)),
    Call("WA", "MED", -25, -_DAY, "Pharmacy in Seattle needs a new prescription."),
    Call("HI", "RECORD", -20, -_DAY, "Records to the new doctor in Honolulu."),
    Call("NY", "INSUR", -8, -_DAY, "New insurance since the first of the month."),
    Call("MI", "FORM", 43, -80, "School form, signature wanted."),
    Call("IN", "AUTH", -55, -_DAY, "MRI authorisation: the plan asks for notes.", "high", tries=((-60, "BSY"),)),
    Call("", "RESULT", -4, -1000, "Lab result, asked twice.", owner="tchen", promise=True),
    Call("", "RECALL", 73, -5 * _DAY, "Mammogram recall.", "low"),
    Call("smith", "SCHED", 133, -90, "Wants the slot of Friday morning if it opens.", owner="mrivera", promise=True),
    Call("", "PORTAL", 193, -70, "Cannot sign in to the portal."),
    Call("long", "COST", 253, -60, "What will the scan cost with her plan?"),
    Call("", "REFILL", 313, -45, "Inhaler, last one.", "high"),
    Call("", "REFER", _DAY + 60, -30, "Physical therapy, any place near the train."),
    Call("", "ABAND", -3, -18, "Hung up after 6 minutes in the queue.", "high"),
    Call("", "COMPL", 28, -50, "Waited 70 minutes on Monday.", "high", owner="lgrant", promise=True),
    Call("signs", "RESULT", -40, -_DAY, "Send by text, not by phone.", blocked="no_permission"),
    Call("", "RECORD", -60, -6 * _DAY, "Third request.", state="exhausted",
         tries=((-5 * _DAY, "NAN"), (-2 * _DAY, "VML"), (-_DAY, "NAN"))),
    Call("", "SCHED", -150, -_DAY, "New patient visit for the husband.", tries=((-95, "RES"),), state="done"),
    Call("", "REFILL", -120, -_DAY, "Metformin.", tries=((-80, "RES"),), state="done"),
    Call("", "BILL", -110, -_DAY, "Asked for a receipt.", tries=((-64, "RES"),), state="done"),
    Call("", "RESCH", -100, -_DAY, "Moved to next week.", tries=((-41, "RES"),), state="done"),
)  # fmt: skip
