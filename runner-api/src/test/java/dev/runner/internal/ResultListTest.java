package dev.runner.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResultListTest {

    private final List<@Nullable Object> results =
            new ResultList<>(new Object[] {"a"}, new Object[] {"b", null}, new Object[] {"d", "e", "f", "g"});
    private final List<@Nullable Object> same = Arrays.asList("a", "b", null, "d", "e", "f", "g");

    @Test
    void isTheListOfItsPartsInOrder() {
        assertEquals(7, results.size());
        assertEquals(same, results);
        assertEquals(same.hashCode(), results.hashCode());
        assertEquals(same.toString(), results.toString());
        assertEquals(same, new ArrayList<>(results));
        assertEquals(same, results.stream().toList());
        assertArrayEquals(same.toArray(), results.toArray());
        assertArrayEquals(same.toArray(new String[0]), results.toArray(new String[0]));
        assertEquals(same.subList(1, 5), results.subList(1, 5));
        for (int i = 0; i < same.size(); i++) {
            assertEquals(same.get(i), results.get(i));
        }
    }

    @Test
    void tellsWhatIsNotThere() {
        assertThrows(IndexOutOfBoundsException.class, () -> results.get(7));
        assertThrows(IndexOutOfBoundsException.class, () -> results.get(-1));
        Iterator<@Nullable Object> atEnd = results.iterator();
        same.forEach(each -> assertEquals(each, atEnd.next()));
        assertFalse(atEnd.hasNext());
        assertThrows(NoSuchElementException.class, atEnd::next);
    }

    @Test
    void mayHaveNothing() {
        List<@Nullable Object> none = new ResultList<>();
        assertEquals(List.of(), none);
        assertEquals(0, none.toArray().length);
        assertFalse(none.iterator().hasNext());
    }

    @Test
    void canNotBeChanged() {
        assertThrows(UnsupportedOperationException.class, () -> results.set(0, "z"));
        assertThrows(UnsupportedOperationException.class, () -> results.add("z"));
        assertThrows(UnsupportedOperationException.class, () -> results.remove(0));
        assertThrows(UnsupportedOperationException.class, results::clear);
        Iterator<@Nullable Object> each = results.iterator();
        each.next();
        assertThrows(UnsupportedOperationException.class, each::remove);
        assertEquals(same, results);
    }

    @Test
    void travelsAsAListOfJava() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(results);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Object read = in.readObject();
            assertEquals(same, read);
            assertEquals("java.util", read.getClass().getPackageName());
            assertThrows(UnsupportedOperationException.class, () -> ((List<?>) read).clear());
        }
    }
}
