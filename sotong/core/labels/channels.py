"""Words of channels, their figures and permalinks."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "Platform.facebook": _l("페이스북"),
    "Platform.x": _l("X(트위터)"),
    "Platform.naver_blog": _l("네이버 블로그"),
    "Platform.band": _l("밴드"),
    "Platform.kakaotalk_channel": _l("카카오톡 채널"),
    "Platform.instagram": _l("인스타그램"),
    "Platform.youtube": _l("유튜브"),
    "Platform.pinterest": _l("핀터레스트"),
    "Platform.threads": _l("스레드"),
    "Platform.kakaostory": _l("카카오스토리"),
    "Platform.sotong_tv": _l("소통TV"),
    "LinkKind.post": _l("게시물"),
    "LinkKind.video": _l("영상"),
    "LinkKind.photo": _l("사진"),
    "LinkKind.comment": _l("댓글"),
    "LinkKind.story": _l("스토리"),
    "LinkKind.profile": _l("계정"),
    "LinkKind.group": _l("그룹"),
    "LinkKind.album": _l("모음"),
    "LinkKind.event": _l("행사"),
    "LinkKind.unknown": _l("알 수 없음"),
    "LinkFlag.other_forms": _l("같은 글의 다른 주소일 수 있음"),
    "LinkFlag.share_link": _l("공유 버튼이 만든 주소"),
    "LinkFlag.expires": _l("하루 뒤 사라지는 글"),
    "Measure.followers": _l("팔로워"),
    "Measure.likes": _l("좋아요"),
    "Measure.members": _l("멤버"),
    "Measure.friends": _l("친구"),
    "Measure.subscribers": _l("구독자"),
    "Measure.neighbours": _l("이웃"),
    "Measure.visitors": _l("방문자"),
    "Measure.visits": _l("방문"),
    "Measure.views": _l("조회"),
    "Measure.posts": _lp("many", "게시물"),
    "Measure.comments": _l("댓글"),
    "Measure.shares": _l("공유"),
    "ChargeKind.owner": _l("담당"),
    "ChargeKind.deputy": _l("대직"),
    "Running.open": _l("운영 중"),
    "Running.closed": _l("닫음"),
    "Running.all": _l("모두"),
    "Whose.ours": _l("우리 기관"),
    "Whose.peers": _l("비교 기관"),
}

SENTENCES: dict[str, LazyString] = {
    "channel.measures_imported": _l(
        "수치를 가져왔습니다. 새 수치 %(added)s건, 고친 수치 %(changed)s건, 그대로 %(unchanged)s건."
    ),
    "channel.new_peers": _l("새 비교 기관: %(names)s"),
    "permalink.empty": _l("주소를 붙여 넣어 주십시오."),
    "permalink.no_link": _l(
        "붙여 넣은 글에 주소가 없습니다. https:// 로 시작하는 주소를 붙여 넣어 주십시오."
    ),
    "permalink.too_long": _l("붙여 넣은 글이 너무 깁니다. 주소만 붙여 넣어 주십시오."),
    "permalink.several_links": _l("서로 다른 게시물의 주소가 여럿 있습니다. 하나만 남겨 주십시오."),
    "permalink.scheme": _l(
        "앱 안의 주소나 웹 주소가 아닌 것은 쓸 수 없습니다. https:// 로 시작하는 주소가 필요합니다."
    ),
    "permalink.hidden_letters": _l(
        "주소에 보이지 않는 글자가 섞여 있습니다. 게시물에서 주소를 다시 복사해 주십시오."
    ),
    "permalink.hidden_host": _l(
        "실제로는 다른 곳으로 가는 주소입니다. 열지 말고, 게시물에서 주소를 다시 복사해 주십시오."
    ),
    "permalink.foreign_letters": _l(
        "영문이 아닌 글자가 든 도메인은 쓸 수 없습니다. 비슷한 글자로 꾸민 가짜 주소일 수 있습니다."
    ),
    "permalink.odd_port": _l(
        "포트 번호가 붙은 주소는 쓸 수 없습니다. 게시물에서 주소를 다시 복사해 주십시오."
    ),
    "permalink.unknown_host": _l("소통에서 다루는 채널의 주소가 아닙니다."),
    "permalink.lookalike_host": _l(
        "%(host)s은(는) 채널의 진짜 주소가 아니라 비슷하게 꾸민 주소입니다. 열지 마십시오."
    ),
    "permalink.short_link": _l(
        "%(host)s 주소는 줄인 주소라 무엇을 가리키는지 알 수 없습니다. "
        "링크를 열어 게시물이 나오면 주소창의 긴 주소를 붙여 넣어 주십시오."
    ),
    "permalink.share_dialog": _l(
        "공유 창의 주소입니다. 공유를 마친 뒤 올라간 게시물의 주소를 붙여 넣어 주십시오."
    ),
    "permalink.wrapped_too_deep": _l(
        "주소가 여러 겹으로 싸여 있습니다. 게시물을 열어 주소를 다시 복사해 주십시오."
    ),
    "permalink.not_a_post": _l(
        "채널의 주소이지만 게시물이나 계정을 가리키지 않습니다. 게시물을 열어 주소를 복사해 주십시오."
    ),
    "channel.not_a_site": _l(
        "누리집 주소가 아닙니다. 우리 기관이 직접 운영하는 누리집의 주소를 넣어 주십시오."
    ),
    "channel.not_an_account": _l(
        "게시물이나 공유 링크가 아니라 계정(페이지, 채널, 밴드)의 주소를 넣어 주십시오."
    ),
    "channel.already_registered": _l("이미 등록된 계정입니다."),
    "channel.closes_before_opening": _l("닫은 날이 연 날보다 앞섭니다."),
    "channel.already_closed": _l("이미 닫은 계정입니다."),
    "channel.not_closed": _l("닫지 않은 계정입니다."),
    "channel.peers_have_no_department": _l("비교 기관의 계정은 우리 부서에 둘 수 없습니다."),
    "channel.peer_known": _l("이미 등록한 비교 기관입니다."),
    "channel.measured_in_future": _l("기준일이 오늘보다 뒤입니다."),
    "channel.measured_before_opening": _l("기준일이 계정을 연 날보다 앞섭니다."),
    "channel.measured_after_closing": _l("기준일이 계정을 닫은 날보다 뒤입니다."),
    "channel.measured_meanwhile": _l("그 사이에 다른 사람이 같은 수치를 올렸습니다. 다시 올려 주십시오."),
    "channel.measured_twice": _l("%(line)s번째 줄과 계정, 날, 항목이 같습니다. 하나만 남겨 주십시오."),
    "channel.unknown_platform": _l(
        "'%(text)s'은(는) 모르는 채널입니다. 페이스북, 트위터, 블로그, 밴드, 카카오톡, 인스타그램, 유튜브, "
        "핀터레스트, 스레드, 카카오스토리, 소통TV 가운데 적어 주십시오."
    ),
    "channel.unknown_measure": _l(
        "'%(text)s'은(는) 모르는 항목입니다. 팔로워, 좋아요, 멤버, 친구, 구독자, 이웃, 방문자, 방문, 조회, "
        "게시물, 댓글, 공유 가운데 적어 주십시오."
    ),
    "channel.not_a_day": _l("'%(text)s'은(는) 읽을 수 없는 날짜입니다. 2016-12-19처럼 적어 주십시오."),
    "channel.not_a_count": _l(
        "'%(text)s'은(는) 0 이상의 정수가 아닙니다. 1234나 1,234처럼 숫자로 적어 주십시오."
    ),
    "channel.count_too_large": _l("'%(text)s'은(는) 너무 큰 수입니다. %(most)s 이하로 적어 주십시오."),
    "channel.other_platform": _l("계정 주소가 채널과 맞지 않습니다. 둘 가운데 하나를 고쳐 주십시오."),
    "channel.account_unknown": _l(
        "등록되지 않은 계정입니다. 계정을 먼저 등록하거나 계정 주소를 적어 주십시오."
    ),
    "channel.account_not_registered": _l(
        "%(url)s은(는) 우리 기관의 계정으로 등록되지 않았습니다. 먼저 등록하거나 주소를 확인해 주십시오."
    ),
    "channel.account_ambiguous": _l("이 채널에 우리 기관의 계정이 여럿입니다. 계정 주소를 적어 주십시오."),
}

NOTICES: dict[str, LazyString] = {
    "channel.owner": _l("채널의 담당이 되었습니다: %(channel)s (%(from_on)s부터)"),
    "channel.deputy": _l("채널의 대직이 되었습니다: %(channel)s (%(from_on)s부터)"),
}

DEEDS: dict[str, LazyString] = {
    "channel.register": _lp("deed", "채널 등록"),
    "channel.change": _l("채널 정보 변경"),
    "channel.close": _l("채널 닫음"),
    "channel.reopen": _l("채널 다시 엶"),
    "channel.charge": _lp("deed", "채널 담당 정하기"),
    "channel.peer": _lp("deed", "비교 기관 등록"),
    "channel.measure": _l("채널 수치 입력"),
    "channel.measures_import": _l("채널 수치 가져오기"),
}
