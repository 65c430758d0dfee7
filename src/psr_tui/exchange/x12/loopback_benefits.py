"""The plans of the loopback payer: what each of them answers, as segments. Every figure and name is invented."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from psr_tui.exchange.x12.envelope import segment


def _eb(*elements: str) -> str:
    return segment("EB", *elements)


def _since(on: date) -> str:
    return segment("DTP", "346", "D8", f"{on.year}0101")


def _money(kind: str, level: str, period: str, amount: str, network: str = "Y", plan: str = "PR") -> str:
    return _eb(kind, level, "30", plan, "", period, amount, "", "", "", "", network)


def _copay(service: str, amount: str, words: str = "", network: str = "Y", plan: str = "PR") -> list[str]:
    line = _eb("B", "", service, plan, "", "27", amount, "", "", "", "", network)
    return [line, segment("MSG", words)] if words else [line]


def ppo(on: date) -> list[str]:
    """Active, the deductible partly used, two copays for an office visit, one authorisation."""
    return [
        _since(on),
        _eb("1", "IND", "30", "PR", "TRAINING PPO 1500"),
        _eb("1", "", "1^33^47^48^50^86^98^UC"),
        _money("C", "IND", "23", "1500"),
        _money("C", "IND", "24", "887.65"),
        _money("C", "FAM", "23", "3000"),
        _money("C", "FAM", "29", "1800"),
        _money("C", "IND", "29", "4000", "N"),
        _money("G", "IND", "23", "5000"),
        _money("G", "IND", "29", "3874.1"),
        *_copay("98", "25", "PRIMARY CARE OFFICE VISIT"),
        *_copay("98", "50", "SPECIALIST OFFICE VISIT"),
        *_copay("UC", "75"),
        _eb("A", "", "98", "PR", "", "27", "", ".2", "", "", "", "Y"),
        _eb("A", "", "98", "PR", "", "27", "", ".4", "", "", "", "N"),
        _eb("F", "", "33", "PR", "", "23", "", "", "VS", "20", "", "Y"),
        _eb("F", "", "33", "PR", "", "29", "", "", "VS", "12", "", "Y"),
        _eb("A", "", "48", "PR", "", "36", "", ".2", "", "", "Y", "Y"),
        segment("MSG", "PRIOR AUTHORIZATION REQUIRED"),
    ]


def hmo(on: date) -> list[str]:
    """Active, one copay, no deductible, a primary care provider."""
    return [
        _since(on),
        _eb("1", "IND", "30", "HM", "TRAINING HMO BASIC"),
        _money("C", "IND", "23", "0", plan="HM"),
        _money("C", "IND", "29", "0", plan="HM"),
        *_copay("98", "30", plan="HM"),
        _eb("L"),
        segment("LS", "2120"),
        segment("NM1", "P3", "1", "TRAINER", "PAT"),
        segment("PER", "IC", "", "TE", "5055550133"),
        segment("LE", "2120"),
    ]


def ended(on: date) -> list[str]:
    """Not active since the last day of last year."""
    last = date(on.year, 1, 1) - timedelta(days=1)
    return [segment("DTP", "347", "D8", f"{last:%Y%m%d}"), _eb("6", "", "30", "PR", "TRAINING PPO 1500")]


def base_only(on: date) -> list[str]:
    """A deductible whose remaining is not given."""
    return [
        _since(on),
        _eb("1", "IND", "30", "PR", "TRAINING PPO 2500"),
        _money("C", "IND", "23", "2500"),
        _money("G", "IND", "23", "6000"),
        *_copay("98", "40"),
    ]


def nines(on: date) -> list[str]:
    """A family maximum of all nines: no such limit."""
    return [
        _since(on),
        _eb("1", "IND", "30", "PR", "TRAINING CHOICE"),
        _money("C", "FAM", "23", "99999.99"),
        _money("C", "IND", "23", "1000"),
        _money("C", "IND", "29", "250"),
        *_copay("98", "0"),
    ]


def sums(on: date) -> list[str]:
    """Base, used and remaining that do not fit together."""
    return [
        _since(on),
        _eb("1", "IND", "30", "PR", "TRAINING PPO 1500"),
        _money("C", "IND", "23", "1500"),
        _money("C", "IND", "24", "400"),
        _money("C", "IND", "29", "1000"),
        *_copay("98", "25"),
    ]


def medicare(on: date) -> list[str]:
    """Part A and B, and the Medicare Advantage plan to be billed instead."""
    return [
        _eb("1", "IND", "30", "MA"),
        segment("DTP", "307", "D8", "20150301"),
        _eb("1", "IND", "30", "MB"),
        segment("DTP", "307", "D8", "20150301"),
        _eb("C", "", "96", "MB", "", "29", "0"),
        segment("DTP", "292", "RD8", f"{on.year}0101-{on.year}1231"),
        _eb("R", "", "30", "HN"),
        segment("REF", "18", "H0000 001"),
        segment("DTP", "290", "D8", f"{on.year}0101"),
        segment("LS", "2120"),
        segment("NM1", "PRP", "2", "TRAINING ADVANTAGE PLAN"),
        segment("PER", "IC", "", "TE", "5055550177"),
        segment("LE", "2120"),
    ]


def medicaid(on: date) -> list[str]:
    """Medicaid through a managed-care plan, nothing to pay, and another payer before it."""
    return [
        segment("DTP", "291", "RD8", f"{on.year}0101-{on.year}1231"),
        _eb("1", "IND", "30", "MC", "TRAINING MEDICAID CHILD"),
        _eb("MC", "", "30", "HM", "TRAINING COMMUNITY PLAN"),
        segment("LS", "2120"),
        segment("NM1", "Y2", "2", "TRAINING COMMUNITY PLAN"),
        segment("PER", "IC", "", "TE", "5055550188"),
        segment("LE", "2120"),
        *_copay("98", "0", network="W", plan="MC"),
        _eb("R", "", "30", "C1"),
        segment("REF", "6P", "GRP0077", "TRAINING EMPLOYER"),
        segment("LS", "2120"),
        segment("NM1", "PR", "2", "TRAINING COMMERCIAL PLAN"),
        segment("LE", "2120"),
    ]


PLANS: Mapping[str, Callable[[date], list[str]]] = {
    "PPO": ppo,
    "HMO": hmo,
    "TERM": ended,
    "BASE": base_only,
    "NINES": nines,
    "SUMS": sums,
    "MCARE": medicare,
    "MCAID": medicaid,
}
