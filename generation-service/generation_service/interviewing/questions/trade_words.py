"""Trades: which one a title names, which are asked the same, and what their people talk about."""

import re
from collections.abc import Iterable

from vocabulary.titles import trade_of_title

_ALIKE = {
    "Software Development": "DevOps|Site Reliability Engineering|Data Engineering|Networking",
    "Data Analysis": "Data Science|Machine Learning",
    "Graphic Design": "UX Design|UI Design",
    "Project Management": "Product Management|Business Analysis",
    "Marketing": "Social Media Marketing|Copywriting|Journalism|Translation",
    "Customer Service": "Technical Support",
    "Nursing": "Medicine|Physical Therapy|Pharmacy",
    "Accounting": "Auditing",
    "Human Resources": "Recruiting",
    "Electrical Installation": "Plumbing|Carpentry|Welding",
    "Logistics": "Warehouse Operations|Procurement",
    "Mechanical Engineering": "Electrical Engineering|Civil Engineering",
}
"""Trades that are asked the same, by the one whose questions they share."""
_PIECES = (
    ("Nursing", "nurs|care assistant|pflege|aide-soignant|infirmi|enfermer|paramedic|midwi|hebamme"
     "|physician|therap|doctor"),
    ("Data Analysis", "data|analytics|statistic|quantitative|machine learning|ai engineer|nlp|vision|mlops"
     "|intelligence"),
    ("Software Testing", "test engineer|tester|\\bqa\\b|quality engineer"),
    ("Mechanical Engineering", "konstrukteur|cad|automotive|hvac|civil|structural|mechatroni|manufacturing engineer"),
    ("Software Development", "software|developer|entwickl|programm|engineer|architect|cloud|devops|linux|systems? admin"
     "|informatiker|database admin|tech lead|kubernetes|sicherheit|security"),
    ("Customer Service", "customer|support|helpdesk|service desk|kundenberat|client[eè]le|cliente|guest|call cent"),
    ("Graphic Design", "design|graphi|ux|\\bui\\b|user research|art director"),
    ("Marketing", "marketing|seo|growth|communication|communicat|content|social media|öffentlichkeit|pr manager|brand"
     "|editor|reporter|journal|writer|redakt|rédact"),
    ("Project Management", "scrum|delivery manager|project|product|program|transformation|agile|chef de projet"),
    ("Sales", "sales|account (?:executive|manager)|business develop|vertrieb|vente|ventas|store manager|retail"),
    ("Accounting", "account|finance|cfo|controller|controlling|buchhalt|comptab|contab|payable|receivable"
     "|payroll|tax|audit"),
    ("Teaching", "teach|lehr|professeur|enseign|profesor|tutor|trainer|lecturer|erzieher|educat"),
    ("Human Resources", "recruit|talent|people|\\bhr\\b|human resources|personal|ressources humaines"),
    ("Law", "legal|lawyer|counsel|jurist|anwalt|avocat|abogad|paralegal|compliance"),
    ("Cooking", "chef|cook|koch|köch|cuisin|cociner|kitchen|baker|bäcker"),
    ("Logistics", "logisti|warehouse|lager|supply|procurement|buyer|driver|fahrer|magasin|almac|dispatch"),
    ("Electrical Installation", "electric|elektr|plumb|carpent|weld|schwei|install|mechanic|mechanik"
     "|techniker|technicien"),
)  # fmt: skip
"""Trades by pieces of titles, the particular ones first."""
_BY_PIECE = tuple((trade, re.compile(rf"\b(?:{words})", re.IGNORECASE)) for trade, words in _PIECES)
_WORDS = {
    "Software Development": """
        algorithm alert api architecture array backend branch browser bug build cache class cluster code commit compile
        component config container cpu crash dashboard database debug dependency deploy endpoint exception frontend
        function
        graph index interface java javascript kernel latency library linux load log memory merge metric microservice
        migration
        mock module monitor network node optimise parser patch pipeline process profile profiler proxy python query
        queue
        refactor release repository request response rollback schema script server service socket sprint sql stack
        staging
        table terraform test thread throughput timeout traffic transaction typescript unit version
    """,
    "Data Analysis": """
        accuracy average baseline bias chart cohort column correlation dashboard dataset distribution experiment feature
        forecast graph hypothesis label mean median metric model notebook outlier pandas pipeline prediction python
        query
        regression report sample segment sql statistic table training validation variance warehouse
    """,
    "Software Testing": """
        acceptance automate bug case coverage defect exploratory fixture flaky integration manual playwright regression
        release
        reproduce scenario selenium suite test tester ticket
    """,
    "Graphic Design": """
        accessibility brand button colour component contrast customer draft figma font grid icon illustration interview
        layout
        logo mockup photoshop poster print prototype screen sketch spacing style typeface typography usability user
        wireframe
    """,
    "Project Management": """
        backlog budget dependency estimate gantt jira launch milestone plan release requirement risk roadmap scope
        sponsor
        sprint stakeholder supplier user vendor workshop
    """,
    "Marketing": """
        advert article audience banner blog brand budget campaign channel click content conversion copy editor email
        funnel
        google headline keyword landing lead linkedin newsletter post press reach reader search segment subscriber
        traffic video
    """,
    "Sales": """
        account buyer call churn close commission competitor contract customer deal demo discount forecast lead margin
        meeting
        negotiate objection offer pipeline price procurement proposal prospect quota quote renewal signature territory
        trial
    """,
    "Customer Service": """
        account answer apology app call caller case chat complaint customer device email escalate fault invoice
        knowledge
        password printer queue refund reply satisfaction screen ticket troubleshoot user
    """,
    "Nursing": """
        airway allergy antibiotic assess bed blood breathing care chart clinic consultant diagnosis discharge doctor
        dose
        dressing drug exercise family fever handover heart hospital infection infusion injury medication monitor
        mobility
        nurse nursing observation operation oxygen pain patient pharmacy physician pressure pulse relative saturation
        score
        sepsis surgeon surgery symptom theatre therapy treatment triage ward wound
        angehörige arzt atmung blutdruck chirurgischen operation pflege puls sauerstoff schmerzen station übergabe
        verband
        wunde angehörigen médecin infirmière soins douleur pansement médico enfermera herida dolor
    """,
    "Accounting": """
        accrual asset audit auditor balance bank book budget cash close cost credit currency debit depreciation
        document entry
        euro finance forecast general ifrs intercompany invoice journal ledger liability payable payment payroll period
        posting
        provision purchase receivable reconcile reconciliation report revenue sap spreadsheet statement supplier tax
        trial vat
    """,
    "Human Resources": """
        absence advert agreement appraisal candidate complaint contract dismissal employee employer grievance hire
        interview
        manager notice offer onboarding payroll policy recruit reference salary shortlist staff vacancy works council
    """,
    "Teaching": """
        assessment behaviour book card class classroom curriculum exam exercise exit explain grade group homework learn
        lesson
        literacy marks maths mathematics number pair parent phonics pupil quiz reading school seating sheet student
        support
        task teach teacher term test text topic whiteboard worksheet writing
    """,
    "Law": """
        advise agreement appeal authority brief case clause client compliance contract counsel court deadline dispute
        draft
        evidence filing hearing judge liability litigation negotiate opinion party regulation settlement signing statute
    """,
    "Cooking": """
        allergen bake braise butter chef clean commis cook cover dessert dish fish freezer fridge garnish grill guest
        haccp
        ingredient kitchen knife meat menu mise order oven pass plate portion recipe restaurant roast salad sauce seat
        seating
        serve service soup starter station stock stove supplier temperature waiter waste
    """,
    "Electrical Installation": """
        board breaker cable circuit concrete current drawing drill earth fuse install joint leak meter pipe plan
        pressure
        protection pump safety saw site socket switch test timber valve voltage weld wire wood
    """,
    "Logistics": """
        barcode bin carrier container count customs delivery dock driver forklift freight goods inventory invoice label
        lorry
        order pallet picker picking purchase rack route scanner shelf shipment shipping stock supplier tender truck van
        warehouse
    """,
    "Mechanical Engineering": """
        beam bearing bolt bridge calculation circuit component concrete crack current design drawing fatigue load
        machine
        material measure motor part prototype safety sensor simulation steel strain stress structure supplier tolerance
        torque
        vibration voltage weight weld
    """,
}
"""What people of a trade talk about, whatever the question; trades that are not here go by CV and posting alone."""


def trade_of(title: str) -> str | None:
    """The trade a title names, by itself or by a piece of it; None for one unknown here."""
    named = trade_of_title(title) or ""
    if asked_as(named) in _WORDS:
        return named
    return next((trade for trade, pieces in _BY_PIECE if pieces.search(title)), None)


def asked_as(trade: str) -> str:
    """The trade whose questions a trade shares: its own where it shares none."""
    return next((first for first, others in _ALIKE.items() if trade in others.split("|")), trade)


def trade_words(titles: Iterable[str]) -> str:
    """The everyday words of the trades that some titles name."""
    return " ".join(_WORDS.get(asked_as(trade_of(title) or ""), "") for title in titles)
