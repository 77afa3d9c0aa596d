"""Files people hand in: what is taken, what is kept of it, and how it lies on disk."""

from __future__ import annotations

import io
import os
import struct
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from PIL import Image
from sqlalchemy import Engine

from mhapp.db import session
from mhapp.documents.letter import letter_pdf
from mhapp.domain.errors import RuleBroken
from mhapp.services import files
from tests.factories.papers import a_paper
from tests.factories.people import a_viewer

NOON = datetime(2026, 8, 3, 4, tzinfo=UTC)


def a_photo(size: tuple[int, int] = (300, 200), kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#8090a0").save(out, kind, **options)
    return out.getvalue()


def a_huge_png(width: int, height: int) -> bytes:
    """A PNG of few bytes that claims a huge picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def opened(prepared: files.Prepared) -> Image.Image:
    return Image.open(io.BytesIO(prepared.data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_as_jpeg(kind: str) -> None:
    prepared = files.prepare_photo(a_photo(kind=kind))
    assert prepared.kind == "jpeg"
    assert opened(prepared).format == "JPEG"


def test_a_photo_keeps_nothing_of_where_and_when_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    prepared = files.prepare_photo(a_photo(exif=exif, comment=b"remark"))
    assert b"CameraMaker" not in prepared.data and b"remark" not in prepared.data
    assert dict(opened(prepared).getexif()) == {}


def test_a_photo_taken_sideways_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(files.prepare_photo(a_photo((300, 200), exif=exif))).size == (200, 300)


def test_a_large_photo_is_made_smaller() -> None:
    assert opened(files.prepare_photo(a_photo((4000, 3000)))).size == (2400, 1800)


def test_a_transparent_picture_gets_a_white_ground() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(files.prepare_photo(out.getvalue())).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    "data, words",
    [
        (b"", "请选择签好字的照片"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"%PDF-1.7 not a photo", "这是PDF文件，请拍照，或者转成图片后再上传"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "请上传JPG、PNG或者WEBP格式的照片"),
        (b"GIF89a\1\0\1\0", "请上传JPG、PNG或者WEBP格式的照片"),
        (b"PK\3\4 a zip", "请上传JPG、PNG或者WEBP格式的照片"),
        (a_photo()[:200], "请上传JPG、PNG或者WEBP格式的照片"),
        (a_huge_png(60000, 60000), "像素太多"),
        (b"\xff" * (12 * 1024 * 1024 + 1), "超过12 MB"),
    ],
    ids=["nothing", "heic", "pdf", "svg", "gif", "zip", "cut off", "pixel bomb", "too large"],
)
def test_what_is_no_usable_photo_is_refused_at_its_field(data: bytes, words: str) -> None:
    with pytest.raises(RuleBroken, match=words) as refused:
        files.prepare_photo(data, "photo")
    assert refused.value.field == "photo"


def test_half_of_a_photo_is_refused_even_after_a_letter_was_printed() -> None:
    letter_pdf(a_paper())
    whole = a_photo((1200, 900))
    with pytest.raises(RuleBroken, match="打不开"):
        files.prepare_photo(whole[: len(whole) // 2])


def test_a_picture_at_the_limit_of_pixels_is_judged_by_its_content_and_one_above_by_its_size() -> None:
    with pytest.raises(RuleBroken, match="打不开"):
        files.prepare_photo(a_huge_png(8000, 8000))
    with pytest.raises(RuleBroken, match="像素太多"):
        files.prepare_photo(a_huge_png(8000, 8001))


def test_a_file_lies_encrypted_under_an_opaque_name_and_is_read_back(
    database: Engine, tmp_path: Path
) -> None:
    prepared = files.prepare_photo(a_photo())
    written = files.write_file(prepared, tmp_path / "files")
    row = files.add_row(written, account_id=a_viewer().account_id, at=NOON)
    path = tmp_path / "files" / row.public_id[:2] / row.public_id
    assert prepared.data[:20] not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert files.read_file(row, tmp_path / "files") == prepared.data
    assert (row.kind, row.size, row.key_number) == ("jpeg", len(prepared.data), 1)


def test_a_file_put_in_the_place_of_another_is_not_read(database: Engine, tmp_path: Path) -> None:
    rows = [
        files.add_row(
            files.write_file(files.prepare_pdf(text), tmp_path), account_id=a_viewer().account_id, at=NOON
        )
        for text in (b"one", b"two")
    ]
    paths = [tmp_path / row.public_id[:2] / row.public_id for row in rows]
    paths[0].write_bytes(paths[1].read_bytes())
    with pytest.raises(InvalidTag):
        files.read_file(rows[0], tmp_path)


def test_files_without_a_row_are_swept_after_an_hour_and_not_before(database: Engine, tmp_path: Path) -> None:
    kept = files.add_row(
        files.write_file(files.prepare_pdf(b"kept"), tmp_path), account_id=a_viewer().account_id, at=NOON
    )
    left = files.write_file(files.prepare_pdf(b"left"), tmp_path)
    fresh = files.write_file(files.prepare_pdf(b"fresh"), tmp_path)
    session.flush()
    for public_id, age in ((kept.public_id, 61), (left.public_id, 61), (fresh.public_id, 59)):
        moment = (NOON - timedelta(minutes=age)).timestamp()
        os.utime(tmp_path / public_id[:2] / public_id, (moment, moment))
    assert files.sweep_orphans(tmp_path, at=NOON) == 1
    assert sorted(path.name for path in tmp_path.glob("??/*")) == sorted([kept.public_id, fresh.public_id])
