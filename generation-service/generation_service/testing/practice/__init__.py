"""People of several trades with postings, and what they would say in an interview; all invented."""
