"""Style sheets parsed once a run. Textual parses some forty of them anew for each application, and again for each mode,
with the same result; most applications of the tests wear the same ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

Parse = Callable[..., list[RuleSet]]


def remembered(parse: Parse) -> Parse:
    """``Stylesheet._parse_rules`` that remembers what it parsed, by everything the result depends on."""
    known: dict[Any, list[RuleSet]] = {}

    def parse_rules(sheet: Stylesheet, css: str, *args: Any, **kwargs: Any) -> list[RuleSet]:
        key = css, args, frozenset(kwargs.items()), frozenset(sheet._variables.items())
        if key not in known:
            known[key] = parse(sheet, css, *args, **kwargs)
        return known[key]

    return parse_rules
