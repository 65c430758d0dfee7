"""What a caller may be told, by who they are to the patient (call-center.md CC-78; front-desk.md FD-104).

Nobody at the desk tells results or gives clinical advice, whoever calls (CC-86); that is said where it is near.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from psr_tui.domain.calls import Role
from psr_tui.domain.contacts import ContactPerson, MayHear

OF_AGE = 18


class Tell(StrEnum):
    """How far telling goes."""

    NOTHING = "nothing"
    PUBLIC = "public"
    APPOINTMENTS = "appointments"
    BILLING = "billing"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Telling:
    """How far, and the sentence that says so."""

    tell: Tell
    words: str

    @property
    def shows(self) -> bool:
        """Whether anything of the patient may be told at all."""
        return self.tell not in (Tell.NOTHING, Tell.PUBLIC)

    @property
    def visits(self) -> bool:
        """Whether visits may be spoken of."""
        return self.tell in (Tell.APPOINTMENTS, Tell.EVERYTHING)

    @property
    def rest(self) -> bool:
        """Whether callbacks, promises and notes may be spoken of."""
        return self.tell is Tell.EVERYTHING


PUBLIC = Telling(Tell.PUBLIC, "Nobody chosen: hours, directions, what to bring. Say of nobody whether they come here.")
_BY_HEARING = {
    MayHear.NOTHING: Telling(Tell.NOTHING, "On the list, but may be told nothing: take a message."),
    MayHear.APPOINTMENTS: Telling(Tell.APPOINTMENTS, "May be told about appointments and nothing else."),
    MayHear.BILLING: Telling(Tell.BILLING, "May be told about bills and payments and nothing else."),
    MayHear.EVERYTHING: Telling(Tell.EVERYTHING, "May be told what the patient may be told. No results from the desk."),
}


def first_role(said: Role, age: int | None) -> Role:
    """Who is taken to be calling when a patient was chosen: what the rep said before, else the patient; about a child
    it is a parent as a rule, so it is asked."""
    if said is not Role.UNKNOWN or (age is not None and age < OF_AGE):
        return said
    return Role.PATIENT


def may_be_told(role: Role, age: int | None, contact: ContactPerson | None, deceased: bool = False) -> Telling:
    """``age`` in years, None when no birth date is on file; ``contact``: the caller among the patient's contact
    persons, None when they are not on that list."""
    if deceased:
        return Telling(Tell.NOTHING, "The patient has died: tell nothing, take a message for a supervisor.")
    if role is Role.PATIENT:
        return _patient(age)
    if role is Role.PROVIDER:
        return Telling(
            Tell.APPOINTMENTS, "Another office: visits and referrals for treatment. Results go by fax or nurse."
        )
    if role is Role.PAYER:
        return Telling(Tell.BILLING, "An insurer: bills, coverage and authorisations, no more than they ask for.")
    if role in (Role.GUARDIAN, Role.AUTHORISED):
        return _close(role, age, contact)
    if role is Role.UNKNOWN:
        child = f"The patient is {age}. " if age is not None and age < OF_AGE else ""
        return Telling(Tell.NOTHING, f"{child}Say who is calling (p) before you tell anything.")
    return Telling(
        Tell.NOTHING, "Not on the patient's list: tell nothing, not even that they come here; take a message."
    )


def _patient(age: int | None) -> Telling:
    if age is not None and age < OF_AGE:
        return Telling(
            Tell.NOTHING, f"The caller is a minor ({age}): ask for a parent or guardian; a symptom goes to the nurse."
        )
    return Telling(Tell.EVERYTHING, "Everything but results and advice; those come from the nurse.")


def _close(role: Role, age: int | None, contact: ContactPerson | None) -> Telling:
    if contact is not None:
        return _BY_HEARING[contact.may_hear]
    if role is Role.GUARDIAN and age is not None and age >= OF_AGE:
        return Telling(
            Tell.NOTHING, f"The patient is {age}: a parent hears nothing unless the patient put them on the list."
        )
    if role is Role.GUARDIAN and age is not None:
        return Telling(
            Tell.APPOINTMENTS, "A parent who is not on the list: visits only; ask for the papers to add them."
        )
    return Telling(Tell.NOTHING, "Not on the patient's list: take a message and ask the patient to add them.")


def may_hear_words(contact: ContactPerson) -> str:
    """``Mai Vaj (daughter): appointments``, for choosing who is calling."""
    relation = f" ({contact.relation})" if contact.relation else ""
    return f"{contact.name}{relation}: {contact.may_hear.value}"
