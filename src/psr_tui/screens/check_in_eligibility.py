"""Eligibility at check-in: ask the payer about this visit, type what it said, read the answer, say the cost."""

from __future__ import annotations

from psr_tui.screens.base import Place
from psr_tui.screens.cost import ask_cost
from psr_tui.screens.dialogs import Choose
from psr_tui.screens.eligibility_flow import Pair, ask, cost, show, type_answer
from psr_tui.services.check_in import CheckInView

_WAYS = (
    ("ask", "Ask the payer now"),
    ("typed", "Type what the payer said by phone or on its portal"),
    ("show", "Show the answer, the copays and the checks before"),
    ("cost", "What will it cost: the sentences to say"),
)


class EligibilityAtCheckIn(Place):
    """5 in the coverage step, ``:elig`` and ``:cost`` from every step."""

    view: CheckInView | None

    def show_view(self, view: CheckInView) -> None:
        """Show the visit as it is now, at the step that is shown."""
        raise NotImplementedError

    async def do_eligibility(self, _argument: str) -> None:
        if self._pair() is not None:
            way = await self.open(Choose("Eligibility", _WAYS))
            if way is not None:
                await self._by(way)

    async def command_elig(self, argument: str) -> None:
        """Ask the payer; ``show`` opens the answer."""
        await self._by("show" if argument else "ask")

    async def command_cost(self, _argument: str) -> None:
        """What the plan's answer means; for who pays themselves the estimate from the price list."""
        if self.view is not None and self.view.proposed is None:
            await ask_cost(self, self.view.patient.id, self.view.visit_id)
        else:
            await self._by("cost")

    def _pair(self) -> Pair | None:
        """The visit and the insurance that pays for it; says so when there is none."""
        view = self.view
        if view is None or view.proposed is None:
            self.refuse("No insurance pays for this visit; choose one in Coverage first, or self-pay.")
            return None
        return view.visit_id, view.proposed.coverage_id

    async def _by(self, way: str) -> None:
        pair, view = self._pair(), self.view
        if pair is None or view is None or view.proposed is None:
            return
        if way == "ask":
            words = await ask(self, pair)
        elif way == "typed":
            words = await type_answer(self, pair, view.proposed.payer)
        else:
            words = await (show(self, pair) if way == "show" else cost(self, *pair))
        seen = self.view
        if seen is not None and seen.visit_id == pair[0]:
            self.show_view(await self.desk.ask(self.desk.check_in.look, pair[0]))
        if words is not None:
            self.say(words)
