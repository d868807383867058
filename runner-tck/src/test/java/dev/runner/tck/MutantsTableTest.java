package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/tck.md says of the mutants is what they are. */
class MutantsTableTest {

    private static final Path DOCS = docs();

    private static Path docs() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docs/tck.md"))) {
            here = here.getParent();
        }
        return here.resolve("docs");
    }

    private static List<Mutant> all() {
        return Stream.concat(MutantsTest.mutants().stream(), MutantsTest.leaking().stream())
                .sorted((one, other) -> order(one.rule()).compareTo(order(other.rule())))
                .toList();
    }

    private static String order(String rule) {
        String[] number = rule.split("\\.", -1);
        return "%03d.%03d".formatted(Integer.parseInt(number[0]), Integer.parseInt(number[1]));
    }

    @Test
    void tableNamesEachMutantWithItsRule() throws IOException {
        String expected = all().stream()
                .map(mutant -> "| %s | %s | `%s` |".formatted(mutant.rule(), mutant.broken(), mutant.check()))
                .collect(Collectors.joining("\n"));
        assertEquals(expected, String.join("\n", table("## Mutants")));
    }

    /** Those of processes are compared with the code by their own tests. */
    @Test
    void rulesWithoutMutantAreListed() throws IOException {
        Set<String> broken = Stream.of("## Mutants", "## Mutants of `processes`")
                .flatMap(section -> table(section).stream())
                .map(line -> line.split("[| ]+", -1)[1])
                .collect(Collectors.toSet());
        List<String> expected = numbers("spec.md", "\\*\\*(\\d+\\.\\d+) .*").stream()
                .filter(rule -> !broken.contains(rule))
                .toList();
        assertEquals(expected, numbers("tck.md", "- \\*\\*(\\d+\\.\\d+)\\*\\* .*"));
    }

    /** Returns the lines of the table under a heading. */
    private static List<String> table(String heading) {
        try {
            List<String> page = Files.readAllLines(DOCS.resolve("tck.md"));
            return page.subList(page.indexOf(heading) + 1, page.size()).stream()
                    .takeWhile(line -> !line.startsWith("## "))
                    .filter(line -> line.matches("\\| \\d+\\.\\d+ \\|.*`.*"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> numbers(String file, String pattern) throws IOException {
        Pattern line = Pattern.compile(pattern);
        return Files.readAllLines(DOCS.resolve(file)).stream()
                .map(line::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .toList();
    }
}
