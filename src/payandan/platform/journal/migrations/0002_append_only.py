"""Facts, their mentions and the seals can be added to, never changed."""

from django.db import migrations

from payandan.platform.journal.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [AppendOnly("fact"), AppendOnly("mention"), AppendOnly("seal")]
