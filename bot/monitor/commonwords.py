"""Common words: what says nothing about which story an article belongs to.

Two lists, English: the function words, which are not compared at all, and words that headlines of any story are full
of, which weigh little until enough articles have come to learn it from (`rarity`). Other languages do without: there
the weights are learnt from the stream alone.
"""

from bot.monitor.text import stem

FUNCTION_WORDS = frozenset(
    "a about after again against an and are as at be been before being between but by can could did do does done "  # noqa: SIM905 (words read better than a list)
    "down during for from had has have having he her here his how i in into is it its just may might more most "
    "must my no not of off on only or our out over own s said same say says shall she should so some such t than "
    "that the their them then there these they this those through to too under up very was we were what when "
    "where which who whom why will with would you your".split()
)

_HEADLINE_WORDS = (
    "according accused admits after ahead alert alleged allegedly american announces another appears around asks "  # noqa: SIM905 (words read better than a list)
    "attack away back bad behind best better big biggest body boy breaking brings call called calls case caught "
    "chief child children city claim claims come confirmed confirms could country court data day dead deal death "
    "details died dies does early end ever every expected faces fake family far fear fears feel fight final "
    "finally find finds first five footage former found four full get gets getting girl gives go goes going good "
    "got government group guy half head help her high hit hits home hope hours house huge human inside issue "
    "issues keep key kill killed kills kind know late launch lead leader leaders leads leave left less life like "
    "line little live long look looks lost lot love made major make makes making man many may me media meet "
    "million minister moment money month months move much must name near need needs new news next night no now "
    "number off office official officials old one online open others own part party people photo photos pictures "
    "place plan plans play point police post power president press pretty probably problem public put puts "
    "question questions read ready real really record released report reported reportedly reports revealed "
    "reveals right rumor rumors rumour rumours run said say says second see seen sees sent set shocking shot show "
    "shows side since six social source sources speaks star start starts state statement still stop stories story "
    "suspect take takes taking talk talks team tell ten thing things think third thought thousands three time "
    "times today together told tonight took top total tries true truth trying turn turns two unconfirmed under "
    "until update use used using very victim video want wants war warning warns was watch ways week weekend weeks "
    "went white wife win wins without woman women won work working world worst wrong year years york young your".split()
)
HEADLINE_STEMS = frozenset(stem(word, "en") for word in _HEADLINE_WORDS)
"""The stems of words that stand in headlines of any story."""
