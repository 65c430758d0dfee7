"""What the rep says in a call, with the patient's data filled in: steps, questions, branches (CC-75, CC-79).

``call_script_text`` reads the plain text; this module walks what was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

VARIABLES = frozenset(
    {
        "patient.first_name",
        "patient.last_name",
        "rep.name",
        "practice.name",
        "practice.phone",
        "practice.address",
        "visit.when",
    }
)
"""What a script may name. Nothing clinical and no amount is among them."""

ANSWER_KEYS = ("w", "x", "y", "z")
"""The keys of the answers in the call box, outside text; so many answers a question may have."""

DIRECTIONS = ("in", "out")
NO_VALUE = "___"
"""Said for what the desk does not know of this caller: the rep fills it in."""

CLINICAL = frozenset({"CLIN", "MED", "RESULT"})
CLINICAL_NOTICE = "Not answered here: 7 to the nurse; Ctrl+R if it cannot wait."
"""Clinical questions are routed; the box says so (CC-86)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a script; ``aloud`` marks what must be read out as it stands, ``hint`` what is for the rep alone.
    ``lead``: what stands before the words instead of Say, for the rep alone too."""

    text: str
    aloud: bool = False
    hint: bool = False
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question and the label of the step it leads to."""

    words: str
    to: str


@dataclass(frozen=True, slots=True)
class Step:
    """Lines under a label. They end in a question, in another step (``go``), or in nothing: the end of the script."""

    label: str
    lines: tuple[Line, ...] = ()
    question: str = ""
    answers: tuple[Answer, ...] = ()
    go: str = ""

    @property
    def leads_to(self) -> tuple[str, ...]:
        """The labels that may follow."""
        return (*(answer.to for answer in self.answers), *([self.go] if self.go else []))


@dataclass(frozen=True, slots=True)
class Script:
    """A script without a fault. ``number`` is the clinic's version of it; 0 is the text that came with the program."""

    reason: str
    language: str
    direction: str
    steps: Mapping[str, Step]
    first: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Branch:
    """An answer as the box offers it: its key, its words, and the position it leads to."""

    key: str
    words: str
    to: str


@dataclass(frozen=True, slots=True)
class ScriptView:
    """What the box shows at a position. ``back``: the position one question earlier, None at the beginning.

    ``trouble``: what is wrong with the script, as a sentence; ``notice``: what the rep must know about this reason.
    """

    position: str
    lines: tuple[Line, ...]
    question: str = ""
    branches: tuple[Branch, ...] = ()
    back: str | None = None
    trouble: str = ""
    notice: str = ""


def walked(script: Script, position: str, values: Mapping[str, str], greeted: bool = False) -> ScriptView:
    """The script at ``position``: labels with "/" between, as ``call.script_step`` keeps it; "" is the beginning.

    ``greeted``: the caller was greeted before the reason was known, so a first step that only leads on is passed over.

    A position that another version made is no way through this one: the script begins anew and says so.
    """
    path = [label for label in position.split("/") if label]
    trouble = ""
    if not _is_a_way(script, path):
        path, trouble = [], "The script was changed meanwhile; it begins anew."
    lines: list[Line] = []
    step = script.steps[path[-1] if path else script.first]
    if greeted and not path and step.go:
        step = script.steps[step.go]
    while True:
        lines += [Line(fill(line.text, values), line.aloud) for line in step.lines]
        if not step.go:
            break
        step = script.steps[step.go]
    branches = tuple(
        Branch(key, fill(answer.words, values), "/".join((*path, answer.to)))
        for key, answer in zip(ANSWER_KEYS, step.answers, strict=False)
    )
    notice = CLINICAL_NOTICE if script.reason in CLINICAL else ""
    back = "/".join(path[:-1]) if path else None
    return ScriptView("/".join(path), tuple(lines), fill(step.question, values), branches, back, trouble, notice)


def without_gaps(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Without what nobody could say: a sentence about a fact that is not known here, or that this caller may not hear.
    What must be read aloud stays."""
    return tuple(line for line in lines if line.aloud or NO_VALUE not in line.text)


def shown_lines(view: ScriptView) -> tuple[Line, ...]:
    """A view as the box writes it: what is wrong first, what is said, and the question with the keys of its answers."""
    lines = [Line(said, hint=True) for said in (view.trouble, view.notice) if said]
    lines += view.lines
    ways = [f"{branch.key} {branch.words}" for branch in view.branches]
    if view.back is not None:
        ways.append("b back")
    if view.question:
        lines.append(Line(view.question))
    if ways:
        lines.append(Line("   ".join(ways), hint=True))
    return tuple(lines)


def _is_a_way(script: Script, path: list[str]) -> bool:
    """Whether each label is an answer to the question the one before leads to."""
    at = script.first
    for label in path:
        while script.steps[at].go:
            at = script.steps[at].go
        if label not in script.steps[at].leads_to:
            return False
        at = label
    return True


def fill(template: str, values: Mapping[str, str]) -> str:
    """``template`` with each ``{variable}`` replaced; what the desk does not know stays open as ``___``.

    Raises InvalidInput naming a variable that does not exist.
    """

    def replace(found: re.Match[str]) -> str:
        if found[1] not in VARIABLES:
            raise InvalidInput(unknown_variable(found[1]), "Script")
        return clean(values.get(found[1], "")) or NO_VALUE

    return PLACEHOLDER.sub(replace, template)


def unknown_variable(name: str) -> str:
    """The sentence about a variable nobody knows."""
    return f"The script names {{{name}}}, which does not exist; there are {', '.join(sorted(VARIABLES))}."
