"""The catalogue: postings scraped from boards and pasted by people."""
