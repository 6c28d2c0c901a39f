from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class ReturnsConfig(AppConfig):
    name = "payandan.returns"
    label = "returns"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make shipments findable, their messages known, their history readable, and what stands below sendable."""
        from payandan.claims.queries import cores
        from payandan.customers import queries as customers
        from payandan.platform.journal.queries import register_sentences
        from payandan.platform.notifications.queries import register as register_templates
        from payandan.platform.search.queries import register as register_source
        from payandan.returns import queries, words
        from payandan.returns.queries import panels

        register(check_settings)
        register_source(panels.SEARCH)
        register_templates(words.MESSAGES)
        register_sentences(words.SENTENCES)
        customers.panels.append(panels.CUSTOMER_PANEL)
        customers.home_panels.append(panels.HOME_PANEL)
        customers.link_targets[panels.LINK_PURPOSE] = panels.link_target
        queries.owners["core"] = panels.CORES
        cores.core_actions.append(panels.core_actions)


def check_settings(**_: object) -> list[CheckMessage]:
    """What is wrong with the settings for shipments, each with its remedy."""
    from django.conf import settings

    from payandan.platform.gateways import BadGateway
    from payandan.returns import carriers, rules

    found: list[CheckMessage] = []
    try:
        carriers.parse(settings.CARRIERS)
    except BadGateway as error:
        found.append(Error(f"PAYANDAN_CARRIERS: {error}", id="returns.E001"))
    for line, payer in settings.SHIPPING_PAYERS.items():
        if line not in rules.HOUSE:
            hint = f"A line of the house is one of {', '.join(rules.HOUSE)}; what the law says cannot be set."
            found.append(Error(f"PAYANDAN_SHIPPING_PAYERS: “{line}” is no line.", hint=hint, id="returns.E002"))
        elif payer not in rules.PAYERS:
            hint = f"Write {line}=…, with one of {', '.join(rules.PAYERS)}."
            found.append(Error(f"PAYANDAN_SHIPPING_PAYERS: “{payer}” pays nothing.", hint=hint, id="returns.E003"))
    return found
