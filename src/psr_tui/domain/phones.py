"""Phone numbers: what was typed, the number it means (E.164), and what the desk should be told about it.

A number that is possible is kept, whether it is in service or not (standards.md section 6): a refusal would only teach
reps to type a false one. Emergency and service numbers are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean

_SERVICE_NUMBER = re.compile(r"^[2-9]11$")
_EXTENSION_TAIL = re.compile(r"(?:ext\.?|x|#)\s*\d*\s*$", re.IGNORECASE)
_RULE = "type ten digits, for example 505 555 0142, with x12 for an extension."


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A phone number. ``typed`` is what the person wrote; ``e164`` is empty when an imported text is no number."""

    e164: str
    extension: str = ""
    typed: str = ""

    @property
    def last_four(self) -> str:
        """The last four digits, for questions and for finding."""
        return self.e164[-4:]

    @property
    def display(self) -> str:
        """As people read it: ``(505) 555-0142 x12``; other countries in international form; else what was typed."""
        if not self.e164:
            return self.typed
        tail = f" x{self.extension}" if self.extension else ""
        if self.e164.startswith("+1") and len(self.e164) == 12:
            return f"({self.e164[2:5]}) {self.e164[5:8]}-{self.e164[8:]}{tail}"
        return _international(self.e164) + tail


@dataclass(frozen=True, slots=True)
class ReadPhone:
    """A number that was read, and a warning ('' when none) that informs and never blocks."""

    number: PhoneNumber
    warning: str = ""


def parse_phone(typed: str, area_code: str = "", field: str = "Phone", region: str = "US") -> ReadPhone:
    """Read a phone number the way people write it: ``5055550142``, ``(505) 555-0142 x12``, ``1-800-FLOWERS``.

    Seven digits get the clinic's ``area_code`` and a warning that says so. A possible number that is not assigned
    (555) is taken with a warning. Raises: InvalidInput for emergency and service numbers and for what is no number.
    """
    text = clean(typed, 40)
    bare = re.sub(r"\D", "", _EXTENSION_TAIL.sub("", text))
    if _SERVICE_NUMBER.match(bare):
        raise InvalidInput(f"{field}: {bare} is a service number, not a patient's; {_RULE}", field)
    warning = ""
    if len(bare) == 7 and not text.startswith("+") and not re.search(r"[a-z]{3}", text, re.IGNORECASE):
        if not area_code:
            raise InvalidInput(f"{field}: the area code is missing; {_RULE}", field)
        text = f"{area_code} {text}"
        warning = f"Area code {area_code} was added; please confirm it."
    number, valid = _library_reading(text, region)
    if number is None:
        raise InvalidInput(f"{field}: this is not a phone number; {_RULE}", field)
    if re.search(r"[a-z]{3}", _EXTENSION_TAIL.sub("", text), re.IGNORECASE):
        warning = f"The letters were read as {number.display}; please confirm it."
    if not valid and not warning:
        warning = "This number may not exist; please read it back."
    return ReadPhone(PhoneNumber(number.e164, number.extension, clean(typed, 40)), warning)


def read_foreign_phone(typed: str, region: str = "US") -> PhoneNumber:
    """A number from a file: kept as it stands when it cannot be read (``e164`` empty), never refused."""
    text = clean(typed, 40)
    if _SERVICE_NUMBER.match(re.sub(r"\D", "", text)):
        return PhoneNumber("", "", text)
    number, _ = _library_reading(text, region)
    return PhoneNumber(number.e164, number.extension, text) if number else PhoneNumber("", "", text)


def _library_reading(text: str, region: str) -> tuple[PhoneNumber | None, bool]:
    import phonenumbers  # 10 ms to import, so only when the first number is read

    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None, False
    if not phonenumbers.is_possible_number(parsed):
        return None, False
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None, False
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return PhoneNumber(e164, parsed.extension or "", text), phonenumbers.is_valid_number(parsed)


def _international(e164: str) -> str:
    import phonenumbers

    parsed = phonenumbers.parse(e164, None)
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
