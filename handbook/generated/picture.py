"""The picture of the apps, drawn from the import contracts: what it shows is what the build enforces."""

from __future__ import annotations

import inspect
import tomllib
from html import escape
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings

CONTRACT, INSIDE_MONEV = "Apps: arrows point down", "Inside monev: reports compile what monitoring owns"
CAPTIONS = {
    "smartcity": "Settings, addresses, REST router, timetable of jobs.",
    "monev": "Monitoring and evaluation.",
}
"""Packages that are no app and so have no sentence of their own."""
WIDTH, LEFT, BOX, GAP, TALL = 920, 20, 880, 14, 46
FONT = 'font-family="system-ui, Segoe UI, Noto Sans, Helvetica, Arial, sans-serif"'


def page() -> str:
    """The picture as SVG."""
    y, parts = 20, []
    for layer in layers():
        drawn, height = _layer(layer, y)
        parts.append(drawn)
        y += height + GAP
    title = "The apps of the portal in layers: an app imports from those below it, never upward"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 10}" role="img" aria-label="{title}">\n'
        f'<title>{title}</title>\n<rect width="{WIDTH}" height="{y + 10}" fill="#ffffff"/>\n'
    )
    return head + "".join(parts) + "</svg>\n"


def contracts() -> dict[str, list[str]]:
    """Name of a contract of layers -> its layers."""
    settled = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())
    return {each["name"]: each["layers"] for each in settled["tool"]["importlinter"]["contracts"] if "layers" in each}


def layers() -> list[list[str]]:
    """The packages from the highest to the lowest; those of one layer do not know each other."""
    return [[name.strip() for name in layer.split(":")] for layer in contracts()[CONTRACT]]


def caption(package: str) -> str:
    """What a package is for: the first sentence of its app."""
    if package in CAPTIONS:
        return CAPTIONS[package]
    for config in apps.get_app_configs():
        if config.name == package:
            said = inspect.cleandoc(type(config).__doc__ or "").split("\n\n")[0]
            return " ".join(said.split())
    return inspect.cleandoc(import_module(package).__doc__ or "")


def _layer(names: list[str], y: int) -> tuple[str, int]:
    """The boxes of one layer beside each other, and their height."""
    inside = [name.strip("() ") for name in contracts()[INSIDE_MONEV]] if names == ["monev"] else []
    height = TALL + len(inside) * (TALL - 8) + (6 if inside else 0)
    width = (BOX - GAP * (len(names) - 1)) // len(names)
    drawn = "".join(_box(name, LEFT + at * (width + GAP), y, width, height) for at, name in enumerate(names))
    for at, name in enumerate(inside):
        drawn += _box(f"monev.{name}", LEFT + 130, y + TALL + at * (TALL - 8), BOX - 150, TALL - 14, inner=True)
    return drawn, height


def _box(name: str, x: int, y: int, width: int, height: int, *, inner: bool = False) -> str:
    fill, line, size = ("#ffffff", "#7b8794", 12) if inner else ("#eaf0f7", "#1b4474", 13)
    lines = _wrapped(caption(name), (width - (150 if inner else 140)) // (size // 2))
    middle = y + (TALL - 14 if inner else TALL) // 2
    text = "".join(
        f'<text x="{x + (130 if inner else 132)}" y="{middle + 4 + (at - (len(lines) - 1) / 2) * (size + 2):g}" '
        f'{FONT} font-size="{size - 1}" fill="#1d2733">{escape(each)}</text>\n'
        for at, each in enumerate(lines)
    )
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="{fill}" stroke="{line}"/>\n'
        f'<text x="{x + 12}" y="{middle + 5}" {FONT} font-size="{size}" font-weight="700" fill="#12304f">'
        f"{escape(name.removeprefix('monev.') if inner else name)}</text>\n{text}"
    )


def _wrapped(text: str, width: int) -> list[str]:
    """At most two lines of so many letters; the rest is cut at a word."""
    lines: list[str] = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines if len(lines) < 3 else [lines[0], lines[1].rstrip(",.;:") + " …"]
