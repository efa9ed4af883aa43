"""A key to sign with, and what the DNS would say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Key:
    """A key file, and the record of `desk._domainkey.example.org`."""

    file: Path
    record: bytes

    def dns(self, name: bytes, timeout: int = 5) -> bytes | None:
        return self.record if name == b"desk._domainkey.example.org." else None


def make(file: Path) -> Key:
    """Writes a new key; 1,024 bits are quick, and nobody has to be kept out here."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    file.write_bytes(made.private_bytes(*form))
    public = made.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Key(file, b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1]))
