"""Who watches over a region sees which keys reach it and who took its rows; an administrator revokes its own."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from organizations.models import AuditEntry, PullEntry
from organizations.services.keys import make_key, revoke_key, rotate_key
from portal.services.keys import remind_of_keys
from tests.factories.organizations import MembershipFactory, PullEntryFactory


def page(browser, name, region, **query):
    return browser.get(reverse(f"portal:{name}", args=[region.code]), query)


def revoke(browser, region, key):
    return browser.post(reverse("portal:region-key-revoke", args=[region.code, key.pk]))


def test_the_page_lists_keys_that_reach_the_region_and_no_other(as_, cast, region, other_region):
    make_key(cast.staff, "Aplikasi OPD")
    make_key(cast.national, "Kementerian")
    make_key(cast.national, "Hanya Sumbawa", regions=[other_region])
    make_key(cast.foreign_verifier, "Daerah lain")
    gone, _secret = make_key(cast.verifier, "Sudah dicabut")
    revoke_key(gone, by=cast.verifier)
    shown = page(as_(cast.admin), "region-keys", region).content.decode()
    assert [name in shown for name in ("Aplikasi OPD", "Kementerian", "Hanya Sumbawa", "Daerah lain")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert "Sudah dicabut" not in shown


def test_an_administrator_revokes_a_key_of_the_region_and_its_owner_is_told(as_, cast, region):
    key, _secret = make_key(cast.staff, "Aplikasi OPD")
    assert revoke(as_(cast.admin), region, key).status_code == 302
    key.refresh_from_db()
    assert key.revoked_at is not None
    entry = AuditEntry.objects.get(verb="api_key.revoked")
    assert (entry.by, entry.region, entry.details["person"]) == (cast.admin, region, cast.staff.name)
    assert Notice.objects.get(kind="key.revoked").user == cast.staff


@pytest.mark.parametrize("owner", ["national", "assessor"])
def test_a_key_that_reaches_other_regions_is_for_the_nation_to_revoke(as_, cast, region, other_region, owner):
    MembershipFactory(user=cast.assessor, role="assessor", region=other_region)
    key, _secret = make_key(getattr(cast, owner), "Penilaian")
    revoke(as_(cast.admin), region, key)
    key.refresh_from_db()
    assert key.revoked_at is None
    revoke(as_(cast.national), region, key)
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_a_key_of_the_nation_for_this_region_alone_is_revoked_by_the_region(as_, cast, region):
    key, _secret = make_key(cast.national, "KSB saja", regions=[region])
    revoke(as_(cast.admin), region, key)
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_a_key_that_does_not_reach_the_region_is_not_there(as_, cast, region):
    key, _secret = make_key(cast.foreign_verifier, "Daerah lain")
    assert revoke(as_(cast.admin), region, key).status_code == 404


def test_the_region_sees_who_took_its_rows_also_with_all_others(as_, cast, region, other_region):
    PullEntryFactory(user=cast.assessor, region=region, path="/api/v1/partners/", rows=41)
    PullEntryFactory(user=cast.national, region=None, reach=PullEntry.Reach.NATION, table="programs", rows=42)
    PullEntryFactory(user=cast.foreign_assessor, region=other_region, rows=43)
    shown = page(as_(cast.verifier), "pulls", region).content.decode()
    assert [f"{rows} baris" in shown for rows in (41, 42, 43)] == [True, True, False]
    shown = page(as_(cast.verifier), "pulls", region, tabel="programs").content.decode()
    assert ("41 baris" in shown, "42 baris" in shown) == (False, True)
    shown = page(as_(cast.verifier), "pulls", region, siapa=cast.assessor.name).content.decode()
    assert ("41 baris" in shown, "42 baris" in shown) == (True, False)


def test_a_day_is_a_day_of_the_region(as_, cast, region):
    zone_day = timezone.now().replace(hour=17, minute=0)  # 01.00 of the next day in Makassar
    PullEntryFactory(user=cast.assessor, region=region, at=zone_day, rows=41)
    next_day = (zone_day + timedelta(days=1)).date().isoformat()
    on = page(as_(cast.verifier), "pulls", region, dari=next_day, sampai=next_day).content.decode()
    before = page(as_(cast.verifier), "pulls", region, sampai=zone_day.date().isoformat()).content.decode()
    assert ("41 baris" in on, "41 baris" in before) == (True, False)


def test_the_log_as_a_file_says_who_took_it(as_, cast, region):
    PullEntryFactory(user=cast.assessor, region=region, parameters={"search": "=1+1"})
    answer = as_(cast.admin).post(reverse("portal:pulls", args=[region.code]), {"tabel": "partners"})
    text = b"".join(answer).decode("utf-8-sig")
    assert cast.assessor.name in text
    details = AuditEntry.objects.get(verb="pulls.exported").details
    assert details.pop("request")
    assert details == {"asked": {"table": "partners"}}


def test_owners_are_told_fourteen_and_three_days_before_a_key_ends_once_each(cast):
    key, _secret = make_key(cast.assessor, "Portal", timezone.now() + timedelta(days=20))
    replaced, _secret = make_key(cast.assessor, "Diganti", timezone.now() + timedelta(days=20))
    rotate_key(replaced, by=cast.assessor, grace_days=5)
    told = []
    for days in (0, 7, 8, 15, 18, 19, 21):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            told.append(remind_of_keys())
    assert told == [0, 1, 0, 0, 1, 0, 0]
    assert set(Notice.objects.values_list("kind", "user")) == {("key.ends_soon", cast.assessor.pk)}
    assert Notice.objects.first().url == f"/profil/kunci/{key.pk}/"


def test_a_key_for_two_days_is_announced_once(cast):
    make_key(cast.assessor, "Sebentar", timezone.now() + timedelta(days=2))
    assert remind_of_keys() == 1
    assert Notice.objects.count() == 1
