"""Web hooks: a POST of JSON, signed as Standard Webhooks 1.0.0 says (https://www.standardwebhooks.com).

The signature is HMAC-SHA256 over "id.timestamp.body" in Base64; `webhook-id` is the same at each try, so
that whoever gets a message twice knows it. Redirects are not followed: only addresses of the settings are
ever posted to.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Final

import requests

from sotong.core.posting import Hook
from sotong.notices.letters import Letter, NotSent

TIMEOUT_S: Final = 8
GONE: Final = 410


def payload(letter: Letter) -> bytes:
    """Return what is posted: the sentences and their links, and the whole as one text for chat rooms."""
    notices = [{"kind": line.kind, "title": line.title, "url": line.url} for line in letter.lines]
    content = {"type": "sotong.notices", "text": letter.short, "notices": notices}
    return json.dumps(content, ensure_ascii=False).encode()


def signed_headers(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers that say who posts this: id, time and signature."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    signature = base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).decode()
    return {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
    }


def post(hook: Hook, letter: Letter, at: datetime) -> None:
    """Post one message. Raises NotSent."""
    body = payload(letter)
    headers = signed_headers(hook.secret, str(letter.id), at, body)
    try:
        answer = requests.post(
            hook.address, data=body, headers=headers, timeout=TIMEOUT_S, allow_redirects=False
        )
    except requests.RequestException as problem:
        raise NotSent(type(problem).__name__) from problem
    if not requests.codes.ok <= answer.status_code < requests.codes.multiple_choices:
        raise NotSent(f"http_{answer.status_code}", for_good=answer.status_code == GONE)
