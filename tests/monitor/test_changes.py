"""Changes: what keeps look-alikes from being copies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.monitor.changes import find_change


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Premier to resign over harbour deal", "Premier resigns over harbour deal"),
        ("Ministers to resign over harbour deal", "Ministers resign over harbour deal"),
        ("Judge to temporarily block port closure", "Judge blocks port closure"),
        ("Ferry fares will rise in the north", "Ferry fares rise in the north"),
        ("Union accepts pay offer from port", "Union weighs pay offer from port"),
        ("Union rejects port's pay offer", "Port's pay offer goes to union"),
        ("Mayor denies plan to sell ferries", "Mayor's plan to sell ferries"),
        ("Mayor is not selling the ferries", "Mayor is selling the ferries"),
        ("Captain wont resign over the spill", "Captain to resign over the spill"),
        ("Captain won't resign over the spill", "Captain will resign over the spill"),
        ("Captain apologises for remarks on strike", "Captain slammed for remarks on strike"),
        ("Storm may close the port of Lisbon", "Storm closes the port of Lisbon"),
        ("Petition to save lighthouse passes 40K signatures", "Petition to save lighthouse passes 55,000 signatures"),
        ("Storm kills three at sea", "Storm kills five at sea"),
        ("Bridge cleared for late June opening", "Bridge cleared for opening on June 22"),
        ("Portugal's first case of bird flu found in Porto", "First Spanish case of bird flu found in Vigo"),
        ("Portugal warns Spain after sea standoff", "France tells Spain to leave after sea standoff with Portugal"),
        ("Budget of 2026 passes parliament", "Budget of 2027 passes parliament"),
    ],
)
def test_a_change_is_found_in_both_directions(one: str, other: str) -> None:
    """A number, an intention, a decision, an actor or a name that differs is a change."""
    assert find_change(one, other)
    assert find_change(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Port fined $27.5M over spill", "Port fined $27 million over spill"),
        ("Port buys 3,000 boats", "Port buys 3K boats"),
        ("Five lawmakers visit the port", "Lawmakers visit the port"),
        ("Ron Delgado resigns as harbour master", "Delgado resigns as harbour master"),
        ("Turkey detains grain ship, Lisbon says", "Turkish customs detain grain ship, Lisbon says"),
        ("Jan. 6 storm sank two boats", "January 6 storm sank two boats"),
        ("Union refuses offer", "Union rejects offer"),
        ("Harbour master to resign", "Harbour master will resign"),
        ("Port adds ferry to list of closures", "Port adds ferry to list of closures for June"),
        ("Captain won't resign over the spill", "Captain wont resign over the spill"),
        ("Mayor says he didn’t sell the ferries", "Mayor says he didnt sell the ferries"),
        ("", ""),
    ],
)
def test_rewording_is_no_change(one: str, other: str) -> None:
    """Rounding, titles, forms of a name and synonyms of a decision tell nothing new."""
    assert find_change(one, other) is None
    assert find_change(other, one) is None


@given(st.text(max_size=120), st.text(max_size=120))
def test_it_never_raises_and_has_no_direction(one: str, other: str) -> None:
    """Whatever the headlines are, both orders agree, and a headline has not changed against itself."""
    assert bool(find_change(one, other)) == bool(find_change(other, one))
    assert find_change(one, one) is None
