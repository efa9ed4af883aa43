"""A real Postfix on loopback, with its own configuration, queue and certificate, that keeps what it is given in Maildirs."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {folder}/log/postfix.log
maillog_file_prefixes = {folder}/log
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = mail.test
mydestination =
relay_domains =
default_transport = error:no mail leaves this machine
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = regexp:{folder}/boxes
smtpd_reject_unlisted_recipient = no
bounce_queue_lifetime = 1h
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = mail.test
smtpd_tls_auth_only = yes
cyrus_sasl_config_path = {folder}/sasl
smtpd_tls_security_level = encrypt
smtpd_tls_chain_files = {folder}/server.pem
"""

_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
virtual unix - n n - - virtual
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
anvil unix - - n - 1 anvil
showq unix n - n - - showq
"""


# One subscriber's mailbox is gone: the server takes the mail, and sends it back.
GONE = "ben@example.org"
_BOXES = f"if !/^{GONE}$/\n/./ all/\nendif\n"

_SASL = """
pwcheck_method: auxprop
auxprop_plugin: sasldb
mech_list: PLAIN LOGIN
sasldb_path: {folder}/sasl/passwords
"""

USER, PASSWORD = "desk@mail.test", "open sesame"


@dataclass(frozen=True)
class Postfix:
    """Where it listens, whom to trust, and what arrived. It takes mail over TLS only, and from USER with PASSWORD only."""

    port: int
    authority: Path  # PEM of the certificate authority
    folder: Path

    def arrived(self, wanted: int, seconds: float = 20.0) -> list[bytes]:
        """The messages in all mailboxes, once there are as many as wanted or the time is over."""
        deadline = time.monotonic() + seconds
        while True:
            found = sorted((self.folder / "mail").glob("*/new/*"))
            if len(found) >= wanted or time.monotonic() > deadline:
                return [path.read_bytes() for path in found]
            time.sleep(0.2)


@contextlib.contextmanager
def running(postfix: str, saslpasswd: str) -> Iterator[Postfix]:
    """A Postfix with a folder of its own, stopped at the end; its processes have their own user, so every folder above must be open."""
    with tempfile.TemporaryDirectory(prefix="postfix-") as folder:
        Path(folder).chmod(0o755)
        with _running(postfix, saslpasswd, Path(folder)) as server:
            yield server


@contextlib.contextmanager
def _running(postfix: str, saslpasswd: str, folder: Path) -> Iterator[Postfix]:
    for name in ("queue", "data", "mail", "log", "sasl"):
        (folder / name).mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    authority.issue_cert("localhost", "127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    owner = Path("/var/lib/postfix").stat()
    (folder / "boxes").write_text(_BOXES, encoding="ascii")
    (folder / "sasl" / "smtpd.conf").write_text(_SASL.format(folder=folder), encoding="ascii")
    user, _, realm = USER.partition("@")
    store = [saslpasswd, "-p", "-c", "-f", str(folder / "sasl" / "passwords"), "-u", realm, user]
    subprocess.run(store, input=PASSWORD, text=True, check=True, timeout=60)
    shutil.chown(folder / "sasl" / "passwords", owner.st_uid, owner.st_gid)
    for name in ("data", "mail", "log"):
        shutil.chown(folder / name, owner.st_uid, owner.st_gid)
    (folder / "main.cf").write_text(_MAIN.format(folder=folder, uid=owner.st_uid, gid=owner.st_gid), encoding="ascii")
    (folder / "master.cf").write_text(_MASTER.format(port=port), encoding="ascii")
    command = [postfix, "-c", str(folder)]
    subprocess.run([*command, "start"], check=True, timeout=60, capture_output=True)
    try:
        yield Postfix(port, folder / "authority.pem", folder)
    finally:
        subprocess.run([*command, "stop"], check=False, timeout=60, capture_output=True)
