"""The morning until 09:47, written by hand: what a rep finds when the training day opens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scripted:
    """One visit of the morning. ``who`` names a hard case, '' takes somebody of the population. ``moves``: state,
    wall time, login, reason code. ``copay``: paid, the code why it was not collected, or '' when there is none."""

    time: str
    who: str
    provider: str
    visit_type: str = "OV15"
    moves: tuple[tuple[str, str, str, str], ...] = ()
    copay: str = ""
    interpreter: str = ""
    note: str = ""
    walk_in: bool = False


def _through(arrived: str, checked_in: str, roomed: str = "", out: str = "", login: str = "tchen") -> tuple[
    tuple[str, str, str, str], ...
]:  # fmt: skip
    """The usual way through the house, as far as the times go."""
    steps = (("arrived", arrived), ("checked_in", checked_in), ("roomed", roomed), ("checked_out", out))
    return tuple((state, time, login, "") for state, time in steps if time)


DAY = (
    Scripted("08:00", "senior", "LEE", "FUP", _through("07:48", "07:52", "08:02", "08:31")),
    Scripted("08:00", "", "PATEL", "OV15", _through("07:51", "07:58", "08:05", "08:27"), "paid"),
    Scripted("08:00", "", "ORTIZ", "PREV", _through("07:55", "08:03", "08:09", "08:40")),
    Scripted("08:15", "", "LEE", "OV15", _through("08:06", "08:12", "08:33", "08:55"), "paid"),
    Scripted("08:15", "", "HALV", "OV15", _through("08:10", "08:15", "08:20", "08:49"), "NC11"),
    Scripted("08:30", "junior", "OKAFOR", "OV15", _through("08:19", "08:26", "08:34", "09:05"), "paid"),
    Scripted("08:30", "noshows", "PATEL", "FUP", (("no_show", "09:02", "tchen", ""),)),
    Scripted("08:30", "", "ADEY", "OV15", _through("08:28", "08:33", "08:41", "09:12"), "paid"),
    Scripted("08:45", "polish", "BRANDT", "FUP", _through("08:30", "08:41", "08:52", "09:34"), interpreter="arranged"),
    Scripted("08:45", "", "CHOI", "OV15", (("cancelled", "07:40", "mrivera", "pat-fb"),)),
    Scripted("08:45", "", "WEAVER", "NURSE", _through("08:40", "08:44", "08:50"), "NC00"),
    Scripted("09:00", "wheel", "LEE", "OV15", _through("08:46", "08:53", "09:01"), note="Room 2. Van leaves at 11:30."),
    Scripted("09:00", "", "PATEL", "OV15", _through("08:57", "09:04", "09:20"), "paid"),
    Scripted("09:00", "", "OKAFOR", "FUP", (("rescheduled", "08:12", "tchen", ""),)),
    Scripted("09:15", "", "HALV", "NP30"),
    Scripted("09:15", "twin1", "FISK", "WCC", _through("09:14", "09:26", "09:33", login="lgrant")),
    Scripted("09:15", "twin2", "FISK", "WCC", _through("09:14", "09:27", login="lgrant")),
    Scripted("09:30", "pena", "LEE", "OV15", (("arrived", "09:30", "tchen", ""),)),
    Scripted("09:30", "oconnor", "ORTIZ", "OV15", (("arrived", "09:32", "tchen", ""),)),
    Scripted("09:23", "", "", "WALK", (("arrived", "09:23", "tchen", ""),), walk_in=True, note="Fell on the stairs."),
    Scripted("09:30", "", "ADEY", "OV15", _through("09:21", "09:29"), "paid"),
    Scripted("09:45", "smith", "LEE", "OV15", _through("09:37", "09:43"), "NC10"),
    Scripted("09:45", "smythe", "LEE", "OV15"),
    Scripted("09:45", "viet", "BRANDT", "FUP", (("arrived", "09:44", "lgrant", ""),)),
    Scripted("09:45", "dnr", "ADEY", "FUP", note="[DNR] on file, daughter comes along."),
    Scripted("10:00", "minor", "ORTIZ", "WCC", (("arrived", "09:44", "lgrant", ""),)),
    Scripted("10:00", "mother", "CHOI", "OV15"),
    Scripted("10:00", "hmong", "PATEL", "OV15", interpreter="needed"),
    Scripted("10:00", "oneword", "OKAFOR", "NP30", note="First visit: forms were sent by mail."),
    Scripted("10:15", "long", "HALV", "PREV"),
    Scripted("10:15", "signs", "BRANDT", "OV15", interpreter="arranged"),
    Scripted("10:15", "silent", "CHOI", "OV15"),
)
