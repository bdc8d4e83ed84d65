"""Arguments to command; the one place that turns errors into text and an exit status.

Exit status: 0 a confident answer, or the asked thing was done; 1 nothing known; 2 wrong usage or unreadable input;
130 interrupted. A closed pipe ends the program without a word.
"""

import os
import sys


def main(arguments: "list[str] | None" = None) -> int:
    """Run `kb` with these arguments (the process's own by default) and give back its exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more at exit
        return 141
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    return status


def _run(arguments: "list[str]") -> int:
    from kb_cli import quick

    status = quick.answer(arguments)
    if status is not None:
        return status
    from kb.errors import KbError, UnknownEntry
    from kb.safe_text import visible_line
    from kb_cli.commands import run  # imported when an exact look-up was not enough: argparse and all commands

    try:
        return run(arguments)
    except KbError as error:
        sys.stderr.write(f"kb: {visible_line(str(error))}\n")
        return 1 if isinstance(error, UnknownEntry) else 2


if __name__ == "__main__":
    sys.exit(main())
