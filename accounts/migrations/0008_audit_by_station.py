from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_requests_are_counted_in_the_database'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='auditevent',
            name='audit_actor',
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['actor_id', 'id', 'station_id', 'action', 'outcome', 'occurred_at'], name='audit_by_actor'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['station_id', 'action', 'id', 'outcome'], name='audit_station_action'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['station_id', 'outcome', 'id', 'action'], name='audit_station_outcome'),
        ),
    ]
