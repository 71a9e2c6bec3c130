"""The audit log shows tampering: whatever somebody changes with SQL alone, the verification names the entry."""

from __future__ import annotations

import io
import json
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from organizations import audit
from organizations.chaining import NATION, START, content_of, digest_of, link_of
from organizations.models import AuditAnchor, AuditEntry
from organizations.services.anchoring import make_anchor
from organizations.services.sealing import seal_entries, written_of
from organizations.services.verifying import READ, verify
from organizations.services.verifying_anchors import anchor_problems
from tests.factories.frozen import thawed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def log(cast, region, other_region):
    """Six acts in the region, three in another one, two of the nation; sealed."""
    for number in range(6):
        audit.record(cast.admin, "region.settings", region, region=region, step=number, who="Siti Aminah")
    for number in range(3):
        audit.record(cast.admin, "region.settings", other_region, region=other_region, step=number)
    audit.record_all(None, [("period.reminded", region, None, {"count": each}) for each in range(2)])
    seal_entries()
    return SimpleNamespace(chain=region.code, other=other_region.code)


@contextmanager
def unguarded():
    """Somebody who may do everything with the database switches its guards off, and on again."""
    if connection.vendor == "postgresql":
        sql("SET session_replication_role = replica")
        yield
        sql("SET session_replication_role = DEFAULT")
        return
    names = ("kept_organizations_auditentry_delete", "sealed_organizations_auditentry_update")
    with thawed(names[0]), thawed(names[1]), thawed("kept_organizations_auditanchor_delete"):
        yield


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("LOG", "organizations_auditentry"), values)


def at(chain: str, position: int) -> AuditEntry:
    return AuditEntry.objects.get(chain=chain, position=position)


def only_problem():
    (problem,) = verify().problems
    return problem


def test_a_log_that_nobody_touched_is_intact(log):
    found = verify()
    assert found.is_intact
    assert {chain: head[0] for chain, head in found.heads.items()} == {log.chain: 6, log.other: 3, NATION: 2}
    assert found.entries == 11


def test_each_region_has_a_chain_and_each_entry_the_hash_of_the_one_before(log):
    rows = list(AuditEntry.objects.filter(chain=log.chain).order_by("position"))
    assert [row.previous for row in rows] == [START, *(row.hash for row in rows[:-1])]
    assert len({row.salt for row in rows}) == 6


def test_sealing_twice_changes_nothing_and_what_comes_later_goes_on(log, cast, region):
    before = at(log.chain, 6).hash
    assert seal_entries() == 0
    audit.record(cast.admin, "region.settings", region, region=region)
    assert seal_entries() == 1
    assert at(log.chain, 7).previous == before


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "report.verified"),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("by_id", None),
        ("subject_uid", "another"),
        ("region_id", None),
    ],
)
def test_a_changed_entry_is_named(log, column, value):
    entry = at(log.chain, 3)
    with unguarded():
        sql(f"UPDATE LOG SET {column} = %s WHERE id = %s", value, entry.pk)  # noqa: S608
    problem = only_problem()
    assert (problem.kind, problem.chain, problem.position, problem.number) == ("changed", log.chain, 3, entry.pk)


@pytest.mark.parametrize(("column", "value"), [("subject_label", "Kabupaten Lain"), ("details", '{"step": 99}')])
def test_a_changed_name_or_detail_is_named(log, column, value):
    with unguarded():
        sql(f"UPDATE LOG SET {column} = %s WHERE id = %s", value, at(log.chain, 4).pk)  # noqa: S608
    assert (only_problem().kind, only_problem().position) == ("content", 4)


def test_a_deleted_entry_is_missed(log):
    with unguarded():
        sql("DELETE FROM LOG WHERE id = %s", at(log.chain, 2).pk)
    problems = verify().problems
    assert {(each.kind, each.position) for each in problems} >= {("missing", 2)}


def test_two_entries_that_changed_places_are_noticed(log):
    second, fourth = at(log.chain, 2), at(log.chain, 4)
    with unguarded():
        for number, place in ((second.pk, 100), (fourth.pk, 2), (second.pk, 4)):
            sql("UPDATE LOG SET position = %s WHERE id = %s", place, number)
    problem = only_problem()
    assert (problem.kind, problem.position, problem.number) == ("order", 2, fourth.pk)
    assert "position 4" in problem.what


def rewrite_from(chain: str, position: int) -> None:
    """Whoever knows the form can make a chain fit again, from some entry to its end."""
    previous = at(chain, position - 1).hash if position > 1 else START
    for row in AuditEntry.objects.filter(chain=chain, position__gte=position).order_by("position").values(*READ):
        content = content_of(row["salt"], row["subject_label"], row["details"])
        digest = digest_of(written_of(row | {"content": content}))
        made = link_of(chain, row["position"], previous, digest, row["seen"], row["is_marked"])
        sql("UPDATE LOG SET content = %s, previous = %s, hash = %s WHERE id = %s", content, previous, made, row["id"])
        previous = made


def test_a_tail_that_was_written_anew_does_not_fit_the_anchor(log):
    make_anchor()
    with unguarded():
        sql("UPDATE LOG SET details = %s WHERE id = %s", '{"step": 99}', at(log.chain, 5).pk)
        rewrite_from(log.chain, 5)
    problem = only_problem()
    assert (problem.kind, problem.chain, problem.position) == ("anchor", log.chain, 6)
    assert "anew" in problem.what


def test_a_tail_that_was_cut_off_does_not_fit_the_anchor(log):
    make_anchor()
    with unguarded():
        sql("DELETE FROM LOG WHERE id = %s", at(log.chain, 6).pk)
    assert ("anchor", log.chain, 6) in {(each.kind, each.chain, each.position) for each in verify().problems}


def test_a_whole_chain_that_is_gone_does_not_fit_the_anchor(log):
    make_anchor()
    with unguarded():
        sql("DELETE FROM LOG WHERE chain = %s", log.other)
    assert ("anchor", log.other) in {(each.kind, each.chain) for each in verify().problems}


def test_a_forged_entry_between_others_is_noticed(log, cast, region):
    with unguarded():
        for entry in AuditEntry.objects.filter(chain=log.chain, position__gte=3).order_by("-position"):
            sql("UPDATE LOG SET position = position + 1 WHERE id = %s", entry.pk)
    forged = forge(cast, region, chain=log.chain, position=3, hash="a" * 64)
    problem = next(each for each in verify().problems if each.chain == log.chain)
    assert (problem.kind, problem.position, problem.number) == ("changed", 3, forged.pk)


def forge(cast, region, **place: object) -> AuditEntry:
    """As SQL would write it: without the mark of the portal."""
    row = {"by": cast.head, "verb": "report.verified", "region": region, "subject_type": "x", "subject_label": "y"}
    return AuditEntry.objects.create(**row, subject_uid="z", **place)


def test_a_forged_entry_at_the_end_is_not_the_portals_until_somebody_answers_for_it(log, cast, region):
    forged = forge(cast, region)
    seal_entries()
    assert (only_problem().kind, only_problem().number) == ("forged", forged.pk)
    call_command("verify_audit", accept_unmarked="old version, while it was replaced", stdout=io.StringIO())
    assert verify().is_intact


def test_the_mark_of_another_entry_does_not_help_a_forger(log, cast, region):
    known = at(log.chain, 1)
    forge(cast, region, salt=known.salt, content=known.content, mark=known.mark)
    seal_entries()
    assert only_problem().kind == "forged"


def test_an_entry_that_vanished_before_it_was_sealed_is_missed(log, cast, region):
    gone = audit.record(cast.admin, "region.settings", region, region=region)
    audit.record(cast.admin, "region.settings", region, region=region)
    with unguarded():
        sql("DELETE FROM LOG WHERE id = %s", gone.pk)
    seal_entries()
    assert (only_problem().kind, only_problem().number) == ("gone", gone.pk)


def leave_out_numbers(count: int) -> None:
    if connection.vendor == "postgresql":
        sql("SELECT nextval(pg_get_serial_sequence('LOG', 'id')) FROM generate_series(1, %s)", count)
    else:
        sql("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = 'LOG'", count)


def test_numbers_that_postgresql_left_out_are_no_loss_after_a_restore_into_sqlite(log, cast, region):
    """Rolled back transactions keep their numbers there; its entries note which one they saw last."""
    last = AuditEntry.objects.latest("pk").pk
    leave_out_numbers(4)
    brought = audit.record(cast.admin, "region.settings", region, region=region)
    assert brought.pk == last + 5
    with thawed("sealed_organizations_auditentry_update"):
        AuditEntry.objects.filter(pk=brought.pk).update(seen=last)
    audit.record(cast.admin, "region.settings", region, region=region)
    seal_entries()
    assert verify().problems == []


def test_the_log_of_the_server_knows_the_last_entry_too(
    log, cast, region, caplog, tmp_path, django_capture_on_commit_callbacks
):
    with caplog.at_level("INFO", logger="audit"), django_capture_on_commit_callbacks(execute=True):
        last = audit.record(cast.admin, "region.settings", region, region=region)
    said = tmp_path / "server.log"
    said.write_text(caplog.text)
    assert "Siti" not in caplog.text
    call_command("verify_audit", log=str(said), stdout=io.StringIO())
    with unguarded():
        sql("DELETE FROM LOG WHERE id = %s", last.pk)
    with pytest.raises(CommandError):
        call_command("verify_audit", log=str(said), stdout=io.StringIO(), stderr=(told := io.StringIO()))
    assert f"entry number {last.pk}: the log of the server names it" in told.getvalue()


@pytest.mark.parametrize(
    ("statement", "sealed"),
    [
        ("UPDATE LOG SET verb = 'report.verified' WHERE id = %s", True),
        ("UPDATE LOG SET details = '{}' WHERE id = %s", True),
        ("UPDATE LOG SET hash = 'x' WHERE id = %s", True),
        ("UPDATE LOG SET position = NULL WHERE id = %s", True),
        ("UPDATE LOG SET details = '{}', redacted_by_id = 1 WHERE id = %s", True),
        ("DELETE FROM LOG WHERE id = %s", True),
        ("UPDATE LOG SET verb = 'report.verified' WHERE id = %s", False),
        ("DELETE FROM LOG WHERE id = %s", False),
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(log, cast, region, statement, sealed):
    number = at(log.chain, 3).pk if sealed else audit.record(cast.admin, "region.settings", region, region=region).pk
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        sql(statement, number)
    assert verify().is_intact


@pytest.mark.parametrize(
    "statement", ["UPDATE organizations_auditanchor SET number = 0", "DELETE FROM organizations_auditanchor"]
)
def test_the_database_refuses_to_change_or_delete_an_anchor(log, statement):
    make_anchor()
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        sql(statement)


def test_an_anchor_that_was_taken_out_of_the_database_is_still_in_the_files(log):
    make_anchor()
    with unguarded():
        sql("DELETE FROM organizations_auditanchor")
    assert "missing in the database" in only_problem().what


def test_an_anchor_that_does_not_fit_its_file_is_noticed(log):
    anchor = make_anchor()
    default_storage.delete(anchor.file)
    with default_storage.open(anchor.file, "w") as file:
        file.write("{}")
    assert "not what the database says" in only_problem().what


def test_an_anchor_signed_by_somebody_else_is_noticed(log, settings):
    make_anchor()
    settings.SECRET_KEY = "another key, long enough to be taken for a real one"
    assert only_problem().kind == "anchor"
    assert "SECRET_KEY_FALLBACKS" in only_problem().what


def test_anchors_of_an_old_key_are_the_portals_as_long_as_the_key_is_kept(log, settings):
    make_anchor()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, long enough to be taken for a real one"
    assert verify().is_intact


def test_anchors_follow_each_other_and_are_kept_as_files(log, cast, region):
    first = make_anchor()
    audit.record(cast.admin, "region.settings", region, region=region)
    second = make_anchor()
    assert second.previous == first.hash
    kept = json.loads(default_storage.open(second.file).read())
    assert kept["heads"][log.chain][0] == 7
    assert verify().is_intact


def test_many_anchors_of_many_regions_are_compared_in_a_few_questions(log, cast, django_assert_max_num_queries):
    for _each in range(6):
        make_anchor()
    with django_assert_max_num_queries(2):
        assert [*anchor_problems({log.chain, log.other, NATION})] == []


def test_an_anchor_that_the_database_refuses_leaves_no_file(log):
    first = make_anchor()
    with unguarded():
        sql("DELETE FROM organizations_auditanchor")
    AuditAnchor.objects.create(previous=START, hash="c" * 64)
    latest = AuditAnchor(previous=first.hash, hash=START, pk=AuditAnchor.objects.latest("pk").pk + 1)
    latest.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_anchor()
    assert [*default_storage.listdir(f"audit/anchors/{first.at:%Y}")[1]] == [first.file.rsplit("/", 1)[1]]


def test_a_head_kept_elsewhere_is_compared(log, tmp_path):
    head = at(log.chain, 6)
    call_command("verify_audit", against=f"{log.chain}:6:{head.hash}", stdout=io.StringIO())
    with pytest.raises(CommandError) as refused:
        call_command("verify_audit", against=f"{log.chain}:6:{'0' * 64}", stdout=io.StringIO(), stderr=io.StringIO())
    assert refused.value.returncode == 1
    file = tmp_path / "anchor.json"
    file.write_text(default_storage.open(make_anchor().file).read().decode())
    call_command("verify_audit", against=str(file), stdout=io.StringIO())


def test_the_command_verifies_one_region_or_from_a_day(log, region):
    said = io.StringIO()
    call_command("verify_audit", region=region.code, since=f"{timezone.localdate() - timedelta(days=1)}", stdout=said)
    assert "6 entries verified" in said.getvalue()
    assert f"{log.chain}:6:" in said.getvalue()
    with pytest.raises(CommandError, match="no region"):
        call_command("verify_audit", region="99.99")


def test_only_what_is_new_is_verified_after_a_check(log, cast, region):
    heads = verify().heads
    audit.record(cast.admin, "region.settings", region, region=region)
    seal_entries()
    assert verify(known=heads).entries == 1
    with unguarded():
        sql("UPDATE LOG SET hash = %s WHERE id = %s", "b" * 64, at(log.chain, 6).pk)
    assert any("verified before" in each.what for each in verify(known=heads).problems)


def test_entries_from_before_there_were_chains_are_chained_in_portions(cast, region, monkeypatch):
    """As the migration does it: without salt, hash and mark; broken off, it goes on where it stopped."""
    from organizations.services import sealing
    from organizations.services.anchoring import anchor_first

    monkeypatch.setattr(sealing, "AT_ONCE", 3)
    for number in range(8):
        row = {"by": cast.admin, "verb": "region.settings", "region": region, "subject_type": "organizations.region"}
        AuditEntry.objects.create(**row, subject_uid=str(region.uid), subject_label="x", details={"n": number})
    assert seal_entries(3, trusting=True) == 3
    assert seal_entries(trusting=True) == 5
    assert anchor_first().heads == {region.code: [8, at(region.code, 8).hash]}
    assert anchor_first() is None
    assert verify().is_intact


def test_the_migration_that_broke_off_is_run_again(log):
    """Its last steps stand already: each is taken again, and the log is guarded as before."""
    migration = import_module("organizations.migrations.0006_seal_audit_entries").Migration
    editor = connection.SchemaEditorClass(connection, atomic=False)
    for _again in range(2):
        for step in migration.operations[1:]:
            step.database_forwards("organizations", editor, None, None)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        sql("DELETE FROM LOG WHERE id = %s", at(log.chain, 3).pk)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        sql("UPDATE LOG SET verb = 'report.verified' WHERE id = %s", at(log.chain, 3).pk)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_over_several_regions_and_sealers_at_once_neither_deadlock_nor_lose_anything(
    cast, region, other_region
):
    from itertools import count

    from tests.threads import at_once

    numbers = count()

    def work() -> None:
        for _each in range(10):
            pair = [region, other_region] if next(numbers) % 2 else [other_region, region]
            with transaction.atomic():
                for place in pair:
                    audit.record(cast.admin, "region.settings", place, region=place)
            seal_entries()

    at_once(work, 4)
    seal_entries()
    found = verify()
    assert (found.is_intact, found.entries, found.waiting) == (True, 80, 0)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_anchors_made_at_once_follow_each_other(cast, region):
    from tests.threads import at_once

    audit.record(cast.admin, "region.settings", region, region=region)
    made = [each for some in at_once(lambda: [make_anchor() for _each in range(5)], 4) for each in some]
    anchors = [*AuditAnchor.objects.order_by("pk")]
    assert len(anchors) == len(made) == 20
    assert [each.previous for each in anchors] == [START, *(each.hash for each in anchors[:-1])]
    assert verify().is_intact
