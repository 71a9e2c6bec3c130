"""Words for codes of figures: `{{ group.predicate|predicate_label }}`."""

from django import template

from monev.monitoring import labels

register = template.Library()

register.filter("predicate_label", labels.predicate_label)
register.filter("light_label", lambda code: labels.light_label(None if code == "none" else code))
register.filter("counted", labels.counted)
