from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "monev.evaluation"
    label = "evaluation"
    verbose_name = _("evaluation")

    def ready(self) -> None:
        """Make known what people can be told about the evaluation."""
        from monev.evaluation import survey_news
        from notices import kinds

        kinds.register(survey_news.ALL)
