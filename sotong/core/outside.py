"""Services of others that an office may use: social sign-ins, text messages, files of figures. From the
environment, all off until their keys or addresses are set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask_babel import gettext as _

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_LONGEST_NAME = 40
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
class FigureSource:
    """An address that the office allows figures to be fetched from, and the connector that reads it."""

    connector: str
    address: str


@dataclass(frozen=True, slots=True)
class Outside:
    """Which of them are set up. `outbox`: text messages go into a table, for demos and tests. Figures are
    fetched from the addresses of `figures`, by name, and from nowhere else.
    """

    sign_ins: Mapping[str, SignInKeys]
    texts: TextKeys | None
    outbox: bool
    figures: Mapping[str, FigureSource] = field(default_factory=dict)

    @classmethod
    def from_env(cls, env: Mapping[str, str], mode: str) -> Outside:
        """Read SOTONG_KAKAO_CLIENT_ID, SOTONG_KAKAO_CLIENT_SECRET and so on; see docs/identity.md.

        Raises:
            ValueError: SOTONG_FIGURES cannot be used; says why.
        """
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
        return cls(
            sign_ins=sign_ins,
            texts=texts,
            outbox=texts is None and mode != "production",
            figures=_figures({} if mode == "demo" else env),
        )


def _sign_in(env: Mapping[str, str], name: str) -> SignInKeys:
    address, api = _ADDRESSES[name]
    return SignInKeys(
        client_id=env[_named(name, "CLIENT_ID")],
        client_secret=env.get(_named(name, "CLIENT_SECRET"), ""),
        address=env.get(_named(name, "ADDRESS"), address).rstrip("/"),
        api=env.get(_named(name, "API"), api).rstrip("/"),
    )


def _figures(env: Mapping[str, str]) -> dict[str, FigureSource]:
    pairs = [pair.partition("=") for pair in env.get("SOTONG_FIGURES", "").split()]
    return {name: _figure_source(name, written) for name, _equals, written in pairs}


def _figure_source(name: str, written: str) -> FigureSource:
    """`table:https://...`, or an address alone, which is a table too."""
    connector, colon, address = written.partition(":")
    if colon and address.startswith("//"):
        connector, address = "table", written
    parts = urlsplit(address)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not name.isidentifier() or len(name) > _LONGEST_NAME or not secure or not parts.hostname:
        raise ValueError(_("SOTONG_FIGURES: 이름=https://주소, 여럿은 빈칸으로 나눕니다."))
    return FigureSource(connector, address)


def _named(name: str, what: str) -> str:
    return f"SOTONG_{name.upper()}_{what}"
