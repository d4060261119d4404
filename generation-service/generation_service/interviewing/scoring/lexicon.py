"""Words that carry sentences, words that say nothing, and words of work; in English, German, French and Spanish."""

from generation_service.writing.words import fold, stems_in

_SMALL_WORDS = """
    a about after again all also am an and any are as at away back be because been before being but by came can could
    did
    do does down each even every few first for from get go got had has have he her here him his how i if in into is it
    its
    just last later less made many me more most much my never no not now of off on once one only or other our out over
    own
    put said same she should since so some still such than that the their them then there these they this those though
    through to too under until up us very was we were what when where which while who why will with without would you
    your
    i'd i'm i've it's didn't don't wasn't couldn't that's we'd
    aber alle als also am an auch auf aus bei beim da damit dann das dass dem den der des die dies diese diesem dieser
    doch
    durch ein eine einem einen einer er es für habe haben hat hatte hatten ich ihr ihm ihn ihre im in ist ja jede kein
    keine man mehr mein meine meinem meinen meiner mich mir mit nach nicht noch nur ob oder ohne sehr sein seine seit
    sich
    sie sind so über um und uns unser unsere unter vom von vor war waren was weil wenn wer wie wieder wir wird wo wurde
    wurden zu zum zur zwischen
    ai ainsi après au aussi autre aux avait avant avec avoir ce cela ces cet cette chez comme dans de depuis des deux
    donc
    du elle en entre est et étaient était été eu fait faire il ils j'ai je la le les leur lui ma mais me même mes moi
    mon
    ne nos notre nous on ont ou où par pas pendant peu plus pour puis qu que qui sa sans se ses si son sont sous sur ta
    te
    tous tout toute très un une vers vos votre vous y
    al algo antes así aunque bien cada como con cual cuando de del desde después donde dos el él ella ellos en entre era
    eran es esa ese eso esta estaba este esto fue fueron ha había hasta hay he la las le les lo los más me mi mientras
    mis
    muy nada ni no nos nosotros nuestra nuestro o otra otro para pero poco por porque pues que qué quien se sea según
    ser
    si sí sin sobre su sus también tan tanto te tenía todo todos tras tuve un una unas uno unos y ya yo
"""
SMALL_WORDS = frozenset(fold(word) for word in _SMALL_WORDS.split())
"""What sentences are held together by: about half of a text that is one, hardly any of a list."""

_SAYING_NOTHING = """
    situation task action result results context challenge challenges challenging problem problems issue issues solve
    solved solution solutions handle handled handling manage managed managing deal dealt work worked working works hard
    harder good great best better well excellent outstanding amazing perfect important importance significant success
    successful successfully succeed achieve achieved achieving achievement goal goals objective objectives effective
    effectively efficient efficiently experience experiences experienced skill skills skilled ability abilities able
    knowledge strong strength strengths passion passionate motivated motivation dedicated dedication professional
    professionally responsible responsibility responsibilities ensure ensured ensuring improve improved improvement
    provide
    provided support supported help helped helping communicate communicated communication teamwork team teams player
    leadership always never really different various several thing things something everything anything someone everyone
    people person positive attitude opportunity opportunities role company job position time times example believe think
    thought feel felt know knew learn learned approach process overall finally completed complete difficult
    difficulty easy appropriate appropriately necessary needed needs required carefully quickly properly clear clearly
    happy satisfied pleased everybody nobody happened outcome impact value valuable grow growth develop developed
    question answer asked interview specific relevant measurable describe explain
    erfolgreich erfolg aufgabe aufgaben lösung problem herausforderung wichtig erfahrung ergebnis handlung situation
    succès réussi tâche problème solution important expérience résultat défi éxito tarea problema solución importante
    experiencia resultado reto acción
"""
SAYING_NOTHING = stems_in(_SAYING_NOTHING)
"""Stems that stand in any answer to any question, and so say nothing in this one."""

_EVERYDAY = """
    second third fourth fifth half quarter twice once hundred thousand dozen several couple minute minutes hour hours
    today
    yesterday tomorrow night nights evening evenings morning mornings afternoon weekend week weeks month months monday
    tuesday wednesday thursday friday saturday sunday january february march april june july august september october
    november december spring summer autumn winter year early late sooner soon long short small large little high full
    empty right left whole real sure same next before behind between inside outside near away along came come went gone
    take took taken make made give gave given tell told said asked told keep kept leave begin began begun start started
    stop stopped turn turned look looked find found show showed shown bring brought carry carried hold held stand stood
    walk walked wait waited call called talk talked speak spoke hear heard read write wrote written move moved change
    changed happen become became follow followed decide decided choose chose want wanted like liked hope enough almost
    nearly always often sometimes usually already still again together alone another others rest part parts side sides
    point place places number numbers word words name names line lines kind sort case cases reason reasons idea ideas
    home house door room table street road city country world life friend friends brother sister mother father child
    family water food money sun moon rain weather green black white blue
    tag tage woche wochen monat jahr heute gestern morgen abend stunde stunden zwei drei vier fünf sechs zehn ersten
    zweite
    jour jours semaine mois année années heure heures matin soir aujourd'hui hier deux trois quatre cinq première
    premier
    deuxième jour día días semana semanas mes meses año años hora horas noche mañana tarde dos tres cuatro cinco primera
    primero segundo
"""
EVERYDAY = stems_in(_EVERYDAY)
"""Stems that stand in anything anybody tells: they don't show what it is about."""

_VAGUE = """
    project projects deliver delivered delivery stakeholder stakeholders meeting meetings organise organised organize
    organized plan plans planned planning listen listened follow followed colleague colleagues customer customers client
    clients manager boss department risk risks deadline deadlines step steps previous current complex critical major
    tight
    quality requirement requirements expectation expectations progress track together contribute contributed collaborate
    collaborated collaboration coordinate coordinated proactive proactively regular regularly feedback focus focused
    priority priorities commitment committed innovative innovation dynamic result-driven environment busy stress
    pressure
    conflict conflicts resolve resolved understand understood understanding respect trust trusted relationship
    relationships
    everyday workplace employer career future organisation organization business industry field sector values mission
    culture reputation admire excited exciting interesting interested perfect fit contribute impressed
    projekt kunde kunden kollegen termin plan qualität projet client collègue délai qualité proyecto cliente compañeros
    plazo calidad
"""
VAGUE = stems_in(_VAGUE) | SAYING_NOTHING | EVERYDAY
"""Stems of which an answer may hold any number without saying anything."""

_OF_WORK = """
    account accountant agency agreed analysis appointment approval assistant audit backlog board branch budget building
    calendar campaign candidate checklist client clinic code colleague colleagues complaint contract cost costs customer
    customers dashboard database deadline deal delivery demo department deploy design desk developer diagnosis director
    document documentation draft drawing email employee employer engineer engineers error estimate exam failure feature
    feedback figures file forecast grade guest handover hire incident installation insurance intern inventory invoice
    kitchen ledger legal lesson maintenance manager market measure medication meeting meetings metric migration mistake
    monitoring month nurse office onboarding operations order orders outage owner parents patient patients payment
    payroll
    pilot pipeline plan planned plant policy presentation price priority procedure process product production programme
    project prototype pupils purchase quality quarter query queue records recruit refund release rehearsal relatives
    report
    reports request requirement research restaurant review risk roadmap rollout rota safety salary sales schedule school
    script server service shift shop sign site software specification spreadsheet sprint staff stakeholder stock
    strategy
    student students supervisor supplier suppliers survey system target teacher template test tested tests ticket
    tickets
    tool training treatment trial update user users vendor warehouse ward website week workflow workshop written
    abteilung angebot auftrag bericht besprechung budget chef frist kollege kollegen kunde kunden lager lieferant
    patient
    patienten planung prüfung projekt schicht schule station stelle vertrag vorgesetzte woche
    atelier budget chantier chef client clients collègue collègues contrat délai dossier équipe fournisseur magasin
    patient patients planning projet rapport réunion service usine vente
    almacén cliente clientes compañero compañeros contrato equipo hospital informe jefe paciente pacientes pedido plazo
    presupuesto proveedor proyecto reunión tienda turno ventas
"""
OF_WORK = stems_in(_OF_WORK) - SAYING_NOTHING - EVERYDAY
"""Stems of what work is made of, in any trade."""
