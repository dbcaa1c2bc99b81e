"""Pictures that stand beside a file, put into the image library once each."""

import hashlib
import io
from pathlib import Path

from django.core.files.images import ImageFile
from PIL import Image as Picture
from PIL import UnidentifiedImageError
from wagtail.images import get_image_model

from standfirst.transfer.draft import Image

LARGEST_BYTES = 20 * 1024 * 1024
KINDS = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"}


def keep(image: Image, folder: Path | None) -> tuple[int | None, str]:
    """The picture's key in the library, or None and why it is not there.

    Only files inside `folder` are read. The same bytes are kept once.
    """
    file = _file(image.src, folder)
    if file is None:
        return None, "the picture is not beside the file"
    if file.suffix.lower() not in KINDS or file.stat().st_size > LARGEST_BYTES:
        return None, "not a picture of a kind and size that can be shown"
    raw = file.read_bytes()
    if not _is_picture(file):
        return None, "the picture cannot be read"
    return _kept(raw, file.name, image.alt or image.caption), ""


def _file(src: str, folder: Path | None) -> Path | None:
    if folder is None or not src or "://" in src:
        return None
    file = (folder / src).resolve()
    return file if file.is_file() and file.is_relative_to(folder.resolve()) else None


def _is_picture(file: Path) -> bool:
    try:
        with Picture.open(file) as picture:
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False
    return True


def _kept(raw: bytes, name: str, title: str) -> int:
    library = get_image_model()
    digest = hashlib.sha1(raw, usedforsecurity=False).hexdigest()
    known = library.objects.filter(file_hash=digest).first()
    if known is None:
        known = library(
            title=(title or name)[:255],
            file=ImageFile(io.BytesIO(raw), name=name),
            file_hash=digest,
            file_size=len(raw),
        )
        known.save()
    return int(known.pk)
