"""The fields of a person's demographics, for registering and for changing: one form, read and written here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from textual.widget import Widget

from psr_tui.domain.find_text import classify
from psr_tui.domain.languages import LANGUAGES, narrowed
from psr_tui.domain.names import PatientName, no_letters, parse_name, written_case
from psr_tui.domain.patients import Address, Demographics, InterpreterNeed, Phone, PhoneKind, Sex, Voicemail
from psr_tui.domain.phones import PhoneNumber, ReadPhone
from psr_tui.domain.us_states import STATES, state_code
from psr_tui.widgets.fields import BirthDateField, ChoiceField, Field, PhoneField

SEXES = (("female", "Female"), ("male", "Male"), ("other", "Other"), ("unknown", "Unknown"))
PHONE_KINDS = (("mobile", "Mobile"), ("home", "Home"), ("work", "Work"), ("other", "Other"))
VOICEMAIL = (
    ("callback_only", "Only: please call us back"),
    ("detailed", "Detailed message"),
    ("none", "No voicemail at all"),
)
INTERPRETER = (("no", "Not needed"), ("yes", "Needed"), ("declined", "Offered, declined"))


def patient_fields(today: Callable[[], date], area_code: str) -> list[Widget]:
    """The fields in the order in which a rep asks; the first three and one way to reach the person are needed."""
    languages = [(one.code, one.label) for one in narrowed("")]
    states = [(code, f"{code} {name}") for code, name in STATES.items()]
    return [
        Field(
            "Last name *", "last", required=True, repeats=False, max_length=80, warn=no_letters,
            help="Legal surname, and Jr or III.",
        ),
        Field("First name", "first", repeats=False, max_length=80, help="Given name, then the middle name."),
        BirthDateField("Born *", "born", today, required=True, help="01/22/1957, 012257 or jan 22 1957."),
        ChoiceField("Sex", "sex", SEXES, repeats=False, help="As registered for the record."),
        PhoneField("Phone *", "phone", area_code=area_code, help="Ten digits; x12 for an extension."),
        ChoiceField("Phone is", "phone_kind", PHONE_KINDS, repeats=False),
        ChoiceField("Voicemail", "voicemail", VOICEMAIL, repeats=False, help="What may be left on the machine."),
        Field("Street", "street", max_length=120, echo_width=0),
        Field("City", "city", max_length=80),
        ChoiceField("State", "state", states, help="Two letters or the name."),
        Field("ZIP", "zip_code", max_length=10),
        ChoiceField("Language", "language", languages, help="The language the patient wants to speak."),
        ChoiceField("Interpreter", "interpreter", INTERPRETER, repeats=False),
        Field("E-mail", "email", repeats=False, max_length=120, echo_width=0),
        Field("Goes by", "preferred", repeats=False, max_length=80, help="The name the desk greets with."),
        Field(
            "Contact note", "contact_note", repeats=False, max_length=200, echo_width=0,
            help="How to reach them; say here why there is no phone.",
        ),
    ]  # fmt: skip


def start_values(searched: str, today: date, state: str) -> dict[str, Any]:
    """What a new person's form begins with: what was typed in the search, and the usual answers."""
    query = classify(searched, today)
    values: dict[str, Any] = {
        "sex": "unknown",
        "phone_kind": "mobile",
        "voicemail": "callback_only",
        "state": state or None,
        "language": "en",
        "interpreter": "no",
    }
    letters = " ".join(word for word in searched.replace(",", " , ").split() if not any(ch.isdigit() for ch in word))
    if query.has_name and any(ch.isalpha() for ch in letters):
        name = parse_name(letters)
        values["last"] = written_case(name.last)
        values["first"] = written_case(" ".join(part for part in (name.first, name.middle) if part))
    for number in query.numbers:
        values["born"] = values.get("born") or number.born
        if len(number.phone) >= 7 and not number.born:
            values.setdefault("phone", number.phone)
    return values


def values_of(person: Demographics) -> dict[str, Any]:
    """A registered person's values by field id."""
    name, address = person.name, person.address
    phone = person.phones[0] if person.phones else None
    return {
        "last": " ".join(part for part in (name.last, name.suffix) if part),
        "first": " ".join(part for part in (name.first, name.middle) if part),
        "born": person.born,
        "sex": person.sex.value,
        "phone": ReadPhone(phone.number) if phone else None,
        "phone_kind": (phone.kind if phone else PhoneKind.MOBILE).value,
        "voicemail": (phone.voicemail if phone else Voicemail.CALLBACK_ONLY).value,
        "street": address.street,
        "city": address.city,
        "state": state_code(address.state) or None,
        "zip_code": address.zip_code,
        "language": person.language if person.language in LANGUAGES else None,
        "interpreter": person.interpreter.value,
        "email": person.email,
        "preferred": person.preferred_name,
        "contact_note": person.contact_note,
    }


def person_of(values: dict[str, Any], before: Demographics | None = None) -> Demographics:
    """The person the form describes; what the form does not show stays as it was ``before``."""
    base = before or Demographics(PatientName(""), None)
    return replace(
        base,
        name=_name(str(values.get("last") or ""), str(values.get("first") or ""), before),
        born=values.get("born"),
        born_estimated=base.born_estimated and values.get("born") == base.born,
        sex=Sex(values.get("sex") or "unknown"),
        phones=_phones(values, base.phones),
        address=Address(
            values.get("street") or "",
            base.address.street2,
            values.get("city") or "",
            values.get("state") or base.address.state * (base.address.state not in STATES),
            values.get("zip_code") or "",
        ),
        language=values.get("language") or base.language,
        interpreter=InterpreterNeed(values.get("interpreter") or "no"),
        email=values.get("email") or "",
        preferred_name=values.get("preferred") or "",
        contact_note=values.get("contact_note") or "",
    )


def _name(last: str, first: str, before: Demographics | None) -> PatientName:
    """Names typed without capitals get them; a registered name is never recased."""
    case = (lambda text: text) if before else written_case
    read = parse_name(f"{case(last)}, {case(first)}") if any(ch.isalnum() for ch in last) else PatientName("")
    if before and (read.first, read.middle) != (before.name.first, before.name.middle):
        whole = " ".join(part for part in (before.name.first, before.name.middle) if part)
        if whole == first:  # "María José" as one given name stays one
            return replace(read, first=before.name.first, middle=before.name.middle)
    return read


def _phones(values: dict[str, Any], before: tuple[Phone, ...]) -> tuple[Phone, ...]:
    read = values.get("phone")
    if read is None:
        return before[1:]
    number: PhoneNumber = read.number
    kind = PhoneKind(values.get("phone_kind") or "mobile")
    voicemail = Voicemail(values.get("voicemail") or "callback_only")
    old = before[0] if before else Phone(number)
    if old.number.e164 == number.e164 and old.number.extension == number.extension:
        number = old.number  # the number is the same: what was typed the first time stays on record
        return (replace(old, number=number, kind=kind, voicemail=voicemail), *before[1:])
    return (Phone(number, kind, voicemail), *before[1:])
