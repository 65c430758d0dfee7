"""Patients with phones, insurances, signatures and alerts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from psr_tui.domain.names import PatientName, parse_name
from psr_tui.domain.patients import (
    Address,
    Demographics,
    InterpreterNeed,
    Phone,
    PhoneKind,
    Sex,
    Voicemail,
)
from psr_tui.domain.phones import PhoneNumber
from psr_tui.store.repositories.patient_columns import patient_values, phone_values
from psr_tui.store.tables.clinic import CounterRow
from psr_tui.store.tables.coverage import CoverageRow, PayerRow
from psr_tui.store.tables.patients import PatientAlertRow, PatientPhoneRow, PatientRow
from tools.seed_day.hard_cases import HARD_CASES, HardCase
from tools.seed_day.house import OPENED
from tools.seed_day.population import Insurance, Person
from tools.seed_day.rows import TODAY, Seed, at, workday

_FIRST_MRN = 3100
_COPAY = {"BRONZE": 4000, "SILVER": 3000, "GOLD": 2500, "": 0}
_LETTERS = "ABCDEFGHJKMNPRTW"


@dataclass
class Known:
    """A patient as the other makers need one."""

    row: PatientRow
    phones: list[PatientPhoneRow]
    visits: Person | None = None
    coverages: list[CoverageRow] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def alive(self) -> bool:
        return self.row.deceased_on is None

    @property
    def primary(self) -> CoverageRow | None:
        return next((one for one in self.coverages if one.ends_on is None and one.position == 1), None)

    def age(self, on: date = TODAY) -> int:
        born = self.row.dob or on
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class People:
    """Everybody, and the hard cases by their key."""

    def __init__(self, seed: Seed, population: Iterable[Person]) -> None:
        self._seed = seed
        self._payers = {row.name: row.id for row in seed.of(PayerRow)}
        self._used: dict[str, int] = {}
        self.by_key: dict[str, Known] = {}
        self.all: list[Known] = []
        for person in population:
            self._add_person(person)
        self._join_families()
        for case in HARD_CASES:
            self.by_key[case.key] = self._add_hard_case(case)
        for case in HARD_CASES:
            if case.guarantor:
                self.by_key[case.key].row.guarantor_id = self.by_key[case.guarantor].id
        seed.add(CounterRow(name="mrn", value=_FIRST_MRN + len(self.all)))

    # --- the population ---
    def _add_person(self, person: Person) -> None:
        dice = self._seed.dice
        interpreter = InterpreterNeed.NO
        if person.language != "en":
            interpreter = dice.choice((InterpreterNeed.YES, InterpreterNeed.YES, InterpreterNeed.DECLINED))
        kinds = (PhoneKind.MOBILE,) if dice.random() < 0.7 else (PhoneKind.HOME, PhoneKind.MOBILE)
        voicemail = dice.choice((Voicemail.CALLBACK_ONLY, Voicemail.CALLBACK_ONLY, Voicemail.DETAILED))
        phones = tuple(
            Phone(self._number(person.area_code), kind, voicemail, may_text=kind is PhoneKind.MOBILE) for kind in kinds
        )
        demographics = Demographics(
            PatientName(person.last, person.first, person.middle), person.born, Sex(person.sex),
            address=Address(person.street, "", person.city, person.state, person.zip_code), phones=phones,
            email=person.email, language=person.language, interpreter=interpreter,
        )  # fmt: skip
        known = self._register(demographics)
        known.visits = person
        known.row.deceased_on = person.died
        known.row.source, known.row.source_id = "pysynthea", person.source_id
        if person.died is None:
            for position, one in enumerate(self._kept(person.insurances)):
                known.coverages.append(self._insure(known, one, max(1, position)))

    @staticmethod
    def _kept(insurances: list[Insurance]) -> list[Insurance]:
        """The one in force and the one before it, newest first."""
        active = [one for one in insurances if one.active]
        ended = [one for one in insurances if not one.active]
        return (active[-1:] + ended[-1:]) if active else []

    def _insure(self, known: Known, one: Insurance, position: int) -> CoverageRow:
        """An active insurance holds since January of this year or since it began; the one before ended then."""
        dice = self._seed.dice
        public = one.payer in ("Medicare", "Medicaid")
        began = max(one.since, date(2015, 1, 1)) if public else date(TODAY.year, 1, 1)
        row = self._coverage(known, one.payer, one.plan, _COPAY[one.tier], min(began, TODAY - timedelta(days=20)))
        row.position = position
        if not one.active:
            row.effective_on, row.ends_on = date(TODAY.year - 2, 1, 1), date(TODAY.year - 1, 12, 31)
            row.verified_at, row.verified_result, row.card_seen_on = None, "", None
        elif dice.random() < 0.06:
            row.copay_cents = None  # nobody has asked yet what this plan wants
        return row

    def _coverage(self, known: Known, payer: str, plan: str, copay: int, since: date) -> CoverageRow:
        dice = self._seed.dice
        member = dice.choice(_LETTERS) + str(dice.randrange(10**8, 10**9))
        row = CoverageRow(
            id=self._seed.new_id(OPENED), patient_id=known.id, payer_id=self._payers[payer], plan_name=plan,
            member_id=member, group_number=f"{dice.randrange(100, 99999):05d}", effective_on=since,
            relationship="child" if known.age() < 18 else "self", copay_cents=copay, changed_by="A. Admin",
            changed_at=OPENED,
        )  # fmt: skip
        fate = dice.random()
        if fate < 0.86:
            days = dice.randrange(1, 14) if fate < 0.62 else dice.randrange(38, 60)
            row.verified_at = self._seed.spread(at(workday(-days) if days < 14 else workday(-days * 5 // 7), "16:10"))
            row.verified_result, row.verified_how = "active", dice.choice(("portal", "phone"))
            row.card_seen_on = workday(-days - 4) if fate < 0.5 else None
        return self._seed.add(row)

    def _join_families(self) -> None:
        """A child whose surname an adult shares lives with that adult, who answers for the bills."""
        adults = {known.row.last_name: known for known in self.all if known.alive and known.age() >= 24}
        for known in self.all:
            adult = adults.get(known.row.last_name)
            if adult is None or known.age() >= 18:
                continue
            known.row.guarantor_id = adult.id
            for column in ("street", "street_key", "city", "state", "zip_code"):
                setattr(known.row, column, getattr(adult.row, column))
            first = adult.phones[0]
            known.phones[0].e164, known.phones[0].typed, known.phones[0].last_four = (
                first.e164, first.typed, first.last_four
            )  # fmt: skip

    # --- by hand ---
    def _add_hard_case(self, case: HardCase) -> Known:
        number = PhoneNumber(f"+1312555{case.phone}", "", f"(312) 555-{case.phone}")
        demographics = Demographics(
            PatientName(case.last, case.first, case.middle, case.suffix), case.born, Sex(case.sex),
            case.born_estimated, case.preferred, tuple(parse_name(one) for one in (case.earlier,) if one),
            Address(case.street or f"{100 + int(case.phone)} Lakewater Street", "", "Chicago", "IL", "60657"),
            (Phone(number, PhoneKind.MOBILE, Voicemail(case.voicemail), may_call=case.key != "signs", may_text=True),),
            language=case.language, interpreter=InterpreterNeed(case.interpreter), contact_note=case.contact_note,
            note=case.note,
        )  # fmt: skip
        known = self._register(demographics)
        known.row.flags = case.flags
        if case.payer:
            row = self._coverage(known, case.payer, case.plan, case.copay_cents, date(TODAY.year, 1, 1))
            known.coverages.append(row)
        if case.alert:
            self._seed.add(
                PatientAlertRow(
                    id=self._seed.new_id(OPENED), patient_id=known.id, text=case.alert, author="L. Grant",
                    since=at(workday(-21), "11:05"), changed_by="L. Grant", changed_at=at(workday(-21), "11:05"),
                )
            )  # fmt: skip
        return known

    # --- both ---
    def _register(self, person: Demographics) -> Known:
        seed = self._seed
        since = seed.spread(at(workday(-63), "08:00") + timedelta(minutes=len(self.all)))
        row = PatientRow(
            **patient_values(person), id=seed.new_id(since), mrn=_FIRST_MRN + 1 + len(self.all), registered_at=since,
            changed_by="A. Admin", changed_at=since,
        )  # fmt: skip
        phones = [
            PatientPhoneRow(**phone_values(phone, seed.new_id(since), row.id, position))
            for position, phone in enumerate(person.phones)
        ]
        known = Known(seed.add(row), [seed.add(phone) for phone in phones])
        self.all.append(known)
        return known

    def _number(self, area_code: str) -> PhoneNumber:
        """The next invented number of an area code: 555-0101 to 555-0119 and 555-0173 to 555-0199 for 312, whose others
        belong to the hard cases; elsewhere 555-0101 to 555-0199."""
        serial = self._used.get(area_code, 100) + 1
        if area_code == "312" and serial == 120:
            serial = 173
        if serial > 199:
            raise ValueError(f"no invented numbers are left in {area_code}")
        self._used[area_code] = serial
        return PhoneNumber(f"+1{area_code}555{serial:04d}", "", f"({area_code}) 555-{serial:04d}")
