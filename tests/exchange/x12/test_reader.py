"""What payers really send: odd delimiters, dependents, rejections at every level, and files that are something else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from psr_tui.domain.eligibility import EligibilityAnswer, Level, Network
from psr_tui.domain.money import Money
from psr_tui.exchange.x12 import read
from tests.helpers.x12 import ISA, SUBSCRIBER, TOP, a_271, a_file, a_set, only_member


def warned(answer: EligibilityAnswer) -> set[str]:
    return {one.name for one in answer.warnings}


DEPENDENT = (
    "HL*4*3*23*0", "TRN*2*T8*9CLINIC010", "NM1*03*1*DOE*JOE", "DMG*D8*20150304*M", "INS*N*19", "EB*1**30*HM*KIDS",
)  # fmt: skip


def test_a_dependent_is_a_member_of_their_own_and_knows_the_subscriber() -> None:
    answer = read(a_271(*DEPENDENT))
    parent, child = answer.members
    assert (parent.level, child.level) == (Level.SUBSCRIBER, Level.DEPENDENT)
    assert (child.name, child.relation, child.subscriber, child.born) == ("DOE, JOE", "19", 0, date(2015, 3, 4))
    assert (parent.traces_back, child.traces_back) == (("T7",), ("T8",))
    assert [line.plan for line in child.benefits] == ["KIDS"]
    assert not parent.benefits
    assert warned(answer) == set()


def test_what_follows_an_eb_belongs_to_it_and_what_comes_before_belongs_to_the_member() -> None:
    answer, member = only_member(
        "REF*6P*GRP1*EMPLOYER", "N3*1 ELM ST*APT 2", "N4*SANTA FE*NM*87501", "DTP*347*D8*20271231",
        "EB*R**30*C1", "REF*6P*GRP9*OTHER EMPLOYER", "DTP*290*RD8*20260101-20261231", "MSG*ASK THE PATIENT",
        "III*ZZ*11", "HSD*VS*12*YY*1", "LS*2120", "NM1*PR*2*SECOND PLAN", "N3*9 OAK AVE", "N4*TAOS*NM*87571",
        "PER*IC*DESK*TE*5055550111*UR*second.example", "LE*2120", "REF*18*PLAN7",
        "EB*B**98**27**10", "MSG*SECOND LINE",
    )  # fmt: skip
    first, second = member.benefits
    assert member.group == "GRP1"
    assert (member.address.lines, member.address.city, member.address.zip_code) == (
        ("1 ELM ST", "APT 2"),
        "SANTA FE",
        "87501",
    )
    assert [one.qualifier for one in member.dates] == ["347"]
    assert not member.messages
    assert [one.number for one in first.references] == ["GRP9", "PLAN7"]
    assert (first.dates[0].start, first.dates[0].end) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (first.messages, second.messages) == (("ASK THE PATIENT",), ("SECOND LINE",))
    assert (first.places, first.delivery) == ((("III", "ZZ", "11"),), (("HSD", "VS", "12", "YY", "1"),))
    party = first.parties[0]
    assert (party.name, party.reach(), party.reach(("UR",))) == ("SECOND PLAN", ("5055550111",), ("second.example",))
    assert party.address.city == "TAOS"
    assert warned(answer) == set()


def test_an_eb_is_kept_as_sent_and_its_values_are_exact() -> None:
    sent = "EB*C*IND*30^98*PP*PLAN A*29*3874.1*.15*P6*20*Y*N*HC:99213"
    _, member = only_member(sent, "EB*A**98*****.333", "EB*ZZ")
    line, coinsurance, odd = member.benefits
    assert line.as_sent == tuple(sent.split("*"))
    assert (line.code, line.level, line.service_types, line.plan) == ("C", "IND", ("30", "98"), "PLAN A")
    assert (line.amount, line.share) == (Money(387410), Decimal("0.15"))
    assert (line.quantity_kind, line.quantity, line.authorisation) == ("P6", "20", "Y")
    assert (line.network, line.procedure) == (Network.OUT, "HC:99213")
    assert coinsurance.share == Decimal("0.333")
    assert (odd.code, odd.amount, odd.share, odd.network) == ("ZZ", None, None, Network.NOT_SENT)


@pytest.mark.parametrize(
    ("sent", "cents"),
    [("0", 0), ("0.00", 0), ("", None), ("25", 2500), (".5", 50), ("12.", 1200), ("1234567.891", None),
     ("10.000", 1000), ("-5", -500), ("1E3", None), ("25,00", None), ("9" * 30, None), ("99999.99", 9999999)],
)  # fmt: skip
def test_a_blank_amount_is_unknown_and_zero_is_zero(sent: str, cents: int | None) -> None:
    answer, member = only_member(f"EB*B**98***27*{sent}")
    amount = member.benefits[0].amount
    assert (None if amount is None else amount.cents) == cents
    unread = bool(sent) and cents is None
    assert ("amount-not-read" in warned(answer)) is unread
    assert member.benefits[0].as_sent[7:] == ((sent,) if len(member.benefits[0].as_sent) > 7 else ())


@pytest.mark.parametrize(
    ("sent", "network", "warns"),
    [("Y", Network.IN, False), ("N", Network.OUT, False), ("W", Network.EITHER, False), ("U", Network.UNKNOWN, False),
     ("", Network.NOT_SENT, False), ("Q", Network.UNKNOWN, True)],
)  # fmt: skip
def test_the_network_has_four_values(sent: str, network: Network, warns: bool) -> None:
    answer, member = only_member(f"EB*B**98***27*10*****{sent}")
    assert member.benefits[0].network is network
    assert ("network-odd" in warned(answer)) is warns


@pytest.mark.parametrize("code", ["42", "71", "72", "73", "75"])
@pytest.mark.parametrize("level", list(Level)[:4])
def test_a_rejection_says_where_it_came_from(code: str, level: Level) -> None:
    aaa = f"AAA*N**{code}*C"
    body = {
        Level.PAYER: [TOP[0], aaa, *TOP[1:], *SUBSCRIBER],
        Level.PROVIDER: [*TOP, aaa, *SUBSCRIBER],
        Level.SUBSCRIBER: [*TOP, *SUBSCRIBER, aaa],
        Level.DEPENDENT: [*TOP, *SUBSCRIBER, *DEPENDENT[:3], aaa, *DEPENDENT[3:]],
    }[level]
    answer = read(a_file(a_set(*body)))
    (one,) = answer.rejections
    assert (one.level, one.code, one.follow_up, one.valid) == (level, code, "C", "N")
    assert one.member == {Level.SUBSCRIBER: 0, Level.DEPENDENT: 1}.get(level)
    assert warned(answer) == set()


def test_what_a_strict_reader_refuses_is_read(  # standards.md 1.1
) -> None:
    answer, member = only_member(
        "DTP*347*D8*20261231", "EB*F**33***23***P6*20", "EB*F**33***29***VS*12", "EB*B**47***29*248**DY*30",
        "EB*R**30", "REF*6P*G1", "LS*2120", "NM1*PR*2*PLAN WITHOUT ID", "LE*2120",
    )  # fmt: skip
    assert [line.quantity_kind for line in member.benefits] == ["P6", "VS", "DY", ""]
    assert member.benefits[3].parties[0].name == "PLAN WITHOUT ID"
    assert answer.warnings == ()


def test_counts_and_numbers_that_do_not_fit_are_warned_of_and_nothing_is_lost() -> None:
    text = a_271("EB*1**30").decode().replace("SE*12*0001", "SE*99*0002").replace("GE*1*7", "GE*4*8")
    answer = read(text.replace("IEA*1*000000007", "IEA*2*000000008").encode())
    names = ["count-wrong", "control-number"] * 3  # of SE, GE and IEA
    assert [one.name for one in answer.warnings] == names
    assert (answer.sets[0].counted, answer.sets[0].claimed) == (12, "99")
    assert len(answer.benefits) == 1


def test_several_sets_and_several_files_in_one_are_all_read() -> None:
    one = a_file(a_set(*TOP, *SUBSCRIBER, "EB*1**30"), a_set(*TOP, *SUBSCRIBER, "EB*6**30", control="0002"))
    other = ISA.replace("*", "|").replace("~", "!").replace("^", "+").replace(":~", ":!")
    second = "\n".join((other, "ST|271|9|X!", "HL|1||22|0!", "NM1|IL|1|POE|SAM!", "EB|1||30+98!", "SE|5|9!")).encode()
    answer = read(one + second + b"\nIEA|0|000000007!")
    assert [line.code for line in answer.benefits] == ["1", "6", "1"]
    assert answer.benefits[2].service_types == ("30", "98")
    assert [member.set_position for member in answer.members] == [0, 1, 2]
    assert len(answer.sets) == 3


def test_a_file_cut_off_and_joined_to_the_next_gives_both() -> None:
    whole = a_271("EB*1**30")
    answer = read(whole[:-60] + whole)
    assert len(answer.members) == 2
    assert "truncated" in warned(answer) or "no-end" in warned(answer)
    # a name that looks like the start of a file is a name
    assert read(a_271(member=(*SUBSCRIBER[:2], "NM1*IL*1*SMITH*LOUISA****MI*W1"))).members[0].first == "LOUISA"


@pytest.mark.parametrize("end", ["~", "\n", "\r\n", "\x1d", "~\r\n", "~\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"  \r\n\t"])
def test_terminators_marks_and_indentation(end: str, mark: bytes) -> None:
    text = a_271("EB*1**30^98").decode().replace("~\n", "~").replace("~", end + ("   " if end != "~" else ""))
    answer = read(mark + text.encode())
    assert answer.benefits[0].service_types == ("30", "98")
    assert warned(answer) == set()


def test_a_4010_file_has_no_repetition_separator() -> None:
    text = a_271("EB*1**30").decode().replace("*^*00501*", "*U*00401*")
    answer = read(text.encode())
    assert answer.delimiters is not None
    assert (answer.delimiters.repetition, answer.benefits[0].service_types) == ("", ("30",))


def test_an_isa_whose_last_element_is_empty() -> None:
    answer = read(a_271("EB*1**30").replace(b"*T*:~", b"*T*~"))
    assert answer.benefits[0].code == "1"
    assert {"isa-length", "isa-component"} <= warned(answer)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"<html>Sign in</html>", "web page"),
        (b"hello", "not an X12 file"),
        (b"ISA*00*  ", "cut off"),
        (b"ISA", "cut off"),
        (b"%PDF-1.7 \x00\xff", "not an X12 file"),
    ],
)
def test_no_isa_is_a_failure_with_a_name(raw: bytes, words: str) -> None:
    answer = read(raw)
    assert answer.kind == "none"
    assert words in answer.failure
    assert ("no-isa", answer.failure) in [(one.name, one.text) for one in answer.warnings]
    assert not answer.members


def test_an_envelope_with_nothing_inside_is_a_failure() -> None:
    answer = read(ISA.encode())
    assert "nothing inside" in answer.failure
    assert {"no-end", "no-transaction"} <= warned(answer)


def test_a_ta1_says_why_the_clearinghouse_refused() -> None:
    answer = read(f"{ISA}TA1*000000003*260105*0931*R*025~IEA*0*000000007~".encode())
    (one,) = answer.refused
    assert (answer.kind, one.code, one.control, answer.failure) == ("TA1", "025", "000000003", "")
    assert one.text == "The clearinghouse refused the request: its control number was used before (TA1 code 025)."
    taken = read(f"{ISA}TA1*000000003*260105*0931*A*000~IEA*0*000000007~".encode())
    assert (taken.refused, len(taken.refusals)) == ((), 1)


@pytest.mark.parametrize(("kind", "prefix"), [("999", "IK"), ("997", "AK")])
def test_a_999_or_997_is_read_instead_of_an_answer(kind: str, prefix: str) -> None:
    body = ["AK1*HS*3", "AK2*270*0001", f"{prefix}3*NM1*8**8", f"{prefix}4*9*67*1", f"{prefix}5*R*5", "AK9*R*1*1*0"]
    answer = read(a_file(a_set(*body, kind=kind)))
    assert answer.kind == kind
    assert answer.refused[0].text.startswith("The clearinghouse refused the request: segment NM1 at place 8; element 9")
    assert {one.control for one in answer.refused} == {"3"}  # our group, not the number of the set in it
    assert not answer.members


def test_a_ta1_inside_a_271_is_not_lost() -> None:
    text = a_271("EB*1**30").decode().replace("\nGS*", "\nTA1*000000003*260105*0931*R*006~\nGS*", 1)
    answer = read(text.encode())
    assert (answer.kind, len(answer.refused), len(answer.benefits)) == ("271", 1, 1)
    assert "mixed" in warned(answer)


@pytest.mark.parametrize("kind", ["270", "276", "277", "278", "835"])
def test_other_files_say_what_they_are(kind: str) -> None:
    answer = read(a_file(a_set("HL*1**20*1", "NM1*PR*2*X", kind=kind)))
    assert (answer.kind, answer.failure) == (kind, "")
    assert "not-an-answer" in warned(answer)


def test_wrong_charsets_are_read_and_warned_of() -> None:
    text = a_271("EB*1**30").decode().replace("DOE", "PEÑA")
    for raw in (text.encode(name) for name in ("latin-1", "utf-16", "utf-16-le", "utf-16-be", "cp037")):
        answer = read(raw)
        assert answer.members[0].last == "PEÑA"
        assert "wrong-charset" in warned(answer)
    assert "wrong-charset" not in warned(read(text.encode()))
    assert read(text.replace("PEÑA", "O’NEIL").encode("cp1252")).members[0].last == "O’NEIL"
    whole = text.encode()
    cut = read(whole[: whole.index(b"\xc3\x91") + 1])  # in the middle of the letter Ñ
    assert cut.members[0].last == "PE"
    assert "wrong-charset" not in warned(cut)


def test_control_characters_are_kept_raw_and_never_shown() -> None:
    answer, member = only_member("EB*1**30**PL\x1b[2JAN\u202e", "MSG*a\x07b")
    assert (member.benefits[0].plan, member.benefits[0].messages) == ("PL[2JAN", ("ab",))
    assert member.benefits[0].as_sent[5] == "PL\x1b[2JAN\u202e"
    assert "control-characters" in warned(answer)


def test_segments_nobody_knows_are_kept_raw() -> None:
    answer, member = only_member("EB*1**30", "XYZ*1*2", "MSG*STILL MINE", "MPI*C*E")
    assert ("XYZ", "1", "2") in answer.unknown
    assert ("MPI", "C", "E") in answer.unknown
    assert member.benefits[0].messages == ("STILL MINE",)
    assert [one.name for one in answer.warnings] == ["unknown-segment"]


def test_a_benefit_before_any_member_is_not_lost() -> None:
    answer = read(a_file(a_set("EB*1**30", "MSG*HELLO")))
    assert [(line.code, line.messages) for line in answer.benefits] == [("1", ("HELLO",))]
    assert "no-member" in warned(answer)
    above = read(a_file(a_set(TOP[0], "DTP*291*D8*20260105", "REF*18*X", "TRN*1*A", "MSG*HELLO", *TOP[1:])))
    assert (above.members, len(above.unknown)) == ((), 4)


def test_dates_that_are_none_are_kept_as_sent() -> None:
    answer, member = only_member("DTP*346*D8*20260231", "DTP*347*D8*", "DTP*291*RD8*20260201-20260101")
    assert [one.start for one in member.dates] == [None, None, date(2026, 2, 1)]
    assert member.dates[0].sent == "20260231"
    assert {"date-not-read", "range-reversed"} <= warned(answer)


def test_a_share_above_one_is_kept_and_warned_of() -> None:
    answer, member = only_member("EB*A**98***27**20")
    assert member.benefits[0].share == Decimal(20)
    assert "share-odd" in warned(answer)
