"""Hosts, addresses and ids that are everybody's: they say what a text is about and betray nobody. Pure tables.

The rule for a host: the longest ending that one of the tables has decides. One in `PUBLIC` makes the name public, one
in `TENANTS` makes what stands before the ending the name of a customer; a star before it is nobody's. A name with
none of the endings is somebody's own, contoso.com and example.com too: people write those for their own.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

PUBLIC = frozenset(
    """
    microsoft.com microsoft microsoftonline.com microsoftonline-p.com microsoftonline-p.net microsoftonline.us
    microsoftonline.cn microsoftonline-p.cn partner.microsoftonline.cn partner.microsoftonline-p.cn onmicrosoft.com
    windows.net windows.com windows.us windowsupdate.com azure.com azure.net azure.us azure.cn chinacloudapi.cn
    azureedge.net azurefd.net azurecr.io azure-devices.net azurewebsites.net azure-api.net trafficmanager.net
    cloudapp.net usgovcloudapi.net office.com office.net office365.com office365.us outlook.com outlook.office.com
    live.com live.net msn.com bing.com skype.com lync.com sfbassets.com skypeassets.com teams.ms sharepointonline.com
    sharepoint.com msauth.net msauthimages.net msftauth.net msftauthimages.net msidentity.com msappproxy.net
    msappproxy.us msecnd.net msedge.net dual-s-msedge.net s-msedge.net a-msedge.net
    ax-msedge.net b-msedge.net c-msedge.net e-msedge.net l-msedge.net t-msedge.net spo-msedge.net msft.net
    msftconnecttest.com msftncsi.com msocdn.com msocsp.com
    nsatc.net akadns.net akamai.net akamaiedge.net akamaized.net edgekey.net edgesuite.net phonefactor.net
    microsoftazuread-sso.com b2clogin.com ciamlogin.com visualstudio.com dynamics.com powerapps.com powerbi.com
    onenote.com onedrive.com yammer.com aka.ms hotmail.com msdn.com asp.net nuget.org windowsazure.com
    windowsazure.cn s-microsoft.com static2.sharepointonline.com cloudwebappproxy.net iis.net dot.net xamarin.com
    aadrm.com aadrm.cn
    entrust.net entrust.com verisign.com digicert.com digicert.cn d-trust.net globalsign.com globalsign.net
    letsencrypt.org lencr.org sectigo.com usertrust.com comodoca.com identrust.com godaddy.com amazontrust.com pki.goog
    symcb.com symcd.com thawte.com geotrust.com rapidssl.com
    google.com googleapis.com gstatic.com googleusercontent.com gmail.com youtube.com dns.google chromium.org
    apple.com icloud.com mozilla.org mozilla.net firefox.com cloudflare.com cloudflare-dns.com one.one.one.one
    quad9.net opendns.com facebook.com twitter.com x.com linkedin.com wikipedia.org duckduckgo.com
    amazon.com amazonaws.com cloudfront.net
    github.com githubusercontent.com ghcr.io github.io gitlab.com bitbucket.org npmjs.org npmjs.com nodejs.org
    yarnpkg.com pypi.org pypi.io pythonhosted.org python.org pypa.io docs.rs crates.io rust-lang.org maven.org
    apache.org docker.io docker.com quay.io rubygems.org golang.org anaconda.org debian.org ubuntu.com redhat.com
    fedoraproject.org kernel.org gnu.org sury.org openwrt.org cnpmjs.org taobao.org npmmirror.com curl.se haxx.se
    openssl.org openldap.org wireshark.org learngit.git stackoverflow.com superuser.com serverfault.com
    stackexchange.com rfc-editor.org ietf.org w3.org iana.org man7.org pool.ntp.org
    zscaler.com zscaler.net zscalerone.net zscalertwo.net zscalerthree.net zscloud.net zscalergov.net netskope.com
    goskope.com umbrella.com cisco.com fortinet.com fortinet.net paloaltonetworks.com bluecoat.com symantec.com
    broadcom.com mcafee.com trellix.com forcepoint.com forcepoint.net sophos.com checkpoint.com citrix.com
    squid-cache.org okta.com servicenow.com salesforce.com atlassian.com slack.com zoom.us dropbox.com
    openai.com anthropic.com packagist.org getcomposer.org k3s.io k8s.io opendev.org httpbin.org ssl.com lenovo.com
    dell.com hp.com intel.com nvidia.com docker.internal powerplatform.com azure-devices-provisioning.net csdn.net
    badssl.com ssllabs.com neverssl.com isitdown.io pokedex.org pastebin.com xmlsoap.org oasis-open.org
    """.split()
)
"""Endings under which names are public: Microsoft's clouds, certificate authorities, vendors, registries, big sites."""

TENANTS = frozenset(
    """
    onmicrosoft.com onmicrosoft.us onmicrosoft.de onmschina.cn partner.onmschina.cn mail.onmicrosoft.com
    sharepoint.com sharepoint.us sharepoint.cn sharepoint.de b2clogin.com ciamlogin.com msappproxy.net msappproxy.us
    blob.core.windows.net file.core.windows.net queue.core.windows.net table.core.windows.net dfs.core.windows.net
    web.core.windows.net database.windows.net servicebus.windows.net vault.azure.net managedhsm.azure.net
    azurewebsites.net scm.azurewebsites.net cloudapp.azure.com cloudapp.net azure-api.net azurecr.io azurefd.net
    azure-devices.net documents.azure.com redis.cache.windows.net search.windows.net postgres.database.azure.com
    mysql.database.azure.com openai.azure.com cognitiveservices.azure.com azurehdinsight.net azuredatabricks.net
    blob.core.chinacloudapi.cn file.core.chinacloudapi.cn database.chinacloudapi.cn servicebus.chinacloudapi.cn
    azurestaticapps.net chinacloudsites.cn vault.azure.cn mail.protection.outlook.com mail.eo.outlook.com
    webhook.office.com
    visualstudio.com crm.dynamics.com crm4.dynamics.com operations.dynamics.com powerappsportals.com my.salesforce.com
    okta.com oktapreview.com service-now.com atlassian.net slack.com zendesk.com myshopify.com auth0.com
    s3.amazonaws.com amazonaws.com cloudfront.net goskope.com webex.com zoom.us
    """.split()
)
"""Endings before which the name of a customer stands: a tenant, a storage account, an app."""

PUBLIC_UNDER_TENANTS = frozenset(
    """
    updater.msappproxy.net bootstrap.msappproxy.net register.msappproxy.net connectorregistrationca.msappproxy.net
    app.visualstudio.com dev.azure.com dc.services.visualstudio.com services.visualstudio.com
    marketplace.visualstudio.com vscode.visualstudio.com login.okta.com www.okta.com help.okta.com api.slack.com
    www.slack.com hooks.slack.com status.slack.com www.zoom.us status.zoom.us static.sharepoint.com
    checkip.amazonaws.com connectorporttest.msappproxy.net
    """.split()
)
"""Names under an ending of `TENANTS` that are the vendor's own."""

_PUBLIC_BUSES = ("ssprdedicatedsb", "sspr", "his-", "cwap-", "adhsprod", "aadap", "namespace-")
"""How the namespaces of Microsoft's own services on the Service Bus begin: password writeback, connectors, Health."""

_PUBLIC_SUFFIXES = PUBLIC | PUBLIC_UNDER_TENANTS
_NO_HOSTS = frozenset(
    """asp.net ado.net system.net msal.net adal.net microsoft.net vb.net ml.net json.net node.net java.net java.io
    system.io socket.io command.com more.com format.com chcp.com tree.com mode.com csharp.net dot.net paint.net
    log4.net log.io draw.io system.ad process.net asp.net.core""".split()
)
"""Names of programs and classes that look like hosts."""


def tenant_part(host: str) -> int:
    """How much of a host name, in lower case, is somebody's own: 0 for a public name, or the length to hide."""
    labels = host.rstrip(".").split(".")
    for at in range(len(labels)):
        ending = ".".join(labels[at:])
        if ending in PUBLIC_UNDER_TENANTS:
            return 0
        if ending in TENANTS:
            before = ".".join(labels[:at])
            return 0 if _is_nobodys(labels[:at], ending) else len(before)
        if ending in _PUBLIC_SUFFIXES:
            return 0
    return 0 if host.rstrip(".") in _NO_HOSTS else len(host)


def is_public_host(host: str) -> bool:
    """Whether a host name, a wildcard or an ending says nothing of a customer."""
    return tenant_part(host.lower().lstrip("*.")) == 0


def _is_nobodys(labels: list[str], ending: str) -> bool:
    """Whether what stands before the ending of tenants is empty, a star, or a service of the vendor."""
    if not labels or labels[-1] in ("*", "www", "login", "status"):
        return True
    return ending == "servicebus.windows.net" and labels[-1].startswith(_PUBLIC_BUSES)


PUBLIC_CLIENTS = frozenset(
    """
    04b07795-8ddb-461a-bbee-02f9e1bf7b46 1950a258-227b-4e31-a9cf-717495945fc2 1b730954-1685-4b74-9bfd-dac224a7b894
    14d82eec-204b-4c2f-b7e8-296a70dab67e 1fec8e78-bce4-4aaf-ab1b-5451cc387264 5e3ce6c0-2b1f-4285-8d4b-75ee78787346
    cc15fd57-2c6c-4117-a88c-83b1d56b4bbe d3590ed6-52b3-4102-aeff-aad2292ab01c 29d9ed98-a469-4536-ade2-f981bc1d605e
    797f4846-ba00-4fd7-ba43-dac1f8f63013 c44b4083-3bb0-49c1-b47d-974e53cbdf3c ab9b8c07-8f02-4f72-87fa-80105867a763
    27922004-5251-4030-b22d-91ecd9a37ea4 55747057-9b5d-4bd4-b387-abf52a8bd489 4765445b-32c6-49b0-83e6-1d93765276ca
    fc0f3af4-6835-4174-b806-f7db311fd2f3 9188040d-6c67-4c5b-b112-36a304b66dad
    """.split()
)
"""Azure CLI, Azure PowerShell, Azure AD PowerShell, Graph PowerShell; Teams, its web client, its services; Office,
Authentication Broker, Azure management; portal, OneDrive, Outlook Mobile, private network connector; OfficeHome,
Intune; the tenant of personal accounts.

Source: learn.microsoft.com, "Verify first-party Microsoft applications in sign-in reports"; for the connector "Register
the private network connector unattended"; for personal accounts "ID token claims reference".
"""

_PUBLIC_V4 = frozenset(
    """8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 149.112.112.112 208.67.222.222 208.67.220.220 114.114.114.114 223.5.5.5
    223.6.6.6 119.29.29.29 168.63.129.16 169.254.169.254""".split()
)
_PUBLIC_V6 = frozenset(
    map(
        IPv6Address,
        """2001:4860:4860::8888 2001:4860:4860::8844 2606:4700:4700::1111 2606:4700:4700::1001 2620:fe::fe""".split(),
    )
)
"""Well-known resolvers, and the two addresses that every machine in Azure knows."""

_MICROSOFT = tuple(
    map(
        ip_network,
        """13.107.0.0/16 20.20.32.0/19 20.190.128.0/18 20.231.128.0/19 23.103.160.0/20 40.92.0.0/15 40.96.0.0/13
        40.104.0.0/15 40.107.0.0/16 40.126.0.0/18 52.96.0.0/14 52.100.0.0/14 52.112.0.0/14 52.122.0.0/15 104.47.0.0/17
        131.253.33.0/24 132.245.0.0/16 150.171.32.0/22 204.79.197.0/24 2603:1000::/24 2620:1ec::/36""".split(),
    )
)
"""Blocks of the list "Office 365 URLs and IP address ranges", rounded up."""

_OWN = tuple(
    map(
        ip_network,
        """10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16 100.64.0.0/10 192.0.2.0/24 198.51.100.0/24
        203.0.113.0/24""".split(),
    )
)
"""Private addresses, those of carriers' networks, and those that documents use for somebody's own."""


def is_own_v4(text: str) -> bool:
    """Whether an IPv4 address is one of somebody's own network."""
    return text not in _PUBLIC_V4 and any(IPv4Address(text) in block for block in _OWN)


def is_public_v4(text: str) -> bool:
    """Whether an IPv4 address is no address of a customer: loopback, masks, groups, well-known resolvers, Microsoft."""
    address = IPv4Address(text)
    first = int(text.partition(".")[0])
    return (
        first in (0, 127)
        or first >= 224  # multicast, masks, broadcast
        or text in _PUBLIC_V4
        or any(address in block for block in _MICROSOFT)
    )


def is_public_v6(address: IPv6Address) -> bool:
    """Whether an IPv6 address is no address of a customer."""
    if int(address) >> 96 == 0 or address.is_multicast or address in _PUBLIC_V6:
        return True  # ::1, ::, mapped IPv4 and what is no address at all
    return any(address in block for block in _MICROSOFT)
