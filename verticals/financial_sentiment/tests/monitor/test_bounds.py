"""Memory stays within what the settings allow, however long the monitor runs."""

from __future__ import annotations


def test_nothing_grows_with_the_news(make_world, news):
    world = make_world(most_stories=1000, most_waiting=300, copies_within=24 * 3600.0)
    engine = world.monitor._engine
    sizes = []
    for start in range(0, 16_000, 500):
        what = [f"C{number % 40} {'negative' if number % 3 else 'neutral'} t{number % 5}" for number in range(500)]
        items = [news.item(start + n, (start + n) / 2, what[n], f"P{n % 9}") for n in range(500)]
        world.take(items)
        recent = sum(map(len, engine.trend._recent.values()))
        cases = sum(map(len, engine.incidents._cases.values()))
        sizes.append((len(engine.room), len(engine.stories), len(engine.bad_news), recent, cases))
    # What is kept by time is full after some days.
    for early, late in zip(*(map(max, zip(*part, strict=True)) for part in (sizes[12:22], sizes[22:])), strict=True):
        assert late <= 1.1 * early
    room, stories, bad_news, recent, cases = map(max, zip(*sizes, strict=True))
    assert room <= 300
    assert stories <= 1000
    assert bad_news <= 5000
    assert recent <= 40 * 51
    assert cases <= 40 * 6
    hashes = world.store.seen
    with hashes._database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM fs_seen").scalar() < 2 * 60 * 26 + 600
        assert connection.exec_driver_sql("SELECT count(*) FROM fs_waiting").scalar() == len(engine.room)
        assert connection.exec_driver_sql("SELECT count(*) FROM fs_stories").scalar() == len(engine.stories)


def test_years_without_news_cost_nothing(make_world, news):
    world = make_world(kind="threshold")
    for year in range(30):
        world.take([news.item(year, year * 525_600.0, "ACME neutral legal")])
    assert len(world.detector.observed) == 29
