"""How the skill lexicon is made. Run `python -m lexicon FOLDER` with the folder that holds the open lists."""
