"""Messages of the training day: what patients wrote since yesterday, and what went out to them and how it ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from psr_tui.domain.message_templates import Way
from psr_tui.domain.portal_triage import Pool, propose
from psr_tui.domain.service_hours import Calendar
from psr_tui.domain.work import NewWork, WorkKind
from psr_tui.store.tables.messages import MessageEventRow, MessageInRow, MessageOutRow
from psr_tui.store.tables.work import WorkItemEventRow, WorkItemRow
from tools.seed_day.house import NAMES, staff_id
from tools.seed_day.people import Known, People
from tools.seed_day.rows import NOW, TZ, Seed

# who (a number in the list of patients, None for nobody on file), minutes ago, subject, words
_CAME = (
    (0, 12, "Feeling unwell", "I woke up with chest pain and it has not gone away. Should I come in?"),
    (1, 95, "Question", "Did my lab results come back yet? And can I take the pills together?"),
    (2, 160, "Bill from January", "Why was I charged twice for one visit? Please call me if that is easier."),
    (3, 1030, "Wednesday", "I cannot make it next week, can you move my appointment to the week after?"),
    (None, 1200, "Records", "Please send a copy of my mother's records to her new doctor."),
    (4, 1400, "Hello", "Xin hãy gọi lại cho tôi."),
)
_PHRASES = ("chest pain",)
_HOURS = Calendar("clinic", dict.fromkeys(range(5), ((480, 720), (780, 1080))), TZ)
_ANSWER = timedelta(minutes=960)


def add_messages(seed: Seed, people: People) -> None:
    """Six that came, and three that went out: one arrived, one did not, one waits."""
    adults = [one for one in people.all if one.alive and one.age() >= 18 and one.row.state == "IL"][6:16]
    for at, (who, minutes, subject, words) in enumerate(_CAME):
        _came(seed, adults[who] if who is not None else None, f"portal-{at + 1}", minutes, subject, words)
    for one in adults[:5]:
        one.row.portal = "active"
    _went_out(seed, adults)


def _came(seed: Seed, who: Known | None, external: str, minutes: int, subject: str, words: str) -> None:
    came = NOW - timedelta(minutes=minutes)
    made = propose(subject, words, _PHRASES)
    nurses = made.pool is Pool.NURSES
    due = came + timedelta(minutes=3) if made.phrase else _HOURS.after(came, _ANSWER)
    name = f"{who.row.first_name} {who.row.last_name.title()}" if who else "Marisol Ibarra"
    message_id = seed.new_id(came)
    seed.add(
        MessageInRow(
            id=message_id, external_id=external, patient_id=who.id if who else None, from_name=name, subject=subject,
            body=words, received_at=came, pool=(Pool.NURSES if nurses else Pool.UNSORTED).value, proposed=made.words,
            urgent=bool(made.phrase), state="routed" if nurses else "new",
            due_at=due, changed_by="gateway", changed_at=came,
        )
    )  # fmt: skip
    _happened(seed, message_id, ("came", came, ""), *([("routed", came, made.words)] if nurses else []))


def _went_out(seed: Seed, adults: list[Known]) -> None:
    said = "Hello {}, this is North Clinic. Please call us at (312) 555-0100. Thank you."
    one, two, three = adults[5], adults[6], adults[0]
    arrived = _out(seed, one, Way.TEXT, said, "delivered", 1500)
    _happened(seed, arrived, ("written", NOW - timedelta(minutes=1499), ""), ("delivered", _ago(1497), "delivered"))
    failed = _out(seed, two, Way.TEXT, said, "failed", 75, "number not in service")
    _happened(seed, failed, ("written", _ago(74), ""), ("failed", _ago(70), "failed: number not in service"))
    _help(seed, two, failed)
    waits = _out(seed, three, Way.PORTAL, "Dear {},\n\nPlease call us at (312) 555-0100.", "queued", 2)
    _happened(seed, waits)


def _ago(minutes: int) -> datetime:
    return NOW - timedelta(minutes=minutes)


def _out(seed: Seed, who: Known, way: Way, words: str, state: str, minutes: int, trouble: str = "") -> str:
    at = _ago(minutes)
    message_id = seed.new_id(at)
    mobile = next((one for one in who.phones if one.kind == "mobile"), who.phones[0])
    seed.add(
        MessageOutRow(
            id=message_id, patient_id=who.id, channel=way.value, template_code="call_us", template_number=1,
            purpose="other", to_address=mobile.e164 if way is Way.TEXT else f"{who.row.mrn:06d}",
            subject="A message from North Clinic" if way is Way.PORTAL else "",
            body=words.format(who.row.preferred_name or who.row.first_name), state=state, trouble=trouble, queued_at=at,
            queued_by=staff_id("mrivera"), settled_at=_ago(minutes - 3) if state == "delivered" else None,
            changed_by=NAMES["mrivera"], changed_at=at,
        )
    )  # fmt: skip
    seed.add(
        MessageEventRow(
            id=seed.new_id(at), message_id=message_id, seq=1, at=at, staff_id=staff_id("mrivera"),
            staff_name=NAMES["mrivera"], kind="queued", detail="call_us",
        )
    )  # fmt: skip
    return message_id


def _happened(seed: Seed, message_id: str, *events: tuple[str, datetime, str]) -> None:
    """What the gateway did, behind what happened already."""
    before = sum(one.message_id == message_id for one in seed.of(MessageEventRow))
    for seq, (kind, at, detail) in enumerate(events, start=before + 1):
        seed.add(
            MessageEventRow(
                id=seed.new_id(at),
                message_id=message_id,
                seq=seq,
                at=at,
                staff_name="gateway",
                kind=kind,
                detail=detail,
            )
        )


def _help(seed: Seed, who: Known, message_id: str) -> None:
    """Somebody has to know that it did not arrive."""
    at = _ago(70)
    new = NewWork(WorkKind.MESSAGE, "Text not delivered: number not in service", who.id, object_id=message_id)
    item_id = seed.new_id(at)
    seed.add(
        WorkItemRow(
            id=item_id, kind=new.kind.value, title=new.title, patient_id=who.id, object_id=message_id,
            text="Next: send it as a portal message. F8 messages shows it; 1 does that step.",
            team=new.kind.rule.team, priority=new.priority, due_at=new.due(at), created_at=at, created_by="gateway",
            changed_by="gateway", changed_at=at,
        )
    )  # fmt: skip
    seed.add(WorkItemEventRow(id=seed.new_id(at), item_id=item_id, seq=1, at=at, staff_name="gateway", what="opened"))
