from django.apps import AppConfig


class RepairsConfig(AppConfig):
    name = "payandan.repairs"
    label = "repairs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make jobs findable, their messages known and their history readable, and show them where units are."""
        from payandan.customers import queries as customers
        from payandan.platform.files.permissions import owners
        from payandan.platform.journal.queries import register_sentences
        from payandan.platform.notifications.queries import register as register_templates
        from payandan.platform.payments import queries as payments
        from payandan.platform.search.queries import register as register_source
        from payandan.repairs import actions, permissions, words
        from payandan.repairs.queries import money, money_links, panels, ways
        from payandan.returns import queries as returns
        from payandan.units import queries as units

        register_source(panels.SEARCH)
        register_templates({**words.MESSAGES, **words.MONEY_MESSAGES})
        register_sentences(words.SENTENCES)
        owners["repair"] = permissions.may_see_files
        owners["loan"] = permissions.may_see_loan_files
        units.panels.append(panels.UNIT_PANEL)
        units.unit_actions.append(panels.unit_actions)
        customers.panels.append(panels.CUSTOMER_PANEL)
        customers.home_panels.append(panels.HOME_PANEL)
        customers.link_targets[panels.LINK_PURPOSE] = panels.link_target
        actions.before_delivery.append(actions.check_money)
        returns.owners[ways.OWNER] = ways.KIND
        payments.wanted[money.OWNER] = money.is_wanted
        customers.link_targets[money_links.ESTIMATE_PURPOSE] = money_links.estimate_target
        customers.link_targets[money_links.INVOICE_PURPOSE] = money_links.invoice_target
