"""The way from a CV to a letter, step by step."""

import time
from dataclasses import dataclass
from pathlib import Path

from rich.panel import Panel
from rich.text import Text

from career_agent.demo.account import Account
from career_agent.demo.answers import Match, ParsedCv, RefreshStatus
from career_agent.demo.client import Client
from career_agent.demo.drawing.matches import ranking, sub_scores
from career_agent.demo.drawing.skills import recommendations
from career_agent.demo.drawing.words import counted, listed
from career_agent.demo.letter_file import save_letter
from career_agent.demo.screen import Screen
from career_agent.demo.waiting import Patience, until_matched

SHOWN_MATCHES = 10
EXPLAINED_MATCHES = 3
SHOWN_CV_SKILLS = 14


@dataclass(frozen=True, slots=True)
class Story:
    """One walk; each step reads the product's answer and shows it. Raises DemoFailed."""

    client: Client
    screen: Screen
    patience: Patience
    output: Path
    """Where the letter is saved."""

    def tell(self, account: Account, file: Path) -> None:
        self._sign_in(account)
        before = self.client.refresh_status()
        cv = self._upload(file)
        self._wait_for_matches(before)
        matches = self._show_matches()
        self._explain(matches)
        self._write_letter(matches[0], cv)
        self._choose_highlights(matches[0])
        self._show_insights()

    def _sign_in(self, account: Account) -> None:
        self.screen.step("Sign in")
        was_known = self.client.sign_in(account)
        self.screen.say(f"{account.email} ({'the account of the last run' if was_known else 'a new account'})")

    def _upload(self, file: Path) -> ParsedCv:
        self.screen.step(f"Upload {file.name}")
        with self.screen.working("Uploading and reading it"):
            cv = self.client.upload_cv(file).parsed_cv
        facts = [fact for fact in (cv.name, _years(cv), _position(cv)) if fact]
        self.screen.say(" · ".join(facts) or "No name, no years and no position were found in it.")
        self.screen.say(f"{counted(len(cv.skills), 'skill', 'skills')}: {listed(cv.skills, SHOWN_CV_SKILLS) or '–'}")
        return cv

    def _wait_for_matches(self, before: RefreshStatus) -> None:
        """They follow from the upload by themselves."""
        self.screen.step("Wait for the matches")
        began = time.monotonic()
        with self.screen.bar("Scoring") as update:
            for progress in until_matched(self.client, before, self.patience):
                update(progress.share, counted(progress.matches, "match", "matches"))
        against = f" among {progress.postings:,} postings" if progress.postings else ""
        found = counted(progress.matches, "match", "matches")
        self.screen.say(f"{found}{against}, {time.monotonic() - began:.1f} s after the upload")

    def _show_matches(self) -> tuple[Match, ...]:
        page = self.client.best_matches(SHOWN_MATCHES)
        self.screen.step(f"The best {len(page.matches)} of {page.total:,}")
        self.screen.show(ranking(page.matches))
        return page.matches

    def _explain(self, matches: tuple[Match, ...]) -> None:
        best = matches[0]
        self.screen.step(f"Why {best.job.title} scores {best.score:.1f}")
        self.screen.show(sub_scores(best.reasoning))
        for place, match in enumerate(matches[:EXPLAINED_MATCHES], 1):
            self.screen.say(f"{place}. {match.job.title}: {match.analysis}")

    def _write_letter(self, match: Match, cv: ParsedCv) -> None:
        self.screen.step("The cover letter")
        if cv.name:
            self.client.rename(cv.name)
        with self.screen.working("Writing it"):
            letter = self.client.write_letter(match.id)
        file = save_letter(letter.text, match.job, self.output)
        author = Text(f"written by {letter.written_by}", "dim")
        self.screen.show(Panel(Text(letter.text), padding=(1, 2), border_style="dim", title=author))
        self.screen.say(f"Saved as {file}")

    def _choose_highlights(self, match: Match) -> None:
        self.screen.step("CV highlights for this job")
        for line in self.client.choose_highlights(match.id).lines or ("none: no line of the CV speaks for it",):
            self.screen.say(f"• {line}")

    def _show_insights(self) -> None:
        insights = self.client.skill_insights()
        self.screen.step(f"Skills worth learning, seen in {counted(insights.jobs_analyzed, 'posting', 'postings')}")
        self.screen.show(recommendations(insights))


def _years(cv: ParsedCv) -> str:
    return "" if cv.years_of_experience is None else f"{cv.years_of_experience:g} years of experience"


def _position(cv: ParsedCv) -> str:
    """The newest one, which CVs name first."""
    return " at ".join(part for newest in cv.experience[:1] for part in (newest.title, newest.company) if part)
