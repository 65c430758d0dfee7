"""Fictional X12 texts for tests: an envelope with right counts around what a test wants to say."""

from __future__ import annotations

from datetime import date, datetime

from psr_tui.domain.eligibility import EligibilityAnswer, Member
from psr_tui.domain.eligibility_request import Asked, EligibilityRequest
from psr_tui.exchange.x12 import read

ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260105*0931*^*00501*000000007*0*T*:~"
TOP = ("HL*1**20*1", "NM1*PR*2*TRAINING PLAN*****PI*12345", "HL*2*1*21*1", "NM1*1P*2*CLINIC*****XX*1234567893")
SUBSCRIBER = ("HL*3*2*22*0", "TRN*2*T7*9CLINIC010", "NM1*IL*1*DOE*JANE*Q***MI*W1", "DMG*D8*19900102*F")
ON = date(2026, 1, 5)


def a_set(*body: str, kind: str = "271", control: str = "0001") -> str:
    """ST to SE, counted."""
    lines = [f"ST*{kind}*{control}*005010X279A1", f"BHT*0022*11*REF{control}*20260105*0931", *body]
    return "~\n".join([*lines, f"SE*{len(lines) + 1}*{control}"]) + "~\n"


def a_file(*sets: str, isa: str = ISA) -> bytes:
    """ISA to IEA around sets."""
    gs = "GS*HB*PAYER*CLINIC*20260105*0931*7*X*005010X279A1~\n"
    return f"{isa}\n{gs}{''.join(sets)}GE*{len(sets)}*7~\nIEA*1*000000007~\n".encode()


def a_271(*body: str, top: tuple[str, ...] = TOP, member: tuple[str, ...] = SUBSCRIBER) -> bytes:
    """One member and what a test says about them."""
    return a_file(a_set(*top, *member, *body))


def only_member(*body: str) -> tuple[EligibilityAnswer, Member]:
    """The member of a file of one."""
    answer = read(a_271(*body))
    assert len(answer.members) == 1
    return answer, answer.members[0]


def a_request(**changes: object) -> EligibilityRequest:
    """A whole request about a subscriber."""
    known: dict[str, object] = {
        "interchange_control": 1,
        "group_control": 1,
        "trace": "T1",
        "trace_source": "9CLINIC010",
        "made_at": datetime(2026, 1, 5, 9, 30),  # noqa: DTZ001 - the clinic's wall time, as the request holds it
        "sender": "CLINIC01",
        "receiver": "CLEARHOUSE",
        "payer_name": "EXAMPLE HEALTH PLAN",
        "payer_id": "12345",
        "provider_name": "RIVERSIDE FAMILY CLINIC",
        "npi": "1234567893",
        "subscriber": Asked("DOE", "JANE", date(1990, 1, 2), sex="F", member_id="W123456789"),
        "service_from": ON,
        "service_types": ("30", "98"),
        "usage": "T",
    }
    return EligibilityRequest(**{**known, **changes})  # type: ignore[arg-type]


def a_dependents_request(**changes: object) -> EligibilityRequest:
    """A whole request about a child of the insured person."""
    known: dict[str, object] = {
        "subscriber": Asked("DOE", "JANE", None, member_id="W123456789"),
        "dependent": Asked("DOE", "JOE", date(2015, 3, 4), sex="M"),
        "relation": "19",
    }
    return a_request(**{**known, **changes})
