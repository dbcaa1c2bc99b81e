from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0002_the_whole_life'),
    ]

    operations = [
        migrations.AddField(
            model_name='receipt',
            name='retry_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='receipt',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='operation',
            index=models.Index(condition=models.Q(('is_done', False)), fields=['created_at'], name='operations_unfinished'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(condition=models.Q(('state', 'done'), _negated=True), fields=['state', 'retry_at'], name='receipts_that_wait'),
        ),
    ]
