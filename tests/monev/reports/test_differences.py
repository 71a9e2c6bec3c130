"""What differs between two editions: rows found again, figures as readers write them, shapes that changed."""

import pytest
from django.utils.translation import override

from monev.reports.differences import changes
from monev.reports.sentences import MOST, shown, told

BEFORE = {
    "format": 1,
    "taken_at": "2026-10-06",
    "total": {"spending": "1000000.00", "physical": {"value": "60.00", "counted": 2}, "note": None},
    "programs": [
        {"lineage": "a", "code": "1.01", "name": "Posyandu", "actual": "60.00", "light": "amber", "indicators": []},
        {"lineage": "b", "code": "1.02", "name": "Lama", "actual": None, "indicators": []},
    ],
}
AFTER = {
    "format": 2,
    "taken_at": "2026-11-06",
    "total": {"spending": "2500000", "physical": {"value": "65.5", "counted": 2}, "note": None},
    "programs": [
        {"lineage": "c", "code": "1.03", "name": "Baru", "actual": None, "indicators": []},
        {
            "lineage": "a",
            "code": "1.01",
            "name": "Posyandu",
            "actual": "65.50",
            "light": "green",
            "indicators": [{"name": "Kunjungan", "target": "10"}],
        },
    ],
    "corrections": [{"subject": "Posyandu"}],
}


def said(before, after, language="en"):
    with override(language):
        found = told(changes(before, after))
    return {each.title: each for each in found.groups}


def test_rows_are_found_again_wherever_they_stand():
    programs = said(BEFORE, AFTER)["Programs"]
    assert (programs.added, programs.removed) == (["1.03 Baru"], ["1.02 Lama"])
    assert {each.row for each in programs.lines} == {"1.01 Posyandu"}


def test_figures_are_shown_as_readers_write_them():
    groups = said(BEFORE, AFTER)
    lines = {each.what: (each.before, each.after) for each in groups["Whole region"].lines}
    assert lines == {
        "Spending, actual": ("Rp 1,000,000", "Rp 2,500,000"),
        "Physical progress": ("60.0 %", "65.5 %"),
    }
    programs = {each.what: (each.before, each.after) for each in groups["Programs"].lines}
    assert programs["Physical, actual"] == ("60.0 %", "65.5 %")
    assert programs["Indicators “Kunjungan”"][0] == "not there"
    assert "amber" not in str(programs["Traffic light"])


def test_indonesian_readers_get_indonesian_figures():
    lines = [each for group in said(BEFORE, AFTER, "id").values() for each in group.lines]
    assert ("Rp 1.000.000", "Rp 2.500.000") in {(each.before, each.after) for each in lines}


def test_a_part_that_is_new_in_this_shape_is_named_once():
    assert said(BEFORE, AFTER)["Corrections after the lock"].added == ["this part as a whole"]
    assert said(AFTER, BEFORE)["Corrections after the lock"].removed == ["this part as a whole"]


def test_the_same_data_differ_in_nothing():
    assert changes(BEFORE, BEFORE) == []
    assert changes(BEFORE, BEFORE | {"taken_at": "2027-01-01"}) == []


def test_order_alone_and_another_spelling_of_a_number_are_no_difference():
    turned = BEFORE | {"programs": BEFORE["programs"][::-1], "total": BEFORE["total"] | {"spending": "1000000"}}
    assert changes(BEFORE, turned) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [({"a": [1, 2]}, {"a": [1, 3]}), ({"a": {"b": 1}}, {"a": [{"b": 1}]}), ({"a": [{"b": 1}]}, {"a": "none"})],
)
def test_any_other_shape_is_a_change_of_its_value(before, after):
    [found] = changes(before, after)
    assert (found.kind, found.before, found.after) == ("changed", before["a"], after["a"])
    with override("en"):
        assert told([found]).groups[0].lines[0].before


def test_rows_that_nothing_tells_apart_are_counted():
    flag = {"program": "P", "agency": "D", "code": "jump"}
    [found] = changes({"flags": [flag, flag]}, {"flags": [flag, flag, flag]})
    assert (found.kind, found.path[0].row) == ("added", "jump P")


def test_more_than_a_page_holds_is_counted():
    before = {"programs": [{"uid": str(n), "spending": "1"} for n in range(MOST + 3)]}
    after = {"programs": [{"uid": str(n), "spending": "2"} for n in range(MOST + 3)]}
    with override("en"):
        found = told(changes(before, after))
    assert (found.count, found.left_out, len(found.groups[0].lines)) == (MOST + 3, 3, MOST)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("code", "1.02", "1.02"),
        ("deviation", "-7.50", "-7.5 points"),
        ("counted", 1200, "1,200"),
        ("year", 2026, "2026"),
        ("due_year", 2026, "2026"),
        ("last_day", "2026-09-30", "30 September 2026"),
        ("is_late", True, "yes"),
        ("narrative", "", "–"),
        ("flags", [{"a": 1}], "1 row"),
    ],
)
def test_each_kind_of_value_has_its_words(key, value, expected):
    with override("en"):
        assert shown(key, value) == expected
