"""What the queue opens beside itself for the row under the cursor: money, care, papers, labels, the day's close."""

from __future__ import annotations

from psr_tui.domain.board import BoardRow
from psr_tui.screens.queue_acts import QueueActs


class QueueBeside(QueueActs):
    """Boxes about the patient of a row; none of them moves the visit."""

    def _row(self) -> BoardRow | None:
        """The row the last key meant; None, and said, when there is none."""
        record = self.list.target()
        row = self.rows.get(record.key) if record is not None else None
        if row is None:
            self._some(())
        return row

    def action_cost(self) -> None:
        if (row := self._row()) is not None:
            self.flow(self._cost(row))

    def command_cost(self, _argument: str) -> None:
        self.action_cost()

    async def _cost(self, row: BoardRow) -> None:
        from psr_tui.screens.cost import ask_cost  # read in spare time; the queue is there before it

        await ask_cost(self, row.patient_id, row.visit_id)

    async def command_close(self, argument: str) -> None:
        from psr_tui.screens.close_day import close_day  # read when it is wanted, once a day

        await close_day(self, argument)

    async def command_copays(self, argument: str) -> None:
        from psr_tui.screens.close_day import copays  # read when it is wanted

        await copays(self, argument)

    def action_pay(self) -> None:
        if (row := self._row()) is not None:
            self.flow(self._pay(row))

    async def _pay(self, row: BoardRow) -> None:
        from psr_tui.screens.payment import take_payment  # read in spare time; the queue is there before it

        if await take_payment(self, "Payment", row.patient_id, row.visit_id) is not None:
            await self.list.reload()

    def action_care(self) -> None:
        if (row := self._row()) is not None:
            self.flow(self._care(row, ""))

    async def command_care(self, argument: str) -> None:
        record = self.list.target()
        await self._care(self.rows.get(record.key) if record is not None else None, argument)

    async def _care(self, row: BoardRow | None, argument: str) -> None:
        from psr_tui.screens.care import care_command  # read when it is asked for

        await care_command(self, argument, row.patient_id if row else "", row.visit_id if row else "")

    async def command_noshows(self, argument: str) -> None:
        from psr_tui.screens.no_shows import no_shows_command  # read when it is asked for

        await no_shows_command(self, argument)

    async def command_papers(self, _argument: str) -> None:
        from psr_tui.screens.papers import Papers  # read when it is asked for

        await self.open(Papers(self.desk))

    def action_labels(self) -> None:
        if (row := self._row()) is not None:
            self.flow(self._labels(row))

    async def _labels(self, row: BoardRow) -> None:
        from psr_tui.screens.labels import show_labels  # read in spare time; the queue is there before it

        await show_labels(self, row.patient_id, row.visit_id)
