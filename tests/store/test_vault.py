"""Key slots: the tag is the password check, one slot a user, and nothing readable beside the store."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psr_tui.domain.clock import FixedClock
from psr_tui.domain.errors import InvalidInput, StoreDamaged, StoreRefused, WrongPassword
from psr_tui.services.sign_in import prove
from psr_tui.store import misses, vault
from psr_tui.store.store import create_store, open_store
from tests.helpers.clinic import NOW, PASSWORD, TestClinic


@pytest.fixture(autouse=True)
def _cheap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slots of these tests cost what those of a training day cost, but for the test of the cost."""
    if request.function is not test_a_clinics_slots_cost_what_rfc_9106_asks_of_a_guess:
        monkeypatch.setattr(vault, "COST", vault.THROW_AWAY)


def test_each_user_opens_with_their_own_password_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "s.psr"
    keys = vault.create(path, "u1", "anna", "first password")
    vault.add_user(path, keys, "u2", "ben", "second password")
    assert vault.unlock(path, "anna", "first password").keys.data == keys.data
    assert vault.unlock(path, " BEN ", "second password").user_id == "u2"
    assert vault.unlock(path, "ben", "second password").keys.audit == keys.audit
    for login, password in (("anna", "second password"), ("ben", "first password"), ("nobody", "first password")):
        with pytest.raises(WrongPassword):
            vault.unlock(path, login, password)


def test_a_clinics_slots_cost_what_rfc_9106_asks_of_a_guess(tmp_path: Path) -> None:
    path = tmp_path / "s.psr"
    keys = vault.create(path, "u1", "anna", "first password")
    vault.add_user(path, keys, "u2", "ben", "second password")
    vault.add_users(path, keys, [("u3", "carl")], "third password")
    slots = json.loads(vault.key_path(path).read_text())["slots"]
    assert [slot["kdf"] for slot in slots] == [{"name": "argon2id", "t": 3, "m": 64 * 1024, "p": 4}] * 3


def test_a_slot_cannot_be_given_to_another_user(tmp_path: Path) -> None:
    path = tmp_path / "s.psr"
    keys = vault.create(path, "u1", "anna", "first password")
    vault.add_user(path, keys, "u2", "ben", "second password")
    body = json.loads(vault.key_path(path).read_text())
    body["slots"][1]["user_id"] = "u1"
    vault.key_path(path).write_text(json.dumps(body))
    with pytest.raises(WrongPassword):
        vault.unlock(path, "ben", "second password")


def test_key_file_is_private_and_holds_no_key(tmp_path: Path) -> None:
    path = tmp_path / "s.psr"
    keys = vault.create(path, "u1", "anna", "first password")
    raw = vault.key_path(path).read_bytes()
    assert vault.key_path(path).stat().st_mode & 0o777 == 0o600
    assert bytes(keys.data) not in raw
    assert bytes(keys.data).hex().encode() not in raw
    assert b"first password" not in raw
    assert repr(keys).count("bytearray") == 0


def test_short_passwords_and_a_lost_key_file_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="8 characters"):
        vault.create(tmp_path / "s.psr", "u1", "anna", "short")
    with pytest.raises(StoreDamaged, match="missing"):
        vault.unlock(tmp_path / "gone.psr", "anna", "whatever it is")


@given(st.binary(max_size=200))
def test_a_spoiled_key_file_never_raises_anything_unexpected(junk: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.psr"
        vault.key_path(path).write_bytes(junk)
        with pytest.raises(StoreDamaged):
            vault.unlock(path, "anna", "some password")


def test_waiting_times_double_and_survive_a_restart(clinic: TestClinic) -> None:
    waits = []
    for _ in range(8):
        with pytest.raises(WrongPassword):
            prove(clinic.store, clinic.clock, "mrivera", "wrong wrong")
        seen = misses.look(clinic.path, "mrivera")
        assert seen.until is not None
        waits.append(int((seen.until - clinic.clock.now()).total_seconds()))
        clinic.clock.advance(timedelta(seconds=waits[-1] + 1))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    with pytest.raises(WrongPassword):
        prove(clinic.store, clinic.clock, "mrivera", "wrong wrong")
    with pytest.raises(WrongPassword, match="wait"):
        prove(clinic.store, clinic.clock, "mrivera", PASSWORD)  # right, but too early: another process would see it too
    clinic.clock.advance(timedelta(seconds=61))
    assert prove(clinic.store, clinic.clock, "mrivera", PASSWORD) == "u-mrivera"
    assert misses.look(clinic.path, "mrivera").count == 0


def test_one_second_is_one_second(clinic: TestClinic) -> None:
    misses.add(clinic.path, "mrivera", clinic.clock.now())
    for passed, words in ((0, "wait 2 seconds, then"), (0.5, "wait 1 second, then")):
        clinic.clock.advance(timedelta(seconds=passed))
        with pytest.raises(WrongPassword, match=words):
            misses.refuse_early(clinic.path, "mrivera", clinic.clock.now())


def test_a_clock_set_back_locks_nobody_out(clinic: TestClinic) -> None:
    with pytest.raises(WrongPassword):
        prove(clinic.store, clinic.clock, "mrivera", "wrong wrong")
    clinic.clock.set(NOW - timedelta(days=2))
    assert prove(clinic.store, clinic.clock, "mrivera", PASSWORD) == "u-mrivera"


def test_nothing_readable_lies_on_the_disk(clinic: TestClinic) -> None:
    patient = clinic.add_patient("ZEBEDEUSZ", "Quirinius", street="77 Xylophone Crescent")
    assert patient
    for file in clinic.path.parent.iterdir():
        raw = file.read_bytes()
        for token in (b"ZEBEDEUSZ", b"zebedeusz", b"Quirinius", b"Xylophone"):
            assert token not in raw, file.name


def test_an_existing_file_is_never_made_new(tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    path = tmp_path / "s.psr"
    create_store(path, "u1", "anna", "first password", clock).close()
    before = path.read_bytes()
    with pytest.raises(StoreRefused, match="left alone"):
        create_store(path, "u2", "ben", "other password", clock)
    assert path.read_bytes() == before
    open_store(path, vault.unlock(path, "anna", "first password").keys, clock).close()
    assert path.stat().st_mode & 0o777 == 0o600
