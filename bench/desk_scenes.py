"""What is measured at the desk, one function a scene; each gives milliseconds by the name of their line."""

from __future__ import annotations

import time
from collections.abc import Iterable

from bench.desk_clinics import PAYERS, Desk, payer_name, sign_in
from bench.pty_clock import Clocked
from psr_tui.doors import TRAINING_PASSWORD

Times = dict[str, list[float]]
FLOAT = ("0", "0", "3", "5", "8", "25", "60", "50", "60", "200")
PLACES = (("f3", r"CHECK-IN"), ("f4", r"CALLBACKS  \w"), ("f5", r"DRAWER"), ("f2", r"QUEUE  \w"))
IDLE_SECONDS = 20.0
PAUSE = 0.04  # seconds of silence between two keys: what a key causes must not be counted to the next


def frames(program: Clocked, keys: Iterable[str]) -> list[float]:
    return [program.key(key, settle=PAUSE).frame * 1000 for key in keys]


def start(desk: Desk, demo: bool) -> Times:
    """A program each: once with user and password in one burst at the first paint, once after a pause."""
    times: Times = {}
    kinds = [("open", desk.open), ("demo", desk.demo)] if demo else [("open", desk.open)]
    for kind, opened in kinds:
        with opened() as program:
            painted = program.wait_for("User name")
            program.until(r"QUEUE  \w", "mrivera", "enter", TRAINING_PASSWORD, "enter")
            times[f"{kind}: start to first paint"] = [painted * 1000]
            times[f"{kind}: start to queue, password typed ahead"] = [(time.perf_counter() - program.started) * 1000]
            times[f"{kind}: memory, MB"] = [program.memory_mb()]
    with desk.open() as program:
        program.wait_for("User name")
        program.until("mrivera", "mrivera")
        program.send("enter", TRAINING_PASSWORD)
        program.quiet(2.5)
        times["open: Enter on the password to queue"] = [program.until(r"QUEUE  \w", "enter") * 1000]
    return times


def lists(desk: Desk, size: tuple[int, int], keys: int) -> Times:
    """Arrows, pages and letters in both lists."""
    times: Times = {}
    label = f"{size[0]}x{size[1]}"
    with desk.open(size) as program:
        sign_in(program)
        for place, key in (("queue", "f2"), ("callbacks", "f4")):
            if place != "queue":
                program.until(r"CALLBACKS  \w", key)
                program.quiet(0.4)
            times[f"{place} {label}: arrow"] = frames(program, (["down"] * 10 + ["up"] * 10) * (keys // 20))
            page = ["pagedown", "pageup"] if place == "queue" else ["end", "home"]
            times[f"{place} {label}: {' and '.join(page)}"] = frames(program, page * (keys // 6))
        program.until(r"QUEUE  \w", "f2")
        program.quiet(0.4)
        letters = times[f"queue {label}: letter"] = []
        for turn in range(keys // 10):
            letters += frames(program, "sm"[turn % 2])
            program.quiet(0.65)  # the letters of one surname come closer together
    return times


def switches(desk: Desk, rounds: int) -> Times:
    """F2 to F5: the first visit of each, then round and round."""
    times: Times = {"first visit to a screen": [], "later visit to a screen": []}
    with desk.open() as program:
        sign_in(program)
        for turn in range(rounds + 1):
            for key, shown in PLACES:
                took = program.until(shown, key) * 1000
                times["later visit to a screen" if turn or key == "f2" else "first visit to a screen"].append(took)
                program.quiet(0.25)
    return times


def find_and_forms(desk: Desk, keys: int) -> Times:
    """Find as you type; then letters and steps in the form of a new patient, found by nobody."""
    times: Times = {"find: key to its letter": [], "find: key to the last result": []}
    with desk.open((80, 24)) as program:
        sign_in(program)
        program.until("Find a patient", "ctrl+f")
        program.quiet(0.4)
        for turn in range(keys // 12):
            for letter in ("rosa", "smit", "bako", "lopa")[turn % 4]:
                pressed = program.key(letter, settle=0.09)
                times["find: key to its letter"].append(pressed.frame * 1000)
                times["find: key to the last result"].append(pressed.last * 1000)
            program.send("ctrl+u")
            program.quiet(0.2)
        program.send("zzyzx, qrt 1/2/1971")
        program.quiet(0.6)
        program.until("Register a new patient", "+")
        program.quiet(0.4)
        times["register form: letter"] = frames(program, (["a"] * 8 + ["backspace"] * 8) * (keys // 16))
        times["register form: next field"] = frames(program, ["tab", "tab", "shift+tab", "shift+tab"] * (keys // 8))
    return times


def check_ins(desk: Desk, keys: int) -> Times:
    """People with a copay, from the queue to the receipt; the drawer is open."""
    times: Times = {
        "check-in: a step saved": [], "check-in: payment field letter": [], "check-in: next payment field": [],
        "check-in: F10 to the receipt (payment and check-in committed)": [], "queue: 1 arrived": [],
    }  # fmt: skip
    with desk.open() as program:
        sign_in(program)
        program.until("choose a drawer", "f5")
        program.until("Counted float", "1")
        program.until("Drawer D1 is open", *(key for piece in FLOAT for key in (piece, "enter")), "f10")
        program.until(r"QUEUE  \w", "f2")
        program.quiet(0.3)
        for number in range(PAYERS):
            check_one_in(program, number, times, keys if not number else 0)
    return times


def check_one_in(program: Clocked, number: int, times: Times, keys: int) -> None:
    name = payer_name(number)
    program.send(name.lower())
    program.quiet(0.5)
    times["queue: 1 arrived"].append(program.until(f"{name}, Pat arrived", "1") * 1000)
    program.quiet(0.3)
    program.until(rf"CHECK-IN +{name}", "2")
    program.key("1", settle=0.2)
    for digits, shown in ((("2",), "▶Demographics"), (("1",), "▶Coverage"), (("1",), "▶Forms")):
        times["check-in: a step saved"].append(program.until(shown, *digits) * 1000)
        program.quiet(0.2)
    program.key("1", settle=0.2)
    times["check-in: a step saved"].append(program.until("ready: F10 finishes", "2") * 1000)
    program.until("▶Payment", "pagedown")
    program.quiet(0.3)
    if keys:
        times["check-in: payment field letter"] = frames(program, (["4"] * 5 + ["backspace"] * 5) * (keys // 10))
        times["check-in: next payment field"] = frames(program, ["tab", "shift+tab"] * (keys // 4))
    program.send("cash 25", "enter")
    program.quiet(0.3)
    receipt = program.until(r"Receipt R-\d+", "f10")
    times["check-in: F10 to the receipt (payment and check-in committed)"].append(receipt * 1000)
    program.quiet(0.2)
    program.until(r"QUEUE  \w", "f12")
    program.quiet(0.3)


def calls(desk: Desk, count: int) -> Times:
    """1 takes the next callback, 4 says that nobody answered."""
    times: Times = {"callback: 1 to the call box": [], "callback: outcome saved": []}
    with desk.open() as program:
        sign_in(program)
        program.until(r"CALLBACKS  \w", "f4")
        program.quiet(0.4)
        for _ in range(count):
            times["callback: 1 to the call box"].append(program.until("ON CALL", "1") * 1000)
            program.quiet(0.3)
            times["callback: outcome saved"].append(program.until(r"No answer\.", "4") * 1000)
            program.quiet(0.3)
    return times


def others(desk: Desk, count: int) -> Times:
    """One program acts, another one shows it."""
    times: Times = {"another station's change visible": [], "another station's change, bytes": []}
    store = desk.copy()
    with desk.open(store=store) as mine, desk.open(store=store) as theirs:
        sign_in(mine)
        sign_in(theirs, "tchen")
        for number in range(min(count, PAYERS)):
            for program in (mine, theirs):
                program.send(payer_name(number).lower())
                program.quiet(0.7)
            theirs.send("1")
            begun, size = time.perf_counter(), 0
            while not size and time.perf_counter() - begun < 10:
                size += len(mine._read(0.05))
            times["another station's change visible"].append((time.perf_counter() - begun) * 1000)
            while more := len(mine._read(0.3)):
                size += more
            times["another station's change, bytes"].append(float(size))
            theirs.quiet(0.3)
    return times


def idle(desk: Desk) -> Times:
    """Nobody types, on the queue; also what the program weighs after every screen was seen."""
    with desk.open() as program:
        sign_in(program)
        program.quiet(1.5)
        used, begun, size = program.cpu(), time.perf_counter(), 0
        while time.perf_counter() - begun < IDLE_SECONDS:
            size += len(program._read(0.5))
        used = (program.cpu() - used) / (time.perf_counter() - begun)
        before = program.memory_mb()
        for key, shown in PLACES:
            program.until(shown, key)
            program.quiet(0.4)
        return {
            "idle: bytes a second": [size / IDLE_SECONDS], "idle: CPU, %": [used * 100], "memory, MB": [before],
            "memory after every screen, MB": [program.memory_mb()],
        }  # fmt: skip
