"""psr-tui: the front desk and the phones of a clinic, in one terminal."""

__version__ = "0.4.0"
