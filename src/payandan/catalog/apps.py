from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "payandan.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make models findable and their history readable."""
        from payandan.catalog import queries, words
        from payandan.platform.journal.queries import register_sentences
        from payandan.platform.search.queries import register as register_source

        register_source(queries.SEARCH)
        register_sentences(words.SENTENCES)
