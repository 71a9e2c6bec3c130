"""Two people bring the same plan at the same moment: it is there once. Real commits."""

import pytest

from exchange.services.plan_documents.importing import Unacceptable, import_document
from exchange.services.plan_documents.wishes import Mode, Wish
from masterplan.models.plans import MasterPlan, PlanVersion
from organizations.models import Agency
from quickwins.models import QuickWin
from tests.exchange.documents import catalogues, encoded  # noqa: F401
from tests.threads import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("catalogues"),
]


def brought(region, by, mode):
    try:
        import_document(encoded(), Wish(region, mode, create_agencies=True), by=by)
    except Unacceptable as refused:
        return refused.found.problems[0].code
    return "stored"


@pytest.mark.parametrize(("mode", "refusal"), [(Mode.WHOLE, "plan_exists"), (Mode.DRAFT, "draft_exists")])
def test_the_same_plan_brought_twice_at_once_is_there_once(region, cast, settings, tmp_path, mode, refusal):
    settings.MEDIA_ROOT = tmp_path
    answers = at_once(lambda: brought(region, cast.admin, mode), 3)
    assert sorted(answers) == sorted(["stored", refusal, refusal])
    assert (MasterPlan.objects.count(), PlanVersion.objects.count()) == (1, 1)
    assert QuickWin.objects.count() == (1 if mode == Mode.WHOLE else 0)
    assert (
        Agency.objects.filter(region=region).values("name").distinct().count()
        == Agency.objects.filter(region=region).count()
    )
