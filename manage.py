#!/usr/bin/env python
"""Command line of the portal."""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said before anything of the portal is read, which would be no sentence
    sys.stderr.write(
        "Python %s is too old: the portal needs 3.11, 3.12 or 3.13.\n" % sys.version.split()[0]  # noqa: UP031
        + "Versi Python terlalu lama: portal memerlukan 3.11, 3.12, atau 3.13.\n"
    )
    sys.exit(2)


def main() -> None:
    """Run the command; settings that are refused are a sentence, not a traceback."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartcity.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        if "--traceback" in sys.argv:
            raise
        sys.stderr.write(f"{problem}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
