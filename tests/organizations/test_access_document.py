"""The page that officials approve says what the table of grants says."""

from pathlib import Path

from django.utils import translation

from organizations.roles import GRANTS, Breadth, Can, Role

PAGE = Path(__file__).parents[2] / "docs" / "access.md"
REACH = {Breadth.AGENCY: "own OPD", Breadth.REGION: "own region", Breadth.NATION: "all regions"}


def rights_table() -> str:
    with translation.override("en"):
        lines = ["| role | may | how far |", "| --- | --- | --- |"]
        for role in Role:
            held = [can for can in Can if can in GRANTS[role]]
            lines += [f"| {role.label} | {can.label} | {REACH[GRANTS[role][can]]} |" for can in held]
        return "\n".join(lines)


def test_the_page_lists_every_right_of_every_role():
    assert rights_table() in PAGE.read_text(encoding="utf-8")
