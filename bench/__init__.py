"""Measurements: they print percentiles and ratios and assert nothing."""
