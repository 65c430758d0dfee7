"""What a patient is to the subscriber of an insurance: every INS02 code of the desk, in words (front-desk.md 18.4)."""

from __future__ import annotations

RELATIONSHIPS = (
    ("self", "Self"),
    ("spouse", "Spouse"),
    ("child", "Child"),
    ("life_partner", "Life partner"),
    ("employee", "Employee"),
    ("organ_donor", "Organ donor"),
    ("cadaver_donor", "Cadaver donor"),
    ("unknown", "Not known"),
    ("other", "Other"),
)
"""(as the store keeps it, as the desk says it), the usual ones first."""

_INS02 = {
    "self": "18", "spouse": "01", "child": "19", "employee": "20", "unknown": "21", "organ_donor": "39",
    "cadaver_donor": "40", "life_partner": "53", "other": "G8",
}  # fmt: skip
_BY_INS02 = {code: kept for kept, code in _INS02.items()}


def relationship_word(kept: str) -> str:
    """How the desk says it; an unknown word is shown as it is."""
    return dict(RELATIONSHIPS).get(kept, kept)


def ins02(kept: str) -> str:
    """The X12 code of a relationship; a word nobody knows is 21, not known."""
    return _INS02.get(kept, "21")


def of_ins02(code: str) -> str:
    """The relationship of an X12 code; a code the desk has no word for is ``other``, never dropped."""
    return _BY_INS02.get(code.strip().upper(), "other")
