"""Which proxy leads to a host, by the variables that curl and others read: HTTPS_PROXY, ALL_PROXY, NO_PROXY.

httpx reads them, too, but ends at an entry of NO_PROXY that it does not know, such as `fe80::/10`.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit
from urllib.request import getproxies

SCHEMES = ("http", "https", "socks5", "socks5h")


class BadProxy(ValueError):
    """A variable names a proxy that can not be used; the text is the variable's name."""


def proxy_for(scheme: str, host: str) -> str | None:
    """Give the address of the proxy for a host (an IP address without brackets); None for a direct connection."""
    known = getproxies()
    name = scheme if known.get(scheme) else "all"
    address = known.get(name, "")
    if not address or bypasses(host, known.get("no", "")):
        return None
    address = address if "://" in address else f"http://{address}"
    if not is_usable(address):
        raise BadProxy(f"{name.upper()}_PROXY")
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
