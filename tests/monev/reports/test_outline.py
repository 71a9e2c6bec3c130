"""Under which headings of the nomenclature programs stand."""

import pytest
from django.utils.translation import override

from monev.reports.selectors.outline import Heading, Node, outline, paths_of
from tests.factories.masterplan import MasterPlanFactory, NomenclatureItemFactory, PlanVersionFactory, ProgramFactory


def shape(paths, codes) -> list[str]:
    with override("en"):
        return [
            f"{'-' * each.depth}{each.node.code or each.node.name} {len(each.members)}"
            if isinstance(each, Heading)
            else codes[each]
            for each in outline(paths, codes)
        ]


def test_headings_come_once_in_the_order_of_their_codes_with_all_that_is_below():
    urusan, ten, nine = Node("urusan", "2", "W"), Node("bidang", "2.10", "X"), Node("bidang", "2.9", "Y")
    program = Node("program", "2.9.03", "P")
    codes = ["2.10.02", "2.9.03.2.01", "2.9.02", "A-2", "A-10"]
    paths = [(urusan, ten), (urusan, nine, program), (urusan, nine), (), ()]
    assert shape(paths, codes) == [
        "2 3",
        "-2.9 2",
        "2.9.02",
        "--2.9.03 1",
        "2.9.03.2.01",
        "-2.10 1",
        "2.10.02",
        "Without a code of the nomenclature 2",
        "A-2",
        "A-10",
    ]


def test_programs_that_all_have_no_code_stand_without_headings():
    assert shape([(), ()], ["GO-02", "EC-01"]) == ["EC-01", "GO-02"]


@pytest.fixture
def items(db):
    made = {}
    for level, code, parent in (
        ("bidang", "2.16", None),
        ("program", "2.16.03", "2.16"),
        ("kegiatan", "2.16.03.2.02", "2.16.03"),
        ("subkegiatan", "2.16.03.2.02.0038", "2.16.03.2.02"),
    ):
        made[code] = NomenclatureItemFactory(edition="2027", level=level, code=code, parent=made.get(parent))
    return made


def codes_above(program) -> list[str]:
    (path,) = paths_of([program])
    return [node.code for node in path]


def test_a_program_stands_under_all_that_is_above_its_item(items, region):
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    sub = items["2.16.03.2.02.0038"]
    same = ProgramFactory(plan_version=version, code=sub.code, nomenclature=sub)
    assert codes_above(same) == ["2", "2.16", "2.16.03", "2.16.03.2.02"]
    own_code = ProgramFactory(plan_version=version, code="GO-01", nomenclature=items["2.16.03"])
    assert codes_above(own_code) == ["2", "2.16", "2.16.03"]


def test_a_program_without_an_item_stands_under_the_field_of_its_code(items, region):
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    assert codes_above(ProgramFactory(plan_version=version, code="2.16.07")) == ["2", "2.16"]
    assert codes_above(ProgramFactory(plan_version=version, code="3.99.01")) == ["3"]
    assert codes_above(ProgramFactory(plan_version=version, code="GO-01")) == []


def test_many_programs_cost_one_query(items, region, django_assert_num_queries):
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    programs = [
        ProgramFactory(plan_version=version, code=f"2.16.{at:02d}", nomenclature=each)
        for at, each in enumerate(items.values())
    ]
    with django_assert_num_queries(1):
        paths_of(programs)
