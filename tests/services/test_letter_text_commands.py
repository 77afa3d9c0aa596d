"""A county replaces the letter's text from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from mhapp import db
from mhapp.models import PolicyEdition
from tests.factories.papers import DATA
from tests.factories.units import a_county, a_township

SHIPPED = (DATA / "letter_text.toml").read_text(encoding="utf-8")


def run(app: Flask, *arguments: str) -> Result:
    db.finish()
    return app.test_cli_runner().invoke(args=["letter-text", *arguments])


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """The shipped text as a county's own second edition."""
    path = tmp_path / "text.toml"
    path.write_text(SHIPPED.replace("sample-2026-1", "county-2"), encoding="utf-8")
    return path


def test_a_text_is_published_for_its_county(app: Flask, text: Path) -> None:
    county = a_county()
    result = run(app, "publish", str(text), "--county", county.code, "--from", "2026-09-01")
    assert result.output == "已发布county-2，2026-09-01起使用\n"
    row = db.session.query(PolicyEdition).one()
    assert (row.county_id, row.kind, row.effective_from.isoformat()) == (
        county.id,
        "letter_text",
        "2026-09-01",
    )


@pytest.mark.parametrize(
    "old, new, words",
    [
        ("任何人不得虐待、遗弃、关锁。", "监护人应当关锁。", "请改写这一句：“监护人应当关锁”"),
        ("{patient_name}", "{level}", "不认识的空白项{level}"),
        ('edition = "county-2"', "edition = ", "文件的写法有误"),
    ],
)
def test_a_text_at_fault_is_refused_with_its_sentence(
    app: Flask, text: Path, old: str, new: str, words: str
) -> None:
    text.write_text(text.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    for command in (("check", str(text)), ("publish", str(text), "--county", a_county().code)):
        result = run(app, *command)
        assert result.exit_code == 1
        assert words in result.output
    assert db.session.query(PolicyEdition).count() == 0


def test_a_file_in_another_encoding_is_refused_with_words(app: Flask, text: Path) -> None:
    text.write_bytes(SHIPPED.encode("gb18030"))
    assert "UTF-8" in run(app, "check", str(text)).output


def test_a_township_publishes_no_text(app: Flask, text: Path) -> None:
    township = a_township(name="石盘镇")
    result = run(app, "publish", str(text), "--county", township.code)
    assert "石盘镇不是区县，责任书文本由区县发布" in result.output
    assert db.session.query(PolicyEdition).count() == 0


def test_checking_changes_nothing(app: Flask, text: Path) -> None:
    assert run(app, "check", str(text)).output.startswith("可以发布：county-2 ")
    assert db.session.query(PolicyEdition).count() == 0


def test_a_county_publishes_its_wording_of_the_consent_form(app: Flask, tmp_path: Path) -> None:
    county, path = a_county(), tmp_path / "consent.toml"
    sample = (DATA / "consent_text.toml").read_text(encoding="utf-8")
    path.write_text(sample.replace("sample-1", "county-1"), encoding="utf-8")
    asked = ["consent-text", "publish", str(path), "--county", county.code, "--from", "2026-09-01"]
    db.finish()
    assert app.test_cli_runner().invoke(args=asked).output == "已发布county-1，2026-09-01起使用\n"
    row = db.session.query(PolicyEdition).one()
    assert (row.kind, row.edition, row.published_by_id) == ("consent_text", "county-1", None)
