"""The settings: every wrong value is one line that names the variable and shows no secret."""

from pathlib import Path

import pytest

from bot.config import Access, read_settings
from bot.errors import WrongSetting

TOKEN = "123456789:AAE-a-made-up-token-for-the-tests_0"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting and no .env file of this machine reaches these tests."""
    import os

    for name in [name for name in os.environ if name.startswith("TOCSIN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_defaults_need_nothing() -> None:
    """Without any setting the bot talks to the terminal and keeps its state in ./state."""
    settings = read_settings()
    assert settings.find_token() is None
    assert (settings.state_dir, settings.access, settings.owners) == (Path("state"), Access.OPEN, frozenset())


def test_lists_are_read_from_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """OWNERS and ALLOW_NETS take several values, separated by commas or spaces."""
    monkeypatch.setenv("TOCSIN_OWNERS", "12, 34 56")
    monkeypatch.setenv("TOCSIN_ALLOW_NETS", "127.0.0.0/8,fd00::/8")
    settings = read_settings()
    assert settings.owners == {12, 34, 56}
    assert [str(net) for net in settings.allow_nets] == ["127.0.0.0/8", "fd00::/8"]


def test_settings_are_read_from_a_file_too(tmp_path: Path) -> None:
    """A .env file in the working folder serves as well as the environment."""
    (tmp_path / ".env").write_text(f"TOCSIN_TOKEN={TOKEN}\nTOCSIN_ACCESS=allowlist\nTOCSIN_OWNERS=7\n")
    settings = read_settings()
    assert settings.find_token() == TOKEN
    assert settings.access is Access.ALLOWLIST


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OWNERS", "12,somebody"),
        ("ACCESS", "closed"),
        ("ALLOW_NETS", "10.0.0.0/99"),
        ("LOG_FORMAT", "xml"),
        ("API_URL", "api.telegram.org"),
        ("ON_UNCERTAIN", "maybe"),
    ],
)
def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Each setting that cannot be used is one line that starts with the variable's name."""
    monkeypatch.setenv(f"TOCSIN_{name}", value)
    with pytest.raises(WrongSetting) as caught:
        read_settings()
    assert str(caught.value).startswith(f"TOCSIN_{name}: ")
    assert "\n" not in str(caught.value)


def test_a_wrong_token_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that cannot be one is refused at once, without being repeated."""
    monkeypatch.setenv("TOCSIN_TOKEN", "secret-but-not-a-token")
    with pytest.raises(WrongSetting, match="TOCSIN_TOKEN: this is not a bot token") as caught:
        read_settings().find_token()
    assert "secret" not in str(caught.value)
    assert "secret" not in repr(read_settings())


def test_a_token_file_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """TOKEN_FILE holds the token; a missing file, or both settings at once, is an error that names the variable."""
    path = tmp_path / "token"
    monkeypatch.setenv("TOCSIN_TOKEN_FILE", str(path))
    with pytest.raises(WrongSetting, match="TOCSIN_TOKEN_FILE: cannot read"):
        read_settings().find_token()
    path.write_text(TOKEN + "\n")
    assert read_settings().find_token() == TOKEN
    monkeypatch.setenv("TOCSIN_TOKEN", TOKEN)
    with pytest.raises(WrongSetting, match="not both"):
        read_settings()
