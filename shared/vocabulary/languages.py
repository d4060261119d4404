"""Languages: which one a text is written in, and which spoken ones it names."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SHORTEST = 20
_SUREST = 0.8
_NAMES = {
    "Arabic": "ar|arabisch|arabe|árabe|arabo",
    "Bengali": "bn|bangla",
    "Bulgarian": "bg|bulgarisch|bulgare|búlgaro",
    "Cantonese": "yue|kantonesisch",
    "Catalan": "ca|català|katalanisch|catalán",
    "Chinese": "zh|mandarin|mandarin chinese|chinesisch|chinois|chino|cinese|中文",
    "Croatian": "hr|hrvatski|kroatisch|croate",
    "Czech": "cs|čeština|tschechisch|tchèque|checo",
    "Danish": "da|dansk|dänisch|danois|danés",
    "Dutch": "nl|nederlands|niederländisch|holländisch|néerlandais|neerlandés|olandese|holandés|flemish",
    "English": "en|englisch|anglais|inglés|ingles|inglese|inglês|engels|engelsk|angielski|anglický",
    "Estonian": "et|eesti|estnisch",
    "Filipino": "tl|tagalog",
    "Finnish": "fi|suomi|finnisch|finnois|finlandés",
    "French": "fr|französisch|franzoesisch|français|francais|francés|francese|francês|frans|fransk|francuski",
    "German": "de|deutsch|allemand|alemán|aleman|tedesco|alemão|duits|tysk|niemiecki",
    "Greek": "el|ελληνικά|griechisch|grec|griego",
    "Hebrew": "he|עברית|hebräisch|hébreu|hebreo",
    "Hindi": "hi|हिन्दी",
    "Hungarian": "hu|magyar|ungarisch|hongrois|húngaro",
    "Icelandic": "is|íslenska",
    "Indonesian": "id|bahasa indonesia|bahasa",
    "Irish": "ga|gaeilge",
    "Italian": "it|italiano|italienisch|italien|italiaans|włoski",
    "Japanese": "ja|日本語|japanisch|japonais|japonés|giapponese",
    "Korean": "ko|한국어|koreanisch|coréen|coreano",
    "Latvian": "lv|lettisch",
    "Lithuanian": "lt|litauisch",
    "Malay": "ms|bahasa melayu",
    "Norwegian": "no|nb|norsk|norwegisch|norvégien|noruego",
    "Persian": "fa|farsi|persisch",
    "Polish": "pl|polski|polnisch|polonais|polaco|polacco",
    "Portuguese": "pt|português|portugues|portugiesisch|portugais|portugués|portoghese|brazilian portuguese",
    "Punjabi": "pa|panjabi",
    "Romanian": "ro|română|rumänisch|roumain|rumano",
    "Russian": "ru|русский|russisch|russe|ruso|russo",
    "Serbian": "sr|srpski|serbisch|serbe",
    "Slovak": "sk|slovenčina|slowakisch|slovaque",
    "Slovenian": "sl|slovenščina|slowenisch|slovene",
    "Spanish": "es|español|espanol|castellano|spanisch|espagnol|spagnolo|espanhol|spaans|spansk|hiszpański|castilian",
    "Swahili": "sw|kiswahili|suaheli",
    "Swedish": "sv|svenska|schwedisch|suédois|sueco|svedese",
    "Tamil": "ta|தமிழ்",
    "Thai": "th|ไทย",
    "Turkish": "tr|türkçe|türkisch|turc|turco",
    "Ukrainian": "uk|українська|ukrainisch|ukrainien|ucraniano",
    "Urdu": "ur|اردو",
    "Vietnamese": "vi|tiếng việt|vietnamesisch",
}
_WRITTEN = (
    """ar bg cs da de el en es et fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sv th tr uk vi zh"""
)


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_WRITTEN.split())
    return identifier


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language a text is written in; None when the text is too short or it is unsure."""
    if len(text.strip()) < _SHORTEST:
        return None
    code, probability = _identifier().classify(text)
    return str(code) if probability >= _SUREST else None


@cache
def _by_name() -> dict[str, str]:
    return {form: name for name, forms in _NAMES.items() for form in (name.lower(), *forms.split("|"))}


@cache
def _pattern() -> re.Pattern[str]:
    spelled = sorted((form for form in _by_name() if len(form) > 2), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, spelled))})(?!\w)", re.IGNORECASE)


def language_named(name: str) -> str | None:
    """The English name of a language given in any usual spelling or as its code: "Deutsch" is "German"."""
    return _by_name().get(name.strip().lower())


def languages_in(text: str) -> tuple[str, ...]:
    """The spoken languages a text names, by their English names, once each, in its order."""
    return tuple(dict.fromkeys(_by_name()[found.lower()] for found in _pattern().findall(text)))
