"""The habits of the house that no linter knows: what a file may say, and where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "mhapp" / "templates"
SOURCES = sorted((ROOT / "mhapp").rglob("*.py"))
PAGES = sorted(TEMPLATES.rglob("*.html"))
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))


def name(path: Path) -> str:
    """The path as people say it, for test names and messages."""
    return path.relative_to(ROOT).as_posix()


def places(pattern: str, files: list[Path]) -> set[str]:
    """The files in which the pattern occurs."""
    return {name(path) for path in files if re.search(pattern, path.read_text(encoding="utf-8"))}


def test_nothing_is_left_for_later() -> None:
    assert places(r"TODO|FIXME|XXX|NotImplementedError", SOURCES + PAGES) == set()


def test_only_db_commits() -> None:
    found = places(r"\.commit\(", [path for path in SOURCES if "migrations" not in path.parts])
    assert found <= {"mhapp/db.py"}, "End the transaction in mhapp/db.py; a view says @commits instead"


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    assert [name(p) for p in SOURCES if p.stem in {"utils", "helpers", "common", "misc"}] == []


def test_controls_are_drawn_by_components_alone() -> None:
    elsewhere = [page for page in PAGES if "components" not in page.parts]
    assert places(r"<(input|select|textarea)\b", elsewhere) == set(), "Draw it with a macro of components/"


def test_pages_carry_no_inline_style_or_script() -> None:
    screens = [page for page in PAGES if "pdf" not in page.parts]
    assert places(r"\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=\"", screens) == set(), (
        "The security policy refuses it"
    )


def test_htmx_attributes_are_written_as_data() -> None:
    assert places(r"\shx-[a-z]+=", PAGES) == set(), "Write data-hx-…, which the HTML validator accepts"


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_a_component_defines_the_macro_of_its_own_name(path: Path) -> None:
    assert re.search(rf"macro {path.stem}\(", path.read_text(encoding="utf-8")), (
        f"Define macro {path.stem}(…)"
    )


@pytest.mark.parametrize("path", [page for page in PAGES if page.name.startswith("_")], ids=name)
def test_a_part_says_what_it_needs(path: Path) -> None:
    first = path.read_text(encoding="utf-8").lstrip()
    assert first.startswith("{# Needs:"), "Start the part with {# Needs: … #}"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_template_imports_only_macros_it_uses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for imported in re.findall(r"{%-?\s*from\s+\"[^\"]+\"\s+import\s+([^%]+?)(?:with context)?\s*-?%}", text):
        for macro in (part.split(" as ")[-1].strip() for part in imported.split(",")):
            assert len(re.findall(rf"\b{re.escape(macro)}\b", text)) > 1, f"{macro} is imported and not used"


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name != "__init__.py"], ids=name)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert re.match(r'(#[^\n]*\n)*r?"""', path.read_text(encoding="utf-8")), "Start it with a docstring"
