"""What people in the demo city write: posts, and the cases that departments enter. All of it made up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sotong.contests.rule_parts import Format


class Case(NamedTuple):
    """An entry of a contest, by department code."""

    department: str
    format: Format
    title: str
    summary: str
    story: str
    level: str
    """Of full marks, about what judges give it in the demo."""
    popularity: int
    """Of citizens' votes, its share in the demo."""


CASES = (
    Case(
        "A11",
        Format.PLAY,
        "봄꽃축제 24시",
        "축제 닷새 동안 밤낮으로 현장을 실시간으로 알렸습니다.",
        "축제 기간 내내 주무관이 번갈아 현장에 나가 개화 상황, 교통 통제, 미아 찾기를 실시간으로 전했습니다. "
        "시민이 댓글로 물은 것은 10분 안에 답했고, 그 과정을 연극으로 꾸몄습니다.",
        "0.91",
        17,
    ),
    Case(
        "D07",
        Format.SKIT,
        "문래 골목 밴드",
        "골목 공방과 주민을 잇는 동네 밴드를 열었습니다.",
        "철공소와 예술가가 함께 사는 골목의 소식을 주민이 직접 올리는 밴드를 만들었습니다. "
        "장학회 모임 소식 하나가 3천 번 넘게 읽혔습니다.",
        "0.88",
        21,
    ),
    Case(
        "A20",
        Format.VIDEO,
        "우리 집 앞 분리배출",
        "헷갈리는 분리배출을 30초 영상으로 알려 드립니다.",
        "시민이 가장 많이 물은 스무 가지를 짧은 영상으로 만들어 매주 월요일에 올렸습니다. "
        "같은 질문의 전화 문의가 절반으로 줄었습니다.",
        "0.84",
        14,
    ),
    Case(
        "A27",
        Format.SLIDES,
        "폭설 알림 한 시간 앞당기기",
        "제설 현황과 우회로를 채널마다 한 시간 먼저 알렸습니다.",
        "제설 차량의 위치와 통제 구간을 30분마다 카드로 만들어 올리고, 각 동 밴드로 이어 전했습니다.",
        "0.86",
        8,
    ),
    Case(
        "A35",
        Format.PLAY,
        "걷기 동아리 만보 일기",
        "주민 200명이 함께 걷고 함께 올립니다.",
        "보건소가 제안한 걷기 길을 주민이 사진으로 이어 올렸습니다. 반년 동안 1만 2천 장이 모였습니다.",
        "0.80",
        9,
    ),
    Case(
        "A17",
        Format.SKIT,
        "어린이집 급식 한 장",
        "오늘의 급식을 매일 한 장 사진으로 보여 드립니다.",
        "부모가 가장 궁금해하는 것을 매일 정해진 시각에 올렸습니다. 댓글로 받은 의견은 식단 회의에 올립니다.",
        "0.82",
        11,
    ),
    Case(
        "A32",
        Format.SLIDES,
        "빈자리 지도",
        "공영주차장 빈자리를 저녁마다 알려 드립니다.",
        "퇴근 시간 전에 동네별 빈자리를 지도 한 장으로 올립니다.",
        "0.77",
        6,
    ),
    Case(
        "A10",
        Format.SKIT,
        "여권, 언제 나와요?",
        "민원 창구의 단골 질문을 꽁트로 풀었습니다.",
        "창구 직원들이 직접 출연해 여권과 인감에 관한 질문에 답했습니다.",
        "0.79",
        7,
    ),
    Case(
        "D03",
        Format.VIDEO,
        "여의도 출근길 방송",
        "출근길 날씨와 교통을 3분 방송으로 전합니다.",
        "매일 아침 7시 30분, 동 직원이 나루터에서 3분 방송을 합니다.",
        "0.75",
        4,
    ),
    Case(
        "A26",
        Format.VIDEO,
        "가을 국화가 피었습니다",
        "공원마다 꽃이 피는 때를 사진으로 알려 드립니다.",
        "공원 관리 직원이 매일 찍은 사진을 모아 올렸고, 한 편은 7만 명이 보았습니다.",
        "0.83",
        3,
    ),
)

SECOND_CASES = CASES[1:9]
"""Those who enter the second contest."""

DONG_CASES = (
    Case(
        "D05",
        Format.SLIDES,
        "반장님 단톡방",
        "반장 서른 명이 골목 소식을 하루 한 번 모읍니다.",
        "반장이 올린 골목 소식을 동 주민센터가 저녁마다 카드 한 장으로 엮어 밴드에 올렸습니다. "
        "불편 신고가 접수에서 답변까지 평균 사흘에서 하루로 줄었습니다.",
        "0.88",
        12,
    ),
    Case(
        "D10",
        Format.VIDEO,
        "느린 우체통",
        "어르신의 동네 이야기를 손주가 찍었습니다.",
        "열 편의 영상에 어르신 스물네 분이 출연했습니다. 댓글로 이어진 옛 사진이 200장입니다.",
        "0.91",
        15,
    ),
    Case(
        "D16",
        Format.SKIT,
        "두 언어 안내문",
        "쓰레기 배출 안내를 두 언어로 꽁트에 담았습니다.",
        "중국 동포 주민 모임과 함께 대본을 쓰고, 통장과 주민이 출연했습니다.",
        "0.86",
        9,
    ),
    Case(
        "D06",
        Format.PLAY,
        "침수 골목의 약속",
        "지난여름 비 피해와 복구를 주민과 연극으로 되짚었습니다.",
        "펌프 위치, 모래주머니 자리, 연락할 사람을 연극 한 편에 담아 골목마다 공연했습니다.",
        "0.84",
        8,
    ),
    Case(
        "D18",
        Format.VIDEO,
        "가게 한 바퀴",
        "동네 가게를 하루 한 곳씩 1분 영상으로 소개합니다.",
        "가게 60곳이 나왔고, 소개된 가게의 댓글에 주인이 직접 답합니다.",
        "0.80",
        6,
    ),
    Case(
        "D08",
        Format.SLIDES,
        "안양천 물때표",
        "안양천 산책로가 잠기는 때를 미리 알립니다.",
        "비가 오면 산책로 통제와 해제를 30분 안에 사진으로 알렸습니다.",
        "0.78",
        5,
    ),
)
"""Those who enter the contest that is being judged."""

ENGLISH: Mapping[str, str] = {
    "부서 SNS 소통 콘테스트": "Departments' Social Media Contest",
    "하반기 부서 SNS 소통 콘테스트": "Departments' Social Media Contest, Autumn",
    "동 소통 사례 발표회": "Neighbourhoods' Best Conversations",
    "봄꽃축제 24시": "The blossom festival around the clock",
    "문래 골목 밴드": "The band of Mullae's alleys",
    "우리 집 앞 분리배출": "Sorting waste at our door",
    "폭설 알림 한 시간 앞당기기": "Snow warnings an hour earlier",
    "걷기 동아리 만보 일기": "Ten thousand steps, a diary",
    "어린이집 급식 한 장": "One picture of today's lunch",
    "빈자리 지도": "The map of free spaces",
    "여권, 언제 나와요?": "When will my passport be ready?",
    "여의도 출근길 방송": "Yeouido's way-to-work broadcast",
    "가을 국화가 피었습니다": "The chrysanthemums are out",
    "반장님 단톡방": "The block leaders' chat",
    "느린 우체통": "The slow letter box",
    "두 언어 안내문": "Notices in two languages",
    "침수 골목의 약속": "The promise of a flooded alley",
    "가게 한 바퀴": "Around the shops in a minute",
    "안양천 물때표": "When the river path floods",
}
"""What contests and cases are called in English."""

POSTS = (
    ("겨울철 한파 쉼터를 안내해 드립니다", "우리 동네 한파 쉼터 84곳의 위치와 여는 시간을 확인하세요."),
    ("주간꿀팁: 음식물 쓰레기 물기 빼는 법", "월요일 주간꿀팁! 냄새도 줄이고 비용도 줄이는 방법입니다."),
    ("당산공원 새 단장 소식", "산책길과 놀이터가 새로워졌습니다. 이번 주말 가족과 함께 들러 보세요."),
    ("청년 일자리 상담의 날", "매주 수요일 오후 2시, 일자리센터에서 1대1로 상담해 드립니다."),
    ("오늘의 하수도 공사 구간", "공사 구간과 통행 안내를 확인하고 안전하게 다녀오세요."),
    ("구청장과 함께하는 소통 한마당", "주민 여러분의 이야기를 듣겠습니다. 누구나 오실 수 있습니다."),
    ("독감 예방접종 마지막 주", "어르신과 어린이는 보건소와 가까운 병원에서 무료로 맞으실 수 있습니다."),
    ("도서관 야간 개관 안내", "이번 달부터 목요일은 밤 10시까지 문을 엽니다."),
    ("전통시장 장보기 행사", "시장에서 장을 보고 온누리상품권도 받아 가세요."),
    (
        "미세먼지 많은 날 이렇게 하세요",
        "외출을 줄이고 창문을 닫아 주세요. 오늘의 농도는 채널에서 알려 드립니다.",
    ),
    ("행복공감 이야기: 골목을 바꾼 화분", "주민이 함께 가꾼 골목 화분 이야기를 들려 드립니다."),
)
