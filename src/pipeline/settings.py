"""All that the environment decides, and the only module that reads it. Every name begins with YEAREND_."""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from pipeline.errors import ConfigError

RESTORING = ".restoring"  # in a home, while a backup takes its place


class Settings(BaseSettings):
    """One installation's settings; `deployments/env.example` lists them with these words."""

    model_config = SettingsConfigDict(
        env_prefix="YEAREND_",
        frozen=True,
        extra="ignore",
        env_nested_delimiter="_",  # YEAREND_TOKEN_NEW_YORK is token["new_york"]
        env_nested_max_split=1,
    )

    home: Path = Field(Path("var"), description="where state lies: archive, warehouse, ledger, published files, outbox, site")
    deployments: Path = Field(Path("deployments"), description="where the cities' TOML files lie, under cities/")
    contact: str = Field("", description="an address or a page for the publishers we fetch from; stands in the user agent")
    allow_private_addresses: bool = Field(False, description="fetch from private and loopback addresses too; for tests on one machine")
    timeout_seconds: float = Field(30.0, gt=0, description="how long one request may stay silent")
    host_pause_seconds: float = Field(1.0, ge=0, description="least time between two requests to one host")
    backfill_pause_seconds: float = Field(5.0, ge=0, description="the same for `yearend backfill`, which is in no hurry")
    max_body_megabytes: int = Field(25, gt=0, description="largest page taken, before and after decompression; 1 MB is 1,000,000 bytes")
    max_data_megabytes: int = Field(4000, gt=0, description="the same for files of data, which go to disk as they come")
    token: dict[str, SecretStr] = Field({}, description="a publisher's key or token, by the name that a source's TOML gives it; a secret")
    max_redirects: int = Field(5, ge=0, description="how many redirects are followed")
    memory_limit: str = Field("1GB", pattern=r"^[0-9]+(\.[0-9]+)? ?[kKMGT]i?B$", description="DuckDB's memory limit, such as 512MB")
    threads: int = Field(2, gt=0, description="DuckDB's threads")
    mining_runner: str = Field(
        "processes",
        pattern=r"^(threads|processes|(tcp|tls|ucx)://[^\s/]+)$",
        description="where news archives are mined: threads, processes (a Dask cluster of this machine), or a Dask scheduler's tcp:// address",
    )
    mining_workers: int = Field(0, ge=0, description="how many threads or processes mine at a time; 0 is one for each processor")
    lock_wait_seconds: float = Field(20.0, ge=0, description="how long to wait for a warehouse that another process holds")
    backup_folder: str = Field("", description="where `yearend backup` puts backups: outside of YEAREND_HOME, best on another disk")
    backups_kept: int = Field(14, ge=1, description="how many backups are kept; what did not change takes no space twice")
    site_base_url: str = Field(
        "", pattern=r"^(https?://[^\s\"'<>]+)?$", description="public address of var/site; without it the mail's numbers carry footnotes"
    )
    smtp_host: str = Field("", description="mail server; without it nothing can be sent")
    smtp_port: int = Field(587, gt=0, lt=65536, description="its port")
    smtp_security: Literal["starttls", "tls", "insecure"] = Field("starttls", description="starttls, tls, or insecure for a server on loopback")
    smtp_user: str = Field("", description="login, if the server wants one")
    smtp_password: SecretStr = Field(SecretStr(""), description="its password; a secret")
    smtp_timeout_seconds: float = Field(30.0, gt=0, le=60, description="how long the mail server may stay silent, 60 at most")
    smtp_per_minute: int = Field(0, ge=0, description="most messages handed over in a minute; 0 is no limit")
    operator: str = Field(
        "", repr=False, description="address that is mailed when something is wrong with this installation; without it nobody is told"
    )
    operator_sender: str = Field("", repr=False, description="address that such mails are from; by default the operator's own")
    alert_again_days: int = Field(7, gt=0, description="after so many days a trouble that lasts is mailed again")
    log_format: Literal["text", "json"] = Field("text", description="logs as text, or as JSON, an object a line")
    approval: bool = Field(True, description="an edition waits until somebody approves it; to switch that off takes the next setting too")
    send_what_nobody_approved: bool = Field(False, description="together with YEAREND_APPROVAL=false: editions go out that nobody has looked at")
    unsubscribe_url: str = Field(
        "", description="https address for one-click unsubscribing (`yearend one-click` answers there); else by mail only"
    )
    unsubscribe_key: SecretStr = Field(SecretStr(""), description="signs the links to it, 32 characters or more; a secret")
    dkim_selector: str = Field("", description="DKIM selector, where yearend is to sign")
    dkim_domain: str = Field("", description="domain that signs; by default the sender's")
    dkim_key_file: str = Field("", description="file with the RSA private key in PEM")
    dkim_by_relay: bool = Field(False, description="the mail server signs, and its signature covers both List-Unsubscribe headers")

    @property
    def archive(self) -> Path:
        return self.home / "archive"

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse.duckdb"

    @property
    def ledger(self) -> Path:
        return self.home / "ledger.sqlite"

    @property
    def published(self) -> Path:
        return self.home / "published"

    @property
    def published_file(self) -> Path:
        return self.published / "yearend.duckdb"

    @property
    def outbox(self) -> Path:
        return self.home / "outbox"

    @property
    def site(self) -> Path:
        return self.home / "site"


def load_settings(*, is_restoring: bool = False) -> Settings:
    """The settings as the environment gives them; ConfigError names the variable that is wrong.

    Where a restoration of the home is under way or was cut off, only what goes on with it (`is_restoring`) gets any.
    """
    try:
        settings = Settings()
        if (settings.home / RESTORING).exists() and not is_restoring:
            raise ConfigError(f"{settings.home} is being restored; if that was cut off, run the same `yearend restore` again")
        return settings
    except SettingsError:  # its message may hold the value
        raise ConfigError("YEAREND_TOKEN: write every token in a variable of its own, such as YEAREND_TOKEN_CHICAGO") from None
    except ValidationError as error:
        first = error.errors()[0]
        name = "YEAREND_" + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigError(f"{name}: {first['msg']}; see deployments/env.example for what it takes") from None


def misspelt() -> dict[str, str]:
    """The YEAREND_ variables that are no setting, each with the setting that it is most like, or ""."""
    known = [f"YEAREND_{name.upper()}" for name in Settings.model_fields]
    given = sorted(name for name in os.environ if name.startswith("YEAREND_") and name not in known and not name.startswith("YEAREND_TOKEN_"))
    return {name: next(iter(difflib.get_close_matches(name, known, 1, 0.8)), "") for name in given}


def prefect_address() -> str:
    """Where the Prefect server's API is, by the variable that Prefect itself reads; "" where none is named."""
    return os.environ.get("PREFECT_API_URL", "").rstrip("/")


def example() -> str:
    """`deployments/env.example`: every setting with its default and what it is for."""
    lines = ["# Settings of yearend, with their defaults. Written by `make docs`; copy it, and change the copy."]
    for name, field in Settings.model_fields.items():
        if field.default == {}:
            lines += ["", f"# {field.description}", f"# YEAREND_{name.upper()}_CHICAGO="]
            continue
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        shown = str(default).lower() if isinstance(default, bool) else default
        lines += ["", f"# {field.description}", f"YEAREND_{name.upper()}={shown}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(example(), encoding="utf-8")
