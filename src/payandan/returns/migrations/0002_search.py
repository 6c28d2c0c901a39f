from django.db import migrations

from payandan.platform.journal.operations import AppendOnly
from payandan.platform.search.operations import IndexSearchKey


class Migration(migrations.Migration):
    dependencies = [("returns", "0001_initial")]

    operations = [IndexSearchKey("shipment"), AppendOnly("checkpoint")]
