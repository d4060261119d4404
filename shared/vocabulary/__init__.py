"""The language of the trade: skills, places, titles, languages and money, the same for every service."""
