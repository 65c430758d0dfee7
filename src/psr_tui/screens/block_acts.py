"""The keys of a phone block on the callback list: start, plan, pause, go on, end, look."""

from __future__ import annotations

from psr_tui.domain.block_words import BlockStanding, head_forms, state_parts
from psr_tui.domain.clock import hmm
from psr_tui.screens import phone_block
from psr_tui.screens.list_place import ListPlace


class BlockActs(ListPlace):
    """Acts that are about the block and not about a row."""

    block: BlockStanding | None = None
    """How the block stood when the head was last read."""

    async def read_block(self) -> tuple[tuple[str, ...], list[str]]:
        """(forms of the head for line 1, words for line 2) of the running block; nothing without one."""
        self.block = await self.desk.ask(self.desk.blocks.standing)
        if self.block is None:
            period = await self.desk.ask(self.desk.rep_states.now)
            if period is None or not period.code:
                return (), []
            return (), [f"away: {period.what} {hmm(period.minutes(self.desk.clock.now()))}"]
        return head_forms(self.block, self.desk.tz), state_parts(self.block)

    async def reread(self, words: str | None) -> None:
        """Show what is true now, then say it; nothing said leaves a refusal where it is."""
        await self.reload()
        if words:
            self.say(words)

    def action_block(self) -> None:
        self.flow(self._block())

    async def _block(self) -> None:
        summary = await self.desk.ask(self.desk.blocks.summary)
        if summary is not None:
            await phone_block.show(self, self.desk, summary)
            return
        await self._new_block(later=False)

    def action_plan_block(self) -> None:
        self.flow(self._plan())

    async def _plan(self) -> None:
        await self._new_block(later=True)

    async def _new_block(self, later: bool) -> None:
        from psr_tui.screens.block_form import new_block

        words = await new_block(self, self.desk, later)
        if words is not None:
            await self.reread(words)

    def action_block_pause(self) -> None:
        self.flow(self._pause())

    async def _pause(self) -> None:
        stand = await self.desk.ask(self.desk.blocks.standing)
        if stand is None:
            self.refuse("No phone block runs: 0 starts one. :away pauses without one.")
        elif stand.paused:
            await self.reread((await self.desk.act(self.desk.rep_states.back)).words)
        else:
            away = await phone_block.pause(self, self.desk)
            await self.reread(away.words if away else None)

    def action_block_end(self) -> None:
        self.flow(self._end())

    async def _end(self) -> None:
        if await self.desk.ask(self.desk.blocks.standing) is None:
            self.refuse("No phone block runs: 0 starts one.")
            return
        summary = await phone_block.end(self, self.desk)
        if summary is not None:
            await phone_block.show(self, self.desk, summary)
            await self.reread(phone_block.ended_words(summary))

    async def command_blocks(self, _argument: str) -> None:
        from psr_tui.screens.block_list import BlockList

        await self.open(BlockList(self.desk))
        await self.reread(None)
