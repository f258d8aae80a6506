"""The one place requests with the token may go to: a scheme, a host and a port."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec

from mbtui.api.errors import Refused

_PORTS = {"https": 443, "http": 80}


class Origin(msgspec.Struct, frozen=True):
    """Scheme, host and port of a server."""

    scheme: str
    host: str
    """In lower case, without the brackets of an IPv6 address."""
    port: int

    @classmethod
    def parse(cls, address: str) -> Origin:
        """Read the origin that the API is to be asked at, such as `https://micro.blog`; others are `Refused`."""
        found = cls.of(address)
        parts = urlsplit(address.strip()) if found is not None else None
        if found is None or parts is None:
            raise Refused("The server's address must look like https://micro.blog.")
        if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
            raise Refused("The server's address must be a scheme, a host and perhaps a port, and nothing more.")
        if found.scheme == "http" and not found.is_loopback:
            raise Refused("The server's address must begin with https://, or the token would travel unencrypted.")
        return found

    @classmethod
    def of(cls, address: str) -> Origin | None:
        """Give the origin of any address; None when it is not one of http or https."""
        try:
            parts = urlsplit(address.strip())
            port = parts.port
        except ValueError:
            return None
        if parts.scheme not in _PORTS or not parts.hostname:
            return None
        return cls(parts.scheme, parts.hostname, _PORTS[parts.scheme] if port is None else port)

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def name(self) -> str:
        """What to call the server in a sentence."""
        return "Micro.blog" if self.host == "micro.blog" else self._authority

    @property
    def _authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self._authority}"
