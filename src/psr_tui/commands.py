"""Every command of the ``:`` line once, as data, and what the palette offers: all keys and all commands, with the
reason when one is off.

To add a command, add a row to your scope and a method ``command_<name>(self, argument: str)`` to the place (or the
app); it may be ``async``, it then runs as a flow. A place may give ``complete_<name>(self) -> Sequence[str]``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import fold
from psr_tui.keys import Key


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``argument`` names what follows in help (empty: nothing follows); ``choices`` complete it."""

    name: str
    help: str
    scope: str
    argument: str = ""
    choices: tuple[str, ...] = ()

    @property
    def usage(self) -> str:
        return f":{self.name} {self.argument}".rstrip()


APP = (
    Command("go", "Go to a place.", "app", "place"),
    Command("list", "Go to a worklist, for example :list confirm.", "app", "[name]"),
    Command("privacy", "Hide or show names, dates and amounts.", "app", "[on|off]", ("on", "off")),
    Command("lock", "Lock this screen now.", "app"),
    Command("signout", "Sign out; the next person signs in.", "app"),
    Command("payers", "Find a payer's page: phone, portal, rules, what it rejects.", "app", "[words]"),
    Command("away", "Pause, break, lunch: not available, with a code; log: your day.", "app", "[code|log]", ("log",)),
    Command("back", "Available again; a paused phone block goes on.", "app"),
    Command("dial", "Copy a number, or open it in the telephone program of this computer.", "app", "number"),
    Command("telephone", "What the telephone shows of your line; clears it when it is stuck.", "app"),
    Command("printing", "Show the pages that wait for a printer.", "app"),
    Command("flags", "Red flags without a nurse: who is asked, who took it.", "app"),
    Command("boundary", "What we may say and what we may not; say that you have read it.", "app"),
    Command(
        "reviews", "Reviews of calls; report: scores beside resolution and complaints.", "app", "[report]", ("report",)
    ),
    Command("interpreter", "Ask for an interpreter, with the timer until they are on the line.", "app"),
    Command("script", "What is said for a reason, for example :script conf out es.", "app", "[reason]"),
    Command("help", "Explain this and list every key that works here.", "app"),
    Command("quit", "Quit; asks first if something is left open.", "app"),
)

QUEUE: tuple[Command, ...] = (
    Command("sort", "Sort the queue.", "queue", "order", ("time", "wait", "line", "name", "status", "provider")),
    Command("provider", "Show one provider's visits; without a name all.", "queue", "[name]"),
    Command("status", "Show visits that stand so; all for every one.", "queue", "[status]"),
    Command("type", "Show one type of visit; without a type all.", "queue", "[type]"),
    Command("location", "Show the visits of one location; without a name all.", "queue", "[name]"),
    Command("late", "Say how late a provider runs today; alone: what was said.", "queue", "[name minutes]"),
    Command("priority", "How soon somebody should be seen, and why.", "queue", "soon why", ("soon", "next", "none")),
    Command("wait", "Say how long it still takes, and write down the answer.", "queue"),
    Command("untold", "Who is over target and was never told how long.", "queue"),
    Command("untimed", "Put somebody on a provider's list without a time.", "queue"),
    Command("missed", "Mark missed visits together; shows them first.", "queue"),
    Command("rooms", "The rooms: who is where; a lead may change them.", "queue"),
    Command("finished", "Show or hide visits that were over long ago.", "queue"),
    Command("arrive", "Mark as arrived over a block (deceased, restricted); a supervisor may.", "queue", "reason"),
    Command("left", "Mark as left unseen: came and went without being seen.", "queue"),
    Command("booked", "Set back to booked; a lead may do this.", "queue", "reason"),
    Command("reopen", "Take a check-out back.", "queue"),
    Command("care", "Write down what was asked for and done; log: the list.", "queue", "[log [day]]", ("log",)),
    Command("papers", "Show the papers of the clinic with their versions.", "queue"),
    Command("noshows", "Show who did not come, and who came after all.", "queue", "[since]"),
    Command("close", "See whether a day is accounted for, and close it; a lead may.", "queue", "day [date]"),
    Command("copays", "Expected and collected copays of a day.", "queue", "[date]"),
    Command("cost", "What will it cost: record the question, or make the estimate.", "queue"),
    Command("error", "Mark as entered in error; a lead may do this.", "queue", "reason"),
)

CHECK_IN: tuple[Command, ...] = (
    Command("import", "Show a file the patient's phone sent, field by field, against ours.", "check_in", "[file]"),
    Command("care", "Write down what was asked for and done; log: the list.", "check_in", "[log [day]]", ("log",)),
    Command("papers", "Show the papers of the clinic with their versions.", "check_in"),
    Command("elig", "Ask the payer about this visit, or show its answer.", "check_in", "[show]", ("show",)),
    Command("cost", "What will it cost: the sentences to say.", "check_in"),
    Command("insurance", "Show every insurance on file: add, change, end, put in order.", "check_in"),
    Command("allowed", "Show authorisations and referrals of this patient.", "check_in"),
)

CALLBACKS: tuple[Command, ...] = (
    Command("dnc", "Numbers that must not be called; a lead may take one off.", "callbacks"),
    Command("ended", "Callbacks that expired or closed by themselves, and why.", "callbacks"),
    Command("caller", "Make a callback for somebody who is not on file.", "callbacks"),
    Command("off", "Enter a day you are off, or take it back; alone: your days off.", "callbacks", "[day]"),
    Command("sort", "Look at the list in another order.", "callbacks", "order"),
    Command("show", "Show mine, the pool, or all.", "callbacks", "[whose]", ("all", "mine", "pool")),
    Command("now", "Let what is due later go live; a supervisor.", "callbacks"),
    Command("break", "Take a claim back, and why; a supervisor.", "callbacks"),
    Command("speakers", "Only for who speaks the language, or for all.", "callbacks", "[on|off]", ("on", "off")),
    Command("skips", "Who skipped, how often and why.", "callbacks", "[days]"),
    Command("blocks", "Your phone blocks: what each came to, and what is planned.", "callbacks"),
)

DRAWER: tuple[Command, ...] = ()

SCHEDULE: tuple[Command, ...] = (
    Command("day", "Show another day.", "schedule", "date"),
    Command("provider", "Show one provider; without a name all.", "schedule", "[name]"),
    Command("series", "Book the visit under the cursor as a series.", "schedule", "2 weeks x 6"),
    Command("visits", "Show what the patient under the cursor has booked.", "schedule"),
    Command("template", "Change a provider's usual week, a character a slot; a lead may.", "schedule"),
    Command("absence", "Write an absence or a blockout; a lead may.", "schedule"),
    Command("absences", "Show the absences of the coming weeks; a lead takes them back.", "schedule"),
)

WORKLISTS: tuple[Command, ...] = (
    Command("elig", "Eligibility: ask about all that can be asked, or show one kind.", "worklists", "[batch|kind]"),
    Command("prices", "The price list that estimates are made from; a lead changes it.", "worklists"),
)

DASHBOARD: tuple[Command, ...] = (
    Command("page", "Show a page of the board.", "dashboard", "name"),
    Command("staff", "Show the people another day's calls needed, for example :staff t-7.", "dashboard", "day"),
)

COMMANDS: tuple[Command, ...] = (*APP, *QUEUE, *CHECK_IN, *CALLBACKS, *DRAWER, *SCHEDULE, *WORKLISTS, *DASHBOARD)


def of_place(place: str) -> tuple[Command, ...]:
    """The commands that work in ``place``: its own first, then those of the application."""
    return (*(c for c in COMMANDS if c.scope == place), *APP)


def resolve(typed: str, place: str) -> tuple[Command, str]:
    """The command and its argument. A beginning that fits one command only is enough.

    Raises: InvalidInput when there is none, or when several fit.
    """
    word, _, argument = typed.strip().lstrip(":").strip().partition(" ")
    word = fold(word)
    known = of_place(place)
    for command in known:
        if command.name == word:
            return command, argument.strip()
    fitting = [command for command in known if word and command.name.startswith(word)]
    if len(fitting) == 1:
        return fitting[0], argument.strip()
    if fitting:
        names = ", ".join(command.name for command in fitting)
        raise InvalidInput(f"More than one command starts with {word}: {names}.", "Command")
    raise InvalidInput(f"There is no command {word!r} here; the list above shows what there is.", "Command")


def complete(typed: str, place: str, choices: Callable[[Command], Sequence[str]]) -> list[tuple[str, str]]:
    """(whole command line, help) for what is typed so far, best first. ``choices`` gives the arguments of a command."""
    text = typed.lstrip().lstrip(":").lstrip()
    word, space, argument = text.partition(" ")
    known = of_place(place)
    if not space:
        fitting = [c for c in known if c.name.startswith(fold(word))]
        return [(c.name, f"{c.argument:<9}{c.help}") for c in fitting]
    found = [c for c in known if c.name == fold(word)]
    if not found:
        return []
    wanted = fold(argument)
    return [(f"{found[0].name} {c}", found[0].help) for c in choices(found[0]) if fold(c).startswith(wanted)]


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the palette. ``action`` is a key's action or ``:command``; ``why_not`` is empty when it is on."""

    title: str
    key: str
    help: str
    action: str
    why_not: str = ""

    def fits(self, typed: str) -> bool:
        """Whether every word typed occurs in title, key or help."""
        text = fold(f"{self.title} {self.key} {self.help}")
        return all(word in text for word in fold(typed).split())


def offers(keys: Sequence[Key], place: str, why_not: Callable[[str], str]) -> list[Offer]:
    """Every action that works in ``place``: its ``keys`` and those of what it is made of, and all its commands."""
    found = [
        Offer(key.label, key.all_shown, key.help, f"{key.action or key.id}", why_not(key.id))
        for key in keys
        if key.bound and key.name != "app.palette"
    ]
    found += [Offer(c.usage, ":", c.help, c.usage if not c.argument else f":{c.name} ") for c in of_place(place)]
    return found
