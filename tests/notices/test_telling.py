import pytest

from notices.models import Notice
from notices.services.telling import tell
from tests.factories.organizations import UserFactory

pytestmark = pytest.mark.django_db
PARAMS = {"period": "2026-3", "verified": 9, "total": 11}


def test_somebody_is_told_once(region):
    people = [UserFactory(), UserFactory()]
    assert tell("period.locked", people, key="7", params=PARAMS, url="/", region=region) == 2
    assert tell("period.locked", [*people, UserFactory()], key="7", params=PARAMS, url="/", region=region) == 1
    assert Notice.objects.count() == 3
    assert str(Notice.objects.first()).startswith("TW III 2026")
