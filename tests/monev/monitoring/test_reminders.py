"""Who is reminded of what on which day: the table, day by day; and the shares of work of people."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monev.monitoring.reminders import TO_STAFF, Item, Share, Stage, shares, stages, totals

OPENS, CLOSES = date(2026, 9, 20), date(2026, 10, 5)

TABLE = {
    "2026-09-19": (),
    "2026-09-20": ("period.opened",),
    "2026-09-27": ("period.opened",),
    "2026-09-28": ("period.week",),
    "2026-10-03": ("period.week",),
    "2026-10-04": ("period.day",),
    "2026-10-05": ("period.day",),
    "2026-10-06": ("period.closed",),
    "2026-10-07": ("period.closed",),
    "2026-10-08": ("period.closed", "agency.late"),
    "2026-10-11": ("period.closed", "agency.late"),
    "2026-10-12": ("period.closed", "agency.late", "region.late"),
    "2026-10-26": ("period.closed", "agency.late", "region.late"),
    "2026-10-27": (),
}


@pytest.mark.parametrize("day", TABLE)
def test_what_is_due_on_a_day(day):
    assert stages(date.fromisoformat(day), opens_on=OPENS, closes_on=CLOSES) == TABLE[day]


@pytest.mark.parametrize("day", TABLE)
def test_nothing_is_due_in_a_locked_period(day):
    assert stages(date.fromisoformat(day), opens_on=OPENS, closes_on=CLOSES, locked=True) == ()


def test_a_short_period_is_said_to_be_open_on_its_first_day():
    """Three days: open, then one day left; nobody is told of seven days that there never were."""
    days = [OPENS + timedelta(days=number) for number in range(3)]
    found = [stages(day, opens_on=OPENS, closes_on=days[-1])[0] for day in days]
    assert found == [Stage.OPENED, Stage.DAY, Stage.DAY]


@given(st.integers(0, 60), st.integers(-5, 100))
def test_staff_get_one_reminder_a_day_at_most(length, after):
    closes, today = OPENS + timedelta(days=length), OPENS + timedelta(days=after)
    found = stages(today, opens_on=OPENS, closes_on=closes)
    assert sum(stage in TO_STAFF for stage in found) <= 1
    assert (today >= OPENS) or not found


DINKES, DLH = 1, 2
POST, EMPTY = 8, 9
HOLDER, ACTING, CLERK, OTHER = 70, 71, 72, 73
STAFF = {DINKES: [HOLDER, ACTING, CLERK], DLH: [OTHER]}


def test_what_a_post_answers_for_is_its_holders():
    found = shares([Item(DINKES, POST, True), Item(DINKES, POST, False)], holders={POST: [HOLDER, ACTING]}, staff=STAFF)
    assert found == {(DINKES, HOLDER): Share(2, 1), (DINKES, ACTING): Share(2, 1)}


def test_what_no_post_answers_for_is_that_of_all_staff():
    found = shares([Item(DINKES, None, True), Item(DLH, None, False)], holders={}, staff=STAFF)
    assert found == {
        (DINKES, HOLDER): Share(1, 1),
        (DINKES, ACTING): Share(1, 1),
        (DINKES, CLERK): Share(1, 1),
        (DLH, OTHER): Share(1, 0),
    }


def test_what_a_post_without_a_person_leaves_is_that_of_all_staff():
    found = shares([Item(DINKES, EMPTY, True)], holders={EMPTY: []}, staff=STAFF)
    assert set(found) == {(DINKES, HOLDER), (DINKES, ACTING), (DINKES, CLERK)}


def test_totals_count_the_work_of_an_opd_once_however_many_share_it():
    assert totals([Item(DINKES, POST, True), Item(DINKES, None, True), Item(DLH, None, False)]) == {
        DINKES: Share(2, 2),
        DLH: Share(1, 0),
    }
