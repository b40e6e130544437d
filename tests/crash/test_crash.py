"""SIGKILL at random moments, end to end: nothing lost, nothing twice, repeats marked; see `make test-crash`."""

from pathlib import Path

from tests.crash.run import told, trial


async def test_the_contract_outlives_twenty_kills(tmp_path: Path) -> None:
    """Feeds publish, people subscribe, Telegram fails in every way, and the program dies at any moment."""
    figures = await trial(tmp_path, kills=20, seed=2026, longest_life=1.0)
    assert figures.is_good(), told(figures)
    assert figures.kills == 20
    assert figures.had_to_arrive > 100
