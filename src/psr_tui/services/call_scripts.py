"""Scripts for the call box: what is said for a reason, in the caller's language, and new versions of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from psr_tui.domain.call_script import Script, ScriptView, walked
from psr_tui.domain.call_script_text import Fault, FaultKind, ScriptFaulty, read_script, split_scripts
from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.languages import language_name
from psr_tui.domain.staff import Actor, Role
from psr_tui.domain.voicemail import neutral
from psr_tui.store.repositories.call_scripts import ScriptText, shipped
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

ANY_REASON = "OTHER"
"""The script of a call whose reason has none of its own."""

EMERGENCY = "EMERG"
"""The emergency script: a script like the others, so that a clinic can word it (CC-89)."""


_OUR_PLACE = {"en": "your clinic", "es": "su clínica"}
"""Said where the clinic's name would give something away to whoever answers (CC-81)."""


def practice_values(clinic: Clinic, rep: str, language: str = "en") -> dict[str, str]:
    """The values of a script that come from the house."""
    return {
        "rep.name": rep,
        "practice.name": neutral(clinic.neutral_name) or _OUR_PLACE.get(language, _OUR_PLACE["en"]),
        "practice.phone": clinic.phone,
        "practice.address": clinic.address,
    }


def script_told(
    work: UnitOfWork,
    reason: str,
    language: str,
    direction: str,
    values: Mapping[str, str],
    position: str = "",
    greeted: bool = False,
) -> ScriptView:
    """What the box shows at ``position`` (``call.script_step``). Never raises for a bad script: the fault is said in
    ``trouble`` and the text that came with the program stands in for it."""
    text, said = _text_for(work, reason, language, direction)
    script, faults = read_script(text.body)
    if script is None:
        said = f"The {reason} script has a fault, {faults[0]} The built-in text is shown; tell your lead."
        script = _built_in(text)
    view = walked(replace(script, reason=reason), position, values, greeted)
    trouble = " ".join(part for part in (said, view.trouble) if part)
    return replace(view, trouble=trouble)


def _text_for(work: UnitOfWork, reason: str, language: str, direction: str) -> tuple[ScriptText, str]:
    """The text and what must be said about it: another language than the caller's needs an interpreter."""
    for wanted in (reason, ANY_REASON):
        if (found := work.scripts.newest(wanted, language, direction)) is not None:
            return found, ""
    spoken = language_name(language) if language else "this language"
    said = f"There is no text in {spoken}: read this with an interpreter."
    for wanted in (reason, ANY_REASON):
        if (found := work.scripts.newest(wanted, "en", direction)) is not None:
            return found, said
    raise InvalidInput(f"There is no script for calls {direction}; say in or out.", "Script")


def _built_in(text: ScriptText) -> Script:
    known = shipped()
    own = known.get((text.reason, text.language, text.direction))
    stand_in = own or known.get((ANY_REASON, text.language, text.direction)) or known[(ANY_REASON, "en", "out")]
    script, _ = read_script(stand_in.body)
    if script is None:  # a test reads every shipped text
        raise InvalidInput("The built-in script cannot be read; psr-tui was not installed whole.", "Script")
    return script


@dataclass(frozen=True, slots=True)
class Checked:
    """One script of a file: what it is for, and its faults (none: it can be loaded)."""

    head: str
    body: str
    faults: tuple[Fault, ...]


class CallScriptService:
    """What is said in calls, and who wrote it when."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store

    def tell(
        self,
        actor: Actor,
        reason: str,
        language: str,
        direction: str,
        values: Mapping[str, str],
        position: str = "",
        greeted: bool = False,
    ) -> ScriptView:
        """The script at a position with the values filled in; the house's own values are added. ``greeted``: without
        the greeting, which was said before the reason was known."""
        with self._store.read() as work:
            whole = {**practice_values(work.clinic.get(), actor.name, language), **values}
            return script_told(work, reason, language, direction, whole, position, greeted)

    def texts(self, actor: Actor) -> list[ScriptText]:
        """The newest version of every script."""
        with self._store.read() as work:
            return work.scripts.all_newest()

    def check(self, actor: Actor, file: str) -> list[Checked]:
        """Read a file of scripts and say what is wrong with each, reasons that do not exist included."""
        with self._store.read() as work:
            known = {reason.code for reason in work.reference.reasons("call_reason")} | {EMERGENCY}
        return [_checked(body, known) for body in split_scripts(file)]

    def load(self, actor: Actor, file: str) -> list[str]:
        """A new version of each script of the file, all or nothing; a lead may. Returns what was loaded, in words.

        Raises NotAllowed, ScriptFaulty with every fault, InvalidInput for a file without scripts.
        """
        checked = self.check(actor, file)
        if not checked:
            raise InvalidInput("There is no script in this file; the first line is like: script CONF en out.", "File")
        faults = tuple(fault for one in checked for fault in one.faults)
        with self._store.write(actor, "script.load", "call_script") as work:
            actor.require(Role.LEAD, "change what is said in calls")
            if faults:
                raise ScriptFaulty(faults)
            told = [self._add(work, actor, one.body) for one in checked]
            work.touch("reference", "phones")
            work.commit()
        return told

    def _add(self, work: UnitOfWork, actor: Actor, body: str) -> str:
        script, faults = read_script(body)
        if script is None:
            raise ScriptFaulty(faults)
        before = work.scripts.newest(script.reason, script.language, script.direction)
        name = f"{script.reason} {script.language} {script.direction}"
        if before is not None and before.body.strip() == body.strip():
            return f"{name}: the same as version {before.number}; nothing was changed."
        number = work.scripts.add(script.reason, script.language, script.direction, body, actor.name, work.now)
        work.audit.append("script.load", "call_script", name, detail={"number": number})
        return f"{name}: version {number}."


def _checked(body: str, known: set[str]) -> Checked:
    script, faults = read_script(body)
    head = next((line.strip() for line in body.splitlines() if line.split(maxsplit=1)[:1] == ["script"]), "script ?")
    if script is not None and script.reason not in known:
        words = f"there is no call reason {script.reason}; there are {', '.join(sorted(known))}."
        faults = (Fault(FaultKind.HEAD, 1, words),)
    return Checked(head, body, faults)


def fault_lines(checked: Sequence[Checked]) -> list[str]:
    """One line a fault, with the script it is in."""
    return [f"{one.head}: {fault}" for one in checked for fault in one.faults]
