"""The same sending twice does the work once and gets the same answer."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from monev.monitoring.models.sending import Receipt
from monev.monitoring.services.receipts import KEPT_FOR, Answer, answer_once, forget_old_receipts

pytestmark = pytest.mark.django_db


class Work:
    """Counts how often it was done."""

    done = 0

    def __call__(self):
        self.done += 1
        return Answer(409, {"count": self.done, "amount": Decimal("1.50"), "day": date(2026, 10, 1)})


def test_the_same_key_gets_the_same_answer_and_no_second_work(cast):
    work, key = Work(), uuid4()
    first = answer_once(key, by=cast.staff, work=work)
    again = answer_once(key, by=cast.staff, work=work)
    assert work.done == 1
    assert (first.status, again.status) == (409, 409)
    assert again.body == {"count": 1, "amount": "1.50", "day": "2026-10-01"}


def test_another_key_is_another_sending(cast):
    work = Work()
    for _ in range(2):
        answer_once(uuid4(), by=cast.staff, work=work)
    assert work.done == 2


def test_nobody_reads_the_answer_of_somebody_else(cast):
    key = uuid4()
    answer_once(key, by=cast.staff, work=Work())
    with pytest.raises(PermissionDenied):
        answer_once(key, by=cast.head, work=Work())


def test_work_that_fails_leaves_no_receipt(cast):
    def fails():
        raise PermissionDenied

    key = uuid4()
    with pytest.raises(PermissionDenied):
        answer_once(key, by=cast.staff, work=fails)
    assert not Receipt.objects.exists()
    assert answer_once(key, by=cast.staff, work=Work()).status == 409


def test_only_old_receipts_are_forgotten(cast):
    for _ in range(2):
        answer_once(uuid4(), by=cast.staff, work=Work())
    old = Receipt.objects.first()
    Receipt.objects.filter(pk=old.pk).update(at=timezone.now() - KEPT_FOR * 2)
    assert forget_old_receipts() == 1
    assert Receipt.objects.count() == 1
