import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_second_opinions"),
        ("files", "0002_taken_on"),
    ]

    operations = [
        migrations.CreateModel(
            name="Detector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30, unique=True)),
                ("is_on", models.BooleanField(default=True)),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("changed_at", models.DateTimeField()),
                ("changed_name", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="DayWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.BigIntegerField(help_text="A member of staff, by whichever door.")),
                ("on", models.DateField()),
                ("minutes", models.PositiveIntegerField()),
                ("city", models.CharField(blank=True, help_text="Empty: not on site.", max_length=60)),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="day_work", to="claims.claim"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Peer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(help_text="minutes, part, none_found, replaces, pair, …", max_length=16)),
                ("key", models.CharField(help_text="What it is usual for; empty: for all.", max_length=200)),
                ("n", models.PositiveIntegerField()),
                ("hits", models.PositiveIntegerField(default=0)),
                ("median", models.FloatField(null=True)),
                ("mad", models.FloatField(null=True)),
            ],
            options={
                "ordering": ["kind", "key"],
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="peer_once")],
            },
        ),
        migrations.CreateModel(
            name="PhotoPrint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("likeness", models.CharField(max_length=16)),
                ("band1", models.PositiveIntegerField(db_index=True)),
                ("band2", models.PositiveIntegerField(db_index=True)),
                ("band3", models.PositiveIntegerField(db_index=True)),
                ("band4", models.PositiveIntegerField(db_index=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="prints", to="claims.claim"
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Screening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "score",
                    models.PositiveSmallIntegerField(default=0, help_text="0 to 100, of the findings that stand."),
                ),
                ("held", models.BooleanField(default=False, help_text="Nothing is paid until a person has looked.")),
                ("held_at", models.DateTimeField(null=True)),
                ("screened_at", models.DateTimeField()),
                (
                    "days_in",
                    models.SmallIntegerField(help_text="Days from the beginning of the cover to the fault.", null=True),
                ),
                (
                    "days_left",
                    models.SmallIntegerField(help_text="Days from the fault to the end of the cover.", null=True),
                ),
                (
                    "cleared",
                    models.JSONField(default=list, help_text="The findings that were known when a person let it go."),
                ),
                ("released_at", models.DateTimeField(null=True)),
                ("released_by", models.BigIntegerField(help_text="The member of staff who let it go.", null=True)),
                ("released_name", models.CharField(blank=True, max_length=160)),
                ("word", models.CharField(blank=True, help_text="Why it was let go.", max_length=400)),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="screening", to="claims.claim"
                    ),
                ),
            ],
            options={
                "ordering": ["-held_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Suspicion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30)),
                ("score", models.PositiveSmallIntegerField()),
                ("params", models.JSONField(default=dict, help_text="The facts that its sentence names.")),
                (
                    "stands",
                    models.BooleanField(default=True, help_text="The detector found it the last time it looked."),
                ),
                ("found_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True, help_text="right or wrong; empty while nobody has said.", max_length=10
                    ),
                ),
                ("word", models.CharField(blank=True, max_length=400)),
                ("judged_at", models.DateTimeField(null=True)),
                ("judged_by", models.BigIntegerField(help_text="The member of staff who said so.", null=True)),
                ("judged_name", models.CharField(blank=True, max_length=160)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="suspicions", to="claims.claim"
                    ),
                ),
            ],
            options={
                "ordering": ["-score", "code"],
            },
        ),
        migrations.AddIndex(
            model_name="daywork",
            index=models.Index(fields=["person", "on"], name="claims_dayw_person_3dbb8c_idx"),
        ),
        migrations.AddIndex(
            model_name="screening",
            index=models.Index(condition=models.Q(("held", True)), fields=["-held_at", "-id"], name="screenings_held"),
        ),
        migrations.AddIndex(
            model_name="screening",
            index=models.Index(
                condition=models.Q(("held", True)), fields=["-score", "-id"], name="screenings_held_score"
            ),
        ),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.CheckConstraint(condition=models.Q(("score__lte", 100)), name="screening_score"),
        ),
        migrations.AddIndex(
            model_name="suspicion",
            index=models.Index(fields=["code", "outcome"], name="claims_susp_code_641339_idx"),
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.UniqueConstraint(fields=("claim", "code"), name="suspicion_once"),
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__gte", 1), ("score__lte", 100)), name="suspicion_score"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("", "right", "wrong"))), name="suspicion_outcome"
            ),
        ),
    ]
