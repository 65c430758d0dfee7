"""Templates and absences from the schedule: a lead types a weekday as characters, or who is away from when to when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from psr_tui.domain.clock import at_local, local, local_date
from psr_tui.domain.day_units import hhmm
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.slots import ABSENCE_REASONS, Absence, Template
from psr_tui.domain.staff import Role
from psr_tui.screens.base import Place
from psr_tui.screens.dialogs import Choose, FormDialog
from psr_tui.widgets.fields import ChoiceField, DateField, Field, TimeField

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERYBODY = "*"
WEEKS_SHOWN = 8
_KINDS = (
    ("provider", "A provider is away"),
    ("practice", "The whole clinic is closed"),
    ("blockout", "Kept for some visits only (blockout)"),
)


class ScheduleWeek(Place):
    """The commands ``:template``, ``:absence`` and ``:absences``."""

    async def said(self, words: str | None) -> None:
        """Read the day again, then say what happened."""
        raise NotImplementedError

    def _today(self) -> date:
        return local_date(self.desk.clock.now(), self.desk.tz)

    async def _who(self, title: str, everybody: bool = False) -> str | None:
        planners = await self.desk.ask(self.desk.booking.planners)
        options = [(one.provider_id, one.name) for one in planners]
        return await self.open(Choose(title, [*options, (EVERYBODY, "Everybody")] if everybody else options))

    # --- a weekday as characters ---
    async def command_template(self, _argument: str) -> None:
        self.desk.actor.require(Role.LEAD, "change a provider's week")
        provider = await self._who("Whose week?")
        if provider is None:
            return
        week = await self.desk.ask(self.desk.schedule.week, provider, self._today())
        days = [
            (str(number), f"{DAYS[number]:<10}{one.words if one and one.slots else 'not in'}")
            for number, one in enumerate(week)
        ]
        chosen = await self.open(Choose("Which day?", days))
        if chosen is None:
            return
        number = int(chosen)
        values = await self._slots(number, week[number])
        if values is None:
            return
        said = await self.desk.act(
            self.desk.schedule.set_template, provider, number, values["from_day"], f"{values['first']:%H:%M}",
            int(values["minutes"]), values["slots"] or "", values["location"] or "",
        )  # fmt: skip
        await self.said(said)

    async def _slots(self, number: int, old: Template | None) -> dict[str, Any] | None:
        """The slots of a weekday as they are typed; None when the rep stepped back."""
        codes = await self.desk.ask(self.desk.schedule.codes)
        note = "One character a slot, . for not in: " + ", ".join(f"{one.code} {one.label.lower()}" for one in codes)
        return await self.open(
            FormDialog(
                f"{DAYS[number]}s",
                [
                    Field("Slots", "slots", max_length=288, echo_width=12),
                    TimeField("First slot", "first", required=True),
                    Field("Minutes a slot", "minutes", parse=_minutes, required=True),
                    DateField("From", "from_day", self._today, prefer="future", required=True),
                    Field("Place", "location", max_length=60),
                ],
                values={
                    "slots": old.slots if old else "", "first": hhmm(old.first) if old else "08:00",
                    "minutes": str(old.slot_minutes if old else 15), "from_day": self._today(),
                    "location": old.location if old else "",
                },
                note=note,
            )
        )  # fmt: skip

    # --- absences ---
    async def command_absence(self, _argument: str) -> None:
        self.desk.actor.require(Role.LEAD, "write an absence")
        kind = await self.open(Choose("What is it?", _KINDS))
        if kind is None:
            return
        provider = EVERYBODY if kind == "practice" else await self._who("Whose time?", everybody=kind == "blockout")
        if provider is None:
            return
        values = await self.open(FormDialog("From when to when", self._fields(kind), check=_ends_later))
        if values is None:
            return
        starts, ends = self._range(values)
        absence = Absence(
            self.desk.new_id(), kind, None if provider == EVERYBODY else provider, None, starts, ends,
            values.get("reason") or "reserved", tuple((values.get("types") or "").upper().split()),
            values.get("emergency") == "yes", values["note"] or "",
        )  # fmt: skip
        words, _touched = await self.desk.act(self.desk.schedule.add_absence, absence)
        await self.said(words)

    def _fields(self, kind: str) -> list[Any]:
        fields: list[Any] = [
            DateField("First day", "first_day", self._today, prefer="future", required=True),
            TimeField("From", "from_time"),
            DateField("Last day", "last_day", self._today, prefer="future"),
            TimeField("Until", "until_time"),
        ]
        if kind == "blockout":
            yes_no = [("no", "no"), ("yes", "yes")]
            fields += [Field("Only types", "types", max_length=80),
                       ChoiceField("Emergency only", "emergency", yes_no)]  # fmt: skip
        else:
            fields.append(ChoiceField("Reason", "reason", [(one, one) for one in ABSENCE_REASONS], required=True))
        return [*fields, Field("Name or note", "note", max_length=80)]

    def _range(self, values: dict[str, Any]) -> tuple[datetime, datetime]:
        """Without times whole days; without a last day one day."""
        tz, first = self.desk.tz, values["first_day"]
        last = values["last_day"] or first
        begin, end = values["from_time"], values["until_time"]
        starts = at_local(first, begin.hour if begin else 0, begin.minute if begin else 0, tz)
        if end is None:
            return starts, at_local(last + timedelta(days=1), 0, 0, tz)
        return starts, at_local(last, end.hour, end.minute, tz)

    async def command_absences(self, _argument: str) -> None:
        """Who is away in the coming weeks; a lead takes one back by choosing it."""
        today = self._today()
        desk = self.desk
        found = await desk.ask(desk.schedule.absences, today, today + timedelta(weeks=WEEKS_SHOWN))
        names = {one.provider_id: one.name for one in await desk.ask(desk.booking.planners)}
        options = [(one.absence_id, self._line(one, names.get(one.provider_id or "", "Everybody"))) for one in found]
        if not options:
            self.say(f"Nobody is away in the next {WEEKS_SHOWN} weeks. :absence writes one.")
            return
        chosen = await self.open(Choose("Absences: which one is taken back?", options))
        if chosen is not None:
            await self.said(await desk.act(desk.schedule.end_absence, chosen))

    def _line(self, one: Absence, who: str) -> str:
        begin, end = local(one.starts_at, self.desk.tz), local(one.ends_at, self.desk.tz)
        what = f"{who}: blocked, {one.name}" if one.kind == "blockout" else one.words(who)
        return f"{begin:%a %m/%d %H:%M} - {end:%a %m/%d %H:%M}  {what}"


def _minutes(typed: str) -> str:
    if not typed.isdigit() or int(typed) % 5 or not 5 <= int(typed) <= 240:
        raise InvalidInput("Minutes of a slot: 5 to 240 in steps of 5, for example 15.", "Minutes")
    return typed


def _ends_later(values: dict[str, Any]) -> None:
    first, last = values["first_day"], values["last_day"]
    begin, end = values["from_time"], values["until_time"]
    same_day = last is None or last == first
    if (last is not None and last < first) or (same_day and begin and end and end <= begin):
        raise InvalidInput("Until: the absence would end before it begins; type a later day or time.", "Until")
