"""People of several trades, each with a posting they could go for; all invented."""

from generation_service.interviewing import Kit, make_kit
from generation_service.writing import Candidate, Match, Opening, Position

DEVELOPER = Candidate(
    name="Ada Byron",
    skills=("Python", "Kafka", "PostgreSQL", "Docker"),
    experience=(
        Position("Parcelwise", "Senior Developer", "2020-01", "present",
                 "- Rebuilt the planner in Python and Kafka, cutting its run from 40 to 6 minutes\n"
                 "- Led a team of 5 engineers\n- Moved 3 services from one PostgreSQL database to their own"),
        Position("Quaymaps", "Developer", "2017-02", "2019-12", "- Wrote the tile server in Python"),
    ),
    years=8,
)  # fmt: skip
BACKEND = Opening(
    "Backend Engineer",
    "Fernhill Systems",
    "Fernhill runs a platform on which 1,200 carriers plan their freight. We are 60 people in Leeds and at home.\n"
    "You build services in Python and Kafka and care for PostgreSQL.\n"
    "What you bring\n- four years of Python\n- Kubernetes or the wish to learn it\n"
    "- calm when something breaks under pressure\nThere is an interview of two hours and no homework.",
)
NURSE = Candidate(
    name="Mary Seacole",
    skills=("Nursing", "Patient Care", "Triage", "Wound Care"),
    experience=(
        Position("St Brannoc Hospital", "Staff Nurse", "2018-09", "present",
                 "- Cared for up to 8 patients a shift on a surgical ward\n"
                 "- Introduced a bedside handover that cut medication errors by 30%\n- Trained 6 student nurses"),
    ),
    years=7,
)  # fmt: skip
WARD = Opening(
    "Charge Nurse, Surgery",
    "Harrow Vale Clinic",
    "Harrow Vale is a clinic with 140 beds. Our mission is care that relatives would choose for themselves.\n"
    "Your tasks\n- lead a shift of five nurses\n- triage new patients with the surgeons\n"
    "You need\n- wound care\n- patience with worried relatives\n- night shifts twice a month",
)
ACCOUNTANT = Candidate(
    name="Luca Pacioli",
    skills=("Accounting", "IFRS", "SAP", "Excel", "Month-End Close"),
    experience=(
        Position("Brightwater Foods", "Accountant", "2016-03", "present",
                 "- Ran the month-end close for 4 entities in SAP, shortening it from 9 to 5 days\n"
                 "- Reconciled 120 supplier accounts a month\n- Prepared VAT returns"),
    ),
    years=9,
)  # fmt: skip
BOOKS = Opening(
    "Senior Accountant",
    "Lindqvist Timber",
    "Lindqvist sells timber in six countries and has been family-owned since 1948.\n"
    "The work\n- month-end close and reconciliations in SAP\n- IFRS reporting to the group\n"
    "We expect\n- accuracy, also on the last evening\n- Power BI is welcome\n- plain words for people who are no"
    " accountants",
)
TEACHER = Candidate(
    name="Maria Montessori",
    skills=("Teaching", "Lesson Planning", "Classroom Management"),
    experience=(
        Position("Elm Park School", "Teacher", "2015-08", "present",
                 "- Taught mathematics in classes of 28, raising the share that passed from 61% to 78%\n"
                 "- Wrote support plans with parents for 9 pupils"),
    ),
    years=10,
)  # fmt: skip
SCHOOL = Opening(
    "Mathematics Teacher, Years 7 to 11",
    "Cedar Lantern Academy",
    "Cedar Lantern is a comprehensive with 900 pupils. One in six has a support plan.\n"
    "Day to day\n- teach mathematics to mixed groups\n- talk with parents early\n- plan lessons with two colleagues\n"
    "Required\n- classroom management\n- patience",
)
SELLER = Candidate(
    name="Dale Carnegie",
    skills=("Sales", "Negotiation", "Salesforce", "Customer Relationship Management"),
    experience=(
        Position("Northgate Software", "Account Executive", "2019-01", "present",
                 "- Closed 42 contracts a year with mid-sized manufacturers\n"
                 "- Won back 7 customers who had given notice"),
    ),
    years=6,
)  # fmt: skip
SELLING = Opening(
    "Account Executive",
    "Tallow Cloud",
    "Tallow sells planning software to factories. We believe that nobody should be sold what they don't need.\n"
    "You will run deals from the first call to the signature.\nMust have\n- negotiation\n- Salesforce\n- German is a"
    " plus",
)
COOK = Candidate(
    name="Auguste Escoffier",
    skills=("Cooking", "Menu Planning", "HACCP"),
    experience=(Position("The Copper Hare", "Sous Chef", "2017-05", "present", "- Led a kitchen of 7 at 120 covers"),),
    years=8,
)
KITCHEN = Opening(
    "Head Chef",
    "Saltmarsh Inn",
    "Saltmarsh is an inn by the sea with 60 seats. We cook what the boats bring in.\n"
    "You lead a kitchen of six and write the menu.\nWe ask for\n- HACCP\n- a calm voice on a full evening",
)
SUPPORTER = Candidate(
    name="Grace Hopper",
    skills=("Customer Service", "Zendesk", "SQL", "Troubleshooting"),
    experience=(
        Position("Billbird", "Support Specialist", "2020-04", "present", "- Answered 60 tickets a day in Zendesk"),
    ),
    years=5,
)
SUPPORT = Opening(
    "Customer Support Specialist",
    "Papernest Apps",
    "Papernest makes an app for invoices that 30,000 users open daily.\nYou answer customers in Zendesk and find causes"
    " with SQL.\nNeeded\n- Zendesk\n- writing that calms people\n- shifts until 9 pm",
)

DEVELOPER_FOR_BACKEND = (DEVELOPER, BACKEND)
NURSE_FOR_WARD = (NURSE, WARD)
ACCOUNTANT_FOR_BOOKS = (ACCOUNTANT, BOOKS)
TEACHER_FOR_SCHOOL = (TEACHER, SCHOOL)
SELLER_FOR_SELLING = (SELLER, SELLING)
COOK_FOR_KITCHEN = (COOK, KITCHEN)
SUPPORTER_FOR_SUPPORT = (SUPPORTER, SUPPORT)
EVERYBODY = (
    DEVELOPER_FOR_BACKEND,
    NURSE_FOR_WARD,
    ACCOUNTANT_FOR_BOOKS,
    TEACHER_FOR_SCHOOL,
    SELLER_FOR_SELLING,
    COOK_FOR_KITCHEN,
    SUPPORTER_FOR_SUPPORT,
)


def kit_for(sides: tuple[Candidate, Opening]) -> Kit:
    """The kit of a person and a posting."""
    return make_kit(*sides, Match())
