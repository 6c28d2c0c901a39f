from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "payandan.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make customers findable, their messages known, and their history readable."""
        from payandan.customers import queries, words
        from payandan.platform.journal.queries import register_sentences
        from payandan.platform.notifications.queries import register as register_templates
        from payandan.platform.search.queries import register as register_source

        register_source(queries.SEARCH)
        register_templates(words.MESSAGES)
        register_sentences(words.SENTENCES)
