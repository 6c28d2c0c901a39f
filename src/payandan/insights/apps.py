from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "payandan.insights"
    label = "insights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make what happens to scenarios readable in the audit trail."""
        from payandan.insights.words import whatif
        from payandan.platform.journal.queries import register_sentences

        register_sentences(whatif.SENTENCES)
