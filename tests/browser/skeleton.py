"""What a page is made of, without its words: two pages of the same skeleton need not both be looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_KIND = re.compile(r" (level|icon)--\w+")
"""Which level, which icon: each of them is met on many pages."""
_TELLING = ("class", "role", "type", "aria-invalid", "aria-current", "open", "disabled", "hidden")


@dataclass
class _Node:
    name: str
    children: list[_Node] = field(default_factory=list)

    def written(self) -> str:
        inside: list[str] = []
        for child in self.children:
            words = child.written()
            if words not in inside:  # ten rows of a list are one row
                inside.append(words)
        return f"{self.name}({' '.join(inside)})"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = _Node("page")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        telling = [
            f"{name}={_KIND.sub('', value or '')}" for name, value in sorted(attrs) if name in _TELLING
        ]
        node = _Node(" ".join([tag, *telling]))
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.name.split(" ")[0] == tag for node in self._open):
            while self._open.pop().name.split(" ")[0] != tag:
                pass


def skeleton_of(html: str) -> str:
    """The elements of the page's main part in their order, with what their look and meaning hang on."""
    reader = _Reader()
    start = html.find("<main")
    reader.feed(html[start:] if start >= 0 else html)
    return reader.root.written()
