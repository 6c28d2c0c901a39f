"""Numbers kept ready: sums by month, so that a chart costs the same at ten claims and at ten million."""

from django.db import models


class Cell(models.Model):
    """Claims of one month, branch and value of one dimension: how many, and how much money.

    A month is kept in both calendars, since a Jalali month is no sum of Gregorian ones.
    """

    calendar = models.CharField(max_length=10)
    month = models.CharField(max_length=7, help_text="1404-02 or 2025-05, of the day the claim was filed.")
    branch_id = models.BigIntegerField(default=0, help_text="0: no branch.")
    dimension = models.CharField(max_length=12)
    value = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)
    claims = models.BigIntegerField(default=0)
    amount = models.BigIntegerField(default=0, help_text="Claimed; of the dimension payer: paid by it.")
    decided = models.BigIntegerField(default=0)
    seconds = models.BigIntegerField(default=0, help_text="From filing to the first decision, summed.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "dimension", "month", "branch_id", "currency", "value"], name="one_cell"
            )
        ]


class Counted(models.Model):
    """What a claim has added to the cells, so that it can be taken back when the claim changes."""

    claim_id = models.BigIntegerField(primary_key=True)
    parts = models.JSONField(default=list)
