"""How long the find box and the duplicate question take among many patients; milliseconds through the service.

    python -m bench.find_patient [--patients 100000] [--questions 400]

Surnames are as uneven as real ones: a few are very common, most are rare, one in ten is double. Everybody is invented.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from psr_tui.domain.clinic import Clinic
from psr_tui.domain.clock import FixedClock
from psr_tui.domain.ids import new_id
from psr_tui.domain.incoming import IncomingPatient
from psr_tui.domain.names import PatientName
from psr_tui.domain.patients import Address, Demographics, Phone
from psr_tui.domain.phones import PhoneNumber
from psr_tui.domain.staff import Actor, Role
from psr_tui.services.patients import PatientService
from psr_tui.store.repositories.imports import ImportRepository
from psr_tui.store.store import Store, create_store

_COMMON = """Smith Garcia Johnson Martinez Williams Rodriguez Brown Hernandez Jones Lopez Miller Gonzalez Davis Perez
Wilson Sanchez Anderson Ramirez Thomas Torres Taylor Flores Moore Rivera Jackson Gomez Martin Diaz Lee Nguyen Begay
Yazzie"""
_GIVEN = """James Mary Jose Maria John Patricia Robert Jennifer Michael Linda David Elizabeth William Barbara Luis Susan
Juan Jessica Carlos Sarah Thomas Karen Daniel Lisa Miguel Nancy Ana Paul Rosa Mark Carmen Siobhan Björn Noël Zoë
An"""
COMMON, GIVEN = _COMMON.split(), _GIVEN.split()
SOUNDS = "ba be bri ca cho da del do ed fa fin ga gri ha hol in ja ka kel la lin ma mor na nor ol pa per qui ra ros sa"
ENDS = "son ez ski man ton ini berg well field wood er s and ano eau"
BATCH = 5000
NOW = datetime(2026, 3, 4, 15, 47, tzinfo=UTC)
ACTOR = Actor("bench", "bench", "Bench", Role.ADMINISTRATOR, "", "bench")


def surnames(rng: random.Random, count: int) -> list[str]:
    """Rare names: two or three syllables and an ending, all different."""
    syllables, ends, made = SOUNDS.split(), ENDS.split(), dict[str, None]()
    while len(made) < count:
        made["".join(rng.choices(syllables, k=rng.choice((2, 3, 3)))).capitalize() + rng.choice(ends)] = None
    return list(made)


def people(rng: random.Random, count: int) -> Iterator[Demographics]:
    rare = surnames(rng, min(30_000, max(500, count // 4)))
    weights = [1 / (rank + 2) for rank in range(len(COMMON))]
    for _ in range(count):
        last = rng.choices(COMMON, weights)[0] if rng.random() < 0.4 else rng.choice(rare)
        if rng.random() < 0.1:
            last += f" {rng.choice(COMMON)}"
        born = date(1925, 1, 1) + timedelta(days=int(36_000 * rng.random()))
        e164 = f"+1{rng.choice(('505', '575', '970'))}{rng.randrange(2_000_000, 9_999_999)}"
        street, zip_code = f"{rng.randrange(1, 9999)} {rng.choice(rare)} St", f"87{rng.randrange(999):03d}"
        home = Address(street, "", "Santa Fe", "NM", zip_code)
        name = PatientName(last, rng.choice(GIVEN), rng.choice(("", "", "A", "Luis")))
        yield Demographics(name, born, address=home, phones=(Phone(PhoneNumber(e164, "", e164)),))


def fill(store: Store, count: int, keep: set[int], rng: random.Random) -> list[Demographics]:
    """Write everybody; the answer is the people with the numbers ``keep``."""
    kept, made = [], enumerate(people(rng, count))
    while batch := [pair for _, pair in zip(range(BATCH), made, strict=False)]:
        with store.write(ACTOR) as work:
            rows = []
            for number, person in batch:
                ids = [new_id(NOW, rng.randbytes(10)) for _ in range(2)]
                rows.append((ids[0], number + 1, IncomingPatient(f"b{number}", person), None, ids[1:]))
                if number in keep:
                    kept.append(person)
            ImportRepository(work.session, "bench", "Bench", NOW).add_patients(rows)
            work.commit()
    return kept


def misspelt(rng: random.Random, word: str) -> str:
    """One letter left out, doubled, changed or swapped with its neighbour; never the first."""
    at = rng.randrange(1, max(2, len(word) - 1))
    swapped = word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
    before, after = word[:at], word[at + 1 :]
    return rng.choice((before + after, before + word[at] * 2 + after, before + "x" + after, swapped))


def timed(label: str, ask: Callable[[str], object], texts: list[str]) -> None:
    """Wall time, and the thread's own time, which a busy machine does not disturb."""
    for text in texts[:20]:
        ask(text)
    wall, own = [], []
    for text in texts:
        started, began = time.perf_counter(), time.thread_time()
        ask(text)
        own.append((time.thread_time() - began) * 1000)
        wall.append((time.perf_counter() - started) * 1000)
    shares = [(sorted(took), share) for took in (wall, own) for share in (0.5, 0.99)]
    figures = [took[min(len(took) - 1, int(len(took) * share))] for took, share in shares]
    print(f"| {label:<38} |" + "".join(f" {figure:8.2f} |" for figure in figures), flush=True)


def questions(rng: random.Random, some: list[Demographics]) -> dict[str, list[str]]:
    """Texts as reps type them, by kind; each asks for somebody who is there."""

    def texts(make: Callable[[Demographics], str]) -> list[str]:
        return [make(one) for one in some]

    def last(one: Demographics) -> str:
        return one.name.last.split()[0]

    def born(one: Demographics) -> str:
        return f"{one.born:%m/%d/%y}" if one.born else ""

    return {
        "surname, first 1 to 5 letters": texts(lambda one: last(one)[: rng.randint(1, 5)]),
        "surname 3 letters, given name 2": texts(lambda one: f"{last(one)[:3]},{one.name.first[:2]}"),
        "one letter of each": texts(lambda one: f"{last(one)[0]},{one.name.first[0]}"),
        "given name and surname": texts(lambda one: f"{one.name.first} {last(one)}"),
        "given name alone": texts(lambda one: one.name.first),
        "second half of a double surname": texts(lambda one: f"{one.name.last.split()[-1]} {one.name.first[:3]}"),
        "surname and birth date": texts(lambda one: f"{last(one)} {born(one)}"),
        "surname and year of birth": texts(lambda one: f"{last(one)} {one.born:%Y}" if one.born else last(one)),
        "one letter and birth date": texts(lambda one: f"{last(one)[0]} {born(one)}"),
        "birth date": texts(born),
        "phone": texts(lambda one: one.phones[0].number.e164[2:]),
        "last four of the phone": texts(lambda one: one.phones[0].number.last_four),
        "surname and last four": texts(lambda one: f"{last(one)} {one.phones[0].number.last_four}"),
        "record number": [str(rng.randrange(1, len(some))) for _ in some],
        "misspelt surname": texts(lambda one: misspelt(rng, last(one))),
        "misspelt surname, given name": texts(lambda one: f"{misspelt(rng, last(one))}, {one.name.first}"),
        "misspelt surname and birth date": texts(lambda one: f"{misspelt(rng, last(one))} {born(one)}"),
        "nobody": ["zqzqz" for _ in some],
    }


def found_rates(service: PatientService, rng: random.Random, some: list[Demographics]) -> None:
    """How often the right person stands in the list, asked by a misspelt name and birth date, and how early."""
    first = listed = 0
    for one in some:
        wrong = misspelt(rng, one.name.last.split()[0])
        lines = service.find(ACTOR, f"{wrong}, {one.name.first} {one.born:%m/%d/%Y}").lines
        hits = [at for at, line in enumerate(lines) if (line.last, line.born) == (one.name.last, one.born)]
        first += bool(hits) and hits[0] == 0
        listed += bool(hits)
    print(f"misspelt name and birth date: right one first {first / len(some):.1%}, listed {listed / len(some):.1%}")


def main() -> int:
    reader = argparse.ArgumentParser()
    reader.add_argument("--patients", type=int, default=100_000)
    reader.add_argument("--questions", type=int, default=400)
    args = reader.parse_args()
    rng = random.Random(2026)
    with tempfile.TemporaryDirectory(prefix="psr-bench-") as folder:
        clock = FixedClock(NOW)
        store = create_store(Path(folder) / "clinic.psr", "bench", "bench", "bench password", clock)
        with store.write(ACTOR) as work:
            work.clinic.add(Clinic("Bench", "Bench", "America/Denver", NOW, area_code="505"), work.new_id(), "bench")
            work.commit()
        started = time.perf_counter()
        some = fill(store, args.patients, set(rng.sample(range(args.patients), args.questions)), rng)
        size = store.path.stat().st_size / 1e6
        print(f"{args.patients:,} patients written in {time.perf_counter() - started:.0f} s, {size:.0f} MB", flush=True)
        service = PatientService(store, clock)
        print(f"| {'question (ms)':<38} | wall p50 | wall p99 |  own p50 |  own p99 |")
        print(f"|{'-' * 40}|" + 4 * "---------:|")
        for label, texts in questions(rng, some).items():
            timed(label, lambda text: service.find(ACTOR, text), texts)
        by_name = {one.name.listed: one for one in some}
        alike = "possible duplicates of a new person"
        timed(alike, lambda key: service.possible_duplicates(ACTOR, by_name[key]), list(by_name))
        found_rates(service, rng, some)
        print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        store.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
