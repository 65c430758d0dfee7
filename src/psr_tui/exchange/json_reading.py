"""Reading values out of JSON that may be anything: every getter answers something of its type and never raises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from psr_tui.domain.text import clean

Json = dict[str, Any]


def record(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def records(value: object) -> list[Json]:
    """The objects of a list; a single object counts as a list of one."""
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def first(value: object) -> Json:
    return next(iter(records(value)), {})


def text(value: object, longest: int = 200) -> str:
    """Cleaned text of a string or number; '' for everything else."""
    if isinstance(value, str):
        return clean(value[: 4 * longest], longest)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18 else ""


def texts(value: object, longest: int = 200) -> list[str]:
    if isinstance(value, str):
        value = [value]
    found = [text(one, longest) for one in value] if isinstance(value, list) else []
    return [one for one in found if one]


def code(concept: object) -> str:
    """The first code of a CodeableConcept, or of a Coding."""
    coding = first(record(concept).get("coding"))
    return text(coding.get("code")) or text(record(concept).get("code"))


def label(concept: object) -> str:
    """The words of a CodeableConcept: its text, else the first display, else the code."""
    coding = first(record(concept).get("coding"))
    return text(record(concept).get("text")) or text(coding.get("display")) or text(coding.get("code"))


def day(value: object) -> tuple[date | None, bool]:
    """A FHIR date and whether it was complete; a year or a month alone counts from its first day."""
    raw = text(value, 40)[:10]
    for tail, complete in (("", True), ("-01", False), ("-01-01", False)):
        try:
            return date.fromisoformat(raw + tail), complete
        except ValueError:
            continue
    return None, False


def instant(value: object) -> datetime | None:
    """A FHIR dateTime as aware UTC; a date alone is its midnight in UTC, a time without an offset is UTC."""
    raw = text(value, 60)
    try:
        found = datetime.fromisoformat(raw)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def reference(value: object) -> str:
    """The id a Reference points to: ``urn:uuid:X``, ``Patient/X``, ``https://../Patient/X/_history/1`` and conditional
    references (``Practitioner?identifier=..|X``) all give X."""
    raw = text(record(value).get("reference"), 400).split("/_history/")[0]
    if "|" in raw:
        return raw.rsplit("|", 1)[1]
    if raw.startswith("urn:"):
        return raw.rsplit(":", 1)[1]
    return raw.rsplit("/", 1)[-1]


def extension(resource: Json, url_end: str) -> Json:
    """The extension whose address ends so; {} when there is none."""
    for one in records(resource.get("extension")):
        if text(one.get("url"), 400).endswith(url_end):
            return one
    return {}


def walk_names(names: object) -> Iterator[tuple[str, Json]]:
    """HumanNames with their use."""
    for one in records(names):
        yield text(one.get("use")), one
