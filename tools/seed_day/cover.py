"""What payers ask for and allowed: invented cheat sheets, authorisations in every state, a case, referrals out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from psr_tui.domain.authorisations import due_at
from psr_tui.domain.text import fold
from psr_tui.store.tables.authorisations import AuthorisationRow, AuthorisationUseRow, ReferralOutRow
from psr_tui.store.tables.coverage import PayerRow
from psr_tui.store.tables.eligibility import CasePolicyRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow
from psr_tui.store.tables.work import WorkItemEventRow, WorkItemRow
from tools.seed_day.house import NAMES, OPENED, staff_id
from tools.seed_day.people import Known, People
from tools.seed_day.rows import NOW, TODAY, TZ, Seed, at, today, workday
from tools.seed_day.visits import Visits

_BOUND = frozenset({"Medicare", "Medicaid"})
"""Payers of the training day that must decide in 72 hours or seven days."""
# name -> (hours, rules, rejections with how to prevent them); all invented for training
_SHEETS: dict[str, tuple[str, str, str]] = {
    "Aetna": (
        "Mon-Fri 8-18 Eastern",
        "Copy the number with its letter; the card has two.\nStudents over 19 need a form each fall.",
        "CO-31: they look for name and birth date together; type both from the card.\n"
        "CO-27: plans end on 12/31; ask in January.",
    ),
    "Anthem": (
        "Mon-Fri 7-19 Central",
        "The three letters before the number belong to it.\nTherapy: ask before the seventh visit.",
        "CO-197: therapy and scans; ask and write the number down.\nCO-16: without the three letters.",
    ),
    "Blue Cross Blue Shield": (
        "Mon-Fri 8-17 Central",
        "Out-of-state cards work; the letters on the card say whose they are.",
        "CO-109: sent to the wrong state's plan; copy the letters.\n"
        "CO-22: ask whether the spouse works and is insured there.",
    ),
    "Cigna Health": (
        "around the clock",
        "The portal shows visits left; the phone does not.",
        "CO-119: count what is left before booking therapy.\n"
        "CO-242: look the provider up by the plan's name, not ours.",
    ),
    "Humana": (
        "Mon-Sat 8-20 Eastern",
        "Some plans replace Medicare: this card first, the red-white-blue one second.",
        "CO-109: billed to Medicare although the patient chose this plan.\n"
        "CO-288: some plans want the own doctor's referral.",
    ),
    "Medicaid": (
        "Mon-Fri 8-17 Central",
        "Check on the day: it is granted by the month.\nNo copay for children, no fee for a missed visit.",
        "CO-177: lapsed since the last visit; check every time.\n"
        "CO-24: the patient belongs to a managed plan; ask for that card.",
    ),
    "Medicare": (
        "Mon-Fri 8-18 Eastern",
        "Letters in the number are never B, I, L, O, S or Z.\nAsk for a second insurance and for an Advantage plan.",
        "CO-22: the patient still works and is insured there.\nCO-29: a year after the visit nothing is paid.",
    ),
    "UnitedHealthcare": (
        "Mon-Fri 8-20 Central",
        "The number on the card has eleven digits; the group number is not part of it.",
        "CO-197: scans; the portal answers at once.\nCO-252: they ask for the chart note; send it with the claim.",
    ),
}  # fmt: skip


def add_cover(seed: Seed, people: People, visits: Visits) -> None:
    """Everything of this module; after all other rows, so that theirs stay as they were."""
    _sheets(seed)
    _Allowed(seed, people, visits).make()


def _sheets(seed: Seed) -> None:
    for serial, payer in enumerate(seed.of(PayerRow)):
        hours, rules, rejects = _SHEETS[payer.name]
        short = fold(payer.name).replace(" ", "")
        payer.hours, payer.rules, payer.rejects = hours, rules, rejects
        payer.portal_url, payer.fax = f"https://providers.{short}.example", f"(800) 555-01{80 + serial}"
        payer.address = f"PO Box {4100 + serial}, Springfield, IL 62701"
        payer.decides_by_rule = payer.name in _BOUND
        payer.note = "Invented for the training day."


class _Allowed:
    """Authorisations, a case and referrals of people who come in the next days."""

    def __init__(self, seed: Seed, people: People, visits: Visits) -> None:
        self._seed = seed
        self._past = visits.past
        coming: dict[str, list[AppointmentRow]] = {}
        for row in seed.of(AppointmentRow):
            if row.state == "booked" and row.local_date > TODAY:
                coming.setdefault(row.patient_id, []).append(row)
        self._coming = coming
        self._left = [one for one in people.all if one.alive and one.primary and one.id in coming]
        self._payers = {row.id: row.name for row in seed.of(PayerRow)}
        self._providers = {row.code: row for row in seed.of(ProviderRow)}
        self._who = people.by_key

    def make(self) -> None:
        self._low()
        self._ends_soon()
        self._pending(True, workday(-2), "15:20", "Sleep study, home")
        self._pending(False, workday(-4), "10:05", "Physical therapy, knee")
        self._unasked()
        self._denied()
        self._referral_in()
        self._case()
        self._referrals_out()

    def _next(self, bound: bool = False, visits: int = 0) -> Known:
        """The next person who fits and has not been used yet."""
        for known in self._left:
            covered = known.primary
            named = self._payers[covered.payer_id] in _BOUND if covered is not None else False
            recent = [one for one in self._past.get(known.id, []) if one.local_date > TODAY - timedelta(days=700)]
            if known.age() >= 18 and named is bound and len(recent) >= visits:
                self._left.remove(known)
                return known
        raise ValueError("nobody of the training day fits an authorisation")

    def _allow(self, known: Known, day: date, login: str = "tchen", **values: Any) -> AuthorisationRow:
        covered = known.primary
        if covered is None:
            raise ValueError("only the insured are allowed something")
        moment = self._seed.spread(at(day, "11:10"))
        defaults: dict[str, Any] = {
            "kind": "authorisation", "state": "authorised", "call_name": "Provider line",
            "call_phone": "(800) 555-0179", "changed_by": NAMES[login], "changed_at": moment,
        }  # fmt: skip
        return self._seed.add(
            AuthorisationRow(
                id=self._seed.new_id(moment), patient_id=known.id, coverage_id=covered.id, payer_id=covered.payer_id,
                **{**defaults, **values},
            )
        )  # fmt: skip

    def _use(self, auth: AuthorisationRow, visits: list[AppointmentRow]) -> None:
        for row in visits:
            moment = self._seed.spread(at(row.local_date, "16:30"))
            self._seed.add(
                AuthorisationUseRow(
                    id=self._seed.new_id(moment), authorisation_id=auth.id, appointment_id=row.id, units=1,
                    service_date=row.local_date, at=moment, staff_id=staff_id("tchen"), staff_name=NAMES["tchen"],
                )
            )  # fmt: skip

    # --- authorisations ---
    def _low(self) -> None:
        """One is left, and one visit is booked against it."""
        known = self._next(visits=2)
        past = self._past[known.id][-2:]
        auth = self._allow(
            known, workday(-30), number="TR-204117", requested=6, approved=3, services="Therapy visits",
            effective_on=min(row.local_date for row in past) - timedelta(days=5), ends_on=TODAY + timedelta(days=60),
        )  # fmt: skip
        self._use(auth, past)
        self._coming[known.id][0].authorisation_id = auth.id

    def _ends_soon(self) -> None:
        known = self._next()
        self._allow(
            known, workday(-40), number="TR-198830", requested=12, approved=12, services="Allergy shots",
            effective_on=TODAY - timedelta(days=60), ends_on=TODAY + timedelta(days=9),
        )  # fmt: skip

    def _pending(self, expedited: bool, day: date, hhmm: str, services: str) -> None:
        known = self._next(bound=True)
        asked = at(day, hhmm)
        due = due_at(asked, expedited, True, TZ)
        auth = self._allow(
            known, day, state="pending_review", requested=1 if expedited else 8, services=services,
            expedited=expedited, requested_at=asked, due_at=due,
        )  # fmt: skip
        self._item("authorisation", f"Authorisation without number: pending, {self._payers[auth.payer_id]}", auth, due)

    def _unasked(self) -> None:
        auth = self._allow(self._next(), TODAY, state="new_request", requested=4, services="Nutrition counselling")
        due = NOW + timedelta(hours=60)
        payer = self._payers[auth.payer_id]
        self._item("authorisation", f"Authorisation without number: not asked yet, {payer}", auth, due)

    def _denied(self) -> None:
        self._allow(
            self._next(), workday(-6), state="denied", requested=1, services="MRI, knee", denial_code="0P",
            denial_reason="wants the X-ray report first", decided_at=at(workday(-5), "14:40"),
        )  # fmt: skip

    def _referral_in(self) -> None:
        self._allow(
            self._next(), workday(-9), kind="referral", state="open", number="", requested=3,
            referred_by="Example Family Practice", services="Second opinion", ends_on=TODAY + timedelta(days=80),
        )  # fmt: skip

    # --- a case ---
    def _case(self) -> None:
        """A work injury with a payer of its own, linked to the visit that is about it."""
        known = self._next()
        payer = self._seed.add(
            PayerRow(
                id=self._seed.new_id(OPENED), name="Prairie Example Mutual", kind="work_comp", verify=False,
                name_folded=fold("Prairie Example Mutual"), phone="(800) 555-0189", hours="Mon-Fri 8-16 Central",
                rules="Claim number and day of the injury on every page.\nThe employer reports first.",
                rejects="CO-22: billed to the health plan although it happened at work.",
                note="Invented for the training day.", changed_by="setup", changed_at=OPENED,
            )
        )  # fmt: skip
        moment = self._seed.spread(at(workday(-7), "13:15"))
        case = self._seed.add(
            CasePolicyRow(
                id=self._seed.new_id(moment), patient_id=known.id, payer_id=payer.id, kind="work_comp",
                happened_on=workday(-8), claim_number="PM-2026-0311", state="IL", adjuster="Example Adjuster",
                adjuster_phone="(800) 555-0188", employer="Example Freight", changed_by=NAMES["tchen"],
                changed_at=moment,
            )
        )  # fmt: skip
        self._coming[known.id][0].case_id = case.id

    # --- referrals out ---
    def _referrals_out(self) -> None:
        late = self._refer("pena", "Example Cardiology", "cardiology", "Murmur", "R01.1", "urgent", workday(-12))
        late.state, late.handed_at, late.due_on = "sent", at(workday(-12), "10:20"), TODAY - timedelta(days=6)
        soon = self._refer("oconnor", "Example Eye Center", "ophthalmology", "Yearly check", "", "routine", workday(-5))
        soon.state, soon.handed_at = "scheduled", at(workday(-5), "15:05")
        self._refer("polish", "Example Physical Therapy", "physical therapy", "Back pain", "M54.50", "soon", TODAY)
        for row in (one for one in self._seed.of(ReferralOutRow) if one.due_on is not None):
            due = at(row.due_on or TODAY, "17:00")
            self._item("referral", f"Reply from {row.to_name} ({row.specialty})", row, due)

    def _refer(
        self, who: str, to: str, specialty: str, reason: str, icd: str, urgency: str, day: date
    ) -> ReferralOutRow:
        moment = today("09:36") if day == TODAY else self._seed.spread(at(day, "09:50"))
        days = {"routine": 42, "soon": 21, "urgent": 7}[urgency]
        return self._seed.add(
            ReferralOutRow(
                id=self._seed.new_id(moment), patient_id=self._who[who].id, to_name=to, specialty=specialty,
                phone="(312) 555-0189", reason=reason, icd_code=icd, urgency=urgency, ordered_at=moment,
                provider_id=self._providers["LEE"].id, due_on=day + timedelta(days=days), changed_by=NAMES["tchen"],
                changed_at=moment,
            )
        )  # fmt: skip

    def _item(self, kind: str, title: str, about: AuthorisationRow | ReferralOutRow, due: datetime | None) -> None:
        """The item on the worklist that waits until it is over."""
        item = self._seed.add(
            WorkItemRow(
                id=self._seed.new_id(about.changed_at), kind=kind, title=title, patient_id=about.patient_id,
                object_id=about.id, team="front desk", due_at=due, created_at=about.changed_at,
                created_by=about.changed_by, changed_by=about.changed_by, changed_at=about.changed_at,
            )
        )  # fmt: skip
        self._seed.add(
            WorkItemEventRow(
                id=self._seed.new_id(about.changed_at), item_id=item.id, seq=1, at=about.changed_at,
                staff_id=staff_id("tchen"), staff_name=about.changed_by, what="opened",
            )
        )  # fmt: skip
