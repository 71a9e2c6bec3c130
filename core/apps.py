from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What knows no word of the domain: formats, errors, spreadsheets, charts, PDF, files, jobs."""

    name = "core"
