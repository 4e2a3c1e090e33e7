"""The platforms that a Korean office speaks on: what their addresses look like, as one table of shapes.

Pure. A shape says what a path may look like (`{account}/posts/{post}`), which parameters it needs, and the
one address it becomes. Nothing of what was pasted survives into that address but the names and numbers that
matched the platform's own patterns, so an address made here can neither carry tracking nor lead elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    """Where an account stands. The first ten have permalinks; an office's own web TV is only registered."""

    FACEBOOK = "facebook"
    X = "x"
    NAVER_BLOG = "naver_blog"
    BAND = "band"
    KAKAOTALK_CHANNEL = "kakaotalk_channel"
    INSTAGRAM = "instagram"
    YOUTUBE = "youtube"
    PINTEREST = "pinterest"
    THREADS = "threads"
    KAKAOSTORY = "kakaostory"
    SOTONG_TV = "sotong_tv"


class LinkKind(StrEnum):
    """What stands at an address."""

    POST = "post"
    VIDEO = "video"
    PHOTO = "photo"
    COMMENT = "comment"
    STORY = "story"
    PROFILE = "profile"
    GROUP = "group"
    ALBUM = "album"
    EVENT = "event"
    UNKNOWN = "unknown"


class LinkFlag(StrEnum):
    """What a reviewer should know that the address itself does not say.

    OTHER_FORMS: the same thing may stand under another address that nobody can compute from this one
    (Facebook's pfbid and numbers, a Band page's name and number).
    SHARE_LINK: made by an app's share button; opens the thing, but names neither account nor post.
    EXPIRES: gone after a day; as proof it wants a screenshot beside it.
    """

    OTHER_FORMS = "other_forms"
    SHARE_LINK = "share_link"
    EXPIRES = "expires"


NO_FLAGS: frozenset[LinkFlag] = frozenset()
TWINS = frozenset({LinkFlag.OTHER_FORMS})
SHARED = frozenset({LinkFlag.OTHER_FORMS, LinkFlag.SHARE_LINK})
FLEETING = frozenset({LinkFlag.EXPIRES})


@dataclass(frozen=True, slots=True)
class Permalink:
    """One thing on one platform. Two that have the same `url` are the same thing.

    `account` is what the pasted address claims, in small letters where the platform does not tell them from
    capitals; nobody has asked the platform.
    """

    platform: Platform
    kind: LinkKind
    url: str
    account: str | None = None
    post_id: str | None = None
    comment_id: str | None = None
    flags: frozenset[LinkFlag] = NO_FLAGS


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of address of one platform.

    `path` is a regular expression without its first slash in which `{name}` stands for the platform's pattern
    of that name; `/...` at its end lets anything follow. `query` says which parameter holds which name.
    """

    kind: LinkKind
    path: str
    url: str
    query: tuple[tuple[str, str], ...] = ()
    flags: frozenset[LinkFlag] = NO_FLAGS


@dataclass(frozen=True, slots=True)
class Grammar:
    """How one platform writes its addresses. Shapes are tried in order; the first that fits wins.

    `dots` says whether a dot in an account's name counts. `comment` names the parameters that single out a
    comment, and an answer to it, under whatever the shape found.
    """

    host: str
    patterns: Mapping[str, str]
    shapes: tuple[Shape, ...]
    dots: bool = True
    comment: tuple[str, ...] = ()


def _but(words: str) -> str:
    """The start of a pattern of account names that takes no page of the platform itself for an account."""
    return rf"(?!(?:{'|'.join(words.split())})(?:/|$))"


FACEBOOK = Grammar(
    host="www.facebook.com",
    patterns={
        "account": _but(
            "ads about bookmarks business checkpoint dialog events feed friends gaming groups hashtag help"
            " home latest legal live login logout marketplace me media memories messages notifications p"
            " pages people pg photo photos plugins policies policy privacy public r recover reel reels reg"
            " saved search settings share sharer stories terms tr v video videos watch"
        )
        + r"(?![\w.]*\.php(?:/|$))(?=[0-9.]*[a-z])(?=(?:\.*[a-z0-9]){2})[a-z0-9.]{2,80}",
        "page": r"\d{5,20}",
        "post": r"\d{5,25}|pfbid[0-9a-z]{20,120}",
        "number": r"\d{5,25}",
        "token": r"[0-9a-z_-]{6,40}",
        "group": r"[a-z0-9.]{3,80}",
        "album": r"[a-z]{1,4}\.[0-9.]{3,60}",
        "comment_id": r"[0-9a-z_]{5,120}={0,2}",
        "reply_comment_id": r"[0-9a-z_]{5,120}={0,2}",
    },
    shapes=(
        Shape(LinkKind.POST, r"{account}/posts/(?:[^/]+/)?{post}", "/{account}/posts/{post}", (), TWINS),
        Shape(LinkKind.POST, r"{page}/posts/(?:[^/]+/)?{post}", "/{page}/posts/{post}", (), TWINS),
        Shape(
            LinkKind.POST,
            r"(?:permalink|story|profile)\.php",
            "/{page}/posts/{post}",
            (("story_fbid", "post"), ("id", "page")),
            TWINS,
        ),
        Shape(
            LinkKind.POST,
            r"groups/{group}/(?:posts|permalink)/(?:[^/]+/)?{post}",
            "/groups/{group}/posts/{post}",
            (),
            TWINS,
        ),
        Shape(
            LinkKind.POST,
            r"groups/{group}(?:/permalink)?",
            "/groups/{group}/posts/{post}",
            (("multi_permalinks", "post"),),
            TWINS,
        ),
        Shape(LinkKind.PHOTO, r"photo(?:\.php)?", "/photo/?fbid={number}", (("fbid", "number"),), TWINS),
        Shape(
            LinkKind.PHOTO,
            r"(?:{account}|{page})/photos/(?:[^/]+/)*{number}",
            "/photo/?fbid={number}",
            (),
            TWINS,
        ),
        Shape(LinkKind.VIDEO, r"watch(?:/live)?|video\.php", "/watch/?v={number}", (("v", "number"),)),
        Shape(LinkKind.VIDEO, r"(?:{account}|{page})/videos/(?:[^/]+/)*{number}", "/watch/?v={number}"),
        Shape(LinkKind.VIDEO, r"(?:(?:{account}|{page})/)?reels?/{number}/...", "/watch/?v={number}"),
        Shape(LinkKind.ALBUM, r"media/set", "/media/set/?set={album}", (("set", "album"),)),
        Shape(LinkKind.EVENT, r"events/(?:[^/]+/)*?{number}/...", "/events/{number}"),
        Shape(LinkKind.STORY, r"stories/{page}/...", "/stories/{page}", (), FLEETING),
        Shape(LinkKind.POST, r"share/p/{token}", "/share/p/{token}", (), SHARED),
        Shape(LinkKind.VIDEO, r"share/v/{token}", "/share/v/{token}", (), SHARED),
        Shape(LinkKind.VIDEO, r"share/r/{token}", "/share/r/{token}", (), SHARED),
        Shape(LinkKind.GROUP, r"share/g/{token}", "/share/g/{token}", (), SHARED),
        Shape(LinkKind.UNKNOWN, r"share/{token}", "/share/{token}", (), SHARED),
        Shape(LinkKind.GROUP, r"groups/{group}(?:/(?:about|media|members|events|files))?", "/groups/{group}"),
        Shape(LinkKind.PROFILE, r"profile\.php", "/{page}", (("id", "page"),)),
        Shape(LinkKind.PROFILE, r"(?:people|pages)/[^/]+/{page}/...", "/{page}"),
        Shape(LinkKind.PROFILE, r"(?:p|pages/category/[^/]+)/(?:[^/]+-)?{page}/...", "/{page}"),
        Shape(LinkKind.PROFILE, r"(?:pg/)?(?:[^/]+-)?{page}", "/{page}"),
        Shape(
            LinkKind.PROFILE,
            r"(?:pg/)?{account}(?:/(?:about|community|events|followers|live|mentions|photos|posts|reels|reviews"
            r"|timeline|videos)(?:_\w+)?)?",
            "/{account}",
        ),
    ),
    dots=False,
    comment=("comment_id", "reply_comment_id"),
)

# X and Threads: the author's name in the path is decoration, any name leads to the same post; so it cannot
# tell two posts apart, and must not make two of one. Instagram's /p/ opens reels and videos too.
X = Grammar(
    host="x.com",
    patterns={
        "account": _but(
            "about compose download explore following followers hashtag home i intent jobs login logout"
            " messages notifications privacy search settings share signup statuses tos widgets"
        )
        + r"[a-z0-9_]{1,20}",
        "post": r"\d{1,20}",
        "live": r"[0-9a-z]{8,20}",
    },
    shapes=(
        Shape(LinkKind.POST, r"{account}/(?:status|statuses|article)/{post}/...", "/i/status/{post}"),
        Shape(LinkKind.POST, r"i/(?:web/)?status/{post}/...", "/i/status/{post}"),
        Shape(LinkKind.POST, r"statuses/{post}", "/i/status/{post}"),
        Shape(LinkKind.VIDEO, r"i/broadcasts/{live}", "/i/broadcasts/{live}"),
        Shape(LinkKind.PROFILE, r"intent/(?:user|follow)", "/{account}", (("screen_name", "account"),)),
        Shape(
            LinkKind.PROFILE,
            r"{account}(?:/(?:articles|followers|following|highlights|likes|media|with_replies))?",
            "/{account}",
        ),
    ),
)

NAVER_BLOG = Grammar(
    host="blog.naver.com",
    patterns={"account": _but("openapi section") + r"[a-z0-9_-]{2,40}", "post": r"\d{1,20}"},
    shapes=(
        Shape(LinkKind.POST, r"{account}/{post}", "/{account}/{post}"),
        Shape(LinkKind.POST, r"{account}", "/{account}/{post}", (("logNo", "post"),)),
        Shape(
            LinkKind.POST,
            r"\w+\.(?:naver|nhn)",
            "/{account}/{post}",
            (("blogId", "account"), ("logNo", "post")),
        ),
        Shape(LinkKind.PROFILE, r"(?:\w+/)*\w+\.(?:naver|nhn)", "/{account}", (("blogId", "account"),)),
        Shape(LinkKind.PROFILE, r"{account}", "/{account}"),
    ),
)

BAND = Grammar(
    host="band.us",
    patterns={"account": r"[a-z0-9_.-]{2,40}(?<!\.)", "band": r"\d{1,15}", "post": r"\d{1,15}"},
    shapes=(
        Shape(LinkKind.POST, r"band/{band}/post/{post}/...", "/band/{band}/post/{post}"),
        Shape(LinkKind.POST, r"page/{band}/post/{post}/...", "/page/{band}/post/{post}", (), TWINS),
        Shape(LinkKind.POST, r"@{account}/post/{post}/...", "/@{account}/post/{post}", (), TWINS),
        Shape(LinkKind.GROUP, r"band/{band}/...", "/band/{band}"),
        Shape(LinkKind.PROFILE, r"page/{band}/...", "/page/{band}", (), TWINS),
        Shape(LinkKind.PROFILE, r"@{account}(?:/(?:about|album|intro|post))?", "/@{account}", (), TWINS),
    ),
)

KAKAOTALK_CHANNEL = Grammar(
    host="pf.kakao.com",
    patterns={"channel": r"_[a-z0-9]{3,20}", "post": r"\d{1,15}"},
    shapes=(
        Shape(LinkKind.POST, r"{channel}/(?:posts/)?{post}", "/{channel}/{post}"),
        Shape(LinkKind.PROFILE, r"{channel}(?:/(?:chat|friend|home|info|notice|posts))?", "/{channel}"),
    ),
)

INSTAGRAM = Grammar(
    host="www.instagram.com",
    patterns={
        "account": _but(
            "about accounts api challenge developer direct directory emails explore legal p privacy reel"
            " reels s share stories terms tv web"
        )
        + r"[a-z0-9_.]{1,30}(?<!\.)",
        "post": r"(?!audio(?:/|$))[0-9a-z_-]{5,60}",
        "comment": r"\d{5,25}",
        "number": r"\d{5,25}",
        "token": r"[0-9a-z_-]{6,40}",
    },
    shapes=(
        Shape(
            LinkKind.COMMENT, r"(?:{account}/)?(?:p|reel|tv)/{post}/c/{comment}/...", "/p/{post}/c/{comment}/"
        ),
        Shape(LinkKind.POST, r"(?:{account}/)?p/{post}/...", "/p/{post}/"),
        Shape(LinkKind.VIDEO, r"(?:{account}/)?(?:reel|reels|tv)/{post}/...", "/p/{post}/"),
        Shape(LinkKind.STORY, r"stories/highlights/{number}", "/stories/highlights/{number}/"),
        Shape(LinkKind.STORY, r"stories/{account}/{number}", "/stories/{account}/{number}/", (), FLEETING),
        Shape(LinkKind.POST, r"share/p/{token}", "/share/p/{token}/", (), SHARED),
        Shape(LinkKind.VIDEO, r"share/reel/{token}", "/share/reel/{token}/", (), SHARED),
        Shape(LinkKind.UNKNOWN, r"share/{token}", "/share/{token}/", (), SHARED),
        Shape(LinkKind.PROFILE, r"(?:_u/)?{account}(?:/(?:channel|feed|reels|tagged))?", "/{account}/"),
    ),
)

YOUTUBE = Grammar(
    host="www.youtube.com",
    patterns={
        "account": _but(
            "about account attribution_link channel clip embed feed gaming hashtag live playlist post premium"
            " redirect results shorts signin studio subscription_center tv upload user video watch"
        )
        + r"[0-9a-z가-힣._-]{2,60}(?<!\.)",
        "channel": r"UC[0-9a-z_-]{22}",
        "post": r"[0-9a-z_-]{11}",
        "note": r"Ugk[0-9a-z_-]{10,60}",
        "list": r"[a-z]{2}[0-9a-z_-]{8,60}",
        "lc": r"Ug[0-9a-z_-]{10,60}(?:\.[0-9a-z_-]{10,60})?",
    },
    shapes=(
        Shape(LinkKind.VIDEO, r"watch", "/watch?v={post}", (("v", "post"),)),
        Shape(LinkKind.VIDEO, r"(?:watch|shorts|live|embed|v|e|video)/{post}/...", "/watch?v={post}"),
        Shape(LinkKind.VIDEO, r"clip/{note}", "/clip/{note}"),
        Shape(LinkKind.POST, r"post/{note}", "/post/{note}"),
        Shape(LinkKind.POST, r"channel/{channel}/community", "/post/{note}", (("lb", "note"),)),
        Shape(
            LinkKind.ALBUM, r"playlist|embed/videoseries|watch", "/playlist?list={list}", (("list", "list"),)
        ),
        Shape(LinkKind.PROFILE, r"channel/{channel}/...", "/channel/{channel}"),
        Shape(LinkKind.PROFILE, r"@{account}/...", "/@{account}"),
        Shape(LinkKind.PROFILE, r"c/{account}/...", "/c/{account}"),
        Shape(LinkKind.PROFILE, r"user/{account}/...", "/user/{account}"),
        Shape(LinkKind.PROFILE, r"{account}", "/{account}"),
    ),
    comment=("lc",),
)

PINTEREST = Grammar(
    host="www.pinterest.com",
    patterns={
        "account": _but(
            "about business categories explore ideas login logout password pin resource search settings"
            " source today topics"
        )
        + r"(?!_)[a-z0-9_-]{2,40}",
        "post": r"\d{3,25}",
        "board": r"(?!_)[0-9a-z가-힣_-]{1,80}",
    },
    shapes=(
        Shape(LinkKind.POST, r"pin/(?:[^/]*--)?{post}/...", "/pin/{post}/"),
        Shape(LinkKind.PROFILE, r"{account}(?:/(?:_\w+|boards|followers|following|pins))?", "/{account}/"),
        Shape(LinkKind.ALBUM, r"{account}/{board}", "/{account}/{board}/"),
    ),
)

THREADS = Grammar(
    host="www.threads.com",
    patterns={"account": r"[a-z0-9_.]{1,30}(?<!\.)", "post": r"[0-9a-z_-]{5,40}"},
    shapes=(
        Shape(LinkKind.POST, r"@{account}/post/{post}/...", "/t/{post}"),
        Shape(LinkKind.POST, r"(?:t|post)/{post}/...", "/t/{post}"),
        Shape(LinkKind.PROFILE, r"@{account}(?:/(?:media|replies|reposts))?", "/@{account}"),
    ),
)

KAKAOSTORY = Grammar(
    host="story.kakao.com",
    patterns={
        "account": _but("a api app ch hashtag login s search settings share")
        + r"[a-z][a-z0-9_.-]{1,30}(?<!\.)",
        "person": r"_[a-z0-9]{3,20}",
        "post": _but("app favorites feed info photos") + r"[0-9a-z_.-]{3,30}(?<!\.)",
    },
    shapes=(
        Shape(LinkKind.PROFILE, r"ch/{account}(?:/(?:app|feed|info|photos))?", "/ch/{account}"),
        Shape(
            LinkKind.PROFILE, r"(?:{person}|{account})/(?:favorites|feed|info|photos)", "/{person}{account}"
        ),
        Shape(LinkKind.PROFILE, r"(?:{person}|{account})", "/{person}{account}"),
        Shape(LinkKind.POST, r"ch/{account}/{post}/...", "/ch/{account}/{post}"),
        Shape(LinkKind.POST, r"(?:{person}|{account})/{post}/...", "/{person}{account}/{post}"),
    ),
)

GRAMMARS: Mapping[Platform, Grammar] = {
    Platform.FACEBOOK: FACEBOOK,
    Platform.X: X,
    Platform.NAVER_BLOG: NAVER_BLOG,
    Platform.BAND: BAND,
    Platform.KAKAOTALK_CHANNEL: KAKAOTALK_CHANNEL,
    Platform.INSTAGRAM: INSTAGRAM,
    Platform.YOUTUBE: YOUTUBE,
    Platform.PINTEREST: PINTEREST,
    Platform.THREADS: THREADS,
    Platform.KAKAOSTORY: KAKAOSTORY,
}
