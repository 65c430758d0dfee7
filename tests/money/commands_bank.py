"""Commands on the way to the bank, and every command of the program in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from psr_tui.services.deposits import BankDrops, ConfirmBanked, DepositService
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.money import Till, bag_number, cash, check, command_id
from tests.money.books import drop, whole_close
from tests.money.commands import CASES
from tests.money.commands_back import BACK_CASES
from tests.money.sending import Case


def _bank_drops(till: Till) -> Case:
    first, second = drop(till, 4000), drop(till, 3000)
    boss = till.clinic.actor("sotto")
    command = BankDrops(command_id("b"), (first.command_id, second.command_id), bag_number())
    others = (replace(command, drops=(first.command_id,)), replace(command, bag=bag_number()))

    def send(at: TestClinic, one: Any) -> object:
        return DepositService(at.store, at.clock).bank_drops(boss, one, "lgrant", PASSWORD)

    return Case(command, send, others)


def _banked(till: Till) -> Case:
    till.take(till.clinic.add_patient(), cash(5000), check(900))
    whole_close(till, 25_000)
    till.open(20_000)
    till.take(till.clinic.add_patient(), cash(700))
    whole_close(till, 20_700)
    boss = till.clinic.actor("sotto")
    command = ConfirmBanked(command_id("b"), 1, "TX 4471")
    others = (replace(command, reference="TX 4472"), replace(command, number=2))
    return Case(command, lambda at, one: DepositService(at.store, at.clock).confirm_banked(boss, one), others)


EVERY_CASE: dict[str, Callable[[Till], Case]] = {
    **CASES,
    **BACK_CASES,
    "BankDrops": _bank_drops,
    "ConfirmBanked": _banked,
}
"""Every command class of the program, some in several ways."""
