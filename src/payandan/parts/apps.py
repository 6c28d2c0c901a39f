from django.apps import AppConfig


class PartsConfig(AppConfig):
    name = "payandan.parts"
    label = "parts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make parts findable and their history readable."""
        from payandan.parts import queries, words
        from payandan.platform.journal.queries import register_sentences
        from payandan.platform.search.queries import register as register_source

        register_source(queries.SEARCH)
        register_sentences(words.SENTENCES)
