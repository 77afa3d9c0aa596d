"""Files people hand in and papers we make: checked by content, re-encoded, encrypted, on disk before their row.

The slow parts (`prepare_photo`, `write_file`) come before the transaction, the row (`add_row`) inside it. A file
whose transaction failed has no row and is swept an hour later.
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageFile, ImageOps
from sqlalchemy import select

from mhapp import crypto, db
from mhapp.domain.errors import RuleBroken
from mhapp.models import StoredFile

MOST_BYTES_IN = 12 * 1024 * 1024
MOST_BYTES_STORED = 5 * 1024 * 1024
MOST_PIXELS = 64_000_000
SMALL_SIDE = 240
"""A thumbnail: enough to tell the pages apart, too little to read them."""
LONGEST_SIDE = 2400
"""A page of A4 at 200 dots an inch: every stroke of a signature stays readable."""
ORPHAN_AGE = timedelta(hours=1)
MIME_TYPES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error, IndexError, MemoryError)

Image.MAX_IMAGE_PIXELS = None  # our own limit is checked before a single pixel is decoded


@dataclass(frozen=True)
class Prepared:
    """Bytes fit to be stored, and what they are: jpeg or pdf."""

    kind: str
    data: bytes


@dataclass(frozen=True)
class WrittenFile:
    """A file that lies encrypted on disk and has no row yet."""

    public_id: str
    kind: str
    size: int
    sha256: bytes
    key_number: int


def prepare_photo(data: bytes, field: str | None = None, *, missing: str = "请选择签好字的照片") -> Prepared:
    """A photo as we keep it: turned upright, at most 2,400 pixels long, JPEG, without place, time or camera.

    Raises RuleBroken for what is no photo, too large, or broken; the words say what to do.
    """
    if not data:
        raise RuleBroken(missing, field)
    if len(data) > MOST_BYTES_IN:
        raise RuleBroken("照片超过12 MB，请把相机的照片尺寸调小后重拍", field)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        raise RuleBroken("这是HEIC格式的照片，请在手机相机设置里选“兼容性最佳”后重拍，或者截图后上传", field)
    if data.startswith(b"%PDF-"):
        raise RuleBroken("这是PDF文件，请拍照，或者转成图片后再上传", field)
    ImageFile.LOAD_TRUNCATED_IMAGES = (
        False  # WeasyPrint, once loaded, lets half a picture pass for a whole one
    )
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise RuleBroken("照片的像素太多，请把相机的照片尺寸调小后重拍", field)
            return Prepared("jpeg", _encoded(image))
    except _BROKEN:
        raise RuleBroken("打不开这个文件，请上传JPG、PNG或者WEBP格式的照片", field) from None


def prepare_thumbnail(photo: Prepared) -> Prepared:
    """A photo made small for a list of pages."""
    with Image.open(io.BytesIO(photo.data), formats=("JPEG",)) as image:
        image.draft("RGB", (SMALL_SIDE * 2, SMALL_SIDE * 2))
        image.thumbnail((SMALL_SIDE, SMALL_SIDE))
        out = io.BytesIO()
        image.save(out, "JPEG", quality=70)
    return Prepared("jpeg", out.getvalue())


def prepare_pdf(data: bytes) -> Prepared:
    """A paper this program made itself."""
    return Prepared("pdf", data)


def prepare_workbook(data: bytes) -> Prepared:
    """A workbook that has been read, or that this program made."""
    return Prepared("xlsx", data)


def write_file(prepared: Prepared, folder: Path) -> WrittenFile:
    """Encrypt and write it under an opaque name; on disk for good when this returns."""
    public_id = crypto.new_public_id()
    path = _path(folder, public_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealed = crypto.encrypt(prepared.data, _label(public_id))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    for directory in (path.parent, folder):
        _sync_directory(directory)
    return WrittenFile(
        public_id, prepared.kind, len(prepared.data), hashlib.sha256(prepared.data).digest(), sealed[0]
    )


def add_row(written: WrittenFile, *, account_id: int, at: datetime) -> StoredFile:
    """The row that makes a written file part of the database, on behalf of the account that handed it in."""
    row = StoredFile(
        public_id=written.public_id,
        sha256=written.sha256,
        kind=written.kind,
        size=written.size,
        key_number=written.key_number,
        created_at=at,
        created_by_id=account_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def read_file(row: StoredFile, folder: Path) -> bytes:
    """The plain bytes. Raises FileNotFoundError when the file is gone, ValueError when it is not what was stored."""
    data = crypto.decrypt(_path(folder, row.public_id).read_bytes(), _label(row.public_id))
    if hashlib.sha256(data).digest() != bytes(row.sha256):
        raise ValueError("the stored file is not what its row says")
    return data


def remove_bytes(row: StoredFile, folder: Path) -> None:
    """Take a file off the disk whose row says that it is gone; nothing happens when it is already."""
    _path(folder, row.public_id).unlink(missing_ok=True)


def sweep_orphans(folder: Path, *, at: datetime) -> int:
    """Remove files that have had no row for an hour; how many."""
    old = [
        path
        for path in folder.glob("??/*")
        if path.is_file() and path.stat().st_mtime < (at - ORPHAN_AGE).timestamp()
    ]
    known: set[str] = set()
    names = sorted(path.name for path in old)
    for start in range(0, len(names), 500):
        batch = names[start : start + 500]
        known.update(db.session.scalars(select(StoredFile.public_id).where(StoredFile.public_id.in_(batch))))
    orphans = [path for path in old if path.name not in known]
    for path in orphans:
        path.unlink()
    return len(orphans)


def _encoded(image: Image.Image) -> bytes:
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(image)
    flat = _on_white(upright)
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    for quality in (85, 70, 50):
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=quality)
        if out.tell() <= MOST_BYTES_STORED:
            return out.getvalue()
    raise ValueError("a photo of this size always fits")


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, which JPEG cannot keep and which would turn black. A new picture: no metadata follows."""
    rgba = image.convert("RGBA")
    flat = Image.new("RGB", rgba.size, "white")
    flat.paste(rgba, mask=rgba.getchannel("A"))
    return flat


def _path(folder: Path, public_id: str) -> Path:
    return folder / public_id[:2] / public_id


def _label(public_id: str) -> str:
    return f"stored_file:{public_id}"


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
