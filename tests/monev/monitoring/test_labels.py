"""The words beside a figure name the rule that it was computed with."""

from decimal import Decimal

from django.utils import translation

from monev.monitoring import labels, progress, rules
from monev.monitoring.achievement import RollUp
from monev.monitoring.rules import Rules


def test_every_code_has_a_word():
    assert set(labels.PREDICATES) == {code for _, code in rules.PERMENDAGRI_86_2017}
    assert set(labels.LIGHTS) == {progress.GREEN, progress.AMBER, progress.RED}
    with translation.override("en"):
        assert labels.predicate_label("high") == "High"
        assert labels.predicate_label("istimewa") == "istimewa"
        assert labels.predicate_label(None) == "–"
        assert (labels.light_label("red"), labels.light_label(None)) == ("Seriously late", "No figure")


def test_the_rule_stands_beside_the_figure():
    with translation.override("en"):
        used = Rules(version="2026-1")
        assert "lower bound" in labels.predicate_rule(used)
        assert "rounded to a whole number" in labels.predicate_rule(Rules(predicate_rounding="rounded"))
        assert labels.light_rule(used) == (
            "Green from -5 points, amber from -10 points, red below; once 70 % are planned, red below -5 points "
            "(rules 2026-1)."
        )
        assert "left out" in labels.missing_rule(used)
        assert "as zero" in labels.missing_rule(Rules(missing_policy="as_zero"))


def test_a_mean_says_how_many_it_rests_on():
    with translation.override("en"):
        assert labels.counted(RollUp(Decimal(80), 11, 3, Decimal(1))) == "11 of 14 programs"
        assert labels.counted(RollUp(Decimal(80), 1, 0, Decimal(1))) == "1 of 1 program"
