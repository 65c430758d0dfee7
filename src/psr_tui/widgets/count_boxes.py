"""The boxes a count of cash is typed into, without a screen: texts, sums, drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psr_tui.domain.counting import CountRow, Denomination, Form, parse_quantity, total
from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.money import Money
from psr_tui.domain.tenders import holds_card_number


@dataclass(slots=True)
class Box:
    """One box to type in: a denomination, loose or bundled."""

    denomination: Denomination
    form: Form
    text: str = ""

    @property
    def key(self) -> str:
        return f"{self.denomination.code}:{self.form.value}"

    @property
    def name(self) -> str:
        return self.denomination.label if self.form is Form.LOOSE else f"  {self.form.value}s"

    @property
    def row(self) -> CountRow | None:
        """The counted row; None when nothing is typed. Raises: InvalidInput."""
        quantity = parse_quantity(self.text, self.denomination.label)
        return None if quantity is None else CountRow(self.denomination, self.form, quantity)

    @property
    def problem(self) -> str:
        """What is wrong with the text; "" when it can be read."""
        try:
            parse_quantity(self.text, self.denomination.label)
        except InvalidInput as error:
            return str(error)
        return ""

    @property
    def readable(self) -> CountRow | None:
        """The counted row, None also when the text cannot be read."""
        return None if self.problem else self.row


class Boxes:
    """The boxes of a count in the order of counting; rolls and straps get theirs when asked for."""

    def __init__(self, denominations: Sequence[Denomination]) -> None:
        self.all = [Box(item, Form.LOOSE) for item in denominations]

    def visible(self, seldom: bool) -> list[Box]:
        """The boxes to show; seldom denominations only when asked for, or when they hold a number."""
        return [box for box in self.all if seldom or box.text or not box.denomination.odd]

    def bundle_of(self, code: str) -> Box | None:
        """The box for rolls or straps of a denomination, made when it is not there yet."""
        for place, box in enumerate(self.all):
            if box.denomination.code == code:
                key = f"{code}:{box.denomination.bundle.value}"
                found = next((other for other in self.all if other.key == key), None)
                if found is None:
                    found = Box(box.denomination, box.denomination.bundle)
                    self.all.insert(place + 1, found)
                return found
        return None

    def rows(self) -> list[CountRow]:
        """Every counted row. Raises: InvalidInput of the first box that cannot be read."""
        return [row for box in self.all if (row := box.row) is not None]

    def total(self) -> Money:
        """The sum of what can be read."""
        return total(row for box in self.all if (row := box.readable) is not None)

    def draft(self) -> dict[str, str]:
        """What is typed, without a whole card number, which may be kept nowhere (CD-24)."""
        return {box.key: box.text for box in self.all if box.text and not holds_card_number(box.text)}

    def restore(self, draft: Mapping[str, str]) -> None:
        for key in draft:
            if not key.endswith(f":{Form.LOOSE.value}"):
                self.bundle_of(key.partition(":")[0])
        for box in self.all:
            box.text = draft.get(box.key, "")

    def clear(self) -> None:
        self.all = [box for box in self.all if box.form is Form.LOOSE]
        for box in self.all:
            box.text = ""
