"""The box around the pages of a person's record, for registering and for changing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget

from psr_tui.domain.clock import local_date
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.patients import Demographics, PossibleDuplicate
from psr_tui.domain.text import strip_forbidden
from psr_tui.screens.dialogs.form import FormBox
from psr_tui.screens.find_patient import found_line
from psr_tui.screens.patient_fields import (
    GUARANTOR_PAGE,
    PAGES,
    address_fields,
    guarantor_fields,
    needs_fields,
    permission_fields,
    who_fields,
)
from psr_tui.widgets.form import Form, SaveStop
from psr_tui.widgets.frame import Line
from psr_tui.widgets.paged_form import PagedForm
from psr_tui.widgets.result_lines import ResultLines
from psr_tui.widgets.row_paint import fit

if TYPE_CHECKING:
    from datetime import date

    from psr_tui.desk import Desk

DRAFT = "patient"
_TITLE = 30  # cells of the title beside the names of the pages
_FIELDS_SHOWN = 11  # ten fields and [Save]: what fits under the frame at 24 lines
DUPLICATES_SHOWN = 4
_IDENTITY_FIELDS = {"last", "first", "born", "phone", "street", "zip_code"}
_FIELD_OF = {
    "Last name": ("last", 0),
    "DOB": ("born", 0),
    "Phone": ("phone", 0),
    "E-mail": ("email", 0),
    "Guarantor": ("guarantor_mrn", GUARANTOR_PAGE),
    "Unidentified": ("unidentified", GUARANTOR_PAGE),
}
"""The field of the form that answers a refusal and its page, by the name the refusal gives it."""


class PatientFormBox(FormBox[str]):
    """A form of a person's record in pages; subclasses save."""

    SCOPES = ("pages", "form", "dialog")
    NEW = False

    def __init__(self, desk: Desk, title: str, save: str) -> None:
        super().__init__(title, legend=f"Enter next field  PgDn PgUp page  F10 {save.lower()}  F12 cancel  * is needed")
        self.desk = desk
        self._save_label = save
        self._plain_title = title
        self._looked: Demographics | None = None
        self._kept = False

    @property
    def subject(self) -> str:
        """For which record what is typed is kept."""
        raise NotImplementedError

    def today(self) -> date:
        return local_date(self.desk.clock.now(), self.desk.tz)

    def compose_body(self) -> Iterable[Widget]:
        area = self.desk.clinic.area_code
        makers = (self._address, self._needs, self._guarantor, self._permissions)
        pages = list(zip(PAGES[1:], makers, strict=True))
        form = PagedForm(PAGES[0], who_fields(self.today, area), pages, SaveStop(self._save_label))
        form.styles.height = _FIELDS_SHOWN
        yield form
        yield ResultLines(DUPLICATES_SHOWN, id="alike")

    @property
    def form(self) -> PagedForm:
        return self.query_one(PagedForm)

    # --- pages ---
    async def _address(self) -> Sequence[Widget]:
        return address_fields()

    async def _needs(self) -> Sequence[Widget]:
        providers = await self.desk.ask(self.desk.reference.providers)
        heard = await self.desk.ask(self.desk.reference.reasons, "heard_of_us")
        offered = [(one.id, f"{one.last_name}, {one.first_name} {one.title}".strip(", ")) for one in providers]
        return needs_fields(
            self.desk.clinic.area_code,
            self._with_current("pcp", offered, "somebody who left"),
            self._with_current("heard", [(one.code, one.label) for one in heard]),
        )

    def _with_current(self, field_id: str, offered: list[tuple[str, str]], word: str = "") -> list[tuple[str, str]]:
        """What is on record can stay, also when nobody can choose it any more."""
        current = self.form.waiting.get(field_id)
        if current and current not in dict(offered):
            return [*offered, (current, word or str(current))]
        return offered

    async def _guarantor(self) -> Sequence[Widget]:
        reasons = await self.desk.ask(self.desk.reference.reasons, "unidentified")
        offered = self._with_current("unidentified", [(one.code, one.label) for one in reasons])
        return guarantor_fields(offered, new=self.NEW)

    async def _permissions(self) -> Sequence[Widget]:
        return permission_fields()

    def show_page(self, page: int) -> None:
        """Which page this is stands behind the title, so that the others are known of."""
        names = "  ".join(f"▶{name}" if at == page else name for at, name in enumerate(PAGES))
        title = f" {strip_forbidden(fit(self.masked(self._plain_title), _TITLE).rstrip())} "
        self.query_one("#box-title", Line).show(Content.assemble((title, "bold"), (f"  {names}", "$text-muted")))

    def on_paged_form_turned(self, message: PagedForm.Turned) -> None:
        message.stop()
        self.show_page(message.page)

    # --- saving ---
    def on_form_submitted(self, message: Form.Submitted) -> None:
        message.stop()
        self.flow(self._saved({**self.form.waiting, **message.values}))

    async def _saved(self, values: dict[str, Any]) -> None:
        try:
            await self.save(values)
        except InvalidInput as problem:
            if problem.field in _FIELD_OF:  # the next keys are the answer
                field_id, page = _FIELD_OF[problem.field]
                await self.form.turn(page)
                self.set_focus(self.form.field(field_id))
            raise

    async def save(self, values: dict[str, Any]) -> None:
        """Write the values and finish with the patient's id, or say why not."""
        raise NotImplementedError

    async def guarantor_id(self, values: dict[str, Any]) -> str:
        """The patient behind the number that was typed; '' for none. Raises InvalidInput."""
        mrn = values.get("guarantor_mrn")
        if mrn is None:
            return ""
        found = await self.desk.ask(self.desk.patients.by_mrn, int(mrn))
        if found is None:
            raise InvalidInput(
                f"Guarantor: nobody has MRN {mrn:06d}; check it, or type their name on the next line.", "Guarantor"
            )
        return found[0]

    def on_form_field_left(self, message: Form.FieldLeft) -> None:
        message.stop()
        self.flow(self._keep(message.values), hold=False)
        if message.field_id == "guarantor_mrn":
            self.flow(self._say_guarantor(), hold=False)
        elif message.field_id in _IDENTITY_FIELDS:
            self.flow(self.look(), hold=False)

    # --- what is typed and not saved ---
    async def _keep(self, values: dict[str, str]) -> None:
        self._kept = True
        await self.desk.act(self.desk.drafts.keep, DRAFT, self.subject, values)

    async def keep_drafts(self) -> None:
        if self.form.dirty:
            await self._keep(self.form.draft())

    async def bring_back(self) -> None:
        """Show what was typed for this record before a crash or a sign-out, on every page."""
        kept = await self.desk.ask(self.desk.drafts.find, DRAFT, self.subject)
        self._kept = bool(kept)
        if not kept:
            return
        goes_on = await self.goes_on_with(kept)
        if goes_on is None:
            self.finish(None)  # what was typed waits for the next time
        elif goes_on:
            await self._restore(kept)
        else:
            await self._forget()

    async def _restore(self, kept: Mapping[str, str]) -> None:
        for page in range(len(PAGES)):
            await self.form.make(page)
        self.form.restore(kept)
        self.say("What was typed and not saved is here again.")

    async def goes_on_with(self, kept: Mapping[str, str]) -> bool | None:
        """Whether this is the person it was typed for; None when the rep steps back from the question."""
        return True

    async def _forget(self) -> None:
        if self._kept:
            self._kept = False
            await self.desk.act(self.desk.drafts.drop, DRAFT, self.subject)

    async def done(self, answer: str | None) -> None:
        """Close: what was typed is saved, or thrown away on purpose."""
        await self._forget()
        self.finish(answer)

    def action_cancel(self) -> None:
        if self.form.dirty and not self._asked:
            super().action_cancel()
        else:
            self.flow(self.done(None))

    # --- possible duplicates ---
    async def typed_so_far(self) -> Demographics | None:
        """Whom the form describes now; None when there is nobody to look for. Fields that cannot be read yet count as
        empty."""
        raise NotImplementedError

    async def who_is_alike(self, person: Demographics) -> Sequence[PossibleDuplicate]:
        """Registered people who may be the same person."""
        raise NotImplementedError

    async def look(self) -> None:
        """List who may be the same person, under the form (FD-52)."""
        person = await self.typed_so_far()
        if person == self._looked:
            return
        enough = person is not None and person.name.last and (person.born or person.name.first or person.phones)
        self._looked = person
        found = await self.who_is_alike(person) if person is not None and enough else ()
        if person == self._looked:
            self.query_one(ResultLines).show(self._alike(found) if found else (), marked=-1)

    def _alike(self, found: Sequence[PossibleDuplicate]) -> list[str]:
        rows = []
        for one in found[: DUPLICATES_SHOWN // 2]:
            mark = "SAME PERSON?" if one.must_ask else "possible:"
            rows += [found_line(one.line, self.station.shown, self.today()), f"   {mark} {', '.join(one.reasons)}"]
        return rows

    async def _say_guarantor(self) -> None:
        mrn = self.readable().get("guarantor_mrn")
        found = await self.desk.ask(self.desk.patients.by_mrn, mrn) if mrn is not None else None
        if found is not None:
            self.say(f"Guarantor: {self.station.shown.name(found[1])}.")

    def readable(self) -> dict[str, Any]:
        """What can be read of the form; fields that cannot be read yet count as empty."""
        values: dict[str, Any] = dict(self.form.waiting)
        for field in self.form.fields:
            try:
                values[field.field_id] = field.parsed
            except InvalidInput:
                values[field.field_id] = None
        return values

    async def mrn_of(self, person: Demographics) -> int | None:
        """The number of the guarantor, as the form shows it."""
        if not person.guarantor.patient_id:
            return None
        return await self.desk.ask(self.desk.patients.mrn_of, person.guarantor.patient_id)
