"""The pages of a kind of calendar feed: which addresses a person may have, and what an address answers.

A room has one `FeedPages` for each kind, and four views of two lines that use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final, Protocol
from uuid import UUID

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sotong.core import config
from sotong.core.access import acting
from sotong.core.errors import NotFound
from sotong.core.feeds import MEDIA_TYPE, FeedEvent, Wording, feed_address, write_calendar
from sotong.core.keys import kept_key
from sotong.core.places import either

SEE_OTHER: Final = 303


class Feed(Protocol):
    """A feed's row, as far as its address is made of it."""

    @property
    def id(self) -> UUID: ...
    @property
    def generation(self) -> int: ...
    @property
    def made_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed that the person may have, and its address if there is one."""

    scope: StrEnum
    feed: Feed | None
    address: str

    @property
    def webcal(self) -> str:
        """The address by which a phone offers to subscribe."""
        return f"webcal://{self.address.split('://', 1)[-1]}"


@dataclass(frozen=True, slots=True)
class FeedPages:
    """A kind of feed: the key of its addresses, the views of the list and of an address, and its files' name.

    `own` is only for who is an officer; `everybody` is for all who may read.
    """

    key_name: str
    list_view: str
    feed_view: str
    file_name: str
    product: str
    own: StrEnum
    everybody: StrEnum

    @property
    def key(self) -> bytes:
        """What the addresses are made with; it lies outside the database."""
        return kept_key(config.current().key_dir, self.key_name)

    def rows(self, held: Mapping[StrEnum, Feed]) -> list[FeedRow]:
        """Each feed that the person may have."""
        return [FeedRow(scope, held.get(scope), self._address(held.get(scope))) for scope in self._scopes()]

    def scope(self, text: str) -> StrEnum:
        """The scope asked for, if the person may have it. Raises NotFound."""
        found = next((scope for scope in self._scopes() if scope.value == text), None)
        if found is None:
            raise NotFound
        return found

    def made(self) -> Response:
        """Go back to the list: an address was made."""
        flash(_("달력 주소를 만들었습니다."))
        return redirect(url_for(self.list_view), SEE_OTHER)

    def renewed(self) -> Response:
        """Go back to the list: an address was made anew."""
        flash(_("새 주소를 만들었습니다. 이전 주소로는 더 볼 수 없으니 달력에 새 주소를 넣어 주십시오."))
        return redirect(url_for(self.list_view), SEE_OTHER)

    def answer(self, name: str, events: Iterable[FeedEvent]) -> Response:
        """Answer with a calendar that programs ask for again and again; nothing new is told with 304."""
        settings = config.current()
        host = settings.log_origin.split("/")[0].split(":")[0]
        office = either(settings.office, settings.office_en)
        content = write_calendar(events, Wording(self.product, f"{name} · {office}", host))
        answer = make_response(content)
        answer.content_type = MEDIA_TYPE
        answer.set_etag(sha256(content).hexdigest()[:32])
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.headers["Content-Disposition"] = f'inline; filename="{self.file_name}.ics"'
        return answer.make_conditional(request)

    def _scopes(self) -> list[StrEnum]:
        return [self.own, self.everybody] if acting().officer_id else [self.everybody]

    def _address(self, feed: Feed | None) -> str:
        if feed is None:
            return ""
        path = url_for(self.feed_view, address=feed_address(self.key, feed.id, feed.generation))
        return f"{config.current().public_url}{path}"
