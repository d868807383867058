package dev.runner.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineStreamTest {

    private final List<String> lines = new ArrayList<>();
    private final LineStream stream = new LineStream(lines::add);
    private final PrintStream print = stream.asPrintStream();

    @Test
    void linesArePassedOnWithoutTheirEnds() {
        print.print("one\ntwo\r\n\nfo");
        print.print("ur\n");
        assertEquals(List.of("one", "two", "", "four"), lines);
    }

    @Test
    void lineThatHasNotEndedIsPassedOnWhenAskedFor() {
        print.print("partial");
        assertEquals(List.of(), lines);
        stream.endPartialLine();
        stream.endPartialLine();
        assertEquals(List.of("partial"), lines);
    }

    @Test
    void textIsUtf8() {
        print.print("grüße €\n");
        assertEquals(List.of("grüße €"), lines);
    }

    @Test
    void lineOfTheGreatestLengthIsOne() {
        print.print("a".repeat(64 * 1024) + "\n");
        assertEquals(List.of("a".repeat(64 * 1024)), lines);
    }

    @Test
    void longerLineComesInPartsThatCutNoCharacter() {
        String line = "a" + "€".repeat(64 * 1024);
        print.print(line + "\n");
        assertEquals(3, lines.size());
        assertEquals(line, String.join("", lines));
    }

    @Test
    void bytesThatAreNoTextComeInPartsToo() {
        byte[] bytes = new byte[200_000];
        Arrays.fill(bytes, (byte) 0x80);
        print.write(bytes, 0, bytes.length);
        print.flush();
        assertEquals(3, lines.size());
    }
}
