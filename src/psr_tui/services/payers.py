"""The cheat sheet: what reps know of each payer, found by name, id or any word of its rules; every version is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import AlreadyDone, InvalidInput, Refused
from psr_tui.domain.payers import PayerPage, as_content, changed, check_kind, check_may_change
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.store.repositories.payers import PayerRecord
from psr_tui.store.repositories.versions import RecordVersion
from psr_tui.store.store import Store

if TYPE_CHECKING:
    from psr_tui.store.unit_of_work import UnitOfWork

__all__ = ["PayerRecord", "PayerService", "PayerSheet", "RecordVersion", "payer_for"]

ENTITY = "payer"


@dataclass(frozen=True, slots=True)
class PayerSheet:
    """One payer's page with what was changed on it, newest first."""

    record: PayerRecord
    history: tuple[RecordVersion, ...]


class PayerService:
    """Payers to search, read and write down."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def every(self, actor: Actor) -> list[PayerRecord]:
        """Every payer by name, those no longer in use too: what a search box narrows (``PayerPage.fits``)."""
        with self._store.read() as work:
            return work.payers.all()

    def sheet(self, actor: Actor, payer_id: str) -> PayerSheet:
        """One payer whole, with its history."""
        with self._store.read() as work:
            record = must_exist(work.payers.get(payer_id), "This payer")
            return PayerSheet(record, tuple(work.versions.of_record(ENTITY, payer_id)))

    def options(self, actor: Actor) -> list[tuple[str, str]]:
        """Id and name of every payer in use, for fields."""
        with self._store.read() as work:
            return work.coverage.payers()

    def save(self, actor: Actor, version: int, page: PayerPage) -> PayerRecord:
        """Write a page. What was learned everybody may write; what steers the desk takes a lead.

        Raises InvalidInput by field, NotAllowed, Stale, Refused for a name another payer has.
        """
        page = page.checked()
        with self._store.write(actor, "payer.change", ENTITY, page.payer_id) as work:
            record = must_exist(work.payers.get(page.payer_id), "This payer")
            guard_version(record.page.name, record, version, work.clinic.get().tz)
            names = changed(record.page, page)
            check_may_change(actor, names)
            if "kind" in names:
                check_kind(page)
            if names:
                _only_one(work, page)
                number = work.payers.change(page, actor.name, work.now)
                work.versions.keep(ENTITY, page.payer_id, number, None, as_content(page), as_content(record.page))
                work.audit.append("change", ENTITY, page.payer_id, detail={"fields": list(names)})
                work.touch("reference", "patients")
                work.commit()
        return self.sheet(actor, page.payer_id).record

    def add(self, actor: Actor, page: PayerPage) -> PayerRecord:
        """A new payer; its id is made by the screen, so that one key press adds one. Raises as ``save`` does."""
        page = page.checked()
        with self._store.write(actor, "payer.add", ENTITY, page.payer_id) as work:
            known = work.payers.get(page.payer_id)
            if known is not None:
                if known.page != page:
                    raise AlreadyDone("This payer was saved already; look at its page before typing it again.")
                return known
            blank = PayerPage(page.payer_id, page.name)
            check_may_change(actor, tuple(set(changed(blank, page)) - {"kind", "name", "payer_code"}))
            add_payer(work, page, actor)
            work.commit()
        return self.sheet(actor, page.payer_id).record


def add_payer(work: UnitOfWork, page: PayerPage, actor: Actor) -> None:
    """Write a new payer with its first version, in the caller's transaction. Raises InvalidInput for a known name."""
    _only_one(work, page)
    check_kind(page)
    work.payers.add(page, actor.name, work.now)
    work.versions.keep(ENTITY, page.payer_id, 1, None, as_content(page))
    work.audit.append("create", ENTITY, page.payer_id)
    work.touch("reference")


def payer_for(work: UnitOfWork, actor: Actor, payer_id: str, new_name: str) -> str:
    """The chosen payer, the known one of a typed name, or a new one; returns its id. Raises Refused when the chosen one
    is gone."""
    if payer_id:
        if payer_id not in dict(work.coverage.payers()):
            raise Refused("This payer is no longer on the list; choose another.")
        return payer_id
    known = work.coverage.payer_named(new_name)
    if known is not None:
        return known
    made = PayerPage(work.new_id(), clean(new_name, 120))
    add_payer(work, made, actor)
    return made.payer_id


def matching(work: UnitOfWork, name: str, payer_code: str = "") -> str:
    """The id of the payer an answer names, by its code or else its name; '' when the desk does not know it (FD-120)."""
    return (work.payers.of_code(payer_code) if payer_code else None) or work.coverage.payer_named(name) or ""


def _only_one(work: UnitOfWork, page: PayerPage) -> None:
    known = work.coverage.payer_named(page.name)
    if known is not None and known != page.payer_id:
        raise InvalidInput(f"Name: {page.name} is on the list already; open that page instead.", "name")
