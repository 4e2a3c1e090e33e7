"""What people attach is what it says, holds nothing hidden, and lies where nobody can guess or run it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sotong.core.attachments import MOST_MEBIBYTES, Shelf, accept, clean_name
from sotong.core.config import MEBIBYTE
from sotong.core.errors import NotFound, Refused

ORIENTATION, MAKER = 0x0112, 0x010F
LYING = 6
"""EXIF: the phone was held upright, the points lie on their side."""


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind, **more)
    return out.getvalue()


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


def test_a_photo_is_turned_upright_and_tells_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = LYING, "phone of somebody"
    accepted = accept("봄꽃 축제.JPEG", picture(exif=exif) + b"<script>alert(1)</script>")
    assert (accepted.name, accepted.media_type) == ("봄꽃 축제.jpg", "image/jpeg")
    with Image.open(io.BytesIO(accepted.content)) as kept:
        assert kept.size == (20, 40)
        assert not dict(kept.getexif())
    assert b"somebody" not in accepted.content
    assert b"script" not in accepted.content


def test_large_pictures_are_made_smaller_and_see_through_ones_stay_so() -> None:
    accepted = accept("표.png", picture("PNG", (3_200, 100), "RGBA"))
    with Image.open(io.BytesIO(accepted.content)) as kept:
        assert (kept.format, kept.size, kept.mode) == ("PNG", (1_600, 50), "RGBA")
    assert accept("움직임.gif", picture("GIF")).media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("계획.pdf", b"%PDF-1.7 ..."),
        ("계획.HWP", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...HWP Document File V5.00"),
        ("계획.hwpx", archive("mimetype", "Contents/section0.xml")),
        ("계획.docx", archive("word/document.xml")),
        ("계획.xlsx", archive("xl/workbook.xml")),
        ("계획.pptx", archive("ppt/presentation.xml")),
    ],
)
def test_the_documents_of_an_office_are_kept_as_they_are(name: str, content: bytes) -> None:
    accepted = accept(name, content)
    assert accepted.content == content
    assert accepted.name == name.replace("HWP", "hwp")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"", "attachment.empty"),
        ("a.pdf", b"%PDF-" + b"0" * (MOST_MEBIBYTES * MEBIBYTE), "attachment.too_large"),
        ("a.html", b"<html>", "attachment.not_this_kind"),
        ("a.svg", b"<svg>", "attachment.not_this_kind"),
        ("noname", b"%PDF-", "attachment.not_this_kind"),
        ("a.pdf", b"MZ...", "attachment.not_what_it_says"),
        ("a.png", b"<svg onload=alert(1)>", "attachment.not_what_it_says"),
        ("a.docx", archive("xl/workbook.xml"), "attachment.not_what_it_says"),
        ("a.docx", b"PK\x03\x04 broken", "attachment.not_what_it_says"),
        ("a.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old Word file", "attachment.not_what_it_says"),
        ("a.xlsx", archive("xl/workbook.xml", "xl/vbaProject.bin"), "attachment.has_macros"),
        ("a.png", picture("PNG")[:40], "attachment.broken_picture"),
        ("a.png", picture("PNG", (20_000, 20_000), "1"), "attachment.too_many_pixels"),
        ("a.png", picture("PNG", (9_000, 9_000), "1"), "attachment.too_many_pixels"),
    ],
)
def test_everything_else_is_refused_in_words(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        accept(name, content)
    assert refused.value.reason == reason


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='가a./\\:\0\n\r "<>|?*\u202e', max_size=200))
def test_a_name_never_leads_anywhere(name: str) -> None:
    clean = clean_name(name)
    assert clean
    assert len(clean) <= 100
    assert not set(clean) & set('/\\:\0\n\r"<>|?*\u202e')
    assert clean not in {".", ".."}


def test_the_shelf_keeps_a_content_once_and_forgets_what_is_discarded(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "attachments")
    digest = shelf.put(b"content")
    assert shelf.put(b"content") == digest
    assert shelf.read(digest) == b"content"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [digest]
    shelf.discard(digest)
    shelf.discard(digest)
    with pytest.raises(NotFound):
        shelf.read(digest)
