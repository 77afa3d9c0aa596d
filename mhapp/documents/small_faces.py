"""Heading faces cut down to the few characters a paper's headings need.

Noto's CJK faces hold 65,000 outlines in one table; embedding two of them doubles the time of a letter and its size,
for a dozen characters of title and headings. Cut once per process and set of characters, they cost next to nothing.
"""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass
from functools import lru_cache

SCHEME = "face"
"""The address of a cut face is `face:` and its family; nothing else is ever read from that scheme."""


@dataclass(frozen=True)
class SmallFace:
    """A bold face with a few characters: its family as the sheet calls it, and the font file itself."""

    family: str
    data: bytes

    @property
    def address(self) -> str:
        """Where the fetcher finds it."""
        return f"{SCHEME}:{self.family.replace(' ', '-')}"


@lru_cache(maxsize=16)
def cut_face(family: str, source: str, characters: frozenset[str]) -> SmallFace | None:
    """The bold face of the installed family `source`, for these characters only, under the name `family`.

    None where the machine has no such family: the sheet then goes on to its next one.
    """
    found = _installed(source)
    if found is None:
        return None
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    path, index = found
    font = TTFont(path, fontNumber=index, lazy=True)
    cut = Subsetter(Options(layout_features=[], drop_tables=["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx"]))
    cut.populate(text="".join(sorted(characters)))
    cut.subset(font)
    out = io.BytesIO()
    font.save(out)
    font.close()
    return SmallFace(family, out.getvalue())


def _installed(source: str) -> tuple[str, int] | None:
    """File and index of an installed family's bold face, by fontconfig's own word; None without it."""
    asked = ["fc-match", "--format", "%{family}\n%{file}\n%{index}", f"{source}:bold"]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    matched, path, index = answer.stdout.split("\n")
    return (path, int(index)) if source in matched.split(",") else None
