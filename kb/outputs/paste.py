"""A paste as parsers see it: prompts found, escapes blanked, places kept. Pure.

A paste may hold several commands, each after its prompt, with what it printed below. `pieces` gives them one by one, so
that a parser knows the command line and does not read the output of the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kb.outputs.findings import Finding

READ = 200_000
"""How many characters of a paste are read: an output is shorter, a log's beginning says enough."""

TOOLS = (
    r"nslookup|dig|resolve-dnsname|resolvectl|systemd-resolve|curl|invoke-webrequest|iwr|test-netconnection|tnc|ncat|nc"
    r"|netsh|openssl|certutil|w32tm|sntp|dsregcmd|ipconfig|dscacheutil|killall|findstr|type|cat|get-content"
)
_PROMPT = (
    r"PS(?: (?:[A-Za-z]:\\|/|~|Microsoft)[^>\n]{0,200})?>{1,2} ?"  # PowerShell
    r"|(?:\[[^\]\n]{1,40}\] ?)?[A-Za-z]:\\[^>\n]{0,200}> ?"  # Command Prompt
    r"|(?:\([\w.-]{1,40}\) )?\[?[\w.-]{1,40}@[\w.-]{1,60}[: ][^\n$#%]{0,120}[$#%] "  # sh, bash and zsh
    r"|(?:[$%#>❯] |➜ {1,2}[\w~/.-]{1,60} )(?=(?:sudo )?(?:" + TOOLS + r")\b)|\$ (?=host )"
)
_COMMAND = re.compile(
    rf"^[ \t]{{0,8}}(?:(?:{_PROMPT})(?P<typed>[^\n]{{0,2000}})"
    rf"|(?P<bare>(?:sudo )?(?:{TOOLS})(?:\.exe)? (?!:)[^\n]{{1,2000}}))$",
    re.MULTILINE | re.IGNORECASE,
)
_BLANKED = re.compile(r"\x1b(?:\[[0-9;?]{0,20}[a-zA-Z@]|\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)|[()][0-9A-Za-z])")
_SPACES = str.maketrans(dict.fromkeys("\r\x00\xa0\u202f\u200b\ufeff\u2028\u2029\x0b\x0c\x85", " "))


@dataclass(frozen=True, slots=True)
class Piece:
    """One command line, or nothing where none stands before it, and what was printed, which begins at `start`.

    `prompted`: a prompt stands before the command. `ended`: another follows, so that all it printed is here. Spaces
    stand for what is blanked, so a place in `text` is one in the paste. `says` is a finding with the lines of a match.
    """

    command: str
    text: str
    start: int = 0
    command_start: int = 0
    prompted: bool = False
    ended: bool = False

    def says(self, name: str, match: re.Match[str], *hosts: str, group: int = 0, port: int = 0) -> Finding:
        first, last = match.span(group)
        begin = self.text.rfind("\n", 0, first + 1) + 1 if self.text[first : first + 1] != "\n" else first + 1
        close = self.text.find("\n", max(last - 1, begin))
        shown = self.text[begin : close if close >= 0 else len(self.text)]
        begin += len(shown) - len(shown.lstrip())
        named = tuple(dict.fromkeys(host.lower().rstrip(".") for host in hosts if host))
        return Finding(name, self.start + begin, self.start + begin + len(shown.strip()), named, port)


def pieces(text: str) -> Iterator[Piece]:
    """The commands of a paste with what each printed; first what stands before the first command line."""
    text = _BLANKED.sub(lambda match: " " * len(match[0]), text[:READ]).translate(_SPACES)
    command, begin, at, prompted = "", 0, 0, False
    for match in _COMMAND.finditer(text):
        if text[begin : match.start()].strip() or command:
            yield Piece(command, text[begin : match.start()], begin, at, prompted, ended=match["typed"] is not None)
        group = "typed" if match["typed"] is not None else "bare"
        command, begin, at, prompted = match[group].strip(), match.end(), match.start(group), group == "typed"
    yield Piece(command, text[begin:], begin, at, prompted)


def joined(text: str) -> tuple[str, Callable[[int], int]]:
    """The text with lines joined that a window of fixed width broke, and the way from its places to the text's own.

    Such lines are all as long as the longest; what is joined may be a word cut in two.
    """
    lines = text[:READ].split("\n")
    width = max((len(line.rstrip("\r")) for line in lines), default=0)
    kept: list[str] = []
    cuts: list[tuple[int, int]] = [(0, 0)]  # (place in the joined text, how much is left out before it)
    length = left_out = 0
    for number, line in enumerate(lines):
        bare = line.rstrip("\r")
        wrapped = len(bare) == width >= 40 and number + 1 < len(lines) and lines[number + 1].strip() != ""
        part = bare if wrapped else line + "\n"
        kept.append(part)
        length += len(part)
        if wrapped:
            left_out += len(line) + 1 - len(bare)
            cuts.append((length, left_out))

    def place(at: int) -> int:
        return at + max(gone for begin, gone in cuts if begin <= at)

    return "".join(kept)[: len(text)], place


_HOST = r"(?:[a-z0-9_](?:[\w-]{0,62})\.){1,12}[a-z][a-z0-9-]{1,23}"
_OPTION_VALUE = re.compile(
    r"(?<!\S)(?:-x|--proxy|-o|--output|--cacert|-cafile|-servername|-verify_hostname|--ciphers|--resolve|-outfile)"
    r"[ =]\S{1,300}|(?<!\S)@\S{1,200}",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"(?<![\w.@\\/-])(?:[a-z]{{2,6}}://)?({_HOST})\.?(?![\w@\\])", re.IGNORECASE)


def asked_host(command: str) -> str:
    """The host that a command line asks, in small letters, or nothing."""
    rest = _OPTION_VALUE.sub(" ", command.split(" | ")[0])
    names = (match[1].lower() for match in _NAMED.finditer(rest))
    return next((name for name in names if not name.endswith((".exe", ".txt", ".sst", ".cer", ".pem", ".crt"))), "")


_PORT = re.compile(
    r"(?<!\S)-(?:Port|RemotePort) (?P<option>\d{1,5})(?!\S)"
    r"|^(?:sudo )?n(?:c|cat) [^\n]{0,300}? (?P<last>\d{1,5})[ \t]{0,9}$",
    re.IGNORECASE,
)


def asked_port(command: str) -> int:
    """The port that a command line of Test-NetConnection or nc asks, or 0."""
    found = _PORT.search(command)
    return int(found["option"] or found["last"]) if found else 0


_BLANK = r"(?:[ \t]{1,40}(?:\n[ \t]{0,40})?|\n[ \t]{0,40})"
_SPACE_OR_SET = re.compile(r" |\[(?:\\.|[^\]\\]){1,99}\]|\\.")


def rx(pattern: str) -> re.Pattern[str]:
    """A pattern over lines, in any case; a space in it is any blank, and one line break where the output is wrapped."""
    words = _SPACE_OR_SET.sub(lambda match: _BLANK if match[0] == " " else match[0], pattern)
    return re.compile(words, re.MULTILINE | re.IGNORECASE)
