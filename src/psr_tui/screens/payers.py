"""The cheat sheet of payers: find one by name, id or a word of its rules; read it, write down what was learned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from psr_tui.domain.claim_denials import codes_in, prevent_words
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.payers import CHANNELS, PAYER_KINDS, PayerPage, found, with_values
from psr_tui.domain.text import clean, strip_forbidden
from psr_tui.keys import bindings
from psr_tui.screens.dialogs import ActForm, Choose, Confirm, Dialog, Prompt
from psr_tui.screens.dialogs.pick import Pick
from psr_tui.screens.flows import Flows
from psr_tui.screens.record_history import history_lines
from psr_tui.services.payers import PayerRecord, PayerSheet
from psr_tui.widgets.fields import CheckField, ChoiceField, Field

if TYPE_CHECKING:
    from psr_tui.desk import Desk

_LONGEST_LINE = 300


class PayersBox(Pick):
    """Answers with the id of the payer whose page is wanted, ``+`` and what was typed for a new one."""

    HELP_TEXT = "Type a part of the name, the payer's id, a number, or a word of its rules; Enter opens its page."

    def __init__(self, payers: Sequence[PayerRecord], typed: str = "") -> None:
        super().__init__("Payers", legend="type to narrow   Enter opens the page   F12 back")
        self._typed = typed
        self._payers = tuple(payers)
        self._fitting: list[str] = []

    def on_mount(self) -> None:
        super().on_mount()
        if self._typed:
            self.query_one(Input).value = self._typed
            self._narrow(self._typed)

    def matches(self, typed: str) -> Sequence[Content]:
        fitting = found((one.page for one in self._payers), typed)
        self._fitting = [page.payer_id for page in fitting]
        lines = [_payer_line(page) for page in fitting]
        if clean(typed):
            self._fitting.append(f"+{clean(typed, 120)}")
            lines.append(Content(f"+ a new payer called {strip_forbidden(clean(typed, 50))}"))
        return lines

    def taken(self, typed: str, index: int | None) -> None:
        if index is None:
            self.refuse("No payer is on the list yet; type the name of the first one.")
        else:
            self.finish(self._fitting[index])


def _payer_line(page: PayerPage) -> Content:
    asks = " ".join(word for word, on in (("REFERRAL", page.needs_referral), ("AUTH", page.needs_authorisation)) if on)
    more = "no longer in use" if not page.active else asks or ("not verified" if not page.verify else "")
    return Content.assemble(
        (f"{strip_forbidden(page.name):<30.30}", "bold"), f" {strip_forbidden(page.payer_code):<9.9}",
        f" {strip_forbidden(page.phone):<16.16} {more}",
    )  # fmt: skip


class PayerSheetBox(Dialog[None]):
    """One payer's page. Everybody writes down what they learned; how the payer is checked takes a lead."""

    BINDINGS = bindings("payer")
    SCOPES: ClassVar[tuple[str, ...]] = ("payer", "dialog")
    HELP_TEXT = "What the desk knows of this payer. Every change is kept with who made it; arrows turn the page."

    def __init__(self, desk: Desk, sheet: PayerSheet) -> None:
        super().__init__("", legend="1 rule 2 rejection 5 change 7 how it is checked 8 strike out 9 note F12")
        self.desk = desk
        self.sheet = sheet

    def compose(self) -> Any:
        self.box_title = f"Payer  {self.sheet.record.page.name}"
        yield from super().compose()

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll(id="help-page"):
            yield Static(self._content(), id="payer-page")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def _content(self) -> Content:
        lines = [*sheet_lines(self.sheet), "", "What was changed", *history_lines(self.sheet.history, self.desk.tz)]
        return Content("\n".join(strip_forbidden(line) for line in lines))

    async def _save(self, page: PayerPage, said: str) -> None:
        record = self.sheet.record
        try:
            await self.desk.act(self.desk.payers.save, record.version, page)
        finally:
            self.sheet = await self.desk.ask(self.desk.payers.sheet, record.page.payer_id)
            self.query_one("#payer-page", Static).update(self._content())
        self.say(said)

    # --- what was learned, line by line ---
    def action_rule(self) -> None:
        self.flow(
            self._line("A rule of this payer", "Rule", lambda page, line: replace(page, rules=_more(page.rules, line)))
        )

    def action_rejection(self) -> None:
        note = "What was rejected and how to prevent it, for example CO-197: ask for the authorisation first."
        self.flow(
            self._line(
                "A rejection", "Rejection", lambda page, line: replace(page, rejects=_more(page.rejects, line)), note
            )
        )

    def action_note(self) -> None:
        self.flow(self._line("A note", "Note", lambda page, line: replace(page, note=_more(page.note, line))))

    async def _line(self, title: str, label: str, write: Callable[[PayerPage, str], PayerPage], note: str = "") -> None:
        line = await self.open(Prompt(title, label, _words, note=note, max_length=_LONGEST_LINE))
        if line is not None:
            await self._save(write(self.sheet.record.page, line), f"{label} is on the page.")

    def action_strike(self) -> None:
        self.flow(self._strike())

    async def _strike(self) -> None:
        page = self.sheet.record.page
        parts = [(name, line) for name in ("rules", "rejects", "note") for line in getattr(page, name).splitlines()]
        if not parts:
            self.refuse("Nothing is written down yet; 1 adds a rule.")
            return
        options = [(str(at), line) for at, (_name, line) in enumerate(parts)]
        chosen = await self.open(Choose("Which line holds no longer?", options, note="Its words stay in the history."))
        if chosen is not None:
            name, line = parts[int(chosen)]
            kept = [one for one in getattr(page, name).splitlines() if one != line]
            await self._save(with_values(page, {name: "\n".join(kept)}), "The line is struck out.")

    # --- facts and switches ---
    def action_change(self) -> None:
        self.flow(self._facts())

    async def _facts(self) -> None:
        page = self.sheet.record.page
        fields = [
            Field(label, name, repeats=False, max_length=longest, help="As reps use it.")
            for label, name, longest in (
                ("Phone", "phone", 60), ("Fax", "fax", 60), ("Portal", "portal_url", 200), ("Hours", "hours", 120),
                ("Address", "address", 200),
            )
        ]  # fmt: skip
        values = {field.field_id: getattr(page, field.field_id) or None for field in fields}
        await self._form(f"{page.name}: how to reach it", fields, values)

    def action_steer(self) -> None:
        self.flow(self._steer())

    async def _steer(self) -> None:
        page = self.sheet.record.page
        fields = [
            Field("Name *", "name", required=True, repeats=False, max_length=120, help="As on the card."),
            ChoiceField("Kind *", "kind", PAYER_KINDS, required=True, help="What sort of payer."),
            Field("Payer ID", "payer_code", repeats=False, max_length=80, help="Its id at the clearinghouse."),
            ChoiceField("Asked by *", "channel", CHANNELS, required=True, help="How eligibility is asked."),
            CheckField("Visits need a referral", "needs_referral"),
            CheckField("Visits need an authorisation", "needs_authorisation"),
            CheckField("Eligibility is checked", "verify"),
            CheckField("Decides in 72 hours or 7 days (rule of 2026)", "decides_by_rule"),
            CheckField("In use", "active"),
        ]
        await self._form(
            f"{page.name}: how it is checked", fields, {one.field_id: getattr(page, one.field_id) for one in fields}
        )

    async def _form(self, title: str, fields: Sequence[Any], values: dict[str, Any]) -> None:
        async def act(_box: Flows[Any], typed: dict[str, Any]) -> bool | None:
            texts = {name: "" if value is None else value for name, value in typed.items()}
            await self._save(with_values(self.sheet.record.page, texts), "The page is saved.")
            return True

        await self.open(ActForm(title, fields, act, values=values))


def _words(typed: str) -> str:
    if not typed:
        raise InvalidInput("Type a few words.")
    return typed


def _more(text: str, line: str) -> str:
    return f"{text}\n{line}" if text else line


def sheet_lines(sheet: PayerSheet) -> list[str]:
    """The page as lines: how to reach it, what it asks for, rules, what it rejects with how to prevent it."""
    page = sheet.record.page
    lines = [
        f"{'Phone':<10}{page.phone or '-':<28}Fax {page.fax or '-'}",
        f"{'Portal':<10}{page.portal_url or '-'}",
        f"{'Hours':<10}{page.hours or '-'}",
        f"{'Address':<10}{page.address or '-'}",
        f"{'Payer ID':<10}{page.payer_code or 'none':<28}{dict(PAYER_KINDS).get(page.kind, page.kind)}",
        f"{'Asked by':<10}{dict(CHANNELS)[page.channel] if page.verify else 'not checked for this payer'}",
        f"{'Asks for':<10}{_asks(page)}",
    ]
    if not page.active:
        lines.insert(0, "NO LONGER IN USE: ask the patient for the new card.")
    for title, text in (("Rules", page.rules), ("Rejects", page.rejects), ("Note", page.note)):
        if text:
            lines += [
                f"{title:<10}{line}" if at == 0 else f"{'':10}{line}" for at, line in enumerate(text.splitlines())
            ]
    known = prevent_words(codes_in(page.rejects))
    if known:
        lines += [f"{'Prevent':<10}{line}" if at == 0 else f"{'':10}{line}" for at, line in enumerate(known)]
    return lines


def _asks(page: PayerPage) -> str:
    asked = [
        word for word, on in (("a referral", page.needs_referral), ("an authorisation", page.needs_authorisation)) if on
    ]
    clock = "; decides in 72 h expedited, 7 days standard" if page.decides_by_rule else ""
    return f"{' and '.join(asked) or 'nothing before a visit'}{clock}"


async def show_payer(screen: Flows[Any], desk: Desk, payer_id: str) -> None:
    """One payer's page over ``screen``, inside one of its flows."""
    await screen.open(PayerSheetBox(desk, await desk.ask(desk.payers.sheet, payer_id)))


async def show_payers(screen: Flows[Any], desk: Desk, typed: str = "") -> None:
    """Find payers, ``typed`` being what was asked for already, and open their pages one after another until the rep
    goes back; inside a flow of ``screen``."""
    while True:
        chosen = await screen.open(PayersBox(await desk.ask(desk.payers.every), typed))
        if chosen is None:
            return
        if chosen.startswith("+"):
            question = f"Nobody here knows {chosen[1:]} yet. Put it on the list of payers?"
            if not await screen.open(Confirm(question, "a", yes="add it", no="look again", title="New payer")):
                typed = chosen[1:]
                continue
            made = await screen.attempt(desk.payers.add, PayerPage(desk.new_id(), chosen[1:]))
            if made is None:
                return
            chosen = made.page.payer_id
        await show_payer(screen, desk, chosen)
