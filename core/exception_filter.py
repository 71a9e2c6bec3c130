"""Reports of errors that Django writes (mails to administrators, the page with DEBUG): without secrets, whatever a
setting, a header or a field of a form is called."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

from core.redaction import SECRET_NAMES, redact, redact_data


class WithoutSecrets(SafeExceptionReporterFilter):
    """Also addresses with passwords in them, salts, and everything that is posted under the name of a secret."""

    hidden_settings = re.compile(
        "API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|COOKIE|CSRF|SALT|DSN|CREDENTIAL|_URL$|LOCATION|OTP", re.IGNORECASE
    )

    def cleanse_setting(self, key: Any, value: Any) -> Any:
        found = super().cleanse_setting(key, value)
        return redact(found) if isinstance(found, str) else found

    def get_post_parameters(self, request: HttpRequest | None) -> Any:
        return redact_data({} if request is None else super().get_post_parameters(request))

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> Any:
        found = super().get_traceback_frame_variables(request, tb_frame)
        return [(name, self.cleansed_substitute if _is_secret(name) else _plain(value)) for name, value in found]


def _is_secret(name: str) -> bool:
    return bool(SECRET_NAMES.search(name))


def _plain(value: Any) -> Any:
    return redact(value) if isinstance(value, str) else value
