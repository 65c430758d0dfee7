"""Reading a queue_log while it is written: no line twice, none lost, whatever becomes of the file."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from psr_tui.devices.queue_log_tail import QueueLogTail
from psr_tui.domain.phone_events import PhoneKind
from psr_tui.domain.queue_log import LOST_PLACE, TOO_LONG


def line(number: int) -> bytes:
    return f"{1_780_000_000 + number}|{number}.1|booking|NONE|ENTERQUEUE||+15055550142|1\n".encode()


class Log:
    """A queue_log that somebody writes and rotates; its times move on by themselves, so that order is never a tie."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "queue_log"
        self.rotations = 0
        self._ns = 1_780_000_000_000_000_000
        self.path.touch()

    def write(self, data: bytes) -> None:
        with self.path.open("ab") as file:
            file.write(data)
        self._touch(self.path)

    def rename(self) -> None:
        """As logrotate does it: the names move on by one, and the file is made anew."""
        self._shift()
        self.path.rename(self.path.with_name("queue_log.1"))
        self.path.touch()
        self._touch(self.path)

    def copy_and_truncate(self) -> None:
        self._shift()
        copy = self.path.with_name("queue_log.1")
        shutil.copyfile(self.path, copy)
        self._touch(copy)
        os.truncate(self.path, 0)
        self._touch(self.path)

    def _shift(self) -> None:
        for number in range(self.rotations, 0, -1):
            self.path.with_name(f"queue_log.{number}").rename(self.path.with_name(f"queue_log.{number + 1}"))
        self.rotations += 1

    def _touch(self, path: Path) -> None:
        self._ns += 1_000_000
        os.utime(path, ns=(self._ns, self._ns))


def drain(tail: QueueLogTail, most: int = 1000) -> list[str]:
    """The ids of all calls that are to be heard now, warnings by their name."""
    heard: list[str] = []
    for _ in range(1000):
        now = tail.hear(most)
        heard += [one.call_id or one.reason for one in now.events]
        if not now.more:
            return heard
    raise AssertionError("there is always more")


def ids(*numbers: int) -> list[str]:
    return [f"{number}.1" for number in numbers]


def test_half_a_line_waits_for_its_rest(tmp_path: Path) -> None:
    log = Log(tmp_path)
    tail = QueueLogTail("pbx", log.path)
    log.write(line(1) + line(2)[:20])
    assert drain(tail) == ids(1)
    assert drain(tail) == []
    log.write(line(2)[20:])
    assert drain(tail) == ids(2)


def test_it_goes_on_at_its_mark_after_a_restart(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.write(line(1) + line(2) + line(3)[:9])
    first = QueueLogTail("pbx", log.path)
    heard = first.hear(1)
    assert [one.call_id for one in heard.events] == ids(1)
    first.close()
    log.write(line(3)[9:])
    assert drain(QueueLogTail("pbx", log.path, heard.mark)) == ids(2, 3)


def test_a_renamed_file_is_read_to_its_end_first(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.write(line(1))
    tail = QueueLogTail("pbx", log.path)
    assert drain(tail) == ids(1)
    log.write(line(2))
    log.path.rename(tmp_path / "queue_log.1")
    with (tmp_path / "queue_log.1").open("ab") as still_open:
        assert drain(tail) == ids(2)
        log.path.touch()  # made by logrotate; Asterisk writes into the old one until it is told
        assert drain(tail) == []
        still_open.write(line(3) + b"1780000004|4.1|boo")
    log.write(line(5))
    assert drain(tail) == [*ids(3), "short line", *ids(5)]


def test_rotated_twice_while_nobody_listened(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.write(line(1) + line(2))
    mark = QueueLogTail("pbx", log.path).hear(1).mark
    log.rename()
    log.write(line(3))
    log.rename()
    log.write(line(4))
    assert drain(QueueLogTail("pbx", log.path, mark)) == ids(2, 3, 4)


def test_copied_and_truncated(tmp_path: Path) -> None:
    log = Log(tmp_path)
    tail = QueueLogTail("pbx", log.path)
    log.write(line(1))
    assert drain(tail) == ids(1)
    log.write(line(2))
    log.copy_and_truncate()
    log.write(line(3) + line(4))  # longer than before: only the bytes tell that the file began anew
    assert drain(tail) == ids(2, 3, 4)


def test_a_place_that_is_gone_is_told(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.write(line(1) + line(2))
    mark = QueueLogTail("pbx", log.path).hear(1).mark
    log.path.unlink()
    log.write(line(3))
    heard = QueueLogTail("pbx", log.path, mark).hear(10)
    assert [one.reason or one.call_id for one in heard.events] == [LOST_PLACE, "3.1"]
    assert "lines may be missing" in heard.events[0].raw


def test_what_is_no_log_is_trouble_in_words(tmp_path: Path) -> None:
    missing = QueueLogTail("pbx", tmp_path / "queue_log")
    assert missing.hear(10).trouble == f"{tmp_path / 'queue_log'} is not there."
    os.mkfifo(tmp_path / "pipe")
    assert "not a plain file" in QueueLogTail("pbx", tmp_path / "pipe").hear(10).trouble
    assert "cannot be read" in QueueLogTail("pbx", tmp_path).hear(10).trouble
    (tmp_path / "queue_log").write_bytes(line(1))
    assert drain(missing) == ids(1)  # it is heard as soon as it is there


def test_hostile_bytes_and_a_line_without_an_end(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.write(b"\x00" * 600 + line(1) + b"\xff\xfe|\r\n" + line(2)[:-1] + b"\r\n" + b"9" * 3_000_000 + b"\n" + line(3))
    tail = QueueLogTail("pbx", log.path)
    heard = drain(tail)
    assert heard[:4] == ["torn line", "1.1", "no time", "2.1"]
    assert heard[-1] == "3.1"
    assert {TOO_LONG} <= set(heard[4:-1]) <= {TOO_LONG, "no time"}
    tail.close()
    again = QueueLogTail("pbx", log.path).hear(1000)
    assert all(len(one.raw) < 70_000 for one in again.events if one.kind is PhoneKind.WARNING)


acts = st.lists(
    st.tuples(st.integers(0, 160), st.sampled_from(["hear", "hear", "rename", "rename", "copy", "restart", "all"])),
    max_size=30,
)


@settings(max_examples=100, deadline=None)
@given(acts)
def test_never_a_line_twice_and_never_one_lost(done: list[tuple[int, str]]) -> None:
    text = b"".join(line(number) for number in range(100))
    with tempfile.TemporaryDirectory() as folder:
        log, written, heard = Log(Path(folder)), 0, list[str]()
        tail = QueueLogTail("pbx", log.path)
        mark = tail.hear(1).mark  # a new source begins with the file that is there
        for size, act in done:
            end = min(written + size, len(text))
            if act in ("rename", "copy"):  # a writer ends its line before it turns to the new file
                end = text.find(b"\n", end - 1) + 1 if end else 0
            log.write(text[written:end])
            written = end
            if act == "hear":
                now = tail.hear(1 + size % 5)
                heard += [one.call_id for one in now.events]
                mark = now.mark
            elif act == "restart":
                tail.close()
                tail = QueueLogTail("pbx", log.path, mark)
            elif act == "rename":
                log.rename()
            else:  # a file that was copied before any of it was read looks like any other one
                heard += drain(tail)
                mark = tail.hear(1).mark
                if act == "copy":
                    log.copy_and_truncate()
        log.write(text[written:])
        heard += drain(tail, 7)
        tail.close()
        assert heard == ids(*range(100))
