"""What to do with a note that is not genuine: said where a difference is explained by one (cash-drawer.md CD-34).

Source: the advice of the United States Secret Service to cashiers.
"""

from __future__ import annotations

COUNTERFEIT_REASON = "OS07"
COUNTERFEIT_HELP = (
    "Counterfeit: do not give it back. If it is safe, delay who passed it and note what they look like. Write your "
    "initials and the date on the white border, put it into an envelope and touch it no more. Hand it only to the "
    "police or the Secret Service."
)


def help_for(reason: str) -> str:
    """What a rep should know who chooses an over/short reason; nothing for the reasons that speak for themselves."""
    return COUNTERFEIT_HELP if reason == COUNTERFEIT_REASON else ""
