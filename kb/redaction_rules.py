r"""What is looked for in a text that is to lose its secrets: one table. Pure, imports nothing.

A row says what it is, its kind or the judge of it (`redaction`), what shows that there may be some (one of these, in
lower case), and its pattern; every group is a value. Patterns ignore case, and `\w` and `\b` know ASCII only, so that a
text without spaces between its words hides nothing. They are linear: what repeats is bounded, possessive, or cannot
start again within itself. A value is never asked to begin with `<`, for that is how a stand-in begins.
"""

from __future__ import annotations

_L = r"[A-Za-zÀ-ɏͰ-ӿ\u3040-\u9fff\uac00-\ud7a3]"
_N = r"[\w.$'À-ɏͰ-ӿ\u3040-\u9fff\uac00-\ud7a3-]"
"""A letter of any script, and what else a person's name or account may hold."""

_Q = r"(?:\\{0,4}[\"'`“”‘’]|&quot;|%22)?"
_IS = rf"{_Q}[ \t.]{{0,60}}(?:=>|[:=：](?!:)|%3[AD])[ \t]{{0,40}}"
_IN_QUOTES = (
    r"(?<!\\)\"((?:[^\"\\\r\n]|\\.)++)|\\{1,4}\"((?:[^\"\\\r\n]|\\(?![\"\\]))++)"
    r"|\\{0,4}'([^'\r\n]++)'?|(?:&quot;|%22)((?:[^&%\r\n]|&(?!quot;)|%(?!22))++)|[“‘]([^“”‘’\r\n]++)"
)
_BARE = r"(?<=: )([^\s\"'<]\S*+)|([^\s\"'<>;&\\“‘](?:[^\s\"'<;&\\]|<(?![/A-Za-z])|\\(?![\"'])|[\"'](?=\w))*+)"
_GIVEN = rf"{_IS}(?:{_IN_QUOTES}|{_BARE})"
"""What follows a key: `=x`, `: x`, `": "x"`, `\": \"x\"`, `%3Dx`; in quotes all up to the closing one."""

_VALUE = (
    r"[\"'][ \t]{0,8}[,\s][ \t]{0,8}\\{0,4}[\"']?value\\{0,4}[\"']?[ \t]{0,4}[:=][ \t]{0,4}\\{0,4}[\"']([^\"'\\\r\n]++)"
)
"""How a key goes on in app.config, HTML and HAR: `key="…" value="…"`."""

_SETTING = r"(?:key|name)\\{0,4}[\"']?[ \t]{0,4}[:=][ \t]{0,4}\\{0,4}[\"'][\w.:-]{0,60}"

_FIELD = r"(?:^[ \t>|│*+#-]{0,24}|[,;{(\[|&?\"'“/>][ \t]{0,4}|[ \t]{2,24}|[ \t](?=[^\s:=]{1,40}=))"
"""Where a field may begin: at the start of a line, after a sign or a gap; in a sentence only before an equals sign."""

_OPTION = r"[ \t=:]{1,4}(?:\"([^\"\r\n]++)|'([^'\r\n]++)|((?![-<|>&])[^\s\"']++))"
"""What follows an option on a command line."""

_PASSWORD = (
    r"(?:password|passwd|(?<![a-z])(?:pwd|pass|pswd|pw|pin|tap)|passphrase|passcode|passwort|kennwort|wachtwoord"
    r"|contraseña|mot de passe|senha|密码|密碼|パスワード)"
)
_SECRET = (
    r"(?:secret(?:[_-]?(?:key|value|text))?|(?:api|app|account|subscription|storage|private|master|encryption|function"
    r"|pre[_-]?shared|shared|primary|secondary|validation|decryption|instrumentation|(?:shared[_-]?)?access)[_-]?key"
    r"|sharedsecret(?:key|value)?|(?<![a-z])psk)"
)
_TOKEN = (
    r"(?:(?<!publickey)token(?:[_-]?(?:value|secret|hint))?|assertion|saml(?:response|request|art)|wresult|(?<![a-z])s?ft"
    r"|(?:api)?canary|code_?verifier|device_?code|refreshtokencredential|session_?key|(?<![a-z])prt|csrf\w{0,20}|nonce"
    r"|credential|client-principal|auth_?key|(?<![a-z])(?:jwt|session)|(?<![a-z])pat|sharedaccesssignature|x-auth-\w{1,20})"
)

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = rf"(?>{_LABEL}(?:\.{_LABEL}){{0,12}})"
_GUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

_USER = (
    r"(?:(?:executing|target|source|subject|run ?as|proxy|current|local|domain|sam|logon|login|signed[- ]in|effective"
    r"|process)?[ _-]?(?:user|account|logon|login)(?:[ _-]?(?:name|id))?|samaccountname|(?<![a-z])uid|benutzer(?:name)?"
    r"|anmeldename|benutzerkonto|logged[ -]on[ _]user|user identity|owner|login_?hint|cs-username|nom d'utilisateur"
    r"|usuario|utente|用户名|用户|ユーザー名|preferred_username|unique_name|mailnickname|onpremisessamaccountname)"
)
_MACHINE = (
    r"(?:(?:client|source|target|remote|local|dns|server|workstation|caller|s-)?[ _-]?"
    r"(?:computer|machine|host|device|workstation|netbios)(?:[ _-]?name)?|hostname|domain controller|dc ?name"
    r"|logon ?server|rechnername|computername|gerätename|nom de l'ordinateur|serverfqdn|fqdn|dnshostname|pscomputername"
    r"|connector(?: machine)? name|计算机名|计算机)"
)
_TENANT = r"(?:(?:workplace)?tenant[ _-]?(?:display)?[ _-]?name|tenant|(?:organi[sz]ation|company)(?:[ _-]?name)?)"
_DOMAIN = (
    r"(?:(?:user|account|target|subject|logon|ad|netbios|dns|primary|idp)?[ _-]?(?:domain|domäne|forest)(?:[ _-]?name)?"
    r"|userdomain|userdnsdomain|realm)"
)

RULES: tuple[tuple[str, str, str, str], ...] = (
    # --- secrets that their shape gives away --------------------------------------------------------------------------
    (
        "private keys in PEM, whole or cut off",
        "key",
        "private key",
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
        r"(?:((?:[^-]|-(?!----))++)(?=-----END)|((?:(?:\s|\\[nr]|[>|])*+[A-Za-z0-9+/=]{16,}+)++))",
    ),
    (
        "JSON web tokens, also cut off or wrapped",
        "token",
        "eyj",
        r"(?<![\w-])((?-i:eyJ)[\w-]{12,}+(?:\.[\w-]*+){0,4}(?:\r?\n[ \t]{0,8}[\w.-]{40,}+(?![^\s\"',;)}\]]))*+)",
    ),
    (
        "what Windows sends to sign in",
        "token",
        "tlrmtvntu yii negotiate",
        r"(?<=negotiate )([A-Za-z0-9+/]{32,}+=*+)|(?<![\w+/])(TlRMTVNTU[\w+/]++=*+|(?-i:YII)[A-Za-z0-9+/]{40,}+=*+)",
    ),
    (
        "refresh tokens, codes and cookies of Entra and of personal accounts",
        "token",
        "0.a 1.a oaqab m.c m.r",
        r"(?<![\w.])((?-i:[01]\.A)[\w-]{20,}+(?:\.[\w-]++)*+|OAQAB[\w-]{30,}+|M\.[CR]\d{1,4}_?\w{0,8}\.[\w.!*$-]{20,}+)",
    ),
    (
        "keys of well-known shapes",
        "key",
        "akia asia aroa aida gh github_pat_ gl xox xapp- aiza npm_ sk k_ pypi- ya29. gocspx- hvs. sg. dop_v1_ glsa_",
        r"(?<![A-Za-z0-9])((?-i:(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}+|gh[opsur]_[A-Za-z0-9]{16,}+|github_pat_\w{16,}+"
        r"|gl(?:pat|dt|rt)-[\w-]{16,}+|xox[abeoprs]-[\w-]{8,}+|xapp-[\w-]{10,}+|AIza[\w-]{20,}+|npm_[A-Za-z0-9]{16,}+"
        r"|sk-(?:ant-|proj-)?(?=[A-Za-z_-]*\d)[\w-]{20,}+|[rs]k_(?:live|test)_\w{10,}+|pypi-[\w-]{20,}+"
        r"|ya29\.[\w-]{10,}+|GOCSPX-[\w-]{10,}+|hvs\.[\w-]{20,}+|SG\.[\w-]{16,}+\.[\w-]{16,}+|dop_v1_\w{20,}+"
        r"|glsa_\w{20,}+))",
    ),
    ("client secrets of Entra", "key", "q~", r"(?<![\w~.-])([\w~.-]{3}\dQ~[\w~.-]{20,}+)"),
    (
        "keys of storage accounts and of the Service Bus",
        "key",
        "=",
        r"(?<![\w+/])([A-Za-z0-9+/]{86}==|[A-Za-z0-9+/]{43}=)(?![\w=+/])",
    ),
    (
        "web hooks",
        "key",
        "hooks.slack webhook",
        r"(?:hooks\.slack\.com/(?:services|workflows)/|webhook(?:\.office\.com/webhookb2|s)/)([\w/@-]++)",
    ),
    ("recovery keys of BitLocker", "key", "-", r"(?<![\d-])(\d{6}(?:-\d{6}){7})(?![\d-])"),
    # --- headers ------------------------------------------------------------------------------------------------------
    (
        "what authorises a request",
        "token",
        "authorization",
        rf"authorization{_IS}{_Q}(?:basic|bearer|negotiate|ntlm|kerberos|token|pop|apikey|sharedkey(?:lite)?)"
        r"[ \t]{1,8}([^\s\"'\\,;<]++)",
    ),
    (
        "digests and signatures that authorise a request",
        "token",
        "authorization",
        rf"authorization{_IS}{_Q}(?:digest|sharedaccesssignature|aws4-hmac-sha256|hoba|mutual|oauth)"
        r"[ \t]{1,8}([^\r\n<]++)",
    ),
    (
        "what authorises a request, without a scheme",
        "loose",
        "authorization",
        rf"(?<![a-z-])authorization{_IS}{_Q}([^\s\"'\\,;<]{{8,}}+)(?![ \t]\w)",
    ),
    ("bearer tokens elsewhere", "loose", "bearer", r"\bbearer(?:[ \t]{1,8}|%20|\+)([\w.~+/-]{12,}+=*+)"),
    ("basic credentials elsewhere", "basic", "basic", r"\bbasic[ \t]{1,8}([A-Za-z0-9+/]{6,}+={0,2})"),
    (
        "cookies sent",
        "cookies",
        "cookie",
        rf"(?<![\w-])cookie{_IS}{_Q}([^\r\n\"'\\<]++)"
        r"|(?<!\S)(?:-b|--cookie)[ \t=]{1,4}[\"']?([^\s\"'=<]++=[^\"'\r\n<]++)",
    ),
    ("cookies set", "cookie", "set-cookie", rf"set-cookie{_IS}{_Q}[^\s=;,\"']{{1,200}}=([^;\r\n\"'\\<]++)"),
    (
        "cookies of sign-in, wherever they stand",
        "cookie",
        "estsauth estssc esctx buid msisauth fedauth rtfa aspnet asp.net sessid signinstate azureappproxy .sid",
        r"(?<![\w-])(?:ESTSAUTH(?:PERSISTENT|LIGHT)?|ESTSSC|esctx(?:-\w{1,40})?|buid|MSISAuth\w{0,20}|FedAuth\d?|rtFa"
        r"|SignInStateCookie|\.?AspNet\w{0,4}\.[\w.]{1,60}|ASP\.NET_SessionId|JSESSIONID|PHPSESSID|connect\.sid"
        rf"|AzureAppProxy\w{{0,40}}Cookie\w{{0,80}})(?:{_VALUE}"
        r"|\\{0,4}[\"']?(?:[ \t]{0,2}[=:\t]|[ \t]{1,8}(?=[\w.-]{20}))[ \t]{0,8}\\{0,4}[\"']?([^\s;,\"'\\<]++))",
    ),
    # --- fields whose name says what they hold ------------------------------------------------------------------------
    ("passwords in fields", "password", "pass pwd pswd pw wort contrase senha 密 パ pin tap", rf"{_PASSWORD}{_GIVEN}"),
    (
        "passwords in XML",
        "password",
        "</",
        r"<[\w:.-]{0,40}(?:password|passwd|pwd)(?:[ \t][^<>]{0,200})?>([^<>\r\n]++)(?=</)",
    ),
    ("passwords in tables of settings", "password", "value", rf"{_SETTING}{_PASSWORD}{_VALUE}"),
    (
        "passwords told in a sentence",
        "password",
        "pass wort",
        r"(?:password|passwort|kennwort|passphrase|passcode|access pass)"
        r"(?: is| was| ist| war| to| of)?[ \t]{1,4}[\"'`“]?"
        r"((?=[^\s\"'`]{0,40}(?:\d|[!@#$%^&*]\w))[^\s\"'`<>:=/\\|()\[\]{}-][^\s\"'`<>:=]{5,60}+)",
    ),
    ("secrets in fields", "key", "key secret psk", rf"{_SECRET}{_GIVEN}"),
    (
        "secrets in XML",
        "key",
        "</",
        r"<[\w:.-]{0,40}(?:secret|apikey|accesskey)(?:[ \t][^<>]{0,200})?>([^<>\r\n]++)(?=</)",
    ),
    ("secrets in tables of settings", "key", "value", rf"{_SETTING}{_SECRET}{_VALUE}"),
    ("signatures of SAS", "key", "sig", r"(?<![a-z])(?:sig|signature)(?:=|%3D)([^\s&\"'<>;]{12,}+)"),
    (
        "tokens in fields",
        "loose",
        "token assertion saml wresult canary ft code key prt csrf nonce cred princip jwt pat auth session accesssig",
        rf"{_TOKEN}{_GIVEN}",
    ),
    (
        "tokens in XML",
        "loose",
        "</",
        r"<[\w:.-]{0,40}(?:token|assertion|secret|ciphervalue|securitytoken|signaturevalue)(?:[ \t][^<>]{0,400})?>"
        r"([^<>\s]{12,}+)",
    ),
    ("tokens in tables of settings", "loose", "value", rf"{_SETTING}{_TOKEN}{_VALUE}"),
    (
        "codes of OAuth",
        "loose",
        "code",
        rf"(?<![\w-])(?:code|authorization_?code|auth_?code)(?:{_IS}{_Q})([\w.~+/%!*$-]{{20,}}+)",
    ),
    (
        "states and sessions of OAuth",
        "id",
        "state ctx ticket estsrequest sid",
        r"[?&#](?:state|session_state|ctx|sid|login_ticket|estsrequest)=([\w.~+/%!*$=-]{8,}+)",
    ),
    (
        "codes to type in",
        "code",
        "code otp",
        rf"user_?code{_IS}{_Q}([A-Z0-9]{{4}}-?[A-Z0-9]{{4,6}})(?![\w-])"
        r"|(?:enter|type|use|eingeben|with)[ \t]{1,4}(?:the |this |den )?(?:device )?code[ \t:]{1,4}[\"']?"
        r"((?-i:[A-Z0-9]{4}-?[A-Z0-9]{4,6}))(?![\w-])"
        r"|(?:one[- ]time|verification|security|mfa|otp|sms|sign-in)[ -](?:pass)?(?:code|word)(?: is| was)?"
        r"[ \t:=]{1,4}(\d{4,8})(?!\w)"
        r"|(?<![a-z])otp[ \t]{0,4}[:=][ \t]{0,4}(\d{4,8})(?!\w)",
    ),
    # --- command lines ------------------------------------------------------------------------------------------------
    (
        "passwords of commands",
        "any password",
        "-p -admin /p -pass",
        r"(?<!\S)(?:--?(?:proxy-?|admin-?)?(?:password|passwd|pass|pwd|passphrase)|/(?:pass|password|pwd))" + _OPTION,
    ),
    (
        "secrets of commands",
        "key",
        "-",
        r"(?<!\S)--?(?:client-?secret|secret|sp-?secret|api-?key|account-?key|sas-?token|token|access-?token|pat"
        rf"|connection-?string){_OPTION}",
    ),
    (
        "user:password of curl",
        "any password",
        "-u --user --proxy",
        r"(?<!\S)(?:-u|--user|--proxy-user)[ \t=]{1,4}[\"']?[^\s:\"'/]{1,100}:([^\s\"'<]++)",
    ),
    (
        "the user before it",
        "account",
        "-u --user --proxy",
        r"(?<!\S)(?:-u|--user|--proxy-user)[ \t=]{1,4}[\"']?([^\s:\"'/<\\]{1,100}):(?=[^\s\"'])",
    ),
    (
        "passwords after -p",
        "short",
        "-p",
        r"(?<!\S)(?-i:-p)[ \t]{0,4}(?:\"([^\"\r\n]++)|'([^'\r\n]++)|((?![-<])[^\s\"']++))",
    ),
    (
        "passwords of net use",
        "any password",
        "net",
        r"net(?:\.exe)? use[ \t]{1,4}(?:(?:[a-z]:|\*)[ \t]{1,4})?\\\\[^\s]{1,200}[ \t]{1,4}"
        r"(?:(?![/<])([^\s*]++)|/user:[^\s]{1,120}[ \t]{1,4}(?![/<])([^\s*]++))",
    ),
    (
        "strings made secure",
        "any password",
        "securestring",
        r"ConvertTo-SecureString[ \t]{1,4}(?:-String[ \t]{1,4})?[\"']?((?![-$<])[^\s\"']++)"
        r"|[\"']([^\s\"'<]++)[\"'][ \t]{0,4}\|[ \t]{0,4}ConvertTo-SecureString",
    ),
    # --- names and passwords in URLs ----------------------------------------------------------------------------------
    ("passwords in URLs", "any password", "://", r"://[^\s:@/\"'<>]{0,200}:([^\s/\"'<>]{1,400})@(?=[\w\[<])"),
    (
        "users in URLs",
        "account",
        "://",
        r"://([^\s:@/\"'<>]{1,200})(?::(?:<[a-z]{1,20}-\d{1,9}>|[^\s/\"'<>]{0,400}))?@(?=[\w\[<])",
    ),
    (
        "passwords of proxies without a scheme",
        "any password",
        "@",
        r"(?<![\w/.])[a-z][\w.-]{0,60}:([^\s@:/\"'<>]{3,100})@(?=(?:[\w.-]{1,200}|<[a-z]{1,20}-\d{1,9}>):\d{2,5}(?!\d))",
    ),
    (
        "users of proxies without a scheme",
        "account",
        "@",
        r"(?<![\w/.@-])([a-z][\w.-]{0,60}):(?:[^\s@:/\"'<>]{3,100}|<[a-z]{1,20}-\d{1,9}>)"
        r"@(?=(?:[\w.-]{1,200}|<[a-z]{1,20}-\d{1,9}>):\d{2,5}(?!\d))",
    ),
    # --- people -------------------------------------------------------------------------------------------------------
    (
        "mail addresses and UPNs",
        "mail",
        "@ %40",
        r"(?<![\w.+%À-ɏ-])(?:%[0-9a-f]{2})?([\wÀ-ɏ][\wÀ-ɏ.+'-]{0,80}(?:#EXT#|%23EXT%23)?(?:@|%40)"
        rf"{_LABEL}(?:\.{_LABEL}){{0,8}}\.[a-z][a-z0-9-]{{1,20}})(?![\w@])",
    ),
    ("security identifiers", "sid", "s-1-", r"(?<![\w-])(S-1-(?:5-21|12-1)(?:-\d{1,10}){3,5})(?![\w-])"),
    (
        "profiles of users in paths",
        "account",
        "users settings benutzer utilisateurs usuarios home profile",
        r"(?:(?:[\\/]|%5C|%2F|(?<![\w.-]))(?:Users|Documents and Settings|Benutzer|Utilisateurs|Usuarios"
        r"|homes?\$|profiles?\$)"
        r"(?:\\{1,4}|/|%5C|%2F)|(?<![\w.])/(?:var/|usr/|export/)?home/|%2Fhome%2F)"
        rf"(?:((?-i:{_L}{_N}{{0,30}}(?: [A-Z]{_N}{{0,30}}){{1,2}}))(?=[\\/>\"'])|([^\s\\/:*?\"'<>|%,;()\[\]{{}}]++))",
    ),
    ("OneDrive of a user", "account", "/personal/", r"/personal/([\w.-]++)"),
    (
        "names in distinguished names",
        "account",
        "cn=",
        r"(?<!\w)CN=([^,=\r\n\"<>]{1,80}),[ \t]{0,2}(?:OU|CN)=(?=[^\r\n\"]{0,200}?DC=)",
    ),
    ("domains in distinguished names", "org", "dc=", r"(?<!\w)DC=([\w-]{2,63})"),
    (
        "users of domains",
        "domain user",
        "\\",
        rf"(?<![\w\\/.$%-])((?-i:[A-Z][A-Z0-9-]{{1,14}}))(?:\\\\|\\)({_L}{_N}{{0,60}}+)(?![\\])",
    ),
    (
        "users of domains in their places",
        "domain user",
        "\\",
        rf"(?:{_FIELD}{_USER}{_IS}|[-/]u(?:ser(?:name)?)?[: ]|-credential "
        r"|(?<![a-z])(?:user|account|as|for|by)[ \t]{1,4})"
        rf"\\{{0,4}}[\"'(]?([a-z][\w.-]{{0,62}})\\{{1,4}}({_L}{_N}{{0,60}}+)(?![\\])"
        rf"|^[ \t]{{0,8}}([a-z][\w.-]{{0,62}})\\({_L}{_N}{{0,60}}+)[ \t]*+$",
    ),
    (
        "names of two parts",
        "person",
        "name user",
        rf"{_FIELD}(?:user(?:[ _]?name)?|full[ _-]?name|user display ?name|account name){_IS}{_Q}"
        rf"((?-i:{_L}{_N}{{1,30}}(?: [A-ZÀ-Þ]{_N}{{1,30}}){{1,2}}))(?=[ \t]*+(?:$|[,;\"'\\<(]))",
    ),
    (
        "given and family names",
        "user",
        "name",
        rf"(?<![a-z])(?:given_?name|family_?name|surname){_IS}{_Q}({_L}{_N}{{0,40}})",
    ),
    ("names of accounts in the cloud", "org", "accountname", r"(?<![a-z])AccountName=([\w-]{3,80})(?=;)"),
    (
        "users in fields",
        "user",
        "user account log uid benutzer anmelde owner usuario utilisateur utente 用户 ユ name",
        rf"{_FIELD}{_USER}{_GIVEN}",
    ),
    (
        "users in XML",
        "account",
        "</",
        r"<(?:\w{1,20}:)?(?:user(?:[ _]?name|id)?|login|account(?:name)?"
        r"|Data Name=[\"'](?:Target|Subject)?(?:User|Account)(?:Name)?[\"'])>([^<>\r\n]++)(?=</)",
    ),
    (
        "users after options",
        "option",
        "-u /u -user",
        r"(?<!\S)(?:(?:-u|--(?:http-|ftp-|proxy-)?user(?:name)?|-UserName|-Credential)[ \t=]{1,4}|/user:|/u:)[\"']?"
        r"((?![-<])[^\s\"'\\/:=|<]{2,60}+)",
    ),
    (
        "users in sentences",
        "account",
        "user account login",
        r"(?<![a-z])(?:user|account|login)(?:name)?[ \t]{1,2}(?:name[ \t])?"
        r"(?:'([^'\r\n <]{1,80})'|\"([^\"\r\n <]{1,80})\"|`([^`\r\n <]{1,80})`)",
    ),
    (
        "the prompt of a shell",
        "user host",
        "@",
        rf"^(?:\([\w.-]{{1,40}}\)[ \t])?\[?([a-z_][\w.-]{{0,40}})@({_HOST})(?=[: ][^\r\n#$%]{{0,120}}[#$%](?:[ \t]|$))",
    ),
    (
        "logins of SSH",
        "user host",
        "@",
        r"\b(?:ssh|scp|sftp|rsync|ssh-copy-id)\b[^\r\n@|;&<>]{0,120}?[ \t]"
        rf"([a-z_][\w.-]{{0,40}})@({_HOST})(?=[\s:\"']|$)|(?<![\w.@/-])([a-z_][\w.-]{{0,40}})@({_HOST})(?=:[/~])",
    ),
    ("users with their numbers", "account", "id=", r"(?<![a-z])[ug]id=\d{1,10}\(([^()\s<]{1,80})\)"),
    (
        "the prompt of a Mac",
        "account",
        "$",
        r"^[\w.<>-]{1,80}:[^\s]{1,80}[ ]([a-z_][\w.-]{0,40})\$(?:[ \t]|$)",
    ),
    (
        "telephone numbers",
        "phone",
        "phone tel mobil cell fax sms handy call whatsapp",
        r"(?<![a-z])(?:telephone|phone|telefon|tel|mobile|mobil|mobilephone|handy|cell|fax|sms|whatsapp"
        r"|call(?: me)?(?: back)?(?: at| on| under))(?:[ _-]?(?:number|no|nr|nummer))?\.?(?: is| at| on| under)?"
        r"\\{0,4}[\"']?[ \t:=]{1,24}\\{0,4}[\"']?(\+?\(?\d[\d ()/.-]{5,22}\d)(?![\w.-]\w|\w)",
    ),
    (
        "telephone numbers with their country",
        "phone",
        "+",
        r"(?<![\w.+:,-])(\+[1-9]\d{0,2}[ ()/.-]{1,3}\d[\d ()/.-]{5,18}\d|\+[1-9]\d{9,13})(?![\w:.]\w|\w)",
    ),
    # --- ids ----------------------------------------------------------------------------------------------------------
    ("GUIDs", "guid", "-", rf"(?<![0-9a-z])({_GUID})(?![0-9a-z]|-[0-9a-z])"),
    (
        "ids without dashes",
        "guid",
        "id trace thumbprint x5t",
        rf"(?:(?:[_ -]|(?<=[a-z]))(?:id|guid)|trace|thumbprint|x5t|(?<![a-z])kid){_IS}{_Q}"
        r"([0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-z])",
    ),
    (
        "contexts of traces",
        "trace",
        "traceparent",
        rf"traceparent{_IS}{_Q}[0-9a-f]{{2}}-([0-9a-f]{{32}}-[0-9a-f]{{16}})-",
    ),
    # --- places on the network ----------------------------------------------------------------------------------------
    (
        "MAC addresses",
        "mac",
        ": - .",
        r"(?<![0-9a-z:-])([0-9a-f]{2}(?::[0-9a-f]{2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5})(?![0-9a-z]|[:-][0-9a-f]{2})"
        rf"|DUID{_IS}([0-9a-f-]{{20,60}})"
        r"|(?<![\w.])([0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})(?![\w.]\w|\w)",
    ),
    (
        "IPv6 addresses",
        "ipv6",
        ":",
        r"(?<![\w:.])([0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:%\w{1,16})?)(?![\w]|:\w|::)",
    ),
    (
        "IPv4 addresses",
        "ip",
        ".",
        r"(?<![\w.-])((?:\d{1,3}\.){3}\d{1,3})(?![\w]|\.\d)|(?<=[:_=-])((?:\d{1,3}\.){3}\d{1,3})(?![\w]|\.\d)",
    ),
    ("IPv4 addresses in the names of machines", "ip", "ip-", r"(?<![a-z])ip-((?:\d{1,3}-){3}\d{1,3})(?!\w|-\d)"),
    (
        "hosts in URLs",
        "place",
        ":// %3a%2f%2f :\\/\\/",
        r"(?:https?|wss?|ftps?|sftp|ssh|git|ldaps?|smb|cifs|tcp|udp|socks[45]?[ah]?|amqps?|sb|file|rdp|sip|sqlserver"
        r"|postgres(?:ql)?|mysql|redis|mongodb(?:\+srv)?)(?:://|%3A%2F%2F|:\\/\\/)(?:[^\s/@\"'<>]{0,200}@)?"
        rf"({_HOST})(?![a-z0-9_@]|:<|:[^\s/@\"']{{1,200}}@)",
    ),
    ("shares", "place", "\\\\", rf"(?<![\w\\:])\\\\(?:\\\\)?((?=[a-z0-9_.-]{{2}}){_HOST})(?=\\|/|\s|$)"),
    (
        "service principal names",
        "place",
        "/",
        rf"(?<![\w/.:-])(?-i:HTTP|HTTPS|HOST|CIFS|LDAP|cifs|ldap|host|TERMSRV|RestrictedKrbHost|MSSQLSvc|GC|DNS|WSMAN)/((?=[a-z][a-z0-9_.-]){_HOST})"
        r"(?=[\s:/@\"',;)]|$)",
    ),
    (
        "hosts of requests",
        "machine field",
        'host: host" connect',
        rf"(?<![\w-])(?:host|x-forwarded-host|x-original-host)[\"']?:[ \t]{{1,4}}[\"']?({_HOST})(?=[\s:\"',;]|$)"
        rf"|\bCONNECT[ \t]({_HOST})(?=:\d)",
    ),
    (
        "proxies",
        "place",
        "proxy http= https= socks=",
        r"proxy(?:[ _-]?(?:server|address|host|url|name))?(?:\(s\))?[\"']?[ \t]{0,24}[:=][ \t]{0,24}[\"']?(?:https?=)?"
        rf"({_HOST})(?=:\d{{2,5}})|\bPROXY[ \t]({_HOST})(?=:\d{{2,5}})"
        rf"|(?<![a-z])(?:https?|ftp|socks)=(?:https?://)?({_HOST})(?=:\d{{2,5}})",
    ),
    (
        "machines in fields",
        "machine field",
        "comput machine host device workstation netbios controller server dc fqdn name rechner 计算机",
        rf"{_FIELD}{_MACHINE}{_IS}{_Q}(?:\\\\|\\\\\\\\)?({_HOST})(?![\w-])",
    ),
    (
        "machines in XML",
        "place",
        "</",
        r"<(?:computer|machine|host)(?:name)?>"
        rf"({_HOST})(?=</)"
        r"|<Data Name=[\"'](?:Workstation|Computer|Machine|Host|Client)(?:Name)?[\"']>"
        rf"({_HOST})(?=</)",
    ),
    (
        "servers in fields",
        "machine",
        "server source dc node",
        r"(?<![\w-])(?:server|data source|servername|source|dc|node)[ \t]{0,24}[:=][ \t]{0,24}(?:tcp:)?[\"']?"
        rf"({_HOST})(?![\w-]|/\d)",
    ),
    (
        "servers in sentences",
        "numbered machine",
        "server host computer machine dc controller",
        r"(?<![\w-])(?:server|(?:host|computer|machine)(?: name)?|dc|controller)[ \t]{1,2}[\"']?"
        rf"({_HOST})(?![\w-]|/\d)",
    ),
    (
        "machines of commands",
        "machine",
        "ping trace nslookup telnet test-net tnc pssession computername ssh resolve-dns mstsc nc server /v: -s -cn",
        r"(?:\b(?:ping|tracert|traceroute|pathping|nslookup|telnet|Test-NetConnection|tnc|Enter-PSSession|Resolve-DnsName"
        r"|mstsc|nc|ssh)|-ComputerName|-cn|/v:|-Server|-S)(?:[ \t]{1,4}-[\w-]{1,20}){0,3}[ \t:]{1,4}(?:[\w.-]{1,40}@)?"
        rf"({_HOST})(?![\w-])",
    ),
    (
        "machines of syslog",
        "place",
        ":",
        r"^(?:<\d{1,3}>)?[A-Z][a-z]{2}[ \t]{1,2}\d{1,2}[ \t]\d\d:\d\d:\d\d[ \t]"
        rf"({_HOST})(?=[ \t][\w./()-]{{1,40}}(?:\[\d|:))",
    ),
    (
        "machines with the names that systems give",
        "place",
        "desktop- laptop- minint- win- ip- macbook imac mac-",
        r"(?<![\w-])((?-i:(?:DESKTOP|LAPTOP|MININT)-(?:[A-Z0-9]{6,8}|(?=[A-Z]{0,4}\d)[A-Z0-9]{2,5})"
        r"|WIN-[A-Z0-9]{10,12})"
        r"|(?:desktop|laptop)-(?=[a-z]{0,6}\d)[a-z0-9]{6,8}|win-(?=[a-z]{0,9}\d)[a-z0-9]{10,12}|ip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}"
        r"|\w{2,30}s?-(?:MacBook(?:-(?:Pro|Air))?|iMac|Mac-mini|Mac-Studio)(?:-\d{1,3})?)(?![\w-])",
    ),
    (
        "hosts",
        "host",
        ".",
        rf"(?:(?<=\*\.)|(?<=[\s,;=\"'|]\.)|(?<![a-z0-9_.-])(?:(?<=%)[0-9a-f]{{2}})?)((?>{_LABEL}(?:\.{_LABEL}){{1,12}}))(?![a-z0-9_-]|\.[a-z0-9_])",
    ),
    ("names of tenants in fields", "org", "tenant organi company", rf"{_FIELD}{_TENANT}{_GIVEN}"),
    (
        "names of tenants in sentences",
        "org",
        "tenant directory organi",
        r"(?<![a-z])(?:tenant|directory|organi[sz]ation)(?:[ ]name)?[ \t]"
        r"(?:'([^'\r\n<]{1,80})'|\"([^\"\r\n<]{1,80})\")",
    ),
    ("names of domains in fields", "org", "domain domäne forest realm", rf"{_FIELD}{_DOMAIN}{_GIVEN}"),
)
