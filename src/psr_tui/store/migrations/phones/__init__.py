"""The parts of revision 0004, one module a subject: each makes its tables. Columns as they were; no table classes."""
