"""Audit of lists: which patients' lines somebody was shown, once a sign-in, one row a page."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from psr_tui.domain.staff import Actor
from psr_tui.store.store import Store


class ListViews:
    """Remembers what a sign-in has been shown on which list, so that scrolling back and live reloads write nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._shown: dict[tuple[str, str], set[str]] = {}

    def listed(self, actor: Actor, patient_ids: Sequence[str], where: str) -> None:
        """Write one audit row for the patients of this page that are new to this sign-in; before they are shown."""
        key = (actor.sign_in_id, where)
        with self._lock:
            seen = self._shown.setdefault(key, set())
            fresh = sorted(set(patient_ids) - seen)
        if not fresh:
            return
        with self._store.write(actor, "list", where) as work:
            work.audit.listed(fresh, where)
            work.commit()
        with self._lock:
            seen.update(fresh)

    def opened(self, actor: Actor, patient_id: str, where: str) -> None:
        """Write that a patient's facts beyond the list's line were shown, once a sign-in; before they are shown."""
        key = (actor.sign_in_id, f"{where}:opened")
        with self._lock:
            known = patient_id in self._shown.setdefault(key, set())
        if known:
            return
        with self._store.write(actor, "view", "patient", patient_id) as work:
            work.audit.viewed([patient_id], where)
            work.commit()
        with self._lock:
            self._shown[key].add(patient_id)
