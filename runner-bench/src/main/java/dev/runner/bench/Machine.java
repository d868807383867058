package dev.runner.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What there is of the machine, and what it is doing, as far as Linux tells. */
final class Machine {

    private static final long KIBIBYTES_OF_GIBIBYTE = 1 << 20;

    private Machine() {}

    /** Returns processors, memory and system in words. */
    static String describe() {
        List<String> words = new ArrayList<>();
        words.add(Runtime.getRuntime().availableProcessors() + " processors");
        value("/proc/cpuinfo", "model name").ifPresent(words::add);
        value("/proc/meminfo", "MemTotal")
                .map(kib -> Long.parseLong(kib.replaceAll("[^0-9]", "")))
                .ifPresent(kib -> words.add(
                        String.format(Locale.ROOT, "%.0f GiB of memory", (double) kib / KIBIBYTES_OF_GIBIBYTE)));
        words.add(System.getProperty("os.name") + " "
                + System.getProperty("os.version").replaceFirst("-.*", "") + ", " + System.getProperty("os.arch"));
        return String.join(", ", words);
    }

    private static Optional<String> value(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file), StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the first line that a command prints, or nothing if it can't be started. */
    static String firstLine(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(1, TimeUnit.MINUTES);
            return printed.lines().findFirst().orElse("");
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
