"""The life of an instrument: edited, imported, copied and published by the nation, and by nobody else."""

import io
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from core.errors import Conflict, Refused
from monev.evaluation.instrument_files.writing import as_csv, as_xlsx
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.scoring import Rounding, final_index
from monev.evaluation.selectors.instruments import content_of, differences, instrument_page
from monev.evaluation.services.instrument_files import import_file
from monev.evaluation.services.instrument_rows import (
    move_row,
    remove_row,
    save_dimension,
    save_indicator,
    save_item,
    save_weights,
)
from monev.evaluation.services.instruments import (
    archive_instrument,
    copy_instrument,
    discard_instrument,
    publish_instrument,
    save_head,
)
from organizations.models import AuditEntry
from portal.reference import catalogues, instruments
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
def nation(cast):
    return cast.national


def codes_of(instrument):
    return list(instrument.items.order_by("position").values_list("code", flat=True))


def test_a_sound_draft_is_published_and_then_refuses_everything(draft, nation):
    publish_instrument(draft, by=nation)
    draft.refresh_from_db()
    assert draft.status == "published"
    assert draft.published_by == nation
    item = draft.items.first()
    acts = [
        lambda: save_head(draft, by=nation),
        lambda: save_weights(draft, {}, by=nation),
        lambda: save_dimension(draft.dimensions.first(), by=nation),
        lambda: save_indicator(draft.indicators.first(), by=nation),
        lambda: save_item(item, by=nation),
        lambda: move_row(item, up=True, by=nation),
        lambda: remove_row(item, by=nation),
        lambda: import_file(draft, filename="x.csv", content=b"x", by=nation),
        lambda: publish_instrument(draft, by=nation),
        lambda: discard_instrument(draft, by=nation),
    ]
    for act in acts:
        with pytest.raises(Refused, match="tidak berubah lagi"):
            act()
    assert AuditEntry.objects.filter(verb="instrument.published").count() == 1


@pytest.mark.parametrize("who", ["admin", "verifier", "assessor", "council", "staff"])
def test_nobody_of_a_region_changes_an_instrument(draft, cast, who):
    person = getattr(cast, who)
    for act in (
        lambda: save_head(draft, by=person),
        lambda: save_head(Instrument(code="baru", year=2030, name_id="A", name_en="A", rounding="total"), by=person),
        lambda: save_item(draft.items.first(), by=person),
        lambda: publish_instrument(draft, by=person),
        lambda: copy_instrument(draft, code="salinan", year=2031, by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Instrument.objects.exclude(pk=draft.pk).exists()


def test_a_faulty_draft_is_not_published(draft, nation):
    DimensionFactory(instrument=draft, weight=Decimal("0.01"))
    with pytest.raises(Refused):
        publish_instrument(draft, by=nation)
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_copy_says_the_same_and_leaves_the_first_alone(draft, nation):
    publish_instrument(draft, by=nation)
    copy = copy_instrument(draft, code="2031-uji", year=2031, by=nation)
    assert (copy.based_on, copy.is_draft) == (draft, True)
    found = differences(draft, copy)
    assert (found.added, found.removed, found.changed, found.unchanged) == ((), (), (), 2)
    item = copy.items.first()
    item.text = "Butir 1 dengan kata lain"
    save_item(item, by=nation)
    assert draft.items.first().text != item.text
    with pytest.raises(Refused):
        copy_instrument(draft, code="2031-uji", year=2031, by=nation)


def test_rows_are_added_moved_and_removed_and_stay_numbered(draft, nation):
    first = draft.indicators.order_by("pk").first()
    second = draft.indicators.order_by("pk").last()
    new = InstrumentItem(instrument=draft, indicator=first, code="1.02", text="Rapat")
    save_item(new, by=nation)
    assert codes_of(draft) == ["1.01", "1.02", "2.01"]
    new.refresh_from_db()
    assert move_row(new, up=True, by=nation)
    assert not move_row(InstrumentItem.objects.get(code="1.02"), up=True, by=nation)
    assert codes_of(draft) == ["1.02", "1.01", "2.01"]
    new.refresh_from_db()
    new.indicator = second
    save_item(new, by=nation)
    assert codes_of(draft)[0] == "1.01"
    move_row(Dimension.objects.get(instrument=draft, code="dimensi-2"), up=True, by=nation)
    assert codes_of(draft)[-1] == "1.01"
    remove_row(draft.dimensions.get(code="dimensi-2"), by=nation)
    assert codes_of(draft) == ["1.01"]
    assert list(draft.items.values_list("position", flat=True)) == [1]


def test_a_code_or_a_name_stands_once(draft, nation):
    first = draft.indicators.order_by("pk").first()
    with pytest.raises(Refused) as twice:
        save_item(InstrumentItem(instrument=draft, indicator=first, code="2.01", text="Rapat"), by=nation)
    assert twice.value.field == "code"
    with pytest.raises(Refused) as twice:
        save_dimension(Dimension(instrument=draft, code="dimensi-1", weight=1), by=nation)
    assert twice.value.field == "code"
    same = InstrumentIndicator(instrument=draft, dimension=first.dimension, name=first.name)
    with pytest.raises(Refused) as twice:
        save_indicator(same, by=nation)
    assert twice.value.field == "name"
    with pytest.raises(Refused) as twice:
        save_head(Instrument(code=draft.code, year=2030, name_id="A", name_en="A", rounding="total"), by=nation)
    assert twice.value.field == "code"


def test_thresholds_out_of_order_are_refused_at_their_step(draft, nation):
    item = draft.items.first()
    item.rule, item.thresholds = "other_funds", {"1": "5", "3": "4"}
    with pytest.raises(Refused) as refused:
        save_item(item, by=nation)
    assert refused.value.field == "threshold_3"


def test_an_indicator_of_another_instrument_is_refused(draft, nation):
    item = draft.items.first()
    item.indicator = InstrumentIndicatorFactory(
        dimension__instrument=InstrumentFactory(status="draft", published_at=None)
    )
    with pytest.raises(Refused):
        save_item(item, by=nation)


def test_two_people_at_once_do_not_overwrite_each_other(draft, nation):
    mine, theirs = draft.items.first(), draft.items.first()
    theirs.text = "Yang lain"
    save_item(theirs, by=nation, seen_version=theirs.version)
    with pytest.raises(Conflict):
        save_item(mine, by=nation, seen_version=mine.version)
    weights = {row.pk: Decimal(50) for row in draft.dimensions.all()}
    save_weights(draft, weights, by=nation, seen_version=draft.version)
    with pytest.raises(Conflict):
        save_weights(draft, weights, by=nation, seen_version=draft.version)
    DimensionFactory(instrument=draft)
    with pytest.raises(Conflict):
        save_weights(draft, weights, by=nation)


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_exporting_then_importing_changes_nothing(draft, nation, write):
    item = draft.items.first()
    item.rule, item.thresholds, item.steps = "other_funds", {"1": "1", "4": "9"}, {"0": "=tidak ada"}
    save_item(item, by=nation)
    before = content_of(draft)
    keys = {(row.pk, row.version) for row in draft.items.all()}
    made = write(before, draft.code)
    content = made if isinstance(made, bytes) else made.read()
    read = import_file(draft, filename=f"uji.{'csv' if write is as_csv else 'xlsx'}", content=content, by=nation)
    assert read.problems == []
    draft.refresh_from_db()
    assert content_of(draft) == before
    assert {(row.pk, row.version) for row in draft.items.all()} == keys


def test_an_import_takes_over_adds_and_takes_away(draft, nation):
    kept = draft.items.get(code="1.01")
    text = (
        "dimension,weight_percent,indicator,code,item,rounding\n"
        "dimensi-1,70,Indikator 1,1.01,Kata baru,each_contribution\n"
        "dimensi-3,30,Indikator 3,3.01,Butir baru,\n"
    )
    import_file(draft, filename="uji.csv", content=text.encode(), by=nation)
    draft.refresh_from_db()
    assert draft.rounding == "each_contribution"
    assert {row.code: row.weight for row in draft.dimensions.all()} == {"dimensi-1": 70, "dimensi-3": 30}
    assert codes_of(draft) == ["1.01", "3.01"]
    kept.refresh_from_db()
    assert (kept.text, kept.version) == ("Kata baru", 2)
    assert InstrumentItem.history.filter(code="2.01", history_type="-", history_user=nation).exists()


def test_an_import_with_anything_wrong_writes_nothing(draft, nation):
    before = content_of(draft)
    text = "dimension,weight_percent,indicator,code,item,rule\na,100,Satu,1.01,Baik,\na,100,Satu,1.02,Salah,tarot\n"
    read = import_file(draft, filename="uji.csv", content=text.encode(), by=nation)
    assert [(each.row, each.column) for each in read.problems] == [(3, "rule")]
    assert content_of(draft) == before


def test_a_draft_is_discarded_a_published_one_archived(draft, nation):
    copy = copy_instrument(draft, code="2031-uji", year=2031, by=nation)
    with pytest.raises(Refused):
        discard_instrument(draft, by=nation)
    discard_instrument(copy, by=nation)
    with pytest.raises(Refused):
        archive_instrument(draft, by=nation)
    publish_instrument(draft, by=nation)
    draft.refresh_from_db()
    archive_instrument(draft, by=nation)
    assert not Instrument.objects.published().exists()


@pytest.fixture
def shipped(db):
    catalogues.load()
    instruments.load()
    return {each.code: each for each in Instrument.objects.all()}


WEIGHTS = {
    "2022": [10, 20, 30, 10, 30],
    "2022-regular": [10, 20, 30, 20, 20],
    "2023-regular": [10, 20, 30, 20, 20],
    "2023-priority": [10, 20, 20, 20, 20, 10],
}


def test_the_known_instruments_are_shipped_published_and_stay(shipped):
    assert {
        code: [int(each.weight) for each in row.dimensions.order_by("position")] for code, row in shipped.items()
    } == WEIGHTS
    assert {code: row.items.count() for code, row in shipped.items()} == {
        "2022": 59,
        "2022-regular": 59,
        "2023-regular": 111,
        "2023-priority": 117,
    }
    assert {row.status for row in shipped.values()} == {"published"}
    assert {code for code, row in shipped.items() if row.items.filter(is_assumed=True).exists()} == {
        "2022-regular",
        "2023-regular",
    }
    assert not shipped["2023-regular"].items.filter(is_assumed=False).exists()
    assert {code for code, row in shipped.items() if row.rounding == "total"} == {"2023-regular", "2023-priority"}
    assert all("bukan ketentuan kementerian" in row.note for row in shipped.values())
    stamps = dict(Instrument.objects.values_list("code", "updated_at"))
    instruments.load()
    assert dict(Instrument.objects.values_list("code", "updated_at")) == stamps
    for row in shipped.values():
        assert [fault.code for fault in instrument_page(row).faults()] == []


def test_load_reference_links_the_cohorts():
    call_command("load_reference", verbosity=0, stdout=io.StringIO())
    cohorts = {each.code: {row.code for row in each.cohorts.all()} for each in Instrument.objects.all()}
    assert cohorts["2022"] == cohorts["2023-priority"] == {"2021 KPPN/IKN"}
    assert cohorts["2022-regular"] == cohorts["2023-regular"]
    assert "2017" in cohorts["2023-regular"]


def test_shipped_items_know_their_pillars_and_rules(shipped):
    items = {each.code: each for each in shipped["2023-priority"].items.select_related("pillar", "sub_dimension")}
    assert (items["3.14"].rule, items["3.14"].pillar.code) == ("pillar_programs", "living")
    assert (items["3.12"].parameters, items["3.12"].lower_is_better) == ({"indicator": "poverty"}, True)
    survey = [each for each in items.values() if each.is_survey]
    assert len(survey) == 54
    assert {each.rule for each in survey} == {"survey_mean"}
    counts = {}
    for each in survey:
        counts[each.sub_dimension.code] = counts.get(each.sub_dimension.code, 0) + 1
        assert each.sub_dimension.pillar_id == each.pillar_id
    assert sorted(counts.values()) == [3] * 18


def test_the_instrument_of_2022_gives_kabupaten_malang_its_published_index(shipped):
    weights = {each.code: each.weight for each in shipped["2022"].dimensions.all()}
    published = ("1.40", "1.54", "2.92", "2.56", "3.08")
    scores = dict(zip(weights, map(Decimal, published), strict=True))
    assert final_index(scores, weights, Rounding(shipped["2022"].rounding)) == Decimal("2.51")


def test_the_difference_between_2022_and_2023_is_what_was_published(shipped):
    found = differences(shipped["2022"], shipped["2023-priority"])
    assert {each.code: (each.before, each.after) for each in found.weights if not each.is_same} == {
        "outcome": (30, 20),
        "impact": (10, 20),
        "quick_win": (30, 20),
        "collaboration": (None, 10),
    }
    assert len(found.removed) == 4
    assert len(found.added) == 54 + 6 + 2
    assert found.changed == ()


def test_a_row_of_an_instrument_can_be_made_by_the_factory_of_others():
    item = InstrumentItemFactory()
    assert item.instrument.status == "published"
