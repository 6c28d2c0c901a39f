from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "payandan.platform.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the journal word the facts of this package."""
        from payandan.platform.journal.queries import register_sentences
        from payandan.platform.people.words import SENTENCES

        register_sentences(SENTENCES)
