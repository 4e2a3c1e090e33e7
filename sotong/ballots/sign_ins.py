"""Signing in at Kakao, Naver or Band, for one thing only: an id that is always the same for one account.

Kakao speaks OpenID Connect: the id is the `sub` of a signed id token, and no profile is asked for. Naver and
Band are OAuth 2.0 with a profile call each, of which only the id is read. No token is kept.

    Kakao  https://developers.kakao.com/docs/latest/ko/kakaologin/rest-api (issuer https://kauth.kakao.com)
    Naver  https://developers.naver.com/docs/login/api/api.md
    Band   https://developers.band.us/develop/guide/api/get_authorization_code_from_user; it documents no
           `state`, so the caller must not rely on getting one back
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlencode

import requests

from sotong.core.turns import stepping_out

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

TIMEOUT_S: Final = 8
LONGEST_ID: Final = 255
KAKAO, NAVER, BAND = "kakao", "naver", "band"
_LEEWAY_S: Final = 60
_KEPT_S: Final = 300
_IN_BODY: Final = "client_secret_post"


class SignInFailed(Exception):
    """The provider did not say who it is: the person went back, or it answered something else."""


@dataclass(frozen=True, slots=True)
class Client:
    """What the office got when it registered its service at the provider, and where ours is called back."""

    client_id: str
    client_secret: str
    redirect: str


class Provider(Protocol):
    """Where a citizen signs in."""

    def address(self, state: str, *, verifier: str, nonce: str) -> str:
        """Return where to send the citizen. `verifier` is for PKCE (RFC 7636). Raises SignInFailed."""

    def subject(self, code: str, *, state: str, verifier: str, nonce: str) -> str:
        """Return the id of the account behind an authorization code. Raises SignInFailed."""


@dataclass(frozen=True, slots=True)
class OpenId:
    """A provider of OpenID Connect, as it describes itself (Discovery 1.0)."""

    issuer: str
    client: Client

    def address(self, state: str, *, verifier: str, nonce: str) -> str:
        """Return where to send the citizen."""
        with self._session() as session:
            url, _state = session.create_authorization_url(
                self._about()["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce
            )
        return str(url)

    def subject(self, code: str, *, state: str, verifier: str, nonce: str) -> str:  # noqa: ARG002 - not asked
        """Return `sub` of the id token, whose signature, issuer, audience, times and nonce are checked."""
        from joserfc import jwt  # noqa: PLC0415 - as Authlib in `_session`
        from joserfc.errors import JoseError  # noqa: PLC0415 - as above
        from joserfc.jwk import KeySet  # noqa: PLC0415 - as above

        about = self._about()
        with self._session() as session:
            token = _asked(
                session.fetch_token,
                about["token_endpoint"],
                code=code,
                code_verifier=verifier,
                timeout=TIMEOUT_S,
            )
        keys = _document(about["jwks_uri"], _now() // _KEPT_S)
        claims = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            now=_now(),
            iss={"essential": True, "value": about["issuer"]},
            aud={"essential": True, "value": self.client.client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            read = jwt.decode(str(token.get("id_token", "")), KeySet.import_key_set(keys), ["RS256", "ES256"])  # type: ignore[arg-type]
            claims.validate(read.claims)
        except (JoseError, ValueError, KeyError, TypeError) as wrong:
            raise SignInFailed(type(wrong).__name__) from wrong
        return _id(read.claims.get("sub"))

    def _about(self) -> dict[str, Any]:
        about = _document(f"{self.issuer}/.well-known/openid-configuration", _now() // _KEPT_S)
        wanted = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        if about.get("issuer") != self.issuer or not all(isinstance(about.get(name), str) for name in wanted):
            raise SignInFailed("discovery")
        return about

    def _session(self) -> OAuth2Session:
        return _session(self.client, scope="openid", code_challenge_method="S256")


@dataclass(frozen=True, slots=True)
class Naver:
    """네이버 로그인. The id stands in the profile; what else the office may have asked for is not read."""

    client: Client
    sign_in: str = "https://nid.naver.com"
    api: str = "https://openapi.naver.com"

    def address(self, state: str, *, verifier: str, nonce: str) -> str:  # noqa: ARG002 - it knows neither
        """Return where to send the citizen."""
        with _session(self.client) as session:
            url, _state = session.create_authorization_url(f"{self.sign_in}/oauth2.0/authorize", state=state)
        return str(url)

    def subject(self, code: str, *, state: str, verifier: str, nonce: str) -> str:  # noqa: ARG002 - as above
        """Return the id of the account, which is this service's own."""
        with _session(self.client) as session:
            token = _asked(
                session.fetch_token,
                f"{self.sign_in}/oauth2.0/token",
                code=code,
                body=urlencode({"state": state}),
                timeout=TIMEOUT_S,
            )
        profile = _json("GET", f"{self.api}/v1/nid/me", bearer=str(token.get("access_token", "")))
        answer = profile.get("response")
        return _id(answer.get("id") if isinstance(answer, dict) else None)


@dataclass(frozen=True, slots=True)
class Band:
    """밴드 로그인. The token itself comes with the account's key."""

    client: Client
    sign_in: str = "https://auth.band.us"

    def address(self, state: str, *, verifier: str, nonce: str) -> str:  # noqa: ARG002 - it knows neither
        """Return where to send the citizen."""
        with _session(self.client) as session:
            url, _state = session.create_authorization_url(f"{self.sign_in}/oauth2/authorize", state=state)
        return str(url)

    def subject(self, code: str, *, state: str, verifier: str, nonce: str) -> str:  # noqa: ARG002 - as above
        """Return the account's `user_key`. The token is asked for by GET with Basic, as Band has it."""
        answer = _json(
            "GET",
            f"{self.sign_in}/oauth2/token",
            params={"grant_type": "authorization_code", "code": code},
            basic=(self.client.client_id, self.client.client_secret),
        )
        return _id(answer.get("user_key"))


def _now() -> int:
    return int(time.time())


@lru_cache(maxsize=8)
def _document(url: str, _while: int) -> dict[str, Any]:
    """Return what a provider publishes, asked for once in five minutes."""
    return _json("GET", url)


def _session(client: Client, **options: Any) -> OAuth2Session:
    """All of them want the client's secret in the body (RFC 6749 section 2.3.1), which is not the default.

    Authlib is loaded with the first sign-in: most offices have none of them, and it would cost each start.
    """
    from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415 - as told above

    return OAuth2Session(
        client.client_id,
        client.client_secret,
        redirect_uri=client.redirect,
        token_endpoint_auth_method=_IN_BODY,
        **options,
    )


def _asked(fetch: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
    from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 - as in `_session`

    try:
        with stepping_out():
            token: dict[str, Any] = fetch(*arguments, **options)
    except (AuthlibBaseError, requests.RequestException, ValueError) as problem:
        raise SignInFailed(type(problem).__name__) from problem
    return token


def _json(
    method: str,
    url: str,
    *,
    params: dict[str, str] | None = None,
    bearer: str | None = None,
    basic: tuple[str, str] | None = None,
) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    try:
        with stepping_out():
            answer = requests.request(
                method,
                url,
                params=params,
                headers=headers,
                auth=basic,
                timeout=TIMEOUT_S,
                allow_redirects=False,
            )
        read = answer.json() if answer.ok else None
    except (requests.RequestException, ValueError) as problem:
        raise SignInFailed(type(problem).__name__) from problem
    if not isinstance(read, dict):
        raise SignInFailed(f"status {answer.status_code}")
    return read


def _id(found: object) -> str:
    text = str(found) if isinstance(found, str | int) else ""
    if not text or len(text) > LONGEST_ID or not text.isprintable():
        raise SignInFailed("no id")
    return text
