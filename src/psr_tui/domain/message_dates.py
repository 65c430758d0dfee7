"""Days and times as patients read them in their own language; other languages get figures that everybody reads."""

from __future__ import annotations

from datetime import date, time

_EN = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "January February March April May June July August September October November December",
)
_ES = (
    "lunes martes miércoles jueves viernes sábado domingo",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)


def day_words(day: date, language: str) -> str:
    """``Wednesday, March 4``, ``miércoles 4 de marzo``, ``2026-03-04``."""
    if language == "en":
        return "{}, {} {}".format(*_names(_EN, day), day.day)
    if language == "es":
        return "{0} {2} de {1}".format(*_names(_ES, day), day.day)
    return day.isoformat()


def _names(words: tuple[str, str], day: date) -> tuple[str, str]:
    """Weekday and month."""
    return words[0].split()[day.weekday()], words[1].split()[day.month - 1]


def time_words(at: time, language: str) -> str:
    """``9:30 AM``, ``9:30 am``, ``09:30``: wall time of the visit."""
    hour = at.hour % 12 or 12
    if language == "en":
        return f"{hour}:{at.minute:02d} {'AM' if at.hour < 12 else 'PM'}"
    if language == "es":
        return f"{hour}:{at.minute:02d} {'am' if at.hour < 12 else 'pm'}"
    return f"{at.hour:02d}:{at.minute:02d}"
