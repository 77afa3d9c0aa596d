"""Every page a person can reach by following links from home: one example of each kind."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import APIRequestContext

_ID = re.compile(r"(?<=/)[a-z2-7]{26}(?=[/.]|$)")
_VALUE = re.compile(r"=[^&]*")
_LINK = re.compile(r'\shref="([^"#]+)')
EXAMPLES = 2
"""How many pages of one kind are read for links: two persons' pages need not lead to the same."""


def kind_of(url: str) -> str:
    """The address with ids and values taken out: /patients/<id>."""
    parts = urlsplit(url)
    path = _ID.sub("<id>", parts.path)
    return path + ("?" + _VALUE.sub("", parts.query) if parts.query else "")


def pages_from(line: APIRequestContext, start: str) -> dict[str, tuple[str, str]]:
    """Kind → the first address of that kind and its HTML, of all pages links lead to. Nothing is sent, only read."""
    found: dict[str, tuple[str, str]] = {}
    read: dict[str, int] = {}
    waiting = [start]
    seen = {start}
    site = urljoin(start, "/")
    while waiting:
        url = waiting.pop(0)
        kind = kind_of(url)
        if read.get(kind, 0) >= EXAMPLES:
            continue
        read[kind] = read.get(kind, 0) + 1
        response = line.get(url)
        assert response.status == 200, f"A link leads to {url}, which answers {response.status}"
        if not response.headers.get("content-type", "").startswith("text/html"):
            read[kind] = EXAMPLES  # a paper takes long to make, and leads nowhere
            continue
        html = response.text()
        found.setdefault(kind, (url, html))
        for link in _LINK.findall(html):
            address = urljoin(url, link.replace("&amp;", "&"))
            if address.startswith(site) and not address.startswith(f"{site}static/") and address not in seen:
                seen.add(address)
                waiting.append(address)
    return found
