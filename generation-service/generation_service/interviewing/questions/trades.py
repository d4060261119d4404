"""What people of a trade are asked everywhere: three questions a trade, each with words that an answer to it uses."""

from collections.abc import Iterator

from generation_service.interviewing.questions.trade_words import asked_as, trade_of
from generation_service.interviewing.sides import Sides
from generation_service.interviewing.subjects import Difficulty, Question, QuestionKind

_HINT = "Go through it in order, with a case of your own; say what you check and when you would ask for help."
_LEVELS = (Difficulty.MEDIUM, Difficulty.MEDIUM, Difficulty.HARD)

_QUESTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "Software Development": (
        (
            "Something that worked yesterday is slow in production today, and nobody has deployed. How do you find the"
            " cause?",
            "dashboard latency metric log trace query index profile cache memory connection queue load cpu database"
            " plan lock graph compare certificate traffic",
        ),
        (
            "How do you decide what to test automatically in {trade} and what not? Take a change of yours as the"
            " example.",
            "unit integration test coverage regression edge case flaky mock pipeline suite bug refactor assert risk"
            " release manual",
        ),
        (
            "Describe a design you had to live with for years. What would you build differently, and what would that"
            " cost?",
            "architecture schema service monolith coupling migration rewrite interface dependency legacy trade-off"
            " split scale table module queue",
        ),
    ),
    "Data Analysis": (
        (
            "Two reports show different numbers for the same month. How do you find out which of them is right?",
            "definition source join filter duplicate timezone date query row compare sample reconcile owner column"
            " null report",
        ),
        (
            "Describe an analysis in {trade} whose result somebody did not want to hear. How sure were you, and why?",
            "sample confidence interval significance variance presented assumption bias check rerun chart sceptical"
            " revenue wrong",
        ),
        (
            "How do you notice that a model or a figure has become wrong after it went live?",
            "drift monitor alert baseline distribution accuracy threshold holdout retrain label dashboard anomaly",
        ),
    ),
    "Software Testing": (
        (
            "You have one day to test a release that needs five. What do you test, and what do you tell the others?",
            "risk priority critical path smoke regression changed payment login skipped report release",
        ),
        (
            "Describe a fault that all tests had missed. How did it get through, and what catches it now?",
            "fault production reproduce missing environment race regression added assertion root data",
        ),
        (
            "Which tests would you throw away first in a suite that takes an hour, and how do you choose?",
            "flaky duplicate slow coverage value parallel delete historic never failed unit",
        ),
    ),
    "Graphic Design": (
        (
            "Walk through a design of yours from the first question to what went out. Which drafts did you drop, and"
            " why?",
            "brief sketch draft research client version concept colour layout type feedback final moodboard prototype",
        ),
        (
            "How do you find out in {trade} whether a design works before it is built?",
            "prototype test user paper interview task click observe usability survey mockup",
        ),
        (
            "A client wants the logo larger and everything red. What do you say, and what do you do?",
            "why goal brand hierarchy contrast alternative version show brief explain compare option",
        ),
    ),
    "Project Management": (
        (
            "A project is three weeks late at half time. What do you look at first, and whom do you tell what?",
            "scope critical path milestone sponsor honest dependency cut forecast remaining estimate budget replan"
            " status",
        ),
        (
            "How do you decide what is left out? Take a plan of yours as the example.",
            "priority value scope must customer effort backlog postponed cut sponsor release ranking",
        ),
        (
            "Describe requirements that contradicted each other. How did you get to one version that all signed?",
            "workshop contradiction owner compromise document sign prototype decision mapping version interview",
        ),
    ),
    "Marketing": (
        (
            "A campaign brought twice the clicks and no more sales. How do you find out why?",
            "landing page audience keyword segment funnel conversion bounce price checkout tracking form intent"
            " traffic",
        ),
        (
            "How do you know in {trade} whom you are speaking to? Take a text or campaign of yours as the example.",
            "audience persona interview reader segment search words tone customer survey test",
        ),
        (
            "You have half of last year's budget. What do you stop, and how do you defend that?",
            "channel return stop cut test budget conversion cheaper organic priority cost figures",
        ),
    ),
    "Sales": (
        (
            "Walk through a deal from the first call to the signature. Where could you have lost it?",
            "prospect discovery demo decision budget procurement champion objection proposal signature contract follow"
            " negotiation",
        ),
        (
            "A customer says that the price is too high. What do you ask before you answer?",
            "compared value cost budget competitor pain saving hours objection return asked",
        ),
        (
            "How do you decide which leads get your time this week, and how often were you right?",
            "pipeline score fit probability forecast segment budget timing closed qualification",
        ),
    ),
    "Customer Service": (
        (
            "Somebody writes for the third time about the same fault, angry. How do you answer, and what do you do"
            " besides?",
            "apologise apology history ticket read cause engineering follow call promise refund escalate customer",
        ),
        (
            "How do you find the cause of a problem that you can't see yourself? Take a case as the example.",
            "reproduce screenshot log steps browser version ask narrow isolate database query",
        ),
        (
            "Which figures of {trade} tell whether people were helped, and which only tell that they were answered?",
            "resolution reopened satisfaction first contact response time churn survey repeat deflection",
        ),
    ),
    "Nursing": (
        (
            "A patient's condition gets worse in the middle of a full shift. What do you assess first, and how do you"
            " hand it on?",
            "airway breathing circulation oxygen saturation pulse pressure score escalate doctor surgeon sbar handover"
            " observation monitor alarm",
        ),
        (
            "How do you make sure that medication reaches the right patient in the right dose when you are interrupted"
            " all the time?",
            "identity wristband right dose route chart double check allergy interruption second nurse label",
        ),
        (
            "Describe a handover or a talk with relatives that was hard. What did you say, and what did you write"
            " down?",
            "relatives family doctor quiet chart listened explain documented sbar questions fear",
        ),
    ),
    "Accounting": (
        (
            "Walk through a month-end close as you have done it: the order, the reconciliations, and where it usually"
            " sticks.",
            "accrual reconcile bank intercompany ledger invoice cut-off depreciation journal payable receivable trial"
            " balance close checklist review",
        ),
        (
            "An account does not reconcile by a small amount the evening before the books close. What do you do?",
            "difference rounding exchange rate reversed duplicate ledger subledger posting materiality document date"
            " entry",
        ),
        (
            "How do you find an invoice that was booked twice or in the wrong period, and what keeps it from happening"
            " again?",
            "duplicate supplier amount reference accrual period cut-off control report match approval reversal",
        ),
    ),
    "Human Resources": (
        (
            "Two managers want the same candidate, and the candidate wants neither team. What do you do?",
            "manager candidate preference team offer trial third honest conversation fit",
        ),
        (
            "How do you tell in an interview what somebody can do from how well they talk about it?",
            "example structured question task sample work detail probe scorecard reference",
        ),
        (
            "An employee complains about a superior in confidence. What do you promise, and what don't you?",
            "confidential complaint document investigate duty protect listen policy next",
        ),
    ),
    "Teaching": (
        (
            "Plan one lesson of yours from memory: the aim, the steps, and how you saw who had understood.",
            "aim objective starter pupil group exercise explain check exit ticket whiteboard question understood"
            " worksheet pair",
        ),
        (
            "Half the class is ahead and a quarter has lost the thread. What do you change in the same lesson?",
            "differentiate group pair extension task explain again table support card peer slower faster",
        ),
        (
            "Describe a talk with parents that began badly. What did you say, and what was agreed?",
            "parent listen calm agree homework phone child follow letter sorry behaviour",
        ),
    ),
    "Law": (
        (
            "How do you explain a risk to a client who only wants to hear yes or no? Take a case as the example.",
            "risk probability option plain client advise consequence example cost likelihood recommend",
        ),
        (
            "You find a clause the day before signing that changes the deal. Whom do you tell, and in which order?",
            "partner client clause counterparty immediately consequence draft postpone colleague negotiate",
        ),
        (
            "How do you make sure in {trade} that no deadline is missed, also when you are ill?",
            "calendar diary reminder deputy system double entry deadline court backup",
        ),
    ),
    "Cooking": (
        (
            "Two cooks are missing on a fully booked evening. What do you take off the menu, and how do you divide the"
            " posts?",
            "menu dish station pass grill starter booking simplify waiter prep cover braised",
        ),
        (
            "How do you keep the cost of a plate where it belongs without the guest tasting it?",
            "portion waste supplier purchase recipe weigh season garnish cost yield trim",
        ),
        (
            "A guest names an allergy when the plate is at the pass. What happens next in your kitchen?",
            "allergen stop plate fresh clean board cook again waiter label cross contamination",
        ),
    ),
    "Electrical Installation": (
        (
            "You find on site that the plan does not fit the building. What do you do before you go on?",
            "measure stop photograph call planner drawing site manager change client deviation write",
        ),
        (
            "How do you look for a fault that comes and goes? Take one of yours as the example.",
            "measure log pattern temperature swap isolate loose contact reproduce load meter",
        ),
        (
            "Which checks do you never leave out in {trade} before you hand over, also on a Friday evening?",
            "insulation earth test voltage record leak pressure torque label safety protocol",
        ),
    ),
    "Logistics": (
        (
            "A delivery that a customer waits for is stuck. What do you do in the first hour?",
            "carrier call customer tracking alternative route split express inform stock estimate",
        ),
        (
            "Stock in the system and on the shelf differ. How do you find out where the difference comes from?",
            "count cycle booking returns damaged picking error label location scanner recount",
        ),
        (
            "How did you choose between a cheaper and a more reliable supplier or carrier, and how did it turn out?",
            "offer reliability rating delay price penalty split volume trial late contract",
        ),
    ),
    "Mechanical Engineering": (
        (
            "A part fails in the field that had passed every test. How do you go about finding the cause?",
            "fracture inspect load fatigue material batch simulation measure hypothesis supplier temperature crack"
            " reproduce",
        ),
        (
            "Describe a design where cost, weight and safety pulled in different directions. What did you give up?",
            "weight cost safety factor material trade-off simulation thickness requirement compromise",
        ),
        (
            "How do you check a calculation or a drawing before it leaves your desk?",
            "units plausibility second reviewer estimate tolerance drawing check checklist calculation independent",
        ),
    ),
}


def trade_questions(sides: Sides) -> Iterator[Question]:
    """The questions of the trade that the posting's title names; of one it asks for where the title names none."""
    asked = sides.material.demand.names.values()
    trade = trade_of(sides.opening.title) or next((name for name in asked if asked_as(name) in _QUESTIONS), "")
    for (text, _), difficulty in zip(_QUESTIONS.get(asked_as(trade), ()), _LEVELS, strict=False):
        yield Question(QuestionKind.TECHNICAL, text.format(trade=trade), difficulty, _HINT)


def craft_words(question: str) -> str:
    """The words that an answer to a trade's question uses; "" for a question of another kind."""
    told = (words for asked in _QUESTIONS.values() for text, words in asked if _is(text, question))
    return next(told, "")


def _is(text: str, question: str) -> bool:
    return all(part in question for part in text.split("{trade}"))
