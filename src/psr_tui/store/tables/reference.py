"""Coded reasons: rows a clinic may edit, never constants in a screen."""

from sqlmodel import Field

from psr_tui.store.tables.base import Row, at_most


class ReasonCodeRow(Row, table=True):
    """A reason of some kind: cancel, no_copay, override, deferral, over_short, skip, call_reason, void."""

    __tablename__ = "reason_code"
    __table_args__ = (at_most("label", 80),)

    kind: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    label: str
    detail: str = ""  # a sub-kind, e.g. drop or pay_out; for call reasons the default cadence
    needs_comment: bool = False
    needs_approver: bool = False
    position: int = 0
    active: bool = True
