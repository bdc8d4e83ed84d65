"""What tools print of the machine itself: its clock, its DNS cache, how it is joined.

Formats: https://learn.microsoft.com/en-us/windows-server/networking/windows-time-service/windows-time-service-tools-and-settings
(w32tm in English, German, French); sntp of macOS 12 and later;
https://learn.microsoft.com/en-us/entra/identity/devices/troubleshoot-device-dsregcmd; ipconfig in the same languages.
"""

from __future__ import annotations

import re

from kb.outputs.findings import Finding
from kb.outputs.paste import Piece, rx

RIGHT_SECONDS = 60.0
"""By how much a clock may be off and still be right: "to the minute", say the articles."""

# --- w32tm --------------------------------------------------------------------------------------------------------

_RESYNC = rx(
    r"^[ \t]{0,8}(?:Sending resync command to |Der Befehl zum erneuten Synchronisieren wird an |Der Befehl zur erneuten"
    r" Synchronisierung wird an |Befehl zum erneuten Synchronisieren wird an "
    r"|Envoi de la commande de resynchronisation )"
)
_W32TM_SAYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("time-service-off", re.compile(r"^[^\n]{0,200}\(0x80070426\)", re.MULTILINE)),
    ("access-denied", re.compile(r"^[^\n]{0,200}\(0x80070005\)", re.MULTILINE)),
    (
        "clock-not-synced",
        rx(
            r"^[ \t]{0,8}(?:The computer did not resync because|Der Computer wurde nicht synchronisiert, da"
            r"|L[’']ordinateur ne s[’']est pas resynchronisé|L[’']ordinateur n[’']a pas été resynchronisé)"
        ),
    ),
)
_DONE = rx(
    r"^[ \t]{0,8}(?:The command completed successfully|Der Befehl wurde erfolgreich ausgeführt"
    r"|La commande s[’']est (?:terminée correctement|déroulée correctement|correctement exécutée))"
)
_STATUS = re.compile(
    r"^[ \t]{0,8}[^:\n]{3,40}[ \t]?:[ \t]{0,3}(?P<leap>[0-3])[ \t]?\([^)\n]{2,60}\)[ \t]{0,9}\n"
    r"[ \t]{0,8}(?:Stratum|Strate|Couche)[ \t]{0,3}:[ \t]{0,3}(?P<stratum>\d{1,2})\b",
    re.MULTILINE | re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"^[ \t]{0,8}(?:Reference ?Id|Referenz-ID|ID de référence)[ \t]{0,3}:[ \t]{0,3}(0x[0-9A-F]{8})\b", re.M | re.I
)
_NO_SOURCE = ("0X00000000", "0X4C4F434C")  # none, and "LOCL": the computer's own clock
_TRACKING = rx(
    r"^[ \t]{0,8}(?:Tracking \S{1,255} \[|\S{1,255} wird verfolgt|Verfolgung von \S{1,255} \[|Suivi de \S{1,255} \[)"
)
_SAMPLE = re.compile(
    r"^[ \t]{0,8}\d{1,2}:\d\d:\d\d(?: [AP]M)?,[ \t]{1,4}(?:(?:d:[+-]?[\d.,]{1,20}s[ \t]{1,4})?(?:o:)?"
    r"(?P<off>[+-]\d{1,12}[.,]\d{1,9})s\b"
    r"|(?P<error>error|Fehler|erreur)[ \t]?: ?0x[0-9A-F]{8})[^\n]{0,100}$",
    re.MULTILINE | re.IGNORECASE,
)


_OWN_SOURCE = re.compile(r"^[ \t]{0,8}(?:Local CMOS Clock|Free-running System Clock)[ \t]{0,9}$", re.MULTILINE)


def w32tm(piece: Piece) -> list[Finding] | None:
    """`/resync`, `/query /status`, `/query /source` or `/stripchart`."""
    text = piece.text
    typed = piece.prompted and re.match(r"w32tm\b", piece.command, re.IGNORECASE)
    samples = list(_SAMPLE.finditer(text)) if _TRACKING.search(text) or typed else []
    resync, status = _RESYNC.search(text), _STATUS.search(text)
    unsynced = _W32TM_SAYS[2][1].search(text)
    if not (typed or resync or status or samples or unsynced):
        return None
    found: list[Finding] = []
    for name, pattern in _W32TM_SAYS:
        found.extend(piece.says(name, match) for match in pattern.finditer(text))
    done = _DONE.search(text)
    if done and not found and not status and (resync or re.search(r"/resync\b", piece.command, re.IGNORECASE)):
        found.append(piece.says("clock-synced", done))
    if typed and re.search(r"/query /source\b", piece.command, re.IGNORECASE):
        found.extend(piece.says("clock-not-synced", match) for match in _OWN_SOURCE.finditer(text))
    for match in _STATUS.finditer(text):
        reference = _REFERENCE.search(text, match.end())
        local = bool(reference and reference[1].upper() in _NO_SOURCE)
        name = "clock-not-synced" if match["leap"] == "3" or match["stratum"] == "0" or local else "clock-synced"
        if local or reference or name == "clock-not-synced":
            shown = reference if reference and local else match
            found.append(piece.says(name, shown, group=0 if shown is reference else match.re.groupindex["leap"]))
    for match in samples:
        found.append(piece.says(_clock(match["off"]) if match["off"] else "time-server-silent", match))
    return found


def _clock(seconds: str) -> str:
    return "clock-right" if abs(float(seconds.replace(",", "."))) <= RIGHT_SECONDS else "clock-wrong"


# --- sntp ---------------------------------------------------------------------------------------------------------

_OFFSET = re.compile(
    r"^[ \t]{0,8}(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,9} \([+-]\d{4}\) )?"
    r"(?P<off>[+-]\d{1,12}\.\d{1,9}) \+/- \d{1,9}\.\d{1,9}"
    r" (?P<host>\S{1,255})[^\n]{0,100}$",
    re.MULTILINE,
)
_EXCHANGE = re.compile(
    r"^[ \t]{0,8}sntp: (?:Exchange failed|Clock select failed|getaddrinfo)[^\n]{0,100}$", re.MULTILINE
)


def sntp(piece: Piece) -> list[Finding] | None:
    """An offset with its error, `+0.003520 +/- 0.034567 time.apple.com …`, or `sntp: Exchange failed: …`."""
    # No host: the clock is this machine's, whichever server it was compared with.
    offsets = [piece.says(_clock(match["off"]), match) for match in _OFFSET.finditer(piece.text)]
    # Several servers may be asked in turn: what one of them answered counts.
    silent = [] if offsets else [piece.says("time-server-silent", match) for match in _EXCHANGE.finditer(piece.text)]
    return offsets or silent or None


# --- dsregcmd /status ---------------------------------------------------------------------------------------------

_DSREG = re.compile(
    r"^[ \t]{0,40}\|?[ \t]{0,20}(?P<key>AzureAdJoined|DomainJoined|WorkplaceJoined|AzureAdPrt|DeviceAuthStatus)"
    r"[ \t]{0,9}:[ \t]{0,9}(?P<value>\w{2,12})\b",
    re.MULTILINE | re.IGNORECASE,
)
_DSREG_NAMES = {
    "azureadjoined": ("joined", "not-joined"),
    "domainjoined": ("domain-joined", "not-domain-joined"),
    "workplacejoined": ("registered", "not-registered"),
    "azureadprt": ("prt-yes", "prt-no"),
    "deviceauthstatus": ("device-auth-ok", "device-auth-failed"),
}
_DSREG_VALUES = {"yes": 0, "success": 0, "no": 1, "failed": 1}


def dsregcmd(piece: Piece) -> list[Finding] | None:
    """Lines of name and value, `AzureAdJoined : YES`; the names are the same in every language."""
    rows = [(match, _DSREG_VALUES.get(match["value"].lower())) for match in _DSREG.finditer(piece.text)]
    found = [piece.says(_DSREG_NAMES[row["key"].lower()][at], row) for row, at in rows if at is not None]
    return found or None


# --- the DNS cache ------------------------------------------------------------------------------------------------

_FLUSHED = rx(
    r"^[ \t]{0,8}(?:Successfully flushed the DNS Resolver Cache|Der DNS-Auflösungscache wurde geleert"
    r"|Cache de résolution DNS vidé)"
)
_NOT_FLUSHED = rx(
    r"^[ \t]{0,8}(?:Could not flush the DNS Resolver Cache|Der DNS-Auflösungscache konnte nicht geleert werden"
    r"|Impossible de vider le cache de résolution DNS)"
)
_ELEVATION = rx(
    r"^[ \t]{0,8}(?:The requested operation requires elevation|Der angeforderte Vorgang erfordert erhöhte Rechte"
    r"|L[’']opération demandée nécessite une élévation)"
)


def ipconfig(piece: Piece) -> list[Finding] | None:
    """What `ipconfig /flushdns` says, in a sentence."""
    found = [piece.says("dns-cache-flushed", match) for match in _FLUSHED.finditer(piece.text)]
    found.extend(piece.says("dns-cache-not-flushed", match) for match in _NOT_FLUSHED.finditer(piece.text))
    if re.match(r"ipconfig\b", piece.command, re.IGNORECASE):
        found.extend(piece.says("access-denied", match) for match in _ELEVATION.finditer(piece.text))
    return found or None


_FLUSH_TYPED = re.compile(
    r"(?:sudo )?(?:dscacheutil -flushcache(?:[ \t]{0,4}(?:&&|;)[ \t]{0,4}(?:sudo )?killall -HUP mDNSResponder)?"
    r"|killall -HUP mDNSResponder)[ \t;]{0,9}",
)


def dscacheutil(piece: Piece) -> list[Finding] | None:
    """Nothing, after `dscacheutil -flushcache` or `killall -HUP mDNSResponder`: silence is success."""
    if not (piece.prompted and _FLUSH_TYPED.fullmatch(piece.command)):
        return None
    printed = re.sub(r"^(?:Password|Passwort|Mot de passe)[ \t]{0,2}:[^\n]{0,80}", "", piece.text.strip())
    if printed.strip() or not (printed != piece.text.strip() or piece.ended):
        return []  # it said something, or may not have run
    end = piece.command_start + len(piece.command)
    return [Finding("dns-cache-flushed", piece.command_start, end)]
