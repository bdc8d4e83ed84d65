"""The affected machine in the chat: what is known of it, its proxy and host in the commands shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.entry import Entry
from kb.safe_text import visible, visible_exact
from kb.situation import FIELDS, NAMES, Field, Refused, Situation, assign, fill
from kb_cli.findings import Line

_PROXY = re.compile(r"(?:https?://)?([^\s:/]{1,253})(?::([0-9]{1,5}))?/?")


def filled(lines: Iterable[Line], entry: Entry, situation: Situation) -> list[Line]:
    """The lines with the known values in the commands, quoted for their shell; a value that cannot be is said so."""
    shells = {visible_exact(line): command.shell for command in entry.commands for line in command.text.split("\n")}
    out: list[Line] = []
    for style, indent, platform, text in lines:
        done = fill(text, shells.get(text, ""), situation) if style == "command" and text in shells else text
        if isinstance(done, Refused):
            out += [(style, indent, platform, text), ("caution", indent, platform, visible(done.reason))]
        else:
            out.append((style, indent, platform, visible_exact(done) if style == "command" else done))
    return out


def known(situation: Situation) -> list[Line]:
    """What is known of the affected machine, a line each; where a paste names several values, all of them."""
    lines: list[Line] = []
    for field in FIELDS:
        values = situation.candidates(field)
        value = situation.value(field) or (f"{' or '.join(values)}? `/set` decides" if values else "")
        if value:
            lines.append(("item", 2, "", visible(f"- {NAMES[field]}: {value}")))
    return lines


def set_value(situation: Situation, words: str) -> Situation | Refused | None:
    """The situation after `proxy HOST[:PORT]` or `FIELD VALUE`; None where that names no field."""
    name, _, value = words.partition(" ")
    value = value.strip()
    if name == "proxy":
        match = _PROXY.fullmatch(value)
        host, port = (match[1], match[2] or "") if match else (value, "")
        after = assign(situation, "proxy_host", host)
        return after if isinstance(after, Refused) or not port else assign(after, "proxy_port", port)
    fields: dict[str, Field] = {field.replace("_", "-"): field for field in FIELDS}
    return assign(situation, fields[name], value) if name in fields else None
