"""How an agenda is compiled: proposals come in order, what people changed stays, what they took off stays off."""

import pytest

from masterplan.agenda import Item, Proposal, compiled, moved, place_for

DIRECTIVE = Proposal("directive", "directive:1", "Arahan 1")
DEVIATION = Proposal("deviation", "program:1", "Program 1")
FINDING = Proposal("finding", "finding:1", "Temuan 1")


def texts(standing, proposals):
    return [each.text for each in compiled(standing, proposals).items]


def test_a_new_agenda_begins_with_directives_and_ends_with_what_assessors_found():
    assert texts([], [FINDING, DEVIATION, DIRECTIVE]) == ["Arahan 1", "Program 1", "Temuan 1"]


def test_what_is_proposed_first_of_its_kind_stands_first():
    second = Proposal("directive", "directive:2", "Arahan 2")
    assert texts([], [DIRECTIVE, second, DEVIATION]) == ["Arahan 1", "Arahan 2", "Program 1"]


def test_untouched_items_take_the_new_words_and_go_when_their_reason_has_gone():
    standing = [Item("directive", "directive:1", "lama", 7), Item("deviation", "program:9", "sudah hijau", 8)]
    outcome = compiled(standing, [DIRECTIVE])
    assert [(each.key, each.text) for each in outcome.items] == [(7, "Arahan 1")]
    assert outcome.gone == (8,)


@pytest.mark.parametrize("proposals", [[], [DIRECTIVE]])
def test_what_people_wrote_or_changed_stays_as_they_left_it(proposals):
    own = Item("directive", "directive:1", "Dengan kata kami", 7, is_own=True)
    outcome = compiled([own], proposals)
    assert outcome.items == (own,)
    assert outcome.gone == ()


def test_what_people_took_off_is_not_proposed_again_and_is_not_deleted():
    dropped = Item("directive", "directive:1", "Arahan 1", 7, is_dropped=True)
    outcome = compiled([dropped], [DIRECTIVE, DEVIATION])
    assert [each.text for each in outcome.items] == ["Program 1"]
    assert outcome.gone == ()


def test_compiling_twice_changes_nothing():
    first = compiled([], [DIRECTIVE, DEVIATION, FINDING]).items
    stored = [Item(each.kind, each.reference, each.text, key) for key, each in enumerate(first, start=1)]
    again = compiled(stored, [DIRECTIVE, DEVIATION, FINDING])
    assert (again.items, again.gone) == (tuple(stored), ())


def test_the_order_that_people_gave_stays_and_new_items_join_their_kind():
    standing = [Item("other", "", "Pembukaan", 1, is_own=True), Item("directive", "directive:1", "Arahan 1", 2)]
    new = Proposal("directive", "directive:2", "Arahan 2")
    assert texts(standing, [DIRECTIVE, new]) == ["Pembukaan", "Arahan 1", "Arahan 2"]


def test_the_first_of_a_kind_follows_the_kinds_before_it():
    items = [Item("directive", "a", "A"), Item("finding", "f", "F")]
    assert place_for("deviation", items) == 1


@pytest.mark.parametrize(
    ("key", "places", "order"), [(1, 1, (2, 1, 3)), (3, -2, (3, 1, 2)), (1, -1, (1, 2, 3)), (3, 9, (1, 2, 3))]
)
def test_items_move_within_the_agenda(key, places, order):
    assert moved((1, 2, 3), key, places) == order
