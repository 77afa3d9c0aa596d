"""HTML in, tagged PDF out: the one place that knows WeasyPrint. A page may load our fonts and nothing else.

WeasyPrint is imported on the first use, since it costs a quarter of a second and 60 MB that a web process which
never prints need not pay. Rendering is serialised: fontconfig and Pango are shared by the whole process.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from mhapp.documents.small_faces import SCHEME, SmallFace

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

FONT_SUFFIXES = (".ttf", ".otf", ".ttc", ".woff2", ".woff")
"""What counts as a face when a county drops files into its font folder."""

_rendering = Lock()


PICTURES = "picture"
"""The address of a picture handed in is `picture:` and its name; it lives as long as its own document."""


def render_pdf(
    html: str,
    *,
    css: str = "",
    fonts: Path | None = None,
    small_faces: tuple[SmallFace, ...] = (),
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The PDF (PDF/UA-1, tagged) of one HTML document.

    `css` is the sheet of its template, parsed once per process. `fonts` is the folder of the county's own faces;
    each file is a family by its name without suffix. `small_faces` are further families, handed in whole;
    `pictures` are JPEG bytes by name, which the HTML asks for as `picture:name`. Whatever else it asks for is left
    out, never read.
    """
    from weasyprint import HTML

    with _rendering, _no_collecting(), _pages_listed_once():
        setup = _setup(css, fonts, _faces_in(fonts), small_faces)
        fetcher = only_our_fonts(fonts, small_faces, pictures) if pictures else setup.fetcher
        document = HTML(string=html, url_fetcher=fetcher)
        return bytes(
            document.write_pdf(
                stylesheets=setup.sheets, font_config=setup.font_config, pdf_variant="pdf/ua-1"
            )
        )


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep the cycle collector out of a rendering, which makes millions of objects and drops them all at its end:
    looking through them again and again doubles the time of a village's letters."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _pages_listed_once() -> Iterator[None]:
    """Keep the list of a PDF's pages while no page is added: pydyf makes it anew for each tagged element, which in 300
    letters is 36,000 times 600 pages and a seventh of the whole time. The bytes are the same."""
    from pydyf import PDF

    listed = PDF.page_references
    known: dict[int, tuple[bytes, ...]] = {}

    def remembered(pdf: Any) -> tuple[bytes, ...]:
        pages = pdf.pages["Count"]
        if pages not in known:
            known.clear()
            known[pages] = listed.fget(pdf)
        return known[pages]

    PDF.page_references = property(remembered)
    try:
        yield
    finally:
        PDF.page_references = listed


class _Setup:
    """What all documents of one template share: fetcher, fonts, parsed sheets."""

    def __init__(self, fetcher: URLFetcher, font_config: FontConfiguration, sheets: Sequence[CSS]) -> None:
        self.fetcher = fetcher
        self.font_config = font_config
        self.sheets = list(sheets)


@lru_cache(maxsize=8)
def _setup(
    css: str, fonts: Path | None, faces: tuple[tuple[str, float], ...], small_faces: tuple[SmallFace, ...]
) -> _Setup:
    """Parse the sheets once. `faces` is part of the key so that a font added to the folder is seen at once."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    font_config = FontConfiguration()
    fetcher = only_our_fonts(fonts, small_faces)
    font_sheet = (_font_sheet(fonts, faces) if fonts else "") + _small_sheet(small_faces)
    return _Setup(
        fetcher,
        font_config,
        [CSS(string=sheet, font_config=font_config, url_fetcher=fetcher) for sheet in (font_sheet, css)],
    )


atexit.register(_setup.cache_clear)  # a FontConfiguration left to the very end finds its library already gone


def only_our_fonts(
    fonts: Path | None, small_faces: Sequence[SmallFace] = (), pictures: Mapping[str, bytes] | None = None
) -> URLFetcher:
    """A fetcher that hands out the small faces and the pictures handed in, opens fonts in the folder, and refuses all
    else with ValueError."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    folder = fonts.resolve() if fonts else None
    in_memory = {face.address: (face.data, "font/otf") for face in small_faces}
    in_memory |= {f"{PICTURES}:{name}": (data, "image/jpeg") for name, data in (pictures or {}).items()}

    class OnlyOurFonts(URLFetcher):  # type: ignore[misc]
        """Reads faces from one folder; no other file, no network, no redirect."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url in in_memory:
                data, kind = in_memory[url]
                return URLFetcherResponse(url, data, {"Content-Type": kind})
            path = Path(unquote(urlsplit(url).path)).resolve()
            if folder is None or not url.startswith("file:") or not path.is_relative_to(folder):
                raise ValueError("A PDF may load the county's fonts and nothing else")
            if path.suffix.lower() not in FONT_SUFFIXES:
                raise ValueError("A PDF may load fonts only")
            return super().fetch(url, headers)

    return OnlyOurFonts(allowed_protocols=["file", SCHEME, PICTURES], allow_redirects=False)


def _faces_in(fonts: Path | None) -> tuple[tuple[str, float], ...]:
    """The font files of the folder in name order, with their time of change."""
    if fonts is None or not fonts.is_dir():
        return ()
    found = sorted(path for path in fonts.iterdir() if path.suffix.lower() in FONT_SUFFIXES)
    return tuple((path.name, path.stat().st_mtime) for path in found)


def _font_sheet(fonts: Path, faces: tuple[tuple[str, float], ...]) -> str:
    """One `@font-face` a file; quotes and backslashes in a file's name would break out of the sheet."""
    return "\n".join(
        f'@font-face {{ font-family: "{Path(name).stem}"; src: url("{(fonts.resolve() / name).as_uri()}"); }}'
        for name, _ in faces
        if not set(name) & set('"\\')
    )


def _small_sheet(small_faces: Sequence[SmallFace]) -> str:
    """One bold `@font-face` for each face handed in."""
    return "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: bold; src: url("{face.address}"); }}'
        for face in small_faces
    )
