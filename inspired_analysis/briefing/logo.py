"""An organisation's logo: a small PNG or SVG that is only a picture. It travels inside the brief."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from pydantic import ValidationInfo

from ..checked_yaml import beside

__all__ = ["Logo", "read_logo"]

MAX_BYTES, MAX_PIXELS = 1_000_000, 16_000_000
SVG = "{http://www.w3.org/2000/svg}"
# What draws, and nothing that runs, loads, links or moves. Editors' own elements (other namespaces) draw nothing.
SHAPES = frozenset((
    "svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern",
    "style",
))  # fmt: skip


@dataclass(frozen=True)
class Logo:
    """A checked image: ``kind`` is "png" or "svg"."""

    kind: str
    data: bytes

    @property
    def uri(self) -> str:
        """The image as a data URI."""
        kind = "svg+xml" if self.kind == "svg" else self.kind
        return f"data:image/{kind};base64,{base64.b64encode(self.data).decode()}"


def read_logo(name: object, info: ValidationInfo) -> Logo | None:
    """Read and check the file *name* beside the theme; raise ``ValueError`` saying what was expected."""
    if name is None or isinstance(name, Logo):
        return name
    if not isinstance(name, str) or Path(name).name != name or Path(name).suffix.lower() not in (".png", ".svg"):
        raise ValueError("the name of a .png or .svg file beside the theme")
    path = beside((info.context or {}).get("folder", Path()), name)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ValueError(f"a file beside the theme that can be read ({error.strerror})") from None
    if len(data) > MAX_BYTES:
        raise ValueError("a logo of at most 1 MB")
    kind = path.suffix.lower()[1:]
    (_check_png if kind == "png" else _check_svg)(data)
    return Logo(kind, data)


def _check_png(data: bytes) -> None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValueError("a logo of at most 16 million pixels")
            image.verify()  # every part is there, to the last
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            image.load()
    except (OSError, SyntaxError, Image.DecompressionBombError):
        raise ValueError("a PNG image that is whole") from None


def _check_svg(data: bytes) -> None:
    """Refuse an SVG that is more than a drawing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise ValueError("an SVG image that is well-formed XML") from None
    if root.tag != f"{SVG}svg":
        raise ValueError("an SVG image")
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("an SVG image without a DOCTYPE")
    for node in root.getroottree().xpath("//* | //processing-instruction()"):
        _check_node(node)


def _check_node(node) -> None:
    if not isinstance(node.tag, str):
        raise ValueError("an SVG image without processing instructions")
    name = etree.QName(node)
    if (node.tag.startswith(SVG) and name.localname not in SHAPES) or "xhtml" in (name.namespace or ""):
        raise ValueError(f"an SVG image that only draws, without <{name.localname}>")
    if name.localname == "style":
        _check_style(node.text or "")
    for attribute, value in node.attrib.items():
        local = etree.QName(attribute).localname.lower()
        if local.startswith("on"):
            raise ValueError(f"an SVG image without scripts ({local})")
        if local in ("href", "src") and not value.strip().startswith("#"):
            raise ValueError(f"an SVG image that needs nothing else ({local} leads elsewhere)")
        if node.tag.startswith(SVG):
            _check_style(value)


def _check_style(css: str) -> None:
    """Refuse what a style may load; a backslash could spell it in disguise."""
    flat = "".join(css.lower().split()).replace("url(#", "").replace("url('#", "").replace('url("#', "")
    if any(word in flat for word in ("url(", "@import", "image(", "image-set(", "expression(", "javascript:", "\\")):
        raise ValueError("an SVG image whose style loads nothing")
