"""The command line: what each command promises, and that files need no database."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result

from sotong.web.cli import LAST_PORT, main
from sotong.web.commands.speaking import TRANSLATIONS, terminal_language

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
SUNCHEON = [str(EXAMPLES / "tally/suncheon" / name) for name in ("RULE.toml", "SCORES.csv", "VOTES.csv")]
ROTA = [
    *("--officers", str(EXAMPLES / "rota/officers.csv"), "--rules", str(EXAMPLES / "rota/rules.toml")),
    *("--absences", str(EXAMPLES / "rota/absences.csv"), "--from", "2026-03-01", "--to", "2026-03-31"),
]
DEPARTMENTS = "code,name,name_en,kind,bureau\nA01,징수과,Tax,office,재정국\n"
MEASURES = "platform,account,measured_on,measure,value\n밴드,https://band.us/@ydp,2026-11-01,멤버,5400\n"


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder, and an environment in which every attempt at settings or a database fails."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOTONG_MODE", "no such mode")
    monkeypatch.setenv("LANGUAGE", "ko")
    return tmp_path


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The home of an office that `sotong init` has made ready."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOTONG_MODE", "development")
    monkeypatch.setenv("SOTONG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SOTONG_DATABASE_URL", raising=False)
    assert sotong("init").exit_code == 0
    return tmp_path


def sotong(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.mark.parametrize(
    "words",
    [
        *([name] for name in ("init", "serve", "demo", "permalink", "tally", "invite-admin", "worker")),
        *([name] for name in ("verify", "verify-stored", "destroy-key", "rehearse")),
        *(["db", "upgrade"], ["rota", "plan"], ["rota", "check"], ["export", "contest"]),
        *(["import", what] for what in ("departments", "officers", "measures", "activity")),
    ],
    ids=" ".join,
)
def test_every_command_says_what_it_does_without_settings(nowhere: Path, words: list[str]) -> None:
    helped = sotong(*words, "--help")
    assert helped.exit_code == 0
    assert helped.stdout.startswith(f"사용법: main {' '.join(words)} ")
    places = re.findall(r"(?m)^  --[a-z-]+ ([^ ].*?)(?:  |$)", helped.stdout)
    assert not [place for place in places if not re.fullmatch("[A-Z]+", place) or place == "INTEGER"]


def test_all_commands_are_listed(nowhere: Path) -> None:
    listed = sotong("--help").stdout
    office = {"db", "demo", "export", "import", "init", "invite-admin", "serve", "verify-stored", "worker"}
    for name in office | {"permalink", "rota", "tally", "verify"}:
        assert f"\n  {name} " in listed


def test_a_tally_comes_from_three_files_alone(nowhere: Path) -> None:
    told = sotong("tally", *SUNCHEON)
    assert told.exit_code == 0
    assert [line.split()[:2] for line in told.stdout.splitlines()[:3]] == [
        ["순위", "출품작"],
        ["1", "도서관운영과"],
        ["2", "상하수도과"],
    ]
    assert list(nowhere.iterdir()) == []


def test_a_tally_for_programs_is_json(nowhere: Path) -> None:
    results = json.loads(sotong("tally", *SUNCHEON, "--json").stdout)["results"]
    assert (results[0]["label"], results[0]["total"]) == ("도서관운영과", "90.9")


def test_what_is_wrong_with_a_file_is_named_by_its_line(nowhere: Path) -> None:
    votes = nowhere / "votes.csv"
    votes.write_text("entry,votes\nwater,many\n", encoding="utf-8")
    told = sotong("tally", *SUNCHEON[:2], str(votes))
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.startswith(f"{votes}:2: ")


def test_a_file_that_is_not_there_is_named(nowhere: Path) -> None:
    told = sotong("tally", "none.toml", *SUNCHEON[1:])
    assert told.exit_code == 2
    assert "none.toml" in told.stderr


def test_permalinks_need_no_database(nowhere: Path) -> None:
    told = sotong("permalink", "https://m.blog.naver.com/ydpgu/223456789012", "https://bit.ly/a", "--json")
    good, short = map(json.loads, told.stdout.splitlines())
    assert (told.exit_code, good["url"]) == (1, "https://blog.naver.com/ydpgu/223456789012")
    assert short["refused"] == "permalink.short_link"


def test_a_rota_that_was_planned_passes_the_check(nowhere: Path) -> None:
    planned = sotong("rota", "plan", *ROTA)
    assert planned.exit_code == 0
    assert planned.stdout.startswith("date,duty,seat,role,officer_id,name,department")
    rota = nowhere / "rota.csv"
    rota.write_text(planned.stdout, encoding="utf-8")
    assert sotong("rota", "check", str(rota), *ROTA).exit_code == 0


def test_a_rota_that_was_spoilt_does_not(nowhere: Path) -> None:
    heading, *lines = sotong("rota", "plan", *ROTA).stdout.splitlines()
    rota = nowhere / "rota.csv"
    rota.write_text("\n".join([heading, *lines[1:]]) + "\n", encoding="utf-8")
    checked = sotong("rota", "check", str(rota), *ROTA, "--json")
    assert checked.exit_code == 4
    assert len(json.loads(checked.stdout)["broken"]) == 1


def test_a_bundle_that_cannot_be_read_is_no_valid_one(nowhere: Path) -> None:
    bundle = nowhere / "bundle.zip"
    bundle.write_bytes(b"PK")
    told = sotong("verify", str(bundle), "--json")
    assert told.exit_code == 2
    assert json.loads(told.stdout)["verdict"] == "UNREADABLE"


def test_a_contest_that_is_not_there_is_neither_exported_nor_verified(office: Path) -> None:
    file = office / "bundle.zip"
    for words in (("export", "contest", "2026-1", str(file)), ("verify-stored", "2026-1")):
        told = sotong(*words)
        assert (told.exit_code, told.stdout) == (2, "")
        assert told.stderr
    assert not file.exists()


def test_a_port_that_is_taken_is_told_with_the_command_that_takes_another(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MAKELEVEL", raising=False)
    # The demo puts its settings into the environment of its process, which here is that of all tests.
    with patch.dict(os.environ), socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        other = port + 1 if port < LAST_PORT else port - 1
        assert f"sotong serve --port {other}" in _main("serve", "--port", str(port)).stderr
        assert f"sotong demo --port {other}" in _main("demo", "--port", str(port)).stderr
        monkeypatch.setenv("MAKELEVEL", "1")
        assert f"make demo PORT={other}" in _main("demo", "--port", str(port)).stderr


def _main(*words: str) -> Result:
    return CliRunner().invoke(main, words, prog_name="sotong")


@pytest.mark.parametrize("what", ["departments", "officers", "measures", "activity"])
def test_an_import_writes_an_empty_file_without_settings_and_over_no_other(nowhere: Path, what: str) -> None:
    written = sotong("import", what, "--blank", "blank.csv")
    assert (written.exit_code, written.stderr) == (0, "")
    assert "(필수)" in (nowhere / "blank.csv").read_text(encoding="utf-8-sig")
    assert sotong("import", what, "--blank", "blank.xlsx").exit_code == 0
    again = sotong("import", what, "--blank", "blank.csv")
    assert (again.exit_code, "이미 있는 파일" in again.stderr) == (2, True)
    assert "서식은 .xlsx나 .csv" in sotong("import", what, "--blank", "blank.pdf").stderr
    assert sorted(one.name for one in nowhere.iterdir()) == ["blank.csv", "blank.xlsx"]


def test_departments_come_from_a_file_once(office: Path) -> None:
    file = office / "departments.csv"
    file.write_text(DEPARTMENTS, encoding="utf-8")
    assert "1" in sotong("import", "departments", str(file)).stdout
    again = sotong("import", "departments", str(file))
    assert (again.exit_code, again.stdout) == (0, "바꿀 것이 없습니다.\n")


def test_a_dry_run_changes_nothing(office: Path) -> None:
    file = office / "departments.csv"
    file.write_text(DEPARTMENTS, encoding="utf-8")
    first = sotong("import", "departments", str(file), "--dry-run")
    assert sotong("import", "departments", str(file), "--dry-run").stdout == first.stdout


def test_departments_that_share_a_name_are_told_before_the_database_promises_that_none_do(
    office: Path,
) -> None:
    database = sqlite3.connect(next((office / "home").rglob("*.db")))
    columns = "id, code, name, name_en, kind, bureau"
    row = f"INSERT INTO department ({columns}) VALUES (?, ?, '총무과', '', 'office', '국')"
    with closing(database), database:
        database.execute("DROP INDEX uq_department_name_in_being")
        database.execute("UPDATE alembic_version SET version_num = '0032'")
        database.executemany(row, [("1" * 32, "A01"), ("2" * 32, "B01")])
    told = sotong("db", "upgrade")
    assert told.exit_code == 2
    assert "총무과 (A01, B01)" in told.stderr


def test_officers_of_unknown_departments_are_named_by_line(office: Path) -> None:
    file = office / "officers.csv"
    file.write_text("code,name,email,starts_on\nA01,김소통,kim@go.kr,2026-01-01\n", encoding="utf-8")
    told = sotong("import", "officers", str(file))
    assert told.exit_code == 2
    assert told.stderr.startswith(f"{file}:2:code: ")


def test_figures_of_unknown_accounts_are_named_by_line(office: Path) -> None:
    file = office / "figures.csv"
    file.write_text(MEASURES, encoding="utf-8")
    told = sotong("import", "measures", str(file))
    assert told.exit_code == 2
    assert told.stderr.startswith(f"{file}:2:account: ")


def test_figures_of_peers_are_written_down_once(office: Path) -> None:
    file = office / "figures.csv"
    file.write_text("기관,채널,기준일,항목,값\n순천시,밴드,2016-12-19,멤버,5400\n", encoding="utf-8")
    assert "순천시" in sotong("import", "measures", str(file), "--source", "언론 보도").stdout
    again = sotong("import", "measures", str(file), "--source", "언론 보도")
    assert again.exit_code == 0
    assert "1" in again.stdout
    assert "순천시" not in again.stdout


def test_the_first_admin_gets_a_link(office: Path) -> None:
    told = sotong("invite-admin", "boss", "홍보과장")
    assert told.exit_code == 0
    assert told.stdout.startswith("http://127.0.0.1:8000/invitations/")


def test_an_office_has_its_key_apart_from_the_database(office: Path) -> None:
    assert (office / "home/keys/log.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("command", [["serve"], ["worker"], ["invite-admin", "a", "b"]], ids=" ".join)
def test_without_a_database_a_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: list[str]
) -> None:
    monkeypatch.setenv("SOTONG_MODE", "development")
    monkeypatch.setenv("SOTONG_HOME", str(tmp_path / "none"))
    told = sotong(*command)
    assert told.exit_code == 2
    assert "sotong init" in told.stderr


def test_settings_that_cannot_be_are_named(nowhere: Path) -> None:
    told = sotong("serve")
    assert told.exit_code == 2
    assert told.stderr.startswith("sotong: SOTONG_MODE: ")


@pytest.mark.parametrize(
    ("env", "language"),
    [
        ({}, "ko"),
        ({"LANG": "C.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LANGUAGE": "en"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "en", "SOTONG_LANGUAGE": "ko"}, "ko"),
    ],
)
def test_the_terminal_says_which_language(env: dict[str, str], language: str) -> None:
    assert terminal_language(env) == language


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", ("사용법: ", "명령:", "관리자 계정을 만들고", "이 설명을 보여 주고 끝냅니다.")),
        ("en", ("Usage: ", "Commands:", "Make an admin's account", "Show this message and exit.")),
    ],
)
def test_help_is_in_the_language_of_the_terminal_and_loads_no_application(
    language: str, words: tuple[str, ...]
) -> None:
    run = (
        "import sys; from sotong.web.cli import main; main(standalone_mode=False); print(sorted(sys.modules))"
    )
    helped = subprocess.run(
        [sys.executable, "-c", run, "--help"],
        env={**os.environ, "SOTONG_LANGUAGE": language},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    told, loaded = helped.rsplit("\n[", 1)
    assert [word for word in words if word not in told] == []
    assert [heavy for heavy in ("flask", "sqlalchemy", "sotong.core") if f"'{heavy}'" in loaded] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", "SOTONG_MODE: production, development"), ("en", "SOTONG_MODE: one of production")],
)
def test_what_is_wrong_with_settings_is_said_in_the_language_of_the_terminal(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    monkeypatch.setenv("SOTONG_LANGUAGE", language)
    assert sotong("init").stderr.startswith(f"sotong: {words}")


def test_a_mistyped_command_is_named_in_korean_and_the_environment_is_as_before(nowhere: Path) -> None:
    told = sotong("permalinks")
    assert told.exit_code == 2
    assert "오류: 그런 명령이 없습니다: 'permalinks'." in told.stderr
    assert os.environ["LANGUAGE"] == "ko"


def test_the_words_given_to_click_are_words_of_click() -> None:
    with (TRANSLATIONS / "ko/LC_MESSAGES/click.po").open("rb") as stored:
        given = {message.id for message in read_po(stored) if message.id}
    known = extract_from_dir(Path(click.__file__).parent, [("**.py", "python")])
    assert given <= {found[2] for found in known}


def test_a_server_that_cannot_be_is_refused_in_a_sentence(office: Path) -> None:
    for option, value in (
        ("--port", "99999"),
        ("--port", "0"),
        ("--threads", "0"),
        ("--processes", "0"),
        ("--host", "no.invalid"),
    ):
        told = sotong("serve", option, value)
        assert (told.exit_code, isinstance(told.exception, SystemExit)) == (2, True), option
        assert option in told.output or value in told.output
