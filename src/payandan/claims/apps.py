from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "payandan.claims"
    label = "claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make claims findable, their messages known and their history readable, and show them where units are."""
        from payandan.claims import permissions, words
        from payandan.claims.queries import extensions, panels, samples
        from payandan.customers import queries as customers
        from payandan.platform.files.permissions import owners
        from payandan.platform.journal.queries import register_sentences
        from payandan.platform.notifications.queries import register as register_templates
        from payandan.platform.search.queries import register as register_source
        from payandan.units import queries as units
        from payandan.warranty import queries as warranty

        register_source(panels.SEARCH)
        register_templates(words.MESSAGES)
        register_sentences(words.SENTENCES)
        owners["claim"] = permissions.may_see_files
        owners["core"] = permissions.may_see_core_files
        units.panels.append(panels.UNIT_PANEL)
        units.unit_actions.append(panels.unit_actions)
        warranty.case_sources.append(samples.CASES)
        warranty.history_sources.append(extensions.late_extensions)
        customers.panels.append(panels.CUSTOMER_PANEL)
        customers.home_panels.append(panels.HOME_PANEL)
        customers.link_targets[panels.LINK_PURPOSE] = panels.link_target
        customers.link_targets[panels.APPEAL_PURPOSE] = panels.appeal_target
