"""Words for tests that prove sums: what a session holds, what an account comes to, a whole close, money given back."""

from __future__ import annotations

import copy

from psr_tui.domain.drawer import TenderCount
from psr_tui.domain.drawer_acts import CloseDrawer, SafeDrop
from psr_tui.domain.expected import ExpectedKey, expected
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import TenderKind
from psr_tui.services.drawer_close import ReportCopy
from psr_tui.services.drawer_steps import Reveal
from psr_tui.services.payments import PaymentTaken
from psr_tui.store.store import Store, open_store
from tests.helpers.clinic import PASSWORD, TestClinic
from tests.helpers.money import Till, bag_number, command_id, rows

FLOAT = 20_000


def held(clinic: TestClinic, session_id: str) -> dict[str, int]:
    """Expected amounts of a session in cents: ``CASH``, ``CHK``, ``CARD T1`` and so on; tenders of zero left out."""
    with clinic.store.read() as work:
        found = expected(work.ledger.session_entries(session_id))
    named = {f"{key.tender.value} {key.terminal}".strip(): entry.amount.cents for key, entry in found.items()}
    return {name: cents for name, cents in named.items() if cents}


def account(clinic: TestClinic, name: str, where: str = "1 = 1") -> int:
    """The sum of one account over the whole file."""
    return clinic.count(f"SELECT coalesce(sum(cents), 0) FROM ledger_line WHERE account = '{name}' AND {where}")


def accounts(clinic: TestClinic) -> dict[str, int]:
    """Every account that is not zero."""
    with clinic.store.read() as work:
        rows = work.session.connection().exec_driver_sql("SELECT account, sum(cents) FROM ledger_line GROUP BY 1")
        return {name: cents for name, cents in rows if cents}


def slip(cents: int, papers: int = 1, terminal: str = "T1", kind: TenderKind = TenderKind.CARD) -> TenderCount:
    """What the terminal printed at the end of the day."""
    return TenderCount(ExpectedKey(kind, terminal), Money(cents), papers, "0412")


def give_back(till: Till, journal_id: str, signer: str = "sotto", again: str = "") -> PaymentTaken:
    """A whole payment back out of this till; ``again`` sends a command once more."""
    return till.take_back(journal_id, signer, again)


def drop(till: Till, cents: int, witness: str = "lgrant") -> SafeDrop:
    """A safe drop that somebody watched."""
    command = SafeDrop(command_id("d"), till.session.session_id, bag_number(), rows(cents))
    till.drawer.drop(till.actor, command, witness, PASSWORD)
    return command


def agree(till: Till, reveal: Reveal, signer: str = "sotto") -> Reveal:
    """Whatever the reveal still asks for: a reason with a comment, and a signature above the limit."""
    session = reveal.session
    if reveal.needs_reason:
        reveal = till.drawer.explain(till.actor, session.session_id, session.version, "OS90", "nobody knows")
    if reveal.needs_approval:
        version = reveal.session.version
        reveal = till.drawer.approve(till.actor, session.session_id, version, signer, PASSWORD)
    return reveal


def whole_close(till: Till, cents: int, *slips: TenderCount) -> ReportCopy:
    """Count, agree, close."""
    return till.close(agree(till, till.count(cents, *slips)))


def closing_command(reveal: Reveal) -> CloseDrawer:
    """The last key of a close, to be sent when a test wants."""
    bag = bag_number() if reveal.to_bank else ""
    return CloseDrawer(command_id("z"), reveal.session.session_id, reveal.session.version, bag)


def second_door(clinic: TestClinic) -> TestClinic:
    """The same file opened once more, as another station does; the password is not proven again."""
    return TestClinic(_open(clinic), clinic.clock)


def power_cut(clinic: TestClinic) -> None:
    """Open the file anew without closing it: what the dead program had in memory is gone."""
    dead, clinic.store = clinic.store, _open(clinic)
    dead._engine.dispose()


def _open(clinic: TestClinic) -> Store:
    return open_store(clinic.path, copy.deepcopy(clinic.store.keys), clinic.clock)
