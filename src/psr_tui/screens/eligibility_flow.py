"""What a rep does about a coverage at a visit, from the worklist or from check-in. Only inside a flow of the place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psr_tui.domain.eligibility_check import Channel, Result, age_words
from psr_tui.domain.eligibility_typed import TypedAnswer
from psr_tui.domain.errors import DeskError, InvalidInput
from psr_tui.screens.dialogs import ActForm, Choose, Prompt
from psr_tui.screens.dialogs.paper import Paper
from psr_tui.screens.eligibility_box import CostBox, EligibilityBox
from psr_tui.screens.eligibility_rows import check_words, raw_text
from psr_tui.screens.estimate import print_estimate
from psr_tui.screens.register import ChangePatient
from psr_tui.services.eligibility_view import EligibilityReading
from psr_tui.widgets.fields import ChoiceField, Field, MoneyField

if TYPE_CHECKING:
    from psr_tui.screens.base import Place
    from psr_tui.screens.flows import Flows

Pair = tuple[str, str]
_HOW = (("phone", "Phone"), ("portal", "Payer's portal"))
_RESULTS = (("active", "Active"), ("inactive", "Not active"), ("unknown", "Unknown, no clear answer"))


def needed(typed: str) -> str:
    """Raises InvalidInput for nothing."""
    if not typed.strip():
        raise InvalidInput("Type a few words.")
    return typed


async def ask(place: Place, pair: Pair) -> str | None:
    """Ask the payer; the sentence of what came of it, None when it was refused (which was said)."""
    asked = await place.attempt(place.desk.eligibility.ask, *pair)
    return asked.words if asked is not None else None


async def type_answer(place: Place, pair: Pair, payer: str) -> str | None:
    """A form for what was said by phone or stands on the payer's page; None when the rep stepped back."""
    check_id = place.desk.new_id()

    async def act(_box: Flows[Any], values: dict[str, Any]) -> str | None:
        answer = TypedAnswer(
            check_id, Channel(values["channel"]), Result(values["result"]), values["spoke_with"] or "",
            values["reference"] or "", values["copay"], values["deductible"], values["out_of_pocket"],
            values["coinsurance"] or "", values["plan"] or "", values["note"] or "",
        )  # fmt: skip
        asked = await place.desk.act(place.desk.eligibility.typed, *pair, answer)
        return asked.words

    box: ActForm[str] = ActForm(
        f"What {payer} said", _typed_fields(), act, values={"channel": "phone"},
        note="Leave empty what they did not tell; an empty amount stays not known.",
    )  # fmt: skip
    return await place.open(box)


def _typed_fields() -> list[Any]:
    return [
        ChoiceField("How *", "channel", _HOW, required=True),
        ChoiceField("They say *", "result", _RESULTS, required=True, repeats=False, help="About the day of the visit."),
        Field("Spoke with", "spoke_with", max_length=80, help="Needed for a call: the name they gave."),
        Field("Reference", "reference", repeats=False, max_length=60, help="The number of the call or page."),
        MoneyField("Copay", "copay", help="For this visit. Empty: not told. 0 is a real zero."),
        MoneyField("Deduct. left", "deductible", help="What is left of the deductible."),
        MoneyField("Pocket left", "out_of_pocket", help="What is left of the out-of-pocket maximum."),
        Field("Coinsurance", "coinsurance", max_length=8, help="The patient's part in percent, for example 20."),
        Field("Plan", "plan", max_length=80, help="As they call it."),
        Field("Note", "note", repeats=False, max_length=500, echo_width=0),
    ]


async def show(place: Place, pair: Pair) -> str | None:
    """The answer, and whatever the rep does from it, until the rep goes back; the last sentence to say."""
    said: str | None = None
    check_id = ""
    while True:
        reading = await place.desk.act(place.desk.eligibility_readings.open, *pair, check_id)
        box = EligibilityBox(reading, place.shown, place.desk.tz, place.desk.clock.now())
        if said:
            box.call_after_refresh(box.say, said)
        act = await place.open(box)
        if act is None:
            return said
        try:
            if act == "earlier":
                check_id = await _earlier(place, reading) or check_id
                said = None
            else:
                said = await _do(place, pair, reading, act)
                check_id = "" if act in ("ask", "typed") else check_id
        except DeskError as refusal:
            said = refusal.message


async def _do(place: Place, pair: Pair, reading: EligibilityReading, act: str) -> str | None:
    if act == "ask":
        return (await place.desk.act(place.desk.eligibility.ask, *pair)).words
    if act == "typed":
        return await type_answer(place, pair, reading.at.payer)
    if act == "copay":
        return await _copay(place, pair, reading)
    if act == "raw":
        return await _raw(place, pair, reading)
    if act == "mend":
        return await _mend(place, pair, reading)
    if act == "other":
        return await _other(place, reading)
    if act == "cost":
        return await cost(place, *pair)
    return await write_note(place, pair)


async def _earlier(place: Place, reading: EligibilityReading) -> str | None:
    if len(reading.history) < 2:
        return None
    now, tz = place.desk.clock.now(), place.desk.tz
    options = [(one.check_id, check_words(one, now, tz, place.shown)) for one in reading.history]
    current = reading.check.check_id if reading.check else ""
    return await place.open(Choose("Which check?", options, current=current))


async def _raw(place: Place, pair: Pair, reading: EligibilityReading) -> str | None:
    if reading.check is None:
        return "Nothing was asked yet: 1 asks, 2 types an answer."
    asked, answered = await place.desk.act(place.desk.eligibility_readings.raw, *pair, reading.check.check_id)
    if place.shown.on:
        return "Privacy is on; :privacy shows the raw text."
    await place.open(Paper("Raw text", raw_text(asked, answered)))
    return None


async def _copay(place: Place, pair: Pair, reading: EligibilityReading) -> str | None:
    if reading.check is None or not reading.copays:
        return "This answer names no copay; 2 types what the payer says."
    options = [(str(at), line.words()) for at, line in enumerate(reading.copays)]
    at = await place.open(Choose("Which copay applies to this visit?", options))
    if at is None:
        return None
    choose = place.desk.eligibility_readings.choose_copay
    return await place.desk.act(choose, *pair, reading.check.check_id, int(at))


async def _mend(place: Place, pair: Pair, reading: EligibilityReading) -> str | None:
    """Open the field the payer rejected, or one of ours that differs: the member id here, a new card for another group,
    the others on the patient's form. Nothing is changed by itself."""
    field, value = reading.fix, reading.at.member_id
    if not field and reading.differences and not place.shown.on:
        options = [(one.field, one.words()) for one in reading.differences]
        field = await place.open(Choose("Which of ours is wrong?", options)) or ""
        value = next((one.theirs for one in reading.differences if one.field == field), "")
        if not field:
            return None
    if not field:
        return "The payer rejected nothing that can be mended here; the answer says what to do."
    if field == "member_id":
        return await _member_id(place, pair, reading, value)
    if field == "group":
        return await _card(place, reading.at.visit_id, reading.at.payer)
    patient = await place.desk.act(place.desk.patients.patient, reading.at.patient_id)
    form = ChangePatient(place.desk, patient, at=field)
    return "Saved: 1 asks the payer again." if await place.open(form) else None


async def _member_id(place: Place, pair: Pair, reading: EligibilityReading, value: str) -> str | None:
    title = f"{reading.at.payer}: as it stands on the card"
    prompt = Prompt(title, "Member ID", needed, value=value, max_length=40)
    typed = await place.open(prompt)
    if typed is None:
        return None
    return await place.desk.act(place.desk.eligibility.correct_member_id, *pair, reading.at.member_id, typed)


async def _other(place: Place, reading: EligibilityReading) -> str | None:
    """The other payer as a new card, prefilled with its name; the rep reads the rest off the card (FD-120)."""
    if not reading.others:
        return "This answer names no other payer."
    return await _card(place, reading.at.visit_id, reading.others[0].name)


async def _card(place: Place, visit_id: str, payer: str) -> str | None:
    from psr_tui.screens.new_card import new_card

    view = await place.desk.act(place.desk.check_in.open, visit_id)
    saved = await new_card(place, view, payer=payer)
    return None if saved is None else f"The card of {payer or 'the other payer'} is on file."


async def cost(place: Place, visit_id: str, coverage_id: str = "") -> str | None:
    """What will it cost: the sentences to say; that they were read out or printed is kept."""
    told = await place.desk.act(place.desk.eligibility_readings.cost, visit_id, coverage_id)
    if place.shown.on:
        return "Privacy is on; :privacy shows the estimate."
    age = age_words(told.told_at, place.desk.clock.now()) if told.told_at else ""
    command_id = place.desk.new_id()
    how = await place.open(CostBox(told, "this visit", age))
    if how is None:
        return None
    said = await place.desk.act(place.desk.estimates.say, command_id, visit_id, told.sentences, how)
    if how == "printed":
        print_estimate(place, said)
    return "What was said is kept with the visit." if how == "read" else "The estimate is being printed and kept."


async def write_note(place: Place, pair: Pair) -> str | None:
    """A note for whoever looks next."""
    text = await place.open(Prompt("Note", "What the next person should know", needed, max_length=500))
    return None if text is None else await place.desk.act(place.desk.eligibility.note, pair, text)
