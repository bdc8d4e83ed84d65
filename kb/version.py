"""The program's version: one place, read by the packaging, the snapshot and `kb --version`."""

__version__ = "0.1.0"
