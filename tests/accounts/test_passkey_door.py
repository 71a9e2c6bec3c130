"""A passkey instead of a password: a key as a phone has it signs what the portal asks."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from organizations.models import User
from tests.accounts.conftest import is_in, type_password

pytestmark = pytest.mark.django_db
HOST = "testserver"
PRESENT_AND_VERIFIED = 0x05
WITH_KEY = 0x40


class Phone:
    """Holds the passkey of one person for this portal."""

    def __init__(self, user: User) -> None:
        self.key, self.name, self.user = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16), user
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.name, public)
        made = AttestationObject.create("none", self._state(WITH_KEY, credential), {})
        said = {"clientDataJSON": self._said("create", b"challenge"), "attestationObject": websafe_encode(made)}
        extensions = {"credProps": {"rk": True}}
        WebAuthn.add(user, "Telepon", self._credential(said) | {"clientExtensionResults": extensions})

    def answer(self, challenge: str | bytes) -> str:
        """What the browser sends back for a question of the portal."""
        state, said = self._state(), self._client_data("get", challenge)
        signature = self.key.sign(state + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(said),
            "authenticatorData": websafe_encode(state),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(user_pk_to_url_str(self.user).encode()),
        }
        return json.dumps(self._credential(response))

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.name)
        more = {"clientExtensionResults": {}, "authenticatorAttachment": "platform"}
        return {"id": name, "rawId": name, "type": "public-key", "response": response} | more

    def _state(self, flags: int = 0, credential: bytes = b"") -> AuthenticatorData:
        place = hashlib.sha256(HOST.encode()).digest()
        return AuthenticatorData.create(place, PRESENT_AND_VERIFIED | flags, 1, credential)

    def _said(self, kind: str, challenge: str | bytes) -> str:
        return websafe_encode(self._client_data(kind, challenge))

    def _client_data(self, kind: str, challenge: str | bytes) -> CollectedClientData:
        return CollectedClientData.create(f"webauthn.{kind}", challenge, f"https://{HOST}")


@pytest.fixture
def phone(person) -> Phone:
    return Phone(person)


def enter(phone: Phone, client: Client):
    """With the passkey only, as the button of the log-in page does."""
    address = reverse("mfa_login_webauthn")
    asked = client.get(address, headers={"X-Requested-With": "XMLHttpRequest"}, secure=True).json()
    challenge = asked["request_options"]["publicKey"]["challenge"]
    return client.post(address, {"credential": phone.answer(challenge)}, secure=True)


def test_a_passkey_lets_in_without_a_password(phone):
    client = Client()
    enter(phone, client)
    assert is_in(client)


@pytest.mark.parametrize(("name", "value"), [("PASSWORD_LOGIN", False), ("OIDC_ONLY_DOMAINS", ["ksb.example"])])
def test_who_enters_through_the_provider_only_does_not_get_past_it_with_a_passkey(phone, settings, name, value):
    setattr(settings, name, value)
    client = Client()
    answer = enter(phone, client)
    assert answer["Location"] == reverse("account_login")
    assert not is_in(client)
    words = client.get(reverse("account_login")).content.decode()
    assert "passkey saja" in words or "passkey alone" in words


def test_who_keeps_the_password_keeps_the_passkey(phone, settings):
    settings.PASSWORD_LOGIN, settings.PASSWORD_LOGIN_KEPT = False, [phone.user.email]
    client = Client()
    enter(phone, client)
    assert is_in(client)


def test_a_passkey_stays_a_second_factor(phone):
    client = Client()
    assert type_password(client, phone.user)["Location"] == reverse("mfa_authenticate")
    assert Authenticator.objects.filter(user=phone.user, type="webauthn").exists()
