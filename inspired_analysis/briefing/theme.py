"""House style: what an organisation sets once, in a small ``theme.yaml``, for the briefs in every format.

Everything in it is optional; without one the briefs look as they do. Colours that could not be read, fonts
that are no names, and logos that hold a script or lead elsewhere are refused with the line.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from ..checked_yaml import load_checked
from ..errors import ThemeError
from .logo import Logo, read_logo

__all__ = ["DEFAULT", "Colours", "DarkColours", "Fonts", "Theme", "load_theme"]

CONTRAST = 4.5  # WCAG 2, level AA, for text
MAX_BYTES = 100_000

Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
# A name goes into style sheets and documents as it is: letters, digits, spaces, dots and hyphens only.
FontName = Annotated[str, Field(pattern=r"^([^\W_][\w .-]{0,59})?$")]


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2 between two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(part, 16) / 255 for part in re.findall(r"[0-9a-fA-F]{2}", colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


class Colours(_Strict):
    """Colours on paper and on a light screen; the defaults are those of ``brief.css``."""

    paper: Colour = "#fdfdfb"
    card: Colour = "#f4f5f2"
    line: Colour = "#d9dde3"
    mark: Colour = "#fff0b8"
    ink: Colour = "#1d2430"
    soft: Colour = "#566070"
    accent: Colour = "#0a4f7a"

    @field_validator("ink", "soft", "accent")
    @classmethod
    def _readable(cls, colour: str, info: ValidationInfo) -> str:
        for ground in ("paper", "card"):
            contrast = _contrast(colour, info.data.get(ground, "#ffffff"))
            if contrast < CONTRAST:
                raise ValueError(f"a colour that can be read on {ground} {info.data[ground]}, with a contrast of at "
                                 f"least {CONTRAST} (this one has {contrast:.1f})")  # fmt: skip
        return colour


class DarkColours(Colours):
    """Colours on a dark screen."""

    paper: Colour = "#14181f"
    card: Colour = "#1c222b"
    line: Colour = "#343c48"
    mark: Colour = "#5c4d12"
    ink: Colour = "#e7eaef"
    soft: Colour = "#a9b2c0"
    accent: Colour = "#8cc8f0"


class Fonts(_Strict):
    """Names of fonts that readers' machines have; empty is ours. A machine without them shows its own."""

    heading: FontName = ""
    body: FontName = ""


class Theme(_Strict):
    """The contents of ``theme.yaml``."""

    organisation: str = Field(default="", max_length=120)
    footer: str = Field(default="", max_length=300)
    # The file's name beside theme.yaml; once loaded, the image itself.
    logo: Annotated[Logo | None, BeforeValidator(read_logo)] = None
    colours: Colours = Colours()
    dark: DarkColours = DarkColours()
    fonts: Fonts = Fonts()

    def css(self) -> str:
        """Return what goes behind the style sheet of the page: only what differs from our own look."""
        names = {"--serif": self.fonts.heading, "--sans": self.fonts.body}
        fonts = [f'{name}: "{font}", {OURS[name]};' for name, font in names.items() if font]
        rules = [f":root {{ {' '.join(fonts)} }}"] if fonts else []
        for scheme, colours in (("not ", self.colours), ("", self.dark)):
            changed = _changed(colours)
            rules += [f"@media {scheme}(prefers-color-scheme: dark) {{ :root {{ {changed} }} }}"] if changed else []
        rules += [LOGO] if self.logo else []
        return "".join(f"\n{rule}" for rule in rules)


# Logos are drawn for white paper.
LOGO = """.logo { max-height: 3.5rem; max-width: 14rem; }
@media (prefers-color-scheme: dark) { .logo { background: #fff; padding: 0.3rem; border-radius: 4px; } }"""
OURS = {"--serif": 'Georgia, "Noto Serif", serif', "--sans": 'system-ui, "Noto Sans", Arial, sans-serif'}
DEFAULT = Theme()


def load_theme(path: str | Path) -> Theme:
    """Read and check a ``theme.yaml`` and the logo that it names, which lies beside it.

    Raises
    ------
    ThemeError
        With the file, the line, what was expected and what was found.
    """
    path = Path(path)
    return load_checked(path, Theme, error=ThemeError, kind="theme", example="organisation: and colours:",
                        max_bytes=MAX_BYTES, context={"folder": path.parent})  # fmt: skip


def _changed(colours: Colours) -> str:
    changed = ((name, colour) for name, colour in colours if colour != type(colours).model_fields[name].default)
    return " ".join(f"--{name}: {colour};" for name, colour in changed)
