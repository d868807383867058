package dev.runner.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

    private static String line(Row row, Results results) {
        return new Table(List.of(results.measured(row)))
                .toString()
                .lines()
                .toList()
                .get(2);
    }

    @Test
    void ratioIsTheMedianOfTheRatiosOfRounds() {
        assertEquals(
                "| id | what | whom | 30.0 | 10.0 | 3.00 | 1.00 to 5.00 | ≥ 2×, ≥ 4× | must | 12 % |",
                line(
                        Rounds.row(new Goal.AtLeast(2, 4), 1),
                        new Rounds()
                                .round(10, 10)
                                .round(30, 10)
                                .round(1000, 200)
                                .results()));
    }

    @Test
    void theirNumberIsScaled() {
        assertEquals(
                "| id | what | whom | 19.0 | 20.0 | 0.95 | 0.95 to 0.95 | ≥ 0.90×, ≥ 0.97× | must | 12 % |",
                line(
                        Rounds.row(new Goal.AtLeast(0.9, 0.97), 2),
                        new Rounds().round(19, 10).results()));
    }

    @Test
    void numberMayHaveAGoalOfItsOwn() {
        Row row = new Row("id", "what", "-", Rounds.OURS.number("n"), null, new Goal.AtMost(64, 24, " B"));
        assertEquals(
                "| id | what | - | 42.0 |  | 42.0 | 42.0 to 42.0 | ≤ 64 B, ≤ 24 B | must | 3 % |",
                line(row, new Rounds().round(42, 10).results()));
    }

    @Test
    void whatCostsIsToBeLess() {
        Goal goal = new Goal.AtMost(1.5, 1.15);
        assertEquals(Goal.Met.AIM, goal.met(1.15));
        assertEquals(Goal.Met.MUST, goal.met(1.16));
        assertEquals(Goal.Met.NO, goal.met(1.51));
        assertEquals("≤ 1.50×, ≤ 1.15×", goal.toString());
    }

    @Test
    void howFarBeyondTheMustIsMoreForTheBetter() {
        assertEquals(2, new Goal.AtLeast(30, 100).beyond(60));
        assertEquals(2, new Goal.AtMost(1.5, 1.15).beyond(0.75));
    }

    @Test
    void whatWasNotMeasuredIsSaid() {
        assertEquals(
                "| id | what | whom | not measured here | | | | ≥ 2×, ≥ 4× | | |",
                line(
                        Rounds.row(new Goal.AtLeast(2, 4), 1),
                        new Rounds().told(1, Rounds.OURS.number("n"), 1, 0).results()));
    }

    @Test
    void roundsWithoutOneOfTheProgramsDoNotCount() {
        Results results = new Rounds()
                .round(30, 10)
                .told(2, Rounds.OURS.number("n"), 100, 0)
                .told(3, Rounds.OURS.number("n"), 50, 0)
                .told(3, Rounds.THEIRS.number("n"), 10, 7)
                .results();
        assertEquals(
                "| id | what | whom | 40.0 | 10.0 | 4.00 | 3.00 to 5.00 | ≥ 2×, ≥ 4× | aim | 12 % |",
                line(Rounds.row(new Goal.AtLeast(2, 4), 1), results));
    }

    @Test
    void programsThatDidOtherWorkAreNotCompared() {
        Row row = Rounds.row(new Goal.AtLeast(2, 4), 1);
        Rounds same = new Rounds()
                .round(30, 10)
                .told(1, Rounds.OURS.number("digest"), 7, 0)
                .told(1, Rounds.THEIRS.number("digest"), 7, 0);
        assertEquals(3, same.results().measured(row).ratios().median());
        Results other = new Rounds()
                .round(30, 10)
                .told(1, Rounds.OURS.number("digest"), 7, 0)
                .told(1, Rounds.THEIRS.number("digest"), 8, 0)
                .results();
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> other.measured(row));
        assertEquals("id: 'ours' and 'theirs' have other results in round 1", refused.getMessage());
    }

    @Test
    void numbersAreReadFromWhatProgramsPrint() {
        assertEquals(
                Map.of("a", 1.5, "b", 2e9),
                Runs.numbers("12:00 INFO something\nmetric a 1.5\nmetric b 2.0e+09\nmetric c none\n"));
    }
}
