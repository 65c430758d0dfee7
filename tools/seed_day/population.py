"""The synthetic population: people with their insurances and past visits, moved to the invented clinic's town."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

# Neighbourhoods and towns around the clinic with their ZIP codes; some people have moved away and live in other zones.
_NEAR = (
    ("Chicago", "IL", "60613", "773"),
    ("Chicago", "IL", "60640", "773"),
    ("Chicago", "IL", "60657", "312"),
    ("Chicago", "IL", "60622", "312"),
    ("Evanston", "IL", "60201", "847"),
    ("Skokie", "IL", "60076", "847"),
    ("Oak Park", "IL", "60302", "708"),
    ("Cicero", "IL", "60804", "708"),
    ("Wheaton", "IL", "60187", "630"),
    ("Milwaukee", "WI", "53202", "414"),
)
_FAR = {
    6: ("Phoenix", "AZ", "85004", "602"),
    35: ("Seattle", "WA", "98101", "206"),
    43: ("New York", "NY", "10025", "212"),
    58: ("Hammond", "IN", "46320", "219"),
    77: ("Honolulu", "HI", "96813", "808"),
    91: ("Grand Rapids", "MI", "49503", "616"),
}
_VISIT_TYPES = (
    ("General examination", "PREV"),
    ("check up", "PREV"),
    ("Follow-up", "FUP"),
    ("follow-up", "FUP"),
    ("symptom", "URG"),
)


@dataclass(frozen=True)
class Insurance:
    payer: str
    plan: str
    since: date
    active: bool
    tier: str


@dataclass
class Person:
    """Somebody of the population as the clinic knows them."""

    source_id: str
    last: str
    first: str
    middle: str
    born: date
    sex: str
    language: str
    street: str
    city: str
    state: str
    zip_code: str
    area_code: str
    email: str
    died: date | None
    insurances: list[Insurance] = field(default_factory=list)
    visits: list[tuple[datetime, str]] = field(default_factory=list)


def read(folder: Path) -> list[Person]:
    """Everybody, in the order of the file, with insurances and office visits, oldest first."""
    people: dict[str, Person] = {}
    for place, one in enumerate(_lines(folder / "Patient.ndjson.gz")):
        people[one["id"]] = _person(one, place)
    for one in _lines(folder / "Coverage.ndjson.gz"):
        found = _insurance(one)
        if found is not None:
            people[_reference(one["beneficiary"])].insurances.append(found)
    for one in _lines(folder / "Encounter.ndjson.gz"):
        if one["class"]["code"] == "AMB":
            start = datetime.fromisoformat(one["period"]["start"])
            people[_reference(one["subject"])].visits.append((start, _visit_type(one)))
    for person in people.values():
        person.insurances.sort(key=lambda one: (one.since, one.payer))
        person.visits.sort()
    return list(people.values())


def _lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _reference(value: dict[str, str]) -> str:
    return value["reference"].rsplit(":", 1)[-1].rsplit("/", 1)[-1]


def _person(one: dict[str, Any], place: int) -> Person:
    name = one["name"][0]
    given = " ".join(name["given"]).split()
    city, state, zip_code, area_code = _FAR.get(place, _NEAR[place % len(_NEAR)])
    language = one["communication"][0]["language"]["coding"][0]["code"].split("-")[0]
    email = next((way["value"] for way in one["telecom"] if way["system"] == "email"), "")
    died = one.get("deceasedDateTime", "")[:10]
    return Person(
        one["id"], name["family"], given[0], " ".join(given[1:]), date.fromisoformat(one["birthDate"]), one["gender"],
        language, one["address"][0]["line"][0], city, state, zip_code, area_code, email if place % 3 else "",
        date.fromisoformat(died) if died else None,
    )  # fmt: skip


def _insurance(one: dict[str, Any]) -> Insurance | None:
    payer = one["payor"][0].get("display")
    if not payer:
        return None
    plan = one["class"][0]["name"].split(" - ")[0]
    tier = next((word for word in ("BRONZE", "SILVER", "GOLD") if word in plan), "")
    if plan.startswith("ACA"):
        plan = f"{tier.title()} {plan.split()[1].rstrip('%')}"
    elif plan.startswith("Private"):
        plan = f"{tier.title()} PPO"
    elif plan.startswith("Supplemental"):
        plan = "Medicare Supplement"
    else:
        plan = {"Medicare Plan": "Part B", "Medicaid Plan": "Managed Care"}[plan]
    return Insurance(payer, plan, date.fromisoformat(one["period"]["start"][:10]), one["status"] == "active", tier)


def _visit_type(one: dict[str, Any]) -> str:
    words = one["type"][0]["coding"][0]["display"]
    return next((code for word, code in _VISIT_TYPES if word in words), "OV15")
