"""Correcting a closed drawer: what was wrong, which payment, how it was really, a supervisor's signature."""

from __future__ import annotations

from typing import Any

from psr_tui.domain.corrections import CORRECTION_LABELS, CorrectClosed, CorrectionKind
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.payments import Allocation, propose
from psr_tui.domain.printing import PrintKind
from psr_tui.domain.receipt import receipt_number
from psr_tui.domain.tenders import TENDER_LABELS, Tender
from psr_tui.domain.typed_tenders import SYNTAX, Terminals, TypedTender, parse_tender, settle_typed
from psr_tui.screens.dialogs import ActForm, Choose
from psr_tui.screens.dialogs.signature import sign
from psr_tui.screens.find_patient import choose_patient
from psr_tui.screens.flows import Flows
from psr_tui.screens.printing import show_page
from psr_tui.services.corrections import Correctable, Corrected
from psr_tui.widgets.fields import Field, MoneyField, NoteField

NOTHING = "Nothing was corrected; the closed drawer stands as it was."


async def correct_closed(screen: Flows[Any], session_id: str) -> None:
    """Correct a closed session from its report: ask what was wrong, let a supervisor sign, show the new report.

    Only inside a flow of ``screen``. Raises: DeskError.
    """
    closed = await screen.desk.ask(screen.desk.corrections.look, session_id)
    kinds = [kind for kind in CorrectionKind if _possible(kind, closed)]
    title = f"Correct Z {closed.session.z_number or 0:06d}: what was wrong?"
    chosen = await screen.open(Choose(title, [(kind.value, CORRECTION_LABELS[kind]) for kind in kinds]))
    if chosen is None:
        screen.say(NOTHING)
        return
    kind = CorrectionKind(chosen)
    if kind is CorrectionKind.FOUND:
        await _found(screen, closed)
    elif kind is CorrectionKind.NOT_ENTERED:
        await _not_entered(screen, closed)
    else:
        await _of_one(screen, closed, kind)


async def correct_payment(screen: Flows[Any], session_id: str, journal_id: str, paid: Money) -> None:
    """Correct one payment of a closed session; inside a flow of ``screen``."""
    kinds = (CorrectionKind.WRONG_TENDER, CorrectionKind.ENTERED_TWICE)
    options = [(kind.value, CORRECTION_LABELS[kind]) for kind in kinds]
    chosen = await screen.open(Choose("Correct the closed drawer: what was wrong?", options))
    if chosen is None:
        screen.say(NOTHING)
        return
    await _take_back(screen, session_id, CorrectionKind(chosen), journal_id, paid)


def _possible(kind: CorrectionKind, closed: Correctable) -> bool:
    if kind is CorrectionKind.FOUND:
        return bool(closed.over_short)
    return kind is CorrectionKind.NOT_ENTERED or bool(closed.payments)


async def _of_one(screen: Flows[Any], closed: Correctable, kind: CorrectionKind) -> None:
    """Which of its payments, then as for one."""
    options = []
    for one in closed.payments:
        paid_by = "+".join(dict.fromkeys(TENDER_LABELS[tender] for tender in one.tenders))
        name = screen.station.shown.name(one.patient)
        options.append((one.journal_id, f"{receipt_number(one.number)} {name}  {paid_by} {one.amount.dollars}"))
    journal_id = await screen.open(Choose(f"{CORRECTION_LABELS[kind]}: which payment?", options))
    if journal_id is None:
        screen.say(NOTHING)
        return
    paid = next(one.amount for one in closed.payments if one.journal_id == journal_id)
    await _take_back(screen, closed.session.session_id, kind, journal_id, paid)


async def _take_back(screen: Flows[Any], session_id: str, kind: CorrectionKind, journal_id: str, paid: Money) -> None:
    command_id = screen.desk.new_id()
    terminals = await screen.desk.ask(screen.desk.payments.terminals)

    def command(values: dict[str, Any]) -> CorrectClosed:
        again = kind is CorrectionKind.WRONG_TENDER
        tenders = _tenders(paid, values) if again else ()
        return CorrectClosed(command_id, session_id, kind, values["comment"], journal_id=journal_id, tenders=tenders)

    fields = _paid_with(terminals) if kind is CorrectionKind.WRONG_TENDER else []
    note = f"Paid {paid.dollars}. {SYNTAX}" if fields else f"{paid.dollars} is taken back; the charges open again."
    await _sign_and_show(screen, CORRECTION_LABELS[kind], [*fields, _comment()], command, note)


async def _not_entered(screen: Flows[Any], closed: Correctable) -> None:
    desk = screen.desk
    patient_id = await choose_patient(screen, desk, "Who paid?", "takes")
    if patient_id is None:
        screen.say(NOTHING)
        return
    balance = await desk.ask(desk.payments.balances, patient_id)
    command_id = desk.new_id()
    terminals = await desk.ask(desk.payments.terminals)

    def command(values: dict[str, Any]) -> CorrectClosed:
        tenders = _tenders(values["amount"], values)
        spread: tuple[Allocation, ...] = propose(balance.due, values["amount"])
        return CorrectClosed(
            command_id, closed.session.session_id, CorrectionKind.NOT_ENTERED, values["comment"],
            patient_id=patient_id, tenders=tenders, allocations=spread,
        )  # fmt: skip

    amount = MoneyField("Amount", "amount", required=True, help="What the patient paid then.")
    note = f"{screen.station.shown.name(balance.patient)} owes {balance.total.dollars}. {SYNTAX}"
    fields = [amount, *_paid_with(terminals), _comment()]
    await _sign_and_show(screen, CORRECTION_LABELS[CorrectionKind.NOT_ENTERED], fields, command, note)


async def _found(screen: Flows[Any], closed: Correctable) -> None:
    """Money that was short and turned up, or an over that is explained: into the safe, or out of it."""
    still = closed.over_short
    command_id = screen.desk.new_id()
    short = still.cents > 0

    def command(values: dict[str, Any]) -> CorrectClosed:
        found = values["amount"] if short else -values["amount"]
        return CorrectClosed(
            command_id, closed.session.session_id, CorrectionKind.FOUND, values["comment"], found=found
        )

    words = f"This drawer is {Money(abs(still.cents)).dollars} {'SHORT' if short else 'OVER'}. "
    words += "Put what was found into the safe." if short else "What it belongs to is paid out of the safe."
    fields = [MoneyField("Amount", "amount", required=True, help="What is explained now."), _comment()]
    await _sign_and_show(screen, CORRECTION_LABELS[CorrectionKind.FOUND], fields, command, words)


def _comment() -> NoteField:
    return NoteField("What happened", "comment", required=True, help="One line; it stands on the report.")


def _paid_with(terminals: Terminals) -> list[Field]:
    def parse(typed: str) -> TypedTender:
        return parse_tender(typed, terminals)

    return [
        Field(
            label, name, parse=parse, echo=TypedTender.words, repeats=False, max_length=60, required=name == "paid_1",
            help="How it was really paid: cash, card 4242 T1, check 1042.",
        )
        for label, name in (("Paid with", "paid_1"), ("and with", "paid_2"))
    ]  # fmt: skip


def _tenders(paid: Money, values: dict[str, Any]) -> tuple[Tender, ...]:
    """The tenders for exactly ``paid``; there is no change to give any more. Raises InvalidInput."""
    typed = [values[name] for name in ("paid_1", "paid_2") if values.get(name) is not None]
    settled = settle_typed(paid, typed)
    if settled.open or settled.change:
        raise InvalidInput(f"Paid with: the tenders must come to {paid.dollars}, no more and no less.", "Paid with")
    return settled.tenders


async def _sign_and_show(screen: Flows[Any], title: str, fields: list[Any], command: Any, note: str) -> None:
    desk = screen.desk

    async def act(box: Flows[Any], values: dict[str, Any]) -> Corrected | None:
        made: CorrectClosed = command(values)
        words = "Neither who enters it nor the rep of that drawer."
        use_case = desk.corrections.correct
        return await sign(box, "A supervisor signs", words, lambda who, word: desk.act(use_case, made, who, word))

    done = await screen.open(ActForm(title, fields, act, save="Sign", note=note))
    if done is None:
        screen.say(NOTHING)
        return
    await show_page(screen, PrintKind.DAY_REPORT, done.z_number, f"Correction Z {done.z_number:06d}", done.text)
    screen.say(f"The correction is posted as Z {done.z_number:06d}; the closed report stays as it was.")
