"""There and back: signing in at another house before voting.

Paper and picks travel in a sealed state, and in a cookie for providers that give no state back. What comes
back votes nothing, for it comes back by a GET: the paper is shown again, filled in, and sent by hand.
"""

from __future__ import annotations

import secrets

from flask import make_response, request, url_for
from flask_babel import gettext as _

from sotong.ballots import forms, identity, rules, sign_ins, voting
from sotong.ballots.rules import BallotPaper
from sotong.ballots.tokens import SignInState
from sotong.ballots.views.papers import Visit, closed_page, paper_page
from sotong.ballots.views.room import blueprint, device_of_cookie, paper_behind, tokens, with_device
from sotong.core import clock, config
from sotong.core.access import public
from sotong.core.errors import NotFound, Refused
from sotong.core.forms import REFUSED
from sotong.core.views import Page, page

STATE_COOKIE = "sotong_sign_in"
STATE_COOKIE_S = 30 * 60


def begin(visit: Visit, form: forms.PaperForm) -> Page:
    """Lead the citizen to the provider, by a page of ours.

    Not by a redirect: browsers hold a redirect after a form to the policy that forms go to this site only.
    """
    paper = visit.paper
    state = SignInState(
        link_code=paper.link_code,
        provider=paper.provider or "",
        paper=tokens().write_paper(visit.token, paper.link_code),
        picks=_marks(form),
        client_nonce=form.nonce.data or "",
        verifier=secrets.token_urlsafe(48),
        nonce=secrets.token_urlsafe(16),
    )
    sealed = tokens().seal_state(state)
    try:
        target = _provider(state.provider).address(sealed, verifier=state.verifier, nonce=state.nonce)
    except sign_ins.SignInFailed:
        return _unanswered(visit, form)
    shown, status = page("ballots/sign_in.html", paper=paper, target=target, provider=state.provider)
    answer = with_device(make_response(shown, status), visit.device)
    secure = config.current().secure_cookies
    answer.set_cookie(
        STATE_COOKIE, sealed, max_age=STATE_COOKIE_S, secure=secure, httponly=True, samesite="Lax"
    )
    return answer


@blueprint.get("/v/back/<provider>")
@public
def sign_in_back(provider: str) -> Page:
    """Show the paper again to somebody who has signed in, filled in as it was."""
    state = tokens().open_state(request.args.get("state") or request.cookies.get(STATE_COOKIE))
    if state is None or state.provider != provider:
        raise Refused("sign_in.lost")
    paper = paper_behind(state.link_code)
    if reason := rules.why_not_open(paper, clock.now()):
        return closed_page(paper, reason)
    visit = _returned(paper, state)
    form = forms.paper_form(paper, visit.token.nonce)
    _fill(form, state)
    try:
        subject = _provider(provider).subject(
            request.args.get("code", ""),
            state=request.args.get("state", ""),
            verifier=state.verifier,
            nonce=state.nonce,
        )
    except sign_ins.SignInFailed:
        return _unanswered(visit, form)
    key = voting.voter_key(identity.contest_key(paper.contest_id), paper.identity, f"{provider}:{subject}")
    form["proof"].data = tokens().write_proof(paper.link_code, key)
    return paper_page(visit, form, proved=True)


def _returned(paper: BallotPaper, state: SignInState) -> Visit:
    """Take up the visit where it was left; not in another browser than it was begun in."""
    token, device = tokens().read_paper(state.paper, paper.link_code), device_of_cookie()
    if token is None or paper.provider != state.provider:
        raise Refused("sign_in.lost")
    if device is not None and device != token.device:
        raise Refused("sign_in.lost")
    return Visit(paper, token, token.device, stale=False, now=clock.now())


def _unanswered(visit: Visit, form: forms.PaperForm) -> Page:
    form.form_errors.append(_("로그인이 확인되지 않았습니다. 선택은 그대로 두었으니 다시 로그인해 주십시오."))
    form.status = REFUSED
    return paper_page(visit, form)


def _marks(form: forms.PaperForm) -> tuple[int, ...]:
    marked = form.picks.data
    return tuple(marked) if isinstance(marked, list) else (int(marked or 0),)


def _fill(form: forms.PaperForm, state: SignInState) -> None:
    one = isinstance(form, forms.ChooseOneForm)
    form.picks.data = state.picks[0] if one and state.picks else list(state.picks)
    form.nonce.data = state.client_nonce
    form["agree"].data = True


def _provider(name: str) -> sign_ins.Provider:
    """Return the provider of this name as the office has set it up. Raises NotFound."""
    keys = config.current().outside.sign_ins.get(name)
    if keys is None:
        raise NotFound
    back = config.current().public_url + url_for("ballots.sign_in_back", provider=name)
    client = sign_ins.Client(keys.client_id, keys.client_secret, back)
    if name == sign_ins.KAKAO:
        return sign_ins.OpenId(keys.address, client)
    if name == sign_ins.NAVER:
        return sign_ins.Naver(client, keys.address, keys.api)
    return sign_ins.Band(client, keys.address)
