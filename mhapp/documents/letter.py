"""The guardian's letter on paper: one, or a whole village's in one file. Layout of forms §9, text from its snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mhapp.documents.render import render_pdf
from mhapp.documents.small_faces import SmallFace, cut_face
from mhapp.domain.letter_text import LetterKind, LetterText

_INVENTED = """@page {
  @top-center { content: "演示数据，人物均为虚构"; font: 10.5pt/14pt "LXGW WenKai", "Noto Serif CJK SC"; }
}
@page :blank { @top-center { content: none; } }
"""
_TEMPLATES = Path(__file__).parent.parent / "templates" / "pdf"


@dataclass(frozen=True)
class LetterPaper:
    """All that is printed of one letter: its number and check code, and its text with every blank filled."""

    number: str
    """As printed, such as 石盘监护〔2026〕0031号."""
    check_code: str
    """Eight characters that tell an altered copy from the letter we issued."""
    text: LetterText


def letter_pdf(paper: LetterPaper, *, fonts: Path | None = None, invented: bool = False) -> bytes:
    """One letter as a tagged PDF. `fonts` is the county's font folder; `invented` as in `letters_pdf`."""
    return letters_pdf([paper], title=paper.text.title, fonts=fonts, invented=invented)


def letters_pdf(
    papers: Sequence[LetterPaper], *, title: str, fonts: Path | None = None, invented: bool = False
) -> bytes:
    """Many letters as one file, in the order given; each starts on a front side and counts its own pages.

    `title` is the file's own title, shown by a reader's window: it names no person. `invented`: the people are the
    demo's, and every page says so at its head.
    """
    html = _environment().get_template("letter.html").render(papers=papers, title=title)
    css = _sheet() + (_INVENTED if invented else "")
    return render_pdf(html, css=css, fonts=fonts, small_faces=_heading_faces(papers))


def _heading_faces(papers: Sequence[LetterPaper]) -> tuple[SmallFace, ...]:
    """Title and headings hold few characters, and the same ones from letter to letter."""
    titles = frozenset("".join(kind.label for kind in LetterKind))
    headings = frozenset("".join(section.heading for paper in papers for section in paper.text.sections))
    faces = (
        cut_face("Letter Title", "Noto Serif CJK SC", titles),
        cut_face("Letter Heading", "Noto Sans CJK SC", headings),
    )
    return tuple(face for face in faces if face is not None)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """Templates of paper only: no filters, globals or autoloaded helpers of the web."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=1)
def _sheet() -> str:
    return (_TEMPLATES / "letter.css").read_text(encoding="utf-8")
