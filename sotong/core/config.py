"""Settings: read once from the environment into one frozen object."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from sotong.core.choices import one_of
from sotong.core.office_head import NO_OFFICE_YET, OfficeHead
from sotong.core.outside import Outside
from sotong.core.posting import Posting

MIN_SECRET_LENGTH = 32
DEVELOPMENT_SECRET = "for-development-only-for-development-only"  # noqa: S105 - production refuses to start with it
MEBIBYTE = 1024 * 1024


class SettingsInvalid(Exception):
    """The environment cannot be run with; the message says which variable and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an office may set, from variables named SOTONG_*; see docs/settings.md."""

    mode: str
    secret_key: str
    database_url: str
    home: Path
    office: str
    office_en: str
    head: OfficeHead
    public_url: str
    trusted_proxies: int
    max_request_bytes: int
    sign_in_lasts: timedelta
    idle_after: timedelta
    outside: Outside
    posting: Posting

    @property
    def demo(self) -> bool:
        """Whether this is the demo city: a banner on every page, one-click sign-ins."""
        return self.mode == "demo"

    @property
    def production(self) -> bool:
        return self.mode == "production"

    @property
    def key_dir(self) -> Path:
        """Signing and contest keys lie here, outside the database."""
        return self.home / "keys"

    @property
    def log_origin(self) -> str:
        """What the signed logs of this office are named after: the public address without its scheme."""
        return self.public_url.split("://", 1)[-1]

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read the settings.

        Raises:
            SettingsInvalid: a value cannot be used, or production lacks a real secret.
        """
        try:
            settings = cls._read(os.environ if env is None else env)
            settings._refuse_unsafe()
        except ValueError as wrong:
            raise SettingsInvalid(str(wrong)) from wrong
        return settings

    @classmethod
    def _read(cls, env: Mapping[str, str]) -> Settings:
        mode = one_of(env, "SOTONG_MODE", ("production", "development", "demo", "test"))
        home = Path(env.get("SOTONG_HOME", "instance")).resolve()
        office, office_en = (
            env.get("SOTONG_OFFICE", NO_OFFICE_YET),
            env.get("SOTONG_OFFICE_EN", "Sotong-gu Office"),
        )
        return cls(
            mode=mode,
            secret_key=env.get("SOTONG_SECRET_KEY", "" if mode == "production" else DEVELOPMENT_SECRET),
            database_url=_database_url(env.get("SOTONG_DATABASE_URL", f"sqlite:///{home / 'sotong.db'}")),
            home=home,
            office=office,
            office_en=office_en,
            head=OfficeHead.from_env(env, office=office, office_en=office_en),
            public_url=env.get("SOTONG_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
            trusted_proxies=_whole(env, "SOTONG_TRUSTED_PROXIES", 0),
            max_request_bytes=_whole(env, "SOTONG_MAX_REQUEST_MIB", 8) * MEBIBYTE,
            sign_in_lasts=timedelta(hours=_whole(env, "SOTONG_SIGN_IN_HOURS", 12)),
            idle_after=timedelta(minutes=_whole(env, "SOTONG_IDLE_MINUTES", 60)),
            outside=Outside.from_env(env, mode),
            posting=Posting.from_env(env, mode),
        )

    def _refuse_unsafe(self) -> None:
        if not self.production:
            return
        if self.secret_key == DEVELOPMENT_SECRET or len(self.secret_key) < MIN_SECRET_LENGTH:
            make_one = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            raise ValueError(
                _(
                    "SOTONG_SECRET_KEY: %(letters)d자 이상의 임의의 비밀 값이어야 합니다(%(how)s).",
                    letters=MIN_SECRET_LENGTH,
                    how=make_one,
                )
            )
        if not self.secure_cookies:
            raise ValueError(_("SOTONG_PUBLIC_URL: 실제 운영에는 https:// 주소가 필요합니다."))


def current() -> Settings:
    """Return the settings of the running application."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdecimal():
        raise ValueError(_("%(name)s: 정수여야 하는데 %(value)s입니다.", name=name, value=repr(text)))
    return int(text)


def _database_url(url: str) -> str:
    if url.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError(
            _(
                "SOTONG_DATABASE_URL: sqlite:///... 또는 postgresql://...이어야 하는데 %(value)s입니다.",
                value=url.split("://", maxsplit=1)[0],
            )
        )
    return url
