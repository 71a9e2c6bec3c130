"""The simulator page: published scores of Malang, own answers of a region, several items at once by the address."""

import csv
from decimal import Decimal

import pytest
from django.urls import reverse

from monev.evaluation.models.results import NationalItemScore
from tests.factories.evaluation import AnswerFactory, AssessmentFactory, EvaluationRoundFactory
from tests.monev.evaluation.known_instruments import MALANG_FILE, instrument_2022_with_items

pytestmark = pytest.mark.django_db


@pytest.fixture
def instrument(db):
    return instrument_2022_with_items()


@pytest.fixture
def published(region, instrument):
    """The scores of Malang, as if the region under test had them."""
    with MALANG_FILE.open(encoding="utf-8") as file:
        NationalItemScore.objects.bulk_create(
            NationalItemScore(
                region=region, year=2022, instrument_code="2022", item_code=row["code"], score=Decimal(row["score"])
            )
            for row in csv.DictReader(file)
        )


def page(client, region, **query):
    return client.get(reverse("evaluation:simulator", args=[region.code]), query)


def test_the_items_that_lift_most_come_first_with_what_they_add(as_, cast, region, published):
    answer = page(as_(cast.council), region)
    simulation = answer.context["page"]
    assert simulation.now.final == Decimal("2.51")
    assert [row.gain.by_full for row in simulation.by_gain][:3] == [Decimal("0.08")] * 3
    assert "2,51 / 4" in answer.content.decode()


def test_several_tried_items_stand_in_the_address_and_make_a_new_final(as_, cast, region, published):
    answer = page(as_(cast.staff), region, **{"s-2.02": "4", "s-2.05": "4", "s-2.06": "4", "s-2.07": "", "s-9": "x"})
    simulation = answer.context["page"]
    assert (simulation.then.final, simulation.added) == (Decimal("2.76"), Decimal("0.25"))
    assert len(simulation.tried) == 3
    assert "2,76 / 4" in answer.content.decode()


def test_the_file_has_every_item_that_can_be_lifted(as_, cast, region, published):
    text = page(as_(cast.staff), region, unduh="kenaikan.csv").content.decode()
    lines = text.splitlines()[1:]
    assert len(lines) == sum(float(line.split(",")[1]) < 4 for line in MALANG_FILE.read_text().splitlines()[1:])


def test_without_published_scores_the_own_answers_are_the_basis(as_, cast, region, instrument):
    own = AssessmentFactory(region=region, round=EvaluationRoundFactory(instrument=instrument))
    items = list(instrument.items.all())
    for item in items[:-2]:
        AnswerFactory(assessment=own, item=item, score=2)
    AnswerFactory(assessment=own, item=items[-2], score=None, is_not_applicable=True, reason="Tidak ada")
    simulation = page(as_(cast.verifier), region).context["page"]
    assert simulation.basis.address == f"mandiri-{own.pk}"
    assert simulation.unanswered == 1
    # quick win: ten items with 2, one without an answer (0), one that does not apply: 20 / 11 = 1.82
    assert simulation.now.dimensions["quick_win"] == Decimal("1.82")


def test_a_basis_that_the_region_does_not_have_is_not_found(as_, cast, region, published):
    assert page(as_(cast.staff), region, dasar="resmi-2021").status_code == 404


def test_nothing_to_start_from_is_said(as_, cast, region):
    answer = page(as_(cast.staff), region)
    assert answer.status_code == 200
    assert answer.context["page"] is None
