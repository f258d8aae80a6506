"""The variables that name proxies, in every shape that other tools write and read."""

from __future__ import annotations

import pytest

from mbtui.api.errors import ServiceUnavailable
from mbtui.api.origin import Origin
from mbtui.api.proxy import bypasses, proxy_for


@pytest.mark.parametrize(
    ("no_proxy", "host", "is_direct"),
    [
        ("", "micro.blog", False),
        ("*", "micro.blog", True),
        ("example.com, *", "micro.blog", True),
        ("micro.blog", "micro.blog", True),
        ("micro.blog", "api.micro.blog", True),
        (".micro.blog", "api.micro.blog", True),
        ("*.micro.blog", "api.micro.blog", True),
        ("micro.blog:443", "micro.blog", True),
        ("https://micro.blog", "micro.blog", True),
        ("MICRO.BLOG", "micro.blog.", True),
        ("icro.blog", "micro.blog", False),
        ("localhost micro.blog", "micro.blog", True),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("fe80::/10", "micro.blog", False),
        ("fe80::/10", "fe80::1", True),
        ("localhost,::1,[::1]", "::1", True),
        ("localhost,::1,[::1]", "micro.blog", False),
        ("[::1]:8080", "::1", True),
        (",,  ,[,::::,/,%", "micro.blog", False),
    ],
)
def test_no_proxy_is_understood_or_skipped(no_proxy: str, host: str, is_direct: bool) -> None:
    """Names, ends of names, addresses and networks; nothing else counts, and nothing raises."""
    assert bypasses(host, no_proxy) is is_direct


def test_the_variable_of_the_scheme_counts_before_that_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address without a scheme is one of an http proxy."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALL_PROXY", "socks5://one.example:1080")
    assert proxy_for(Origin.parse("https://micro.blog")) == "socks5://one.example:1080"
    monkeypatch.setenv("HTTPS_PROXY", "two.example:8080")
    assert proxy_for(Origin.parse("https://micro.blog")) == "http://two.example:8080"
    assert proxy_for(Origin("http", "micro.blog", 80)) == "socks5://one.example:1080"
    monkeypatch.setenv("NO_PROXY", "fe80::/10,micro.blog")
    assert proxy_for(Origin.parse("https://micro.blog")) is None


@pytest.mark.parametrize("address", ["http://127.0.0.1:notaport", "ftp://proxy.example:1", "http://", "socks4://a:1"])
def test_a_proxy_that_is_none_names_its_variable(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence that is made of it says which one to look at."""
    monkeypatch.setenv("HTTPS_PROXY", address)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(ServiceUnavailable, match="HTTPS_PROXY"):
        proxy_for(Origin.parse("https://micro.blog"))
