"""Addresses: one spelling, no secrets, no private hosts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetch.addresses import is_public, joined, normal, shown


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("HTTPS://News.Example:443", "https://news.example/"),
        ("http://news.example:80/A?b=C#d", "http://news.example/A?b=C"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("http://[::1", "http://[::1"),
        (" https://news.example/a ", "https://news.example/a"),
    ],
)
def test_one_spelling(address: str, expected: str) -> None:
    assert normal(address) == expected


texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs"]), max_size=40)


@given(texts.map(lambda text: "https://" + text) | texts)
def test_nothing_breaks_the_spelling_and_doing_it_twice_changes_nothing(address: str) -> None:
    assert normal(normal(address)) == normal(address)
    assert isinstance(shown(address), str)
    assert isinstance(joined("https://news.example/", address), str)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://news.example/a?page=2", "https://news.example/a?page=2"),
        ("https://user:hunter2@news.example/a", "https://news.example/a"),
        ("https://news.example/a?API_KEY=hunter2&page=2", "https://news.example/a?API_KEY=…&page=2"),
        ("https://news.example/a?$$app_token=hunter2", "https://news.example/a?$$app_token=…"),
        ("https://news.example/a?X-Amz-Signature=hunter2#x", "https://news.example/a?X-Amz-Signature=…"),
    ],
)
def test_what_may_be_shown(address: str, expected: str) -> None:
    assert shown(address) == expected


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # where clouds keep credentials
        "100.64.0.1",  # carriers' shared space
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "no address",
    ],
)
def test_what_is_not_public(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_is_public(ip: str) -> None:
    assert is_public(ip)
