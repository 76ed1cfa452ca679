from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_counts_of_requests_need_no_log'),
    ]

    # Counts of the last minutes begin anew; locks that run stay.
    operations = [
        migrations.RemoveField(model_name='loginguard', name='failures'),
        migrations.RemoveField(model_name='loginguard', name='first_failure_at'),
        migrations.AddField(
            model_name='loginguard',
            name='failures',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='loginguard',
            name='last_failure_at',
            field=models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
    ]
