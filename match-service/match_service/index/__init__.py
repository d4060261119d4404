"""All open postings, and all people, in memory: the rules of `scoring` at a million pairs in milliseconds."""
