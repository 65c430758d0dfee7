"""How check-in saves: one answer, one saved section, then on to what is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from psr_tui.domain.check_in import RULES, Item, Outcome, Section
from psr_tui.domain.errors import DeskError
from psr_tui.domain.staff import Actor, Role
from psr_tui.screens.base import Place
from psr_tui.screens.check_in_steps import TITLES
from psr_tui.screens.dialogs import Choose
from psr_tui.screens.dialogs.signature import sign
from psr_tui.services.check_in import CheckInView, Signature

if TYPE_CHECKING:
    from psr_tui.desk import Desk

P = ParamSpec("P")
_Save = Callable[Concatenate[Actor, str, int, P], CheckInView]
SignedSave = Callable[[Actor, str, int, Signature], CheckInView]
_PAPERS = (Item.SIGNATURES, Item.FORMS)


class CheckInSaving(Place):
    """The acts of check-in; ``view`` is the visit as it was read last, ``section`` the step that is shown."""

    view: CheckInView | None
    section: Section
    chosen: list[str]

    def show_view(self, view: CheckInView, section: Section | None = None) -> None:
        """Show the visit as it is now, at a step."""
        raise NotImplementedError

    async def save(self, use_case: _Save[P], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Save one section; then go on when nothing holds us in it any more. False when it was refused."""
        if self.view is None:
            return False
        view = await self.attempt(use_case, self.view.visit_id, self.view.version, *args, **kwargs)
        if view is None:
            self.show_view(await self.desk.ask(self.desk.check_in.look, self.view.visit_id))
            return False
        self._saved(view)
        return True

    async def save_signed(self, use_case: SignedSave, *, another: bool = False) -> bool:
        """Save one section with a supervisor's signature: the rep's own when the rep is one, else of who signs here.
        ``another``: always of somebody else, because money is waived (CD-32).

        False when the rep stepped back. Raises: DeskError, refused for another reason than the signer.
        """
        if self.view is None:
            return False
        visit_id, version = self.view.visit_id, self.view.version

        async def signed(login: str, password: str) -> CheckInView:
            return await self.desk.act(use_case, visit_id, version, Signature(login, password))

        try:
            if self.desk.actor.at_least(Role.SUPERVISOR) and not another:
                view: CheckInView | None = await self.desk.act(use_case, visit_id, version, Signature())
            else:
                note = "Let a supervisor type user and password; F12 goes back to the reason."
                view = await sign(self, "A supervisor signs", note, signed)
        except DeskError:
            self.show_view(await self.desk.ask(self.desk.check_in.look, visit_id))
            raise
        if view is not None:
            self._saved(view)
        return view is not None

    def _saved(self, view: CheckInView) -> None:
        """Show what was saved and say it; go on when nothing holds us in the step any more."""
        at = self.section
        stay = [item for item in view.gate.missing if RULES[item].section is at]
        if at is Section.DEMOGRAPHICS:  # one answer leaves the other open: no digit may land in Forms
            stay += [item for item in view.gate.waiting if RULES[item].section is at]
        if at is Section.FORMS and any(form.signature is None for form in view.forms):
            stay.append(Item.SIGNATURES)  # a paper that is only asked for has a digit too: no digit may land in Payment
        self.show_view(view, at if stay else self.next_open(view, at))
        open_here = ", ".join(RULES[item].words for item in stay if item is not Item.SIGNATURES)
        further = "; Ctrl+S goes on" if stay and not view.gate.missing else ""
        further = f"; still open here: {open_here}" if open_here else further
        self.say(f"{TITLES[at]}: saved{further}.")

    @staticmethod
    def next_open(view: CheckInView, at: Section) -> Section:
        """The next step below ``at`` with something left; payment is where it ends."""
        order = list(Section)
        below = order[order.index(at) + 1 :]
        return next((section for section in below if view.left_in(section)), Section.PAYMENT)

    # --- put off, override ---
    async def do_put_off(self, section: str) -> None:
        """What is open in a step waits, with a coded reason; the papers wait together."""
        items = self._open_in(Section(section))
        if not items:
            self.refuse(f"Nothing in {TITLES[Section(section)]} is open that could be put off.")
            return
        options = [(item.value, RULES[item].words) for item in items if item is not Item.FORMS or len(items) == 1]
        chosen: str | None = options[0][0]
        if len(options) > 1:
            chosen = await self.open(Choose("Put off what?", options))
        if chosen is None:
            return
        code = await self._reason("deferral", f"Put off {RULES[Item(chosen)].words}: why?")
        both = [item for item in _PAPERS if item in items] if chosen == Item.SIGNATURES.value else [Item(chosen)]
        for item in both if code else ():
            if not await self.save(self.desk.check_in.put_off, item, code or ""):
                return

    def _open_in(self, section: Section) -> list[Item]:
        if self.view is None:
            return []
        return [item for item in self.view.left_in(section) if Outcome.DEFERRED in RULES[item].passes]

    async def do_override(self, _argument: str) -> None:
        """A stopping item of this step is passed over; a supervisor signs (FD-37)."""
        missing = self.view.gate.missing if self.view else ()
        here = [
            item for item in missing if RULES[item].section is self.section and Outcome.OVERRIDDEN in RULES[item].passes
        ]
        if not here:
            self.refuse(f"Nothing in {TITLES[self.section]} stops this check-in.")
            return
        item: str | None = here[0].value
        if len(here) > 1:
            options = [(one.value, RULES[one].words) for one in here]
            item = await self.open(Choose("Override what?", options))
        if item is None:
            return
        chosen = Item(item)
        title = "Override: why?"
        code = await self._reason("override", title)
        while code is not None and not await self.save_signed(_overriding(self.desk, chosen, code)):
            code = await self._reason("override", title, code)  # one step back from the signature

    async def _reason(self, kind: str, title: str, current: str = "") -> str | None:
        reasons = await self.desk.ask(self.desk.reference.reasons, kind)
        options = [(reason.code, reason.label) for reason in reasons]
        return await self.open(Choose(title, options, current=current))


def _overriding(desk: Desk, item: Item, code: str) -> SignedSave:
    def override(actor: Actor, visit_id: str, version: int, signature: Signature) -> CheckInView:
        return desk.check_in.override(actor, visit_id, version, item, code, signature)

    return override
