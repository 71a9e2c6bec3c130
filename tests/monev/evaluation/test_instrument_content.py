"""What keeps an instrument from being published, and how two differ: by table, without a database."""

from dataclasses import replace
from decimal import Decimal

import pytest

from monev.evaluation.instrument_changes import changes
from monev.evaluation.instrument_content import (
    Content,
    DimensionContent,
    Head,
    IndicatorContent,
    ItemContent,
    Known,
    disordered,
    faults,
)
from monev.evaluation.item_rules import CATALOGUE, choices, fault_of, read_parameters, write_parameters

KNOWN = Known(pillars={"living"}, sub_dimensions={"living-health": "living"}, cohorts={"2017"})
ITEM = ItemContent("1.01", "Payung hukum")
HEAD = Head("Instrumen 2030", "Instrument 2030", 2030, "total", cohorts=("2017",))


def instrument(*items, weights=(40, 60)):
    """Two dimensions; `items` stand in the first one beside the usual one."""
    first = DimensionContent("a", "A", "A", Decimal(weights[0]), (IndicatorContent("Perencanaan", (ITEM, *items)),))
    other = ItemContent("2.01", "Kebijakan daerah")
    second = DimensionContent("b", "B", "B", Decimal(weights[1]), (IndicatorContent("Kebijakan", (other,)),))
    return Content(HEAD, (first, second))


def codes(content):
    return [each.code for each in faults(content, KNOWN)]


def test_a_sound_instrument_has_no_fault():
    assert codes(instrument()) == []


@pytest.mark.parametrize("weights", [(40, 59), (40, Decimal("60.01")), (50, 60)])
def test_weights_make_exactly_a_hundred(weights):
    assert codes(instrument(weights=weights)) == ["weights"]


def test_many_dimensions_are_fine():
    parts = [replace(instrument().dimensions[0], code=f"d{n}", weight=Decimal("6.25")) for n in range(16)]
    for number, part in enumerate(parts):
        item = replace(ITEM, code=f"{number}.01")
        parts[number] = replace(part, indicators=(IndicatorContent("Perencanaan", (item,)),))
    assert codes(Content(HEAD, tuple(parts))) == []


FAULTY_ITEMS = [
    ({"code": "1.01"}, "item_twice"),
    ({"text": ""}, "item_without_words"),
    ({"pillar": "mobility"}, "unknown_pillar"),
    ({"sub_dimension": "living-sports"}, "unknown_sub_dimension"),
    ({"sub_dimension": "living-health"}, "sub_dimension_elsewhere"),
    ({"rule": "tarot"}, "unknown_rule"),
    ({"rule": "council_meetings"}, "missing_parameter"),
    ({"rule": "council_meetings", "parameters": {"council": "choir"}}, "unknown_value"),
    ({"rule": "other_funds", "parameters": {"council": "team"}}, "unknown_parameter"),
    ({"parameters": {"council": "team"}}, "unknown_parameter"),
    ({"rule": "pillar_programs"}, "pillar_missing"),
    ({"thresholds": {"1": "5", "2": "5"}}, "thresholds"),
    ({"thresholds": {"1": "5", "2": "7"}, "lower_is_better": True}, "thresholds"),
    ({"steps": {"7": "sangat"}}, "unknown_step"),
]


@pytest.mark.parametrize(("columns", "code"), FAULTY_ITEMS)
def test_a_faulty_item_is_named(columns, code):
    item = replace(ItemContent("1.02", "Rapat"), **columns)
    found = faults(instrument(item), KNOWN)
    assert [each.code for each in found] == [code]
    assert found[0].text


def test_empty_and_doubled_parts_are_named():
    sound = instrument()
    first, second = sound.dimensions
    assert codes(Content(HEAD)) == ["no_dimensions"]
    assert codes(replace(sound, dimensions=(first, replace(second, indicators=())))) == ["empty_dimension"]
    empty = IndicatorContent("Kosong")
    assert codes(replace(sound, dimensions=(first, replace(second, indicators=(*second.indicators, empty))))) == [
        "empty_indicator"
    ]
    assert "dimension_twice" in codes(replace(sound, dimensions=(first, replace(second, code="a"))))
    twice = replace(second, indicators=(*second.indicators, second.indicators[0]))
    assert "indicator_twice" in codes(replace(sound, dimensions=(first, twice)))
    assert codes(replace(sound, head=replace(HEAD, cohorts=("1999",)))) == ["unknown_cohort"]


@pytest.mark.parametrize(
    ("thresholds", "lower", "step"),
    [
        ({}, False, ""),
        ({"4": "1"}, False, ""),
        ({"1": "0.01", "3": "75", "4": "90"}, False, ""),
        ({"1": "-5", "2": "0"}, False, ""),
        ({"1": "20", "2": "15", "3": "10", "4": "7"}, True, ""),
        ({"1": "50", "2": "50"}, False, "2"),
        ({"2": "x"}, False, "2"),
        ({"2": "NaN"}, False, "2"),
    ],
)
def test_thresholds_in_order(thresholds, lower, step):
    assert disordered(thresholds, lower_is_better=lower) == step


@pytest.mark.parametrize("choice", [value for value, _words in choices({"padi": "Produksi padi"})])
def test_every_choice_of_the_editor_is_a_sound_rule(choice):
    rule, _bar, text = choice.partition("|")
    parameters = read_parameters(rule, text)
    assert fault_of(rule, parameters, {"padi"}) is None
    assert write_parameters(parameters) == text


def test_every_rule_can_be_chosen():
    assert {value.partition("|")[0] for value, _words in choices({})} == {rule.code for rule in CATALOGUE}


def test_two_that_say_the_same_do_not_differ():
    found = changes(instrument(), instrument())
    assert found.is_empty
    assert found.unchanged == 2


def test_a_question_that_moved_to_another_code_is_not_a_new_one():
    moved = replace(
        instrument().dimensions[0], indicators=(IndicatorContent("Perencanaan", (replace(ITEM, code="1.07"),)),)
    )
    found = changes(instrument(), replace(instrument(), dimensions=(moved, instrument().dimensions[1])))
    assert [(each.before.item.code, each.after.item.code) for each in found.renumbered] == [("1.01", "1.07")]
    assert (found.added, found.removed, found.changed) == ((), (), ())


def test_a_reworded_question_stands_side_by_side_another_one_does_not():
    reworded, other = replace(ITEM, text="Payung hukum masterplan"), replace(ITEM, text="Jumlah kamera")
    dimension = instrument().dimensions[0]

    def with_item(item):
        return Content(HEAD, (replace(dimension, indicators=(IndicatorContent("Perencanaan", (item,)),)),))

    (change,) = changes(with_item(ITEM), with_item(reworded)).changed
    assert [(each.name, each.before, each.after) for each in change.differences] == [
        ("text", "Payung hukum", "Payung hukum masterplan")
    ]
    found = changes(with_item(ITEM), with_item(other))
    assert [each.item.text for each in found.added] == ["Jumlah kamera"]
    assert [each.item.text for each in found.removed] == ["Payung hukum"]


def test_weights_and_rounding_that_differ_are_named():
    before, after = instrument(), instrument(weights=(30, 70))
    found = changes(before, replace(after, head=replace(HEAD, rounding="each_contribution")))
    assert [(each.code, each.before, each.after) for each in found.weights if not each.is_same] == [
        ("a", 40, 30),
        ("b", 60, 70),
    ]
    assert [each.name for each in found.head] == ["rounding"]
