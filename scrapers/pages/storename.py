"""What a store without a spider of its own is called: its host, as a person would say it."""

import re
from urllib.parse import urlsplit

_WWW = re.compile(r"^www\d?\.")


def store_name(url: str) -> str:
    """The host without www: "laden.example"; empty where the address has none. Several shops lie side by side in raw/.

    >>> store_name("https://www2.hm.com/fr_fr/productpage.1.html")
    'hm.com'
    """
    try:
        return _WWW.sub("", urlsplit(url).hostname or "")
    except ValueError:
        return ""
