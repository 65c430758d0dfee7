"""Showing and changing what a clinic decides for itself; every change is versioned and in the audit log."""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.clinic_settings import SETTINGS, Setting, check_together, setting_of
from psr_tui.domain.clock import Clock
from psr_tui.domain.errors import Stale
from psr_tui.domain.staff import Actor, Role
from psr_tui.store.store import Store


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting as it stands: name, value as it is typed, and what it is for."""

    key: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A setting before and after. ``later``: screens read it at sign-in, so it holds from the next one on."""

    key: str
    before: str
    after: str
    later: bool


class ClinicSettingsService:
    """The policy numbers of 15.6 and the like."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store

    def settings(self, actor: Actor) -> list[SettingLine]:
        """Every setting in the order of the table."""
        with self._store.read() as work:
            clinic = work.clinic.get()
        return [SettingLine(one.key, one.write(getattr(clinic, one.column)), one.words) for one in SETTINGS]

    def change(self, actor: Actor, key: str, text: str) -> Changed:
        """Set one setting to what is typed. Only an administrator may.

        Raises: NotAllowed, InvalidInput for a name, a value or a combination that is not allowed, Stale.
        """
        setting = setting_of(key)
        value = setting.read(text, setting.key)
        with self._store.write(actor, "clinic.set", "clinic", setting.key) as work:
            actor.require(Role.ADMINISTRATOR, "change the settings of the clinic")
            clinic = work.clinic.get()
            before = getattr(clinic, setting.column)
            check_together({**{one.column: getattr(clinic, one.column) for one in SETTINGS}, setting.column: value})
            if before == value:
                return _changed(setting, before, value)
            stand = work.clinic.stand()
            if not work.clinic.change(stand.version, {setting.column: value}, actor.name, work.now):
                raise Stale("The clinic's settings", stand.changed_by, stand.changed_at)
            detail = {"setting": setting.key, "from": setting.write(before), "to": setting.write(value)}
            work.audit.append("clinic.set", "clinic", setting.key, detail=detail)
            work.touch("reference", "drawer")
            work.commit()
        return _changed(setting, before, value)


def _changed(setting: Setting, before: int | bool | str, after: int | bool | str) -> Changed:
    return Changed(setting.key, setting.write(before), setting.write(after), setting.later)
