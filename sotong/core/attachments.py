"""Files that people attach: looked into, kept outside the web root, and sent so that nothing of them runs.

    accepted = accept(upload.filename, upload.read())       # or Refused("attachment....")
    shelf().put(accepted.content)                            # under its SHA-256, never under its name
    return sent(row.digest, row.name, row.media_type)        # a picture is shown, all else is downloaded

Pictures are decoded and written anew: what a phone hides in them (where and when they were taken) and
whatever does not belong to the picture is gone. Documents are kept as they are, if their inside is what
their name says.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Final
from urllib.parse import quote

from flask import Response
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from sotong.core import config
from sotong.core.config import MEBIBYTE
from sotong.core.errors import NotFound, Refused

MOST_MEBIBYTES: Final = 5
MOST_PIXELS: Final = 40_000_000
"""More than any phone takes; a small file may claim far more and would fill the memory."""
LONGEST_SIDE: Final = 1_600
MOST_LETTERS: Final = 100
JPEG, PNG = "image/jpeg", "image/png"
OOXML: Final = "application/vnd.openxmlformats-officedocument."
DOCUMENTS: Final = {
    ".pdf": "application/pdf",
    ".hwp": "application/x-hwp",
    ".hwpx": "application/hwp+zip",
    ".docx": f"{OOXML}wordprocessingml.document",
    ".xlsx": f"{OOXML}spreadsheetml.sheet",
    ".pptx": f"{OOXML}presentationml.presentation",
}
MAIN_PART: Final = {
    ".hwpx": "mimetype",
    ".docx": "word/document.xml",
    ".xlsx": "xl/workbook.xml",
    ".pptx": "ppt/presentation.xml",
}
"""The part without which a ZIP archive is no document of that kind."""
PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp", ".gif")
ACCEPTED: Final = ",".join((*PICTURES, *DOCUMENTS))
"""For the `accept` attribute of an upload."""
_REASONS: Final = "empty too_large not_this_kind not_what_it_says has_macros broken_picture too_many_pixels"
AT_FILE: Final = {f"attachment.{reason}": "file" for reason in _REASONS.split()}
"""For `at_field` of a form with an upload: each refusal of `accept` stands at the field `file`."""
_PICTURE_STARTS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF")
_OLE_START: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HWP_MARK: Final = b"HWP Document File"
_UNREADABLE = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError)
_NO_LETTERS = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class HasFile:
    """The columns of a table of attachments; the room adds whose they are."""

    name: Mapped[str] = mapped_column(String(MOST_LETTERS))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    """In bytes, as it is kept."""
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the content, in hexadecimal: where it lies on the shelf."""

    @property
    def is_picture(self) -> bool:
        """Whether it is shown in the page."""
        return self.media_type in {JPEG, PNG}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept: under which name it is shown, what it is, and what is kept of it."""

    name: str
    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def accept(filename: str, content: bytes) -> Accepted:
    """Look into an uploaded file.

    Raises Refused: "attachment.empty", "attachment.too_large", "attachment.not_this_kind",
    "attachment.not_what_it_says", "attachment.has_macros", "attachment.broken_picture",
    "attachment.too_many_pixels".
    """
    if not content:
        raise Refused("attachment.empty")
    if len(content) > MOST_MEBIBYTES * MEBIBYTE:
        raise Refused("attachment.too_large", max=MOST_MEBIBYTES)
    name = PurePosixPath(clean_name(filename))
    suffix = name.suffix.lower()
    if suffix in PICTURES:
        return _picture(name.stem, content)
    if suffix not in DOCUMENTS:
        raise Refused("attachment.not_this_kind")
    _look_into_document(suffix, content)
    return Accepted(f"{name.stem}{suffix}", DOCUMENTS[suffix], content)


def clean_name(filename: str) -> str:
    """Return a file's name without its folders, signs that steer and what Windows refuses, not too long."""
    last = unicodedata.normalize("NFC", filename.replace("\\", "/").rsplit("/", 1)[-1])
    path = PurePosixPath(_NO_LETTERS.sub("", last).strip(" ."))
    stem = path.stem[: MOST_LETTERS - 2 * len(".jpeg")].strip() or "file"
    return f"{stem}{path.suffix[: len('.jpeg')]}"


def _picture(stem: str, content: bytes) -> Accepted:
    if not content.startswith(_PICTURE_STARTS):
        raise Refused("attachment.not_what_it_says")
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP", "GIF")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused("attachment.too_many_pixels")
            opened.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))  # a JPEG is decoded smaller at once
            mode = "RGBA" if opened.has_transparency_data else "RGB"
            picture = ImageOps.exif_transpose(opened).convert(mode)
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _written_anew(stem, picture)
    except _UNREADABLE as bomb:
        raise Refused("attachment.too_many_pixels") from bomb
    except _BROKEN as broken:
        raise Refused("attachment.broken_picture") from broken


def _written_anew(stem: str, picture: Image.Image) -> Accepted:
    """A picture's points and nothing else: as PNG if it has see-through parts, else as JPEG."""
    bare, out = Image.new(picture.mode, picture.size), io.BytesIO()
    bare.paste(picture)
    if picture.mode == "RGBA":
        bare.save(out, "PNG", optimize=True)
        return Accepted(f"{stem}.png", PNG, out.getvalue())
    bare.save(out, "JPEG", quality=88, optimize=True)
    return Accepted(f"{stem}.jpg", JPEG, out.getvalue())


def _look_into_document(suffix: str, content: bytes) -> None:
    if suffix == ".pdf":
        fits = content.startswith(b"%PDF-")
    elif suffix == ".hwp":
        fits = content.startswith(_OLE_START) and _HWP_MARK in content
    else:
        fits = _is_archive_of(suffix, content)
    if not fits:
        raise Refused("attachment.not_what_it_says")


def _is_archive_of(suffix: str, content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("attachment.has_macros")
    return MAIN_PART[suffix] in names


class Shelf:
    """A folder in which contents lie under their SHA-256. The same content lies there once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Lay a content on the shelf, whole or not at all, and return its digest."""
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        if not place.exists():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=place.parent, delete=False) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(place)
        return digest

    def read(self, digest: str) -> bytes:
        """Return a content. Raises NotFound if it does not lie there."""
        try:
            return self._place(digest).read_bytes()
        except FileNotFoundError as gone:
            raise NotFound from gone

    def discard(self, digest: str) -> None:
        """Take a content away, if it is there. Whoever calls knows that no row names it any more."""
        self._place(digest).unlink(missing_ok=True)

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest


def shelf() -> Shelf:
    """Return the shelf of the running application."""
    return Shelf(config.current().home / "attachments")


def sent(digest: str, name: str, media_type: str) -> Response:
    """Answer with an attachment: a picture to be shown, anything else to be saved; nothing of it may run.

    A picture is for a page's `<img>`; link to that page: opened by itself it is laid out by the browser's own
    inline style, which is forbidden here like everything else.
    """
    shown = media_type in {JPEG, PNG}
    answer = Response(shelf().read(digest), mimetype=media_type)
    answer.headers["Content-Disposition"] = (
        f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(name)}"
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer
