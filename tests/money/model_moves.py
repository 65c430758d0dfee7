"""The model goes on: cash in and out without a patient, cash for the next shift, a drawer opened early."""

from __future__ import annotations

from tests.money.model import FLOAT, Books, Move, Offer, Session, refuse

COUNTING = ("counting", "counted", "approved")


class MovingBooks(Books):
    """`Books` with pay-ins, pay-outs, swaps and hand-overs; ``prestage`` lets the next shift open during a count."""

    prestage = False

    def open(self, name: str, drawer: str, rep: str, counted: int) -> Session:
        """Early, the float comes from the safe, for the shift before still has its own in the till."""
        before = self.on(drawer)
        if before is None or not self.prestage:
            return super().open(name, drawer, rep, counted)
        refuse(self.mine(rep) is not None, len(self.all_on(drawer)) > 1, before.state not in COUNTING)
        self._move(till=counted, safe=-FLOAT, opening_gap=FLOAT - counted)
        session = Session(name, drawer, rep, self.day)
        session.held["CASH"] = counted
        self.sessions.append(session)
        return session

    def left_in(self, drawer: str) -> int:
        """Early, it is the float that was fetched from the safe."""
        return FLOAT if self.prestage and self.on(drawer) is not None else super().left_in(drawer)

    def all_on(self, drawer: str) -> list[Session]:
        """The sessions of a drawer that are not closed; two with an early opening."""
        return [one for one in self.sessions if one.drawer == drawer and one.state != "closed"]

    def close(self, session: Session) -> None:
        """With somebody else on the drawer already, the float goes back to the safe."""
        followed = len(self.all_on(session.drawer)) > 1
        kept = self.floats[session.drawer]
        super().close(session)
        if followed:
            self._move(safe=self.floats[session.drawer], float=-self.floats[session.drawer])
            self.floats[session.drawer] = kept

    def pay_in(self, name: str, rep: str, cents: int, from_safe: bool) -> None:
        """Cash that no patient paid."""
        self._cash(name, Move(self.till(rep), cents, "safe" if from_safe else "petty_cash"))

    def pay_out(self, name: str, rep: str, cents: int) -> None:
        """Cash for a purchase, never more than is there."""
        session = self.till(rep)
        refuse(cents > session.held["CASH"])
        self._cash(name, Move(session, -cents, "petty_cash"))

    def take_back(self, name: str, rep: str, signer: str) -> None:
        """A wrong move, whole and once, in its own drawer, never more than is there."""
        move, session = self.moves[name], self.till(rep)
        refuse(signer != "sotto", move.back, session is not move.session, session.held["CASH"] < move.cents)
        move.back = True
        self._cash(name, move, -1)

    def swap(self, rep: str) -> None:
        """The same cash in other pieces."""
        self.till(rep)

    def offered_by(self, session: Session) -> Offer | None:
        """What a session has in transit."""
        return next((one for one in self.offers.values() if one.source is session), None)

    def offer(self, name: str, rep: str, to: str, cents: int) -> Offer:
        """Out of the till, into nobody's hands yet."""
        session = self.till(rep)
        refuse(to == rep, self.offered_by(session) is not None)
        self._move(transit=cents, till=-cents)
        session.held["CASH"] -= cents
        self.offers[name] = Offer(name, session, to, cents)
        return self.offers[name]

    def count_offer(self, name: str, rep: str, cents: int) -> str:
        """Equal is taken over; the second count that differs sends all of it back."""
        refuse(name not in self.offers)
        offer = self.offers[name]
        refuse(offer.to != rep)
        session = self.till(rep)
        if cents == offer.cents:
            self._arrive(offer, session)
            return "accepted"
        offer.miscounts += 1
        if offer.miscounts == 2:
            self._arrive(offer, offer.source)
            return "refused"
        return "offered"

    def end_offer(self, name: str, who: str, refused: bool) -> None:
        """Refused by who should take it, or taken back by who offered it (or a supervisor)."""
        refuse(name not in self.offers)
        offer = self.offers[name]
        refuse(who != offer.to if refused else who not in (offer.source.rep, "sotto"))
        self._arrive(offer, offer.source)

    def _arrive(self, offer: Offer, session: Session) -> None:
        self._move(transit=-offer.cents, till=offer.cents)
        session.held["CASH"] += offer.cents
        del self.offers[offer.name]

    def begin_count(self, rep: str) -> Session:
        """Not while money of the drawer is in transit."""
        session = self.mine(rep)
        refuse(session is not None and self.offered_by(session) is not None)
        return super().begin_count(rep)
