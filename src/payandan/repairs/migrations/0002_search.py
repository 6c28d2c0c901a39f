from django.db import migrations

from payandan.platform.search.operations import IndexSearchKey


class Migration(migrations.Migration):
    dependencies = [("repairs", "0001_initial")]

    operations = [IndexSearchKey("repairorder")]
