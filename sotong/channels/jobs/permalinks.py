"""Permalinks on the command line. Neither a database nor a setting is needed."""

from __future__ import annotations

import json
import sys
from typing import Final

from sotong.channels.permalinks import NotPermalink, parse
from sotong.channels.platforms import Permalink
from sotong.core.labels import sentence

ALL_RECOGNISED: Final = 0
SOME_REFUSED: Final = 1


def print_permalinks(urls: list[str], *, as_json: bool) -> int:
    """Print what each pasted text stands for, one line each; return the exit code: 1 if any was refused.

    As text, tab-separated: platform, kind, canonical address, flags; or 'refused', the code, the sentence.
    As JSON, one object a line.
    """
    answers = [(url, parse(url)) for url in urls]
    for url, answer in answers:
        sys.stdout.write(_json_line(url, answer) if as_json else _text_line(answer))
    refused = any(isinstance(answer, NotPermalink) for _, answer in answers)
    return SOME_REFUSED if refused else ALL_RECOGNISED


def _text_line(answer: Permalink | NotPermalink) -> str:
    if isinstance(answer, NotPermalink):
        return f"refused\t{answer.code}\t{_reason(answer)}\n"
    flags = ",".join(sorted(answer.flags))
    return f"{answer.platform}\t{answer.kind}\t{answer.url}\t{flags}".rstrip("\t") + "\n"


def _json_line(pasted: str, answer: Permalink | NotPermalink) -> str:
    # Arguments may hold bytes that are no UTF-8; they come as lone surrogates, which no terminal prints.
    told: dict[str, object] = {"pasted": pasted.encode(errors="replace").decode()}
    if isinstance(answer, NotPermalink):
        told |= {"refused": answer.code, "host": answer.host, "reason": _reason(answer)}
    else:
        told |= {
            "platform": answer.platform,
            "kind": answer.kind,
            "url": answer.url,
            "account": answer.account,
            "post_id": answer.post_id,
            "comment_id": answer.comment_id,
            "flags": sorted(answer.flags),
        }
    return json.dumps(told, ensure_ascii=False) + "\n"


def _reason(answer: NotPermalink) -> str:
    return sentence(answer.code, host=answer.host or "")
