"""Arguments to command; the one place that turns errors into text and an exit status.

Exit status: 0 a confident answer, or the asked thing was done; 1 nothing known; 2 wrong usage or unreadable input;
130 interrupted. A closed pipe ends the program without a word.
"""

import gc
import os
import sys


def start() -> None:
    """Run `kb` as a process of its own, and end it.

    The collector of cyclic garbage and the taking apart of every module at the end take a fifth of a short look-up, and
    do nothing for it: such a look-up leaves no file open for writing, no thread and no handler behind.
    """
    gc.disable()
    status = main()
    if "kb_cli.commands" not in sys.modules:
        os._exit(status)
    sys.exit(status)


def main(arguments: "list[str] | None" = None) -> int:
    """Run `kb` with these arguments (the process's own by default) and give back its exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if sys.stdout is None:  # closed before we began: nobody can read an answer
        _complain("standard output is closed; open it, or send it to a file")
        return 2
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        return 141
    except KeyboardInterrupt:
        _complain("")
        return 130
    except OSError as error:
        _drop_output()
        _complain(f"standard output cannot be written: {error.strerror or error}; free some space or choose another")
        return 2
    return status


def _drop_output() -> None:
    """Let what is still unwritten go nowhere: the interpreter flushes once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(message: str) -> None:
    """One line on standard error, if anybody listens there."""
    try:
        sys.stderr.write(f"kb: {message}\n" if message else "\n")
    except (OSError, ValueError, AttributeError):
        return


def _run(arguments: "list[str]") -> int:
    from kb_cli import quick

    status = quick.answer(arguments)
    if status is not None:
        return status
    gc.enable()
    from kb.errors import KbError, UnknownEntry
    from kb.safe_text import visible_line
    from kb_cli.commands import run  # imported when an exact look-up was not enough: argparse and all commands

    try:
        return run(arguments)
    except KbError as error:
        _complain(visible_line(str(error)))
        return 1 if isinstance(error, UnknownEntry) else 2


if __name__ == "__main__":
    start()
