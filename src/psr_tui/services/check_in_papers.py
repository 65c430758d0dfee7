"""One answer to one paper at check-in, in the caller's transaction: signed or declined, how, by whom, which version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psr_tui.domain import consents
from psr_tui.domain.clock import local_date
from psr_tui.domain.consents import HOW, IMPORTED, Signature
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.guarantors import ADULT
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.domain.typed_dates import age_on

if TYPE_CHECKING:
    from psr_tui.store.repositories.visits import Visit
    from psr_tui.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """What the rep saw being answered. ``form_version`` is the one that was handed over, None = the one in use;
    ``signed_by`` and ``relation`` name who signed for the patient; a declined paper carries its reason."""

    refused: bool = False
    form_version: int | None = None
    how: str = "paper"
    signed_by: str = ""
    relation: str = ""
    interpreter_used: bool = False
    reason: str = ""


def file_answer(work: UnitOfWork, actor: Actor, visit: Visit, kind_code: str, given: PaperAnswer) -> None:
    """Keep the answer with its last day. Raises PaperChanged, InvalidInput, Refused."""
    kind = next((one for one in work.check_in.kinds() if one.code == kind_code), None)
    if kind is None:
        raise Refused("This paper is no longer in use; look at the list again.")
    if given.how not in (*dict(HOW), IMPORTED):
        raise InvalidInput("How: choose on paper, on a screen, or spoken.", "how")
    if not given.refused:
        consents.check_version(kind, given.form_version or kind.version)
    today = local_date(work.now, work.clinic.get().tz)
    signature = Signature(
        kind.code, today, None if given.refused else consents.expires(kind, today), given.refused, actor.name,
        visit.visit_id, given.form_version or kind.version, given.how, clean(given.signed_by, 80),
        clean(given.relation, 40), given.interpreter_used or visit.interpreter == "arranged", clean(given.reason, 200),
    )  # fmt: skip
    consents.check_signer(signature, visit.dob is not None and age_on(visit.dob, today) < ADULT)
    work.check_in.papers.add_answer(work.new_id(), visit.patient_id, signature, actor.staff_id, work.now)
    detail = {"kind": kind.code, "version": signature.version, "how": given.how}
    work.audit.append("refuse" if given.refused else "sign", "consent", visit.visit_id, detail=detail)
