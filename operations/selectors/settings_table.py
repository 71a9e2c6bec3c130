"""Every setting that the environment gives, in one table: read from the code and from .env.example, compared, written.

The code says name, type and default (`env.int("NAME", 5)`), .env.example the meaning and the heading. Neither may know
one that the other does not.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TYPES = {
    "str": "text",
    "bool": "0 or 1",
    "int": "whole number",
    "float": "number",
    "list": "list, with commas",
    "json": "JSON",
    "url": "address",
}
SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|SALT|ACCESS_KEY|DSN|(DATABASE|REPLICA|REDIS)_URL|PRIVATE_KEY|_PIN$")
HEADING = re.compile(r"^# -{2,}\s*(.+?)\s*-{4,}$")
LINE = re.compile(r"^(# )?([A-Z][A-Z0-9_]+)=(.*)$")
SHELL = re.compile(r"\$\{?([A-Z][A-Z0-9_]+)")
PROCESSES = ("Procfile", "scripts/Procfile.one-machine")
COMPUTED = "see meaning"


@dataclass(slots=True)
class Setting:
    """One setting: what the code says of it, and what .env.example does."""

    name: str
    type: str = "text"
    default: str | None = None
    used: set[str] = field(default_factory=set)
    section: str = ""
    meaning: str = ""
    example: str = ""

    @property
    def is_secret(self) -> bool:
        """Whether its value must not be seen by others."""
        return bool(SECRET.search(self.name))


def in_code(root: Path) -> dict[str, Setting]:
    """The settings that modules and process files read."""
    found: dict[str, Setting] = {}
    for path in sorted((root / "smartcity").rglob("*.py")):
        for name, kind, default in _calls(path.read_text(encoding="utf-8")):
            setting = found.setdefault(name, Setting(name, TYPES.get(kind, kind), default))
            setting.used.add(str(path.relative_to(root)))
    for place in PROCESSES:
        for name in SHELL.findall((root / place).read_text(encoding="utf-8")):
            found.setdefault(name, Setting(name, "text", COMPUTED)).used.add(place)
    return found


def _calls(source: str) -> Iterator[tuple[str, str, str | None]]:
    """Each `env.kind("NAME", default)`."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        whose, name = node.func.value, node.args[0] if node.args else None
        is_read = isinstance(whose, ast.Name) and whose.id == "env" and node.func.attr != "read_env"
        if is_read and isinstance(name, ast.Constant):
            yield str(name.value), node.func.attr, _default(node)


def _default(call: ast.Call) -> str | None:
    """As it would stand in the environment; None where there is none, `see meaning` where it is worked out."""
    if len(call.args) < 2:
        return None
    try:
        value = ast.literal_eval(call.args[1])
    except ValueError:
        return _product(call.args[1])
    if isinstance(value, bool):
        return "1" if value else "0"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _product(node: ast.expr) -> str:
    """`20 * 1024 * 1024` as one number."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        left, right = _product(node.left), _product(node.right)
        return str(int(left) * int(right)) if left.isdigit() and right.isdigit() else COMPUTED
    return str(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, int) else COMPUTED


def in_example(root: Path) -> dict[str, Setting]:
    """The settings that .env.example explains. A comment holds for all lines below it until the next comment."""
    found: dict[str, Setting] = {}
    section, words, is_open = "", list[str](), False
    for line in (root / ".env.example").read_text(encoding="utf-8").splitlines():
        if heading := HEADING.match(line):
            section, words, is_open = heading[1], [], False
        elif match := LINE.match(line):
            found[match[2]] = Setting(match[2], section=section, meaning=" ".join(words), example=match[3])
            is_open = False
        elif line.startswith("# "):
            words = [*words, line[2:]] if is_open else [line[2:]]
            is_open = True
        elif not line.strip():
            words, is_open = [], False
    return found


def problems(root: Path) -> list[str]:
    """What code and .env.example do not agree on, one sentence each."""
    code, example = in_code(root), in_example(root)
    wrong = [f"{name} is read in {', '.join(sorted(code[name].used))}, but not in .env.example" for name in code]
    wrong = [each for each in wrong if each.partition(" ")[0] not in example]
    wrong += [f"{name} is in .env.example, but nothing reads it" for name in example if name not in code]
    wrong += [f"{name} has no meaning in .env.example" for name, each in example.items() if not each.meaning]
    for name in sorted(set(code) & set(example)):
        default, shown = code[name].default, example[name].example
        if default not in (None, COMPUTED, "") and shown and not _same(str(default), shown):
            wrong.append(f"{name} is {default} by default, but {shown} in .env.example")
    return wrong


def _same(default: str, shown: str) -> bool:
    try:
        return float(default) == float(shown)
    except ValueError:
        return default == shown


def table(root: Path) -> str:
    """The page docs/settings.md, from both."""
    code, example = in_code(root), in_example(root)
    sections: dict[str, list[Setting]] = {}
    for name, told in example.items():
        if name in code:
            sections.setdefault(told.section, []).append(_joined(code[name], told))
    parts = [HEAD]
    for title, rows in sections.items():
        parts.append(f"## {title[:1].upper()}{title[1:]}\n\n{TABLE_HEAD}\n" + "\n".join(map(_row, rows)))
    return "\n\n".join(parts) + "\n"


def _joined(code: Setting, told: Setting) -> Setting:
    default = code.default if code.default not in (None, COMPUTED) else told.example
    return Setting(code.name, code.type, default, code.used, told.section, told.meaning, told.example)


def _row(setting: Setting) -> str:
    default = f"`{setting.default}`" if setting.default else "–"
    used = ", ".join(f"`{each}`" for each in sorted(setting.used))
    cells = [f"`{setting.name}`", setting.type, default, setting.meaning.replace("|", "\\|")]
    return f"| {' | '.join([*cells, 'yes' if setting.is_secret else '', used])} |"


HEAD = """# Settings

Everything comes from the environment, or from a file `.env` beside `manage.py`; nothing is set in code. This page is
written by `manage.py settings_table` from the code and from `.env.example`; a test compares all three.

With `PRODUCTION=1` the portal does not start with unsafe settings: it names all of them at once, in English and
Indonesian (`core/unsafe_settings.py`). What is allowed but worth a thought is told by `manage.py check --deploy` and on
the page `/status/`. Secrets belong into a file that only the portal's user may read (`chmod 600`), or into the secrets
of the container."""
TABLE_HEAD = "| name | type | default | meaning | secret | read in |\n| --- | --- | --- | --- | --- | --- |"
