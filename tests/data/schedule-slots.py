"""Writes schedule-slots.txt: when schedules fall due, worked out by a second implementation.

    python3 -m venv venv && venv/bin/pip install croniter python-dateutil tzdata
    PYTHONTZPATH= venv/bin/python schedule-slots.py > schedule-slots.txt

It shares no code with rounds and nothing of its way of working. Rules of recurrence are
dateutil's (RFC 5545), cron expressions are croniter's on plain wall-clock time, and zones are
zoneinfo's with the tzdata package (PYTHONTZPATH= keeps the machine's own data out). Only what
no library knows is written here by hand: closed days, a day that the month lacks, and the
instant of a wall time that the clocks skip, which is found by bisection over UTC.
"""

import sys
from bisect import bisect_left
from datetime import date, datetime, timedelta, timezone
from importlib.metadata import version
from itertools import groupby
from zoneinfo import ZoneInfo

from croniter import croniter
from dateutil import rrule
from dateutil.relativedelta import relativedelta

WORKWEEK = [rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR]
CLOSED = [date(2026, 12, 25), date(2027, 1, 1), date(2026, 6, 1), date(2026, 6, 30)]


# Days -------------------------------------------------------------------------------------

def by_rule(first, last, freq, **rule):
    """The days of an RFC 5545 rule, which dateutil works out."""
    start = datetime.combine(rule.pop("dtstart", first), datetime.min.time())
    rule = rrule.rrule(freq, dtstart=start, **rule)
    begin = datetime.combine(first, datetime.min.time())
    end = datetime.combine(last, datetime.min.time())
    return [at.date() for at in rule.between(begin, end, inc=True)]


def months(first, last, step=1):
    """The first days of months (or quarters) that touch the span, with room on both sides."""
    at = date(first.year, 1, 1)
    while at <= last:
        yield at
        at += relativedelta(months=step)


def day_or_last(first, last, day, step=1):
    # relativedelta(day=31) means "the 31st, or the last day that the month has".
    return [month + relativedelta(day=day) for month in months(first, last, step)]


def workdays_of(first, last, pick, step=1):
    """The pick-th workday of each period (from 1; -1 is the last), closed days left out."""
    days = []
    for start in months(first, last, step):
        span = (start, start + relativedelta(months=step, days=-1))
        work = [d for d in by_rule(*span, rrule.DAILY, byweekday=WORKWEEK) if d not in CLOSED]
        days.append(work[pick - 1] if pick > 0 else work[-1])
    return days


QUARTER_STARTS = {"bymonth": [1, 4, 7, 10]}
QUARTER_ENDS = {"bymonth": [3, 6, 9, 12]}

DAYS = {
    "daily": lambda f, l: by_rule(f, l, rrule.DAILY),
    "weekdays": lambda f, l: [
        d for d in by_rule(f, l, rrule.DAILY, byweekday=WORKWEEK) if d not in CLOSED
    ],
    "weekly mon": lambda f, l: by_rule(f, l, rrule.WEEKLY, byweekday=[rrule.MO]),
    "weekly mon, thu": lambda f, l: by_rule(f, l, rrule.WEEKLY, byweekday=[rrule.MO, rrule.TH]),
    "weekly sun": lambda f, l: by_rule(f, l, rrule.WEEKLY, byweekday=[rrule.SU]),
    "monthly 1": lambda f, l: by_rule(f, l, rrule.MONTHLY, bymonthday=1, dtstart=f.replace(day=1)),
    "monthly 1, 15": lambda f, l: by_rule(f, l, rrule.MONTHLY, bymonthday=[1, 15], dtstart=f.replace(day=1)),
    "monthly 29": lambda f, l: day_or_last(f, l, 29),
    "monthly 30": lambda f, l: day_or_last(f, l, 30),
    "monthly 31": lambda f, l: day_or_last(f, l, 31),
    "monthly last": lambda f, l: by_rule(f, l, rrule.MONTHLY, bymonthday=-1, dtstart=f.replace(day=1)),
    "monthly 2nd tue": lambda f, l: by_rule(f, l, rrule.MONTHLY, byweekday=rrule.TU(2), dtstart=f.replace(day=1)),
    "monthly last fri": lambda f, l: by_rule(f, l, rrule.MONTHLY, byweekday=rrule.FR(-1), dtstart=f.replace(day=1)),
    "monthly 1st sun, last sun": lambda f, l: by_rule(f, l, rrule.MONTHLY, byweekday=[rrule.SU(1), rrule.SU(-1)], dtstart=f.replace(day=1)),
    "monthly first workday": lambda f, l: workdays_of(f, l, 1),
    "monthly 3rd workday": lambda f, l: workdays_of(f, l, 3),
    "monthly last workday": lambda f, l: workdays_of(f, l, -1),
    "quarterly 1": lambda f, l: by_rule(f, l, rrule.MONTHLY, bymonthday=1, dtstart=date(f.year, 1, 1), **QUARTER_STARTS),
    "quarterly 31": lambda f, l: day_or_last(f, l, 31, 3),
    "quarterly last": lambda f, l: by_rule(f, l, rrule.MONTHLY, bymonthday=-1, dtstart=date(f.year, 1, 1), **QUARTER_ENDS),
    "quarterly 2nd tue": lambda f, l: by_rule(f, l, rrule.MONTHLY, byweekday=rrule.TU(2), dtstart=date(f.year, 1, 1), **QUARTER_STARTS),
    "quarterly last fri": lambda f, l: by_rule(f, l, rrule.MONTHLY, byweekday=rrule.FR(-1), dtstart=date(f.year, 1, 1), **QUARTER_ENDS),
    "quarterly first workday": lambda f, l: workdays_of(f, l, 1, 3),
    "quarterly last workday": lambda f, l: workdays_of(f, l, -1, 3),
}


# Wall-clock times -------------------------------------------------------------------------

def walls(form, first, last):
    """Wall-clock times of a form from the day `first` to the day `last`."""
    if form.startswith("cron "):
        # croniter on naive datetimes: no zone is involved.
        at = croniter(form[5:], datetime.combine(first, datetime.min.time()) - timedelta(minutes=1))
        end, found = datetime.combine(last + timedelta(days=1), datetime.min.time()), []
        while (wall := at.get_next(datetime)) < end:
            found.append(wall)
        return found
    if " hours from " in form or " hour from " in form:
        _, count, _, _, start = form.split()
        hour, minute = map(int, start.split(":"))
        # From the start up to the end of each day: hours begin anew.
        times = list(rrule.rrule(rrule.HOURLY, interval=int(count),
                                 dtstart=datetime(2000, 1, 1, hour, minute),
                                 until=datetime(2000, 1, 1, 23, 59)))
        days = by_rule(first, last, rrule.DAILY)
    elif form.startswith("every "):
        words = form.split()
        count, start = int(words[1]), date.fromisoformat(words[-1])
        days = by_rule(first, last, rrule.DAILY, interval=count, dtstart=start)
        times = clock_times(" ".join(words[3:-2]))
    else:
        name = next(n for n in sorted(DAYS, key=len, reverse=True) if form.startswith(n + " "))
        days = [d for d in DAYS[name](first, last) if first <= d <= last]
        times = clock_times(form[len(name):])
    return [datetime.combine(d, t.time()) for d in days for t in times]


def clock_times(text):
    return [datetime.strptime(t.strip(), "%H:%M") for t in text.split(",")]


# Instants ---------------------------------------------------------------------------------

def instant(wall, zone):
    """The first instant at which the zone's clock shows `wall`, or the end of its gap."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(timezone.utc)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    # Skipped. Search the hours around for the first second whose clock is past `wall`.
    low = first - timedelta(hours=49)
    past = lambda second: (low + timedelta(seconds=second)).astimezone(zone).replace(tzinfo=None) > wall
    return low + timedelta(seconds=bisect_left(range(98 * 3600), True, key=past))


def slots(form, zone, start, end):
    around = timedelta(days=3)
    found = {instant(w, zone) for w in walls(form, (start - around).date(), (end + around).date())}
    return sorted(s for s in found if start <= s < end)


# The table --------------------------------------------------------------------------------

# Days around changes: European spring and autumn (also night times inside gap and overlap),
# New York's, Lord Howe's half hour, and the day that Apia never had.
CHANGES = [
    ("Europe/Berlin", "2026-03-27", "2026-03-31"),
    ("Europe/Berlin", "2026-10-23", "2026-10-27"),
    ("Europe/London", "2027-03-27", "2027-03-30"),
    ("Europe/London", "2026-10-24", "2026-10-27"),
    ("America/New_York", "2026-03-07", "2026-03-10"),
    ("America/New_York", "2026-10-31", "2026-11-03"),
    ("Australia/Lord_Howe", "2026-04-04", "2026-04-07"),
    ("Australia/Lord_Howe", "2026-10-03", "2026-10-06"),
    ("Pacific/Apia", "2011-12-28", "2012-01-02"),
    ("Pacific/Apia", "2011-09-23", "2011-09-26"),
    ("Asia/Kathmandu", "2026-03-27", "2026-03-30"),
    ("UTC", "2026-03-27", "2026-03-30"),
]
NEAR_CHANGES = [
    "daily 09:00", "daily 02:30", "daily 01:30", "daily 02:00, 02:15, 03:00", "daily 00:00",
    "daily 01:00, 01:45, 02:15", "every 4 hours from 02:00", "every 1 hour from 00:30",
    "every 5 hours from 01:15", "cron 30 * * * *", "cron */20 1-3 * * *", "cron 30 2 * * SUN",
    "weekdays 09:00", "weekly sun 02:30", "every 2 days 02:30 from 2010-01-01",
]
LONG = [
    ("Europe/Berlin", "2026-01-01", "2027-03-01"),
    ("America/New_York", "2027-12-15", "2028-06-15"),
    ("Asia/Kathmandu", "2099-12-15", "2100-06-15"),
]
LONG_FORMS = [f"{name} 09:00" for name in DAYS if name not in ("daily", "weekdays")] + [
    "monthly first workday 09:00, 17:30", "every 3 days 09:00 from 2026-01-05",
    "every 45 days 09:00, 21:00 from 2026-03-10", "every 100 days 12:00 from 2000-02-29",
    "cron 0 9 29 2 *", "cron 15 6,18 1 */2 *", "cron 0 9 13 * FRI", "cron 0 9 1-7 1,7 TUE-THU",
    "cron 5 4 * * 7", "cron 0 0 31 * *", "cron 59 23 28-31 FEB *", "cron 0 12 * JUN-AUG SAT,SUN",
    "cron 30 8 * * 5-7",
]
# Zones whose rules change often stand here in the past, so that the table stays true.
SINGLE = [
    ("weekdays 09:00", "Europe/Berlin", "2026-12-18", "2027-01-12"),
    ("weekdays 09:00", "Asia/Kathmandu", "2100-02-25", "2100-03-05"),
    ("daily 06:00, 14:00, 22:00", "Europe/Berlin", "2028-02-28", "2028-03-02"),
    ("daily 09:00", "UTC", "2100-02-27", "2100-03-02"),
    ("every 3 days 09:00 from 2026-01-05", "UTC", "2025-12-20", "2026-01-20"),
    ("cron 0 9 * * MON-FRI", "Europe/London", "2026-12-18", "2027-01-05"),
    ("cron 0 0 29 2 *", "UTC", "2090-01-01", "2110-01-01"),
    ("monthly 30 09:00", "Pacific/Apia", "2011-11-01", "2012-02-02"),
    ("monthly 31 02:30", "Europe/Berlin", "2024-03-01", "2024-04-02"),
    ("weekly sun 00:30", "America/Havana", "2024-03-01", "2024-03-20"),
    ("weekly sun 00:30", "America/Havana", "2024-10-25", "2024-11-10"),
    ("daily 00:00", "America/Asuncion", "2023-09-29", "2023-10-03"),
    ("daily 02:30", "Africa/Casablanca", "2024-04-12", "2024-04-16"),
    ("daily 00:15", "Asia/Tehran", "2022-03-20", "2022-03-24"),
]


def rows():
    for zone, start, end in CHANGES:
        for form in NEAR_CHANGES:
            yield form, zone, start, end
    for zone, start, end in LONG:
        for form in LONG_FORMS:
            yield form, zone, start, end
    yield from SINGLE


def text(at):
    return at.strftime("%Y-%m-%dT%H:%MZ")


def main():
    print(f"""\
# When schedules fall due, worked out by a second implementation. Made by schedule-slots.py
# (its head says how) with Python {sys.version.split()[0]}, python-dateutil {version("python-dateutil")}, \
croniter {version("croniter")}, tzdata {version("tzdata")}.
#
# From dateutil: days of the week and month, the nth and the last weekday, every N days, every
#   N hours within a day, months and quarters, and (relativedelta) "that day or the last".
# From croniter: which wall-clock times a cron expression means, on datetimes without a zone.
# From zoneinfo: what a zone's clock shows, and the first of two passes (fold=0).
# By hand: closed days are left out of weekdays and workdays, the last day of a quarter is
#   that of its third month, and the end of a gap is found by bisecting over what zoneinfo shows.
#
# Closed days: {", ".join(map(str, CLOSED))}.
# A line: form | zone | from | to (not included) | the slots. The first slot is written whole;
# then hours and minutes since the one before; x3 means three times in a row.""")
    for form, name, start, end in rows():
        start = datetime.fromisoformat(start).replace(tzinfo=timezone.utc)
        end = datetime.fromisoformat(end).replace(tzinfo=timezone.utc)
        found = slots(form, ZoneInfo(name), start, end)
        shown = [text(s) for s in found[:1]]
        gaps = (after - before for before, after in zip(found, found[1:]))
        for gap, run in groupby(gaps):
            minutes, rest = divmod(int(gap.total_seconds()), 60)
            assert rest == 0
            count = len(list(run))
            shown.append(f"+{minutes // 60}:{minutes % 60:02}" + (f"x{count}" if count > 1 else ""))
        print(" | ".join([form, name, text(start), text(end), " ".join(shown)]).rstrip())


main()
