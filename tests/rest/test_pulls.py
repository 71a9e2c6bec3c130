"""Who took what through REST: written down once a request, after the answer, for the regions whose rows it held."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.models import PullEntry
from organizations.pulling import concerning, table_of
from organizations.services.keys import make_key
from organizations.services.pulls import forget_pulls
from tests.factories.monitoring import PeriodFactory
from tests.factories.organizations import PartnerFactory, PullEntryFactory, RegionFactory
from tests.rest.tables import MAKERS

LIST = "/api/v1/partners/"


def ask(secret, address=LIST, **extra):
    answer = Client().get(address, headers={"Authorization": f"Api-Key {secret}"}, **extra)
    b"".join(answer)
    return answer


def touching(region):
    return PullEntry.objects.of_region(region)


def test_a_request_leaves_one_line_with_who_when_from_where_and_how_much(cast, region):
    PartnerFactory.create_batch(3, region=region)
    key, secret = make_key(cast.assessor, "Tim penilai")
    answer = ask(secret, f"{LIST}?page_size=2&search=Bank", REMOTE_ADDR="103.10.20.7")
    line = PullEntry.objects.get()
    assert (line.user, line.key, line.address) == (cast.assessor, key, "103.10.20.7")
    assert (line.method, line.path, line.table, line.format) == ("GET", LIST, "partners", "json")
    assert (line.status, line.rows, line.bytes) == (200, 2, len(answer.content))
    assert line.parameters == {"page_size": "2", "search": "Bank"}
    assert (line.reach, line.region) == ("region", region)


def test_a_request_from_a_browser_is_written_down_too(as_, cast):
    as_(cast.verifier).get(LIST)
    line = PullEntry.objects.get()
    assert (line.user, line.key) == (cast.verifier, None)


def test_pages_and_people_who_are_not_known_leave_no_line(as_, cast, client):
    as_(cast.verifier).get("/profil/")
    client.get(LIST)
    ask("sc_guessed")
    assert not PullEntry.objects.exists()


def test_the_nation_reads_all_regions_and_every_region_sees_it(as_, cast, region, other_region):
    browser = as_(cast.national)
    browser.get(LIST)
    assert [touching(each).count() for each in (region, other_region)] == [1, 1]
    browser.get(LIST, {"region": region.code})
    assert [touching(each).count() for each in (region, other_region)] == [2, 1]


def test_one_row_concerns_its_region_alone(as_, cast, region, other_region):
    program = MAKERS["indicators"](region)
    as_(cast.national).get(f"/api/v1/indicators/{program.pk}/")
    assert [touching(each).count() for each in (region, other_region)] == [1, 0]


def test_figures_of_a_region_concern_it_alone(as_, cast, region, other_region):
    period = PeriodFactory(region=region)
    address = f"/api/v1/regions/{region.code}/figures/"
    answer = as_(cast.national).get(address, {"period": f"{period.year}-{period.number}"})
    assert answer.status_code == 200, answer.content
    assert [touching(each).count() for each in (region, other_region)] == [1, 0]


def test_a_key_for_two_regions_concerns_both(cast, region, other_region):
    _key, secret = make_key(cast.national, "dua", regions=[region, other_region])
    ask(secret)
    third = RegionFactory()
    line = PullEntry.objects.get()
    assert line.reach == "regions"
    assert [touching(each).count() for each in (region, other_region, third)] == [1, 1, 0]


def test_catalogues_and_refusals_concern_no_region(as_, cast, other_region):
    as_(cast.assessor).get("/api/v1/pillars/")
    as_(cast.assessor).get(f"{LIST}?unknown=1")
    as_(cast.nobody).get(LIST)
    assert [line.reach for line in PullEntry.objects.all()] == ["none"] * 3
    assert {line.status for line in PullEntry.objects.all()} == {200, 400, 403}


def test_a_program_that_is_refused_again_and_again_leaves_one_line(cast):
    _key, secret = make_key(cast.assessor, "kait", scopes=["webhooks"])
    for _ in range(5):
        assert ask(secret).status_code == 403
    assert PullEntry.objects.count() == 1


def test_secrets_in_an_address_are_not_kept(as_, cast):
    as_(cast.assessor).get(LIST, {"token": "abc", "api_key": "abc", "search": "x" * 150})
    line = PullEntry.objects.get()
    assert line.parameters == {"token": "***", "api_key": "***", "search": "x" * 150}


def test_reading_is_not_held_up_by_the_log(as_, cast):
    """The only statement that writes comes last, when the answer is made."""
    browser = as_(cast.assessor)
    browser.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        browser.get(LIST)
    writes = [n for n, each in enumerate(queries) if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writes == [len(queries) - 1]


def test_a_stream_is_written_down_when_it_ends(rf, cast, region):
    from organizations.middleware import PullLog
    from organizations.rest import ScopedView
    from organizations.roles import Can

    class Whole(ScopedView):
        needs = Can.VIEW
        throttle_classes = ()

        def get(self, request):
            def pieces():
                for number in range(1, 4):
                    concerning(request, rows=number, regions=[region.pk])
                    yield b"x" * 10

            return StreamingHttpResponse(pieces(), content_type="text/csv")

    _key, secret = make_key(cast.national, "alir")
    request = rf.get("/api/v1/partners/whole/", headers={"Authorization": f"Api-Key {secret}"})
    answer = PullLog(Whole.as_view())(request)
    stream = iter(answer)
    next(stream)
    assert not PullEntry.objects.exists()
    rest = b"".join(stream)
    for closer in answer._resource_closers:  # as `close` does, which ends the connection of the test too
        closer()
    line = PullEntry.objects.get()
    assert (line.bytes, line.rows, line.region, line.format) == (10 + len(rest), 3, region, "text/csv")


def test_a_file_is_written_down_with_its_size(as_, cast, region):
    row = MAKERS["evidence"](region)
    answer = as_(cast.assessor).get(f"/api/v1/evidence/{row.pk}/file/")
    if answer.status_code == 200:
        b"".join(answer)
    line = PullEntry.objects.get()
    assert line.table == "evidence/file"
    assert line.status == answer.status_code


def test_who_watches_over_a_region_reads_its_log_others_their_own(as_, cast, region, other_region):
    mine = PullEntryFactory(user=cast.council, region=region)
    theirs = PullEntryFactory(user=cast.assessor, region=region)
    foreign = PullEntryFactory(user=cast.foreign_assessor, region=other_region)

    def seen(who):
        return {row["id"] for row in as_(who).get("/api/v1/pulls/", {"page_size": 200}).json()["results"]}

    assert {mine.pk, theirs.pk} <= seen(cast.verifier)
    assert foreign.pk not in seen(cast.verifier)
    assert {mine.pk, theirs.pk, foreign.pk} & seen(cast.council) == {mine.pk}


def test_reading_the_log_is_written_down(as_, cast):
    as_(cast.admin).get("/api/v1/pulls/")
    assert PullEntry.objects.get().table == "pulls"


def test_old_lines_are_forgotten_some_at_a_time(region, monkeypatch, settings):
    monkeypatch.setattr("organizations.services.pulls.AT_ONCE", 2)
    settings.PULL_LOG_DAYS = 730
    PullEntryFactory.create_batch(5, region=region, at=timezone.now() - timedelta(days=731))
    kept = PullEntryFactory(region=region)
    assert forget_pulls() == 5
    assert list(PullEntry.objects.all()) == [kept]
    assert forget_pulls() == 0


@pytest.mark.parametrize(
    ("path", "table"),
    [
        ("/api/v1/partners/", "partners"),
        ("/api/v1/partners/12/", "partners"),
        ("/api/v1/evidence/12/file/", "evidence/file"),
        ("/api/v1/regions/52.07/figures/", "regions/figures"),
        ("/api/v1/compiled-reports/preview/", "compiled-reports/preview"),
        ("/api/v1/exports/3f8c2a10-9f6b-4d1e-8a77-0c1d2e3f4a5b/file/", "exports/file"),
        ("/api/v1/exports/af8c2a10-9f6b-4d1e-8a77-0c1d2e3f4a5b/", "exports"),
        ("/api/v1/", "/"),
    ],
)
def test_an_address_names_its_table(path, table):
    assert table_of(path) == table
