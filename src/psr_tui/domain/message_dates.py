"""Days and times as patients read them in their own language; other languages get figures that everybody reads."""

from __future__ import annotations

from datetime import date, time

_EN_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_EN_MONTHS = "January February March April May June July August September October November December".split()
_ES_DAYS = "lunes martes miércoles jueves viernes sábado domingo".split()
_ES_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()


def day_words(day: date, language: str) -> str:
    """``Wednesday, March 4``, ``miércoles 4 de marzo``, ``2026-03-04``."""
    if language == "en":
        return f"{_EN_DAYS[day.weekday()]}, {_EN_MONTHS[day.month - 1]} {day.day}"
    if language == "es":
        return f"{_ES_DAYS[day.weekday()]} {day.day} de {_ES_MONTHS[day.month - 1]}"
    return day.isoformat()


def time_words(at: time, language: str) -> str:
    """``9:30 AM``, ``9:30 a. m.``, ``09:30``: wall time of the visit."""
    hour = at.hour % 12 or 12
    if language == "en":
        return f"{hour}:{at.minute:02d} {'AM' if at.hour < 12 else 'PM'}"
    if language == "es":
        return f"{hour}:{at.minute:02d} {'a. m.' if at.hour < 12 else 'p. m.'}"
    return f"{at.hour:02d}:{at.minute:02d}"
