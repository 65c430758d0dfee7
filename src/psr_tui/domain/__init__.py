"""The rules of the desk: pure values and functions. No I/O, no clock reading, no logging."""
