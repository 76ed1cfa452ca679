"""ID tokens of the provider: whose signature, by which algorithm, for whom, until when."""

import datetime
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import jwt
import pytest
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from accounts.models import AuditEvent
from accounts.provider import SignedTokens

from .test_oidc import is_in, log_in, provider, server  # noqa: F401  fixtures

ISSUER, CLIENT = "https://id.example.org", "portal"
KEY, OTHER = (rsa.generate_private_key(65537, 2048) for _ in range(2))
CURVE = ec.generate_private_key(ec.SECP256R1())
Sign = Callable[..., str]


def public(key: object, algorithm: str, kid: str) -> dict:
    told = jwt.get_algorithm_by_name(algorithm).to_jwk(key.public_key(), as_dict=True)
    return told | {"kid": kid, "alg": algorithm, "use": "sig"}


@pytest.fixture(scope="module")
def keys_url():
    """A provider's page of keys, served on this machine."""
    keys = [public(KEY, "RS256", "rsa"), public(CURVE, "ES256", "curve"), {"kty": "RSA", "kid": "broken"}]

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"keys": keys}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Keys) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}/keys"
        httpd.shutdown()
        thread.join()


@pytest.fixture
def decode(keys_url, rf, monkeypatch) -> Callable[[str], dict]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    adapter = SignedTokens(rf.get("/"), "staff")
    adapter.did_fetch_access_token = True
    adapter._openid_config = {"jwks_uri": keys_url, "issuer": ISSUER}
    return lambda token: adapter._decode_id_token(SimpleNamespace(client_id=CLIENT), token)


def signed(
    key: object = KEY, algorithm: str | None = "RS256", kid: str | None = "rsa", **claims: object
) -> str:
    # The tokens below are made when the tests are collected, long before they are read.
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    content = {"iss": ISSUER, "aud": CLIENT, "sub": "7", "exp": later} | claims
    return jwt.encode(content, key, algorithm, headers={"kid": kid} if kid else {})


def as_secret() -> str:
    """Signed by HMAC with what everybody knows: the public key."""
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header, content = (
        jwt.utils.base64url_encode(json.dumps(part).encode())
        for part in ({"alg": "HS256", "kid": "rsa"}, {"iss": ISSUER, "aud": CLIENT, "sub": "7"})
    )
    mac = jwt.get_algorithm_by_name("HS256").sign(header + b"." + content, pem)
    return b".".join((header, content, jwt.utils.base64url_encode(mac))).decode()


@pytest.mark.parametrize("token", [signed(), signed(CURVE, "ES256", "curve")], ids=["RSA", "curve"])
def test_token_that_the_provider_signed_is_read(decode, token):
    assert decode(token)["sub"] == "7"


PAST = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
FORGED = {
    "another's signature": signed(OTHER),
    "no signature": signed(None, "none"),
    "cut off signature": signed().rpartition(".")[0] + ".",
    "public key as a secret": as_secret(),
    "unknown key": signed(kid="unknown"),
    "no key named": signed(kid=None),
    "key of another kind": signed(KEY, "RS256", "curve"),
    "broken key": signed(kid="broken"),
    "another issuer": signed(iss="https://elsewhere.example.org"),
    "for another client": signed(aud="other"),
    "expired": signed(exp=PAST),
    "not a token": "nonsense",
}


@pytest.mark.parametrize("name", FORGED)
def test_any_other_token_is_refused(decode, name):
    with pytest.raises(OAuth2Error):
        decode(FORGED[name])


def refused(browse, provider) -> None:  # noqa: F811
    browser = browse()
    assert log_in(browser, provider, "officer@example.org").status_code == 401
    assert not is_in(browser)
    assert AuditEvent.objects.get(action="account.log_in_failed").reason == "provider"


def test_log_in_fails_where_the_keys_are_not_those_of_the_provider(
    provider,  # noqa: F811
    officer,
    browse,
    settings,
    keys_url,
):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] |= {"openid_configuration_overrides": {"jwks_uri": keys_url}}
    refused(browse, provider)


def test_log_in_fails_where_the_provider_describes_another_person(
    provider,  # noqa: F811
    officer,
    browse,
    monkeypatch,
):
    told = {"sub": "another", "email": officer.email, "email_verified": True}
    monkeypatch.setattr(SignedTokens, "_fetch_user_info", lambda self, token: told)
    refused(browse, provider)
