from django.apps import AppConfig


class WarrantyConfig(AppConfig):
    name = "payandan.warranty"
    label = "warranty"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bring the two clocks, the terms in force and the guarantee card to the pages of units."""
        from payandan.platform.journal.queries import register_sentences
        from payandan.units import queries as units
        from payandan.warranty import labels, queries

        register_sentences(labels.SENTENCES)
        units.clock_sources.append(queries.unit_clocks)
        units.panels.append(queries.UNIT_PANEL)
        units.unit_actions.append(queries.unit_actions)
