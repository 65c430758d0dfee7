"""The patient card as lines of text: who it is, what to mind, how to reach them, who pays, what was and what comes."""

from __future__ import annotations

from psr_tui.desk import Desk
from psr_tui.domain.access import access_words
from psr_tui.domain.clock import local
from psr_tui.domain.guarantors import is_minor
from psr_tui.domain.languages import language_name
from psr_tui.domain.patients import InterpreterNeed, Phone, Portal, Voicemail, mrn_text
from psr_tui.domain.privacy import Privacy
from psr_tui.domain.restrictions import StopKind
from psr_tui.domain.typed_dates import age_words
from psr_tui.services.patient_card import CardCallback, PatientCard, VisitLine

_VOICEMAIL = {
    Voicemail.NONE: "no voicemail",
    Voicemail.CALLBACK_ONLY: "voicemail: call back only",
    Voicemail.DETAILED: "voicemail: detailed",
}
Line = tuple[str, str]
"""A line of the card and its style."""


def card_lines(card: PatientCard, desk: Desk, shown: Privacy, most: int) -> list[Line]:
    """The card as lines of text with their styles; ``most`` visits, coverages and callbacks each."""
    person = card.patient.demographics
    born = f"born {shown.dob(person.born)} ({age_words(person.born, card.today)})" if person.born else "no birth date"
    estimated = " estimated" if person.born_estimated else ""
    head = f"MRN {mrn_text(card.patient.mrn)}   {born}{estimated}   {person.sex.value}"
    if person.preferred_name:
        head += f"   goes by {shown.name(person.preferred_name)}"
    lines: list[Line] = [(head, "bold")]
    if card.patient.deceased_on:
        lines.append((f"DECEASED {card.patient.deceased_on:%m/%d/%Y}: nothing can be booked.", "bold $text-error"))
    lines += [(f"STOP {one.reason}", "bold $text-error") for one in card.stops if one.kind is not StopKind.DECEASED]
    if person.unidentified:
        lines.append(("UNIDENTIFIED: press 5 as soon as somebody knows who this is.", "bold $text-warning"))
    lines += [(f"ALERT {alert}", "bold $text-warning") for alert in card.alerts]
    if person.earlier_names:
        lines.append((f"Earlier   {'; '.join(shown.name(one.display) for one in person.earlier_names)}", ""))
    if card.merged:
        also = ", ".join(f"MRN {mrn_text(one.merged_mrn)} {shown.name(one.merged_name)}" for one in card.merged)
        lines.append((f"Was also  {also} (merged)", ""))
    lines.append((f"Address   {'' if shown.on else person.address.one_line or '-'}", ""))
    lines += [
        (f"{'Phone' if at == 0 else '':10}{phone_words(one, shown)}", "") for at, one in enumerate(person.phones[:2])
    ]
    if not person.phones:
        lines.append((f"Phone     none {person.contact_note}", "$text-warning"))
    lines.append((f"Speaks    {_speaks(card)}", ""))
    lines += people_lines(card, shown)
    lines.append(("", ""))
    lines += coverage_lines(card, shown, most)
    lines += visit_lines(card, most)
    lines += [(callback_words(one, desk), "") for one in card.callbacks[:most]]
    owes = card.balance.cents > 0
    lines.append((f"Balance   {shown.amount(card.balance.dollars)}", "bold" if owes else ""))
    return lines


def phone_words(phone: Phone, shown: Privacy) -> str:
    """``(505) 555-0142 mobile, voicemail: call back only``."""
    wrong = " WRONG NUMBER" if phone.wrong_since else "" if phone.may_call else " do not call"
    return f"{shown.phone(phone.number.display)} {phone.kind.value}, {_VOICEMAIL[phone.voicemail]}{wrong}"


def _speaks(card: PatientCard) -> str:
    person = card.patient.demographics
    need = {InterpreterNeed.YES: " INTERPRETER NEEDED", InterpreterNeed.DECLINED: " (interpreter declined)"}
    mode = person.interpreter_mode.words if person.interpreter is InterpreterNeed.YES else ""
    reads = f", reads {language_name(person.written_language)}" if person.written_language else ""
    words = language_name(person.language) + reads + need.get(person.interpreter, "")
    return f"{words} {mode}".rstrip() + access_of(card)


def access_of(card: PatientCard) -> str:
    """Access needs behind the language: what to have ready before they come."""
    person = card.patient.demographics
    words = access_words(person.access_needs, person.access_note)
    return f"   ACCESS {words}" if words else ""


def people_lines(card: PatientCard, shown: Privacy) -> list[Line]:
    """Guarantor, family, contact persons, and what the channels may be used for; only what there is."""
    person = card.patient.demographics
    lines: list[Line] = []
    answers = person.guarantor
    if answers.somebody:
        name = card.guarantor or ", ".join(part for part in (answers.name, answers.relation, answers.phone) if part)
        lines.append((f"Guarantor {shown.name(name)}", ""))
    elif is_minor(person.born, card.today):
        lines.append(("Guarantor NONE, and a minor needs one: 5, then PgDn to Guarantor.", "$text-warning"))
    if card.relatives:
        family = ", ".join(f"{shown.name(one.name)} ({one.relation.value})" for one in card.relatives[:3])
        more = f" and {len(card.relatives) - 3} more" if len(card.relatives) > 3 else ""
        lines.append((f"Family    {family}{more}", ""))
    if card.wishes.persons and not shown.on:
        lines.append((f"Contact   {card.wishes.persons[0].words()}", ""))
    asked = card.wishes.permissions.words()
    if asked:
        lines.append((f"May we    {'; '.join(asked)}", ""))
    extra = [
        f"PCP {card.pcp}" if card.pcp else "",
        f"asked to come {person.asked_to_arrive} min early" if person.asked_to_arrive else "",
        f"portal {person.portal.value}" if person.portal is not Portal.NONE else "",
    ]
    if any(extra):
        lines.append((f"{'':10}{'   '.join(part for part in extra if part)}", "$text-muted"))
    return lines


def coverage_lines(card: PatientCard, shown: Privacy, most: int) -> list[Line]:
    """Coverages in force first; ended ones fill what room is left."""
    held = sorted(card.coverages, key=lambda one: (not one.in_force(card.today), one.order))
    lines = []
    for at, one in enumerate(held[: min(most, 3)]):
        active = one.in_force(card.today)
        member = f"  {one.member_id}" if one.member_id and not shown.on else ""
        words = f"{'Coverage' if at == 0 else '':10}{one.name()}{member}  {one.holds_words(card.today)}"
        lines.append((words, "" if active else "$text-muted"))
    return lines or [("Coverage  none: self-pay", "$text-warning")]


def visit_lines(card: PatientCard, most: int) -> list[Line]:
    """The next visits, then the last ones, with how many there are in all."""
    lines = [
        (f"{'Next' if at == 0 else '':10}{visit_words(one)}", "") for at, one in enumerate(card.coming[: min(most, 2)])
    ]
    past = card.past[:most]
    lines += [(f"{'Visits' if at == 0 else '':10}{visit_words(one)}", "") for at, one in enumerate(past)]
    more = card.visit_count - len(past) - len(card.coming[: min(most, 2)])
    if more > 0:
        lines.append((f"{'':10}and {more} more", "$text-muted"))
    return lines or [("Visits    none yet", "")]


def visit_words(visit: VisitLine) -> str:
    """``Tue 11/24/2026 09:30 Lee  Office visit  Checked out``."""
    provider = f"{visit.provider}  " if visit.provider else ""
    return f"{visit.local_date:%a %m/%d/%Y} {visit.local_start} {provider}{visit.label}  {visit.state.word}"


def callback_words(callback: CardCallback, desk: Desk) -> str:
    due = local(callback.due_at, desk.tz)
    line = f"Callback  due {due:%a %m/%d %H:%M}  {callback.reason}  {callback.state}"
    return f"{line}  tell them: {callback.tell}" if callback.tell else line
