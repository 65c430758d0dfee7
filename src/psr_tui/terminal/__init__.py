"""The floor between the desk and the widgets: what stands between the program and a real terminal.

This module imports nothing, so that ``terminal.hardening`` can run before Textual is imported.
"""
