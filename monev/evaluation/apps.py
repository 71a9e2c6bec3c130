from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "monev.evaluation"
    label = "evaluation"
    verbose_name = _("evaluation")

    def ready(self) -> None:
        """Make known what people can be told about the national evaluation."""
        from monev.evaluation import news
        from notices import kinds

        kinds.register(news.ALL)
