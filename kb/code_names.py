"""What the numbers of code families are called and mean: one table, read as it stands. Pure data.

A family begins with `[name] words | source`. A row is `number | names | meaning`; the first name is the one in use, the
others are other headers' names for the same number. Numbers are decimal, or hexadecimal with 0x. To add a number, add a
row; to add a family, add its rows here and a line to `codes.FAMILIES`, which says how it is written in a text.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

TABLE = """
[winhttp] WinINet or WinHTTP number | https://learn.microsoft.com/en-us/windows/win32/wininet/wininet-errors
12002 | WININET_E_TIMEOUT ERROR_INTERNET_TIMEOUT ERROR_WINHTTP_TIMEOUT | the request timed out
12005 | WININET_E_INVALID_URL ERROR_INTERNET_INVALID_URL ERROR_WINHTTP_INVALID_URL | the URL is invalid
12006 | WININET_E_UNRECOGNIZED_SCHEME ERROR_INTERNET_UNRECOGNIZED_SCHEME ERROR_WINHTTP_UNRECOGNIZED_SCHEME | the URL's scheme is not supported
12007 | WININET_E_NAME_NOT_RESOLVED ERROR_INTERNET_NAME_NOT_RESOLVED ERROR_WINHTTP_NAME_NOT_RESOLVED | the host name could not be resolved
12015 | WININET_E_LOGIN_FAILURE ERROR_INTERNET_LOGIN_FAILURE ERROR_WINHTTP_LOGIN_FAILURE | the sign-in to the server failed
12017 | WININET_E_OPERATION_CANCELLED ERROR_INTERNET_OPERATION_CANCELLED ERROR_WINHTTP_OPERATION_CANCELLED | the operation was cancelled
12018 | WININET_E_INCORRECT_HANDLE_TYPE ERROR_INTERNET_INCORRECT_HANDLE_TYPE | the handle is of the wrong type
12019 | WININET_E_INCORRECT_HANDLE_STATE ERROR_INTERNET_INCORRECT_HANDLE_STATE | the handle is in the wrong state
12029 | WININET_E_CANNOT_CONNECT ERROR_INTERNET_CANNOT_CONNECT ERROR_WINHTTP_CANNOT_CONNECT | no connection to the server could be made
12030 | WININET_E_CONNECTION_ABORTED ERROR_INTERNET_CONNECTION_ABORTED ERROR_WINHTTP_CONNECTION_ERROR | the connection was ended
12031 | WININET_E_CONNECTION_RESET ERROR_INTERNET_CONNECTION_RESET | the connection was reset
12032 | WININET_E_FORCE_RETRY ERROR_INTERNET_FORCE_RETRY ERROR_WINHTTP_RESEND_REQUEST | the request has to be sent again
12037 | WININET_E_SEC_CERT_DATE_INVALID ERROR_INTERNET_SEC_CERT_DATE_INVALID ERROR_WINHTTP_SECURE_CERT_DATE_INVALID | the server's certificate is out of date, or the clock is wrong
12038 | WININET_E_SEC_CERT_CN_INVALID ERROR_INTERNET_SEC_CERT_CN_INVALID ERROR_WINHTTP_SECURE_CERT_CN_INVALID | the name in the server's certificate is another
12044 | WININET_E_CLIENT_AUTH_CERT_NEEDED ERROR_INTERNET_CLIENT_AUTH_CERT_NEEDED ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED | the server wants a client certificate
12045 | WININET_E_INVALID_CA ERROR_INTERNET_INVALID_CA ERROR_WINHTTP_SECURE_INVALID_CA | the issuer of the server's certificate is not trusted
12055 | WININET_E_SEC_CERT_ERRORS ERROR_INTERNET_SEC_CERT_ERRORS | the server's certificate has errors
12057 | WININET_E_SEC_CERT_REV_FAILED ERROR_INTERNET_SEC_CERT_REV_FAILED ERROR_WINHTTP_SECURE_CERT_REV_FAILED | revocation of the certificate could not be checked
12152 | WININET_E_INVALID_SERVER_RESPONSE ERROR_HTTP_INVALID_SERVER_RESPONSE ERROR_WINHTTP_INVALID_SERVER_RESPONSE | the answer could not be read as HTTP
12156 | WININET_E_REDIRECT_FAILED ERROR_HTTP_REDIRECT_FAILED ERROR_WINHTTP_REDIRECT_FAILED | the redirect failed
12157 | WININET_E_SECURITY_CHANNEL_ERROR ERROR_INTERNET_SECURITY_CHANNEL_ERROR ERROR_WINHTTP_SECURE_CHANNEL_ERROR | the TLS channel could not be set up
12163 | ERROR_INTERNET_DISCONNECTED | there is no connection to the internet
12164 | ERROR_INTERNET_SERVER_UNREACHABLE | the server cannot be reached
12165 | ERROR_INTERNET_PROXY_SERVER_UNREACHABLE | the proxy cannot be reached
12166 | ERROR_INTERNET_BAD_AUTO_PROXY_SCRIPT ERROR_WINHTTP_BAD_AUTO_PROXY_SCRIPT | the proxy script (PAC) has an error
12167 | ERROR_INTERNET_UNABLE_TO_DOWNLOAD_SCRIPT ERROR_WINHTTP_UNABLE_TO_DOWNLOAD_SCRIPT | the proxy script (PAC) could not be downloaded
12169 | ERROR_INTERNET_SEC_INVALID_CERT ERROR_WINHTTP_SECURE_INVALID_CERT | the server's certificate is invalid
12170 | ERROR_INTERNET_SEC_CERT_REVOKED ERROR_WINHTTP_SECURE_CERT_REVOKED | the server's certificate is revoked
12175 | WININET_E_DECODING_FAILED ERROR_INTERNET_DECODING_FAILED ERROR_WINHTTP_SECURE_FAILURE | WinHTTP: TLS failed; WinINet: the content could not be decoded
12178 | ERROR_WINHTTP_AUTO_PROXY_SERVICE_ERROR | the WinHTTP auto-proxy service failed
12180 | ERROR_WINHTTP_AUTODETECTION_FAILED | the proxy could not be found by automatic detection (WPAD)
12185 | ERROR_WINHTTP_CLIENT_CERT_NO_PRIVATE_KEY | the client certificate has no private key
12186 | ERROR_WINHTTP_CLIENT_CERT_NO_ACCESS_PRIVATE_KEY | no access to the client certificate's private key

[winsock] Windows Sockets number | https://learn.microsoft.com/en-us/windows/win32/winsock/windows-sockets-error-codes-2
10013 | WSAEACCES | access to the socket is forbidden
10048 | WSAEADDRINUSE | the local address is in use already
10049 | WSAEADDRNOTAVAIL | the address cannot be used
10050 | WSAENETDOWN | the network is down
10051 | WSAENETUNREACH | the network cannot be reached
10052 | WSAENETRESET | the network dropped the connection
10053 | WSAECONNABORTED | software on this machine ended the connection
10054 | WSAECONNRESET | the other side reset the connection
10060 | WSAETIMEDOUT | no answer came in time
10061 | WSAECONNREFUSED | the other side refused the connection
10064 | WSAEHOSTDOWN | the host is down
10065 | WSAEHOSTUNREACH | there is no route to the host
11001 | WSAHOST_NOT_FOUND | the host name is not known
11002 | WSATRY_AGAIN | the name server gave no answer; try again
11003 | WSANO_RECOVERY | the name look-up failed for good
11004 | WSANO_DATA | the name is known, but has no address of this kind

[win32] Win32 number | https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes
5 | ERROR_ACCESS_DENIED E_ACCESSDENIED | access is denied
53 | ERROR_BAD_NETPATH | the network path was not found
64 | ERROR_NETNAME_DELETED | the network name is no longer available
121 | ERROR_SEM_TIMEOUT | the wait timed out
1223 | ERROR_CANCELLED | the user cancelled it
1225 | ERROR_CONNECTION_REFUSED | the other side refused the connection
1231 | ERROR_NETWORK_UNREACHABLE | the network cannot be reached
1232 | ERROR_HOST_UNREACHABLE | the host cannot be reached
1236 | ERROR_CONNECTION_ABORTED | this side ended the connection
1311 | ERROR_NO_LOGON_SERVERS | no sign-in server can be reached
1312 | ERROR_NO_SUCH_LOGON_SESSION | the sign-in session does not exist
1326 | ERROR_LOGON_FAILURE | user name or password is wrong
1355 | ERROR_NO_SUCH_DOMAIN | the domain does not exist or cannot be reached
1398 | ERROR_TIME_SKEW | the clocks of client and server differ
1460 | ERROR_TIMEOUT | the wait timed out
1907 | ERROR_PASSWORD_MUST_CHANGE | the password must be changed

[hresult] value of its own | https://learn.microsoft.com/en-us/windows/win32/com/com-error-codes-4
0x80090302 | SEC_E_UNSUPPORTED_FUNCTION | the function is not supported
0x80090304 | SEC_E_INTERNAL_ERROR | the Local Security Authority cannot be contacted
0x80090305 | SEC_E_SECPKG_NOT_FOUND | the security package does not exist
0x80090308 | SEC_E_INVALID_TOKEN | the token is invalid: what came is no answer of TLS or of the sign-in expected
0x8009030C | SEC_E_LOGON_DENIED | the sign-in was refused
0x8009030E | SEC_E_NO_CREDENTIALS | there are no credentials in the security package
0x80090318 | SEC_E_INCOMPLETE_MESSAGE | the message is incomplete
0x80090322 | SEC_E_WRONG_PRINCIPAL | the name of the target is not the one expected
0x80090325 | SEC_E_UNTRUSTED_ROOT | the chain ends in a root that is not trusted
0x80090326 | SEC_E_ILLEGAL_MESSAGE | the message was unexpected or badly formed
0x80090327 | SEC_E_CERT_UNKNOWN | the certificate cannot be used
0x80090328 | SEC_E_CERT_EXPIRED | the certificate has expired
0x80090331 | SEC_E_ALGORITHM_MISMATCH | client and server have no algorithm in common
0x80090349 | SEC_E_CERT_WRONG_USAGE | the certificate is not meant for this use
0x80090016 | NTE_BAD_KEYSET | the key set does not exist
0x80090030 | NTE_DEVICE_NOT_READY | the device that the key is in is not ready
0x80092010 | CRYPT_E_REVOKED | the certificate is revoked
0x80092012 | CRYPT_E_NO_REVOCATION_CHECK | revocation could not be checked for the certificate
0x80092013 | CRYPT_E_REVOCATION_OFFLINE | the revocation server could not be reached
0x800B0101 | CERT_E_EXPIRED | the certificate is not within its time of validity
0x800B0109 | CERT_E_UNTRUSTEDROOT | the chain ends in a root that is not trusted
0x800B010A | CERT_E_CHAINING | no chain to a trusted root could be built
0x800B010C | CERT_E_REVOKED | the certificate was revoked by its issuer
0x800B010F | CERT_E_CN_NO_MATCH | the name in the certificate is another
0x80131500 | COR_E_EXCEPTION | any .NET exception: it says nothing alone
0x80131509 | COR_E_INVALIDOPERATION | a .NET operation that was not valid
0x80190197 | HTTP_E_STATUS_PROXY_AUTH_REQ | HTTP status 407: the proxy wants a sign-in

[curl] curl exit code | https://curl.se/libcurl/c/libcurl-errors.html
3 | CURLE_URL_MALFORMAT | the URL is badly formed
5 | CURLE_COULDNT_RESOLVE_PROXY | the proxy's name could not be resolved
6 | CURLE_COULDNT_RESOLVE_HOST | the host name could not be resolved
7 | CURLE_COULDNT_CONNECT | no connection to the host or proxy
22 | CURLE_HTTP_RETURNED_ERROR | the server answered with an HTTP status of 400 or more
23 | CURLE_WRITE_ERROR | what came could not be written
28 | CURLE_OPERATION_TIMEDOUT | the time-out was reached
35 | CURLE_SSL_CONNECT_ERROR | the TLS handshake failed
47 | CURLE_TOO_MANY_REDIRECTS | too many redirects
51 | CURLE_OBSOLETE51 | the server's certificate or its name was not accepted (curl before 7.62; now 60)
52 | CURLE_GOT_NOTHING | the server answered nothing
55 | CURLE_SEND_ERROR | sending failed
56 | CURLE_RECV_ERROR | receiving failed
58 | CURLE_SSL_CERTPROBLEM | the client certificate cannot be used
59 | CURLE_SSL_CIPHER | the cipher asked for cannot be used
60 | CURLE_PEER_FAILED_VERIFICATION CURLE_SSL_CACERT | the server's certificate was not accepted
66 | CURLE_SSL_ENGINE_INITFAILED | the SSL engine did not start
77 | CURLE_SSL_CACERT_BADFILE | the file of trusted certificates cannot be read
80 | CURLE_SSL_SHUTDOWN_FAILED | TLS was not closed properly
83 | CURLE_SSL_ISSUER_ERROR | the check of the issuer failed
90 | CURLE_SSL_PINNEDPUBKEYNOTMATCH | the pinned public key is another
91 | CURLE_SSL_INVALIDCERTSTATUS | the certificate's status is invalid
92 | CURLE_HTTP2_STREAM | an HTTP/2 stream was not closed properly
97 | CURLE_PROXY | the SOCKS proxy refused or could not connect

[x509] X.509 verification code | https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/
2 | X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT | the issuer's certificate is missing
3 | X509_V_ERR_UNABLE_TO_GET_CRL | the revocation list is missing
7 | X509_V_ERR_CERT_SIGNATURE_FAILURE | the certificate's signature is wrong
9 | X509_V_ERR_CERT_NOT_YET_VALID | the certificate is not valid yet
10 | X509_V_ERR_CERT_HAS_EXPIRED | the certificate has expired
11 | X509_V_ERR_CRL_NOT_YET_VALID | the revocation list is not valid yet
12 | X509_V_ERR_CRL_HAS_EXPIRED | the revocation list has expired
18 | X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT | the server's certificate is self-signed
19 | X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN | the chain ends in a self-signed certificate that is not trusted
20 | X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY | the issuer's certificate is not among the trusted ones here
21 | X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE | no signature could be verified: the chain holds one certificate only
23 | X509_V_ERR_CERT_REVOKED | the certificate is revoked
24 | X509_V_ERR_INVALID_CA | a certificate of the chain is no authority's
26 | X509_V_ERR_INVALID_PURPOSE | the certificate is not meant for this use
27 | X509_V_ERR_CERT_UNTRUSTED | the root is not trusted for this use
62 | X509_V_ERR_HOSTNAME_MISMATCH | the name in the certificate is another

[openssl] reason of the OpenSSL library part SSL | https://github.com/openssl/openssl/blob/master/include/openssl/sslerr.h
134 | SSL_R_CERTIFICATE_VERIFY_FAILED | the certificate was not accepted
193 | SSL_R_NO_SHARED_CIPHER | client and server have no cipher in common
199 | SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE | the other side sent no certificate
207 | SSL_R_PROTOCOL_IS_SHUTDOWN | the connection is closed already
252 | SSL_R_UNKNOWN_PROTOCOL | what came is no TLS
258 | SSL_R_UNSUPPORTED_PROTOCOL | the TLS version is not allowed here
267 | SSL_R_WRONG_VERSION_NUMBER | what came is no TLS of a known version
294 | SSL_R_UNEXPECTED_EOF_WHILE_READING | the other side hung up without closing TLS
338 | SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED | the server knows only the old, unsafe renegotiation
394 | SSL_R_DH_KEY_TOO_SMALL | the server's Diffie-Hellman key is too small
1040 | SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE | the other side refused the handshake
1042 | SSL_R_SSLV3_ALERT_BAD_CERTIFICATE | the other side did not like the certificate
1045 | SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED | the other side says the certificate has expired
1046 | SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN | the other side does not accept the certificate
1048 | SSL_R_TLSV1_ALERT_UNKNOWN_CA | the other side does not know the certificate's authority
1070 | SSL_R_TLSV1_ALERT_PROTOCOL_VERSION | the other side does not allow this TLS version
1080 | SSL_R_TLSV1_ALERT_INTERNAL_ERROR | the other side failed
1112 | SSL_R_TLSV1_UNRECOGNIZED_NAME | the server does not know the name asked for

[gnutls] GnuTLS error number | https://gnutls.org/manual/html_node/Error-codes.html
-9 | GNUTLS_E_UNEXPECTED_PACKET_LENGTH | what came could not be decoded as TLS
-10 | GNUTLS_E_INVALID_SESSION | the session is invalid
-12 | GNUTLS_E_FATAL_ALERT_RECEIVED | the other side sent a fatal alert
-15 | GNUTLS_E_UNEXPECTED_PACKET | an unexpected TLS packet came
-24 | GNUTLS_E_DECRYPTION_FAILED | decryption failed
-43 | GNUTLS_E_CERTIFICATE_ERROR | the certificate has an error
-53 | GNUTLS_E_PUSH_ERROR | sending failed
-54 | GNUTLS_E_PULL_ERROR | receiving failed
-110 | GNUTLS_E_PREMATURE_TERMINATION | the other side hung up without closing TLS

[chromium] Chromium network error | https://chromium.googlesource.com/chromium/src/+/main/net/base/net_error_list.h
-7 | ERR_TIMED_OUT | the operation timed out
-10 | ERR_ACCESS_DENIED | access to a resource other than the network was denied
-21 | ERR_NETWORK_CHANGED | the network changed
-100 | ERR_CONNECTION_CLOSED | the connection was closed
-101 | ERR_CONNECTION_RESET | the connection was reset
-102 | ERR_CONNECTION_REFUSED | the connection was refused
-103 | ERR_CONNECTION_ABORTED | the connection was ended
-104 | ERR_CONNECTION_FAILED | no connection could be made
-105 | ERR_NAME_NOT_RESOLVED | the host name could not be resolved
-106 | ERR_INTERNET_DISCONNECTED | there is no connection to the internet
-107 | ERR_SSL_PROTOCOL_ERROR | TLS failed
-109 | ERR_ADDRESS_UNREACHABLE | the address cannot be reached
-110 | ERR_SSL_CLIENT_AUTH_CERT_NEEDED | the server wants a client certificate
-111 | ERR_TUNNEL_CONNECTION_FAILED | the proxy did not open the tunnel
-113 | ERR_SSL_VERSION_OR_CIPHER_MISMATCH | client and server have no TLS version or cipher in common
-115 | ERR_PROXY_AUTH_UNSUPPORTED | the proxy wants a kind of sign-in that is not supported
-118 | ERR_CONNECTION_TIMED_OUT | the connection timed out
-127 | ERR_PROXY_AUTH_REQUESTED | the proxy wants a sign-in
-130 | ERR_PROXY_CONNECTION_FAILED | no connection to the proxy
-137 | ERR_NAME_RESOLUTION_FAILED | name resolution failed
-138 | ERR_NETWORK_ACCESS_DENIED | access to the network was denied
-200 | ERR_CERT_COMMON_NAME_INVALID | the name in the certificate is another
-201 | ERR_CERT_DATE_INVALID | the certificate is out of date, or the clock is wrong
-202 | ERR_CERT_AUTHORITY_INVALID | the certificate's authority is not trusted
-206 | ERR_CERT_REVOKED | the certificate is revoked
-207 | ERR_CERT_INVALID | the certificate is invalid
-324 | ERR_EMPTY_RESPONSE | the server answered nothing
-327 | ERR_PAC_SCRIPT_FAILED | the proxy script (PAC) failed
-336 | ERR_NO_SUPPORTED_PROXIES | the proxy settings name no proxy that is supported
-803 | ERR_DNS_TIMED_OUT | name resolution timed out

[getaddrinfo] getaddrinfo error | https://man7.org/linux/man-pages/man3/getaddrinfo.3.html
-2 | EAI_NONAME | the host name is not known
-3 | EAI_AGAIN | the name server gave no answer; try again
-4 | EAI_FAIL | the name look-up failed for good
-5 | EAI_NODATA | the name has no address of this kind

[facility] HRESULT facility | https://learn.microsoft.com/en-us/windows/win32/api/winerror/nf-winerror-hresult_facility
0 | FACILITY_NULL | general
1 | FACILITY_RPC | remote procedure call
4 | FACILITY_ITF | the component's own
7 | FACILITY_WIN32 | Win32
8 | FACILITY_WINDOWS | Windows
9 | FACILITY_SECURITY | security (SSPI, cryptography)
11 | FACILITY_CERT | certificates
12 | FACILITY_INTERNET | internet
16 | FACILITY_SCARD | smart card
19 | FACILITY_URT | .NET
23 | FACILITY_SXS | side by side
25 | FACILITY_HTTP | HTTP status
32 | FACILITY_BACKGROUNDCOPY | background transfer (BITS)
36 | FACILITY_WINDOWSUPDATE | Windows Update
40 | FACILITY_TPM_SERVICES | TPM services

[wam] part of the Windows sign-in broker | https://github.com/AzureAD/microsoft-authentication-library-for-dotnet/issues/4721
0xCAA3 | AA3 | network
0xCAA7 | AA7 | network
0xCAA8 | AA8 | network
"""


class CodeName(NamedTuple):
    """One row: the number in its family, its names (the one in use first) and what it means."""

    family: str
    number: int
    names: tuple[str, ...]
    meaning: str


class NumberFamily(NamedTuple):
    """The head of a family: what one of its numbers is called, and where the rows are from."""

    words: str
    source: str


@lru_cache(maxsize=1)
def _read() -> tuple[dict[str, NumberFamily], dict[tuple[str, int], CodeName], dict[str, CodeName]]:
    families: dict[str, NumberFamily] = {}
    rows: dict[tuple[str, int], CodeName] = {}
    named: dict[str, CodeName] = {}
    family = ""
    for line in filter(None, TABLE.splitlines()):
        cells = [cell.strip() for cell in line.split("|")]
        if line.startswith("["):
            family, _, words = cells[0].removeprefix("[").partition("] ")
            families[family] = NumberFamily(words, cells[1])
        else:
            row = CodeName(family, int(cells[0], 0), tuple(cells[1].split()), cells[2])
            rows[family, row.number] = row
            for name in row.names:
                named.setdefault(name, row)
    return families, rows, named


def families() -> dict[str, NumberFamily]:
    """The heads of the families by name."""
    return _read()[0]


def numbered(family: str, number: int) -> CodeName | None:
    """The row of a number, or None where the table has none."""
    return _read()[1].get((family, number))


def named(name: str) -> CodeName | None:
    """The row that a symbolic name stands in (capitals as in the table), or None."""
    return _read()[2].get(name)


def rows() -> Iterator[CodeName]:
    """Every row of the table."""
    return iter(_read()[1].values())
