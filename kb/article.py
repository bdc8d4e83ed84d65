"""Sections of a page become validated entries. Pure; reads the form that `content/README.md` describes.

Nothing is demanded: a page without any of the known headings is one entry whose text is its notes. What a strict
reader would object to is collected beside the entries as faults, for `kb lint` to print.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, get_args

from kb.block_lines import ALERT, plain_lines
from kb.codes import canonical, find_codes, looks_like_code
from kb.entry import (
    Cause,
    Check,
    Command,
    Endpoint,
    Entry,
    Escalation,
    Example,
    Kind,
    Link,
    Note,
    Origin,
    Platform,
    Result,
    Sample,
    Setting,
    Source,
)
from kb.fault import Fault
from kb.front_matter import YAMLError, plain_value, read_yaml, written
from kb.outline import ALIASES_LINE, CODES_LINE, EXAMPLES, Outline, role_of
from kb.sections import Block, Section

Resolve = Callable[[str, str], str]
"""(file the link stands in, target as written) -> id of the entry it leads to, or nothing."""


_OWN_FIELDS = {"kind", "products", "sources", "reviewed", "codes", "aliases", "noise"}
_KINDS: tuple[str, ...] = get_args(Kind)
_TITLE_FIELDS = ("title", "original", "error", "message")
_SHELLS = {
    "bat": "Command Prompt", "cmd": "Command Prompt", "batch": "Command Prompt", "dos": "Command Prompt",
    "powershell": "PowerShell", "ps1": "PowerShell", "pwsh": "PowerShell", "azurepowershell": "PowerShell",
    "sh": "Terminal", "bash": "Terminal", "zsh": "Terminal", "shell": "Terminal", "console": "Terminal",
    "command": "Command Prompt",
}  # fmt: skip
_PLATFORM_WORDS: tuple[tuple[re.Pattern[str], Platform], ...] = (
    (re.compile(r"\bany system\b", re.IGNORECASE), "any"),
    (re.compile(r"\bwindows\b", re.IGNORECASE), "windows"),
    (re.compile(r"\bmac\s?os\b|\bmac\b", re.IGNORECASE), "macos"),
    (re.compile(r"\blinux\b", re.IGNORECASE), "linux"),
)
_RESULT = re.compile(r"(good|bad|expected result|expected)\s?:\s*", re.IGNORECASE)
_UNDO = re.compile(r"undo\s?:\s*", re.IGNORECASE)
_MARK = re.compile(r"\s{0,4}\((when|causes?):([^()]{0,400})\)\s{0,4}\Z")
_MARK_BEGINS = re.compile(r"\((?:when|causes?):")


@dataclass(slots=True)
class Article:
    """The entries of one file, and what a strict reader would object to."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_article(found: Outline, *, book: str, sources: Mapping[str, Source], resolve: Resolve) -> Article:
    """The entries of an outlined page. Never raises for what a page says; faults are in the answer."""
    article = Article()
    reader = _Reader(found.file, book, sources, resolve, article.faults)
    front = reader.front_matter(found.page.front_matter)
    article.entries.extend(reader.entry(name, section, front, len(found.entries)) for name, section in found.entries)
    for section in found.page.root.walk():
        if role_of(section.title) in EXAMPLES and section.line not in reader.read_examples:
            remedy = "make it a section of the entry itself, one level below its heading"
            reader.fault(section.line, f"{section.title!r} belongs to no entry", remedy)
    return article


@dataclass(slots=True)
class _Parts:
    """What has been read of an entry so far."""

    codes: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    endpoints: list[Endpoint] = field(default_factory=list)
    settings: list[Setting] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    file: str
    book: str
    sources: Mapping[str, Source]
    resolve: Resolve
    faults: list[Fault]
    read_examples: set[int] = field(default_factory=set)  # the lines of the sections

    def fault(self, line: int, what: str, remedy: str) -> None:
        self.faults.append(Fault(self.file, max(line, 1), what, remedy))

    # --- front matter -------------------------------------------------------------------------------------------

    def front_matter(self, text: str) -> dict[str, Any]:
        if not text.strip():
            self.fault(1, "no front matter", "begin with ---, kind, products, sources, reviewed, ---")
            return {}
        try:
            data = read_yaml(text)
        except (YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or str(error).splitlines()[0]
            line = mark.line + 2 if mark else 1
            self.fault(line, f"front matter is no YAML: {problem}", "quote values that hold ': ' or begin with a mark")
            return {}
        if not isinstance(data, dict):
            self.fault(2, "front matter is not a list of fields", "write `name: value` lines between the --- lines")
            return {}
        front = {written(name): plain_value(value) for name, value in data.items()}
        for name in sorted(front.keys() - _OWN_FIELDS):
            self.fault(2, f"unknown field {name!r} in the front matter", f"known: {', '.join(sorted(_OWN_FIELDS))}")
        for name in ("kind", "products", "sources", "reviewed"):
            if name not in front:
                self.fault(2, f"no {name!r} in the front matter", "see content/README.md, Front matter")
        reviewed = written(front.get("reviewed", ""))
        if "reviewed" in front and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", reviewed):
            self.fault(2, f"'reviewed' is no date: {reviewed!r}", "write it as YYYY-MM-DD")
        return front

    def source(self, key: object) -> Source:
        if isinstance(key, str) and key in self.sources:
            return self.sources[key]
        self.fault(2, f"unknown source {written(key)!r}", f"known: {', '.join(self.sources) or 'none'} (sources.yaml)")
        return Source(title=written(key))

    # --- an entry -----------------------------------------------------------------------------------------------

    def entry(self, name: str, section: Section, front: dict[str, Any], siblings: int) -> Entry:
        parts = _Parts()
        body = section
        if section.level == 0 and len([s for s in section.children if s.level == 1]) == 1:
            body = next(s for s in section.children if s.level == 1)
            blocks = [*section.blocks, *body.blocks]
            children = [*body.children, *(s for s in section.children if s is not body)]
        else:
            blocks, children = section.blocks, section.children
        title = body.title or next((written(front[f]) for f in _TITLE_FIELDS if front.get(f)), "")
        if not title:
            self.fault(section.line, "no title", "begin with a first-level heading: # Title")
            title = PurePosixPath(self.file).stem
        if siblings == 1:
            for spelled in (PurePosixPath(self.file).stem, title.split(":")[0].strip("` ")):
                if looks_like_code(spelled):
                    parts.codes.append(canonical(spelled))
        self.more_names(parts, front)
        self.head(parts, blocks)
        for child in children:
            if role_of(child.title) in EXAMPLES:
                self.examples(parts, child)
            else:
                self.part(parts, child)
        if "kind" not in front:
            parts.codes.extend(_codes_of_a_stranger(section))
            parts.codes.extend(_vendors_code(self.book, PurePosixPath(self.file).stem))
        kind: Any = front.get("kind")
        if kind not in _KINDS:
            if "kind" in front:
                self.fault(2, f"unknown kind {written(kind)!r}", f"one of {', '.join(_KINDS)}")
            has_error = parts.messages or parts.causes or parts.codes
            kind = "error" if has_error else "check" if parts.checks else "reference"
        return Entry(
            id=name,
            title=_bare(title),
            kind=kind,
            codes=_unique(parts.codes),
            aliases=_unique(parts.aliases),
            messages=_unique(parts.messages),
            products=tuple(written(p) for p in _listed(front.get("products"))),
            summary="\n\n".join(parts.summary),
            causes=tuple(parts.causes),
            checks=tuple(parts.checks),
            commands=tuple(_distinct(parts.commands)),
            endpoints=tuple(parts.endpoints),
            settings=tuple(parts.settings),
            notes=tuple(parts.notes),
            escalations=tuple(parts.escalations),
            related=_unique(ref for ref in parts.related if ref != name),
            sources=tuple(self.source(key) for key in _listed(front.get("sources"))),
            outside=_unique(parts.outside),
            reviewed=written(front.get("reviewed", "")),
            noise=tuple(written(n) for n in _listed(front.get("noise"))),
            examples=tuple(parts.examples),
            origin=Origin(book=self.book, file=self.file, line=max(body.line, 1)),
        )

    @staticmethod
    def more_names(parts: _Parts, front: dict[str, Any]) -> None:
        parts.codes.extend(canonical(written(code)) for code in _listed(front.get("codes")))
        parts.aliases.extend(written(alias) for alias in _listed(front.get("aliases")))
        parts.messages.extend(front[f] for f in _TITLE_FIELDS if isinstance(front.get(f), str) and f != "title")

    def head(self, parts: _Parts, blocks: list[Block]) -> None:
        """Codes, names and the summary: what stands between the title and the first sub-heading."""
        rest: list[Block] = []
        for block in blocks:
            if block.kind == "html":
                continue
            if block.kind == "paragraph" and not rest:
                if self.names_line(parts, block, outside=False):
                    continue
                parts.summary.append(block.text)
                parts.related.extend(self.refs(block))
            elif block.kind == "quote" and not ALERT.match(block.text):
                parts.messages.append(_message(block))
            else:
                rest.append(block)
        if rest:
            self.note(parts, "", rest)

    def names_line(self, parts: _Parts, block: Block, *, outside: bool) -> bool:
        """Take `Codes:` and `Also called:` lines. Whether the block was one."""
        text = block.text
        if match := CODES_LINE.match(text):
            spelled = re.findall(r"`([^`]+)`", text[match.end() :].split(". ")[0])
            if not spelled:
                self.fault(block.line, "no code in the Codes line", "put each code in backticks")
            for code in spelled:
                self.code(parts, code, block.line, outside)
            return True
        if match := ALIASES_LINE.match(text):
            listed = text[match.end() :]
            listed = _sentence(listed) if outside else listed  # outside, words about the source follow the names
            names = [_bare(name.strip().rstrip(".")) for name in listed.split(";")]
            parts.aliases.extend(name for name in names if name)
            if outside:
                parts.outside.extend(name for name in names if name)
            return True
        return False

    def code(self, parts: _Parts, code: str, line: int, outside: bool) -> None:
        key = canonical(code)
        if key != code and key.removeprefix("0x") != code.removeprefix("0x"):
            self.fault(line, f"code {code!r} is not in canonical form", f"write {key}")
        for form in dict.fromkeys((key, code)):
            parts.codes.append(form)
            if outside:
                parts.outside.append(form)

    def part(self, parts: _Parts, section: Section) -> None:
        role = role_of(section.title)
        blocks = section.blocks
        match role:
            case "messages":
                self.messages(parts, section)
            case "causes":
                self.causes(parts, section)
            case "checks":
                self.checks(parts, section)
            case "escalations":
                self.escalations(parts, section)
            case "outside":
                self.outside(parts, section)
            case "finds" | "finds not":
                return  # too deep to be an entry's examples, which `read_article` says
            case "related":
                for block in blocks:
                    for inner in block.walk():
                        parts.related.extend(self.refs(inner))
            case "meaning":
                parts.summary.extend(b.text for b in blocks if b.kind == "paragraph")
                self.note(parts, section.title, [b for b in blocks if b.kind != "paragraph"])
            case _:
                self.note(parts, "" if role in ("notes", "endpoints", "settings") else section.title, blocks)
        if role in ("messages", "checks", "causes"):
            return
        for child in section.children:
            self.part(parts, child)

    # --- parts ----------------------------------------------------------------------------------------------------

    def messages(self, parts: _Parts, section: Section) -> None:
        rest: list[Block] = []
        for block in section.blocks:
            if block.kind == "quote" and not ALERT.match(block.text):
                parts.messages.append(_message(block))
            elif block.kind == "code" and block.language not in _SHELLS:
                parts.messages.extend(line.strip() for line in block.text.splitlines()[:12] if line.strip())
                rest.append(block)
            else:
                rest.append(block)
        self.note(parts, section.title, rest)
        for child in section.children:
            self.part(parts, child)

    def causes(self, parts: _Parts, section: Section) -> None:
        rest: list[Block] = []
        for block in section.blocks:
            if block.kind == "list":
                for item in block.children:
                    text = "\n".join([item.text, *plain_lines(item.children)])
                    parts.causes.append(Cause(text=text, leads_to=self.tree_refs(item)))
            elif block.kind == "paragraph" and not rest:
                parts.causes.append(Cause(text=block.text, leads_to=self.refs(block)))
            else:
                rest.append(block)
        self.note(parts, section.title, rest)
        for child in section.children:
            self.part(parts, child)

    def checks(self, parts: _Parts, section: Section) -> None:
        pending: list[Block] = []  # blocks outside a list: together they are one check
        for block in section.blocks:
            if block.kind == "list" and (block.ordered or not pending):
                self.loose_check(parts, section.title, pending)
                pending = []
                for item in block.children:
                    self.check(parts, item)
            elif block.kind != "html":
                pending.append(block)
        self.loose_check(parts, section.title, pending)
        for child in section.children:
            self.loose_check(parts, child.title, child.blocks)
            for below in child.children:
                self.loose_check(parts, below.title, below.blocks)
                for deeper in below.children:
                    self.part(parts, deeper)

    def check(self, parts: _Parts, item: Block) -> None:
        title = item.bold.rstrip(".:") if item.bold else ""
        text = item.text[len(item.bold) :].lstrip(" .:") if item.bold else item.text
        if not title:
            title, text = _first_sentence(text)
        self.add_check(parts, title, text, item, item.children)

    def loose_check(self, parts: _Parts, title: str, blocks: Iterable[Block]) -> None:
        blocks = [b for b in blocks if b.kind != "html"]
        if blocks:
            self.add_check(parts, title, "", blocks[0], tuple(blocks))

    def add_check(self, parts: _Parts, title: str, text: str, at: Block, blocks: tuple[Block, ...]) -> None:
        commands: list[Command] = []
        samples: list[Sample] = []
        results: list[Result] = []
        undo: list[str] = []
        words = [text] if text else []
        label = ""
        for position, block in enumerate(blocks):
            follows = blocks[position + 1] if position + 1 < len(blocks) else None
            if block.kind == "code":
                if block.language in _SHELLS:
                    commands.extend(self.commands(block, label))
                else:
                    samples.append(Sample(text=block.text, language=block.language, caption=label))
                    words.extend(plain_lines((block,)) if not label and not block.language else ())
                label = ""
            elif block.kind == "list" and any(_RESULT.match(c.text) or _UNDO.match(c.text) for c in block.children):
                for child in block.children:
                    if match := _UNDO.match(child.text):
                        undo.append("\n".join([child.text[match.end() :], *plain_lines(child.children)]))
                    else:
                        results.append(self.result(child))
            elif block.kind == "paragraph" and follows and follows.kind == "code" and block.text.endswith(":"):
                label = block.text.rstrip(":")
            else:
                words.extend(plain_lines((block,)))
        check = Check(
            title=_bare(title, keep_code=True),
            text="\n".join(words),
            commands=tuple(commands),
            samples=tuple(samples),
            results=tuple(results),
            undo="\n".join(undo),
            leads_to=_unique([*self.refs(at), *(ref for block in blocks for ref in self.tree_refs(block))]),
        )
        if commands and not any(result.good for result in results):
            self.fault(at.line, f"check {title!r} does not say what a good result is", "add a `- Good: ...` line")
        parts.checks.append(check)
        parts.commands.extend(commands)

    def result(self, item: Block) -> Result:
        match = _RESULT.match(item.text)
        text = item.text[match.end() :] if match else item.text
        good = bool(match) and match is not None and match[1].lower() != "bad"
        text, when, causes = self.marks(text, item)
        words = "\n".join([text, *plain_lines(item.children)])
        return Result(good=good, text=words, leads_to=self.tree_refs(item), when=when, causes=causes)

    def marks(self, text: str, item: Block) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
        """The text without the marks at its end, and what they say: the findings, the causes."""
        marks: dict[str, tuple[str, ...]] = {}
        while (mark := _MARK.search(text)) and mark[1].rstrip("s") not in marks:
            marks[mark[1].rstrip("s")] = _unique(name.strip() for name in mark[2].split(","))
            text = text[: mark.start()]
        causes = [int(number) for number in marks.get("cause", ()) if re.fullmatch("[1-9][0-9]?", number)]
        if any(not names for names in marks.values()) or _MARK_BEGINS.search(text):
            remedy = "end the line with (cause: 2), a Good or Bad one also with (when: finding, finding)"
            self.fault(item.line, "'(when: ...)' or '(cause: ...)' that cannot be read", remedy)
        elif len(causes) < len(marks.get("cause", ())):
            self.fault(item.line, "'(cause: ...)' names no cause", "count the causes from 1: (cause: 2, 3)")
        return text, marks.get("when", ()), tuple(causes)

    def commands(self, block: Block, label: str) -> list[Command]:
        platforms = [platform for pattern, platform in _PLATFORM_WORDS if pattern.search(label)]
        shell = _SHELLS[block.language]
        if not platforms:
            self.fault(block.line, "command without a platform", "put `Windows, Command Prompt:` or the like before it")
            platforms = ["any" if shell == "Terminal" else "windows"]
        words = label.lower()
        cloud = "China" if "china" in words else "global" if "global" in words else ""
        texts = [block.text] if _is_script(block.text) else [t.strip() for t in block.text.splitlines()]
        return [
            Command(
                text=text.removeprefix("$ "),
                platform=platform,
                shell=shell,
                changes_system="changes the system" in words,
                elevated="elevated" in words or text.startswith("sudo "),
                cloud=cloud,
                purpose=label,
            )
            for text in texts
            if text and not text.startswith(("#", "::", "REM "))
            for platform in platforms
        ]

    def outside(self, parts: _Parts, section: Section) -> None:
        """Texts and facts from other sources: kept apart as a note, their names and messages found like others."""
        for block in section.blocks:
            for item in block.children if block.kind == "list" else (block,):
                links = self.links(item)
                if not any(link.url for link in links):
                    self.fault(item.line, "no link to where this is from", "end the item with [title](https://...)")
                self.names_line(parts, item, outside=True)
                for inner in item.walk():
                    if inner.kind == "quote":
                        parts.messages.append(_message(inner))
                        parts.outside.append(_message(inner))
                    elif inner is not item and inner.kind in ("paragraph", "item"):
                        self.names_line(parts, inner, outside=True)
                    elif inner.kind == "code" and inner.language in _SHELLS:
                        self.fault(inner.line, "command under From other sources", "give it a check of its own")
                parts.notes.append(Note(title="", text="\n".join(plain_lines((item,))), links=links, outside=True))
                parts.related.extend(link.entry for link in links if link.entry)

    def escalations(self, parts: _Parts, section: Section) -> None:
        """A list: whom, in bold, and what to ask for."""
        rest: list[Block] = []
        for block in section.blocks:
            if block.kind != "list" or not all(item.bold for item in block.children):
                rest.append(block)
                continue
            for item in block.children:
                text, _, causes = self.marks(item.text[len(item.bold) :].lstrip(" .:"), item)
                what = "\n".join([text, *plain_lines(item.children)])
                parts.escalations.append(Escalation(whom=item.bold.rstrip(".:"), what=what, causes=causes))
                parts.related.extend(self.tree_refs(item))
        if rest:
            self.fault(section.line, "something else than a list of whom to ask", "write `- **Proxy team**: what for`")
        self.note(parts, section.title, rest)

    def examples(self, parts: _Parts, section: Section) -> None:
        """Pastes to try: a text fence or a block quote each, before it perhaps a paragraph with the reason."""
        self.read_examples.add(section.line)
        remedy = "give each paste a ```text fence or a block quote, not inside a list and without a heading of its own"
        before, why = len(parts.examples) + len(self.faults), ""
        for block in section.blocks:
            if block.kind == "paragraph":
                why = " ".join(block.text.split())
            elif block.kind == "quote" or (block.kind == "code" and block.language == "text"):
                text = block.text if block.kind == "code" else _message(block)
                if text.strip():
                    finds = role_of(section.title) == "finds"
                    parts.examples.append(Example(text=text, finds=finds, why=why, line=block.line))
                else:
                    self.fault(block.line, "the paste is empty", "quote the text that somebody pastes, or remove it")
                why = ""
            elif block.kind != "html":
                what = f"fence of {block.language or 'no language'}" if block.kind == "code" else block.kind
                self.fault(block.line, f"no paste, but a {what}", remedy)
        for child in section.children:
            self.fault(child.line, f"a heading among the pastes: {child.title!r}", remedy)
        if len(parts.examples) + len(self.faults) == before:
            self.fault(section.line, f"no paste under {section.title!r}", remedy)

    def note(self, parts: _Parts, title: str, blocks: Iterable[Block]) -> None:
        """Everything else. Tables of hosts and of settings are taken out as what they are."""
        kept: list[Block] = []
        label = ""
        for block in blocks:
            if block.kind == "table" and self.table(parts, block):
                continue
            if block.kind == "code" and block.language in _SHELLS and label:
                parts.commands.extend(self.commands(block, label))
            label = block.text.rstrip(":") if block.kind == "paragraph" and block.text.endswith(":") else ""
            kept.append(block)
        lines = plain_lines(kept)
        if lines:
            links = tuple(link for block in kept for link in self.links(block))
            parts.notes.append(Note(title=_bare(title), text="\n".join(lines), links=links))
            parts.related.extend(link.entry for link in links if link.entry)

    def table(self, parts: _Parts, block: Block) -> bool:
        columns = [cell.lower() for cell in block.rows[0]] if block.rows else []
        if columns[:1] and columns[0] in ("host", "hosts", "endpoint", "url") and {"port", "purpose"} & set(columns):
            for row in block.rows[1:]:
                cells = dict(zip(columns, row, strict=False))
                hosts = re.findall(r"`([^`]+)`", row[0]) or [row[0]]
                extra = re.sub(r"`[^`]+`,?", "", row[0]).strip(" ,")
                purpose = cells.get("purpose", "") + (f" {extra}" if extra else "")
                parts.endpoints.extend(
                    Endpoint(host=h, port=_bare(cells.get("port", "")), purpose=purpose, cloud=cells.get("cloud", ""))
                    for h in hosts
                )
            return True
        if columns[:1] == ["item"]:
            for row in block.rows[1:]:
                cells = dict(zip(columns, row, strict=False))
                parts.settings.append(Setting(item=row[0], kind=cells.get("kind", ""), use=cells.get("use", "")))
            return True
        return False

    # --- links ----------------------------------------------------------------------------------------------------

    def refs(self, block: Block) -> tuple[str, ...]:
        return tuple(link.entry for link in self.own_links(block) if link.entry)

    def tree_refs(self, block: Block) -> tuple[str, ...]:
        return _unique(ref for inner in block.walk() for ref in self.refs(inner))

    def links(self, block: Block) -> tuple[Link, ...]:
        return tuple(link for inner in block.walk() for link in self.own_links(inner))

    def own_links(self, block: Block) -> Iterator[Link]:
        for words, target in block.links:
            if re.match(r"[a-z][a-z0-9+.-]{0,20}:", target, re.IGNORECASE):
                if not target.lower().startswith(("https://", "http://", "mailto:")):
                    self.fault(block.line, f"link of a kind that is not followed: {target}", "use https://")
                    continue
                yield Link(text=words, url=target)
            else:
                entry = self.resolve(self.file, target)
                if not entry:
                    self.fault(block.line, f"link to nowhere: {target}", "name an article of this book")
                yield Link(text=words, entry=entry)


_ERROR_NAME = re.compile(r"\b(?:[A-Z][A-Z0-9]{1,15}_)?E_[A-Z][A-Z0-9_]{3,60}\b|\bWSA[A-Z]{4,20}\b")
_STRANGERS_CODES = 40


def _codes_of_a_stranger(section: Section) -> list[str]:
    """Codes of a page that knows nothing of our form: those it speaks of, for it has no `Codes:` line to say more."""
    codes: list[str] = []
    read = (part for part in section.walk() if role_of(part.title) not in EXAMPLES)
    texts = (text for part in read for text in (part.title, *_texts(part.blocks)))
    for text in texts:
        codes.extend(found.key for found in find_codes(text) if found.specific)
        codes.extend(_ERROR_NAME.findall(text))
    return list(dict.fromkeys(codes))[:_STRANGERS_CODES]


def _vendors_code(book: str, stem: str) -> Iterator[str]:
    """The code of a page named after a bare number in a collection named after its vendor: `ts-errors/2322.md`."""
    vendor = re.match(r"[a-z]{2,4}(?=[-_])", book.lower())
    if vendor and re.fullmatch(r"[0-9]{4,6}", stem):
        yield vendor[0].upper() + stem


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        for inner in block.walk():
            yield inner.text
            for row in inner.rows:
                yield from row


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for v in values if v))


def _distinct(commands: Iterable[Command]) -> Iterator[Command]:
    seen: set[tuple[str, str, str]] = set()
    for command in commands:
        name = (command.text, command.platform, command.shell)
        if name not in seen:
            seen.add(name)
            yield command


def _bare(text: str, *, keep_code: bool = False) -> str:
    return text.strip() if keep_code else text.replace("`", "").strip()


def _message(quote: Block) -> str:
    return quote.text.replace("`", "").strip()


def _sentence(text: str) -> str:
    """The text up to the first full stop that ends a sentence."""
    return re.split(r"\.\s", text, maxsplit=1)[0]


def _first_sentence(text: str) -> tuple[str, str]:
    match = re.match(r"(.{3,90}?[.?:])(?:\s|$)", text)
    if match:
        return match[1].rstrip(".:"), text[match.end() :].strip()
    return (text, "") if len(text) <= 100 else (text[:80].rsplit(" ", 1)[0] + " …", text)


_GOES_ON = re.compile(r"[\\`^|{(\[,&]\s*$|^\s+\S|^[})\]]", re.MULTILINE)


def _is_script(text: str) -> bool:
    """Whether the lines belong together: one is continued, indented, or opens a bracket that another closes."""
    return "\n" in text and bool(_GOES_ON.search(text))
