"""Services of others that an office may use: social sign-ins, text messages. From the environment, all off
until their keys are set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SIGN_INS = ("kakao", "naver", "band")
_ADDRESSES = {
    "kakao": ("https://kauth.kakao.com", ""),
    "naver": ("https://nid.naver.com", "https://openapi.naver.com"),
    "band": ("https://auth.band.us", ""),
}


@dataclass(frozen=True, slots=True)
class SignInKeys:
    """What a provider of sign-ins gave the office. The addresses differ only in tests and demos."""

    client_id: str
    client_secret: str = field(repr=False)
    address: str
    api: str


@dataclass(frozen=True, slots=True)
class TextKeys:
    """What the provider of text messages gave the office, and the registered number that it sends from."""

    api_key: str
    api_secret: str = field(repr=False)
    sender: str
    address: str


@dataclass(frozen=True, slots=True)
class Outside:
    """Which of them are set up. `outbox`: text messages go into a table, for demos and tests."""

    sign_ins: Mapping[str, SignInKeys]
    texts: TextKeys | None
    outbox: bool

    @classmethod
    def from_env(cls, env: Mapping[str, str], mode: str) -> Outside:
        """Read SOTONG_KAKAO_CLIENT_ID, SOTONG_KAKAO_CLIENT_SECRET and so on; see docs/identity.md."""
        sign_ins = {name: _sign_in(env, name) for name in SIGN_INS if env.get(_named(name, "CLIENT_ID"))}
        key = env.get("SOTONG_SOLAPI_KEY")
        texts = (
            TextKeys(
                api_key=key,
                api_secret=env.get("SOTONG_SOLAPI_SECRET", ""),
                sender=env.get("SOTONG_SOLAPI_SENDER", ""),
                address=env.get("SOTONG_SOLAPI_ADDRESS", "https://api.solapi.com"),
            )
            if key
            else None
        )
        return cls(sign_ins=sign_ins, texts=texts, outbox=texts is None and mode != "production")


def _sign_in(env: Mapping[str, str], name: str) -> SignInKeys:
    address, api = _ADDRESSES[name]
    return SignInKeys(
        client_id=env[_named(name, "CLIENT_ID")],
        client_secret=env.get(_named(name, "CLIENT_SECRET"), ""),
        address=env.get(_named(name, "ADDRESS"), address).rstrip("/"),
        api=env.get(_named(name, "API"), api).rstrip("/"),
    )


def _named(name: str, what: str) -> str:
    return f"SOTONG_{name.upper()}_{what}"
