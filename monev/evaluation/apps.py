from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    """The national evaluation: instruments, assessments, scores, surveys, findings and their follow-up."""

    name = "monev.evaluation"
    label = "evaluation"
    verbose_name = _("evaluation")

    def ready(self) -> None:
        """Make known what people can be told about the evaluation, and what evidence proves in it."""
        from monev.evaluation import follow_up_news, news, result_news, survey_news
        from monev.evaluation.selectors import proofs
        from monev.monitoring.selectors import other_proofs
        from notices import kinds

        other_proofs.register(proofs.of_findings)
        other_proofs.register(proofs.of_answers)
        kinds.register((*news.ALL, *result_news.ALL, *follow_up_news.ALL, *survey_news.ALL))
