"""English: the words that the story judgement knows, in one place.

Lists and no logic. What follows from a word is told by the modules that ask: `terms` and `rarity` what it weighs,
`swaps` and `changes` what it tells apart, `outlets` whether it names a paper. The forms of furniture are not words but
patterns, and stand in `boilerplate`. All words are folded (`text.fold`). Articles in other languages are judged without
these lists; docs/stories.md says what that costs, and why they are no part of a rulebook.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _series(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FUNCTION_WORDS = _words(
    "a about after again against an and are as at be been before being between but by can could did do does done down "
    "during for from had has have having he her here his how i in into is it its just may might more most must my no "
    "not of off on only or our out over own s said same say says shall she should so some such t than that the their "
    "them then there these they this those through to too under up very was we were what when where which who whom "
    "why will with would you your"
)
"""What says nothing about which story an article belongs to."""
HEADLINE_WORDS = _words(
    "according accused admits after ahead alert alleged allegedly american announces another appears around asks "
    "attack away back bad behind best better big biggest body boy breaking brings call called calls case caught chief "
    "child children city claim claims come confirmed confirms could country court data day dead deal death details "
    "died dies does early end ever every expected faces fake family far fear fears feel fight final finally find "
    "finds first five footage former found four full get gets getting girl gives go goes going good got government "
    "group guy half head help her high hit hits home hope hours house huge human inside issue issues keep key kill "
    "killed kills kind know late launch lead leader leaders leads leave left less life like line little live long "
    "look looks lost lot love made major make makes making man many may me media meet million minister moment money "
    "month months move much must name near need needs new news next night no now number off office official officials "
    "old one online open others own part party people photo photos pictures place plan plans play point police post "
    "power president press pretty probably problem public put puts question questions read ready real really record "
    "released report reported reportedly reports revealed reveals right rumor rumors rumour rumours run said say says "
    "second see seen sees sent set shocking shot show shows side since six social source sources speaks star start "
    "starts state statement still stop stories story suspect take takes taking talk talks team tell ten thing things "
    "think third thought thousands three time times today together told tonight took top total tries true truth "
    "trying turn turns two unconfirmed under until update use used using very victim video want wants war warning "
    "warns was watch ways week weekend weeks went white wife win wins without woman women won work working world "
    "worst wrong year years york young your"
)
"""What headlines of any story are full of: they weigh little until the stream has taught what they weigh."""

MONTHS = _words(
    "january february march april june july august september october november december jan feb apr jun jul aug sep "
    "sept oct nov dec"
)
DAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
HEDGES = _words("about almost around as at fewer least less many more most nearly over some than")
"""Words that may stand before a quantity."""
NEAR = _words("in near off at outside inside around across over from")
"""Prepositions before a place."""
SELDOM_PLACES = _words("man david reading mobile nice best split orange")
"""Names of cities that are mostly something else."""
STAMPS = MONTHS | _words("am pm gmt utc ist et est edt pt pst pdt updated published posted")
"""Words of the line that says when an article was put online; outlets write it in all ways."""

OPPOSITES = (
    "arrest arrests arrested detain detained jail jailed/release releases released free frees freed",
    "win wins won winning victory beat beats/lose loses lost losing defeat loss",
    "raise raises raised increase increases increased hike hikes hiked/cut cuts lower lowers lowered reduce reduces "
    "reduced slash slashes slashed",
    "rise rises rose rising climb climbs climbed gain gains gained jump jumps jumped surge surges surged up higher/"
    "fall falls fell falling drop drops dropped slip slips slipped slide slides slid sink sinks sank plunge plunges "
    "plunged tumble tumbles tumbled down lower",
    "alive survive survives survived/dead dies died killed",
    "injured hurt wounded injuring wounding injures/killed dead kills killing dies died",
    "uphold upholds upheld/overturn overturns overturned quash quashes quashed",
    "safe/unsafe dangerous",
    "survive survives survived/lose loses lost",
    "start starts started begin begins began launch launches launched/call calls called end ends ended stop stops "
    "stopped",
    "for/against",
    "back backs backed support supports supported join joins joined/drop drops dropped oppose opposes opposed leave "
    "leaves left",
    "under/out of",
    "cleared acquitted/convicted guilty",
    "open opens opened reopen reopens reopened/close closes closed shut shuts",
    "accept accepts accepted/reject rejects rejected",
    "best/worst",
    "first/last",
    "before/after",
    "more/fewer less",
    "buy buys bought buying/sell sells sold selling",
    "hire hires hired/fire fires fired sack sacks sacked",
    "legal/illegal",
    "lawful/unlawful",
    "boy boys/girl girls",
    "man men/woman women",
    "husband/wife",
    "son sons/daughter daughters",
    "mother/father",
    "brother brothers/sister sisters",
    "north northern/south southern",
    "east eastern/west western",
)
"""Words that stand against each other, either side with all its forms."""
ADDED = _words(
    "another second third fourth fifth wife husband widow son daughter mother father brother sister lawyer dies died "
    "dead annulled overturned quashed upheld revoked appeal appeals"
)
"""Words that make another event of a headline to which they are added: a second quake, the wife of the one jailed."""
ALIKE = (
    "say says said tell tells claim claims report reports reveal reveals announce announces warn warns purports "
    "claiming allegedly alleged reported reportedly condemn condemns",
    "dead dies died",
    "win victory",
    "ask asks urge urges",
    "block blocks stop stops halt halts defeat defeats",
    "yesterday today tonight tomorrow monday tuesday wednesday thursday friday saturday sunday",
    "talks negotiations",
    "pick picks choose chooses",
    "delete deletes erase erases",
    "held detained arrested",
    "seal seals secure secures",
    "reap reaps collect collects rake rakes",
    "mother mum mom",
    "pot marijuana cannabis",
    "contest competition",
    "person man",
    "title belt",
    "blaze fire",
    "refuse reject refuses rejects",
    "child kid children kids",
    "row dispute",
    "cop cops police officer officers",
    "slam slams blast blasts",
    "vow vows pledge pledges",
    "hit hits strike strikes",
)
"""Words that mean the same in a headline."""

NUMBERS = _series(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
ORDINALS = _series("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
_TENS = _series("twenty thirty forty fifty sixty seventy eighty ninety")
COUNTS = {
    **{word: float(at) for at, word in enumerate(NUMBERS)},
    **{word: float(at) for at, word in enumerate(ORDINALS, 1)},
    **{word: 10.0 * at for at, word in enumerate(_TENS, 2)},
    "no": 0.0,
    "none": 0.0,
    "dozen": 12.0,
}
"""What a word counts for."""
VAGUE = {
    "dozens": (20.0, 99.0),
    "scores": (20.0, 99.0),
    "hundreds": (100.0, 999.0),
    "thousands": (1e3, 999e3),
    "millions": (1e6, 999e6),
    "billions": (1e9, 999e9),
}
"""What a word may stand for: the least and the most."""
SCALE = {
    "hundred": 100.0,
    **dict.fromkeys(("k", "thousand"), 1e3),
    **dict.fromkeys(("m", "mn", "mln", "million"), 1e6),
    **dict.fromkeys(("b", "bn", "bln", "billion"), 1e9),
    **dict.fromkeys(("tn", "trillion"), 1e12),
}
"""What a word or letter behind a number multiplies it by."""

DECISIONS = {
    "no": "no not never none without cannot deny denies denied denying denial reject* refus* decline declines declined "
    "rebuff* dismiss* oppose opposes opposed veto* false hoax fake untrue bogus debunk* disput* retract* "
    "contradict*",
    "stop": "stop stops stopped block blocks blocked halt* suspen* cancel* postpon* delay* scrap scraps scrapped "
    "withdr* abandon* end ends ended quit quits",
    "resume": "resum* reopen* restor* lift lifts lifted",
    "agree": "accept accepts agree agrees agreed agreement approv* endors* adopt adopts adopted ratif* allow allows "
    "allowed",
    "confirm": "confirm* verif*",
    "apology": "apologi* apology regret* sorry",
    "maybe": "may might could likely unlikely expected possibl* potential* consider* rumor* rumour*",
    "verdict": "acquit* convict* guilty",
}
"""What tells a decision from its absence, by kind; an asterisk stands for any ending."""
NEGATED = _words(
    "aint arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt mustnt neednt shouldnt wasnt werent wont wouldnt"
)
"""Verbs with a short "not", as they are compared: outlets and their systems lose the apostrophe."""
AHEAD = _words("to will would shall may might could wont wouldnt")
"""Words before what is still to happen."""
NOUN_ENDS = ("ion", "ment", "ness", "ity", "ism", "ics", "er", "or")
"""Endings of words that are no verbs."""
COUNTRIES = _series(
    "afghan* albania* algeria* angola* argentin* armenia* australia*/aussie azerbaijan*/azeri bahrain* bangladesh* "
    "belarus* belgi* bolivia* bosnia* botswana* brazil* bulgaria* cambodia* cameroon* canad* chile/chilean "
    "china/chinese/beijing colombia* congo* croatia* cuba/cuban cypr* czech* denmark/danish/danes ecuador* egypt* "
    "estonia* ethiopia* finland/finnish/finns france/french/paris georgia/georgian german*/berlin ghana/ghanaian "
    "greece/greek/greeks guatemala* haiti* hondura* hungar* iceland* india/indian/indians/delhi indonesia* "
    "iran/iranian/iranians/tehran iraq/iraqi/iraqis ireland/irish israel* ital*/rome jamaica* japan*/tokyo "
    "jordan/jordanian kazakh* kenya* korea* kosovo* kuwait* kyrgyz* laos latvia* leban* liberia* libya* lithuania* "
    "luxembourg* malaysia* mali/malian malta/maltese mexic* moldova* mongolia* montenegr* morocc* mozambi* "
    "myanmar/burma namibia* nepal* netherlands/dutch zealand* nicaragua* nigeria* norway/norwegian/norwegians "
    "oman/omani pakistan* palestin*/gaza panama* paraguay* peru/peruvian philippin*/filipino poland/polish/poles "
    "portug* qatar* romania* russia*/moscow/kremlin rwanda* saudi* senegal* serbia* singapore* slovak* sloven* "
    "somali* spain/spanish/spaniards sudan* swed* swiss/switzerland syria* taiwan* tajik* tanzania* thai/thailand "
    "tunisia* turkey/turkiye/turkish/turks/ankara turkmen* uganda* ukrain*/kyiv/kiev uae/emirates/emirati "
    "uk/britain/british/england/english/london us/usa/america/american/americans uruguay* uzbek* venezuela* vietnam* "
    "yemen* zambia* zimbabwe*"
)
"""The names of one country with a stroke between them, an asterisk for any ending. They are compared without case, so
there is no surname among them."""
KINDS = _words(
    "accident airstrike airstrikes army arrest arrested arrests attacker avalanche ballot ban bank blackout blast "
    "blasts blaze boat bomb bomber bombing bombs border bridge building bus bushfire bushfires car ceasefire central "
    "church clash clashes coal collapse collapses coup crash crashes cruise curfew cyclone dam derailment disaster "
    "dockers doctors dozens drivers drone drones drought earthquake earthquakes east eastern election elections "
    "emergency eruption evacuation explosion explosions factory farmers ferry fire firefighters fires fishing flash "
    "flight flood flooding floods foreign gas gunfire gunman gunmen heatwave heavy helicopter hostages hotel hundreds "
    "hurricane inmates jet journalist judge judges knife landslide landslides lightning mall mass massive military "
    "mine miners missile missiles mob mosque mudslide nightclub north northern nurses outbreak parliament passenger "
    "passengers pilots plane powerful prison prisoners protest protesters protests quake quakes rail rally rebels "
    "rescue rescuers riot riots rocket rockets school security shelling ship shooter shooting shootings shots soldier "
    "soldiers south southern stabbing stabbings stampede storm storms strike strikes strong student students suicide "
    "tanker teacher temple terror thunderstorm tornado tornadoes tourist tourists tower train trains tremor tremors "
    "troops truck tsunami twin typhoon vehicle violence violent volcano volcanoes vote voters wave weather west "
    "western wildfire wildfires workers"
)
"""Words that events of one kind share: no names, though a capital stands at the start of a headline."""
SMALL = _words("a an the of in on at for from by with and or as its his her their our your it this that")
"""Words that no headline's actor is."""

OUTLETS = frozenset(
    "".join(name.split())
    for name in """
    abc, abs cbn, afp, agence france presse, al arabiya, al jazeera, aljazeera, anadolu, anadolu agency, anadolu
    ajansi, ani, ansa, ap, apnews, ars technica, associated press, axios, barrons, bbc, bbc verify, bild, bloomberg,
    breitbart, business insider, business standard, buzzfeed, cbc, cbs, channel 4, channel news asia, china daily,
    cna, cnbc, cnet, cnn, ctv, daily beast, daily express, daily mail, daily mirror, daily record, daily sabah,
    daily star, dawn com, der spiegel, detroit free press, deutsche welle, dpa, dw, economist, el pais, engadget,
    euractiv, euronews, evening standard, express tribune, financial express, financial times, forbes, fortune, fox
    business, fox news, france 24, france24, ft, gizmodo, globe and mail, guardian, gulf news, haaretz, hindustan
    times, huffington post, huffpost, ians, india today, indian express, interfax, irish examiner, irish times, itv,
    itv news, japan times, jerusalem post, kyiv independent, kyiv post, la times, le figaro, le monde, live mint,
    los angeles times, mail online, mashable, meduza, metro news, middle east eye, moscow times, ms now, msn, msnbc,
    national post, nbc, ndtv, new york times, newshub, newsmax, newsweek, nikkei asia, nj com, npr, ny daily news,
    ny post, ny times, nypost, nyt, pbs, pbs newshour, politico, press tv, propublica, pti, reuters, rfe rl, rfi,
    ria novosti, rt, rte, russia today, scmp, semafor, sky news, sky sports, slate com, south china morning post,
    spiegel, stv, sydney morning herald, tass, tech crunch, techcrunch, telegraph, the atlantic, the guardian, the
    hindu, the independent, the insider, the sun, the times, the verge, the wire, thewrap, time magazine, times of
    india, times of israel, ukrainska pravda, ukrinform, upi, usa today, variety, vice news, voa, voice of america,
    vox, wall street journal, washington examiner, washington post, wion, wired com, wsj, xinhua, yahoo, yle, ynet,
    yonhap, zdnet
    """.replace("\n", " ").split(",")
)
"""Outlets that everybody cites, each as one word."""
DEPARTMENTS = _words(
    "news online uk us usa world international english europe asia africa india sport sports business tv radio com "
    "org net politics opinion live digital magazine"
)
"""Words that outlets put behind their names."""
NAME_ENDS = _words(
    "news times post herald tribune gazette guardian telegraph independent journal magazine daily weekly observer "
    "chronicle examiner inquirer courier dispatch tv radio online blog"
)
"""Words that names of papers and stations end with."""
JOINERS = _words("the of and for de la")
"""Words in small letters inside such a name."""
