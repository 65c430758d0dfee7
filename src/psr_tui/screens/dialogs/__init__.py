"""Question boxes: each a small class that returns a value."""

from psr_tui.screens.dialogs.base import Dialog
from psr_tui.screens.dialogs.choose import Choose
from psr_tui.screens.dialogs.confirm import Confirm
from psr_tui.screens.dialogs.form import ActForm, FormDialog
from psr_tui.screens.dialogs.prompt import Prompt

__all__ = ["ActForm", "Choose", "Confirm", "Dialog", "FormDialog", "Prompt"]
