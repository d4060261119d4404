"""The person: profile, CV files and what they say."""
