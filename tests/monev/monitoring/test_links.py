"""The job that looks at links, against a real server: when it asks, when a link is dead, and who is told."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.outbound import Answer
from monev.monitoring.models.evidence import Evidence
from monev.monitoring.selectors.evidence_links import checks_of
from monev.monitoring.services.links import check_links, record_answer
from monev.monitoring.tasks import check_links as task
from notices.models import Notice
from organizations.models import AuditEntry
from tests.core.link_server import serving
from tests.factories.monitoring import ProgressReportFactory
from tests.factories.trail import EvidenceFactory, EvidenceUseFactory
from tests.monev.monitoring.entry_case import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.LINK_CHECK_PRIVATE = ["127.0.0.1/32"]


@pytest.fixture(scope="module")
def server():
    with serving() as made:
        yield made


@pytest.fixture
def link(server, region, agency, cast):
    """A piece of evidence with a link to a path of the server, handed in by the OPD's staff."""
    del server.asked[:]

    def made(path, **columns):
        report = ProgressReportFactory(program__plan_version__plan__region=region, program__lead_agency=agency)
        found = EvidenceFactory(
            **{"region": region, "agency": agency, "uploaded_by": cast.staff, "title": "Foto", **columns},
            stored_file=None,
            link=path if "://" in path else f"{server.url}{path}",
        )
        EvidenceUseFactory(evidence=found, progress_report=report)
        return found

    return made


def look(evidence, days=0.0):
    """One run of the job that many days after the beginning; the evidence as it stands then."""
    with time_machine.travel(NOW, tick=False) as clock:
        clock.shift(timedelta(days=days))
        check_links()
    return Evidence.objects.get(pk=evidence.pk)


def test_a_link_that_opens_is_alive(link):
    found = look(link("/200"))
    assert (found.link_state, found.link_failures) == ("alive", 0)
    assert found.link_checked_at is not None


@pytest.mark.parametrize("path", ["/404", "/500", "/loop", "http://localhost:1/", "/to/http://127.0.0.2/"])
def test_one_failure_makes_it_doubtful(link, path):
    found = look(link(path))
    assert (found.link_state, found.link_failures) == ("doubtful", 1)


def test_three_failures_over_two_days_make_it_dead(link, cast):
    evidence = link("/404")
    states = [look(evidence, days).link_state for days in (0, 1, 2)]
    assert states == ["doubtful", "doubtful", "dead"]
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.params["title"]) == (cast.staff, "link.dead", "Foto")
    assert notice.url.endswith(f"/bukti/{evidence.pk}/rinci/")
    assert AuditEntry.objects.filter(verb="evidence.link_died", subject_uid=str(evidence.uid)).count() == 1


def test_three_failures_in_one_day_do_not(link):
    evidence = link("/404")
    with time_machine.travel(NOW, tick=False):
        for hours in (0, 20, 40):
            record_answer(evidence.link, Answer(404), now=timezone.now() + timedelta(hours=hours))
    found = Evidence.objects.get(pk=evidence.pk)
    assert (found.link_failures, found.link_state) == (3, "doubtful")
    assert look(evidence, 2.6).link_state == "dead"


def test_one_answer_ends_the_row_of_failures(link, server):
    evidence = link("/404")
    look(evidence), look(evidence, 1)
    Evidence.objects.filter(pk=evidence.pk).update(link=f"{server.url}/200")
    assert look(evidence, 2).link_failures == 0
    Evidence.objects.filter(pk=evidence.pk).update(link=evidence.link)
    assert [look(evidence, days).link_state for days in (9, 10)] == ["doubtful", "doubtful"]


def test_a_living_link_is_asked_once_in_seven_days(link, server):
    evidence = link("/200")
    for days in (0, 1, 6.5):
        look(evidence, days)
    assert len(server.asked) == 1
    look(evidence, 7)
    assert len(server.asked) == 2


def test_a_doubtful_one_is_asked_every_day_but_not_twice(link, server):
    evidence = link("/404")
    for days in (0, 0.1, 1, 1.1):
        look(evidence, days)
    assert [method for method, _path in server.asked].count("HEAD") == 2


def test_a_dead_link_that_opens_again_is_alive(link, server):
    evidence = link("/404")
    for days in (0, 1, 2):
        look(evidence, days)
    Evidence.objects.filter(pk=evidence.pk).update(link=f"{server.url}/200")
    assert look(evidence, 9).link_state == "alive"
    assert AuditEntry.objects.filter(verb="evidence.link_revived").count() == 1
    assert Notice.objects.count() == 1


def test_one_address_is_asked_once_for_all_who_show_it(link, server, other_agency):
    first, second = link("/200"), link("/200", agency=other_agency)
    look(first)
    assert len(server.asked) == 1
    assert set(Evidence.objects.values_list("link_state", flat=True)) == {"alive"}
    assert second.link == first.link


def test_who_left_is_not_told_but_the_staff_of_the_opd(link, cast, agency):
    evidence = link("/404", uploaded_by=cast.nobody)
    for days in (0, 1, 2):
        look(evidence, days)
    assert [notice.user for notice in Notice.objects.all()] == [cast.staff]


def test_a_private_address_is_never_asked(link, server, settings):
    settings.LINK_CHECK_PRIVATE = []
    assert look(link("/200")).link_state == "doubtful"
    assert not server.asked


def test_the_looks_are_kept(link):
    evidence = link("/404")
    look(evidence), look(evidence, 1)
    assert [(check.code, check.state, check.status) for check in checks_of(evidence)] == [
        ("404", "doubtful", 404),
        ("404", "doubtful", 404),
    ]


def test_files_and_what_proves_nothing_are_left_alone(server, region, link):
    del server.asked[:]
    EvidenceFactory(region=region)
    EvidenceFactory(region=region, stored_file=None, link=f"{server.url}/200")
    task.run()
    assert not server.asked


def test_a_second_run_at_the_same_time_records_nothing(link):
    evidence = link("/404")
    with time_machine.travel(NOW, tick=False):
        now = timezone.now()
        assert len(record_answer(evidence.link, Answer(404), now=now)) == 1
        assert record_answer(evidence.link, Answer(404), now=now) == []
