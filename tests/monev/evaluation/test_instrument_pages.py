"""Pages of instruments: what everyone reads, and the editor of the nation."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from monev.evaluation.instrument_files.writing import as_csv
from monev.evaluation.models.instruments import Instrument, InstrumentItem
from monev.evaluation.selectors.instruments import content_of
from tests.factories.evaluation import (
    DimensionFactory,
    InstrumentFactory,
    InstrumentIndicatorFactory,
    InstrumentItemFactory,
    draft_instrument,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(db):
    return draft_instrument(code="2030-uji", year=2030)


@pytest.fixture
def browser(as_, cast):
    return as_(cast.national)


def page(name, row):
    return reverse(f"evaluation:{name}", args=[row.pk])


def posted(form, **changes):
    """What a browser would send of a page's form, with some inputs changed."""
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (sent | changes).items() if value not in (None, False)}


def test_a_draft_is_seen_by_the_nation_only(draft, as_, cast):
    for person in (cast.admin, cast.assessor, cast.staff):
        assert as_(person).get(page("instrument-detail", draft)).status_code == 404
        assert as_(person).get(reverse("evaluation:instrument-file", args=[draft.pk, "csv"])).status_code == 404
        assert draft.code not in as_(person).get(reverse("evaluation:instrument-list")).content.decode()
    assert as_(cast.national).get(page("instrument-detail", draft)).status_code == 200


def test_an_assumed_item_and_the_defaults_are_marked(as_, cast):
    InstrumentItemFactory(is_assumed=True, rule="other_funds", thresholds={"4": "1"})
    instrument = Instrument.objects.get()
    text = as_(cast.admin).get(page("instrument-detail", instrument)).content.decode()
    assert "diasumsikan" in text
    assert "bukan ketentuan kementerian" in text
    assert "item-new" not in text


def test_the_nation_makes_an_instrument_without_a_script(browser, cast):
    new = browser.get(reverse("evaluation:instrument-new"))
    sent = posted(new.context["form"], code="2031", year=2031, name_id="Instrumen 2031", name_en="Instrument 2031")
    answer = browser.post(reverse("evaluation:instrument-new"), sent | {"rounding": "total", "scale_0": "Tidak ada"})
    instrument = Instrument.objects.get(code="2031")
    assert answer.headers["Location"] == page("instrument-detail", instrument)
    assert instrument.steps == {"0": "Tidak ada"}
    browser.post(page("dimension-new", instrument), {"code": "dasar", "name_id": "A", "name_en": "A", "weight": "100"})
    dimension = instrument.dimensions.get()
    browser.post(page("indicator-new", dimension), {"name": "Perencanaan"})
    indicator = instrument.indicators.get()
    form = browser.get(page("item-new", indicator)).context["form"]
    rule = "external_figure|indicator=poverty"
    limits = {"threshold_1": "20", "threshold_4": "7,5", "lower_is_better": "on"}
    browser.post(page("item-new", indicator), posted(form, code="1.01", text="Kemiskinan", proposal=rule, **limits))
    item = instrument.items.get()
    assert (item.rule, item.parameters) == ("external_figure", {"indicator": "poverty"})
    assert item.thresholds == {"1": "20", "4": "7.5"}
    browser.post(page("instrument-publish", instrument))
    instrument.refresh_from_db()
    assert instrument.published_by == cast.national
    assert browser.get(page("item-change", item)).status_code == 404


def test_a_form_keeps_an_item_as_it_is_when_nothing_is_changed(draft, browser):
    item = draft.items.first()
    item.rule, item.parameters = "plan_regulation", {"kinds": ["decree"]}
    item.thresholds, item.steps = {"1": "0.125", "2": "50"}, {"3": "Baik"}
    item.store(by=None)
    before = content_of(draft)
    form = browser.get(page("item-change", item)).context["form"]
    answer = browser.post(page("item-change", item), posted(form))
    assert answer.status_code == 302
    assert content_of(draft) == before


def test_two_people_at_once_see_what_is_stored(draft, browser):
    item = draft.items.first()
    sent = posted(browser.get(page("item-change", item)).context["form"], text="Punya saya")
    item.text = "Punya orang lain"
    item.store(by=None)
    answer = browser.post(page("item-change", item), sent)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Punya orang lain" in text
    assert "Punya saya" in text
    again = posted(answer.context["form"])
    assert browser.post(page("item-change", item), again).status_code == 302
    item.refresh_from_db()
    assert item.text == "Punya saya"


def test_weights_are_balanced_on_one_page(draft, browser):
    first, second = draft.dimensions.order_by("position")
    form = browser.get(page("instrument-weights", draft)).context["form"]
    sent = posted(form, **{f"weight_{first.pk}": "12,5", f"weight_{second.pk}": "87,5"})
    assert browser.post(page("instrument-weights", draft), sent).status_code == 302
    assert [str(row.weight) for row in draft.dimensions.order_by("position")] == ["12.50", "87.50"]
    assert browser.post(page("instrument-weights", draft), sent).status_code == 409


def test_rows_are_moved_and_removed_by_a_button(draft, browser):
    item = InstrumentItemFactory(indicator=draft.indicators.first(), code="1.02", position=9)
    browser.post(page("item-step", item), {"action": "up"})
    assert draft.items.order_by("position").first() == item
    browser.post(page("item-step", item), {"action": "remove"})
    assert not InstrumentItem.objects.filter(pk=item.pk).exists()


def test_a_file_with_problems_lists_them_all_and_changes_nothing(draft, browser):
    from django.core.files.uploadedfile import SimpleUploadedFile

    rows = "a,100,Satu,1.01,Baik,tarot\na,100,Satu,1.01,Lagi,\n"
    file = SimpleUploadedFile("uji.csv", f"dimension,weight_percent,indicator,code,item,rule\n{rows}".encode())
    answer = browser.post(page("instrument-import", draft), {"file": file, "seen_version": draft.version})
    assert answer.status_code == 422
    assert [(each.row, each.column) for each in answer.context["problems"]] == [(2, "rule"), (3, "code")]
    assert draft.dimensions.count() == 2


def test_a_file_is_handed_out_and_taken_back(draft, browser):
    from django.core.files.uploadedfile import SimpleUploadedFile

    content = browser.get(reverse("evaluation:instrument-file", args=[draft.pk, "xlsx"]))
    file = SimpleUploadedFile("uji.xlsx", b"".join(content))
    before = as_csv(content_of(draft), draft.code)
    answer = browser.post(page("instrument-import", draft), {"file": file, "seen_version": draft.version})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert as_csv(content_of(draft), draft.code) == before
    assert browser.get(reverse("evaluation:instrument-file", args=[draft.pk, "exe"])).status_code == 404


def test_a_faulty_draft_shows_what_is_left_to_do(draft, browser):
    DimensionFactory(instrument=draft, code="kosong", weight=5)
    for answer in (browser.get(page("instrument-publish", draft)), browser.post(page("instrument-publish", draft))):
        assert [each.code for each in answer.context["faults"]] == ["weights", "empty_dimension"]
        assert "105" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft


def test_what_differs_is_shown_side_by_side(draft, browser):
    sent = posted(browser.get(page("instrument-copy", draft)).context["form"])
    assert sent == {"code": "2031-uji", "year": 2031}
    browser.post(page("instrument-copy", draft), sent)
    copy = Instrument.objects.get(code="2031-uji")
    item = copy.items.get(code="1.01")
    item.text = f"{item.text} yang diubah"
    item.store(by=None)
    answer = browser.get(page("instrument-differences", copy))
    (change,) = answer.context["changes"].changed
    assert change.after.item.text == item.text
    assert item.text in answer.content.decode()
    file = browser.get(page("instrument-differences", copy), {"unduh": "butir-berubah.csv"})
    assert item.text in file.content.decode()


def test_pages_take_no_more_queries_for_more_rows(browser):
    instrument = InstrumentFactory()
    add(instrument, 1)

    def count():
        with CaptureQueriesContext(connection) as queries:
            browser.get(page("instrument-detail", instrument))
        return len(queries)

    count()
    few = count()
    add(instrument, 6)
    assert count() == few


def add(instrument, number):
    for _each in range(number):
        InstrumentItemFactory(indicator=InstrumentIndicatorFactory(dimension=DimensionFactory(instrument=instrument)))


def test_rest_hides_drafts_and_shows_items_with_their_rules(draft, as_, cast):
    published = InstrumentItemFactory(rule="other_funds", thresholds={"4": "1"}, code="1.07")
    shown = as_(cast.assessor).get("/api/v1/instrument-items/").json()["results"]
    assert [(row["code"], row["rule"], row["thresholds"]) for row in shown] == [("1.07", "other_funds", {"4": "1"})]
    assert as_(cast.assessor).get(f"/api/v1/instruments/{draft.pk}/").status_code == 404
    by_code = as_(cast.national).get("/api/v1/instrument-items/", {"instrument": draft.code}).json()["results"]
    assert {row["code"] for row in by_code} == {"1.01", "2.01"}
    assert published.code not in {row["code"] for row in by_code}
