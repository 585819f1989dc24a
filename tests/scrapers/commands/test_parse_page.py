"""`scrapy parse-page` as a person runs it."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy.exceptions import UsageError

from scrapers.commands.parse_page import Command

URL = "https://www.laden.example/p/1"
PAGE = '<script type="application/ld+json">{"@type": "Product", "sku": "7", "name": "Kleid für Größe 36"}</script>'


def run(*args: str) -> Command:
    command = Command()
    command.run(list(args), SimpleNamespace())
    return command


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(PAGE, encoding="utf-8")
    return file


def test_the_product_is_printed_as_json(saved: Path, capfdbinary: pytest.CaptureFixture[bytes]):
    command = run(URL, str(saved))
    out, err = capfdbinary.readouterr()
    printed = json.loads(out)
    assert command.exitcode == 0
    assert (printed["store"], printed["id"], printed["images"]) == ("laden.example", "7", [])
    assert out.startswith(b'{\n  "store": "laden.example",\n')
    assert out.endswith(b"\n}\n")
    assert "Kleid für Größe 36".encode() in out
    assert err == b""


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode()), encoding="utf-8"))
    assert run(URL, "-").exitcode == 0
    assert json.loads(capfdbinary.readouterr().out)["id"] == "7"


def test_a_missing_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    command = run(URL, str(tmp_path / "none.html"))
    out, err = capsys.readouterr()
    assert (command.exitcode, out) == (1, "")
    assert err == (
        f"Error: {tmp_path / 'none.html'}: cannot be read (No such file or directory); "
        "name a saved page, or - for standard input\n"
    )


def test_a_page_without_product_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "empty.html").write_text("")
    command = run("https://www.zalando.de/x.html", str(tmp_path / "empty.html"))
    out, err = capsys.readouterr()
    assert (command.exitcode, out) == (1, "")
    assert err.startswith("Error: zalando: no product on https://www.zalando.de/x.html; ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("args", [(), (URL,), (URL, "a.html", "b.html")])
def test_another_number_of_arguments_is_wrong_usage(args: tuple[str, ...]):
    with pytest.raises(UsageError, match=r"^give the page's address and its file: scrapy parse-page URL FILE$"):
        run(*args)
