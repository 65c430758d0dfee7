"""What was typed and not yet saved: kept at every field exit, offered again after a crash, to the same person only."""

from datetime import datetime

from sqlmodel import Field

from psr_tui.store.tables import staff  # noqa: F401 - its keys lead there
from psr_tui.store.tables.base import Row, at_most


class DraftRow(Row, table=True):
    """What somebody typed and did not save, as JSON by field id."""

    __tablename__ = "draft"
    __table_args__ = (at_most("body", 20000),)

    staff_id: str = Field(primary_key=True, foreign_key="staff.id")
    form: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)  # the patient, visit, drawer or callback it belongs to, '' for none
    body: str  # JSON of field id -> typed text
    saved_at: datetime
