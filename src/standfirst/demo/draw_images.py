"""Draws the demo's pictures: `python -m standfirst.demo.draw_images [NAME ...]`.

Every picture is a print from blocks that the functions in `drawing` cut. The seed is
the name, so the same name gives the same picture.
"""

import io
import random
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from standfirst.demo.drawing import land, rail, river, town, water
from standfirst.demo.drawing.press import Block, pull

IMAGES = Path(__file__).parent / "content" / "images"
LIMIT_BYTES = 118_000

SCENES: dict[str, Callable[[random.Random], list[Block]]] = {
    "01": water.wells,
    "02": water.seeping,
    "03": water.waterworks,
    "04": water.tap,
    "05": river.gauges,
    "06": river.weir,
    "07": river.valley,
    "08": rail.night_train,
    "08-car": rail.sleeping_car,
    "09": rail.freight,
    "10": rail.cab,
    "11": town.bread,
    "11-van": land.van,
    "12": land.orchard,
    "12-wires": land.wires,
    "13": town.hall,
    "13-woad": land.woad,
    "14": land.bridge,
}


def draw(name: str) -> Image.Image:
    """The print called `name`."""
    seed = zlib.crc32(name.encode())
    return pull(SCENES[name](random.Random(seed)), seed)  # noqa: S311 - chance, not secrecy


def encoded(picture: Image.Image) -> bytes:
    """The picture as a JPEG in the best quality that keeps to the limit."""
    for quality in range(84, 30, -2):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= LIMIT_BYTES:
            break
    return out.getvalue()


def main(names: list[str]) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name in names or SCENES:
        data = encoded(draw(name))
        (IMAGES / f"{name}.jpg").write_bytes(data)
        print(f"{name}.jpg {len(data) // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
