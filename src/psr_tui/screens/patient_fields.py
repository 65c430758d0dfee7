"""The fields of a person's record, page by page, in the order in which a rep asks. Ten fields fit on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from textual.widget import Widget

from psr_tui.domain.access import access_words, parse_access_needs
from psr_tui.domain.contacts import Channel, parse_purposes, purpose_words
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.languages import narrowed
from psr_tui.domain.names import no_letters, parse_name
from psr_tui.domain.phones import PhoneNumber, ReadPhone, parse_phone
from psr_tui.domain.typed_ages import parse_born
from psr_tui.domain.us_states import STATES
from psr_tui.domain.zip_codes import odd_zip
from psr_tui.widgets.fields import CheckField, ChoiceField, Field, NoteField

SEXES = (("female", "Female"), ("male", "Male"), ("other", "Other"), ("unknown", "Unknown"))
PHONE_KINDS = (("mobile", "Mobile"), ("home", "Home"), ("work", "Work"), ("other", "Other"))
VOICEMAIL = (
    ("callback_only", "Only: please call us back"),
    ("detailed", "Detailed message"),
    ("none", "No voicemail at all"),
)
INTERPRETER = (("no", "Not needed"), ("yes", "Needed"), ("declined", "Offered, declined"))
MODES = (("in_person", "In person"), ("video", "Video"), ("phone", "Phone"))
PORTAL = (("none", "Not asked"), ("invited", "Invited"), ("active", "Uses it"), ("declined", "Declined"))
MAY_HEAR = (
    ("nothing", "Nothing"),
    ("appointments", "Appointments"),
    ("billing", "Billing"),
    ("everything", "Everything"),
)
Options = Sequence[tuple[str, str]]
PAGES = ("Who", "Address", "Needs", "Guarantor", "May we")
GUARANTOR_PAGE = 3


def who_fields(today: Callable[[], date], area_code: str) -> list[Widget]:
    """What is needed, and how the desk greets. Last name, birth, and one way to reach the person are needed."""
    return [
        Field(
            "Last name *", "last", required=True, repeats=False, max_length=80, warn=no_letters,
            help="Legal surname, and Jr or III. Unidentified while nobody knows it.",
        ),
        Field("First name", "first", repeats=False, max_length=80, help="Given name, then the middle name."),
        Field(
            "Born *", "born", required=True, repeats=False, max_length=30,
            parse=lambda typed: parse_born(typed, today(), "Born"), to_text=lambda born: born.text,
            echo=lambda born: born.echo(today()), help="01/22/1957, jan 22 1957, or about 40 when nobody knows.",
        ),
        ChoiceField("Sex *", "sex", SEXES, required=True, repeats=False, help="As registered for the record."),
        _phone("Phone *", "phone", area_code),
        ChoiceField("Phone is", "phone_kind", PHONE_KINDS, repeats=False),
        ChoiceField("Voicemail", "voicemail", VOICEMAIL, repeats=False, help="What may be left on the machine."),
        Field("Goes by", "preferred", repeats=False, max_length=80, help="The name the desk greets with."),
        Field("E-mail", "email", repeats=False, max_length=120, echo_width=0),
        Field(
            "Contact note", "contact_note", repeats=False, max_length=200, echo_width=0,
            help="How to reach them; say here why there is no phone.",
        ),
    ]  # fmt: skip


def address_fields() -> list[Widget]:
    """Where they live, what they speak, and the names they had."""
    languages = [(one.code, one.label) for one in narrowed("")]
    states = [(code, f"{code} {name}") for code, name in STATES.items()]
    return [
        Field("Street", "street", max_length=120, echo_width=10),
        Field("Street 2", "street2", max_length=120, echo_width=10),
        Field("City", "city", max_length=80),
        ChoiceField("State", "state", states, help="Two letters or the name."),
        Field("ZIP", "zip_code", max_length=10, warn=odd_zip, help="Five digits, or nine: 87501-1234."),
        ChoiceField("Speaks", "language", languages, help="The language the patient wants to speak."),
        ChoiceField("Reads", "written_language", languages, help="If they read another language than they speak."),
        ChoiceField("Interpreter", "interpreter", INTERPRETER, repeats=False, help="Somebody of ours, never family."),
        ChoiceField("Interpreter by", "interpreter_mode", MODES, repeats=False, help="How they want the interpreter."),
        Field(
            "Earlier names", "earlier", repeats=False, max_length=200, echo_width=0, parse=_earlier,
            help="Names they had before, last, first; several with ; between them.",
        ),
    ]  # fmt: skip


def needs_fields(area_code: str, providers: Options, heard: Options) -> list[Widget]:
    """What helps them get here and get about, and how they came to us."""
    return [
        Field(
            "Access needs", "access", repeats=False, max_length=100, parse=parse_access_needs, to_text=access_words,
            help="wheelchair, large print, hard of hearing, sees little, device, other; commas between.",
        ),
        Field("Access note", "access_note", repeats=False, max_length=200, echo_width=0, help="What helps, in words."),
        _phone("Second phone", "phone2", area_code),
        ChoiceField("Second is", "phone2_kind", PHONE_KINDS, repeats=False),
        ChoiceField("Its voicemail", "voicemail2", VOICEMAIL, repeats=False),
        ChoiceField("Portal", "portal", PORTAL, repeats=False),
        Field(
            "Come early", "arrive", repeats=False, max_length=3, parse=_minutes, to_text=str,
            echo=lambda minutes: f"{minutes} min before the visit", help="Minutes they are asked to come before.",
        ),
        ChoiceField("PCP", "pcp", providers, repeats=False, help="The provider who cares for them as a rule."),
        ChoiceField("Heard of us", "heard", heard, repeats=False, help="How they came to this clinic."),
        Field("Heard, words", "heard_note", repeats=False, max_length=200, echo_width=0),
    ]  # fmt: skip


def guarantor_fields(reasons: Options, *, new: bool) -> list[Widget]:
    """Who answers for the bills (a minor needs somebody), and who stands by them."""
    fields: list[Widget] = [
        Field(
            "Guarantor MRN", "guarantor_mrn", repeats=False, max_length=12, parse=_mrn,
            to_text=lambda mrn: f"{mrn:06d}", help="Who pays the bills: the MRN, when they are a patient here.",
        ),
        Field("or their name", "guarantor_name", max_length=80, help="Who pays, when they are no patient here."),
        Field("Guarantor is", "guarantor_relation", max_length=40, help="mother, father, foster parent, the State."),
        Field("Their phone", "guarantor_phone", max_length=40),
        ChoiceField(
            "Unidentified", "unidentified", reasons, repeats=False,
            help="Why nobody knows who this is; empty it as soon as somebody does.",
        ),
    ]  # fmt: skip
    if new:
        fields += [
            Field("Contact person", "contact", repeats=False, max_length=80, help="Somebody close to the patient."),
            Field("who is", "contact_relation", repeats=False, max_length=40, help="daughter, neighbour, case worker."),
            Field("phone", "contact_phone", repeats=False, max_length=40),
            CheckField("call in an emergency", "contact_emergency", help="Space ticks it."),
            ChoiceField("may hear", "contact_may_hear", MAY_HEAR, repeats=False, help="What they may be told."),
        ]
    return fields


def permission_fields() -> list[Widget]:
    """What each channel may be used for (FD-104), and a note for the desk."""
    channels = {"voice": "Calls", "text": "Texts", "email": "E-mail for", "mail": "Letters", "portal": "Portal for"}
    return [
        *(
            Field(
                channels[channel.value], f"may_{channel.value}", repeats=False, max_length=40,
                parse=partial(parse_purposes, field=channels[channel.value]), to_text=purpose_words,
                help="a appointments, r results, b billing, o other; all, or none. Empty: nobody asked.",
            )
            for channel in Channel
        ),
        NoteField("Note", "note", help="A note on the record, for the desk only. What must pop up is an alert."),
    ]  # fmt: skip


def _phone(label: str, field_id: str, area_code: str) -> Field:
    """A number; whoever types words instead learns where they belong."""

    def parse(typed: str) -> ReadPhone:
        try:
            return parse_phone(typed, area_code, label)
        except InvalidInput as problem:
            if sum(ch.isdigit() for ch in typed) >= 7:
                raise
            raise InvalidInput(f"{problem.message.rstrip('.')}; words go under Contact note.", label) from None

    def shown(read: ReadPhone | PhoneNumber) -> str:
        return (read.number if isinstance(read, ReadPhone) else read).display

    return Field(
        label, field_id, repeats=False, max_length=40, parse=parse, to_text=shown, warn=lambda read: read.warning,
        help="Ten digits; x12 for an extension. No phone: say why under Contact note.",
    )  # fmt: skip


def _minutes(typed: str) -> int:
    bare = typed.casefold().removesuffix("minutes").removesuffix("min").strip()
    if not (bare.isascii() and bare.isdigit()) or int(bare) > 240:
        raise InvalidInput("Come early: type minutes up to 240, for example 15.", "Come early")
    return int(bare)


def _mrn(typed: str) -> int:
    bare = typed.strip().lstrip("#").replace(" ", "")
    if not (bare.isascii() and bare.isdigit()):
        raise InvalidInput("Guarantor MRN: type the number of their record, for example 3120.", "Guarantor")
    return int(bare)


def _earlier(typed: str) -> tuple[Any, ...]:
    return tuple(parse_name(one, "Earlier names") for one in typed.split(";") if one.strip())
