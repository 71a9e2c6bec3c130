from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What knows no word of the domain: formats, errors, spreadsheets, charts, PDF, files, jobs."""

    name = "core"

    def ready(self) -> None:
        """Queries are measured on every connection, of whichever process."""
        from django.db.backends.signals import connection_created

        from core import queries

        connection_created.connect(queries.watch)
