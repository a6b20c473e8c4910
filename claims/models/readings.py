"""What people said that a word in the records is, where the plan does not name it."""

from typing import Self

from django.db import models

from claims.models.matter import Matter


class ValueReadingQuerySet(models.QuerySet["ValueReading"]):
    def of(self, matter: Matter) -> Self:
        return self.filter(matter=matter)


class ValueReading(models.Model):
    """One reading of one value; never changed. Of several of the same value the latest holds, so
    the readings up to a number are a version of all that was said."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="value_readings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, help_text="Of record.")
    column = models.CharField(max_length=40)
    value = models.TextField(help_text="As claims.texts.one_line reads it.")
    same_as = models.TextField(
        blank=True, default="", help_text="A value that the plan names; blank: another thing."
    )
    decided_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField()

    objects = ValueReadingQuerySet.as_manager()

    class Meta:
        ordering = ["matter_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="one_value_reading_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} reading {self.number}"
