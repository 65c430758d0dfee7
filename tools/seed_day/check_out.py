"""What check-out and estimates find on the training day: services, follow-up orders, prices, estimates; invented."""

from __future__ import annotations

from datetime import date

from psr_tui.store.tables.coverage import CoverageRow
from psr_tui.store.tables.estimates import EstimateLineRow, EstimateRow, ServicePriceRow
from psr_tui.store.tables.schedule import AppointmentRow, ProviderRow
from psr_tui.store.tables.visit_day import FollowUpOrderRow, VisitServiceRow
from tools.seed_day.house import staff_id
from tools.seed_day.rows import NOW, TODAY, Seed, at, today, workday

# (code, label, visit type it belongs to, cents); the clinic's own codes and words
_PRICES = (
    ("OV15", "Office visit", "OV15", 14500),
    ("FUP", "Follow-up visit", "FUP", 12000),
    ("NP30", "New patient visit", "NP30", 24000),
    ("PREV", "Yearly check", "PREV", 21000),
    ("BLOOD", "Blood test, basic panel", "PREV", 4800),
    ("NURSE", "Nurse visit", "NURSE", 4500),
    ("ECG", "ECG at rest", "", 6500),
    ("VACC", "Vaccination, without the vaccine", "", 3500),
    ("DRESS", "Dressing change", "", 5500),
    ("FORM", "Form filled in by the doctor", "", 2500),
)
# services by turns, for whoever is inside: (code, label, quantity, ICD)
_MARKED = (
    (("OV15", "Office visit", 1, "M54.50"), ("ECG", "ECG at rest", 1, "R07.9")),
    (("FUP", "Follow-up visit", 1, "I10"),),
    (("OV15", "Office visit", 1, "J06.9"), ("BLOOD", "Blood test, basic panel", 1, "R53.83")),
    (("OV15", "Office visit", 1, "L03.115"), ("DRESS", "Dressing change", 2, "L03.115")),
)
_ORDERS = ((3, "months", 30, "FUP"), (2, "weeks", 15, "OV15"), (6, "months", 15, "FUP"), (1, "years", 30, "PREV"))
_SELF_PAY = 3


def add_check_out(seed: Seed) -> None:
    """The price list; what providers marked and ordered this morning; estimates that are due, late and given."""
    for position, (code, label, visit_type, cents) in enumerate(_PRICES, start=1):
        seed.add(
            ServicePriceRow(
                id=seed.new_id(NOW), code=code, label=label, visit_type=visit_type, cents=cents, position=position,
                changed_by="setup", changed_at=NOW,
            )
        )  # fmt: skip
    inside = [one for one in seed.of(AppointmentRow) if one.local_date == TODAY and one.state == "roomed"]
    inside += [one for one in seed.of(AppointmentRow) if one.local_date == TODAY and one.state == "checked_in"][:2]
    providers = {row.id: row for row in seed.of(ProviderRow)}
    for turn, visit in enumerate(sorted(inside, key=lambda one: (one.local_start, one.id))):
        _marked(seed, visit, turn)
        if turn % 3 != 2:  # some leave without an order
            _ordered(seed, visit, providers[visit.provider_id].last_name if visit.provider_id else "", turn)
    _estimates(seed)


def _marked(seed: Seed, visit: AppointmentRow, turn: int) -> None:
    for code, label, quantity, icd in _MARKED[turn % len(_MARKED)]:
        seed.add(
            VisitServiceRow(
                id=seed.new_id(NOW), appointment_id=visit.id, code=code, label=label, quantity=quantity, icd_code=icd,
                changed_by="provider", changed_at=today("09:40"),
            )
        )  # fmt: skip


def _ordered(seed: Seed, visit: AppointmentRow, provider: str, turn: int) -> None:
    count, unit, minutes, visit_type = _ORDERS[turn % len(_ORDERS)]
    seed.add(
        FollowUpOrderRow(
            id=seed.new_id(NOW), patient_id=visit.patient_id, appointment_id=visit.id, provider_id=visit.provider_id,
            visit_type=visit_type, count=count, unit=unit, minutes=minutes, ordered_by=provider, changed_by=provider,
            changed_at=today("09:40"),
        )
    )  # fmt: skip


def _estimates(seed: Seed) -> None:
    """Booked ahead by patients without insurance: one due today, one overdue, one given."""
    covered = {one.patient_id for one in seed.of(CoverageRow)}
    ahead = [
        one
        for one in seed.of(AppointmentRow)
        if one.local_date > workday(3) and one.state == "booked" and one.patient_id not in covered
    ]
    ahead.sort(key=lambda one: (one.local_date, one.local_start, one.id))
    chosen = list({one.patient_id: one for one in reversed(ahead)}.values())[::-1][:_SELF_PAY]  # one visit a patient
    dues = ((workday(-1), TODAY, "due"), (workday(-3), workday(-2), "due"), (workday(-4), workday(-3), "given"))
    for visit, (started, due, state) in zip(chosen, dues, strict=False):
        _estimate(seed, visit, started, due, state)


def _estimate(seed: Seed, visit: AppointmentRow, started: date, due: date, state: str) -> None:
    moment = at(started, "15:10")
    given = at(due, "10:20") if state == "given" else None
    estimate_id = seed.new_id(moment)
    lines = [one for one in _PRICES if one[2] == visit.visit_type]
    total = sum(one[3] for one in lines)
    seed.add(
        EstimateRow(
            id=estimate_id, patient_id=visit.patient_id, appointment_id=visit.id, kind="good_faith",
            reason="scheduled", state=state, started_at=moment, service_date=visit.local_date, due_on=due,
            given_at=given, given_how="printed" if given else "", given_by=staff_id("tchen") if given else None,
            words=f"Expected total ${total // 100:,}.{total % 100:02d}" if given else "",
            changed_by="T. Chen" if given else "", changed_at=given or moment,
        )
    )  # fmt: skip
    for position, (code, label, _type, cents) in enumerate(lines if given else [], start=1):
        seed.add(EstimateLineRow(estimate_id=estimate_id, position=position, code=code, label=label, cents=cents))
