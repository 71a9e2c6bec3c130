from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "monev.evaluation"
    label = "evaluation"
    verbose_name = _("evaluation")

    def ready(self) -> None:
        """Make known what people can be told about the evaluation."""
        from monev.evaluation import follow_up_news, news, result_news
        from notices import kinds

        kinds.register((*news.ALL, *result_news.ALL, *follow_up_news.ALL))
