"""Every kind of news reads well in both languages: no placeholder is left over, none is missing."""

import pytest
from django.utils.translation import override

from notices.kinds import Kind, all_groups, all_kinds, as_date, body_of, kind_of, register, title_of

PARAMS = {
    "period": "2026-3",
    "agency": "Dinas Kesehatan",
    "agencies": "3",
    "names": "Dinas Kesehatan (3)",
    "opens_on": "2026-09-20",
    "closes_on": "2026-10-05",
    "locks_on": "2026-10-20",
    "from_on": "2026-09-28",
    "todo": "6",
    "total": "11",
    "verified": "9",
    "duties": "2",
    "post": "Kepala Seksi Data",
    "subject": "Posyandu digital",
    "by": "Rina",
    "reason": "Foto kurang 100 %",
    "region": "Kabupaten Sumbawa Barat",
}
KINDS = all_kinds()


def each_kind(kind: Kind) -> str:
    return kind.code


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS, ids=each_kind)
def test_a_text_says_everything(kind, language):
    params = {name: PARAMS.get(name, name) for name in kind.placeholders}
    with override(language):
        said = f"{title_of(kind.code, params)} {body_of(kind.code, params)}"
    assert "%(" not in said
    assert "2026-" not in said, "dates and periods are put into words"
    for name in kind.placeholders - {"period", *kind.words}:
        assert params[name] in said
    assert len(title_of(kind.code, params)) <= 150
    assert kind.body


@pytest.mark.parametrize("kind", KINDS, ids=each_kind)
def test_both_languages_are_there(kind):
    texts = {}
    for language in ("id", "en"):
        with override(language):
            texts[language] = [str(each) for each in (kind.label, kind.title, kind.body)]
    assert all(one != other for one, other in zip(texts["id"], texts["en"], strict=True))


@pytest.mark.parametrize("group", all_groups(), ids=lambda group: group.code)
def test_groups_are_named_and_explained_in_both_languages(group):
    for text in (group.label, group.help, group.reason):
        with override("id"):
            indonesian = str(text)
        with override("en"):
            assert str(text) != indonesian
    with override("en"):
        assert not str(group.reason).endswith("."), "it stands within a sentence"


def test_periods_and_dates_speak_the_language_of_the_reader():
    params = PARAMS | {"period": "2026-b9"}
    with override("id"):
        assert title_of("period.locked", PARAMS).startswith("TW III 2026")
        assert as_date("2026-10-05") == "5 Oktober 2026"
    with override("en"):
        assert as_date("2026-10-05") == "5 October 2026"
        assert "9 2026" in title_of("period.locked", params)


@pytest.mark.parametrize("period", ["TW III 2026", "", "2026-", "2026-9", "2026-b13", "x-1", "2026-0"])
def test_a_period_that_is_no_address_stands_as_it_is(period):
    assert period in title_of("period.locked", PARAMS | {"period": period})


def test_news_of_a_kind_that_is_gone_stay_readable():
    assert title_of("no.such", {"x": "1"})
    assert kind_of("no.such").group.mail_default == "never"


def test_two_kinds_with_one_code_are_a_mistake():
    with pytest.raises(ValueError, match="two kinds"):
        register([Kind("period.locked", all_groups()[0], "x", "y", "z")])
