"""Pay is read from text, both ends exact, a year's worth, in its currency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from job_service.reading.cues import cues_in
from job_service.reading.salary import Salary, salary_in, salary_in_title, stated_salary


def pay_in(text: str, country: str | None = None) -> tuple[int | None, int | None, str | None] | None:
    found = salary_in(text, cues_in(text), country)
    return (found.least, found.most, found.currency) if found else None


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("The salary range is $130,000.00/year to $180,000.00/year", (130_000, 180_000, "USD")),
        ("Compensation: $60-75/hr", (124_800, 156_000, "USD")),
        ("Pay: $35.00 to $42.50 per hour", (72_800, 88_400, "USD")),
        ("£450 - £550 per day, outside IR35", (117_000, 143_000, "GBP")),
        ("Competitive salary $70k - $92k (AUD)", (70_000, 92_000, "AUD")),
        ("The range is between 60k - 90k CAD per annum", (60_000, 90_000, "CAD")),
        ("USD 120,000 - 150,000", (120_000, 150_000, "USD")),
        ("Gehalt: 55.000 – 65.000 € brutto pro Jahr", (55_000, 65_000, "EUR")),
        ("Wir zahlen ein Jahresgehalt zwischen 60.000€ und 75.000€.", (60_000, 75_000, "EUR")),
        ("Stundenlohn: 15,50 € pro Stunde", (32_240, 32_240, "EUR")),
        ("Tagessatz: 600-750 €", (156_000, 195_000, "EUR")),
        ("Rémunération : 45 à 55 K€ brut annuel", (45_000, 55_000, "EUR")),
        ("Salaire : 2 200 € - 2 600 € brut par mois", (26_400, 31_200, "EUR")),
        ("Salario: 30.000€ - 40.000€ brutos anuales", (30_000, 40_000, "EUR")),
        ("Salario: 1.720 € brutos mensuales en 14 pagas", (24_080, 24_080, "EUR")),
        ("RAL: 35.000 - 42.000 €", (35_000, 42_000, "EUR")),
        ("Faixa salarial: R$ 8.000,00 a R$ 12.000,00", (96_000, 144_000, "BRL")),
        ("Salaris: € 3.200 - € 4.500 bruto per maand", (38_400, 54_000, "EUR")),
        ("15 000 - 20 000 PLN / month (B2B)", (180_000, 240_000, "PLN")),
        ("Lön: SEK 45 000 - 55 000 per månad", (540_000, 660_000, "SEK")),
        ("Salary: R25 000 - R35 000 per month", (300_000, 420_000, "ZAR")),
        ("CTC: 12-18 LPA", (1_200_000, 1_800_000, "INR")),
        ("₹15,00,000 - ₹25,00,000 per annum", (1_500_000, 2_500_000, "INR")),
        ("Compensation: CHF 110'000 - 130'000", (110_000, 130_000, "CHF")),
        ("年薪 30万-50万", (300_000, 500_000, "CNY")),
        ("NZ$90,000 – NZ$110,000", (90_000, 110_000, "NZD")),
        ("Salary from £32,000", (32_000, None, "GBP")),
        ("Salary: $120k+ based on experience", (120_000, None, "USD")),
        ("You can earn up to $20 an hour", (None, 41_600, "USD")),
        ("The annual salary for this role is $127,500", (127_500, 127_500, "USD")),
        ("300 USD per month, negotiable", (3_600, 3_600, "USD")),
        ("Salary 120k - 150k DOE", (120_000, 150_000, None)),
    ],
)
def test_pay_is_read_as_people_write_it(text: str, pay: tuple[int | None, int | None, str | None]) -> None:
    assert pay_in(text) == pay


@pytest.mark.parametrize(
    "text",
    [
        "We raised $25M in our Series B",
        "401(k) match up to $5,000",
        "Signing bonus: $10,000",
        "A €5,000 p.a. travel allowance",
        "€250 per month for co-working space",
        "An annual education benefit of 2,200 AUD",
        "Learning and development budget: €1,500",
        "You manage budgets between $150 to $5K",
        "We saved our customers $120,000 - $200,000",
        "Mentors are paid between $20.50-$37.50 per 30 minute call",
        "Each bid raises the price by $0.01",
        "Founded in 2009 with 10 million shoppers",
        "We offer a competitive salary",
        "",
    ],
)
def test_other_money_is_not_taken_for_pay(text: str) -> None:
    assert pay_in(text) is None


def test_base_pay_is_preferred_to_what_comes_with_commission() -> None:
    assert pay_in("OTE $200,000 - $250,000 (base $100,000 - $125,000)") == (100_000, 125_000, "USD")


def test_the_first_of_two_currencies_counts() -> None:
    assert pay_in("£70,000 to £90,000 ~$81k to $100k") == (70_000, 90_000, "GBP")


def test_levels_side_by_side_are_one_range() -> None:
    text = "The base salary is 184,000 USD - 287,500 USD for Level 4, and 224,000 USD - 356,500 USD for Level 5."

    assert pay_in(text) == (184_000, 356_500, "USD")


@pytest.mark.parametrize(
    ("country", "currency"), [("CA", "CAD"), ("AU", "AUD"), ("US", "USD"), ("DE", "USD"), (None, "USD")]
)
def test_a_bare_dollar_is_the_countrys_own(country: str | None, currency: str) -> None:
    assert pay_in("Salary: $90,000 - $110,000", country) == (90_000, 110_000, currency)


def test_a_sum_in_a_title_needs_no_word_of_pay() -> None:
    assert salary_in_title("Senior Designer ($110-$190/hr)", None) == Salary(228_800, 395_200, "USD")
    assert salary_in_title("Machinist 2000 for 3 sites", None) is None


yearly = st.tuples(st.integers(20, 180), st.integers(1, 90)).map(
    lambda ends: (ends[0] * 1000, (ends[0] + ends[1]) * 1000)
)


@given(
    yearly,
    st.sampled_from(["-", " - ", " – ", "—", " to "]),
    st.sampled_from([("$", "USD"), ("€", "EUR"), ("£", "GBP")]),
)
def test_any_range_is_read_with_both_ends_exact(ends: tuple[int, int], dash: str, currency: tuple[str, str]) -> None:
    sign, code = currency
    low, high = ends

    assert pay_in(f"Salary: {sign}{low:,}{dash}{sign}{high:,}") == (low, high, code)
    assert pay_in(f"Salary: {sign}{low // 1000}k{dash}{sign}{high // 1000}k") == (low, high, code)
    assert pay_in(f"Salary: {sign}{low // 1000}{dash}{high // 1000}k") == (low, high, code)
    assert pay_in(f"Salary: {low:,}{dash}{high:,} {code} per year".replace(",", ".")) == (low, high, code)


@given(st.text(max_size=300))
def test_any_text_can_be_searched_for_pay(text: str) -> None:
    pay = pay_in(text)
    assert pay is None or all(end is None or end > 0 for end in pay[:2])


def test_what_a_board_states_is_put_in_order_and_zero_is_nothing() -> None:
    assert stated_salary(90_000, 60_000, "usd") == Salary(60_000, 90_000, "USD")
    assert stated_salary(0, 70_000.4, "EUR") == Salary(None, 70_000, "EUR")
    assert stated_salary(0, 0, "USD") is None
