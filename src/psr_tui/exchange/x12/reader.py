"""A whole file into an EligibilityAnswer: envelopes, counts, and what kind of file it is.

Never raises, whatever the bytes are (standards.md 1.2). Names of warnings, stable for scripts: amount-negative,
amount-not-read, address-alone, birth-date-not-read, control-characters, control-number, count-wrong, date-not-read,
isa-component, isa-length, level-unknown, more-warnings, mixed, network-odd, no-end, no-isa,
no-member, no-transaction, not-an-answer, outside-a-set, range-reversed, segment-too-long, share-not-read, share-odd,
text-before-isa, too-large, too-many-segments, truncated, unknown-segment, wrong-charset.
"""

from __future__ import annotations

from psr_tui.domain.eligibility import Delimiters, EligibilityAnswer, SetCount
from psr_tui.exchange.x12.acknowledgements import Acknowledgements
from psr_tui.exchange.x12.loops import Loops, frozen
from psr_tui.exchange.x12.tokens import Notes, Segment, decode, segments

_READ_INSIDE = ("270", "271")
_OTHER_WORDS = {
    "270": "a request (270), not an answer",
    "276": "a question about a claim (276)",
    "277": "an answer about a claim (277), not about coverage",
    "278": "an authorisation request or answer (278)",
    "835": "a payment advice (835)",
    "837": "a claim (837)",
}
_ENVELOPE = ("ISA", "IEA", "GS", "GE", "ST", "SE", "TA1")


def read(raw: bytes) -> EligibilityAnswer:
    """Read a 271, or say what else the file is. Whoever calls keeps ``raw`` byte for byte with the check."""
    notes = Notes()
    work = _File(notes)
    for segment in segments(decode(raw, notes), notes):
        work.take(segment)
    return work.result(raw)


class _File:
    """The envelopes: ISA..IEA around GS..GE around ST..SE, several of each, and each of them may be missing."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.loops, self.acks = Loops(notes), Acknowledgements(notes)
        self.marks: Delimiters | None = None
        self.control = self.usage = self.version = ""
        self.kinds: list[str] = []
        self.sets: list[SetCount] = []
        self._open: Segment | None = None
        self._bht: Segment | None = None
        self._counted = self._groups = self._sets_in_group = 0
        self._isa13 = self._gs06 = ""

    def take(self, segment: Segment) -> None:
        name = segment.name
        if self._open is not None:
            self._counted += 1
        if name in _ENVELOPE:
            getattr(self, f"_{name.lower()}")(segment)
        elif self._open is None:
            self.notes.add(
                "outside-a-set", f"A segment {segment.at(0)[:10] or 'without a name'} stands outside ST..SE."
            )
            if name not in ("TA3",):
                self.loops.take(segment)
        elif name == "BHT":
            self._bht = segment
        elif self._kind() in _READ_INSIDE:
            self.loops.take(segment)
        else:
            self.acks.take(self._kind(), segment)

    def _kind(self) -> str:
        return self._open.at(1) if self._open is not None else ""

    def _isa(self, segment: Segment) -> None:
        self._close_set(None)
        self._isa13, self._groups = segment.at(13), 0
        if self.marks is None:
            self.marks, self.control, self.usage = segment.marks, segment.at(13), segment.at(15)
            self.version = segment.at(12)

    def _gs(self, segment: Segment) -> None:
        self._close_set(None)
        self._groups += 1
        self._sets_in_group, self._gs06 = 0, segment.at(6)
        if len(self.sets) == 0 and segment.at(8):
            self.version = segment.at(8)

    def _st(self, segment: Segment) -> None:
        self._close_set(None)
        self._open, self._bht, self._counted = segment, None, 1
        self._sets_in_group += 1
        self.kinds.append(segment.at(1))
        self.loops.begin(len(self.sets))

    def _se(self, segment: Segment) -> None:
        if self._open is None:
            self.notes.add("outside-a-set", "An SE closes nothing; it was passed over.")
        else:
            self._close_set(segment)

    def _close_set(self, end: Segment | None) -> None:
        if self._open is None:
            return
        st, bht = self._open, self._bht
        claimed, closing = (end.at(1), end.at(2)) if end is not None else ("", "")
        made = f"{bht.at(4)} {bht.at(5)}".strip() if bht is not None else ""
        reference = bht.at(3) if bht is not None else ""
        one = SetCount(st.at(1), st.at(2), st.at(3), self._counted, claimed, closing, reference, made)
        self.sets.append(one)
        self._open = None
        if end is None:
            self.notes.add("no-end", f"Set {one.control or '?'} has no end (SE): the file may be cut off.")
            return
        if not one.count_right:
            text = f"SE of set {one.control} claims {claimed or 'no'} segments, there are {one.counted}."
            self.notes.add("count-wrong", text)
        if closing != one.control:
            self.notes.add("control-number", f"ST says {one.control or 'nothing'} and SE {closing or 'nothing'}.")

    def _ge(self, segment: Segment) -> None:
        self._close_set(None)
        self._count("GE", segment, self._sets_in_group, "sets")
        if segment.at(2) != self._gs06:
            self.notes.add("control-number", "The numbers in GS and GE are not the same.")

    def _iea(self, segment: Segment) -> None:
        self._close_set(None)
        self._count("IEA", segment, self._groups, "groups")
        if segment.at(2) != self._isa13:
            self.notes.add("control-number", "The numbers in ISA and IEA are not the same.")
        self._isa13 = ""

    def _count(self, name: str, segment: Segment, counted: int, what: str) -> None:
        claimed = segment.at(1)
        if not (claimed.isascii() and claimed.isdigit() and len(claimed) < 10 and int(claimed) == counted):
            self.notes.add("count-wrong", f"{name} claims {claimed or 'no'} {what}, there are {counted}.")

    def _ta1(self, segment: Segment) -> None:
        self.kinds.append("TA1")
        self.acks.take("TA1", segment)

    def result(self, raw: bytes) -> EligibilityAnswer:
        """The answer, once all segments are taken."""
        self._close_set(None)
        if self.marks is None:
            failure = _failure(raw)
            self.notes.add("no-isa", failure)
            return EligibilityAnswer("none", failure=failure, warnings=self.notes.all())
        if self._isa13:
            self.notes.add("no-end", "The file has no end (IEA): it may be cut off.")
        kind = self._what()
        members = self.loops.members()
        failure = ""
        if kind == "none" and not (members or self.loops.rejections):
            failure = "The file has an envelope but nothing inside it; ask for the answer again."
        return EligibilityAnswer(
            kind=kind,
            version=self.version,
            delimiters=self.marks,
            control=self.control,
            usage=self.usage,
            sets=tuple(self.sets),
            payers=frozen(self.loops.payers),
            providers=frozen(self.loops.providers),
            members=members,
            rejections=tuple(self.loops.rejections),
            refusals=self.acks.result(),
            warnings=self.notes.all(),
            unknown=tuple(self.loops.unknown),
            failure=failure,
        )

    def _what(self) -> str:
        """The kind of the file: a 271 wherever there is one, else what it is, with a warning that says so."""
        kinds = list(dict.fromkeys(self.kinds))
        if not kinds:
            self.notes.add("no-transaction", "There is no ST in the file.")
            return "none"
        kind = "271" if "271" in kinds else next((one for one in kinds if one != "TA1"), kinds[0])
        if len(kinds) > 1:
            self.notes.add("mixed", f"The file holds several kinds: {', '.join(one[:10] for one in kinds[:10])}.")
        if kind != "271":
            words = _OTHER_WORDS.get(kind, f"a set {kind[:10]}")
            if kind not in ("TA1", "999", "997"):
                self.notes.add("not-an-answer", f"This file is {words}.")
        return kind


def _failure(raw: bytes) -> str:
    start = raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return "The file is empty; ask for the answer again."
    if start.startswith((b"<", b"{")):
        return "This is a web page or a message of the clearinghouse, not an X12 file; open it to see what it says."
    if start.startswith(b"ISA"):
        return "The first line (ISA) of the file is cut off or damaged; ask for the answer again."
    return "This is not an X12 file: it has no ISA; ask the payer or the clearinghouse for the answer again."
