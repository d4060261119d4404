"""Pay: what a posting's text, or a board's fields, say somebody earns in a year."""

from job_service.reading.salary.pay import Salary, salary_in, salary_in_title, stated_salary

__all__ = ["Salary", "salary_in", "salary_in_title", "stated_salary"]
