"""A document with a mistake: it is named with its place, in both languages, and nothing breaks."""

import json

import pytest
from django.utils import translation

from exchange.interchange.problems import TEXTS
from tests.exchange.documents import LINEAGE, PROGRAM, document, encoded, read, told

P = "/versions/0/programs/0"
NIL = "00000000-0000-4000-8000-000000000000"
SECOND = {"number": 2, "pillar_set": "2017"}

FIELDS = [
    ({"/vision": "x"}, "unknown_field", "/vision"),
    ({f"{P}/lead_agncy": "DINKES"}, "unknown_field", f"{P}/lead_agncy"),
    ({f"{P}/lead_agency": ...}, "required", f"{P}/lead_agency"),
    ({f"{P}/lead_agency": "BAPPEDA"}, "unknown_agency", f"{P}/lead_agency"),
    ({f"{P}/name": "  "}, "empty", f"{P}/name"),
    ({f"{P}/name": None}, "null", f"{P}/name"),
    ({f"{P}/name": 7}, "not_text", f"{P}/name"),
    ({f"{P}/name": "a\x00b"}, "text_unstorable", f"{P}/name"),
    ({f"{P}/output": "\ud800"}, "text_unstorable", f"{P}/output"),
    ({f"{P}/code": "x" * 41}, "too_long", f"{P}/code"),
    ({f"{P}/start_year": "2025"}, "not_whole", f"{P}/start_year"),
    ({f"{P}/start_year": True}, "not_whole", f"{P}/start_year"),
    ({f"{P}/start_year": 2025.0}, "not_whole", f"{P}/start_year"),
    ({f"{P}/start_year": 10**30}, "not_whole", f"{P}/start_year"),
    ({f"{P}/start_year": 25}, "too_small", f"{P}/start_year"),
    ({f"{P}/end_year": 2024}, "years", f"{P}/end_year"),
    ({f"{P}/term": "soon"}, "not_choice", f"{P}/term"),
    ({f"{P}/is_finished": "ya"}, "not_flag", f"{P}/is_finished"),
    ({f"{P}/weight": "-1"}, "too_small", f"{P}/weight"),
    ({f"{P}/weight": "10000"}, "too_big", f"{P}/weight"),
    ({f"{P}/weight": "1.2345"}, "too_many_decimals", f"{P}/weight"),
    ({f"{P}/supporters": {}}, "not_list", f"{P}/supporters"),
    ({f"{P}/supporters/0": "DLH"}, "not_object", f"{P}/supporters/0"),
    ({f"{P}/supporters/0/agency": "DINKES"}, "lead_supports", f"{P}/supporters/0/agency"),
    ({f"{P}/supporters/-": {"agency": "DLH"}}, "twice", f"{P}/supporters/1/agency"),
    ({f"{P}/budget_lines/0/ceiling": "-1"}, "too_small", f"{P}/budget_lines/0/ceiling"),
    ({f"{P}/budget_lines/0/ceiling": 750000000}, "number_not_text", f"{P}/budget_lines/0/ceiling"),
    ({f"{P}/budget_lines/0/ceiling": 1e999}, "not_a_number", ""),
    ({f"{P}/budget_lines/0/ceiling": "NaN"}, "number_unreadable", f"{P}/budget_lines/0/ceiling"),
    ({f"{P}/budget_lines/0/ceiling": "1e9"}, "number_unreadable", f"{P}/budget_lines/0/ceiling"),
    ({f"{P}/budget_lines/0/ceiling": "750.000.000"}, "number_unreadable", f"{P}/budget_lines/0/ceiling"),
    ({f"{P}/budget_lines/0/ceiling": "1" * 28}, "too_big", f"{P}/budget_lines/0/ceiling"),
    ({f"{P}/budget_lines/0/ceiling": "1" * 5000}, "number_unreadable", f"{P}/budget_lines/0/ceiling"),
    ({f"{P}/budget_lines/1/edition": "murni"}, "twice", f"{P}/budget_lines/1/year"),
    ({f"{P}/planned_progress/0/physical_percent": "100.01"}, "too_big", f"{P}/planned_progress/0/physical_percent"),
    ({f"{P}/planned_progress/0/month": 13}, "too_big", f"{P}/planned_progress/0/month"),
    ({f"{P}/indicators/0/formula": "range"}, "formula", f"{P}/indicators/0/formula"),
    ({f"{P}/indicators/0/plausible_max": "-1"}, "plausible", f"{P}/indicators/0/plausible_max"),
    ({f"{P}/indicators/0/targets/1/text": ""}, "says_nothing", f"{P}/indicators/0/targets/1"),
    ({f"{P}/indicators/0/targets/1/year": 2026}, "twice", f"{P}/indicators/0/targets/1/year"),
    ({f"{P}/partnerships/0/partner": "Bank Lain"}, "unknown_partner", f"{P}/partnerships/0/partner"),
    ({f"{P}/nomenclature": {"code": "1.02"}}, "required", f"{P}/nomenclature/edition"),
    ({f"{P}/uid": "kesehatan"}, "not_uuid", f"{P}/uid"),
    ({"/versions/0/programs/-": PROGRAM | {"name": "Lain"}}, "twice", "/versions/0/programs/1/lineage"),
    ({"/versions/0/programs/-": PROGRAM | {"lineage": None}}, "twice", "/versions/0/programs/1/code"),
    ({"/versions": []}, "no_versions", "/versions"),
    ({"/versions/-": SECOND | {"number": 1}}, "twice", "/versions/1/number"),
    ({"/versions/-": SECOND | {"based_on": 2}}, "later_number", "/versions/1/based_on"),
    ({"/versions/0/based_on": 1, "/versions/0/number": 3}, "unknown_version", "/versions/0/based_on"),
    ({"/versions/0/adopted_on": None}, "adopted_without_day", "/versions/0/adopted_on"),
    ({"/versions/0/adopted_on": "15-01-2025"}, "not_a_day", "/versions/0/adopted_on"),
    ({"/versions/0/adopted_on": "2025-02-30"}, "not_a_day", "/versions/0/adopted_on"),
    ({"/versions/0/status": "draft"}, "draft_with_day", "/versions/0/adopted_on"),
    ({"/versions/0/status": "superseded"}, "superseded_alone", "/versions/0/status"),
    ({"/versions/0/programs": [], "/commitments": [], "/quick_wins": []}, "adopted_empty", "/versions/0/programs"),
    (
        {"/versions/-": SECOND | {"status": "adopted", "adopted_on": "2026-01-01", "programs": [PROGRAM]}},
        "two_adopted",
        "/versions/1/status",
    ),
    (
        {"/versions/-": SECOND | {"status": "superseded", "adopted_on": "2026-01-01", "programs": [PROGRAM]}},
        "adopted_before",
        "/versions/0/adopted_on",
    ),
    ({"/versions/0/document": NIL}, "unknown_document", "/versions/0/document"),
    ({"/agencies/1/code": "DINKES"}, "twice", "/agencies/1/code"),
    ({"/agencies/1/parent": "DLH"}, "parent_ring", "/agencies/1/parent"),
    (
        {"/agencies/1/valid_from": "2025-01-02", "/agencies/1/valid_until": "2025-01-01"},
        "days",
        "/agencies/1/valid_until",
    ),
    ({"/documents/0/link": "javascript:alert(1)"}, "not_link", "/documents/0/link"),
    ({"/commitments/0/pledges/0/program": NIL}, "unknown_program", "/commitments/0/pledges/0/program"),
    ({"/quick_wins/0/predecessor": NIL}, "unknown_quick_win", "/quick_wins/0/predecessor"),
    ({"/quick_wins/0/partners/-": "Bank Contoh"}, "twice", "/quick_wins/0/partners/1"),
    ({"/content_sha256": "ABC"}, "not_sha256", "/content_sha256"),
    ({"/generated_at": "2026-03-31"}, "not_a_moment", "/generated_at"),
    ({"/format": "geojson"}, "wrong_format", "/format"),
    ({"/format_version": "2.0"}, "wrong_version", "/format_version"),
    ({"/format_version": 1.0}, "wrong_version", "/format_version"),
]


@pytest.mark.parametrize(("changes", "code", "pointer"), FIELDS, ids=[f"{row[1]} {row[2]}"[:70] for row in FIELDS])
def test_a_mistake_is_told_at_its_place_in_both_languages(changes, code, pointer):
    found = read(changes)
    assert (code, pointer) in told(found)
    [problem] = [each for each in found.problems if (each.code, each.pointer) == (code, pointer)]
    texts = {}
    for language in ("en", "id"):
        with translation.override(language):
            texts[language] = problem.text
    assert texts["en"]
    assert texts["id"]
    assert texts["en"] != texts["id"]


FILES = [
    (b"", "not_json"),
    (b"{", "not_json"),
    (b"halo", "not_json"),
    (b"PK\x03\x04\xff\xfe", "not_utf8"),
    ("\ufeff{}".encode("utf-16"), "not_utf8"),
    (b"[]", "not_object"),
    (b"null", "not_object"),
    (b'"smart-city-plan"', "not_object"),
    (b"[" * 500_000, "too_deep"),
    (b'{"a":' * 150_000, "too_deep"),
    (b'{"format": NaN}', "not_a_number"),
    (b'{"format": -Infinity}', "not_a_number"),
    (b" " * 1_000_001, "too_large"),
]


@pytest.mark.parametrize(("data", "code"), FILES, ids=[f"{row[1]} {row[0][:12]!r}" for row in FILES])
def test_a_file_that_is_no_document_is_refused_as_a_whole(data, code):
    assert told(read(data)) == [(code, "")]


def test_a_right_document_has_no_problem_and_is_canonical():
    found = read()
    assert told(found) == []
    program = found.content["versions"][0]["programs"][0]
    assert (program["weight"], program["budget_lines"][1]["ceiling"]) == ("12.500", "800000000.50")
    assert (program["term"], program["nomenclature"], program["is_example"]) == ("", None, False)
    again = read(json.dumps(found.content).encode())
    assert (again.content, again.sha256) == (found.content, found.sha256)


def test_a_byte_order_mark_of_an_editor_does_no_harm():
    assert read(b"\xef\xbb\xbf" + encoded()).sha256 == read().sha256


def test_a_name_that_stands_twice_is_not_taken_silently():
    data = encoded().replace(b'"code": "SL-01"', b'"code": "SL-00", "code": "SL-01"')
    assert told(read(data)) == [("key_twice", f"{P}/code")]


def test_what_is_nested_too_deeply_is_told_at_its_place():
    def nested(levels):
        value = []
        for _level in range(levels - 1):
            value = [value]
        return value

    assert told(read({f"{P}/code": nested(15)})) == [("not_text", f"{P}/code")]  # level 20, with the five above it
    assert told(read({f"{P}/code": nested(16)})) == [("too_deep", f"{P}/code" + "/0" * 15)]
    assert told(read({"/more": nested(400)})) == [("too_deep", "/more" + "/0" * 19)]


def test_a_field_with_a_name_without_end_is_told_with_the_beginning_of_it():
    [(code, pointer)] = told(read({"/" + "x" * 5_000: 1}))
    assert (code, pointer) == ("unknown_field", "/" + "x" * 80)


def test_numbers_far_too_long_are_no_work():
    data = encoded().replace(b'"start_year": 2025', b'"start_year": ' + b"9" * 200_000)
    assert ("not_whole", f"{P}/start_year") in told(read(data))


def test_all_mistakes_are_told_at_once_and_counted():
    found = read({"/plan/end_year": 2000, f"{P}/lead_agency": "X", "/partners/0/kind": "toko"})
    assert told(found) == [("not_choice", "/partners/0/kind")]  # fields first: what they say together comes after
    found = read({"/plan/end_year": 2000, f"{P}/lead_agency": "X"})
    assert told(found) == [("years", "/plan/end_year"), ("unknown_agency", f"{P}/lead_agency")]
    many = read({"/agencies": [{} for _ in range(300)]})
    assert (len(many.problems), many.told.count) == (200, 600)


def test_what_belongs_to_the_file_is_not_part_of_the_content():
    other = {"/generated_at": "2026-03-31T08:00:00+08:00", "/last_change_at": "2026-03-30T08:00:00+08:00"}
    assert read(other).sha256 == read().sha256
    assert read({"/plan/title": "Lain"}).sha256 != read().sha256


def test_a_file_that_somebody_changed_after_the_export_says_so():
    sha256 = read().sha256
    assert read({"/content_sha256": sha256}).notes == []
    [note] = read({"/content_sha256": sha256, "/plan/title": "Lain"}).notes
    assert (note.code, note.pointer) == ("changed_after_export", "/content_sha256")


def test_the_same_identifier_twice_is_refused():
    programs = [PROGRAM | {"uid": LINEAGE}, PROGRAM | {"uid": LINEAGE, "lineage": None, "code": "SL-02"}]
    assert ("twice", "/versions/0/programs/1/uid") in told(read({"/versions/0/programs": programs}))


def test_every_text_can_be_made_with_what_it_is_given():
    for code, text in TEXTS.items():
        assert str(text), code


def test_the_document_of_the_tests_has_a_row_of_everything():
    assert all(document()[name] for name in ("agencies", "partners", "documents", "commitments", "quick_wins"))
