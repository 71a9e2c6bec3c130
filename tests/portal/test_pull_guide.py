"""The page on pulling data: for everybody, in both languages, its programs name this portal."""

import re

import pytest

GUIDE = "/tarik-data/"


@pytest.mark.django_db
def test_everybody_reads_it_in_the_language_that_its_address_names(client):
    page = client.get(GUIDE)
    assert page.headers["Content-Language"] == "id"
    english = re.search(r'href="([^"]+)" hreflang="en"', page.content.decode())[1]
    assert client.get(english).headers["Content-Language"] == "en"


def test_its_programs_name_the_portal_that_the_installation_says_it_is(client, settings):
    settings.PORTAL_URL = "https://smartcity.sumbawabaratkab.go.id/"
    assert "https://smartcity.sumbawabaratkab.go.id/api/v1/regions/" in client.get(GUIDE).content.decode()
    program = client.get(f"{GUIDE}pull.pq")
    assert 'Portal = "https://smartcity.sumbawabaratkab.go.id"' in program.content.decode()
    assert program["Content-Disposition"] == 'attachment; filename="pull.pq"'
    assert client.get(f"{GUIDE}nothing.py").status_code == 404
