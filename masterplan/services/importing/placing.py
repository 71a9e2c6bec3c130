"""Which sub-dimension a program gets: by a mapping file, by its own column, by a rule of the region; else none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from masterplan.importing.messages import Message, say
from masterplan.importing.names import name_key
from masterplan.importing.parsed import ParsedProgram
from masterplan.importing.reading import read_tables
from masterplan.importing.vocabulary import plain
from masterplan.models.catalogues import PillarRule
from organizations.models import Region
from pillars.models import PillarSet, SubDimension


@dataclass
class PillarMap:
    """Lines of a mapping file: a code prefix or a program name, and the sub-dimension it leads to."""

    lines: dict[str, str] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> dict[str, str]:
        """The lines by spelling-proof name."""
        return {name_key(key): key for key in self.lines}

    def find(self, code: str, name: str) -> str | None:
        """The key that fits a program: its name, else the longest code prefix."""
        if name_key(name) in self.by_name:
            return self.by_name[name_key(name)]
        return longest_prefix(code, self.lines)


def longest_prefix(code: str, prefixes: Iterable[str]) -> str | None:
    """The longest code of `prefixes` under which `code` stands: '2.16' covers '2.16' and '2.16.02', not '2.160'."""
    fitting = [p for p in prefixes if code and (code == p or code.startswith(p.rstrip(".") + "."))]
    return max(fitting, key=len, default=None)


def read_pillar_map(content: bytes, *, filename: str) -> PillarMap:
    """Read a mapping file of two columns: code prefix or name of the program, and the sub-dimension."""
    table = read_tables(content, filename=filename)[0]
    found = PillarMap()
    for number, cells in enumerate(table.rows):
        key, target = (table.text(number, 0), table.text(number, 1)) if len(cells) > 1 else ("", "")
        if number == 0 and ("dimensi" in plain(target) or "dimension" in plain(target) or "pilar" in plain(target)):
            continue
        if key and target:
            found.lines[key.rstrip(".") if key[0].isdigit() else key] = target
    if not found.lines:
        raise Refused(
            _("The mapping file needs two columns: code or name of the program, and the sub-dimension."),
            field="pillars",
        )
    return found


class Placer:
    """Places the programs of one import. Reads rules and catalogue once."""

    def __init__(self, region: Region, pillar_set: PillarSet, pillar_map: PillarMap | None = None) -> None:
        self.map = pillar_map or PillarMap()
        rows = SubDimension.objects.filter(pillar__pillar_set=pillar_set).select_related("pillar")
        self.known = {key: row for row in rows for key in {plain(row.code), plain(row.name_id), plain(row.name_en)}}
        rules = PillarRule.objects.of_region(region).current().select_related("sub_dimension")
        self.rules = {rule.code_prefix.rstrip("."): rule.sub_dimension for rule in rules}
        self.used: set[str] = set()
        self.messages: list[Message] = []
        for target in set(self.map.lines.values()):
            if plain(target) not in self.known:
                self.messages.append(say("pillar_unknown", code=target))

    def place(self, program: ParsedProgram) -> tuple[SubDimension | None, bool]:
        """The sub-dimension, and whether a person decided it (mapping file or column) rather than a rule."""
        key = self.map.find(program.code, program.name)
        if key is not None:
            self.used.add(key)
            return self.known.get(plain(self.map.lines[key])), True
        own = next((self.known[plain(line)] for line in program.pillar.split("\n") if plain(line) in self.known), None)
        if own:
            return own, True
        return self.by_rule(program.code), False

    def by_rule(self, code: str) -> SubDimension | None:
        """What the region's rules say about a code."""
        prefix = longest_prefix(code, self.rules)
        return self.rules[prefix] if prefix else None

    def unused(self) -> list[Message]:
        """Lines of the mapping file that met no program."""
        return [say("pillar_unused", key=key) for key in self.map.lines if key not in self.used]
