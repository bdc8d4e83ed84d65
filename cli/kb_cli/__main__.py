"""`python -m kb_cli` is the command `kb`."""

from kb_cli.main import start

start()
