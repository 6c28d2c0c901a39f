from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    name = "payandan.platform.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load every package's `reactions`, so that a fact finds its listeners in any process."""
        from payandan.platform.journal import queries, words

        queries.register_sentences(words.SENTENCES)
        autodiscover_modules("reactions")
