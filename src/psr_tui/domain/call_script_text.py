"""The plain text of a script, read line by line; every fault is named with its line (call-center.md CC-75).

    script CONF en out          reason, language, direction
    step start                  a label; the first step is where it begins
    say I am calling about your visit {visit.when}.
    read Please tell me your full name and date of birth.
    ask Can you come?
    answer yes -> close         at most four answers to a question
    answer another day -> move
    step move
    say Let us find another time.
    go close                    goes on with another step
    step close
    say Thank you. Goodbye.

Empty lines and lines that begin with # are passed over. No way may lead back to where it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from psr_tui.domain.call_script import ANSWER_KEYS, DIRECTIONS, PLACEHOLDER, VARIABLES, Answer, Line, Script, Step
from psr_tui.domain.call_script import unknown_variable as _unknown
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.languages import LANGUAGES
from psr_tui.domain.text import clean

LONGEST = 20_000
_LABEL = re.compile(r"[a-z][a-z0-9_]{0,29}")
_REASON = re.compile(r"[A-Z][A-Z0-9]{1,9}")


class FaultKind(StrEnum):
    """What can be wrong with a script."""

    LINE = "line not understood"
    HEAD = "head"
    EMPTY = "nothing to say"
    UNKNOWN_VARIABLE = "unknown variable"
    UNKNOWN_LABEL = "unknown label"
    DOUBLE_LABEL = "label twice"
    LOOP = "loop"
    UNREACHABLE = "unreachable label"
    QUESTION = "question"
    TOO_LONG = "too long"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (0: in the whole text) and what to do about it, in a sentence."""

    kind: FaultKind
    line: int
    words: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}" if self.line else self.words


class ScriptFaulty(InvalidInput):
    """A script that cannot be used; ``faults`` are all that were found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        more = f" ({len(faults)} faults in all)" if len(faults) > 1 else ""
        super().__init__(f"The script has a fault, {faults[0]}{more}", "Script")
        self.faults = faults


def parse_script(text: str) -> Script:
    """The script. Raises ScriptFaulty with every fault."""
    script, faults = read_script(text)
    if script is None:
        raise ScriptFaulty(faults)
    return script


@lru_cache(maxsize=256)  # the same few texts are read for every call
def read_script(text: str) -> tuple[Script | None, tuple[Fault, ...]]:
    """The script and what is wrong with it; with a fault there is no script. Never raises."""
    reader = _Reader()
    if len(text) > LONGEST:
        return None, (Fault(FaultKind.TOO_LONG, 0, f"a script has at most {LONGEST:,} letters; make it shorter."),)
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            reader.take(number, line.strip())
    reader.end()
    if reader.faults:
        return None, tuple(sorted(reader.faults, key=lambda one: (one.line == 0, one.line)))
    reason, language, direction = reader.head
    return Script(reason, language, direction, dict(reader.steps), next(iter(reader.steps))), ()


def split_scripts(text: str) -> list[str]:
    """A file of several scripts, each beginning with its ``script`` line."""
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.split(maxsplit=1)[:1] == ["script"]:
            found.append([])
        found[-1].append(line)
    return ["\n".join(lines).strip() + "\n" for lines in found if any(one.strip() for one in lines)]


def with_parts(text: str) -> str:
    """Put shared parts where they are used: ``part NAME`` ... up to the first script, then ``use NAME`` in scripts.
    Only the texts that come with the program are written so; what a clinic loads stands on its own."""
    parts: dict[str, list[str]] = {}
    out: list[str] = []
    name = ""
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "part":
            name = rest.strip()
            parts[name] = []
        elif word == "script":
            name = ""
            out.append(line)
        elif word == "use":
            out += parts[rest.strip()]
        else:
            (parts[name] if name else out).append(line)
    return "\n".join(out)


@dataclass
class _Reader:
    """Reads the lines in order; ``end`` looks at the whole."""

    head: tuple[str, str, str] = ("", "", "")
    steps: dict[str, Step] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _lines: dict[tuple[str, str], int] = field(default_factory=dict)  # (label, target) -> where it is said
    _at: dict[str, int] = field(default_factory=dict)
    _now: str = ""

    def fault(self, kind: FaultKind, line: int, words: str) -> None:
        self.faults.append(Fault(kind, line, words))

    def take(self, number: int, line: str) -> None:
        word, _, rest = line.partition(" ")
        readers: Mapping[str, Callable[[int, str], None]] = {
            "script": self._script, "step": self._step, "say": self._say, "read": self._read, "ask": self._ask,
            "answer": self._answer, "go": self._go,
        }  # fmt: skip
        reader = readers.get(word)
        text = clean(rest, 300)
        if reader is None or not text:
            self.fault(
                FaultKind.LINE, number,
                f"begin with script, step, say, read, ask, answer or go and some words, not {clean(line, 20)!r}.",
            )  # fmt: skip
            return
        if word not in ("script", "step") and not self._now:
            self.fault(FaultKind.LINE, number, "a step must come first, for example: step start.")
            return
        for name in PLACEHOLDER.findall(text):
            if name not in VARIABLES:
                self.fault(FaultKind.UNKNOWN_VARIABLE, number, _unknown(clean(name, 40)))
        reader(number, text)

    # --- lines ---
    def _script(self, number: int, text: str) -> None:
        words = text.split()
        fits = len(words) == 3 and _REASON.fullmatch(words[0]) and words[1] in LANGUAGES and words[2] in DIRECTIONS
        if not fits or self.head[0]:
            self.fault(
                FaultKind.HEAD, number, "say once: script, reason, language, in or out, as in: script CONF en out."
            )
            return
        self.head = (words[0], words[1], words[2])

    def _step(self, number: int, text: str) -> None:
        self._now = text
        if not _LABEL.fullmatch(text):
            self.fault(FaultKind.LINE, number, f"a label is one word of small letters, not {clean(text, 30)!r}.")
        elif text in self.steps:
            self.fault(FaultKind.DOUBLE_LABEL, number, f"there is a step {text} already; give this one another name.")
        self.steps[text] = Step(text)
        self._at[text] = number

    def _say(self, number: int, text: str) -> None:
        self._add_line(number, Line(text))

    def _read(self, number: int, text: str) -> None:
        self._add_line(number, Line(text, aloud=True))

    def _add_line(self, number: int, line: Line) -> None:
        step = self.steps[self._now]
        if step.question or step.go:
            self.fault(FaultKind.QUESTION, number, "after a question or go comes another step; nothing else is said.")
        self.steps[self._now] = replace(step, lines=(*step.lines, line))

    def _ask(self, number: int, text: str) -> None:
        step = self.steps[self._now]
        if step.question or step.go:
            self.fault(FaultKind.QUESTION, number, "a step asks one question; put this one into a step of its own.")
        self.steps[self._now] = replace(step, question=text)

    def _answer(self, number: int, text: str) -> None:
        words, arrow, label = text.partition("->")
        step = self.steps[self._now]
        if not arrow or not words.strip() or not step.question:
            self.fault(FaultKind.QUESTION, number, "an answer follows a question, as in: answer yes -> close.")
        elif len(step.answers) == len(ANSWER_KEYS):
            self.fault(FaultKind.QUESTION, number, f"a question has at most {len(ANSWER_KEYS)} answers.")
        self._leads(number, label.strip())
        self.steps[self._now] = replace(step, answers=(*step.answers, Answer(words.strip(), label.strip())))

    def _go(self, number: int, text: str) -> None:
        step = self.steps[self._now]
        if step.question or step.go:
            self.fault(FaultKind.QUESTION, number, "a step ends once: with a question or with go.")
        self._leads(number, text)
        self.steps[self._now] = replace(step, go=text)

    def _leads(self, number: int, label: str) -> None:
        self._lines.setdefault((self._now, label), number)

    # --- the whole ---
    def end(self) -> None:
        if not self.head[0] and not any(one.kind is FaultKind.HEAD for one in self.faults):
            self.fault(FaultKind.HEAD, 0, "the first line says what it is for, as in: script CONF en out.")
        if not self.steps or not any(step.lines or step.question for step in self.steps.values()):
            self.fault(FaultKind.EMPTY, 0, "there is nothing to say; begin with: step start.")
            return
        for (label, target), line in self._lines.items():
            if target not in self.steps:
                self.fault(FaultKind.UNKNOWN_LABEL, line, f"step {label} leads to {clean(target, 30)!r}: no such step.")
        for step in self.steps.values():
            if step.question and not step.answers:
                self.fault(
                    FaultKind.QUESTION, self._at[step.label], f"the question of step {step.label} has no answer."
                )
        seen: set[str] = set()
        self._walk(next(iter(self.steps)), seen)
        for label in self.steps:
            if label not in seen:
                self.fault(
                    FaultKind.UNREACHABLE, self._at[label], f"no way leads to step {label}; nobody would see it."
                )

    def _walk(self, first: str, seen: set[str]) -> None:
        """Depth first without recursion: a script of thousands of steps must not stop the program."""
        stack: list[tuple[str, int]] = [(first, 0)]
        on_trail: dict[str, None] = {first: None}
        seen.add(first)
        while stack:
            label, index = stack[-1]
            ways = [to for to in self.steps[label].leads_to if to in self.steps]
            if index == len(ways):
                stack.pop()
                on_trail.pop(label)
                continue
            stack[-1] = (label, index + 1)
            target = ways[index]
            if target in on_trail:
                line = self._lines[(label, target)]
                self.fault(
                    FaultKind.LOOP, line, f"step {label} leads back to step {target}; a call must come to an end."
                )
            elif target not in seen:
                seen.add(target)
                on_trail[target] = None
                stack.append((target, 0))
