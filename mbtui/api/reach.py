"""Where addresses that strangers wrote may lead: to the internet over https, and to the account's own server.

A post must not make mbtui ask the router, a service on this computer or the cloud's metadata. The name is looked up and
every address of it judged before a connection is made, and the address of the connection once more before a byte is
sent, so that a name which answers differently the second time gains nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.api.errors import Refused
from mbtui.api.origin import Origin

_TRANSLATED = ip_network("64:ff9b::/96")
"""IPv6 addresses that a network translates to the IPv4 address in their last four bytes."""
_STAND_INS = ip_network("198.18.0.0/15")
"""What some proxies on this computer give for every name, so that they learn it; nobody else lives there."""
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".lan")


class Reach:
    """Judges addresses for requests without credentials."""

    def __init__(self, home: Callable[[], Origin | None]) -> None:
        """Let the account's own server be anywhere and speak http; `home` gives None while it is not known."""
        self._home = home

    def secure_url(self, url: str, *, came_from: str = "") -> str:
        """Give the address to ask in place of `url`: with https for http. `came_from` has redirected there.

        Raises:
            Refused: It is no address of the web, or it is not to be had over https.
        """
        origin = Origin.of(url)
        if origin is None:
            raise Refused("Only http and https addresses without a name and password in them are fetched.")
        if origin.scheme == "https" or (origin == self._home() and not came_from.startswith("https:")):
            return url
        if came_from:
            raise Refused(f"The file's address redirects to {origin.name} without encryption, so it was not fetched.")
        if origin.port != 80:
            raise Refused(
                f"{origin.name} was not asked: the address begins with http, and mbtui asks for pictures with "
                "encryption only."
            )
        parts = urlsplit(url.strip())
        return parts._replace(scheme="https", netloc=parts.netloc.removesuffix(":80")).geturl()

    async def check_name(self, origin: Origin, *, is_through_proxy: bool) -> None:
        """Refuse a host that is not on the internet.

        A proxy looks names up itself: asking the system as well would tell the network which they are.
        """
        if origin == self._home():
            return
        if origin.host == "localhost" or origin.host.endswith(_LOCAL_NAMES):
            raise _private(origin)
        try:
            found = [ip_address(origin.host.partition("%")[0])]
        except ValueError:
            if is_through_proxy:
                return
            # What the system's resolver takes for an address, such as 127.1 or 0x7f000001, is judged as one here.
            try:
                answers = await in_daemon_thread(
                    lambda: socket.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
                )
            except ValueError as error:
                raise Refused("The name of the host in this address is not well-formed.") from error
            found = [ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]
        if not all(map(is_public, found)):
            raise _private(origin)

    def check_peer(self, origin: Origin, address: str) -> None:
        """Refuse a connection that has been made for `origin` to an address which is not on the internet."""
        if origin != self._home() and not is_public(ip_address(address.partition("%")[0])):
            raise _private(origin)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the internet: not of this computer, a private network, or a group."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _TRANSLATED:
            inner = IPv4Address(address.packed[-4:])
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    elif address in _STAND_INS:
        return True
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _private(origin: Origin) -> Refused:
    return Refused(f"{origin.name} is not on the internet but on this computer or its network, so it was not asked.")
