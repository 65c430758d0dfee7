"""Given names that are short forms of each other; a short list, because a long one calls strangers alike (FD-53)."""

from __future__ import annotations

_GROUPS = """
alejandra ale sandra alexandra
alejandro alex alexander sandy
andrew andy drew
anthony tony antonio tono
barbara barb
benjamin ben
catherine kathy kate katie katherine cathy
charles chuck charlie
christina tina cristina
christopher chris
daniel dan danny
david dave
deborah debbie deb
edward ed eddie ted
elizabeth liz beth betty eliza
enrique kike
francisco paco pancho frank francis
guadalupe lupe
guillermo memo
ignacio nacho
james jim jimmy
jennifer jen jenny
jesus chuy
john jack johnny
jose pepe
joseph joe joey
joshua josh
kenneth ken kenny
lawrence larry
margaret maggie peggy meg
maria mari mary
matthew matt
michael mike mickey
nicholas nick
patricia pat patty trish
rafael rafa
rebecca becky
richard rick dick rich
robert bob rob bobby
rosario charo
samuel sam
steven steve stephen
susan sue susie
thomas tom tommy
timothy tim
victoria vicky
william bill will billy
""".strip()
_GROUP_OF: dict[str, set[int]] = {}
for _number, _line in enumerate(_GROUPS.splitlines()):
    for _name in _line.split():
        _GROUP_OF.setdefault(_name, set()).add(_number)


def same_short_form(one: str, other: str) -> bool:
    """Whether two folded given names (their first words) are forms of one name: ``bob`` and ``robert``."""
    a, b = one.partition(" ")[0], other.partition(" ")[0]
    return a != b and bool(_GROUP_OF.get(a, set()) & _GROUP_OF.get(b, set()))


def short_forms(name: str) -> tuple[str, ...]:
    """The other forms of a folded given name, in the order of the list: ``bob`` gives ``robert`` first."""
    lines = _GROUPS.splitlines()
    forms = (form for number in sorted(_GROUP_OF.get(name, set())) for form in lines[number].split())
    return tuple(dict.fromkeys(form for form in forms if form != name))
