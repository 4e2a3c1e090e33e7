"""What pages and cookies of the vote carry, signed or sealed with the server's secret.

Inside other apps cookies come and go, so the paper itself says which device it was made for, and whatever a
citizen has proved or picked travels with the form or through the sign-in, not in a session of the server.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from binascii import Error as NotBase64
from dataclasses import asdict, dataclass
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from sotong.ballots import voting

PAPER_LASTS_S = 7 * 24 * 60 * 60
PROOF_LASTS_S = 30 * 60
STATE_LASTS_S = 30 * 60


@dataclass(frozen=True, slots=True)
class PaperToken:
    """What a ballot paper carries: whose device asked for it, and its nonce."""

    device: str
    nonce: bytes

    @classmethod
    def fresh(cls, device: str | None) -> PaperToken:
        return cls(device=device or secrets.token_hex(16), nonce=secrets.token_bytes(voting.NONCE_BYTES))


@dataclass(frozen=True, slots=True)
class SignInState:
    """What goes to a sign-in and comes back: the link, the paper, what was picked on it."""

    link_code: str
    provider: str
    paper: str
    picks: tuple[int, ...]
    client_nonce: str
    verifier: str
    nonce: str


class Tokens:
    """Signs and reads them. What is forged, too old, or for something else reads as None."""

    def __init__(self, secret: str) -> None:
        self._papers = URLSafeTimedSerializer(secret, salt="sotong-ballot-paper")
        self._devices = URLSafeTimedSerializer(secret, salt="sotong-device")
        self._proofs = URLSafeTimedSerializer(secret, salt="sotong-ballot-proof")
        self._states = URLSafeTimedSerializer(secret, salt="sotong-sign-in-state")
        self._box = SecretBox(hashlib.sha256(b"sotong sign-in state v1\n" + secret.encode()).digest())

    def write_paper(self, token: PaperToken, link_code: str) -> str:
        """Sign a paper's token for one link."""
        return str(self._papers.dumps([link_code, token.device, token.nonce.hex()]))

    def read_paper(self, text: str, link_code: str) -> PaperToken | None:
        """Return the token of a paper that was made for this link."""
        held = _loads(self._papers, text, PAPER_LASTS_S)
        if not held or held[0] != link_code:
            return None
        return PaperToken(device=held[1], nonce=bytes.fromhex(held[2]))

    def write_device(self, device: str) -> str:
        """Sign the cookie of a device."""
        return str(self._devices.dumps(device))

    def read_device(self, text: str | None) -> str | None:
        """Return the device that a cookie names."""
        held = _loads(self._devices, text or "", None)
        return str(held) if held else None

    def write_proof(self, link_code: str, voter_key: bytes) -> str:
        """Sign that whoever holds this page has proved to be the voter of this key."""
        return str(self._proofs.dumps([link_code, voter_key.hex()]))

    def read_proof(self, text: str | None, link_code: str) -> bytes | None:
        """Return the voter key that was proved on this link."""
        held = _loads(self._proofs, text or "", PROOF_LASTS_S)
        return bytes.fromhex(held[1]) if held and held[0] == link_code else None

    def seal_state(self, state: SignInState) -> str:
        """Seal what goes through a provider's sign-in: it sees neither picks nor paper."""
        signed = str(self._states.dumps(asdict(state)))
        return base64.urlsafe_b64encode(self._box.encrypt(signed.encode())).decode().rstrip("=")

    def open_state(self, text: str | None) -> SignInState | None:
        """Return what a sign-in was begun with."""
        try:
            sealed = base64.urlsafe_b64decode((text or "") + "=" * (-len(text or "") % 4))
            signed = self._box.decrypt(sealed).decode()
        except (CryptoError, NotBase64, ValueError):
            return None
        held = _loads(self._states, signed, STATE_LASTS_S)
        return SignInState(**{**held, "picks": tuple(held["picks"])}) if held else None


def _loads(serializer: URLSafeTimedSerializer, text: str, max_age: int | None) -> Any:
    try:
        return serializer.loads(text, max_age=max_age)
    except (BadData, json.JSONDecodeError, UnicodeError):
        return None
