"""The page of calculations: every formula from the code that computes it, with its worked examples, which are run."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

HEAD = """# Calculations, from the code
What each formula takes and gives, in the words of the code that computes it. The examples (`>>>`) are run by a test:
what stands here is what the portal computes. `manage.py handbook_pages` writes this page. What the formulas are for,
and which a region may choose: [how figures are calculated](scoring.md).
"""
MODULES = (
    ("monev.monitoring.achievement", "Achievement of indicators"),
    ("monev.monitoring.progress", "Progress, deviation, absorption"),
    ("monev.monitoring.scurve", "The S-curve"),
    ("monev.monitoring.earned_value", "Earned value"),
    ("monev.monitoring.forecast", "Forecast to the end of the year"),
    ("monev.monitoring.quality_score", "Data quality"),
    ("monev.monitoring.ranking", "Ranks and spread"),
    ("monev.evaluation.scoring", "The national evaluation"),
    ("monev.evaluation.simulation", "What would lift the index"),
)
EXAMPLE = re.compile(r"^[ \t]*>>>", re.M)
SOURCES = re.compile(r"Sources?: .*?\. (?=[A-Z])")
"""Notes for those who read the code."""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_module(name, title) for name, title in MODULES)


def _module(name: str, title: str) -> str:
    module = import_module(name)
    said = SOURCES.sub("", " ".join(inspect.cleandoc(module.__doc__ or "").split()))
    functions = "".join(_function(each) for each in functions_of(module))
    return f"\n## {title}\n`{name}`: {said}\n{functions}"


def functions_of(module: ModuleType) -> Iterator[Any]:
    """The functions for others, in the order of the file; those without a worked example are steps of the others."""
    for name, each in vars(module).items():
        if name.startswith("_") or not inspect.isfunction(each) or each.__module__ != module.__name__:
            continue
        if EXAMPLE.search(each.__doc__ or ""):
            yield each


def _function(function: Any) -> str:
    text, example = _parts(inspect.cleandoc(function.__doc__ or ""))
    takes = ", ".join(f"`{each}`" for each in inspect.signature(function).parameters)
    return f"\n### {function.__name__}\n{text}\n\nTakes {takes}.\n\n```pycon\n{example}\n```\n"


def _parts(docstring: str) -> tuple[str, str]:
    """The sentences, and the examples; sentences between examples stay before all of them."""
    sentences: list[str] = []
    examples: list[str] = []
    for block in docstring.split("\n\n"):
        (examples if block.lstrip().startswith(">>>") else sentences).append(block)
    return "\n\n".join(sentences), "\n".join(examples)
