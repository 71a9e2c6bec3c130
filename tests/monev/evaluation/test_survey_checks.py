"""Which forms of a citizen survey count, which look odd, and the means: by table and by property."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monev.evaluation.survey_checks import (
    LIMITS,
    Elsewhere,
    Filled,
    Flag,
    Sheet,
    Standing,
    burst_ids,
    figures,
    is_fast,
    is_straight,
    judge,
)

START = datetime(2026, 10, 1, 2, tzinfo=UTC)
SHEET = Sheet({"a": ["1", "2", "3"], "b": ["4", "5", "6"], "c": ["7", "8", "9"]})
ALL = frozenset("abc")
MIXED = [3, 4, 3, 2, 3, 4, 3, 3, 2]


def form(number, values=MIXED, *, used=ALL, minute=None, **columns):
    codes = [code for sub, codes in SHEET.statements.items() if sub in used for code in codes]
    at = START + timedelta(minutes=number * 30 if minute is None else minute)
    return Filled(number, at, dict(zip(codes, values, strict=False)), frozenset(used), **columns)


def standings(forms, sheet=SHEET, **more):
    return [str(each.standing) for each in judge(forms, sheet, **more)]


def test_only_people_who_used_a_service_count():
    assert standings([form(1), form(2, [], used=())]) == ["valid", "non_user"]


def test_somebody_counts_for_the_services_they_used_only():
    [one] = judge([form(1, [3, 2, 1], used="b")], SHEET)
    found = figures([one], SHEET)
    assert one.counts == {"b"}
    assert (found.sub_dimensions["b"].mean, found.sub_dimensions["a"].mean) == (Decimal("2.00"), None)
    assert found.pillar.valid == 1


def test_a_service_counts_only_when_all_its_statements_were_answered():
    [one] = judge([form(1, [3, 2], used="a")], SHEET)
    assert one.standing is Standing.NON_USER


def test_the_first_form_with_a_number_counts_whatever_order_they_are_read_in():
    forms = [form(2, phone="p"), form(1, phone="p"), form(3, phone="q"), form(4)]
    found = {each.form.id: each for each in judge(forms, SHEET)}
    assert [found[number].standing for number in (1, 2, 3, 4)] == ["valid", "repeated", "valid", "valid"]
    assert found[2].same_person == 1


@pytest.mark.parametrize(("minutes", "expected"), [(-1, "elsewhere"), (1, "valid")])
def test_one_person_answers_for_one_pillar_the_first_form_counts(minutes, expected):
    other = Elsewhere(99, START + timedelta(minutes=30 + minutes), "p", survey=7)
    [one] = judge([form(1, phone="p")], SHEET, [other])
    assert one.standing == expected
    assert one.other_survey == (7 if expected == "elsewhere" else None)


def test_when_the_first_form_is_excluded_the_next_one_counts():
    assert standings([form(1, phone="p", is_excluded=True), form(2, phone="p")]) == ["excluded", "valid"]


def test_with_three_forms_one_person_may_answer_about_each_service_once():
    sheet = Sheet(SHEET.statements, in_three=True)
    forms = [
        form(1, [3, 2, 1], used="a", asked="a", phone="p"),
        form(2, [3, 2, 1], used="b", asked="b", phone="p"),
        form(3, [3, 2, 1], used="a", asked="a", phone="p"),
    ]
    assert standings(forms, sheet) == ["valid", "valid", "repeated"]


def test_no_more_answers_count_than_the_service_has_users():
    sheet = Sheet(SHEET.statements, {"a": 2, "b": 400, "c": 1})
    found = judge([form(number) for number in (1, 2, 3)], sheet)
    assert [sorted(each.counts) for each in found] == [["a", "b", "c"], ["a", "b"], ["b"]]
    means = figures(found, sheet)
    assert [means.sub_dimensions[sub].valid for sub in "abc"] == [2, 3, 1]
    assert [means.sub_dimensions[sub].has_surplus for sub in "abc"] == [True, False, True]
    assert (means.pillar.valid, means.pillar.has_surplus) == (3, True)


def test_who_is_surplus_for_every_service_does_not_count_at_all():
    sheet = Sheet(SHEET.statements, dict.fromkeys("abc", 1))
    assert standings([form(1), form(2)], sheet) == ["valid", "surplus"]


@pytest.mark.parametrize(
    ("values", "straight"),
    [
        ([3] * 9, True),
        ([0] * 9, True),
        ([3] * 6, True),
        ([3] * 8 + [4], False),
        ([3, 3, 3], False),
        ([4, 4, 4], True),
        ([0, 0, 0], True),
        ([], False),
        ([4], False),
    ],
)
def test_straight_lining(values, straight):
    assert is_straight(values) is straight


@pytest.mark.parametrize(
    ("seconds", "statements", "fast"), [(20, 9, True), (21, 9, False), (8, 3, True), (9, 3, False)]
)
def test_nobody_reads_nine_statements_in_twenty_seconds(seconds, statements, fast):
    assert is_fast(seconds, statements) is fast


def test_how_long_a_paper_form_took_is_not_known():
    assert not is_fast(None, 9)


@pytest.mark.parametrize(
    ("minutes", "burst"),
    [([0, 3, 6], []), ([0, 3, 6, 9], [0, 1, 2, 3]), ([0, 3, 6, 11], []), ([0, 20, 21, 22, 23], [1, 2, 3, 4])],
)
def test_a_family_shares_a_phone_a_fourth_form_within_ten_minutes_is_a_burst(minutes, burst):
    forms = [form(number, minute=minute, device="d") for number, minute in enumerate(minutes)]
    assert sorted(burst_ids(forms)) == burst


def test_forms_without_a_device_are_no_burst():
    assert not burst_ids([form(number, minute=0) for number in range(9)])


def test_what_looks_odd_counts_until_a_person_excludes_it():
    odd = form(1, [0] * 9, seconds=4)
    [one] = judge([odd], SHEET)
    assert one.standing is Standing.VALID
    assert one.flags == {Flag.SAME, Flag.ZEROS, Flag.FAST}
    assert figures([one], SHEET).pillar.valid == 1
    assert figures([one], SHEET, without_flagged=True).pillar.valid == 0


@pytest.mark.parametrize(("people", "enough"), [(49, False), (50, True)])
def test_a_mean_needs_fifty_people(people, enough):
    found = figures(judge([form(number) for number in range(people)], SHEET), SHEET)
    assert found.pillar.is_sufficient is enough
    assert found.statements["1"].is_sufficient is enough


def test_with_three_forms_every_service_needs_fifty():
    sheet = Sheet(SHEET.statements, in_three=True)
    counts = {"a": 50, "b": 50, "c": 49}
    numbers = iter(range(1000))
    forms = [
        form(next(numbers), [3, 2, 3], used=sub, asked=sub) for sub, count in counts.items() for _each in range(count)
    ]
    found = figures(judge(forms, sheet), sheet)
    assert [found.sub_dimensions[sub].is_sufficient for sub in "abc"] == [True, True, False]
    assert not found.pillar.is_sufficient


def test_a_statement_with_few_answers_is_marked_although_the_pillar_has_fifty():
    forms = [form(number, [3, 2, 3], used="a") for number in range(50)] + [form(50, [4, 4, 3], used="b")]
    found = figures(judge(forms, SHEET), SHEET)
    assert found.pillar.is_sufficient
    assert not found.statements["4"].is_sufficient


def test_means_are_rounded_once_half_up():
    """(4 + 4 + 3) / 3 and the like: the pillar's mean is not that of rounded means."""
    forms = [form(1, [3, 3, 3], used="a"), form(2, [3, 3, 4], used="a"), form(3, [3, 4, 4], used="a")]
    found = figures(judge(forms, SHEET), SHEET)
    assert [found.statements[code].mean for code in "123"] == [Decimal("3.00"), Decimal("3.33"), Decimal("3.67")]
    assert found.sub_dimensions["a"].mean == Decimal("3.33")
    eight = [form(number, [3 + (number == 0)] * 3, used="a") for number in range(8)]
    assert figures(judge(eight, SHEET), SHEET).statements["1"].mean == Decimal("3.13")  # 3.125


FORMS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 4), min_size=9, max_size=9),
        st.sets(st.sampled_from("abc")),
        st.sampled_from(["", "p", "q", "r"]),
        st.booleans(),
        st.integers(0, 300),
    ),
    max_size=25,
)


def made(rows):
    return [
        form(n, values, used=frozenset(used), phone=phone, is_excluded=out, minute=minute, device=phone)
        for n, (values, used, phone, out, minute) in enumerate(rows)
    ]


@given(FORMS, st.integers(1, 6))
def test_whatever_is_sent_the_guards_hold(rows, users):
    sheet = Sheet(SHEET.statements, dict.fromkeys("abc", users))
    found = judge(made(rows), sheet)
    assert len(found) == len(rows)
    for sub in "abc":
        assert sum(sub in each.counts for each in found) <= users
    counted = [each.form.phone for each in found if each.is_valid and each.form.phone]
    assert len(counted) == len(set(counted))
    assert all(each.counts <= each.form.used for each in found)
    assert all(each.standing is not Standing.VALID for each in found if each.form.is_excluded)


@given(FORMS)
def test_the_order_in_which_rows_are_read_changes_nothing(rows):
    forms = made(rows)
    assert judge(forms, SHEET) == judge(forms[::-1], SHEET)


@given(FORMS)
def test_means_lie_on_the_scale_and_agree_with_what_was_chosen(rows):
    found = figures(judge(made(rows), SHEET), SHEET)
    for code, mean in found.statements.items():
        steps = found.steps[code]
        assert sum(steps.values()) == mean.valid
        if mean.mean is None:
            assert mean.valid == 0
        else:
            exact = Fraction(sum(step * count for step, count in steps.items()), mean.valid)
            assert abs(Fraction(mean.mean) - exact) <= Fraction(1, 200)
            assert 0 <= mean.mean <= 4


def test_the_limits_are_those_that_the_documentation_names():
    assert (LIMITS.least_valid, LIMITS.burst_most, LIMITS.burst_minutes, LIMITS.same_least) == (50, 3, 10, 6)
