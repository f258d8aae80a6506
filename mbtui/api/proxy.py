"""Which proxy leads to a host, by the variables that curl and others read: HTTPS_PROXY, ALL_PROXY, NO_PROXY.

httpx reads them, too, but ends at an entry of NO_PROXY that it does not know, such as `fe80::/10`.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from mbtui.api.errors import ServiceUnavailable
from mbtui.api.origin import Origin

SCHEMES = ("http", "https", "socks5", "socks5h")


def proxy_for(origin: Origin) -> str | None:
    """Give the address of the proxy that the environment, or the system, names for an origin; None for none.

    Raises:
        ServiceUnavailable: It names one that can not be used.
    """
    from urllib.request import getproxies

    known = getproxies()
    name = origin.scheme if known.get(origin.scheme) else "all"
    address = known.get(name, "")
    if not address or bypasses(origin.host, known.get("no", "")):
        return None
    address = address if "://" in address else f"http://{address}"
    if not is_usable(address):
        raise ServiceUnavailable(
            f"The proxy that {name.upper()}_PROXY names can not be used: an address like http://host:8080 or "
            "socks5://host:1080 is needed, or none."
        )
    return address


def is_usable(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in SCHEMES and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def bypasses(host: str, no_proxy: str) -> bool:
    """Whether NO_PROXY names a host: by name, by the end of its name, by address or by network. The rest is skipped."""
    host = host.lower().rstrip(".")
    entries = no_proxy.lower().replace(" ", ",").split(",")
    return any(entry == "*" or _names(entry, host) for entry in entries if entry)


def _names(entry: str, host: str) -> bool:
    entry = entry.partition("://")[2] or entry
    if entry.startswith("["):
        entry = entry[1:].partition("]")[0]
    elif entry.count(":") == 1:
        entry = entry.partition(":")[0]
    try:
        return ip_address(host) in ip_network(entry, strict=False)
    except ValueError:
        name = entry.lstrip("*").strip(".")
        return bool(name) and (host == name or host.endswith(f".{name}"))
