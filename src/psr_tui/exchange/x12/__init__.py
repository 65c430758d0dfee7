"""X12 eligibility: 271 (and whatever comes instead of one) in, 270 out. Bytes <-> domain objects, nothing else."""

from psr_tui.exchange.x12.reader import read
from psr_tui.exchange.x12.writer_270 import write_270

__all__ = ["read", "write_270"]
