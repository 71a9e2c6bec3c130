from django.db import migrations, models

import monev.reports.check_codes


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_codes_of_older_reports")]

    operations = [
        migrations.AlterField(
            model_name="compiledreport",
            name="check_code",
            field=models.CharField(
                default=monev.reports.check_codes.new_code,
                editable=False,
                max_length=16,
                unique=True,
                verbose_name="check code",
            ),
        ),
        migrations.AddConstraint(
            model_name="compiledreport",
            constraint=models.UniqueConstraint(fields=("series", "edition"), name="report_edition_once"),
        ),
    ]
