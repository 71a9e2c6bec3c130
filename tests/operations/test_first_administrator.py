"""The first administrator of an installation chooses a password by a link that works once."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from organizations.models import AuditEntry, Membership, User
from organizations.roles import Role

pytestmark = pytest.mark.django_db
ADDRESS = "admin@daerah.example"
SECRET = "Sumbawa-barat-77-portal"


def ask(*words: str) -> str:
    said = StringIO()
    call_command("first_administrator", ADDRESS, *words, stdout=said)
    return said.getvalue()


def link_in(said: str) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", said)
    assert found, said
    return found[1]


def test_the_first_administrator_gets_a_link_and_no_password():
    said = ask("--name", "Contoh Administrator")
    person = User.objects.get(email=ADDRESS)
    assert (person.name, person.is_superuser, person.is_staff) == ("Contoh Administrator", True, True)
    assert not person.has_usable_password()
    assert Membership.objects.get(user=person).role == Role.NATIONAL_ADMIN
    assert AuditEntry.objects.get(verb="person.first_administrator").subject_uid == str(person.uid)
    assert link_in(said)


def test_the_link_works_once(client):
    link = link_in(ask())
    page = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": SECRET, "password2": SECRET})
    assert User.objects.get(email=ADDRESS).check_password(SECRET)
    client.logout()
    again = client.get(link, follow=True)
    assert 'name="password1"' not in again.content.decode()


def test_where_there_is_an_administrator_nothing_is_changed():
    User.objects.create_superuser("lain@daerah.example", SECRET, name="Lain")
    assert "nothing was changed" in ask()
    assert not User.objects.filter(email=ADDRESS).exists()


def test_a_new_link_only_for_who_never_logged_in(client):
    ask()
    assert "nothing was changed" in ask()
    link = link_in(ask("--again"))
    page = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": SECRET, "password2": SECRET})
    client.logout()
    client.post("/akun/login/", {"login": ADDRESS, "password": SECRET})
    assert User.objects.get(email=ADDRESS).last_login
    assert "nothing was changed" in ask("--again")


@pytest.mark.parametrize("address", ["", "nobody", "a b@c.example"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(CommandError):
        call_command("first_administrator", address, stdout=StringIO())


def test_the_address_of_somebody_else_is_refused():
    User.objects.create_user(ADDRESS, SECRET, name="Staf")
    with pytest.raises(CommandError):
        ask()
