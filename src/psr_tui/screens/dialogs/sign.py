"""The box in which a second person signs with their own password."""

from __future__ import annotations

from psr_tui.screens.dialogs.form import FormDialog
from psr_tui.widgets.fields import Field, PasswordField


def signature_box(title: str, note: str) -> FormDialog:
    """Answers with ``login`` and ``password`` as typed; None when nobody signed."""
    fields = [
        Field("User", "login", required=True, repeats=False, max_length=40, help="The user name of who signs."),
        PasswordField("Password", "password", required=True, help="The password of who signs."),
    ]
    return FormDialog(title, fields, note=note, save="Sign")
