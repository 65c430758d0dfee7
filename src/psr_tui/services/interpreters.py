"""Interpreters for calls: asked for, on the line, ended, declined; each act is one transaction (CC-94, CC-95)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psr_tui.domain.clock import Clock, mmss
from psr_tui.domain.errors import InvalidInput, Refused
from psr_tui.domain.interpreters import InterpreterCall, InTime, OwnInterpreter, in_time
from psr_tui.domain.languages import LANGUAGES, language_name
from psr_tui.domain.staff import Actor
from psr_tui.domain.text import clean
from psr_tui.services.guards import must_exist
from psr_tui.store.store import Store
from psr_tui.store.unit_of_work import UnitOfWork

_WHAT = "This request"


@dataclass(frozen=True, slots=True)
class AskInterpreter:
    """A request. ``command_id`` is an id of the screen: twice is once. Ids may be '' for a caller not on file."""

    command_id: str
    language: str
    vendor: str = ""
    call_id: str = ""
    callback_id: str = ""
    patient_id: str = ""


class InterpreterService:
    """The desk's side of it; the vendor is called by telephone."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def running(self, actor: Actor, call_id: str = "", callback_id: str = "") -> InterpreterCall | None:
        """This person's request that is not over yet, in this call."""
        with self._store.read() as work:
            return work.interpreters.running(actor.staff_id, call_id, callback_id)

    def ask(self, actor: Actor, request: AskInterpreter) -> InterpreterCall:
        """An interpreter was offered and asked for: the timer runs. Raises InvalidInput for a language nobody knows."""
        if request.language not in LANGUAGES:
            raise InvalidInput("Language: choose one from the list, for example Spanish or ASL.", "Language")
        with self._store.write(actor, "interpreter.ask", "interpreter_call", request.command_id) as work:
            if work.interpreters.get(request.command_id) is None:
                work.interpreters.add(
                    {
                        "id": request.command_id, "call_id": request.call_id or None,
                        "callback_id": request.callback_id or None, "patient_id": request.patient_id or None,
                        "staff_id": actor.staff_id, "language": request.language, "vendor": clean(request.vendor, 60),
                        "asked_at": work.now,
                    },
                    actor.name, work.now,
                )  # fmt: skip
                self._told(work, request.command_id, "interpreter.ask", {"language": request.language})
                work.commit()
            return must_exist(work.interpreters.get(request.command_id), _WHAT)

    def connected(self, actor: Actor, request_id: str, interpreter: str) -> str:
        """The interpreter is on the line; ``interpreter`` is their number. Said again it changes the number only."""
        with self._store.write(actor, "interpreter.connected", "interpreter_call", request_id) as work:
            call = self._open(work, request_id)
            at = call.connected_at or work.now
            columns = {"connected_at": at, "interpreter": clean(interpreter, 40)}
            work.interpreters.change(request_id, actor.name, work.now, **columns)
            self._told(work, request_id, "interpreter.connected")
            work.commit()
        return f"{language_name(call.language)} interpreter on the line after {mmss(at - call.asked_at)}."

    def ended(self, actor: Actor, request_id: str) -> str:
        """The interpreter left the line, or nobody came."""
        with self._store.write(actor, "interpreter.ended", "interpreter_call", request_id) as work:
            call = self._open(work, request_id)
            work.interpreters.change(request_id, actor.name, work.now, ended_at=work.now)
            self._told(work, request_id, "interpreter.ended")
            work.commit()
        return "The interpreter has left." if call.connected_at else "Written down: no interpreter came."

    def declined(self, actor: Actor, request_id: str, own: OwnInterpreter) -> str:
        """The interpreter was offered and not wanted; ``own`` is who interprets instead. Raises Refused for a minor
        without an emergency."""
        own = own.checked()
        with self._store.write(actor, "interpreter.declined", "interpreter_call", request_id) as work:
            self._open(work, request_id)
            work.interpreters.change(
                request_id, actor.name, work.now, declined=True, own=own.who, own_is_minor=own.is_minor,
                emergency_reason=own.emergency,
            )  # fmt: skip
            self._told(work, request_id, "interpreter.declined", {"minor": own.is_minor})
            work.commit()
        return f"Declined, written down{f'; {own.who} interprets' if own.who else ''}."

    def in_time(self, actor: Actor, start: datetime, end: datetime) -> InTime:
        """The figure of a stretch of time: share on the line within 8 minutes."""
        with self._store.read() as work:
            return in_time(work.interpreters.between(start, end), work.now)

    def last_days(self, actor: Actor, days: int = 30) -> InTime:
        """The same of the last days until now."""
        now = self._clock.now()
        return self.in_time(actor, now - timedelta(days=days), now + timedelta(seconds=1))

    # --- inside ---
    def _open(self, work: UnitOfWork, request_id: str) -> InterpreterCall:
        call = must_exist(work.interpreters.get(request_id), _WHAT)
        if call.over:
            raise Refused("This request is over; i asks for another interpreter.")
        return call

    def _told(self, work: UnitOfWork, request_id: str, act: str, detail: dict[str, Any] | None = None) -> None:
        work.audit.append(act, "interpreter_call", request_id, detail=detail or {})
        work.touch("phones")
