"""Answers of boards, as sent, become postings; broken ones are refused whole."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from job_service.boards import BoardAnswerUnreadable, BoardPosting, RemoteOkBoard, WeWorkRemotelyBoard
from job_service.reading.work_type import JobType

REMOTEOK = RemoteOkBoard(urls=())
WEWORKREMOTELY = WeWorkRemotelyBoard(urls=())

EXPECTED_REGIONS = {
    "Anywhere in the World": ("Worldwide",),
    "USA Only": ("US",),
    "North America Only": ("North America",),
    "Europe Only": ("Europe",),
    "Americas Only": ("Americas",),
    "Latin America Only": ("LATAM",),
    "Oceania Only": ("Oceania",),
    "UK Only": ("UK",),
    "Canada Only": ("Canada",),
    "EMEA Only": ("EMEA",),
    "Other (don’t specify)": (),
}


def remoteok_answer(**fields: object) -> bytes:
    job = {"id": "7", "position": "Dev", "company": "Acme", "description": "Text", "url": "https://x.example/7"}
    return json.dumps([{"legal": "Link back, please."}, {**job, **fields}]).encode()


@pytest.fixture(scope="module")
def feeds(shared_data: Path) -> list[BoardPosting]:
    files = [*sorted((shared_data / "jobs_raw" / "wwr").glob("*.rss")), shared_data / "jobs_raw" / "wwr_ikevinxie.xml"]
    return [posting for file in files for posting in WEWORKREMOTELY.parse(file.read_bytes())]


def test_the_legal_notice_is_no_job(shared_data: Path) -> None:
    for file in (shared_data / "jobs_raw").glob("remoteok_*.json"):
        listed = json.loads(file.read_bytes())

        assert len(REMOTEOK.parse(file.read_bytes())) == len(listed) - 1


def test_remoteok_texts_are_mended_and_track_nobody(shared_data: Path) -> None:
    for file in (shared_data / "jobs_raw").glob("remoteok_*.json"):
        for posting in REMOTEOK.parse(file.read_bytes()):
            shown = f"{posting.title}{posting.company}{posting.text}{json.dumps(dict(posting.raw), ensure_ascii=False)}"
            assert "Please mention the word" not in shown
            assert "â\x80" not in f"{posting.title}{posting.text}"
            assert "&amp;" not in f"{posting.title}{posting.company}"


def test_two_readers_of_one_remoteok_job_get_the_same_text() -> None:
    def seen_from(word: str, tag: str) -> BoardPosting:
        notice = f"<br/><br/>Please mention the word **{word}** and tag {tag} when applying (#{tag}). Beta."
        return REMOTEOK.parse(remoteok_answer(description=f"We need Go.{notice}"))[0]

    assert seen_from("HAPPY", "RMTAuMC4wLjE=") == seen_from("SUNNY", "RMTkyLjE2OC4x")


def test_remoteok_tags_are_not_believed() -> None:
    posting = REMOTEOK.parse(remoteok_answer(tags=["golang", "senior"], description="You sell flowers."))[0]

    assert (posting.tags, posting.skills) == ((), ())


@pytest.mark.parametrize(("low", "high", "pay"), [(60_000, 90_000, (60_000, 90_000)), (0, 0, None), ("", None, None)])
def test_remoteok_pay_is_yearly_in_dollars_and_zero_is_unsaid(low: object, high: object, pay: object) -> None:
    salary = REMOTEOK.parse(remoteok_answer(salary_min=low, salary_max=high))[0].salary

    assert (salary and (salary.least, salary.most)) == pay


def test_every_region_of_weworkremotely_is_understood(feeds: list[BoardPosting]) -> None:
    assert len(feeds) == 150
    assert {posting.location: posting.regions for posting in feeds} == EXPECTED_REGIONS


def test_weworkremotely_titles_name_company_and_job(feeds: list[BoardPosting]) -> None:
    assert all(posting.company and posting.title and ": " not in posting.company for posting in feeds)


def test_what_the_board_writes_around_the_text_is_left_out(feeds: list[BoardPosting]) -> None:
    for posting in feeds:
        assert not posting.text.startswith(("Headquarters", "URL:"))
        assert "To apply: https://weworkremotely.com" not in posting.text
        assert posting.text


def test_times_types_and_skills_of_weworkremotely_are_read() -> None:
    item = (
        "<rss version='2.0'><channel><title>t</title><item><title>Acme: Go Developer</title>"
        "<region>Anywhere in the World</region><country>Germany</country><skills>Kubernetes, Basket weaving</skills>"
        "<category>Programming</category><type>Contract</type><description>&lt;p&gt;Hi&lt;/p&gt;</description>"
        "<pubDate>Tue, 08 Nov 2022 10:04:39 +0000</pubDate><expires_at>Thu, 08 Dec 2022 10:04:39 +0000</expires_at>"
        "<guid>https://weworkremotely.com/remote-jobs/acme-go</guid><link>https://weworkremotely.com/remote-jobs/acme-go</link>"
        "</item></channel></rss>"
    )

    posting = WEWORKREMOTELY.parse(item.encode())[0]

    assert (posting.source_id, posting.company, posting.title) == ("acme-go", "Acme", "Go Developer")
    assert (posting.job_type, posting.regions, posting.skills) == (JobType.CONTRACT, ("Germany",), ("Kubernetes",))
    assert posting.tags == ("Programming", "Kubernetes", "Basket weaving")
    assert posting.posted_at == datetime(2022, 11, 8, 10, 4, 39, tzinfo=UTC)
    assert posting.expires_at == datetime(2022, 12, 8, 10, 4, 39, tzinfo=UTC)


@pytest.mark.parametrize("cut", [0, 1, 100, 50_000, -3])
def test_a_feed_cut_off_anywhere_is_refused(shared_data: Path, cut: int) -> None:
    whole = (shared_data / "jobs_raw" / "wwr" / "remote-design-jobs.rss").read_bytes()

    with pytest.raises(BoardAnswerUnreadable):
        WEWORKREMOTELY.parse(whole[:cut])


@pytest.mark.parametrize("answer", [b"", b"[{", b"{}", b"null", b"<html>sorry</html>", b"\xff\xfe", b"[" * 200_000])
def test_a_remoteok_answer_of_another_shape_is_refused(answer: bytes) -> None:
    with pytest.raises(BoardAnswerUnreadable):
        REMOTEOK.parse(answer)


@pytest.mark.parametrize(
    "field", ["id", "position", "company", "description", "url", "epoch", "location", "salary_min"]
)
@pytest.mark.parametrize("value", [None, 5, -1e300, [], {}, "", "\x00", True])
def test_odd_values_in_one_job_never_break_the_reading(field: str, value: object) -> None:
    REMOTEOK.parse(remoteok_answer(**{field: value}))
