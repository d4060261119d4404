"""Job boards: what each lists, how its answers are read, and how they are fetched."""

from job_service.boards.board import Board, BoardPosting, Listing
from job_service.boards.errors import BoardAnswerUnreadable, BoardUnreadable
from job_service.boards.fetching import BoardClient, HttpBoardClient
from job_service.boards.reading import Listed, RecentListings, postings_of
from job_service.boards.remoteok import RemoteOkBoard
from job_service.boards.weworkremotely import WeWorkRemotelyBoard

__all__ = [
    "Board",
    "BoardAnswerUnreadable",
    "BoardClient",
    "BoardPosting",
    "BoardUnreadable",
    "HttpBoardClient",
    "Listed",
    "Listing",
    "RecentListings",
    "RemoteOkBoard",
    "WeWorkRemotelyBoard",
    "postings_of",
]
