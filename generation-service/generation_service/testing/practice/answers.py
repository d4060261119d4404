"""Answers to questions of the people's kits, each with a piece of the question it answers."""

from dataclasses import dataclass

from generation_service.testing.practice.people import (
    ACCOUNTANT_FOR_BOOKS,
    COOK_FOR_KITCHEN,
    DEVELOPER_FOR_BACKEND,
    NURSE_FOR_WARD,
    SELLER_FOR_SELLING,
    SUPPORTER_FOR_SUPPORT,
    TEACHER_FOR_SCHOOL,
)
from generation_service.writing import Candidate, Opening


@dataclass(frozen=True, slots=True)
class GoodAnswer:
    """What somebody who knows their trade would say."""

    name: str
    sides: tuple[Candidate, Opening]
    asked: str
    """A piece of the question."""
    text: str


GOOD = (
    GoodAnswer(
        "developer on a deed",
        DEVELOPER_FOR_BACKEND,
        "Rebuilt the planner in Python and Kafka",
        "When I joined the routing team in 2020, the nightly planner took forty minutes and drivers waited at the"
        " depot for"
        " their lists. My task was to get it under ten without changing the results. I profiled it first and saw that"
        " two"
        " thirds of the time went into reading the same parcels again and again. I split the work by depot, put the"
        " changes"
        " on Kafka so that only moved parcels were planned anew, and rewrote the inner loop in Python with numpy"
        " arrays."
        " For two weeks I ran old and new side by side and compared every route. In the end a run took six minutes,"
        " and the"
        " depot manager told us that the queue in the yard had gone.",
    ),
    GoodAnswer(
        "developer on production trouble",
        DEVELOPER_FOR_BACKEND,
        "slow in production today",
        "First I would look at what changed although nobody deployed: traffic, data, certificates, a neighbour's job."
        " I start"
        " with the dashboards for latency and errors by endpoint, because that tells whether everything is slow or one"
        " path."
        " Then I check the database: at Parcelwise we once had a query plan that flipped overnight after PostgreSQL"
        " analysed"
        " a table, and I found it by comparing pg_stat_statements with the day before. If the database is fine, I look"
        " at"
        " queue lag in Kafka and at CPU throttling. Before I change anything I write down what I see, so that a"
        " colleague can"
        " contradict me. In that case I pinned the plan with an index, and the p95 went from 4 seconds back to 200 ms.",
    ),
    GoodAnswer(
        "developer on a skill not in the CV",
        DEVELOPER_FOR_BACKEND,
        "Kubernetes",
        "I have not run Kubernetes in production, only read manifests that our platform team wrote. What I do know is"
        " Docker:"
        " I built the images for three services and shrank them from 900 to 140 MB. When I had to learn Kafka in 2020"
        " I took"
        " the same way: a small cluster at home, one toy service, then a review by somebody who knew it. I would do"
        " that"
        " again, first a kind cluster on my laptop with one of your services, then a week next to whoever is on call,"
        " because"
        " failures teach more than tutorials. I would expect to deploy on my own after about six weeks and to be on"
        " call"
        " after three months.",
    ),
    GoodAnswer(
        "developer on why here",
        DEVELOPER_FOR_BACKEND,
        "Why do you want to work for Fernhill",
        "I have planned parcels for five years, and the part I like most is what happens when the plan meets the road."
        " Fernhill plans freight for 1,200 carriers, which is the same problem with heavier lorries and worse data, so"
        " what I"
        " learned about replanning in minutes should help you. I also want to work in a company where sixty people can"
        " still"
        " talk to the dispatcher who uses the screen: at Parcelwise I visited a depot once and came back with three"
        " bugs that"
        " nobody had reported. I would like to own the planning services in your first year with me, and to learn"
        " Kubernetes"
        " from people who run it.",
    ),
    GoodAnswer(
        "nurse on a patient getting worse",
        NURSE_FOR_WARD,
        "condition gets worse",
        "On a late shift last winter a man two days after bowel surgery told me that he felt odd; his early warning"
        " score had"
        " gone from 1 to 5. I assessed him by ABCDE: airway free, breathing 28 a minute, saturation 90 %, pulse 124,"
        " belly hard."
        " I gave oxygen, raised the alarm and asked my colleague to take my other seven patients for the time. Then I"
        " rang the"
        " surgeon with SBAR, because a structured call at 9 pm gets a doctor to the bed faster than a worried one. I"
        " drew blood"
        " for lactate and cultures while we waited. He was back in theatre within 50 minutes with a leak, and he went"
        " home"
        " three weeks later. I wrote the times into the chart before I left.",
    ),
    GoodAnswer(
        "nurse on training students",
        NURSE_FOR_WARD,
        "led, trained or guided",
        "In 2022 a student nurse came to our ward who had failed her placement before and hardly spoke in front of"
        " patients."
        " I was asked to mentor her for ten weeks. I began with one patient instead of four, and we agreed that she"
        " would do"
        " every wound dressing aloud: say what she sees, what she does and why. Each Friday I wrote down two things"
        " that had"
        " gone well and one to practise. In week six I let her lead the handover for her bay while I stood behind her."
        " She"
        " passed with 78 points, and she works on our ward today; two of the next students asked to learn from her.",
    ),
    GoodAnswer(
        "accountant on the close",
        ACCOUNTANT_FOR_BOOKS,
        "month-end close as you have done it",
        "At Brightwater I closed four entities in SAP. I start five days before the end with a list of open purchase"
        " orders,"
        " because accruals are where it sticks: first I ask the plants for deliveries without an invoice, then I book"
        " the"
        " accruals by supplier. On day one I close accounts payable and receivable and reconcile the bank, on day two"
        " the"
        " intercompany balances, since those need the answers of others. Then fixed assets, payroll and VAT. I"
        " reconcile every"
        " balance sheet account above 5,000 euros with a document behind it. Before I send the trial balance I compare"
        " each"
        " line with last month and explain what moved more than 10 %. That order brought us from nine days to five.",
    ),
    GoodAnswer(
        "accountant on a mistake",
        ACCOUNTANT_FOR_BOOKS,
        "mistake of yours",
        "In March 2021 I booked a freight invoice of 18,400 euros twice, once from the scan and once from the"
        " supplier's"
        " statement. The auditor did not find it, a warehouse clerk did, who asked why his cost centre was so high. I"
        " told the"
        " finance director the same morning, reversed the entry and checked all 340 invoices of that quarter for the"
        " same"
        " pattern; there was one more. The cause was that the reference number had been typed with a space, so SAP's"
        " duplicate"
        " check was silent. I asked IT to strip spaces on entry, and I have run a report on amount and date every"
        " Friday since."
        " It has caught eleven doubles in two years, all before payment.",
    ),
    GoodAnswer(
        "teacher on a lesson",
        TEACHER_FOR_SCHOOL,
        "Plan one lesson",
        "Year 8, negative numbers, 28 pupils. The aim was that each could subtract a negative number and say why it"
        " grows. I"
        " began with a lift in a building with cellars, because everybody knows a lift: five minutes, three questions"
        " on small"
        " whiteboards. I saw at once that nine of them moved the wrong way, so I put those at my table with a number"
        " line on the"
        " floor while the others worked in pairs through cards from easy to hard. After twenty minutes each pair"
        " explained one"
        " card to another pair. At the end I gave an exit ticket with two sums; 24 had both right. The four others"
        " started the"
        " next lesson with me and the same lift.",
    ),
    GoodAnswer(
        "teacher on parents",
        TEACHER_FOR_SCHOOL,
        "who was hard to satisfy",
        "A father came in last autumn and said before he sat down that I was picking on his son. I had written three"
        " notes about"
        " missing homework. I put the notes away and asked what evenings were like at home; it turned out that the boy"
        " looked"
        " after two small sisters until eight because both parents worked shifts. I said that I had not known and that"
        " I was"
        " sorry for the tone of the third note. Then we agreed on two things: he does his homework in my room on"
        " Tuesdays and"
        " Thursdays from 3 to 4, and I ring the father every second Friday, also when things go well. By Christmas he"
        " had"
        " handed in 17 of 19 sheets and moved from a 5 to a 3.",
    ),
    GoodAnswer(
        "seller on price",
        SELLER_FOR_SELLING,
        "price is too high",
        "Before I answer I ask: compared with what? Sometimes it is a competitor, sometimes last year's budget,"
        " sometimes only"
        " habit. At Northgate a plant manager told me that 38,000 a year was too much. I asked what an hour of"
        " standstill cost"
        " him, and he knew: 4,200 euros. Then I asked how many hours he had lost to wrong plans in the last quarter,"
        " because he"
        " should do the sum and not me. It came to eleven. I did not lower the price; instead I offered to start with"
        " one line"
        " for three months and a way out in writing. He signed that week, and after the pilot he took all six lines."
        " If the sum"
        " had not worked out, I would have told him not to buy.",
    ),
    GoodAnswer(
        "cook on missing staff",
        COOK_FOR_KITCHEN,
        "Two cooks are missing",
        "That happened to me at The Copper Hare on a Saturday with 110 covers and five of us instead of seven. I read"
        " the"
        " bookings first: two large tables at eight, so that is where it would break. I took the three dishes off that"
        " need a"
        " pan to order, the sole, the duck and the soufflé, and put a braised shin on that was ready since noon. Then"
        " I moved"
        " the commis to cold starters, took the pass and the grill myself, and asked the manager to seat the second"
        " table at"
        " half past. I told the waiters the new menu in two minutes, with what to recommend. We sent everything within"
        " 25"
        " minutes and had one complaint, about the missing sole.",
    ),
    GoodAnswer(
        "supporter on an angry customer",
        SUPPORTER_FOR_SUPPORT,
        "third time about the same fault",
        "I read the two older tickets before I write a word, because the worst thing is to ask again what was"
        " answered. Last"
        " May a customer wrote for the third time that her invoices went out with the old address. I began with what I"
        " knew and"
        " an apology for the two copied replies, and told her when she would hear from me: by four o'clock. Then I"
        " looked into"
        " the database with SQL and saw that the address was stored twice, and the PDF took the old one. I corrected"
        " hers by"
        " hand, found 212 other accounts with the same fault and gave engineering a ticket with the query. She got her"
        " answer"
        " at 3:40 and a call the week after. She is still a customer.",
    ),
    GoodAnswer(
        "supporter on questions to the company",
        SUPPORTER_FOR_SUPPORT,
        "What would you ask Papernest",
        "I would ask three things. First, what happens to a cause that support finds: at Billbird I wrote up 14 bugs"
        " last year"
        " and never learned which were fixed, and I want to work where that loop is closed. Second, how answers are"
        " judged,"
        " because if it is only minutes per ticket, people learn to send customers away quickly. Third, who covers the"
        " shift"
        " until nine when somebody is ill. I would say no if support may not look into the database, since half of"
        " what I do"
        " well is finding causes with SQL, and if nobody of the people who build the app reads tickets. If Papernest"
        " lets me sit"
        " with a developer once a week, I would start tomorrow.",
    ),
)

OFF_TOPIC = (
    "Last summer my brother and I walked across the Alps from Oberstdorf to Meran. On the first day it rained so hard"
    " that the"
    " path turned into a brook, and we slept in a hut with forty others who all snored. On the third morning the sun"
    " came out"
    " and we saw marmots, two ibexes and a glacier that shone like glass. I carried 12 kilos and lost two toenails. We"
    " ate"
    " dumplings with cheese every evening, and on the last day we bathed our feet in a fountain and took the bus home.",
    "To make good pancakes you need three eggs, a quarter litre of milk, 150 grams of flour and a pinch of salt. I"
    " whisk the"
    " eggs first, then I add milk and flour in turn so that no lumps form. The batter rests for half an hour. Then I"
    " heat"
    " butter in a pan until it foams, pour in a ladle and turn the pancake when its edge gets brown. My grandmother put"
    " grated apple into it, and we ate them with cinnamon and sugar on the balcony on Sundays.",
    "The football match last night was a great one. Our side was two goals behind at half time, and then the new"
    " striker came"
    " on and scored three times in eleven minutes. The crowd sang until midnight, and I lost my voice. I have followed"
    " the club"
    " since 1998, when my uncle took me to the stadium for the first time, and I still have the scarf. Next Saturday"
    " they play"
    " away, and I will watch it in the pub with my neighbours because the train is too dear.",
    "The moon moves around the earth in 27 days and always shows us the same face, because its rotation is locked to"
    " its orbit."
    " The tides follow it with a delay that depends on the shape of the coast. Romans measured months by it, and"
    " farmers sowed"
    " by it. In 1969 two men walked there for two hours and brought back 21 kilos of rock. Since then twelve people"
    " have stood"
    " on it, and their footprints will stay for a million years because there is no wind.",
)
