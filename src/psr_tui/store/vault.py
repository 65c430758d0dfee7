"""Keys: one data key for the file, wrapped once for each user under a key derived from their password.

The shape is that of disk-encryption slots (reliability.md RS-16 to RS-19, RS-25). The key file lies beside the store,
because it must be readable before the store is; the authentication tag of a slot is the password check.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psr_tui.domain.errors import InvalidInput, StoreDamaged, WrongPassword
from psr_tui.store.place import write_private

SHORTEST_PASSWORD = 8


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess of a password costs: passes, memory in KiB, threads."""

    passes: int
    memory_kib: int
    lanes: int


COST = Cost(3, 65536, 4)
"""The argon2-cffi default, RFC 9106 low-memory."""
THROW_AWAY = Cost(1, 64, 1)
"""For a training clinic, whose password stands on its sign-in screen and whose people are invented."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One user's wrapped copy of the data key."""

    user_id: str
    login: str
    kdf: dict[str, Any]
    salt: bytes
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class DataKeys:
    """The unwrapped keys of an open store: held in memory only."""

    key_id: str
    data: bytearray = field(repr=False)
    audit: bytearray = field(repr=False)

    def wipe(self) -> None:
        """Overwrite the keys in memory; the store cannot be opened with them any more."""
        for secret in (self.data, self.audit):
            secret[:] = bytes(len(secret))


@dataclass(frozen=True, slots=True)
class Unlocked:
    """Whose password opened the vault, and the keys it gave."""

    user_id: str
    login: str
    keys: DataKeys


def key_path(store_path: Path) -> Path:
    """The file of key slots beside the store."""
    return store_path.with_name(store_path.name + ".keys")


def check_password(password: str) -> None:
    """Raise InvalidInput when a new password is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput(f"A password needs at least {SHORTEST_PASSWORD} characters; a short sentence is good.")


def create(store_path: Path, user_id: str, login: str, password: str, cost: Cost | None = None) -> DataKeys:
    """Make new keys and a key file with a first slot. Raises InvalidInput for a short password."""
    check_password(password)
    keys = DataKeys(os.urandom(8).hex(), bytearray(os.urandom(32)), bytearray(os.urandom(32)))
    nonce = os.urandom(12)
    sealed = _cipher(bytes(keys.data)).encrypt(nonce, bytes(keys.audit), _audit_label(keys.key_id))
    _write(store_path, keys.key_id, nonce + sealed, [_slot(keys, user_id, login, password, cost)])
    return keys


def add_user(store_path: Path, keys: DataKeys, user_id: str, login: str, password: str) -> None:
    """Wrap the data key for another user (or again for one, after a change of password)."""
    check_password(password)
    key_id, sealed, slots = _read(store_path)
    wanted = login.casefold()  # a slot left by an attempt that did not reach the store must not shadow the new one
    slots = [slot for slot in slots if slot.user_id != user_id and slot.login.casefold() != wanted]
    _write(store_path, key_id, sealed, [*slots, _slot(keys, user_id, login, password)])


def add_users(
    store_path: Path, keys: DataKeys, people: list[tuple[str, str]], password: str, cost: Cost | None = None
) -> None:
    """Slots for several (user id, login) with one password, derived once: for a training clinic, where everybody
    shares a password that stands on the screen."""
    check_password(password)
    key_id, sealed, slots = _read(store_path)
    salt, kdf = os.urandom(16), _kdf(cost)
    derived = _derive(password, salt, kdf)
    new = [_wrap(keys, user_id, login, derived, salt, kdf) for user_id, login in people]
    _write(store_path, key_id, sealed, [*slots, *new])


def logins(store_path: Path) -> list[str]:
    """The logins that have a key slot."""
    return [slot.login for slot in _read(store_path)[2]]


def unlock(store_path: Path, login: str, password: str) -> Unlocked:
    """Unwrap the data key. Raises WrongPassword, the same for an unknown user and a wrong password and as slow."""
    from cryptography.exceptions import InvalidTag

    key_id, sealed, slots = _read(store_path)
    wanted = login.strip().casefold()
    slot = next((slot for slot in slots if slot.login.casefold() == wanted), None)
    decoy = slot or slots[0]
    derived = _derive(password, decoy.salt, decoy.kdf)
    try:
        data = _cipher(derived).decrypt(decoy.nonce, decoy.wrapped, _label(decoy.user_id, key_id))
    except InvalidTag:
        slot = None
        data = b""
    if slot is None:
        raise WrongPassword("User name and password do not fit together. Type both again.")
    try:
        audit = _cipher(data).decrypt(sealed[:12], sealed[12:], _audit_label(key_id))
    except InvalidTag:
        raise StoreDamaged(f"The key file {key_path(store_path).name} is damaged. Restore it from a backup.") from None
    return Unlocked(slot.user_id, slot.login, DataKeys(key_id, bytearray(data), bytearray(audit)))


def _slot(keys: DataKeys, user_id: str, login: str, password: str, cost: Cost | None = None) -> Slot:
    salt, kdf = os.urandom(16), _kdf(cost)
    return _wrap(keys, user_id, login, _derive(password, salt, kdf), salt, kdf)


def _kdf(cost: Cost | None = None) -> dict[str, Any]:
    asked = cost or COST
    return {"name": "argon2id", "t": asked.passes, "m": asked.memory_kib, "p": asked.lanes}


def _wrap(keys: DataKeys, user_id: str, login: str, derived: bytes, salt: bytes, kdf: dict[str, Any]) -> Slot:
    nonce = os.urandom(12)
    wrapped = _cipher(derived).encrypt(nonce, bytes(keys.data), _label(user_id, keys.key_id))
    return Slot(user_id, login, kdf, salt, nonce, wrapped)


def _derive(password: str, salt: bytes, kdf: dict[str, Any]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        password.encode("utf-8", "surrogatepass"), salt, kdf["t"], kdf["m"], kdf["p"], hash_len=32, type=Type.ID
    )


def _cipher(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _label(user_id: str, key_id: str) -> bytes:
    return f"psr|v1|{user_id}|{key_id}".encode()


def _audit_label(key_id: str) -> bytes:
    return f"psr|v1|audit|{key_id}".encode()


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _write(store_path: Path, key_id: str, sealed_audit: bytes, slots: list[Slot]) -> None:
    body = {
        "format": "psr-tui keys",
        "version": 1,
        "key_id": key_id,
        "audit_key": _b64(sealed_audit),
        "slots": [
            {
                "user_id": slot.user_id,
                "login": slot.login,
                "kdf": slot.kdf,
                "salt": _b64(slot.salt),
                "nonce": _b64(slot.nonce),
                "wrapped": _b64(slot.wrapped),
            }
            for slot in slots
        ],
    }
    write_private(key_path(store_path), json.dumps(body, indent=1).encode())


def _read(store_path: Path) -> tuple[str, bytes, list[Slot]]:
    path = key_path(store_path)
    try:
        body = json.loads(path.read_bytes())
        if body["format"] != "psr-tui keys" or body["version"] != 1 or not body["slots"]:
            raise ValueError
        slots = [
            Slot(
                entry["user_id"],
                entry["login"],
                dict(entry["kdf"]),
                base64.b64decode(entry["salt"]),
                base64.b64decode(entry["nonce"]),
                base64.b64decode(entry["wrapped"]),
            )
            for entry in body["slots"]
        ]
        return body["key_id"], base64.b64decode(body["audit_key"]), slots
    except FileNotFoundError:
        raise StoreDamaged(
            f"The key file {path} is missing; without it the store cannot be opened. Restore it from a backup."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise StoreDamaged(f"The key file {path} is damaged or of a newer psr-tui. Restore it from a backup.") from None
