"""Finding jobs by what they say: what is asked, the words of it, and the index that answers."""

from job_service.search.index import Changes, Hits, IndexedJob, JobIndex, Snapshot, open_index
from job_service.search.wanted import Page, Sort, Wanted

__all__ = ["Changes", "Hits", "IndexedJob", "JobIndex", "Page", "Snapshot", "Sort", "Wanted", "open_index"]
