"""The guardian's letter on paper: its layout, its numbers, its words, and the names of people."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader

from mhapp.documents.letter import LetterPaper, letter_pdf, letters_pdf
from mhapp.documents.render import only_our_fonts, render_pdf
from mhapp.documents.small_faces import cut_face
from mhapp.domain.letter_text import LetterKind
from tests.factories.papers import a_paper

MM = 72 / 25.4


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def pages_of(*papers: LetterPaper) -> list[str]:
    """The text of each page, without spaces and line ends."""
    pdf = letters_pdf(papers, title="监护责任书")
    return ["".join(page.extract_text().split()) for page in read(pdf).pages]


def placed_text(page: PageObject) -> list[tuple[float, float, float, str]]:
    """(x, y from the bottom, size, text) of each piece of text, in points."""
    found: list[tuple[float, float, float, str]] = []

    def visit(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((x, y, size * abs(tm[0] * cm[0]), text))

    page.extract_text(visitor_text=visit)
    return found


def test_a_letter_is_two_pages_of_a4() -> None:
    pages = read(letter_pdf(a_paper())).pages
    assert [(round(page.mediabox.width / MM), round(page.mediabox.height / MM)) for page in pages] == [
        (210, 297)
    ] * 2


def test_the_body_keeps_its_margins_and_its_twenty_two_lines() -> None:
    first, _ = read(letter_pdf(a_paper())).pages
    body = [(x, y) for x, y, size, _ in placed_text(first) if size > 15 and y > 35 * MM]
    assert min(x for x, _ in body) >= 28 * MM - 0.5
    assert max(y for _, y in body) <= 841.89 - 37 * MM
    assert min(y for _, y in body) >= 35 * MM
    assert len({round(y / 5) for _, y in body}) == 22


def test_a_letter_is_tagged_and_says_its_language() -> None:
    root = read(letter_pdf(a_paper())).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "zh-CN"


@pytest.mark.parametrize(
    "kind, title",
    [(LetterKind.RESPONSIBILITY, "监护责任书"), (LetterKind.REWARD, "有奖监护协议")],
)
def test_a_letter_is_titled_by_its_kind_and_nothing_else(kind: LetterKind, title: str) -> None:
    reader = read(letter_pdf(a_paper(kind=kind)))
    assert "".join(reader.pages[0].extract_text().split()).startswith(title)
    assert reader.metadata is not None and reader.metadata.title == title


def test_a_letter_names_the_parties_the_term_and_the_numbers_to_call() -> None:
    text = "".join(pages_of(a_paper()))
    for words in (
        "甲方：石盘镇人民政府",
        "乙方：柏树村村民委员会",
        "丙方（监护人）：李示例，系被监护人的配偶",
        "被监护人：张示例",
        "自2026年8月1日起，至2027年7月31日止。",
        "报警110，急救120，心理援助热线12356，石盘镇卫生院023-00000001，柏树村023-00000002。",
        "本责任书一式三份",
        "指印",
    ):
        assert words in text


def test_a_reward_agreement_says_what_is_paid_and_when_it_stops() -> None:
    text = "".join(pages_of(a_paper(kind=LetterKind.REWARD)))
    assert "奖励标准为每年2500元。" in text
    assert "监护人不得关锁、虐待被监护人；违反的，立即停止发放。" in text


def test_a_value_nobody_recorded_prints_as_a_line_to_write_on() -> None:
    assert "石盘镇卫生院＿＿＿＿＿＿，柏树村023-00000002。" in "".join(pages_of(a_paper(clinic_phone=None)))


def test_every_page_carries_number_page_of_pages_and_check_code() -> None:
    first, second = pages_of(a_paper())
    assert "石盘监护〔2026〕0031号第1页，共2页校验码7F3A91QX" in first
    assert "石盘监护〔2026〕0031号第2页，共2页校验码7F3A91QX" in second


def test_the_page_number_stands_on_the_outer_side() -> None:
    first, second = read(letter_pdf(a_paper())).pages
    assert [x > 105 * MM for x, _, _, text in placed_text(first) if "—" in text] == [True]
    assert [x < 105 * MM for x, _, _, text in placed_text(second) if "—" in text] == [True]


def test_letters_in_one_file_each_count_their_own_pages() -> None:
    pages = pages_of(
        a_paper("石盘监护〔2026〕0001号", "AAAAAAAA"),
        a_paper("石盘监护〔2026〕0002号", "BBBBBBBB"),
        a_paper("石盘监护〔2026〕0003号", "CCCCCCCC"),
    )
    assert len(pages) == 6
    for page, foot in zip(
        pages,
        (
            "0001号第1页，共2页校验码AAAAAAAA",
            "0001号第2页，共2页校验码AAAAAAAA",
            "0002号第1页，共2页校验码BBBBBBBB",
            "0002号第2页，共2页校验码BBBBBBBB",
            "0003号第1页，共2页校验码CCCCCCCC",
            "0003号第2页，共2页校验码CCCCCCCC",
        ),
        strict=True,
    ):
        assert foot in page


def test_nobody_signs_a_page_that_says_nothing() -> None:
    """With longer names the letter has a line too many for its signatures: its last words go along with them."""
    pages = pages_of(
        a_paper(clinic_name="月砚街道社区卫生服务中心", clinic_phone="000-00000120", village_name="墨痕社区")
    )
    assert len(pages) == 3
    assert "本责任书一式三份" in pages[2] and "指印" in pages[2]


def test_a_letter_after_one_of_three_pages_begins_on_a_front_side() -> None:
    pages = pages_of(a_paper("甲", "AAAAAAAA", LetterKind.REWARD), a_paper("乙", "BBBBBBBB"))
    assert ["监护责任书" in page[:8] or "有奖监护协议" in page[:8] for page in pages] == [
        True, False, False, False, True, False,
    ]  # fmt: skip
    assert pages[3] == ""
    assert "甲第3页，共3页" in pages[2] and "乙第1页，共2页" in pages[4]


@pytest.mark.parametrize("character", ["㛃", "䶮", "𬭊", "𠅤", "𡌶"])
def test_rare_characters_of_names_are_drawn_and_can_be_read_back(
    character: str, caplog: pytest.LogCaptureFixture
) -> None:
    reader = read(letter_pdf(a_paper(patient_name=f"张{character}")))
    assert f"张{character}" in reader.pages[0].extract_text()
    assert ".notdef" not in caplog.text


def test_a_character_no_font_holds_is_noticed_by_the_check_above(caplog: pytest.LogCaptureFixture) -> None:
    letter_pdf(a_paper(patient_name="张\U000f1234"))
    assert ".notdef" in caplog.text


def test_a_name_of_forty_characters_stays_inside_the_margins() -> None:
    pdf = read(letter_pdf(a_paper(patient_name="阿" * 40, guardian_name="乙" * 40)))
    text = "".join(pdf.pages[0].extract_text().split())
    assert "被监护人：" + "阿" * 40 in text
    for x, y, size, piece in placed_text(pdf.pages[0]):
        assert y < 35 * MM or x + len(piece.strip()) * size <= 210 * MM - 26 * MM + 16


def test_what_stands_in_a_name_is_text_and_never_markup() -> None:
    text = "".join(pages_of(a_paper(patient_name="<b>张</b>{guardian_name}")))
    assert "被监护人：<b>张</b>{guardian_name}" in text


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "http://127.0.0.1:1/a.ttf",
        "https://example.org/a.ttf",
        "data:font/ttf;base64,AAAA",
    ],
)
def test_a_page_may_load_nothing_from_outside(address: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="fonts"):
        only_our_fonts(tmp_path).fetch(address)


def test_a_page_may_load_fonts_of_the_font_folder_and_nothing_beside_it(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "FangSong.ttf").write_bytes(b"face")
    (fonts / "notes.txt").write_bytes(b"text")
    (tmp_path / "keys.ttf").write_bytes(b"secret")
    fetcher = only_our_fonts(fonts)
    assert fetcher.fetch((fonts / "FangSong.ttf").as_uri()).read() == b"face"
    for refused in (fonts / "notes.txt", fonts / ".." / "keys.ttf", tmp_path / "keys.ttf"):
        with pytest.raises(ValueError, match="fonts"):
            fetcher.fetch(f"file://{refused}")


def test_a_link_out_of_the_font_folder_is_not_followed(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (tmp_path / "secret.ttf").write_bytes(b"secret")
    (fonts / "FangSong.ttf").symlink_to(tmp_path / "secret.ttf")
    with pytest.raises(ValueError, match="fonts"):
        only_our_fonts(fonts).fetch((fonts / "FangSong.ttf").as_uri())


def test_a_picture_from_disk_is_left_out_of_the_paper(tmp_path: Path) -> None:
    picture = Path(__file__).parents[2] / "mhapp" / "static" / "favicon.svg"
    pdf = read(
        render_pdf(f'<html lang="zh-CN"><title>纸</title><img src="{picture.as_uri()}" alt=""><p>字</p>')
    )
    assert len(pdf.pages[0].images) == 0


def test_a_letter_embeds_only_the_characters_of_its_headings() -> None:
    pdf = letter_pdf(a_paper())
    assert len(pdf) < 150_000
    text = "".join(page.extract_text() for page in read(pdf).pages)
    assert "三、甲方和乙方提供的帮助" in text


def test_a_face_the_machine_lacks_is_left_to_the_next_of_the_sheet() -> None:
    assert cut_face("Letter Title", "No Such Family", frozenset("监护")) is None


def test_a_cut_face_is_handed_out_by_its_own_address_alone() -> None:
    face = cut_face("Letter Title", "Noto Serif CJK SC", frozenset("监护"))
    assert face is not None
    assert only_our_fonts(None, (face,)).fetch("face:Letter-Title").read() == face.data
    with pytest.raises(ValueError, match="fonts"):
        only_our_fonts(None, (face,)).fetch("face:Letter-Heading")


def test_a_county_prints_with_a_face_of_its_own(tmp_path: Path) -> None:
    face = Path("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Bold.ttf")
    (tmp_path / "FangSong.ttf").symlink_to(tmp_path / "real.ttf")
    (tmp_path / "real.ttf").write_bytes(face.read_bytes())
    fonts = {
        str(font["/BaseFont"])
        for font in (
            reference.get_object()
            for page in read(letter_pdf(a_paper(), fonts=tmp_path)).pages
            for reference in page["/Resources"]["/Font"].values()
        )
    }
    assert any("Bold" in name and "WenKai" in name for name in fonts) or any(
        "FangSong" in name for name in fonts
    )


def test_an_invented_letter_says_so_on_every_page_and_a_real_one_does_not() -> None:
    invented = read(letters_pdf([a_paper(), a_paper()], title="监护责任书", invented=True))
    assert ["演示数据，人物均为虚构" in page.extract_text() for page in invented.pages] == [True] * 4
    assert not any("演示数据" in page for page in pages_of(a_paper()))
