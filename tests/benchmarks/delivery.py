"""Messages per second to a minimal SMTP sink on loopback, beside a bare loop that sends ready bytes; and how long an edition takes to render.

    python tests/benchmarks/delivery.py [SUBSCRIBERS] [ROUNDS]

`send` addresses each message (own To, Message-ID, List-Unsubscribe with a token), claims it in the ledger, hands it over and settles it; the
bare loop says MAIL, RCPT and DATA and sends the same messages, made and dot-stuffed beforehand, over one connection. The sink is a process of
its own that answers and forgets. Both take turns with the sample's newest edition; the best of the rounds counts.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import smtplib
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pipeline.archive import Archive
from pipeline.city import City, load_city
from pipeline.deliver.ledger import Ledger
from pipeline.deliver.message import Letter
from pipeline.deliver.seal import Seal
from pipeline.deliver.send import send
from pipeline.deliver.subscribers import Format, Subscriber
from pipeline.published import document_text
from pipeline.records import Mail
from pipeline.report import chart_image, page, render
from pipeline.report.edition import build
from pipeline.report.parts import Edition
from pipeline.run import Work, run
from pipeline.settings import Settings
from pipeline.warehouse import open_warehouse

SAMPLE = Path(__file__).parents[2] / "deployments" / "sample"
FORMATS: tuple[Format, ...] = ("html", "text")
NOW = dt.datetime(2024, 1, 2, 17, tzinfo=dt.UTC)


def serve(listener: socket.socket) -> None:
    """Answers one SMTP client after another, and keeps nothing."""
    while True:
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with client, client.makefile("rb") as lines:
            client.sendall(b"220 sink\r\n")
            for line in lines:
                verb = line[:4].upper()
                if verb == b"DATA":
                    client.sendall(b"354 go on\r\n")
                    while lines.readline() != b".\r\n":
                        pass
                client.sendall(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
                if verb == b"QUIT":
                    break


@contextmanager
def sink() -> Iterator[int]:
    """The port of a sink in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = multiprocessing.get_context("fork").Process(target=serve, args=(listener,), daemon=True)
        process.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            process.terminate()
            process.join()


def bare(messages: list[tuple[str, bytes]], sender: str, port: int) -> float:
    """Seconds."""
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.ehlo()
        for recipient, ready in messages:
            smtp.mail(sender)
            smtp.rcpt(recipient)
            smtp.docmd("DATA")
            smtp.send(ready)
            smtp.getreply()
    return time.perf_counter() - began


def peak_megabytes() -> float:
    """The most memory this process had since it was last asked, where Linux tells."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1000
    except OSError:
        return float("nan")


def sent(mail: Mail, people: list[Subscriber], ledger: Path, port: int) -> float:
    """Seconds, the ledger's own included."""
    city = load_city(SAMPLE, "fresno-ca")
    settings = Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_security="insecure")
    with Ledger(ledger) as kept:
        kept.record(mail, NOW, NOW)
        kept.approve(mail.edition_id, mail.digest, "the benchmark", NOW)
        began = time.perf_counter()
        outcome = send(mail, city.sender, people, kept, settings, lambda: dt.datetime.now(dt.UTC))
        seconds = time.perf_counter() - began
    if outcome.sent != len(people):
        sys.exit(f"only {outcome}")
    return seconds


def sample(home: Path) -> tuple[Edition, Settings]:
    settings = Settings(home=home, deployments=SAMPLE)
    made = run("fresno-ca", 2023, None, Work(settings, NOW, lambda what, outcome: None, replay=SAMPLE / "captures.warc.gz"))
    return made[0].edition, settings


def rendering(edition: Edition, settings: Settings, rounds: int) -> tuple[float, float]:
    """Seconds for HTML, text, charts and page, all made anew each time, and for composing the edition before that; warm."""
    city, archive = load_city(SAMPLE, "fresno-ca"), Archive(settings.archive)
    rendered, composed = [], []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        with open_warehouse(settings) as connection:
            build(connection, city, 2023, None, partial(document_text, archive))
        composed.append(time.perf_counter() - began)
        chart_image._png.cache_clear()
        chart_image._svg.cache_clear()
        began = time.perf_counter()
        render.mail(edition, city)
        page.html(edition, city)
        rendered.append(time.perf_counter() - began)
    return min(rendered[1:]), min(composed[1:])


def measure(mail: Mail, city: City, form: Format, count: int, rounds: int, folder: Path) -> None:
    """Prints both rates for messages of one form."""
    people = [Subscriber(f"reader{number}@example.org", f"Reader {number}", format=form) for number in range(count)]
    with sink() as port:
        peak_megabytes()
        sent(mail, people[: count // 10], folder / f"{form}-few.sqlite", port)
        few = peak_megabytes()
        sent(mail, people, folder / f"{form}-all.sqlite", port)
        many = peak_megabytes()
        letter = Letter(mail, city.sender, NOW, seal=Seal(b"s" * 32))
        ready = [(one.address, letter.to(one).replace(b"\r\n.", b"\r\n..") + b".\r\n") for one in people]
        turns = [
            (sent(mail, people, folder / f"{form}-{number}.sqlite", port), bare(ready, city.sender.address, port)) for number in range(rounds)
        ]
    ours, theirs = (min(seconds) for seconds in zip(*turns, strict=True))
    print(f"{form}, {len(ready[0][1]) / 1000:.0f} kB a message")  # noqa: T201
    print(f"  bare loop        {count / theirs:7.0f} messages a second")  # noqa: T201
    print(f"  yearend          {count / ours:7.0f} messages a second, {theirs / ours:.2f} of the bare loop's")  # noqa: T201
    print(f"  peak memory      {many:7.1f} MB for all, {few:.1f} MB for a tenth of them")  # noqa: T201


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory(prefix="delivery-") as folder:
        edition, settings = sample(Path(folder) / "var")
        city = load_city(SAMPLE, "fresno-ca")
        mail = render.mail(edition, city)
        print(f"{count} subscribers, best of {rounds} rounds")  # noqa: T201
        for form in FORMATS:
            measure(mail, city, form, count, rounds, Path(folder))
        rendered, composed = rendering(edition, settings, rounds)
        charts = len(edition.charts)
        print(f"one edition        {rendered:.2f} s for HTML, text, {charts} charts and page, after {composed:.2f} s to compose it; warm")  # noqa: T201


if __name__ == "__main__":
    main()
