"""The clinic's price list: everybody reads it, a lead changes it. Estimates that were given keep their own lines."""

from __future__ import annotations

from typing import Any

from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import AlreadyDone, InvalidInput
from psr_tui.domain.prices import Price, PriceForm
from psr_tui.domain.staff import Actor, Role
from psr_tui.services.guards import guard_version, must_exist
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_ACT = "change the price list"


class PriceService:
    """Each change is one transaction."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def all(self, actor: Actor) -> list[Price]:
        """Every price in use."""
        with self._store.read() as work:
            return work.prices.all()

    def add(self, actor: Actor, command_id: str, form: PriceForm) -> str:
        """A new price; the same command id adds one. Raises NotAllowed below lead, InvalidInput by field."""
        form = form.checked()
        with self._store.write(actor, "price.add", "service_price") as work:
            actor.require(Role.LEAD, _ACT)
            self._check_type(work, form)
            known = work.prices.get(command_id)
            if known is not None and (known.label, known.amount) != (form.label, form.amount):
                raise AlreadyDone("This price was saved already; look at the list before typing it again.")
            if known is None:
                work.prices.add(command_id, form, actor.name, work.now)
                detail = {"code": form.code, "cents": form.amount.cents}
                work.audit.append("price.add", "service_price", command_id, detail=detail)
                work.commit()
        return f"{form.label}: {form.amount.dollars}."

    def change(self, actor: Actor, price_id: str, version: int, form: PriceForm) -> str:
        """Write what was typed. Raises NotAllowed below lead, InvalidInput by field, Stale."""
        form = form.checked()
        values = {
            "code": form.code, "label": form.label, "visit_type": form.visit_type, "cents": form.amount.cents,
        }  # fmt: skip
        self._write(actor, "price.change", price_id, version, form, values)
        return f"{form.label}: {form.amount.dollars}."

    def stop(self, actor: Actor, price_id: str, version: int) -> str:
        """Take it off the list; it stays on file. Raises NotAllowed below lead, Stale."""
        price = self._write(actor, "price.stop", price_id, version, None, {"active": False})
        return f"{price.label} is off the price list."

    def _write(
        self, actor: Actor, act: str, price_id: str, version: int, form: PriceForm | None, values: dict[str, Any]
    ) -> Price:
        with self._store.write(actor, act, "service_price", price_id) as work:
            actor.require(Role.LEAD, _ACT)
            before = must_exist(work.prices.get(price_id), "This price")
            guard_version(before.label, before, version, work.clinic.get().tz)
            if form is not None:
                self._check_type(work, form)
            work.prices.change(price_id, actor.name, work.now, **values)
            detail = {"before": before.amount.cents, **{k: v for k, v in values.items() if k != "label"}}
            work.audit.append(act, "service_price", price_id, detail=detail)
            work.commit()
        return before

    @staticmethod
    def _check_type(work: UnitOfWork, form: PriceForm) -> None:
        codes = [one.code for one in work.schedule.kinds(everything=True)]
        if form.visit_type and form.visit_type not in codes:
            raise InvalidInput(f"Visit type: one of {', '.join(codes)}, or leave it empty.", "visit_type")
