package dev.runner.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final Side OURS = Side.java("ours", TableTest.class);
    private static final Side THEIRS = Side.python("theirs", "f", 3);

    private static String line(Goal goal, double scale, List<Map<String, Map<String, Double>>> rounds) {
        Row row = new Row("id", "what", "whom", OURS.number("n"), THEIRS.number("n"), scale, goal);
        return new Table(List.of(row), rounds).toString().lines().toList().get(2);
    }

    private static Map<String, Map<String, Double>> round(double ours, double theirs) {
        return Map.of("ours", Map.of("n", ours), "theirs", Map.of("n", theirs));
    }

    @Test
    void ratioIsTheMedianOfTheRatiosOfRounds() {
        assertEquals(
                "| id | what | whom | 30.0 | 10.0 | 3.00 | 1.00 to 5.00 | ≥ 2×, ≥ 4× | must |",
                line(new Goal.AtLeast(2, 4), 1, List.of(round(10, 10), round(30, 10), round(1000, 200))));
    }

    @Test
    void theirNumberIsScaled() {
        assertEquals(
                "| id | what | whom | 19.0 | 20.0 | 0.95 | 0.95 to 0.95 | ≥ 0.90×, ≥ 0.97× | must |",
                line(new Goal.AtLeast(0.9, 0.97), 2, List.of(round(19, 10))));
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
    void whatWasNotMeasuredIsSaid() {
        assertEquals(
                "| id | what | whom | not measured here | | | | ≥ 2×, ≥ 4× | |",
                line(new Goal.AtLeast(2, 4), 1, List.of(Map.of("ours", Map.of("n", 1.0)))));
    }

    @Test
    void numbersAreReadFromWhatProgramsPrint() {
        assertEquals(
                Map.of("a", 1.5, "b", 2e9),
                Runs.numbers("12:00 INFO something\nmetric a 1.5\nmetric b 2.0e+09\nmetric c none\n"));
    }
}
