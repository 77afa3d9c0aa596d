"""A form laid out as a tagged PDF: the one template of all forms, and the few characters its bold faces need."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mhapp.documents.plain_form import PlainForm, Signatures, Table, Value
from mhapp.documents.render import render_pdf
from mhapp.documents.small_faces import SmallFace, cut_face
from mhapp.domain.papers import LeadPaperKind, PaperKind

TEMPLATES = Path(__file__).parent.parent / "templates" / "pdf"
_TITLES = frozenset("".join(kind.label for kind in (*PaperKind, *LeadPaperKind)))
_HEADINGS = frozenset(
    "一二三四五六七八九十、0123456789.随访情况积分初判及理由其他评估结果级标准依据时间和地点情况说明基本信息呈报事项形"
    "最近次要素变化研各意见认定通您可以得到的服务谁能看到您权利联系方式答复现在等由后怎样有不同办么何通知同意居住户籍联系人亲属生活工作医疗费用患病诊断既往治健康史监护关爱帮扶小组参加社区管"
)
INVENTED = """@page {
  @top-center { content: "演示数据，人物均为虚构"; font: 10.5pt/14pt "LXGW WenKai", "Noto Serif CJK SC"; }
}
"""
"""Printed at the head of every page of the demo's people."""


def form_pdf(form: PlainForm, *, fonts: Path | None = None, invented: bool = False) -> bytes:
    """A form as a tagged PDF. `fonts` is the county's font folder; `invented`: the people are the demo's, and every
    page says so. The file's own title is the form's: it names nobody and no level. Raises ValueError without a mark."""
    if form.mark is None:
        raise ValueError("a form that goes to paper by itself has a number and a check code")
    html = environment().get_template("form.html").render(form=form, title=form.title)
    css = sheet("form.css") + (INVENTED if invented else "")
    return render_pdf(html, css=css, fonts=fonts, small_faces=heading_faces([form]))


def heading_faces(forms: Iterable[PlainForm], more: str = "") -> tuple[SmallFace, ...]:
    """Faces with the few characters of titles, headings and what is set in bold. `more`: further title words."""
    forms = list(forms)
    faces = (
        cut_face(
            "Form Title", "Noto Serif CJK SC", _with(_TITLES, more + "".join(form.title for form in forms))
        ),
        cut_face("Form Heading", "Noto Sans CJK SC", _with(_HEADINGS, "".join(map(_bold_words, forms)))),
    )
    return tuple(face for face in faces if face is not None)


def _with(usual: frozenset[str], words: str) -> frozenset[str]:
    """The usual characters, so that one face serves every form and is cut once a process; more where one needs it."""
    return usual | frozenset(words)


def _bold_words(form: PlainForm) -> str:
    words = [part.heading for part in form.parts if not isinstance(part, Signatures)]
    for table in (part for part in form.parts if isinstance(part, Table)):
        words += [
            cell.content
            for row in table.rows
            for cell in row.cells
            if isinstance(cell, Value) and cell.strong and isinstance(cell.content, str)
        ]
    return "".join(words)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates of paper only: no filters, globals or autoloaded helpers of the web."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=4)
def sheet(name: str) -> str:
    """A style sheet of paper, read once."""
    return (TEMPLATES / name).read_text(encoding="utf-8")
