"""Names of places, as data. Written by scripts/make_places.py from GeoNames (CC BY 4.0); do not edit."""

COUNTRIES = """\
AD|Andorra|Andorra la Vella|Andorran
AE|United Arab Emirates|Abu Dhabi|Emirati,Emiratis
AF|Afghanistan|Kabul|Afghan,Afghans
AG|Antigua and Barbuda|St. John’s|
AI|Anguilla|The Valley|
AL|Albania|Tirana|Albanian,Albanians
AM|Armenia|Yerevan|Armenian,Armenians
AN|Netherlands Antilles|Willemstad|
AO|Angola|Luanda|Angolan
AQ|Antarctica||
AR|Argentina|Buenos Aires|Argentine,Argentinian
AS|American Samoa|Pago Pago|
AT|Austria|Vienna|Austrian,Austrians
AU|Australia|Canberra|Australian,Australians
AW|Aruba|Oranjestad|
AX|Aland Islands|Mariehamn|
AZ|Azerbaijan|Baku|Azerbaijani,Azerbaijanis,Azeri
BA|Bosnia|Sarajevo|Bosnian
BB|Barbados|Bridgetown|Barbadian
BD|Bangladesh|Dhaka|Bangladeshi
BE|Belgium|Brussels|Belgian,Belgians
BF|Burkina Faso|Ouagadougou|Burkinabe
BG|Bulgaria|Sofia|Bulgarian
BH|Bahrain|Manama|Bahraini
BI|Burundi|Gitega|Burundian
BJ|Benin|Porto-Novo|Beninese
BL|Saint Barthelemy|Gustavia|
BM|Bermuda|Hamilton|
BN|Brunei|Bandar Seri Begawan|Bruneian
BO|Bolivia|Sucre|Bolivian
BQ|Bonaire, Saint Eustatius and Saba ||
BR|Brazil|Brasilia|Brazilian,Brazilians
BS|Bahamas|Nassau|Bahamian
BT|Bhutan|Thimphu|Bhutanese
BV|Bouvet Island||
BW|Botswana|Gaborone|Botswanan
BY|Belarus|Minsk|Belarusian,Belarusians,Belarussian
BZ|Belize|Belmopan|Belizean
CA|Canada|Ottawa|Canadian,Canadians
CC|Cocos Islands|West Island|
CD|Congo|Kinshasa|Congolese
CF|Central African Republic|Bangui|
CG|Republic of the Congo|Brazzaville|
CH|Switzerland|Bern|Swiss
CI|Ivory Coast|Yamoussoukro|Ivorian
CK|Cook Islands|Avarua|
CL|Chile|Santiago|Chilean
CM|Cameroon|Yaounde|Cameroonian
CN|China|Beijing|Chinese
CO|Colombia|Bogota|Colombian
CR|Costa Rica|San Jose|Costa Rican
CS|Serbia and Montenegro|Belgrade|
CU|Cuba|Havana|Cuban,Cubans
CV|Cabo Verde|Praia|Cape Verdean
CW|Curacao| Willemstad|
CX|Christmas Island|Flying Fish Cove|
CY|Cyprus|Nicosia|Cypriot
CZ|Czech Republic|Prague|Czech,Czechs
DE|Germany|Berlin|German,Germans
DJ|Djibouti|Djibouti|Djiboutian
DK|Denmark|Copenhagen|Danish
DM|Dominica|Roseau|
DO|Dominican Republic|Santo Domingo|Dominican
DZ|Algeria|Algiers|Algerian
EC|Ecuador|Quito|Ecuadorian,Ecuadorean
EE|Estonia|Tallinn|Estonian
EG|Egypt|Cairo|Egyptian,Egyptians
EH|Western Sahara|El-Aaiun|
ER|Eritrea|Asmara|Eritrean
ES|Spain|Madrid|Spanish
ET|Ethiopia|Addis Ababa|Ethiopian
FI|Finland|Helsinki|Finnish
FJ|Fiji|Suva|Fijian
FK|Falkland Islands|Stanley|
FM|Micronesia|Palikir|
FO|Faroe Islands|Torshavn|
FR|France|Paris|French
GA|Gabon|Libreville|Gabonese
GB|United Kingdom|London|British,Briton
GD|Grenada|St. George’s|Grenadian
GE|Georgia|Tbilisi|Georgian,Georgians
GF|French Guiana|Cayenne|
GG|Guernsey|St Peter Port|
GH|Ghana|Accra|Ghanaian
GI|Gibraltar|Gibraltar|
GL|Greenland|Nuuk|Greenlandic
GM|Gambia|Banjul|Gambian
GN|Guinea|Conakry|Guinean
GP|Guadeloupe|Basse-Terre|
GQ|Equatorial Guinea|Ciudad de la Paz|Equatorial Guinean
GR|Greece|Athens|Greek,Greeks
GS|South Georgia and the South Sandwich Islands|Grytviken|
GT|Guatemala|Guatemala City|Guatemalan
GU|Guam|Hagatna|
GW|Guinea-Bissau|Bissau|
GY|Guyana|Georgetown|Guyanese
HK|Hong Kong|Hong Kong|
HM|Heard Island and McDonald Islands||
HN|Honduras|Tegucigalpa|Honduran
HR|Croatia|Zagreb|Croatian
HT|Haiti|Port-au-Prince|Haitian
HU|Hungary|Budapest|Hungarian,Hungarians
ID|Indonesia|Jakarta|Indonesian
IE|Ireland|Dublin|Irish
IL|Israel|Jerusalem|Israeli,Israelis
IM|Isle of Man|Douglas|
IN|India|New Delhi|Indian,Indians
IO|British Indian Ocean Territory|Diego Garcia|
IQ|Iraq|Baghdad|Iraqi
IR|Iran|Tehran|Iranian,Iranians
IS|Iceland|Reykjavik|Icelandic
IT|Italy|Rome|Italian,Italians
JE|Jersey|Saint Helier|
JM|Jamaica|Kingston|Jamaican
JO|Jordan|Amman|Jordanian
JP|Japan|Tokyo|Japanese
KE|Kenya|Nairobi|Kenyan
KG|Kyrgyzstan|Bishkek|Kyrgyz
KH|Cambodia|Phnom Penh|Cambodian
KI|Kiribati|Tarawa|
KM|Comoros|Moroni|Comorian
KN|Saint Kitts and Nevis|Basseterre|
KP|North Korea|Pyongyang|North Korean,North Koreans
KR|South Korea|Seoul|South Korean,South Koreans
KW|Kuwait|Kuwait City|Kuwaiti
KY|Cayman Islands|George Town|
KZ|Kazakhstan|Astana|Kazakh,Kazakhs
LA|Laos|Vientiane|Laotian
LB|Lebanon|Beirut|Lebanese
LC|Saint Lucia|Castries|
LI|Liechtenstein|Vaduz|Liechtensteiner
LK|Sri Lanka|Colombo|Sri Lankan
LR|Liberia|Monrovia|Liberian
LS|Lesotho|Maseru|Basotho
LT|Lithuania|Vilnius|Lithuanian
LU|Luxembourg|Luxembourg|Luxembourgish
LV|Latvia|Riga|Latvian
LY|Libya|Tripoli|Libyan,Libyans
MA|Morocco|Rabat|Moroccan
MC|Monaco|Monaco|Monegasque
MD|Moldova|Chisinau|Moldovan
ME|Montenegro|Podgorica|Montenegrin
MF|Saint Martin|Marigot|
MG|Madagascar|Antananarivo|Malagasy
MH|Marshall Islands|Majuro|
MK|North Macedonia|Skopje|Macedonian
ML|Mali|Bamako|Malian
MM|Myanmar|Nay Pyi Taw|Burmese
MN|Mongolia|Ulaanbaatar|Mongolian
MO|Macao|Macao|
MP|Northern Mariana Islands|Saipan|
MQ|Martinique|Fort-de-France|
MR|Mauritania|Nouakchott|Mauritanian
MS|Montserrat|Plymouth|
MT|Malta|Valletta|Maltese
MU|Mauritius|Port Louis|Mauritian
MV|Maldives|Male|Maldivian
MW|Malawi|Lilongwe|Malawian
MX|Mexico|Mexico City|Mexican,Mexicans
MY|Malaysia|Kuala Lumpur|Malaysian
MZ|Mozambique|Maputo|Mozambican
NA|Namibia|Windhoek|Namibian
NC|New Caledonia|Noumea|
NE|Niger|Niamey|Nigerien
NF|Norfolk Island|Kingston|
NG|Nigeria|Abuja|Nigerian
NI|Nicaragua|Managua|Nicaraguan
NL|Netherlands|Amsterdam|Dutch
NO|Norway|Oslo|Norwegian,Norwegians
NP|Nepal|Kathmandu|Nepali,Nepalese
NR|Nauru|Yaren|
NU|Niue|Alofi|
NZ|New Zealand|Wellington|New Zealander
OM|Oman|Muscat|Omani,Omanis
PA|Panama|Panama City|Panamanian
PE|Peru|Lima|Peruvian
PF|French Polynesia|Papeete|
PG|Papua New Guinea|Port Moresby|Papua New Guinean
PH|Philippines|Manila|Philippine,Filipino
PK|Pakistan|Islamabad|Pakistani,Pakistanis
PL|Poland|Warsaw|Polish,Poles
PM|Saint Pierre and Miquelon|Saint-Pierre|
PN|Pitcairn|Adamstown|
PR|Puerto Rico|San Juan|
PS|Palestinian Territory|East Jerusalem|Palestinian,Palestinians
PT|Portugal|Lisbon|Portuguese
PW|Palau|Melekeok|
PY|Paraguay|Asuncion|Paraguayan
QA|Qatar|Doha|Qatari,Qataris
RE|Reunion|Saint-Denis|
RO|Romania|Bucharest|Romanian
RS|Serbia|Belgrade|Serbian,Serbs
RU|Russia|Moscow|Russian,Russians
RW|Rwanda|Kigali|Rwandan
SA|Saudi Arabia|Riyadh|Saudi,Saudis
SB|Solomon Islands|Honiara|
SC|Seychelles|Victoria|Seychellois
SD|Sudan|Khartoum|Sudanese
SE|Sweden|Stockholm|Swedish
SG|Singapore|Singapore|Singaporean
SH|Saint Helena|Jamestown|
SI|Slovenia|Ljubljana|Slovenian
SJ|Svalbard and Jan Mayen|Longyearbyen|
SK|Slovakia|Bratislava|Slovak
SL|Sierra Leone|Freetown|Sierra Leonean
SM|San Marino|San Marino|
SN|Senegal|Dakar|Senegalese
SO|Somalia|Mogadishu|Somali
SR|Suriname|Paramaribo|Surinamese
SS|South Sudan|Juba|South Sudanese
ST|Sao Tome and Principe|Sao Tome|
SV|El Salvador|San Salvador|Salvadoran,Salvadorean
SX|Sint Maarten|Philipsburg|
SY|Syria|Damascus|Syrian,Syrians
SZ|Eswatini|Mbabane|Swazi
TC|Turks and Caicos Islands|Cockburn Town|
TD|Chad|N’Djamena|Chadian
TF|French Southern Territories|Port-aux-Francais|
TG|Togo|Lome|Togolese
TH|Thailand|Bangkok|Thai
TJ|Tajikistan|Dushanbe|Tajik
TK|Tokelau||
TL|Timor Leste|Dili|Timorese
TM|Turkmenistan|Ashgabat|Turkmen
TN|Tunisia|Tunis|Tunisian
TO|Tonga|Nuku’alofa|Tongan
TR|Turkey|Ankara|Turkish
TT|Trinidad and Tobago|Port of Spain|Trinidadian
TV|Tuvalu|Funafuti|
TW|Taiwan|Taipei|Taiwanese
TZ|Tanzania|Dodoma|Tanzanian
UA|Ukraine|Kyiv|Ukrainian,Ukrainians
UG|Uganda|Kampala|Ugandan
UM|United States Minor Outlying Islands||
US|United States|Washington|American,Americans
UY|Uruguay|Montevideo|Uruguayan
UZ|Uzbekistan|Tashkent|Uzbek
VA|Vatican|Vatican City|Vatican
VC|Saint Vincent and the Grenadines|Kingstown|
VE|Venezuela|Caracas|Venezuelan
VG|British Virgin Islands|Road Town|
VI|U.S. Virgin Islands|Charlotte Amalie|
VN|Vietnam|Hanoi|Vietnamese
VU|Vanuatu|Port Vila|Vanuatuan
WF|Wallis and Futuna|Mata Utu|
WS|Samoa|Apia|Samoan
XK|Kosovo|Pristina|Kosovar
YE|Yemen|Sanaa|Yemeni,Yemenis
YT|Mayotte|Mamoudzou|
ZA|South Africa|Pretoria|South African,South Africans
ZM|Zambia|Lusaka|Zambian
ZW|Zimbabwe|Harare|Zimbabwean
"""
"""Code, name, capital and demonyms of each country."""

CITIES = """\
AD|Andorra la Vella
AE|Abu Dhabi|Ajman|Al Ain City|Al Majaz|Business Bay|Dayrah|Dubai|Dubai Investments Park|Dubai Marina|Fujairah
AE|International City|Jebel Ali|Musaffah|Ras Al Khaimah|Sharjah|Warisan
AF|Baghlan|Balkh|Gardez|Ghazni|Herat|Jalalabad|Kabul|Kandahar|Kunduz|Mazar-e Sharif
AG|St. John’s
AI|The Valley
AL|Durres|Elbasan|Tirana|Vlore
AM|Ajapnyak|Arabkir|Erebuni|Gyumri|Kentron|Malatia-Sebastia|Nor Nork|Shengavit|Yerevan
AN|Willemstad
AO|Baia Farta|Balombo|Benfica|Benguela|Bocoio|Caala|Cabinda|Cacuaco|Calumbo|Camama|Catchiungo|Cazenga|Chitato|Cuito
AO|Dundo|Gabela|Golfe|Hoji ya Henda|Huambo|Ingombota|Kikolo|Kilamba|Kima Kieza|Lobito|Luanda|Lubango|Lucapa|Luena
AO|Maianga|Malanje|Mbanza Kongo|Menongue|Mossamedes|Mulenvos|Navegantes|Nova Vida|N’dalatando|Ondjiva|Panguila|Ramiros
AO|Rangel|Samba|Sambizanga|Saurimo|Soyo|Sumbe|Talatona|Uige|Viana|Vila Flor|Zango
AR|Avellaneda|Bahia Blanca|Balvanera|Belgrano|Berazategui|Buenos Aires|Castelar|Catamarca|Comodoro Rivadavia|Concordia
AR|Cordoba|Corrientes|Ezeiza|Formosa|Isidro Casanova|Ituzaingo|Jose C. Paz|La Plata|La Rioja|Lanus|Lomas de Zamora
AR|Mar del Plata|Mendoza|Merlo|Neuquen|Parana|Posadas|Quilmes|Rawson|Resistencia|Rio Cuarto|Salta|San Justo|San Luis
AR|San Miguel de Tucuman|San Rafael|San Salvador de Jujuy|Santa Fe|Santiago del Estero|Tandil|Villa Lugano
AS|Pago Pago
AT|Alpbach|Donaustadt|Favoriten|Floridsdorf|Graz|Innsbruck|Klagenfurt am Worthersee|Linz|Ottakring|Salzburg|Simmering
AT|Vienna
AU|Adelaide|Ballarat|Bendigo|Brisbane|Cairns|Canberra|Central Coast|City of Port Phillip|Darwin|Geelong|Gold Coast
AU|Hobart|Logan City|Mandurah|Melbourne|Newcastle|Perth|Sunshine Coast|Sydney|Toowoomba|Townsville|Wollongong
AW|Oranjestad
AX|Mariehamn
AZ|Baku|Ganja|Khirdalan|Mingachevir|Nakhchivan|Sumgayit|Yevlakh
BA|Banja Luka|Mostar|Sarajevo|Tuzla|Zenica
BB|Bridgetown
BD|Ashuganj City|Bagerhat|Bandarban|Barishal|Bhairab Bazar|Bhatara|Bogra|Brahmanbaria|Chandpur|Chattogram|Comilla
BD|Cox’s Bazar|Dhaka|Dinajpur|Faridpur|Gazipur|Hathazari|Jamalpur|Jessore|Kafrul|Karnaphuli|Khulna|Kushtia|Maijdi
BD|Mirpur Model Thana|Mohammadpur|Motijheel|Mymensingh|Nagar Naluakot|Nagarpur|Narayanganj|Narsingdi|Natore|Nawabganj
BD|Pabna|Pallabi|Paltan|Par Naogaon|Puthia|Rajshahi|Ramna Maidan|Rangamati|Rangpur|Saidpur|Satkhira|Savar|Shahzadpur
BD|Sherpur|Shibganj|Sirajganj|Sonargaon|Sylhet|Tangail|Tungi|Tungipara
BE|Anderlecht|Antwerp|Brugge|Brussels|Charleroi|Gent|Leuven|Liege|Namur|Schaerbeek
BF|Banfora|Bobo-Dioulasso|Kaya|Koudougou|Ouagadougou|Ouahigouya|Saaba
BG|Burgas|Plovdiv|Ruse|Sofia|Stara Zagora|Varna
BH|Al Muharraq|Ar Rifa’|Madinat Hamad|Manama
BI|Bujumbura|Gitega
BJ|Abomey|Abomey-Calavi|Cotonou|Godome|Parakou|Porto-Novo
BL|Gustavia
BM|Hamilton
BN|Bandar Seri Begawan
BO|Cochabamba|La Paz|Oruro|Potosi|Quillacollo|Sacaba|Sucre|Tarija
BR|Abaetetuba|Abreu e Lima|Acailandia|Aguas Claras|Aguas Lindas de Goias|Alagoinhas|Almirante Tamandare|Altamira
BR|Alvorada|Americana|Ananindeua|Anapolis|Angra dos Reis|Aparecida de Goiania|Apucarana|Aracaju|Aracatuba|Araguaina
BR|Araguari|Arapiraca|Arapongas|Araraquara|Araras|Araruama|Araucaria|Araxa|Artur Alvim|Assis|Atibaia|Bacabal
BR|Bairro da Penha|Balneario Camboriu|Balsas|Barbacena|Barcarena|Barra Mansa|Barreiras|Barretos|Barueri|Bauru|Belem
BR|Belford Roxo|Belo Horizonte|Bento Goncalves|Birigui|Blumenau|Boa Vista|Bosque Saude|Botucatu|Braganca
BR|Braganca Paulista|Brasilandia|Brasilia|Breves|Brusque|Butanta|Cabo Frio|Cabo de Santo Agostinho|Cachoeirinha
BR|Cachoeiro de Itapemirim|Caieiras|Camacari|Camaragibe|Cambe|Cameta|Campina Grande|Campinas|Campo Grande|Campo Largo
BR|Campo Limpo|Campos dos Goytacazes|Cangaiba|Canoas|Capao Redondo|Caraguatatuba|Carapicuiba|Cariacica|Caruaru
BR|Cascavel|Castanhal|Catalao|Catanduva|Caucaia|Caxias|Caxias do Sul|Ceilandia|Chapeco|Cidade Ademar|Cidade Dutra
BR|Cidade Lider|Cidade Tiradentes|Codo|Colatina|Conselheiro Lafaiete|Contagem|Copacabana|Coronel Fabriciano|Cotia
BR|Crato|Criciuma|Cubatao|Cuiaba|Curitiba|Cursino|Diadema|Divinopolis|Dourados|Duque de Caxias|Embu das Artes
BR|Ermelino Matarazzo|Eunapolis|Fazenda Rio Grande|Feira de Santana|Ferraz de Vasconcelos|Florianopolis|Fortaleza
BR|Foz do Iguacu|Francisco Morato|Franco da Rocha|Freguesia do O|Gama|Garanhuns|Goiania|Governador Valadares|Grajau
BR|Gravatai|Guaianases|Guara|Guarapari|Guarapuava|Guaratingueta|Guaruja|Guarulhos|Hortolandia|Ibirite|Igarassu
BR|Iguatemi|Ilheus|Imperatriz|Indaiatuba|Ipatinga|Ipiranga|Ipojuca|Itabaiana|Itabira|Itaborai|Itabuna|Itacoatiara
BR|Itaguai|Itaim Bibi|Itaim Paulista|Itaituba|Itajai|Itanhaem|Itapecerica da Serra|Itaperuna|Itapetininga|Itapevi
BR|Itapipoca|Itaquaquecetuba|Itaquera|Itatiba|Itu|Ituiutaba|Jabaquara|Jaboatao dos Guararapes|Jacarei|Jandira|Japeri
BR|Jaragua|Jaragua do Sul|Jardim Angela|Jardim Helena|Jardim Sao Luis|Jatai|Jau|Jequie|Ji Parana|Joao Pessoa|Joinville
BR|Jose Bonifacio|Juazeiro|Juazeiro do Norte|Juiz de Fora|Jundiai|Lagarto|Lages|Lajeado|Lauro de Freitas|Lavras
BR|Limeira|Linhares|Londrina|Luis Eduardo Magalhaes|Luziania|Macae|Macapa|Maceio|Mage|Mairipora|Manacapuru|Manaus
BR|Mandaqui|Maraba|Maracanau|Maranguape|Marica|Marilia|Maringa|Marituba|Maua|Mogi Guacu|Mogi das Cruzes|Montes Claros
BR|Mossoro|Muriae|Natal|Nilopolis|Niteroi|Nossa Senhora do Socorro|Nova Friburgo|Nova Iguacu|Nova Lima|Nova Serrana
BR|Novo Gama|Novo Hamburgo|Olinda|Osasco|Ourinhos|Paco do Lumiar|Palhoca|Palmas|Paragominas|Paranagua|Parauapebas
BR|Parelheiros|Parintins|Parnaiba|Parnamirim|Passo Fundo|Passos|Patos de Minas|Paulinia|Paulista|Paulo Afonso|Pedreira
BR|Pelotas|Perdizes|Petrolina|Petropolis|Pindamonhangaba|Pinhais|Piracicaba|Piraquara|Pirituba|Planaltina|Plano Piloto
BR|Poa|Pocos de Caldas|Ponta Grossa|Por do Sol|Porto Alegre|Porto Seguro|Porto Velho|Pouso Alegre|Praia Grande
BR|Presidente Prudente|Queimados|Raposo Tavares|Recanto das Emas|Recife|Resende|Riacho Fundo II|Ribeirao Pires
BR|Ribeirao Preto|Ribeirao das Neves|Rio Branco|Rio Claro|Rio Grande|Rio Pequeno|Rio Verde|Rio das Ostras
BR|Rio de Janeiro|Rondonopolis|Sabara|Sacoma|Salto|Samambaia|Santa Barbara d’Oeste|Santa Cruz do Sul|Santa Luzia
BR|Santa Maria|Santa Rita|Santana|Santana de Parnaiba|Santarem|Santo Andre|Santo Antonio de Jesus
BR|Sao Bernardo do Campo|Sao Caetano do Sul|Sao Carlos|Sao Goncalo do Amarante|Sao Joao de Meriti|Sao Jose
BR|Sao Jose de Ribamar|Sao Jose dos Campos|Sao Jose dos Pinhais|Sao Leopoldo|Sao Lourenco da Mata|Sao Lucas|Sao Luis
BR|Sao Mateus|Sao Paulo|Sao Pedro da Aldeia|Sao Rafael|Sao Vicente|Sapopemba|Sapucaia do Sul|Sarandi|Senador Canedo
BR|Sertaozinho|Sete Lagoas|Simoes Filho|Sinop|Sobral|Sorocaba|Sorriso|Sumare|Suzano|Taboao da Serra|Taguatinga
BR|Tangara da Serra|Tatui|Taubate|Teixeira de Freitas|Teofilo Otoni|Teresina|Teresopolis|Timon|Trindade|Tubarao|Uba
BR|Uberaba|Uberlandia|Umuarama|Uruguaiana|Valinhos|Valparaiso de Goias|Varginha|Varzea Grande|Varzea Paulista
BR|Vespasiano|Viamao|Vila Andrade|Vila Curuca|Vila Jacui|Vila Maria|Vila Mariana|Vila Matilde|Vila Medeiros
BR|Vila Prudente|Vila Velha|Vitoria|Vitoria da Conquista|Vitoria de Santo Antao|Volta Redonda|Votorantim
BS|Nassau
BT|Thimphu
BW|Francistown|Gaborone
BY|Baranovichi|Barysaw|Bobruysk|Brest|Gomel|Homyel’|Hrodna|Lida|Mahilyow|Mazyr|Minsk|Orsha|Pinsk|Vitebsk
BZ|Belmopan
CA|Abbotsford|Ahuntsic-Cartierville|Ajax|Banff|Barrie|Brampton|Brantford|Burlington|Burnaby|Calgary|Charlevoix
CA|Chilliwack|Coquitlam|Dartmouth|Edmonton|Etobicoke|Gatineau|Gloucester|Greater Sudbury|Guelph|Halifax|Kamloops
CA|Kananaskis|Kelowna|Kitchener|La Cite-Limoilou|Langley|Laval|Le Plateau-Mont-Royal|Le Vieux-Longueuil|Lethbridge
CA|Levis|Longueuil|Markham|Mercier-Hochelaga-Maisonneuve|Milton|Mississauga|Montreal|Nepean|Oakville|Orleans|Oshawa
CA|Ottawa|Ottawa South|Quebec|Red Deer|Regina|Richmond Hill|Rosemont-La Petite-Patrie|Saanich|Saguenay
CA|Saint-Louis-de-Terrebonne|Sainte-Foy|Saskatoon|Sherbrooke|St. Catharines|Surrey|Terrebonne|Thunder Bay|Toronto
CA|Trois-Rivieres|Vancouver|Vaughan|Ville-Marie|Waterloo|Whalley|Whitby|Winnipeg
CC|West Island
CD|Bakwa|Bandundu Province|Beni|Boma|Bukama|Bukavu|Bumba|Bunia|Butembo|Gandajika|Gemena|Goma|Ilebo|Inkisi|Isiro
CD|Kabinda|Kalemie|Kamina|Kananga|Kikwit|Kindu|Kinshasa|Kipushi|Kisangani|Kolwezi|Likasi|Lisala|Lubumbashi|Masina
CD|Matadi|Mbandaka|Mbanza-Ngungu|Mbuji-Mayi|Moanda|Mwene|Mwene-Ditu|Tshikapa|Tshilenge|Uvira
CF|Bangui|Begoua|Berberati|Bimbo|Carnot
CG|Brazzaville|Dolisie|Nkayi|Pointe-Noire
CH|Basel|Bern|Burgenstock|Crans-Montana|Davos|Geneva|Lausanne|Lucerne|Lugano|Mont Pelerin|Montreux|Winterthur|Zurich
CI|Abengourou|Abidjan|Abobo|Anyama|Bondoukou|Bonon|Bouafle|Bouake|Dabou|Daloa|Daoukro|Divo|Duekoue|Gagnoa|Korhogo
CI|Koumassi|Man|Marcory|San-Pedro|Seguela|Sinfra|Soubre|Yamoussoukro
CK|Avarua
CL|Alto Hospicio|Antofagasta|Arica|Calama|Chillan|Colina|Concepcion|Copiapo|Coquimbo|Coronel|Curico|Iquique|La Pintana
CL|La Serena|Lampa|Lo Prado|Maipu|Nunoa|Osorno|Penalolen|Puente Alto|Puerto Montt|Punta Arenas|Quilicura|Quilpue
CL|Rancagua|Renca|San Bernardo|Santiago|Talca|Talcahuano|Temuco|Valdivia|Valparaiso|Villa Mercedes|Vina del Mar
CM|Bafoussam|Bamenda|Bertoua|Buea|Douala|Ebolowa|Edea|Foumban|Kousseri|Kumba|Kumbo|Limbe|Maroua|Ngaoundere|Nkongsamba
CM|Yaounde
CN|Acheng|Aihui|Ala’er|Anbu|Anda|Ankang|Anliu|Anning|Anqing|Anqiu|Anshan|Anshun|Anyang|Aqsu|Artux|Bachuan|Baicheng
CN|Baise|Baisha|Baishan|Baiyin|Banan|Baoding|Baoji|Baoshan|Baotou|Bao’an|Bao’an Centre|Bashan|Basuo|Bayan Nur|Bazhong
CN|Beibei|Beihai|Beijing|Beiliu|Beining|Beipiao|Bei’an|Bengbu|Benxi|Bijie|Binzhou|Bishan|Boao|Bole|Boshan|Bozhou|Buhe
CN|Cangzhou|Changchun|Changde|Changji|Changle|Changning|Changsha|Changshu|Changyi|Changyuan|Changzheng|Changzhi
CN|Changzhou|Chaohu|Chaoyang|Chaozhou|Chengde|Chengdu|Chenggu|Chengguan Qu|Chenghua|Chengqiao|Chengtangcun|Chengzhong
CN|Chenzhou|Chifeng|Chizhou|Chongfu|Chongming|Chongqing|Chongzuo|Chuxiong|Chuzhou|Cixi|Dachang|Dali|Dalian|Daliang
CN|Dandong|Daqing|Dasha|Datong|Datun|Dawukou|Daxing|Daxing’anling|Daye|Dazhou|Dehui|Dengzhou|Deyang|Dezhou|Didao
CN|Dingxi|Dingzhou|Doilungdeqen|Dongguan|Donghai|Dongling|Dongtai|Dongyang|Dongying|Dunhua|Dunhuang|Duyun|Encheng
CN|Enshi|Ezhou|E’zhou|Fangchenggang|Fendou|Fengcheng|Fenghuang|Fengxiang|Foshan|Fuding|Fuling|Fushun|Fuxin|Fuyang|Fuyu
CN|Fuzhou|Fu’an|Gangu Chengguanzhen|Ganzhou|Gaojing|Gaomi|Gaoping|Gaozhou|Gejiu|Ghulja|Gongheyong|Gongzhuling
CN|Guangshui|Guangyuan|Guangzhou|Guang’an|Guankou|Gucun|Guigang|Guilin|Guixi|Guiyang|Gujangbagh|Guli|Gulin|Gunan
CN|Guyuan|Haicheng|Haikou|Hailar|Hailin|Hailun|Haimen|Hami|Handan|Hanfeng|Hangu|Hangzhou|Hanjia|Hanzhong|Harbin|Hebi
CN|Hechi|Hechuan|Hedong|Hefei|Hegang|Heihe|Hejiang|Hengshan|Hengshui|Hengyang|Hepo|Hepu|Heshan|Heyuan|Heze|Hezhou
CN|Hohhot|Hong Kong|Honggang|Hongkou|Huacheng|Huadian|Huaibei|Huaihua|Huainan|Huai’an|Huanggang|Huangpu|Huangshan
CN|Huangshi|Huangzhou|Huayin|Huicheng|Huinong|Huixing|Huizhou|Hulan|Hulan Ergi|Huludao|Hulunbuir|Humen|Huocheng|Huzhou
CN|Jalai Nur|Jiading|Jiagedaqi|Jiamusi|Jianchang|Jiangmen|Jiangyin|Jiangyou|Jianshui|Jiaohe|Jiaojiang|Jiaozhou|Jiaozuo
CN|Jiashan|Jiawang|Jiaxing|Jiayuguan|Jiazi|Jieshi|Jieshou|Jieyang|Jijiang|Jilin|Jinan|Jinchang|Jincheng|Jinfeng
CN|Jingdezhen|Jinghong|Jingling|Jingmen|Jingzhi|Jingzhou|Jing’an|Jinhua|Jining|Jinjiang|Jinshan|Jinshanlu|Jinzhong
CN|Jinzhou|Jishou|Jishu|Jiujiang|Jiupu|Jiuquan|Jiutai|Jixi|Jiyuan|Jizhou|Ji’an|Kaifeng|Kaili|Kaiyuan|Kangding|Karamay
CN|Kashgar|Korla|Kunming|Kunshan|Laibin|Laiwu|Laixi|Laiyang|Laizhou|Langfang|Lanzhou|Laohekou|Lecheng|Leiyang
CN|Lengshuijiang|Leshan|Lhasa|Lhoka|Lianghu|Liangping|Lianhe|Lianjiang|Lianshan|Lianyungang|Liaocheng|Liaoyang|Licheng
CN|Lichuan|Lijiang|Lincang|Linfen|Linqu|Linshui|Linxi|Linxia Chengguanzhen|Linyi|Lishui|Liupanshui|Liuzhi|Liuzhou
CN|Lizhi|Longfeng|Longgang|Longjiang|Longjing|Longling County|Longshan|Longshui|Longyan|Loudi|Luancheng|Luliang
CN|Luodian|Luohe|Luohu District|Luojiang|Luoyang|Lushui|Luzhou|Lu’an|Maba|Macheng|Majie|Maoming|Ma’anshan|Meishan
CN|Meizhou|Mengmao|Mengzi|Mentougou|Mianyang|Mingshui|Minhang|Mudanjiang|Nada|Nanbin|Nanchang|Nanchong|Nanchuan|Nancun
CN|Nanjin|Nanjing|Nanning|Nanpiao|Nanping|Nanqiao|Nantong|Nantou|Nanyang|Nehe|Neijiang|Nianbo|Ningbo|Ningde|Ning’er
CN|Nossa Senhora de Fatima|Nyingchi|Ordos|Pailou|Panjin|Panshan|Panzhihua|Peicheng|Pengpu|Pengze|Pingdingshan|Pingdu
CN|Pingliang|Pingshan|Pingwu County|Pingxiang|Pizhou|Pudong|Pulandian|Puning|Puqi|Putian|Putuo|Puxi|Puyang
CN|Puyang Chengguanzhen|Pu’er|Qianjiang|Qiaotou|Qibao|Qingdao|Qingnian|Qingpu|Qingyang|Qingyuan|Qingzhou|Qinhuangdao
CN|Qinzhou|Qionghai|Qiqihar|Qitaihe|Quanzhou|Qujing|Quzhou|Rizhao|Rugao|Rui’an|Salaqi|Sanhe|Sanmenxia|Sanming|Sanshui
CN|Santo Antonio|Sanya|Shache|Shahecheng|Shajing|Shanghai|Shangluo|Shangqiu|Shangrao|Shangri-La|Shangyu|Shangzhi
CN|Shanhaiguan|Shantou|Shanwei|Shaoguan|Shaoshan|Shaowu|Shaoxing|Shaoyang|Shaping|Shenglilu|Shenyang|Shenzhen|Shihezi
CN|Shijiazhuang|Shijie|Shilong|Shiqi|Shiqiao|Shiyan|Shizuishan|Shouguang|Shuangcheng|Shuanglonghu|Shuangyashan|Shuifu
CN|Shuizhai|Shunyi|Shuozhou|Siping|Songcheng|Songjiang|Songnan|Songyuan|Suicheng|Suihua|Suining|Suizhou|Sujiatun
CN|Suqian|Suzhou|Tacheng|Taibai|Taicang|Taishan|Taiyuan|Taizhou|Tai’an|Tanggu|Tanghe|Tangshan|Tantou|Tanzhou|Taonan
CN|Taozhou|Tengyue|Tianfu|Tianjin|Tianshui|Tieli|Tieling|Tongchuan|Tongchuanshi|Tonghua|Tongliao|Tongling|Tongren
CN|Tongshan|Tongzhou|Tumxuk|Turpan|Ulanhot|Ulanqab|Urumqi|Wafangdian|Wanning|Wansheng|Wanxian|Wanzhou|Wayaobu|Weifang
CN|Weihai|Weinan|Wenchang|Wenshan City|Wenzhou|Wuchuan|Wuda|Wugang|Wuhai|Wuhan|Wuhu|Wujiaqu|Wushan|Wuwei|Wuxi|Wuxue
CN|Wuyishan|Wuzhishan|Wuzhong|Wuzhou|Xiamen|Xiangcheng|Xiangtan|Xiangyang|Xianning|Xiantao|Xianyang|Xiaogan|Xiayang
CN|Xiazhen|Xichang|Xigang|Xilin Hot|Xilinhot|Xincheng|Xindi|Xinghua|Xingning|Xingtai|Xingyi|Xining|Xinji|Xinqiao
CN|Xintai|Xinxiang|Xinyang|Xinyi|Xinyu|Xinyuan|Xinzhai|Xinzhou|Xiulin|Xiuying|Xi’an|Xuancheng|Xuanhua|Xuchang|Xuhui
CN|Xunchang|Xuyong|Xuzhou|Yakeshi|Yancheng|Yangcheng|Yangchun|Yanghang|Yangjiang|Yangpu|Yangquan|Yangshuo|Yangzhou
CN|Yanji|Yantai|Yanzhou|Yan’an|Ya’an|Yezhou|Yibin|Yichang|Yichun|Yidu|Yinchuan|Yingkou|Yingtan|Yintai|Yiwu|Yixing
CN|Yizhou|Yongchuan|Yongji|Yongzhou|Yong’an|Yuci|Yuepu|Yueyang|Yulin|Yuncheng|Yunfu|Yunlong|Yushu|Yuxi|Yuyao|Zaoyang
CN|Zaozhuang|Zhabei|Zhalantun|Zhangjiagang|Zhangjiajie|Zhangjiakou|Zhangye|Zhangzhou|Zhanjiang|Zhaodong|Zhaoqing
CN|Zhaotong|Zhaoyuan|Zhaozhou|Zhengding|Zhengzhou|Zhenjiang|Zhenping|Zhenzhou|Zhicheng|Zhonghe|Zhongshan|Zhongwei
CN|Zhongxiang|Zhoucun|Zhoukou|Zhoushan|Zhu Cheng City|Zhucheng|Zhuhai|Zhuji|Zhujing|Zhumadian|Zhuzhou|Zibo|Zigong
CN|Zitong|Ziyang|Zoucheng|Zunyi
CO|Barrancabermeja|Barranquilla|Bogota|Bucaramanga|Buenaventura|Cali|Cartagena|Cartago|Chia|Cucuta|Dosquebradas
CO|Envigado|Facatativa|Florencia|Floridablanca|Funza|Girardot City|Giron|Guadalajara de Buga|Ibague|Itagui|Kennedy
CO|Magangue|Maicao|Malambo|Manizales|Medellin|Monteria|Mosquera|Neiva|Ocana|Palmira|Pasto|Pereira|Piedecuesta|Pitalito
CO|Popayan|Quibdo|Riohacha|Rionegro|Sabanalarga|Santa Marta|Sincelejo|Soacha|Sogamoso|Soledad|Tulua|Tunja|Valledupar
CO|Villavicencio|Yopal|Zipaquira
CR|San Jose
CS|Belgrade
CU|Alamar|Almendares|Arroyo Naranjo|Balcon de la Lisa|Bayamo|Boyeros|Camaguey|Centro Habana|Cerro|Ciego de Avila
CU|Cienfuegos|Ciudad Camilo Cienfuegos|Diez de Octubre|Fontanar|Guanabacoa|Guantanamo|Havana|Holguin|Las Tunas
CU|Mantilla|Marianao|Matanzas|Palma Soriano|Pinar del Rio|Plaza de la Revolucion|San Miguel del Padron|Sancti Spiritus
CU|Santa Clara|Santiago de Cuba|Vedado
CV|Praia
CW| Willemstad
CX|Flying Fish Cove
CY|Larnaca|Limassol|Nicosia
CZ|Brno|Liberec|Ostrava|Pilsen|Prague
DE|Aachen|Altona|Augsburg|Bergedorf|Bergisch Gladbach|Berlin|Bielefeld|Bochum|Bonn|Bottrop|Braunschweig|Bremen
DE|Bremerhaven|Charlottenburg|Chemnitz|Darmstadt|Dortmund|Dresden|Duisburg|Dusseldorf|Eimsbuttel|Elmau|Erfurt|Erlangen
DE|Essen|Frankfurt am Main|Freiburg|Friedrichshain|Furth|Gelsenkirchen|Gera|Gottingen|Hagen|Hamburg|Hamburg-Mitte
DE|Hamburg-Nord|Hamm|Hannover|Harburg|Heidelberg|Heilbronn|Heiligendamm|Herne|Hildesheim|Ingolstadt|Jena|Karlsruhe
DE|Kassel|Kiel|Koblenz|Koln|Krefeld|Kreuzberg|Leipzig|Leverkusen|Lubeck|Ludwigshafen am Rhein|Magdeburg|Mainz|Mannheim
DE|Marienthal|Marzahn|Mitte|Moers|Monchengladbach|Mulheim|Munich|Munster|Neue Neustadt|Neukolln|Neuss|Nippes|Nuremberg
DE|Oberhausen|Offenbach|Oldenburg|Osnabruck|Paderborn|Petersberg|Pforzheim|Porz am Rhein|Potsdam|Prenzlauer Berg
DE|Ramstein|Recklinghausen|Regensburg|Remscheid|Reutlingen|Rodenkirchen|Rostock|Saarbrucken|Salzgitter|Schoneberg
DE|Siegen|Solingen|Stuttgart|Trier|Ulm|Wandsbek|Wiesbaden|Wilmersdorf|Wolfsburg|Wuppertal|Wurzburg
DJ|Balbala
DK|Aalborg|Arhus|Copenhagen|Greenland|Odense
DM|Roseau
DO|Bella Vista|La Romana|La Vega|Puerto Plata|Punta Cana|Salvaleon de Higuey|San Francisco de Macoris
DO|San Pedro de Macoris|Santiago de los Caballeros|Santo Domingo|Santo Domingo Este|Santo Domingo Oeste
DZ|Ain Beida|Algiers|Annaba|Bab Ezzouar|Baraki|Batna|Bechar|Bejaia|Biskra|Blida|Bordj Bou Arreridj|Bordj el Kiffan
DZ|Bou Saada|Chlef|Constantine|Djelfa|El Achir|El Eulma|El Oued|Ghardaia|Guelma|Jijel|Khenchela|Laghouat|Mascara|Medea
DZ|Mostaganem|M’Sila|Oran|Ouargla|Relizane|Rouiba|Saida|Setif|Sidi Bel Abbes|Skikda|Souk Ahras|Tebessa|Tiaret
DZ|Tizi Ouzou|Tlemcen|Touggourt
EC|Ambato|Cuenca|Daule|Eloy Alfaro|Esmeraldas|Guayaquil|Ibarra|Latacunga|Loja|Machala|Manta|Milagro|Portoviejo|Quevedo
EC|Quito|Riobamba
EE|Lasnamae|Tallinn
EG|6th of October City|Abnub|Abu Kabir|Abu Tij|Akhmim|Al Fashn|Al Fayyum|Al Hawamidiyah|Al Khusus|Al Mahallah al Kubra
EG|Al Mansurah|Al Manzalah|Al Matariyah|Al Qahirah al Jadidah|Al ’Ashir min Ramadan|Al-’Ubur|Alexandria|Arish
EG|As Sinbillawayn|Ashmun|Assiut|Aswan|Banha|Bani Mazar|Bani Suwayf|Bilbeis|Bilqas|Bush|Cairo|Damanhur|Damietta|Dayrut
EG|Dikirnis|Disuq|El Arish|Esna|Faqus|Girga|Giza|Hada’iq al Qubbah|Halwan|Hurghada|Idku|Ismailia|Kafr ad Dawwar
EG|Kafr ash Shaykh|Kirdasah|Kom Ombo|Luxor|Madinat an Nasr|Maghaghah|Mallawi|Manfalut|Marsa Matruh|Minya|Mit Ghamr
EG|Munuf|New Cairo|Port Said|Qalyub|Qina|Rosetta|Samalut|Sharm el-Sheikh|Shibin al Kawm|Shubra al Khaymah|Sinnuris
EG|Sohag|Suez|Taba|Tahta|Talkha|Tanta|Tima|Zagazig|Zefta
EH|Dakhla|El-Aaiun|Laayoune
ER|Asmara
ES|A Coruna|Albacete|Alcala de Henares|Alcobendas|Alcorcon|Algeciras|Alicante|Almeria|Arganzuela|Badajoz|Badalona
ES|Barakaldo|Barcelona|Bilbao|Carabanchel|Castello de la Plana|Chamartin|Chamberi|Ciudad Lineal|Ciutat Vella|Delicias
ES|Donostia / San Sebastian|Dos Hermanas|Eixample|Elche|Fuencarral|Fuencarral-El Pardo|Fuenlabrada|Gasteiz / Vitoria
ES|Getafe|Gijon|Girona|Gracia|Granada|Horta-Guinardo|Hortaleza|Huelva|Jaen|Jerez de la Frontera|La Laguna|Latina
ES|Leganes|Lleida|Logrono|L’Hospitalet de Llobregat|Madrid|Madrid Centro|Malaga|Marbella|Mataro|Moncloa-Aravaca
ES|Moratalaz|Mostoles|Murcia|Nou Barris|Orihuela|Ourense|Oviedo|Palma|Pamplona|Parla|Puente de Vallecas|Retiro|Reus
ES|Sabadell|San Blas-Canillejas|Sant Andreu|Sant Marti|Santa Coloma de Gramenet|Santa Cruz de Tenerife|Santander
ES|Sants-Montjuic|Sarria-Sant Gervasi|Sevilla|Tarragona|Telde|Terrassa|Tetuan de las Victorias|Torrejon de Ardoz|Usera
ES|Valladolid|Vigo|Villaverde|Zaragoza
ET|Addis Ababa|Adigrat|Arabi|Arba Minch|Asela|Awasa|Bahir Dar|Bishoftu|Burayu|Debre Birhan|Debre Mark’os|Debre Tabor
ET|Dessie|Dila|Dire Dawa|Gonder|Harar|Hosa’ina|Inda Silase|Jijiga|Jimma|Kombolcha|Mek’ele|Nazret|Nek’emte|Sebeta
ET|Shashamane|Sodo|Warder|Weldiya
FI|East Helsinki|Espoo|Hanko|Helsinki|Jyvaskyla|Kuopio|Lahti|Oulu|Rovaniemi|Tampere|Turku|Vantaa
FJ|Suva
FK|Stanley
FM|Palikir
FO|Torshavn
FR|Aix-en-Provence|Amiens|Angers|Argenteuil|Besancon|Biarritz|Bordeaux|Boulogne-Billancourt|Caen|Cergy-Pontoise
FR|Clermont-Ferrand|Deauville|Dijon|Evian|Grenoble|Le Havre|Le Mans|Lille|Limoges|Lyon|Lyon 03|Marne La Vallee
FR|Marseille|Metz|Montpellier|Montreuil|Mulhouse|Nantes|Nimes|Paris|Paris 11 Popincourt|Paris 11e Arrondissement
FR|Paris 12 Reuilly|Paris 12e Arrondissement|Paris 13 Gobelins|Paris 13e Arrondissement|Paris 14 Observatoire
FR|Paris 15 Vaugirard|Paris 16 Passy|Paris 17 Batignolles-Monceau|Paris 18 Buttes-Montmartre|Paris 19 Buttes-Chaumont
FR|Paris 20 Menilmontant|Perpignan|Rambouillet|Reims|Rennes|Rouen|Saint-Etienne|Saint-Quentin-en-Yvelines|Strasbourg
FR|Toulon|Toulouse|Tours|Versailles|Villeurbanne
GA|Franceville|Libreville|Port-Gentil
GB|Aberdeen|Archway|Barking|Basildon|Basingstoke|Becontree|Bedford|Belfast|Bexley|Birkenhead|Birmingham|Blackburn
GB|Blackpool|Bournemouth|Bradford|Brent|Brighton|Bristol|Burnley|Burton upon Trent|Cambridge|Cardiff|Chelmsford
GB|Cheltenham|Chequers|Chesterfield|City of Westminster|Colchester|Coventry|Croydon|Dagenham|Doncaster|Dudley|Dundee
GB|Eastbourne|Edinburgh|Enfield Town|Exeter|Gillingham|Glasgow|Harrow|High Wycombe|Huddersfield|Ilford|Islington
GB|Kingston upon Hull|Lancaster House|Leeds|Leicester|Liverpool|London|Luton|Maidstone|Manchester|Mansfield|Mendip
GB|Middlesbrough|Milton Keynes|Newcastle under Lyme|Newcastle upon Tyne|Newport|Northampton|Norwich|Nottingham|Oldham
GB|Oxford|Peterborough|Poole|Portsmouth|Rotherham|Saint Peters|Salford|Sheffield|Slough|Solihull|Southampton
GB|Southend-on-Sea|St Helens|Stockport|Stoke-on-Trent|Sunderland|Sutton|Sutton Coldfield|Swansea|Swindon|Telford
GB|Tottenham|Wakefield|Walsall|Walthamstow|Warrington|Watford|Wembley|West Bromwich|Wigan|Woking|Wolverhampton
GB|Worthing|York
GD|St. George’s
GE|Batumi|Kutaisi|Rustavi|Tbilisi
GF|Cayenne
GG|St Peter Port
GH|Accra|Amanfrom|Ashaiman|Atsiaman|Cape Coast|Koforidua|Kumasi|Medina Estates|Obuase|Sekondi|Sekondi-Takoradi
GH|Takoradi|Tamale|Tema|Teshi Old Town|Twifu Praso
GL|Nuuk
GM|Banjul|Serekunda
GN|Camayenne|Conakry|Dixinn|Dubreka|Kamsar|Kankan|Kindia|Kissidougou|Labe|Maneah|Nzerekore|Siguiri
GP|Basse-Terre
GQ|Bata|Ciudad de la Paz|Malabo
GR|Athens|Irakleion|Kallithea|Larisa|Patra|Peristeri|Piraeus|Thessaloniki
GS|Grytviken
GT|Chichicastenango|Chinautla|Chiquimula|Coatepeque|Coban|Escuintla|Guatemala City|Jalapa|Jutiapa|Mixco|Petapa
GT|Puerto Barrios|Quetzaltenango|San Juan Sacatepequez|Santa Lucia Cotzumalguapa|Totonicapan|Villa Canales|Villa Nueva
GU|Hagatna
GW|Bissau
GY|Georgetown
HK|Fanling|Hong Kong Island|Kowloon|Kowloon City|Kowloon City Centre|Kwai Chung|Ma On Shan|New Territories
HK|San Tung Chung Hang|Sha Tin|Sham Shui Po|Tai Po|Tin Shui Wai|Tseung Kwan O|Tsing Yi Town|Tsuen Wan|Tuen Mun
HK|Tung Chung|Wan Chai|Wong Tai Sin|Yuen Long|Yuen Long Kau Hui|Yuen Long San Hui
HN|Catacamas|Choloma|Danli|El Progreso|La Ceiba|Olanchito|Puerto Cortez|San Pedro Sula|Siguatepeque|Tegucigalpa|Tocoa
HR|Rijeka|Zagreb
HT|Arcahaie|Cap-Haitien|Carrefour|Croix-des-Bouquets|Delmas|Dessalines|Jacmel|Leogane|Les Cayes|Petionville
HT|Port-au-Prince|Port-de-Paix|Saint-Marc|Tigwav
HU|Buda|Budapest|Budapest III. kerulet|Budapest XI. kerulet|Budapest XIII. kerulet|Debrecen|Gyor|Kecskemet|Miskolc
HU|Nyiregyhaza|Pecs|Pest|Szeged|Szekesfehervar|Ujpest|Zuglo
ID|Adiwerna|Ambon|Arjawinangun|Astanajapura|Balikpapan|Banda Aceh|Bandar Lampung|Bandung|Banjar|Banjaran|Banjarbaru
ID|Banjarmasin|Banyuwangi|Batam|Batang|Batu|Baturaja|Baubau|Bekasi|Belawan|Bengkulu|Bima|Binjai|Bitung|Blitar|Bogor
ID|Bontang|Bukittinggi|Ciamis|Ciampea|Cianjur|Cibinong|Cikampek|Cikarang|Cikupa|Cilacap|Cilegon|Cileungsir|Cileunyi
ID|Cimahi|Ciputat|Cirebon|Citeureup|Curug|Denpasar|Depok|Dumai|Garut|Gorontalo|Grogol|Gunungsitoli|Indramayu|Jakarta
ID|Jambi City|Jayapura|Jember|Jepara|Jombang|Karawang|Kediri|Kedungwuni|Kendari|Kisaran|Klaten|Klungkung|Kotamobagu
ID|Kresek|Kuningan|Kupang|Labuan Bajo|Langsa|Lawang|Lembang|Lhokseumawe|Loa Janan|Lubuklinggau|Lumajang|Madiun
ID|Magelang|Makassar|Malang|Manado|Manokwari|Martapura|Mataram|Medan|Merauke|Metro|Mojokerto|Negara|Padalarang|Padang
ID|Padangsidempuan|Palangkaraya|Palembang|Palopo|Palu|Pamanukan|Pamulang|Pangkalanbuun|Pangkalpinang|Pare|Parepare
ID|Parung|Pasarkemis|Paseh|Pasuruan|Pati|Payakumbuh|Pekalongan|Pekanbaru|Pelabuhanratu|Pemalang|Pematangsiantar
ID|Perbaungan|Percut|Plumbon|Pontianak|Prabumulih|Probolinggo|Purwakarta|Purwodadi|Purwokerto|Rangkasbitung
ID|Rantauprapat|Rengasdengklok|Salatiga|Samarinda|Sampit|Sawangan|Semarang|Sepatan|Serang|Sidoarjo|Singaraja
ID|Singkawang|Singosari|Situbondo|Soreang|Sorong|South Tangerang|Subang|Subulussalam|Sukabumi|Sukawati|Sumedang
ID|Sumedang Utara|Sungai Penuh|Sungailiat|Sunggal|Surabaya|Surakarta|Tangerang|Tanjung Pandan|Tanjung Pinang
ID|Tanjungbalai|Tarakan|Tasikmalaya|Tebingtinggi|Tegal|Teluknaga|Ternate|Timika|Toli-Toli|Ungaran|Watampone|Weru
ID|Yogyakarta
IE|Cork|Dublin|Limerick|South Dublin
IL|Ashdod|Ashkelon|Bat Yam|Beersheba|Bet Shemesh|Bnei Brak|Eilat|Haifa|Holon|Jaffa|Jerusalem|Kfar Saba|Netanya
IL|Petah Tiqva|Ramat Gan|Rehovot|Rishon LeTsiyyon|Tel Aviv|West Jerusalem
IM|Douglas
IN|Abohar|Achalpur|Adilabad|Agartala|Agra|Ahilyanagar|Ahmedabad|Airoli|Aizawl|Ajmer|Akola|Alandur|Alappuzha|Aligarh
IN|Alwar|Amaravati|Ambala|Ambala Sadar|Ambarnath|Ambattur|Ambikapur|Ambur|Amravati|Amreli|Amritsar|Amroha|Anantapur
IN|Anantnag|Arrah|Asansol|Ashoknagar Kalyangarh|Aurangabad|Avadi|Azamgarh|Badlapur|Bagaha|Bagalkot|Bahadurgarh
IN|Baharampur|Bahraigh|Baidyabati|Balasore|Bali|Ballari|Balurghat|Banda|Bangaon|Bankura|Bansbaria|Banswara|Barakpur
IN|Baran|Baranagar|Barasat|Barddhaman|Bareilly|Baripada|Barnala|Barshi|Basirhat City|Basti|Batala|Bathinda|Beawar|Beed
IN|Begusarai|Belagavi|Bengaluru|Bettiah|Betul|Bhadrak|Bhadravati|Bhadreswar|Bhagalpur|Bhalswa Jahangirpur|Bharuch
IN|Bhatpara|Bhavnagar|Bhayandar|Bhetia|Bhilai|Bhilwara|Bhimavaram|Bhind|Bhiwadi|Bhiwandi|Bhiwani|Bhopal|Bhubaneswar
IN|Bhuj|Bhusawal|Bidar|Bihar Sharif|Bikaner|Bilaspur|Bilimora|Bokaro|Borivli|Botad|Brahmapur|Budaun|Bulandshahr|Bundi
IN|Burari|Burhanpur|Buxar|Chanda|Chandannagar|Chandigarh|Chanduasi|Chapra|Chas|Chennai|Chhatarpur|Chhindwara
IN|Chikmagalur|Chilakalurupet|Chirmiri|Chitradurga|Chittoor|Chittorgarh|Churu|Coimbatore|Cuddalore|Cuttack|Dalupura
IN|Dam Dam|Damoh|Darbhanga|Darjiling|Datia|Davangere|Deesa|Dehradun|Delhi|Delhi Cantonment|Deoghar|Deoli|Deoria|Dewas
IN|Dhamtari|Dhanbad|Dharashiv|Dharavi|Dharmavaram|Dhaulpur|Dhule|Dibrugarh|Dimapur|Dinapore|Dinapur Nizamat|Dindigul
IN|Dohad|Dombivali|Durg|Durgapur|Eluru|Erode|Etah|Etawah|Faridabad|Farrukhabad|Fatehpur|Firozabad|Firozpur|Fyzabad
IN|Gadag|Gadag-Betageri|Gajuwaka|Gandhidham|Gandhinagar|Gangapur|Gangavati|Gangtok|Gaya|Ghaziabad|Ghazipur|Giridih
IN|Godhra|Gokalpur|Gonda City|Gondal|Gondia|Gorakhpur|Greater Noida|Gudivada|Guna|Gundupalaiyam|Guntakal|Guntur
IN|Gurugram|Guwahati|Gwalior|Gyanpur|Habra|Hajipur|Haldia|Haldwani|Halisahar|Hanumangarh|Hapur|Hardoi|Haridwar
IN|Hashtsal|Hathras|Hazaribagh|Hindaun|Hindupur|Hinganghat|Hisar|Hosapete|Hoshiarpur|Hosur|Howrah|Hubballi|Hugli
IN|Hyderabad|Ichalkaranji|Imphal|Indore|Itarsi|Jabalpur|Jagadhri|Jagdalpur|Jagtial|Jahanabad|Jaigaon|Jaipur|Jajmau
IN|Jalandhar|Jalgaon|Jalna|Jalpaiguri|Jammu|Jamnagar|Jamshedpur|Jamuria|Jaunpur|Jetpur|Jhansi|Jhunjhunun|Jind|Jodhpur
IN|Jorhat|Junagadh|Kadapa|Kaithal|Kakinada|Kalaburagi|Kallakurichi|Kalol|Kalyan|Kamarhati|Kanayannur|Kanchipuram
IN|Kanchrapara|Kanhangad|Kanpur|Kanpur Cantonment|Karaikkudi|Karawalnagar|Karimnagar|Karnal|Karol Bagh|Karur|Kashipur
IN|Katihar|Khammam|Khandwa|Khanna|Kharagpur|Khardah|Khargone|Khurja|Kirari Sulemannagar|Kishanganj|Kishangarh|Kochi
IN|Kolar|Kolhapur|Kolkata|Kollam|Korba|Kota|Kozhikode|Krishnanagar|Kukatpally|Kulti|Kumarapalayam|Kumbakonam|Kurichchi
IN|Kurnool|Kushinagar|Lakhimpur|Lal Bahadur Nagar|Lalitpur|Latur|Loni|Lucknow|Ludhiana|Machilipatnam|Madanapalle
IN|Madhavaram|Madhurampur Dehri|Madhyamgram|Madurai|Mahbubnagar|Mahesana|Maheshtala|Malappuram|Malda|Malegaon
IN|Maler Kotla|Malkajgiri|Mandoli|Mandsaur|Mandya|Mangalagiri|Mangaluru|Mango|Mathura|Mau|Medinipur|Meerut|Miryalaguda
IN|Mirzapur|Moga|Mohali|Moradabad|Morena|Mormugao|Morvi|Mothihari|Muktsar|Mulugu|Mumbai|Munger|Murwara|Mustafabad
IN|Muzaffarnagar|Muzaffarpur|Mysuru|Nadiad|Nagaon|Nagapattinam|Nagaur|Nagda|Nagercoil|Nagpur|Naihati|Najafgarh
IN|Nalgonda|Nanded|Nandurbar|Nandyal|Nangloi Jat|Narasaraopet|Narela|Narmadapuram|Nashik|Navadwip|Navi Mumbai|Navsari
IN|Nellore|New Delhi|Neyveli|Nimach|Nizamabad|Noida|Nowrangapur|Ongole|Ooty|Orai|Palakkad|Palanpur|Pali|Pallavaram
IN|Palwal|Panchkula|Panihati|Panipat|Panvel|Parbhani|Pathankot|Patiala|Patna|Phagwara|Phusro|Pilibhit|Pimpri
IN|Pimpri-Chinchwad|Pithampur|Ponnani|Porbandar|Port Blair|Prayagraj|Proddatur|Puducherry|Pudukkottai|Punasa|Pune|Puri
IN|Purnia|Puruliya|Quthbullapur|Raebareli|Raichur|Raiganj|Raigarh|Raipur|Raj-Nandgaon|Rajamahendravaram|Rajapalayam
IN|Rajkot|Rajpur Sonarpur|Ramagundam|Ramgundam|Rampur|Ranchi|Ranebennur|Raniganj|Ranipet|Rasapudipalem|Ratlam
IN|Raurkela Industrial Township|Rewa|Rewari|Rishra|Robertsonpet|Rohini|Rohtak|Roorkee|Rourkela|Rudrapur|Saharanpur
IN|Saharsa|Sambalpur|Sambhal|Sangli|Sasaram|Satara|Satna|Saugor|Sawai Madhopur|Secunderabad|Sehore|Seoni
IN|Serilingampalle|Shahjanpur|Shahuwadi|Shantipur|Shillong|Shimla|Shivaji Nagar|Shivamogga|Shivpuri|Sholapur
IN|Shrirampur|Shyamnagar|Sikar|Silchar|Siliguri|Singrauli|Sirsa|Sitapur|Sivakasi|Siwan|Sonipat|Soyibug|Sri Ganganagar
IN|Srikakulam|Srinagar|Sujangarh|Sultan Pur Majra|Sultanpur|Surat|Surendranagar|Suriapet|Tadepalligudem|Tadpatri
IN|Tambaram|Teni|Thane|Thanesar|Thanjavur|Thenali|Thiruvananthapuram|Thoothukudi|Thrissur|Tinsukia|Tiruchirappalli
IN|Tirunelveli|Tirupati|Tiruppur|Tiruvannamalai|Tiruvottiyur|Titagarh|Tonk|Tumkur|Udaipur|Udgir|Udupi|Ujjain
IN|Ulhasnagar|Uluberiya|Unnao|Uppal Kalan|Vadodara|Valsad|Vapi|Varanasi|Vasco da Gama|Vejalpur|Vellore|Veraval|Vidisha
IN|Vijayapura|Vijayawada|Virar|Visakhapatnam|Vizianagaram|Warangal|Wardha|Yamuna Nagar|Yavatmal|Yelahanka
IO|Diego Garcia
IQ|Abu Ghurayb|Abu al-Kahsib|Al Basrah al Qadimah|Al Diwaniyah|Al Fallujah|Al Faw|Al Hillah|Al Hindiyah|Al Madinah
IQ|Al Mahmudiyah|Al Mawsil al Jadidah|Al Miqdadiyah|Al Qurnah|Al ’Amarah|Al-Kut|Al-Musayab|An Nu’maniyah|As Samawah
IQ|Ash Sharqat|Ash Shatrah|Az Zubayr|Baghdad|Baharkah|Baqubah|Basrah|Bayji|Dihok|Erbil|Karbala|Kelar|Khanaqin
IQ|Khasnahzan|Kirkuk|Kufa|Mosul|Nahiyat al Iskandariyah|Najaf|Nasiriyah|Qal’at Sukkar|Qeladize|Ramadi|Ranyah|Sadr City
IQ|Samarra’|Simele|Sinah|Sulaymaniyah|Sumayl|Tuz Khurmatu|Umm Qasr|’Akra
IR|Abadan|Ahar|Ahvaz|Amol|Andimeshk|Andisheh|Arak|Ardabil|Babol|Baharestan|Bandar Abbas|Bandar-e Anzali
IR|Bandar-e Mahshahr|Baneh|Behbahan|Birjand|Bojnurd|Borazjan|Borujerd|Bukan|Bushehr|Chalus|Dezful|Dorud|Eslamshahr
IR|Fardis|Golestan|Gonbad-e Kavus|Gorgan|Hamadan|Ilam|Iranshahr|Isfahan|Izeh|Jahrom|Jiroft|Kamalshahr|Karaj|Kashan
IR|Kashmar|Kazerun|Kerman|Kermanshah|Khomeyni Shahr|Khorramabad|Khorramshahr|Khuy|Lahijan|Mahabad|Malayer|Maragheh
IR|Marand|Marivan|Marvdasht|Mashhad|Masjed Soleyman|Miandoab|Mianeh|Mohammad Shahr|Najafabad|Nasim Shahr|Nasimshahr
IR|Nazarabad|Neyshabur|Orumiyeh|Pakdasht|Pardis|Parsabad|Piranshahr|Qarchak|Qazvin|Qa’em Shahr|Qods|Qom|Quchan
IR|Rafsanjan|Rasht|Robat Karim|Sabzevar|Sanandaj|Saqqez|Sari|Saveh|Semnan|Shahin Shahr|Shahr-e Kord|Shahr-e Sadra
IR|Shahrak-e Pardisan|Shahre Jadide Andisheh|Shahreza|Shahriar|Shahrud|Shiraz|Shushtar|Sirjan|Tabriz|Tehran
IR|Torbat-e Heydariyeh|Varamin|Yazd|Zabol|Zahedan|Zanjan
IS|Reykjavik
IT|Arezzo|Bari|Bellagio|Bergamo|Bologna|Bolzano|Brescia|Cagliari|Catania|Circoiscrizione II|Circoiscrizione III
IT|Circoiscrizione V|Circoiscrizione VI|Circoiscrizione VIII|Ferrara|Florence|Foggia|Forli|Genoa|Livorno|Messina
IT|Mestre|Milan|Modena|Monza|Naples|Novara|Padua|Palermo|Parma|Perugia|Pescara|Piacenza|Pisa|Prato|Quarto Oggiaro
IT|Reggio Calabria|Reggio nell’Emilia|Rimini|Rome|Salerno|Siracusa|Taormina|Taranto|Terni|Trento|Trieste|Turin|Udine
IT|Verona|Vicenza
JE|Saint Helier
JM|New Kingston|Portmore|Spanish Town
JO|Amman|Aqaba|Ar Ramtha|As Salt|Dead Sea|Hayy Khilda|Irbid|Khuraybat as Suq|Russeifa|Suwaylih|Wadi as Sir|Zarqa
JO|’Ajlun
JP|Abiko|Adachi|Ageo|Aihara|Aizu-Wakamatsu|Akashi|Akishima|Akita|Amagasaki|Anjo|Aomori|Arakawa|Asahikawa|Asaka
JP|Ashikaga|Atsugi|Beppu|Bunkyo|Chiba|Chigasaki|Chikusei|Chikushino-shi|Chofu|Chuo|Daito|Ebetsu|Ebina|Edogawe|Fuchu
JP|Fuji|Fujieda|Fujimino|Fujinomiya|Fujisawa|Fukayacho|Fukui-shi|Fukuoka|Fukushima|Fukuyama|Gifu|Ginowan|Habikino
JP|Hachinohe|Hachioji|Hadano|Hakodate|Hamamatsu|Handa|Hatsukaichi|Higashihiroshima|Higashikurume|Higashimurayama
JP|Higashiosaka|Hikone|Himeji|Hino|Hirakata|Hiratsuka|Hirosaki|Hiroshima|Hitachi|Hitachi-Naka|Hofu|Honcho|Honmachi
JP|Ibaraki|Ichihara|Ichikawa|Ichinomiya|Ichinoseki|Iida|Iizuka|Ikeda|Ikoma|Imabari|Inazawa|Inzai|Iruma|Isahaya|Ise
JP|Isehara|Isesaki|Ishinomaki|Itabashi|Itami|Iwaki|Iwakuni|Iwata|Iwatsuki|Izumi|Izumisano|Izumo|Joetsu|Kadoma
JP|Kagoshima|Kakamigahara|Kakegawa|Kakogawacho-honmachi|Kamagaya|Kamakura|Kamirenjaku|Kanazawa|Kani|Kanoya|Karatsu
JP|Kariya|Kashihara-shi|Kashiwa|Kashiwara|Kasuga|Kasugai|Kasukabe|Katsushika|Katsuta|Kawachi-Nagano|Kawagoe|Kawaguchi
JP|Kawanishi|Kawasaki|Kazo|Kirishima|Kiryu|Kisarazu|Kishiwada|Kita|Kitakyushu|Kitami|Kobe|Kodaira|Kofu|Koga|Koganei
JP|Kokubunji|Komaki|Komatsu|Konosu|Koriyama|Koshigaya|Koto|Kukichuo|Kumagaya|Kumamoto|Kurashiki|Kurume|Kusatsu|Kushiro
JP|Kuwana|Kyoto|Machida|Maebashi|Marugame|Matsubara|Matsudo|Matsue|Matsumoto|Matsusaka|Matsuto|Matsuyama|Meguro
JP|Minamirinkan|Minato|Minato City|Minoh|Mishima|Mito|Miyakonojo|Miyazaki|Moriguchi|Morioka|Musashino|Nagahama|Nagano
JP|Nagaoka|Nagareyama|Nagasaki|Nagoya|Naha|Nakano|Nara-shi|Narashino|Narita|Nasushiobara|Neyagawa|Niigata|Niihama
JP|Niiza|Nishi-Tokyo-shi|Nishinomiya|Nishio|Nobeoka|Noda|Numazu|Obihiro|Odawara|Ogaki|Oita|Okayama|Okazaki|Okinawa|Ome
JP|Onojo|Onomichi|Osaka|Osaki|Oshu|Otaru|Otsu|Oyama|Saga|Sagamihara|Saijo|Saitama|Sakado|Sakai|Sakata|Sandacho|Sano
JP|Sapporo|Sasebo|Sayama|Sendai|Setagaya|Seto|Shibuya|Shimonoseki|Shimotoda|Shinagawa|Shinjuku|Shizuoka|Shunan|Soka
JP|Suginami|Suita|Sumida|Suzuka|Tachikawa|Taito|Tajimi|Takamatsu|Takaoka|Takarazuka|Takasaki|Takatsuki|Tama|Tochigi
JP|Tokai|Tokorozawa|Tokushima|Tokuyama|Tokyo|Tomakomai|Tondabayashicho|Toride|Toshima|Tottori-shi|Toyama|Toyohashi
JP|Toyokawa|Toyonaka|Toyota|Tsu|Tsuchiura|Tsukuba|Tsuruoka|Tsuyama|Ueda|Uji|Urasoe|Urayasu|Uruma|Utsunomiya|Wakayama
JP|Yachiyo|Yaizu|Yamagata|Yamaguchi|Yamato|Yao|Yokkaichi|Yokohama|Yokosuka|Yonago|Yono|Youkaichi|Zama
KE|Eldoret|Garissa|Jomvu|Juja|Kakamega|Karuri|Khwisero|Kiambu|Kikuyu|Kisii|Kisumu|Kitale|Kitengela|Lang’ata|Limuru
KE|Malindi|Mandera|Matuga|Mlolongo|Mombasa|Mwala|Nairobi|Naivasha|Nakuru|Ngong|Ongata Rongai|Ruiru|Thika
KG|Bishkek|Manas|Osh
KH|Battambang|Phnom Penh|Siem Reap|Takeo
KI|Tarawa
KM|Moroni
KN|Basseterre
KP|Chaeryong-ni|Changam-ch’on|Chongjin|Ch’ongdan-up|Haeju|Hamhung|Hungnam|Hyesan|Kaech’on|Kaesong|Kanggye|Kangnyong
KP|Kangson|Manp’o|Man’gyongdae-ri|Namp’o|Paech’on-up|Paek’ak|Pyongyang|P’yongsong|Sariwon-si|Sinch’on-up|Sinp’o
KP|Sinuiju|Songnim-ni|Sunch’on|Tokch’on|Ullyul|Wonsan
KR|Andong|Ansan-si|Anyang-si|Bucheon-si|Busan|Changwon|Cheonan|Cheongju-si|Chinju|Chuncheon|Chungju|Daegu|Daejeon
KR|Donghae City|Freedom House|Gangneung|Geoje|Gijang|Gimcheon|Gimpo-si|Goyang-si|Gumi|Gunpo|Gunsan|Guri-si|Gwangju
KR|Gwangmyeong|Gwangyang|Gyeongju|Gyeongsan-si|Hanam|Hwado|Hwaseong-si|Icheon-si|Iksan|Incheon|Jeju|Jeju City|Jeongeup
KR|Jeonju|Kimhae|Masan|Mokpo|Osan|Panmunjom|Pohang|Pyeongtaek|Sangju|Sejong|Seogwipo|Seongnam-si|Seoul|Siheungdong
KR|Suncheon|Suwon|Uijeongbu-si|Ulsan|Wonju|Yangju|Yangsan|Yeoju|Yeosu
KW|Al Ahmadi|As Salimiyah|Hawalli|Kuwait City|Sabah as Salim
KY|George Town
KZ|Aktau|Aktobe|Almaty|Astana|Atyrau|Ekibastuz|Karagandy|Kokshetau|Kostanay|Kyzylorda|Pavlodar|Petropavl|Rudnyy|Semey
KZ|Shymkent|Taldykorgan|Taraz|Temirtau|Turkistan|Ust-Kamenogorsk|Zhanaozen|Zhezqazghan
LA|Savannakhet|Vientiane
LB|Aley|Beirut|Nabatiye et Tahta|Ra’s Bayrut|Sidon|Tyre
LC|Castries
LI|Vaduz
LK|Colombo|Dehiwala-Mount Lavinia|Jaffna|Kalmunai|Kandy|Maharagama|Moratuwa|Negombo|Pita Kotte
LK|Sri Jayewardenepura Kotte|Trincomalee
LR|Monrovia
LS|Maseru
LT|Kaunas|Klaipeda|Vilnius
LV|Riga
LY|Ajdabiya|Al Ajaylat|Al Bayda’|Al Jadid|Al Jumayl|Al Khums|Az Zawiyah|Benghazi|Darnah|Janzur|Misratah
LY|Qasr Bin Ghashir|Sabha|Sirte|Tajura’|Tobruk|Tripoli|Zawiya|Zliten
MA|Agadir|Ait Melloul|Al Fqih Ben Calah|Al Hoceima|Beni Mellal|Berkane|Berrechid|Bouskoura|Casablanca|Dar Bouazza
MA|Dchira El Jihadia|El Jadida|El Kelaa des Srarhna|Errachidia|Fes|Fes al Bali|Guelmim|Inezgane|Kenitra|Khemisset
MA|Khenifra|Khouribga|Ksar El Kebir|Larache|Marrakesh|Meknes|Mohammedia|Nador|Oued Zem|Oujda|Rabat|Safi|Sale
MA|Sale Al Jadida|Settat|Sidi Slimane|Skhirat|Tangier|Taourirt|Taza|Temara|Tetouan
MD|Balti|Bender|Chisinau|Tiraspol
ME|Podgorica
MF|Marigot
MG|Antananarivo|Antsirabe|Antsiranana|Fianarantsoa|Mahajanga|Toamasina|Toliara
MH|Majuro
MK|Skopje
ML|Bamako|Gao|Kalaban Koro|Kati|Kayes|Koutiala|Mopti|Segou|Sikasso
MM|Amarapura|Ann|Bago|Dawei|Hinthada|Hlaingthaya|Insein|Kalemyo|Keng Tung|Kyaukpyu|Kyauktan|Kyimyindine|Lashio
MM|Mandalay|Mawlamyine|Meiktila|Mingala Tangnyunt|Mingaladon|Mong Yang|Monywa|Mu-se|Myeik|Myingyan|Nay Pyi Taw|Pakokku
MM|Pathein|Pyay|Pyin Oo Lwin|Set Ka Lay|Sittwe|Taunggyi|Taungoo|Thaton|Yangon|Yawnghwe|Yenangyaung
MN|Ulaanbaatar
MO|Macau|Taipa
MP|Saipan
MQ|Fort-de-France
MR|Nouadhibou|Nouakchott
MS|Plymouth
MT|Valletta
MU|Beau Bassin-Rose Hill|Port Louis|Vacoas
MV|Male
MW|Blantyre|Lilongwe|Mzuzu|Zomba
MX|Acapulco de Juarez|Aguascalientes|Alvaro Obregon|Apatzingan|Azcapotzalco|Benito Juarez|Buenavista|Cabo San Lucas
MX|Campeche|Cancun|Celaya|Chalco|Chetumal|Chicoloapan|Chihuahua|Chilpancingo|Cholula|Ciudad Acuna|Ciudad Apodaca
MX|Ciudad Benito Juarez|Ciudad Delicias|Ciudad General Escobedo|Ciudad Guzman|Ciudad Juarez|Ciudad Lazaro Cardenas
MX|Ciudad Lopez Mateos|Ciudad Madero|Ciudad Nezahualcoyotl|Ciudad Obregon|Ciudad Valles|Ciudad Victoria
MX|Ciudad del Carmen|Coacalco|Coatzacoalcos|Colima|Colonia Lindavista|Colonia del Valle|Comitan|Coyoacan|Cuauhtemoc
MX|Cuautitlan|Cuautitlan Izcalli|Cuautla|Cuernavaca|Culiacan|Delegacion Cuajimalpa de Morelos|Ecatepec de Morelos
MX|Ensenada|Fresnillo|Gomez Palacio|Guadalajara|Guadalupe|Gustavo Adolfo Madero|Hermosillo|Heroica Guaymas
MX|Heroica Matamoros|Hidalgo del Parral|Huixquilucan|Iguala de la Independencia|Irapuato|Ixtapaluca|Iztacalco
MX|Iztapalapa|Jiutepec|Leon de los Aldama|Los Mochis|Magdalena Contreras|Manzanillo|Mazatlan|Merida|Mexicali
MX|Mexico City|Miguel Hidalgo|Minatitlan|Monclova|Monterrey|Morelia|Naucalpan de Juarez|Navojoa|Nicolas Romero|Nogales
MX|Nuevo Laredo|Oaxaca|Ojo de Agua|Orizaba|Pachuca de Soto|Piedras Negras|Playa del Carmen|Poza Rica de Hidalgo|Puebla
MX|Puerto Vallarta|Reynosa|Rosarito|Salamanca|Saltillo|San Jose del Cabo|San Juan del Rio|San Luis Potosi
MX|San Luis Rio Colorado|San Miguel de Allende|San Pedro Garza Garcia|Santa Catarina|Santiago de Queretaro
MX|Soledad de Graciano Sanchez|Tampico|Tapachula|Tehuacan|Tepexpan|Tepic|Texcoco de Mora|Teziutlan|Tijuana|Tlahuac
MX|Tlalnepantla|Tlalpan|Tlaquepaque|Toluca|Tonala|Torreon|Tulancingo|Tuxtepec|Tuxtla|Uruapan|Venustiano Carranza
MX|Veracruz|Victoria de Durango|Villahermosa|Xalapa de Enriquez|Xico|Xochimilco|Yautepec|Zacatecas|Zamora de Hidalgo
MX|Zapopan|Zumpango
MY|Alor Setar|Ampang|Bandar Bukit Raja|Bandar Mahkota Cheras|Bandar Seri Alam|Bandar Sunway|Bandar Tasik Puteri
MY|Bandar Utama|Batu Caves|Batu Pahat|Bayan Lepas|Bercham|Bintulu|Bukit Bintang|Bukit Jalil|Bukit Mertajam
MY|Bukit Rahman Putra|Butterworth|Cheras|Ijok|Ipoh|Iskandar Puteri|Johor Bahru|Kajang|Kampung Baru Subang
MY|Kampung Kangkar Teberau|Kampung Larkin Lama|Kampung Pasir Gudang Baru|Kampung Sungai Ara|Kampung Sungai Glugur
MY|Kapar|Klang|Kluang|Kota Bharu|Kota Damansara|Kota Kinabalu|Kota Kuala Muda|Kuala Krai|Kuala Kubu Baharu
MY|Kuala Lumpur|Kuala Terengganu|Kuantan|Kuching|Kulim|Lahad Datu|Malacca|Maran|Masai|Miri|Muar|Mukim Pulai
MY|Pasir Gudang|Pasir Mas|Pasir Puteh|Paya Terubong|Pelentong|Perling|Petaling Jaya|Port Dickson|Puchong|Rawang
MY|Sandakan|Selayang Baru Utara|Sentul|Sepang|Seremban|Seri Kembangan|Seri Manjung|Setapak|Setia Alam|Shah Alam|Sibu
MY|Sitiawan|Skudai|Subang Jaya|Sungai Buloh|Sungai Petani|Taiping|Taman Petaling|Tasek Glugor|Tawau|Teluk Intan
MY|Titiwangsa|Wangsa Maju
MZ|Angoche|Beira|Chimoio|Gurue|Lichinga|Mandimba|Maputo|Matola|Maxixe|Mocuba|Nacala|Nampula|Pemba|Quelimane
MZ|Ressano Garcia|Tete|Xai-Xai
NA|Windhoek
NC|Noumea
NE|Agadez|Arlit|Maradi|Niamey|Tahoua|Zinder
NF|Kingston
NG|Abakaliki|Abeokuta|Abuja|Ado-Ekiti|Agege|Ajegunle|Akowonjo|Akure|Alasia|Aliayabiagba|Alimosho|Amaigbo|Atani|Awka
NG|Azare|Bama|Bauchi|Benin City|Bida|Birnin Kebbi|Buguma|Calabar|Chakwama|Ebute Ikorodu|Ede|Efon-Alaaye|Ejigbo|Enugu
NG|Esuk Oron|Funtua|Gashua|Gboko|Gbongan|Gombe|Gusau|Hadejia|Ibadan|Igboho|Ijebu Ode|Ijebu-Igbo|Ijero-Ekiti|Ikare
NG|Ikeja|Ikere-Ekiti|Ikire|Ikirun|Ikot Ekpene|Ila Orangun|Ile-Ife|Ilesa|Ilobu|Ilorin|Inisa|Irewe|Ise-Ekiti|Iseyin|Iwo
NG|Jalingo|Jimeta|Jos|Kaduna|Kano|Katsina|Kisi|Lafia|Lafiagi|Lagos|Lekki|Maiduguri|Makurdi|Minna|Modakeke|Mubi|Mushin
NG|Nguru|Nkpor|Nnewi|Nsukka|Obalende|Offa|Ogbomoso|Okene|Okigwe|Okrika|Ondo|Onitsha|Oshodi|Osogbo|Owerri|Owo|Oyo
NG|Pindiga|Port Harcourt|Saki|Sapele|Shagamu|Shomolu|Sokoto|Suleja|Surulere|Ugep|Umuahia|Uromi|Uyo|Warri|Yenagoa|Yola
NG|Zaria
NI|Chinandega|Managua|Masaya|Matagalpa
NL|Almere Stad|Amersfoort|Amsterdam|Apeldoorn|Arnhem|Breda|Dordrecht|Eindhoven|Enschede|Groningen|Haarlem|Hoofddorp
NL|Leeuwarden|Leiden|Maastricht|Nijmegen|Rotterdam|The Hague|Tilburg|Utrecht|Venlo|Zaanstad|Zoetermeer|Zwolle
NL|’s-Hertogenbosch
NO|Bergen|Drammen|Kristiansand|Oslo|Stavanger|Svalbard|Trondheim
NP|Bharatpur|Biratnagar|Birendranagar|Birganj|Butwal|Dhangadhi|Dharan|Hetauda|Janakpur|Kathmandu|Lahan|Madhyapur Thimi
NP|Nepalgunj|Patan|Pokhara
NR|Yaren
NU|Alofi
NZ|Auckland|Christchurch|Dunedin|Lower Hutt|Manukau City|North Shore|Tauranga|Wellington
OM|As Suwayq|Bawshar|Muscat|Rustaq|Saham|Salalah|Seeb|Sohar|’Ibri
PA|Contadora|Juan Diaz|Panama City|San Miguelito
PE|Arequipa|Ayacucho|Cajamarca|Callao|Chiclayo|Chimbote|Chincha Alta|Cusco|Huancayo|Huanuco|Huaraz|Ica|Iquitos|Juliaca
PE|Lima|Miraflores|Piura|Pucallpa|Puno|San Francisco De Borja|San Martin|Santa Anita - Los Ficus|Santiago de Surco
PE|Sullana|Tacna|Trujillo
PF|Papeete
PG|Port Moresby
PH|Angeles City|Angono|Antipolo|Apalit|Bacolod City|Bacoor|Bago City|Bagong Silang|Bagong Silangan|Baguio|Baliuag
PH|Batangas|Bayambang|Bayawan|Bayugan|Binan|Binangonan|Budta|Bulaon|Butuan|Cabanatuan City|Cabuyao|Cadiz
PH|Cagayan de Oro|Cainta|Calamba|Calasiao|Caloocan|Calumpit|Candelaria|Capas|Carmona|Catbalogan|Cavite City|Cebu City
PH|Commonwealth|Cotabato|Dagupan|Dasmarinas|Davao|Digos|Dinaig|Dumaguete|Gapan|General Santos|Gingoog|Guiguinto|Guyong
PH|Hagonoy|Himamaylan|Ilagan|Iligan|Iligan City|Iloilo|Imus|Iriga City|Isulan|Jolo|Kabankalan|Koronadal|La Trinidad
PH|Laoag|Lapu-Lapu City|Las Pinas|Legaspi|Libertad|Lipa City|Los Banos|Lucena|Mabalacat City|Magugpo Poblacion
PH|Makati City|Malabon|Malingao|Malita|Malolos|Mandaluyong|Mandaluyong City|Mandaue City|Manila|Manolo Fortich
PH|Mansilingan|Mantampay|Maramag|Marawi City|Marikina City|Mariveles|Mati|Meycauayan|Midsayap|Muntinlupa|Muricay
PH|NIA Valencia|Naga|Navotas|Norzagaray|Olongapo|Ormoc|Pagadian|Panabo|Panalanoy|Pandi|Paniqui|Paranaque City|Pasay
PH|Pasig City|Plaridel|Poblacion|Puerto Princesa|Pulilan|Pulong Santa Cruz|Putatan|Quezon|Quezon City|Rodriguez
PH|Roxas City|San Fernando|San Jose del Monte|San Mateo|San Pablo|San Pedro|Santa Cruz|Santa Rosa|Santol|Silang
PH|Sorsogon|Sultan Kudarat|Tacloban|Tacurong|Taguig|Talisay|Tanza|Tarlac City|Tayabas|Taytay|Tuguegarao|Urdaneta
PH|Valenzuela|Zamboanga
PK|Abbottabad|Ahmadpur East|Arif Wala|Arifwala|Attock City|Badin|Bahawalnagar|Bahawalpur|Bannu|Battagram|Bhakkar
PK|Bhawana|Burewala|Chak Jhumra|Chakwal|Chaman|Charsadda|Chichawatni|Chiniot|Chishtian|Chunian|Dadu|Dajal|Daska Kalan
PK|Daur|Dera Ghazi Khan|Dera Ismail Khan|Dera Murad Jamali|Dhirkot|Digri|Dokri|Eminabad|Faisalabad|Garhi Khairo|Ghotki
PK|Gilgit|Gojra|Gujranwala|Gujrat|Hafizabad|Harunabad|Hasilpur|Haveli Lakha|Islamabad|Jacobabad|Jalalpur Jattan
PK|Jalalpur Pirwala|Jampur|Jaranwala|Jauharabad|Jhang Sadr|Jhelum|Kamalia|Kamoke|Karachi|Kasur|Khairpur Mir’s|Khanpur
PK|Kharian|Khushab|Khuzdar|Kohat|Kot Addu|Kot Radha Kishan|Kotri|Kunri|Lahore|Larkana|Layyah|Lodhran|Mailsi
PK|Malir Cantonment|Mandi Bahauddin|Manjhand|Mardan|Mian Channun|Mianwali|Mingora|Mirpur Khas|Model Town|Moro|Multan
PK|Muridke|Muzaffarabad|Muzaffargarh|Nankana Sahib|Narowal|Nawabshah|New Mirpur City|Okara|Pakpattan|Pano Aqil|Pasrur
PK|Pattoki|Peshawar|Phool Nagar|Pindi Bhattian|Qadirpur Ran|Quetta|Rahim Yar Khan|Raja Jang|Rawalpindi|Renala Khurd
PK|Saddiqabad|Sahiwal|Sambrial|Sangla Hill|Sargodha|Shabqadar|Shahdad Kot|Shahdadpur|Shahkot|Shakargarh|Shekhupura
PK|Shikarpur|Shujaabad|Sialkot|Sinjhoro|Skardu|Sukkur|Talhar|Tando Adam|Tando Allahyar|Tando Bago|Tando Muhammad Khan
PK|Taunsa|Toba Tek Singh|Tordher|Umarkot|Vihari|Wah Cantt|Wazirabad
PL|Belavezha|Bemowo|Bialoleka|Bialystok|Bielany|Bielsko-Biala|Bydgoszcz|Bytom|Chorzow|Czestochowa|Dabrowa Gornicza
PL|Elblag|Gdansk|Gdynia|Gliwice|Gorzow Wielkopolski|Kalisz|Katowice|Kielce|Koszalin|Krakow|Legnica|Lodz|Lublin|Mokotow
PL|Olsztyn|Opole|Plock|Poznan|Praga Poludnie|Radom|Ruda Slaska|Rybnik|Rzeszow|Sosnowiec|Szczecin|Targowek|Tarnow|Torun
PL|Tychy|Ursynow|Walbrzych|Warsaw|Wloclawek|Wola|Wroclaw|Zabrze|Zielona Gora
PM|Saint-Pierre
PN|Adamstown
PR|Bayamon|Carolina|Ponce|San Juan
PS|East Jerusalem|Gaza|Gaza Strip|Hebron|Jabalya|Khan Yunis|Nablus|Rafah|Ramallah|West Bank
PT|Amadora|Azores|Braga|Coimbra|Funchal|Leiria|Lisbon|Porto|Queluz|Setubal|Viseu
PW|Melekeok
PY|Asuncion|Capiata|Ciudad del Este|Fernando de la Mora|Lambare|San Lorenzo
QA|Ar Rayyan|Doha|Lusail
RE|Saint-Denis|Saint-Paul
RO|Arad|Bacau|Baia Mare|Braila|Brasov|Bucharest|Buzau|Cluj-Napoca|Constanta|Craiova|Galati|Iasi|Oradea|Piatra Neamt
RO|Pitesti|Ploiesti|Satu Mare|Sector 1|Sector 2|Sector 3|Sector 4|Sector 5|Sector 6|Sibiu|Targu Mures|Timisoara
RS|Cacak|Kragujevac|Nis|Novi Sad|Subotica|Zemun
RU|Abakan|Achinsk|Admiralteisky|Akademicheskoe|Al’met’yevsk|Angarsk|Arkhangel’sk|Armavir|Artem|Arzamas|Astrakhan
RU|Balakovo|Balashikha|Barnaul|Bataysk|Belgorod|Berezniki|Bibirevo|Biryulevo|Biysk|Blagoveshchensk|Bogorodskoye
RU|Brateyevo|Bratsk|Bryansk|Centralniy|Cheboksary|Chelyabinsk|Cheremushki|Cherepovets|Cherkessk|Chertanovo Yuzhnoye
RU|Chita|Crimea|Derbent|Dimitrovgrad|Dzerzhinsk|Elektrostal’|Elista|Engels|Glazov|Gol’yanovo|Grozny|Irkutsk|Ivanovo
RU|Ivanovskoye|Izhevsk|Izmaylovo|Kaliningrad|Kalininskiy|Kaluga|Kamensk-Ural’skiy|Kamyshin|Kansk|Kazan|Kemerovo
RU|Khabarovsk|Khanty-Mansiysk|Khasavyurt|Khimki|Khoroshevo-Mnevniki|Kiselevsk|Kislovodsk|Kolomna|Kolpino
RU|Komsomolsk-on-Amur|Korolev|Kostroma|Kovrov|Krasnodar|Krasnogvargeisky|Krasnoyarsk|Kuntsevo|Kursk|Kuz’minki|Kyzyl
RU|Leninsk-Kuznetsky|Lipetsk|Lyubertsy|Lyublino|Magnitogorsk|Makhachkala|Mar’ino|Maykop|Mezhdurechensk|Miass|Moscow
RU|Murmansk|Murom|Mytishchi|Naberezhnyye Chelny|Nakhodka|Nalchik|Nazran|Neftekamsk|Nefteyugansk|Nevinnomyssk
RU|Nizhnekamsk|Nizhnevartovsk|Nizhniy Novgorod|Nizhny Tagil|Noginsk|Norilsk|Novo-Peredelkino|Novocheboksarsk
RU|Novocherkassk|Novokuybyshevsk|Novokuznetsk|Novomoskovsk|Novorossiysk|Novosibirsk|Novotroitsk|Novyye Cheremushki
RU|Novyye Kuz’minki|Noyabrsk|Obninsk|Ochakovo-Matveyevskoye|Odintsovo|Oktyabrsky|Omsk|Orekhovo-Borisovo
RU|Orekhovo-Borisovo Severnoye|Orekhovo-Zuyevo|Orel|Orenburg|Orsk|Penza|Perm|Pervouralsk|Petrogradka
RU|Petropavlovsk-Kamchatsky|Petrozavodsk|Podolsk|Presnenskiy|Prokop’yevsk|Pskov|Pyatigorsk|Ramenki|Rostov-on-Don
RU|Rubtsovsk|Ryazanskiy|Ryazan’|Rybinsk|Saint Petersburg|Salavat|Samara|Saransk|Saratov|Sergiyev Posad|Serpukhov
RU|Severnyy|Severodvinsk|Seversk|Shakhty|Shchukino|Shchyolkovo|Smolensk|Sochi|Solikamsk|Solntsevo|Staryy Oskol
RU|Stavropol|Sterlitamak|Strogino|Surgut|Syktyvkar|Syzran|Taganrog|Taganskiy|Tambov|Tekstil’shchiki|Tobolsk|Tolyatti
RU|Tomsk|Troparevo|Tsaritsyno|Tula|Tver|Tyoply Stan|Tyumen|Ufa|Ukhta|Ulan-Ude|Ulyanovsk|Ussuriysk|Ust’-Ilimsk|Valdai
RU|Vasyl’evsky Ostrov|Velikiy Novgorod|Velikiye Luki|Veshnyaki|Vladikavkaz|Vladivostok|Volgodonsk|Volgograd|Vologda
RU|Volzhsky|Voronezh|Vykhino-Zhulebino|Yakutsk|Yaroslavl|Yasenevo|Yekaterinburg|Yelets|Yoshkar-Ola|Yuzhno-Sakhalinsk
RU|Zheleznodorozhnyy|Zhulebino|Zlatoust|Zyablikovo|Zyuzino
RW|Gisenyi|Kigali|Musanze|Nyagatare
SA|Abha|Al Hufuf|Al Jubayl|Al Kharj|Al Mubarraz|AlUla|Arar|Az Zulfi|Buraydah|Dammam|Diriyah|Hafar Al-Batin|Ha’il
SA|Jeddah|Jizan|Khamis Mushait|Khobar|Madinah|Makkah|NEOM|Najran|Qurayyat|Riyadh|Sabt Alalayah|Sabya|Sakakah|Sultanah
SA|Tabuk|Ta’if|Thuqbah|Unaizah|Yanbu
SB|Honiara
SC|Victoria
SD|Ad-Damazin|Ad-Damir|Al Manaqil|Al Qadarif|Al-Junaynah|An Nuhud|Atbara|El Daein|El Fasher|El Geneina Fort|El Obeid
SD|Gereida|Kassala|Khartoum|Khartoum North|Kosti|Nyala|Omdurman|Port Sudan|Rabak|Sennar|Singa|Wad Medani
SE|Gothenburg|Helsingborg|Jonkoping|Linkoping|Malmo|Orebro|Saltsjobaden|Sodermalm|Sollentuna|Stockholm|Umea|Uppsala
SE|Vasteras
SG|Bedok New Town|Bukit Batok New Town|Bukit Merah Estate|Bukit Panjang New Town|Geylang|Hougang New Town|Jurong Town
SG|Jurong West|Kallang|Kampong Pasir Ris|Kembangan|Punggol|Queenstown Estate|Sembawang Estate|Sengkang New Town
SG|Sentosa|Serangoon|Serangoon New Town|Tampines Estate|Tampines New Town|Toa Payoh New Town|Ulu Bedok|Woodlands
SG|Yishun New Town
SH|Jamestown
SI|Ljubljana
SJ|Longyearbyen
SK|Bratislava|Kosice|Petrzalka
SL|Freetown|Kenema|Koidu
SN|Dakar|Diourbel|Guediawaye|Kaolack|Kolda|Louga|Mbake|Mbour|Pikine|Rufisque|Rufisque est|Saint-Louis|Tambacounda
SN|Thies|Thies Nones|Tiebo|Tivaouane|Touba|Ziguinchor
SO|Baidoa|Berbera|Borama|Cabudwaaq|El Dibir|Hargeysa|Kismayo|Marka|Mogadishu|Ruqi
SR|Paramaribo
SS|Juba|Malakal|Winejok|Yei
ST|Sao Tome
SV|Apopa|Mejicanos|San Miguel|San Salvador|Santa Tecla|Soyapango
SX|Philipsburg
SY|Al Bab|Al Hasakah|Al Qamishli|Aleppo|Ar Raqqah|Damascus|Deir ez-Zor|Duma|Hamah|Homs|Idlib|Latakia|Tartus
SZ|Manzini|Mbabane
TC|Cockburn Town
TD|Abeche|Moundou|N’Djamena|Sarh
TF|Port-aux-Francais
TG|Kara|Lome|Sokode
TH|Ban I Chang|Ban Khlong Prawet|Ban Samae Dam|Bang Bon|Bang Kapi|Bang Khae|Bang Khun Thian|Bang Sue|Bangkok
TH|Bangkok Noi|Bueng Kum|Chatuchak|Chiang Mai|Chom Thong|Chon Buri|Din Daeng|Dusit|Hat Yai|Hua Hin|Kabin Buri
TH|Khlong Luang|Khlong Sam Wa|Khlong Toei|Khon Kaen|Lak Si|Lampang|Lat Krabang|Lat Phrao|Latkrabang|Mueang Nonthaburi
TH|Nakhon Pathom|Nakhon Ratchasima|Nakhon Si Thammarat|Nong Chok|Nong Khaem|Pak Kret|Pattaya|Phasi Charoen
TH|Phra Pradaeng|Rayong|Sai Mai|Samut Prakan|Si Maha Phot|Si Racha|Suan Luang|Surat Thani|Taling Chan|Thon Buri
TH|Thung Khru|Ubon Ratchathani|Udon Thani|Wang Thonglang|Watthana
TJ|Bokhtar|Dushanbe|Isfara|Istaravshan|Khujand|Konibodom|Kulob
TL|Dili
TM|Ashgabat|Dasoguz|Turkmenabat
TN|Aryanah|Bizerte|El Mourouj|Gabes|Hammamet|Kairouan|Sakiet ed Daier|Sakiet ez Zit|Sejoumi|Sfax|Sousse|Sukrah|Tunis
TO|Nuku’alofa
TR|Adana|Adapazari|Adiyaman|Afyonkarahisar|Agri|Aksaray|Alanya|Amasya|Ankara|Antakya|Antalya|Arnavutkoy|Arsuz|Atasehir
TR|Aydin|Bagcilar|Bahcelievler|Balikesir|Bandirma|Basaksehir|Batikent|Batman|Beylikduzu|Bingol|Bodrum|Bolu|Bursa
TR|Buyukcekmece|Canakkale|Cankaya|Cigli|Cizre|Corlu|Corum|Denizli|Derince|Diyarbakir|Dolmabahce|Duzce|Edirne|Elazig
TR|Eregli|Erzincan|Erzurum|Esenler|Esenyurt|Eskisehir|Fatih|Gaziantep|Gebze|Giresun|Golbasi|Igdir|Inegol|Iskenderun
TR|Isparta|Istanbul|Izmir|Izmit|Kahramanmaras|Karabaglar|Karabuk|Karaman|Karsiyaka|Kastamonu|Kayseri|Kilis|Kirikkale
TR|Kirsehir|Kiziltepe|Konak|Konya|Kucukcekmece|Kutahya|Malatya|Maltepe|Manisa|Mardin|Merkezefendi|Mersin|Muratpasa
TR|Mustafakemalpasa|Nazilli|Nilufer|Ordu|Osmaniye|Rize|Salihli|Samandag|Samsun|Sancaktepe|Sanliurfa|Siirt|Silifke
TR|Silopi|Sisli|Sivas|Siverek|Sultanbeyli|Sultangazi|Suruc|Tarsus|Tekirdag|Tokat|Trabzon|Turgutlu|Turhal|Umraniye|Usak
TR|Uskudar|Viransehir|Zeytinburnu|Zonguldak
TT|Port of Spain
TV|Funafuti
TW|Bade|Banqiao|Chang-hua|Changhua|Chiayi City|Danshui|Douliu|Fengshan|Hsinchu|Kaohsiung|Keelung|Neihu|Neili
TW|New Taipei City|Sanxia|Shulin|Taichung|Tainan|Taipei|Taitung|Taoyuan|Toufen|Xizhi|Yongkang|Yuanlin|Zhubei
TZ|Arusha|Bariadi|Bukoba|Bunda|Dar es Salaam|Dodoma|Geita|Handeni|Ifakara|Iringa|Kahama|Kasulu|Katumba|Kibaha|Kigoma
TZ|Makumbako|Mbeya|Morogoro|Moshi|Mpanda|Mtwara|Musoma|Mwanza|Nzega|Sengerema|Shinyanga|Singida|Songea|Sumbawanga
TZ|Tabora|Tanga|Tarime|Tunduma|Zanzibar
UA|Alchevsk|Avtozavodskyi|Berdyansk|Bila Tserkva|Bohuniya|Borshchahivka|Brovary|Cheremushky|Cherkasy|Chernihiv
UA|Chernivtsi|Chumakivskyi|Darnytsya|Desna|Desnyanskyi|Dnipro|Dniprovskyi|Donbas|Donetsk|Fortechnyi|Hirnytskyi
UA|Horlivka|Ivano-Frankivsk|Kalmiuskyi|Kalynivskyi|Kamyanske|Kerch|Kharkiv|Khmelnytskyi|Kindrativskyi|Korolyov
UA|Kovpakivskyi|Kramatorsk|Kremenchuk|Kropyvnytskyi|Kryvyy Rih|Kyiv|Kyivskyi|Livoberezhnyi|Luhansk|Lutsk|Lviv
UA|Makiyivka|Mariupol|Melitopol|Mykilska Borshchahivka|Mykolayiv|Nikopol|Novozavodskyi|Nyzhnodniprovsk|Obolon|Odesa
UA|Oleksandrivskyi|Oleksiyivka|Pavlohrad|Pechersk|Poltava|Pozniaky|Pravyi Bereh|Rayon KTZ|Rivne|Rutchenkivskyi
UA|Saltivka|Sevastopol|Shevchenkivskyi|Shevchenko|Simferopol|Skhidni Kvartaly|Slovyansk|Smolyanskyi|Sumy|Sykhiv
UA|Ternopil|Tsentralno-Miskyi|Tsentralnyi|Uzhhorod|Verhunskyi|Vilkhivskyi|Vinnytsya|Vyhurivshchyna-Troyeshchyna
UA|Yevpatoriya|Zaporizhzhya|Zarichnyi|Zhytomyr
UG|Bunamwaya|Entebbe|Gulu|Hoima|Ibanda|Kajansi|Kampala|Kasangati|Kasese|Katabi|Kira|Kyengera|Lira|Lugazi|Masaka
UG|Masindi|Mbale|Mbarara|Mityana|Mubende|Mukono|Nansana|Njeru
US|Abilene|Akron|Alaska|Albany|Albuquerque|Alhambra|Allentown|Amarillo|Amherst|Anaheim|Anchorage|Ann Arbor|Antioch
US|Arlington|Arvada|Astoria|Atlanta|Bakersfield|Baltimore|Baton Rouge|Beaumont|Bellevue|Berkeley|Billings|Boise
US|Borough Park|Boston|Boulder|Brandon|Bridgeport|Broken Arrow|Brooklyn|Brownsville|Buffalo|Burbank|Bushwick
US|California|Camp David|Cape Coral|Carlsbad|Carrollton|Cary|Cedar Rapids|Centennial|Chandler|Charleston|Chattanooga
US|Chesapeake|Chicago|Chico|Chinatown|Chula Vista|Cincinnati|Clarksville|Clearwater|Cleveland|Clovis|College Station
US|Colorado Springs|Columbia|Columbus|Concord|Coral Springs|Corpus Christi|Costa Mesa|Cypress|Dallas|Daly City
US|Davenport|Dayton|Deer Valley|Denver|Des Moines|Detroit|Downey|Durham|East Chattanooga|East Flatbush|East Hampton
US|East Harlem|East Independence|East Los Angeles|East New York|Edison|El Cajon|El Monte|El Paso|Elgin|Elk Grove
US|Elmhurst|Escondido|Evansville|Everett|Fairfield|Fargo|Fayetteville|Florida|Fontana|Fort Collins|Fort Lauderdale
US|Fort Wayne|Fort Worth|Fremont|Fresno|Frisco|Fullerton|Gainesville|Garden Grove|Glendale|Grand Prairie|Grand Rapids
US|Gravesend|Greeley|Green Bay|Greensboro|Gresham|Hampton|Harlem|Hartford|Hawaii|Hayward|Hialeah|High Point|Hillsboro
US|Honolulu|Houston|Huntington Beach|Huntsville|Indianapolis|Inglewood|Irvine|Irving|Jacksonville|Jersey City
US|Kansas City|Killeen|Knoxville|Koreatown|Lafayette|Lakeland|Lakewood|Lansing|Laredo|Las Cruces|Las Vegas|Lewisville
US|Lexington|Lexington-Fayette|Little Rock|Long Beach|Los Angeles|Louisville|Lowell|Lubbock|Madison
US|Madison Square Garden|Manhattan|Mar-a-Lago|Maryvale|McAllen|McKinney|Meads|Memphis|Mesa|Mesquite|Metairie
US|Metairie Terrace|Miami|Miami Gardens|Midland|Milwaukee|Minneapolis|Miramar|Modesto|Moreno Valley|Murfreesboro
US|Murrieta|Naperville|Nashville|New Bedford|New Haven|New Orleans|New South Memphis|New York|Newark|Newport News
US|Norfolk|North Charleston|North Las Vegas|North Peoria|North Stamford|Norwalk|Oakland|Oceanside|Oklahoma City|Olathe
US|Omaha|Ontario|Orlando|Oval Office|Overland Park|Oxnard|Palm Bay|Palmdale|Pasadena|Paterson|Pearland|Pembroke Pines
US|Philadelphia|Phoenix|Pittsburgh|Plano|Pomona|Pompano Beach|Port Saint Lucie|Portland|Provo|Pueblo|Queens|Raleigh
US|Rancho Cucamonga|Reno|Renton|Richardson|Richmond|Riverside|Roanoke|Rochester|Rockford|Roseville|Round Rock
US|Sacramento|Saint Paul|Salinas|Salt Lake City|San Antonio|San Bernardino|San Diego|San Francisco|Sandy Springs
US|Santa Ana|Santa Clarita|Savannah|Scottsdale|Seattle|Sheepshead Bay|Shreveport|Simi Valley|Sioux Falls|South Bend
US|South Boston|South Fulton|Spokane|Spring Valley|Springfield|St. Louis|Stamford|Staten Island|Sterling Heights
US|Stockton|Sunnylands|Sunnyvale|Sunrise Manor|Sunset Park|Syracuse|Tacoma|Tallahassee|Tampa|Temecula|Tempe
US|Tempe Junction|Texas|The Bronx|Thornton|Thousand Oaks|Toledo|Topeka|Torrance|Tri-Cities|Tucson|Tulsa|Tuscaloosa
US|Universal City|Upper West Side|Van Nuys|Victorville|Virginia Beach|Visalia|Waco|Washington|Washington Heights
US|Waterbury|West Covina|West Jordan|West Palm Beach|West Raleigh|West Valley City|Westminster|White House|Wichita
US|Wichita Falls|Winston-Salem|Worcester|Yonkers
UY|Maldonado|Montevideo
UZ|Andijon|Angren|Bukhara|Chilanzar|Chirchiq|Chust|Fergana|Jizzax|Marg’ilon|Namangan|Navoiy|Nukus|Olmaliq|Qarshi
UZ|Qo’qon|Samarkand|Sergeli|Shahrisabz|Tashkent|Tirmiz|Urganch|Xiva|Yunusobod
VA|Vatican City
VC|Kingstown
VE|Acarigua|Alto Barinas|Anaco|Araure|Barinas|Barquisimeto|Baruta|Cabimas|Cabudare|Cagua|Calabozo|Caracas|Carora
VE|Carupano|Catia La Mar|Charallave|Ciudad Bolivar|Ciudad Guayana|Ciudad Ojeda|Coro|Cua|Cumana|Ejido|El Limon|El Tigre
VE|El Vigia|Guacara|Guanare|Guarenas|Guatire|La Concepcion|La Victoria|Lander|Los Puertos de Altagracia|Los Rastrojos
VE|Los Teques|Machiques|Maracaibo|Maracay|Mariara|Maturin|Ocumare del Tuy|Palo Negro|Petare|Porlamar|Puerto Ayacucho
VE|Puerto Cabello|Puerto La Cruz|Punta Cardon|Punto Fijo|San Carlos|San Carlos del Zulia|San Cristobal|San Felipe
VE|San Fernando de Apure|Santa Teresa del Tuy|Tariba|Tinaquillo|Turmero|Upata|Valencia|Valera|Valle de La Pascua
VE|Yaritagua
VG|Road Town
VI|Charlotte Amalie
VN|An Nhon|Ba Dinh|Ba Don|Ba Vi|Bac Giang|Bac Lieu|Bac Ninh|Bac Quang|Bac Tu Liem|Bao Loc|Ben Cat|Ben Tre|Bien Hoa
VN|Binh Thanh|Binh Thuy|Bo De|Buon Ho|Buon Ma Thuot|Ca Mau|Cai Lay|Cam Pha|Cam Pha Mines|Cam Ranh|Can Giuoc|Can Tho
VN|Cao Lanh|Cau Giay|Chi Linh|Cho Lon|Chon Thanh|Chu|Co Do|Da Nang|Di An|Dien Ban|Dong Da|Dong Hoi|Dong Xoai|Duc Pho
VN|Duc Trong|Gia Lam|Gia Rai|Go Vap|Ha Long|Ha Tien|Ha Tinh|Hai Ba Trung|Hai Chau|Hai Duong|Haiphong|Hanoi
VN|Ho Chi Minh City|Hoa Binh|Hoa Cuong|Hoa Thanh|Hoan Kiem|Hoang Mai|Hong Ngu|Hue|Hung Yen|Huyen Lam Ha|Kien An
VN|Kon Tum|Ky Anh|La Gi|Lang Son|Lao Cai|Long Bien|Long Khanh|Long Xuyen|Mong Cai|My Hao|My Tho|Nam Dinh|Nga Bay
VN|Nghi Son|Nghi Xuan|Nha Trang|Ninh Hoa|O Mon|Phan Rang-Thap Cham|Phan Thiet|Pho Yen|Phong Dien|Phu Ly|Phu My
VN|Phu Quoc|Phuc Yen|Pleiku|Quan Ba|Quan Bon|Quan Duc Thinh|Quan Muoi|Quan Muoi Mot|Quan Nam|Quan Sau|Quang Ngai
VN|Qui Nhon|Rach Gia|Sa Dec|Sam Son|Soc Trang|Son La|Son Tay|Tam Ky|Tan An|Tan Chau|Tay Ho|Tay Ninh|Thai Nguyen
VN|Thanh Hoa|Thanh Khe|Thanh Pho Ba Ria|Thanh Xuan|Thanh pho Song Cong|Thi Tran Dai Tu|Thi Tran Dong Trieu
VN|Thi Tran Thuan Chau|Thoi Lai|Thot Not|Thu Dau Mot|Thu Duc|Thuan An|Thuan Thanh|Tinh Bien|Tra Vinh|Trang Bang
VN|Tuy Hoa|Tuyen Quang|Viet Tri|Viet Yen|Vinh|Vinh Chau|Vinh Long|Vinh Yen|Vung Tau|Xuan Loc|Yen Bai|Yen Vinh|Ða Lat
VN|Ðong Ha
VU|Port Vila
WF|Mata Utu
WS|Apia
XK|Mitrovice|Pristina|Prizren
XX|Europe|Middle East
YE|Aden|Al Hudaydah|Dhamar|Ibb|Mukalla|Sanaa|Taiz
YT|Mamoudzou
ZA|Alberton|Alexandra|Athlone|Benoni|Bhisho|Bloemfontein|Boksburg|Botshabelo|Brakpan|Brits|Cape Town|Carletonville
ZA|Centurion|Diepsloot|Durban|East London|Emalahleni|Ermelo|Etwatwa|Evaton|Germiston|Gqeberha|Hammanskraal|Ivory Park
ZA|Johannesburg|Kariega|Kimberley|Klerksdorp|Kroonstad|Krugersdorp|KwaDukuza|Ladysmith|Mabopane|Mbombela|Mdantsane
ZA|Middelburg|Mokopane|Mpumalanga|Mthatha|Nigel|Ntuzuma|Orkney|Paarl|Phalaborwa|Pietermaritzburg|Pinetown|Polokwane
ZA|Potchefstroom|Pretoria|Queenstown|Randburg|Randfontein|Richards Bay|Roodepoort|Rustenburg|Sasolburg|Somaroboro
ZA|Somerset West|Soshanguve|Soweto|Springs|Standerton|Thembisa|Thohoyandou|Tokoza|Vanderbijlpark|Vereeniging|Virginia
ZA|Vryheid|Welkom|Westonaria|eMbalenhle
ZM|Chililabombwe|Chingola|Chipata|Chunga|Kabwe|Kafue|Kalulushi|Kasama|Kitwe|Livingstone|Luanshya|Lusaka|Mansa|Mazabuka
ZM|Mongu|Mufulira|Ndola|Solwezi
ZW|Bulawayo|Chitungwiza|Epworth|Gweru|Harare|Kwekwe|Mutare
"""
"""Country code, then places; XX belongs to no country."""

VARIANTS = """\
Abu Dhabi Emirate|Abu Dhabi
America|United States
Arbil|Erbil
Bombay|Mumbai
Bosnia and Herzegovina|Bosnia
Britain|United Kingdom
Burma|Myanmar
Byelorussia|Belarus
Bürgenstock|Burgenstock
Calcutta|Kolkata
Cote d'Ivoire|Ivory Coast
Cracow|Krakow
Czechia|Czech Republic
DPRK|North Korea
DR Congo|Congo
Democratic Republic of the Congo|Congo
Donbass|Donbas
Emirates|United Arab Emirates
England|United Kingdom
Evian-les-Bains|Evian
Genève|Geneva
Great Britain|United Kingdom
Holland|Netherlands
Homel|Gomel
Jedda|Jeddah
Jiddah|Jeddah
KSA|Saudi Arabia
Kharkov|Kharkiv
Kiev|Kyiv
Kishinev|Chisinau
Kyyiv|Kyiv
Lugansk|Luhansk
Lvov|Lviv
Madras|Chennai
Mar a Lago|Mar-a-Lago
Marrakech|Marrakesh
Mecca|Makkah
Ndjamena|N’Djamena
New York City|New York
Nur-Sultan|Astana
Nursultan|Astana
Odessa|Odesa
Panmunjeom|Panmunjom
Peking|Beijing
Rangoon|Yangon
Republic of Korea|South Korea
Republic of Turkiye|Turkey
Riyad|Riyadh
Roma|Rome
Russian Federation|Russia
Saigon|Ho Chi Minh City
Sana'a|Sanaa
Sharm al-Sheikh|Sharm el-Sheikh
Sharm el Sheikh|Sharm el-Sheikh
St Petersburg|Saint Petersburg
St. Petersburg|Saint Petersburg
Swaziland|Eswatini
Teheran|Tehran
Tiflis|Tbilisi
Turkiye|Turkey
U.A.E.|United Arab Emirates
U.K.|United Kingdom
U.S.|United States
U.S.A.|United States
UAE|United Arab Emirates
UK|United Kingdom
US|United States
USA|United States
Ulan Bator|Ulaanbaatar
United States of America|United States
Washington D.C.|Washington
Washington DC|Washington
Wembley Arena|Wembley
Wembley Stadium|Wembley
Wien|Vienna
"""
"""Another spelling and its main name."""

INSIDE = """\
Anchorage|Alaska
Dolmabahce|Istanbul
Gaza|Gaza Strip
Los Angeles|California
Mar-a-Lago|Florida
Oval Office|White House
Pittsburgh|Pennsylvania
Sentosa|Singapore
Wembley|London
White House|Washington
"""
"""A place and the larger place that it lies in, where that is not its country."""
