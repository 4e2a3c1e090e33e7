"""The door: each view says who may use it; silence means no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user, logout_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from sotong.core.addresses import inside
from sotong.core.permissions import Permission, Role, may

_MARK = "sotong_access"
_SELF_SIGNED = "sotong_self_signed"
MOST_UNREAD = 100
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use a view: everybody, whoever is signed in, or whoever holds the permission."""

    public: bool = False
    permission: Permission | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a request, as Flask-Login wants it; read afresh from the tables at each request."""

    account_id: UUID
    name: str
    role: Role
    officer_id: UUID | None
    department_id: UUID | None
    login_token: str
    unread: int = 0
    """Notices not read; counted up to `MOST_UNREAD`."""
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return self.login_token

    def may(self, permission: Permission) -> bool:
        return may(self.role, permission)

    @property
    def unread_text(self) -> str:
        """How many notices are not read, as the header has it."""
        return f"{MOST_UNREAD - 1}+" if self.unread >= MOST_UNREAD else str(self.unread)


def requires(permission: Permission) -> Callable[[View], View]:
    """Open a view to the roles that hold `permission`."""
    return _marked(Access(permission=permission))


def public(view: View) -> View:
    """Open a view to everybody, signed in or not."""
    return _marked(Access(public=True))(view)


def signed_in(view: View) -> View:
    """Open a view to every signed-in person."""
    return _marked(Access())(view)


def acting() -> SignedIn:
    """Return the signed-in person of this request; only for views that are not public."""
    return cast(SignedIn, current_user._get_current_object())


def acting_id() -> UUID:
    """Return the account of the signed-in person of this request."""
    return acting().account_id


def open_as(other: Callable[..., Any]) -> Callable[[View], View]:
    """Open a view to exactly those to whom another view is open: it belongs to that one's page."""
    return _marked(getattr(other, _MARK))


def carries_own_token(view: View) -> View:
    """Mark a public form that carries a signed token of its own: cookies cannot be relied on there."""
    setattr(view, _SELF_SIGNED, True)
    return view


def views_with_own_token(app: Flask) -> list[Callable[..., Any]]:
    """Return the views that Flask-WTF's check for forged requests leaves to their own token."""
    return [view for view in app.view_functions.values() if getattr(view, _SELF_SIGNED, False)]


def access_of(endpoint: str) -> Access | None:
    """Return what the view behind `endpoint` declares, or None if it is silent."""
    return getattr(current_app.view_functions[endpoint], _MARK, None)


def may_use(endpoint: str) -> bool:
    """Whether the present person may use the view behind `endpoint` (for menus and links)."""
    access = access_of(endpoint)
    if access is None or access.public:  # who asks is not looked up then
        return access is not None
    return _lets_in(access, acting())


def may_open(target: str, person: SignedIn) -> bool:
    """Whether a page of this site stands at `target` that `person` may use."""
    endpoint = _page_at(target)
    return endpoint is not None and _lets_in(access_of(endpoint), person)


def this_page() -> str | None:
    """The page that the asker has before her, to be opened again; None if it is not known.

    What was sent to an address that takes forms alone stands on the page from which it was sent.
    """
    here = request.script_root + request.full_path.rstrip("?")
    if request.method == "GET" or _page_at(here):
        return here
    return page_before()


def page_before() -> str | None:
    """The page from which this was asked for or sent, if it is one of this site."""
    before = urlsplit(request.referrer or "")
    target = inside(before._replace(scheme="", netloc="", fragment="").geturl())
    return target if before.netloc == request.host and target and _page_at(target) else None


def guard() -> Response | None:
    """Before each request: refuse what nobody has been allowed."""
    if request.endpoint is None:
        return None
    access = access_of(request.endpoint)
    if access is None:
        abort(403)
    if access.public:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if access.permission is not None and not acting().may(access.permission):
        abort(403)
    return None


def protect(app: Flask) -> None:
    """Put the guard before every request of `app`."""
    app.view_functions["static"] = public(app.view_functions["static"])
    app.before_request(guard)


def _ask_to_sign_in() -> Response:
    logout_user()
    if request.method != "GET":
        abort(401)
    if "HX-Request" in request.headers:  # a part of a page: the page asks, not its part
        return Response(status=401, headers={"HX-Refresh": "true"})
    here = request.script_root + request.full_path.rstrip("?")
    ahead = here if _page_at(here) else page_before() or url_for("web.front_door")
    return redirect(url_for("people.sign_in", next=ahead))


def _lets_in(access: Access | None, person: SignedIn) -> bool:
    if access is None or access.public:
        return access is not None
    return person.is_authenticated and (access.permission is None or person.may(access.permission))


def _page_at(target: str) -> str | None:
    """The view of the page at an address of this site; None for what takes forms alone, and for files.

    Whoever signs in is led to a page: a file would be saved, with the sign-in still on the screen.
    """
    path = urlsplit(target).path.removeprefix(request.script_root)
    if PurePosixPath(path).suffix:
        return None
    try:
        endpoint, _values = current_app.url_map.bind(request.host).match(path, method="GET")
    except HTTPException:
        return None
    return str(endpoint)


def _marked(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _MARK, access)
        return view

    return mark
