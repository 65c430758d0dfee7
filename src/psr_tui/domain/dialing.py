"""Ways to dial a number without a telephone system that dials: a link for a telephone program, and the number itself
to be copied (call-center.md section 15, CC-122)."""

from __future__ import annotations

import re
from collections.abc import Mapping

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]{1,5})?")


def tel_link(e164: str) -> str:
    """``tel:+15055550142`` (RFC 3966), without anything that is dialed after the answer: an extension is said by a
    person, so that a wrong one harms nobody. '' for what is no number in E.164."""
    return f"tel:{e164}" if _E164.fullmatch(e164) else ""


def sip_link(e164: str, host: str) -> str:
    """``sip:+15055550142@host``; '' for what is no number or no host."""
    return f"sip:{e164}@{host}" if _E164.fullmatch(e164) and _HOST.fullmatch(host) else ""


def link_opens_here(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a link reaches a telephone program of the person who sits here: over SSH it would open on the other
    computer, and without a desktop in a text browser over this screen."""
    if any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")):
        return False
    return platform == "darwin" or any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
