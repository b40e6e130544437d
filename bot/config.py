"""The settings: read once, from the environment (prefix `TOCSIN_`) or a `.env` file, and passed on as one value."""

import re
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import WrongEnvironment, WrongSetting

PREFIX = "TOCSIN_"


class Access(StrEnum):
    """Who may use the bot."""

    OPEN = "open"
    ALLOWLIST = "allowlist"


class LogFormat(StrEnum):
    """How log lines look: readable on a terminal, JSON otherwise, or always one of the two."""

    AUTO = "auto"
    JSON = "json"
    TEXT = "text"


class OnUncertain(StrEnum):
    """What happens to a message of which nobody knows whether Telegram accepted it."""

    RESEND = "resend"
    HOLD = "hold"


class Settings(BaseSettings):
    """Everything that an operator can set; `docs/operations.md` explains each."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
    )

    token: SecretStr | None = Field(default=None, description="The bot's token, from BotFather. None: the terminal.")
    token_file: Path | None = Field(default=None, description="A file that holds the token, instead of TOKEN.")
    api_url: str = Field(default="https://api.telegram.org", description="The base address of the Bot API.")
    state_dir: Path = Field(default=Path("state"), description="Where the database and the history file live.")
    rules_dir: Path | None = Field(default=None, description="The rulebooks. Default: rules/, else the shipped ones.")
    database_url: str | None = Field(default=None, description="A database address. Default: SQLite in STATE_DIR.")
    owners: Annotated[frozenset[int], NoDecode] = Field(
        default=frozenset(), description="Telegram ids of the people who run the bot, separated by commas."
    )
    access: Access = Field(default=Access.OPEN, description="Who may use the bot: open, or allowlist (the owners).")
    allow_nets: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        default=(), description="Private networks (CIDR) that feeds may live in, separated by commas."
    )
    log_format: LogFormat = Field(default=LogFormat.AUTO, description="auto, json or text.")
    on_uncertain: OnUncertain = Field(
        default=OnUncertain.RESEND, description="resend (with a visible mark) or hold what may have been delivered."
    )
    join_above: int = Field(
        default=10, ge=1, le=1_000, description="More waiting alerts of one chat than this are joined into one message."
    )

    max_feeds: int = Field(default=50, ge=0, le=10_000, description="Feeds that one chat may add.")
    max_watches: int = Field(default=50, ge=0, le=10_000, description="Watches that one chat may have.")
    commands_per_minute: int = Field(default=20, ge=1, le=10_000, description="Commands and presses of one chat.")
    max_opml: int = Field(default=5_000, ge=1, le=100_000, description="Feeds that are taken from one OPML file.")
    metrics: str | None = Field(
        default=None,
        description="Where /healthz and /metrics are served: a port, or an address and a port.",
    )

    @field_validator("owners", mode="before")
    @classmethod
    def _ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        words = [word for word in re.split(r"[,\s]+", value) if word]
        if wrong := next((word for word in words if not re.fullmatch(r"-?\d+", word)), None):
            raise ValueError(f"'{wrong}' is not a numeric Telegram id (ask @userinfobot for yours)")
        return frozenset(map(int, words))

    @field_validator("allow_nets", mode="before")
    @classmethod
    def _nets(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(ip_network(word, strict=False) for word in re.split(r"[,\s]+", value) if word)

    @field_validator("api_url")
    @classmethod
    def _address(cls, value: str) -> str:
        try:
            is_address = bool(re.fullmatch(r"https?://\S+", value) and urlsplit(value).hostname)
        except ValueError:  # brackets that hold no IPv6 address
            is_address = False
        if not is_address:
            raise ValueError("an address that starts with http:// or https:// is needed")
        return value.rstrip("/")

    @field_validator("metrics")
    @classmethod
    def _listening(cls, value: str | None) -> str | None:
        if value is None:
            return None
        host, _, port = value.strip().rpartition(":")
        host = host.removeprefix("[").removesuffix("]") or "127.0.0.1"
        is_port = bool(re.fullmatch(r"[0-9]{1,5}", port)) and int(port) < 65_536
        if not is_port or not re.fullmatch(r"[A-Za-z0-9.:-]+", host):
            raise ValueError("a port is needed, 9464 for example, or an address and a port, 127.0.0.1:9464")
        return f"{host}:{port}"

    @property
    def metrics_at(self) -> tuple[str, int] | None:
        """The address and port that health and metrics are served at, or None."""
        if self.metrics is None:
            return None
        host, _, port = self.metrics.rpartition(":")
        return host, int(port)

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"[a-z][a-z0-9+]*://", value):  # the value may hold a password
            raise ValueError("a database address is needed, for example sqlite:///state/tocsin.db")
        return value

    @model_validator(mode="after")
    def _one_token(self) -> "Settings":
        if self.token and self.token_file:
            raise ValueError("set TOKEN or TOKEN_FILE, not both")
        return self

    def find_token(self) -> str | None:
        """Return the bot's token, or None when there is none.

        Raises:
            WrongSetting: The token file cannot be read, or what is there does not look like a token.
        """
        variable, token = PREFIX + "TOKEN", self.token.get_secret_value().strip() if self.token else ""
        if self.token_file:
            variable = PREFIX + "TOKEN_FILE"
            try:
                token = self.token_file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                reason = error.strerror if isinstance(error, OSError) else "not text"
                raise WrongSetting(variable, f"cannot read {self.token_file}: {reason}") from None
        if not token and variable == PREFIX + "TOKEN":
            return None
        if not re.fullmatch(r"\d{3,20}:[A-Za-z0-9_-]{20,100}", token):
            raise WrongSetting(variable, "this is not a bot token; BotFather gives one like 123456789:AAE…")
        return token


def read_settings(**overrides: Any) -> Settings:
    """Return the settings from the environment and `.env`; keyword arguments that are not None win.

    Raises:
        WrongSetting: A value cannot be used; the message names the variable and never shows a secret.
        WrongEnvironment: The file `.env` is no text.
    """
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "token"
        message = first["msg"].removeprefix("Value error, ")
        raise WrongSetting(PREFIX + name.upper(), message) from None
    except UnicodeDecodeError:
        raise WrongEnvironment("the file .env is not UTF-8 text; save it as UTF-8") from None
