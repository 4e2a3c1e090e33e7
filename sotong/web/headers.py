"""Security headers on every answer, errors included."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.wrappers import Response

from sotong.core.forms import REFUSED, UNPROCESSABLE

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
A_YEAR_S = 31_536_000


def prepare(app: Flask) -> None:
    """Add the headers after each request."""

    @app.after_request
    def harden(response: Response) -> Response:
        present = {name.lower() for name, _value in response.headers}
        for name, value in HEADERS.items():
            if name.lower() not in present:
                response.headers.add(name, value)
        if "cache-control" not in present and request.endpoint != "static":
            response.headers.add("Cache-Control", _kept(response))
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR_S}; includeSubDomains")
        return response


def _kept(response: Response) -> str:
    """How long a browser keeps an answer: not at all, but for a form that came back with what was typed.

    Leaving that one for another page and pressing Back shows it again; without it the browser would ask to
    send the form anew (ERR_CACHE_MISS). Signing out empties the cache. A ballot paper is never kept: turning
    back to it asks for a fresh one (static/js/back.js).
    """
    came_back = request.method == "POST" and response.status_code in {REFUSED, UNPROCESSABLE}
    return "private, no-cache" if came_back and request.endpoint != "ballots.vote" else "no-store"
