from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "payandan.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make units findable, their messages known and their history readable, and show them where customers are."""
        from payandan.customers import queries as customers
        from payandan.platform.files.permissions import owners
        from payandan.platform.journal.queries import register_sentences
        from payandan.platform.notifications.queries import register as register_templates
        from payandan.platform.search.queries import register as register_source
        from payandan.units import permissions, queries, words

        register_source(queries.SEARCH)
        register_templates(words.MESSAGES)
        register_sentences(words.SENTENCES)
        owners["unit"] = permissions.may_see_files
        customers.panels.append(queries.CUSTOMER_PANEL)
        customers.home_panels.append(queries.HOME_PANEL)
