"""Which demo store answers for a path: `/<host>/<path>?<query>` stands for `https://<host>/<path>?<query>`."""

from collections.abc import Sequence

from scrapers.demo.answer import Answer, Store, not_found
from scrapers.demo.preview import PREFIX, browsable, index


class Mall:
    """Several stores under one address.

    Raises:
        ValueError: two stores that answer for one host.
    """

    def __init__(self, stores: Sequence[Store]) -> None:
        self._stores = tuple(stores)
        self._by_host: dict[str, Store] = {}
        for store in stores:
            for host in store.hosts:
                if host in self._by_host:
                    raise ValueError(f"two stores answer for {host}: {self._by_host[host].name} and {store.name}")
                self._by_host[host] = store

    def answer(self, target: str) -> Answer:
        """What a request target such as `/www.zalando.de/robots.txt?p=1` gives. Nothing is unquoted or resolved."""
        path, _, query = target.partition("?")
        if path == "/":
            return index(self._stores)
        preview = path.startswith(PREFIX)
        host, slash, rest = path.removeprefix(PREFIX if preview else "/").partition("/")
        if not slash or host not in self._by_host:
            return not_found()
        answer = self._by_host[host].answer(host, f"/{rest}", query)
        return browsable(answer, host, self._by_host) if preview else answer
