package dev.runner.remote.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Job;
import dev.runner.Task;
import java.io.NotSerializableException;
import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PathFinderTest {

    /** Not serializable. */
    private static class Handle {
        private final int number = 7;

        Task<Integer> task() {
            return () -> number;
        }
    }

    private static final class Derived extends Handle {}

    private record Box(Object content) implements Serializable {}

    private static final class Outer {
        private final class Inner implements Serializable {
            @Serial
            private static final long serialVersionUID = 1L;

            @Override
            public String toString() {
                return "in " + Outer.this.hashCode();
            }
        }

        Inner inner() {
            return new Inner();
        }
    }

    private static final class Sparing implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("unused")
        private static final Handle SHARED = new Handle();

        @SuppressWarnings("unused")
        private final transient Handle handle = new Handle();

        @SuppressWarnings("unused")
        private final Box box = new Box(new Handle());
    }

    private static String way(Object root) {
        return PathFinder.find(root, Handle.class.getName()).orElse("(none)");
    }

    private static String name(Class<?> type) {
        return type.getName();
    }

    @Test
    void fieldsAreNamed() {
        assertEquals("field 'content' (" + name(Handle.class) + ")", way(new Box(new Handle())));
    }

    @Test
    void elementsKeysAndValuesAreNamed() {
        String end = " (" + name(Handle.class) + ")";
        assertEquals("element 1" + end, way(new Object[] {"a", new Handle()}));
        assertEquals("element 1" + end, way(List.of("a", new Handle())));
        assertEquals("value of 'k'" + end, way(Map.of("k", new Handle())));
        assertEquals("a key" + end, way(Map.of(new Handle(), "v")));
    }

    @Test
    void transientAndStaticFieldsAreNotToBlame() {
        assertEquals(
                "field 'box' (" + name(Box.class) + ") -> field 'content' (" + name(Handle.class) + ")",
                way(new Sparing()));
    }

    @Test
    void capturedVariablesAreNamed() {
        Handle handle = new Handle();
        int other = 3;
        Task<Integer> task = () -> other + handle.hashCode();
        assertTrue(way(task).startsWith("captured variable "), way(task));
        assertTrue(way(task).endsWith(" (" + name(Handle.class) + ")"), way(task));
    }

    @Test
    void argumentsAreNamed() {
        assertEquals("argument 0 (" + name(Handle.class) + ")", way(Job.of(String::valueOf, (Object) new Handle())));
    }

    @Test
    void objectOfLambdaIsNamedAndExplained() {
        Task<Integer> task = new Handle().task();
        assertEquals("captured 'this' (" + name(Handle.class) + ")", way(task));
        assertTrue(explained(task, Handle.class)
                .endsWith("a lambda that uses a field or a method of its object takes the whole object along: copy what"
                        + " it needs to a local variable first, or make it serializable, mark the field transient, or"
                        + " pass less"));
    }

    @Test
    void objectOfLambdaIsNamedAlsoWhereItsClassIsDerived() {
        Task<Integer> task = new Derived().task();
        assertEquals(
                Optional.of("captured 'this' (" + name(Derived.class) + ")"),
                PathFinder.find(task, Derived.class.getName()));
    }

    @Test
    void objectOfMethodReferenceIsNamed() {
        Task<Integer> task = new Handle()::hashCode;
        assertEquals("the object of the method reference 'hashCode' (" + name(Handle.class) + ")", way(task));
    }

    @Test
    void objectAroundAnInnerClassIsExplained() {
        Outer.Inner inner = new Outer().inner();
        String explained = explained(inner, Outer.class);
        assertTrue(
                explained.contains("it is at field 'this$0' (" + name(Outer.class)
                        + "); an inner class takes the object around it along: make it static, or "),
                explained);
    }

    @Test
    void lambdaThatIsNotSerializableIsExplained() {
        Runnable plain = () -> {};
        String explained = explained(new Box(plain), plain.getClass());
        assertTrue(
                explained.endsWith("it is at field 'content' (" + name(plain.getClass())
                        + "); a lambda is serializable if its interface is: declare one that extends Serializable"),
                explained);
    }

    private static String explained(Object root, Class<?> culprit) {
        return Reasons.notEncoded(new NotSerializableException(culprit.getName()), root);
    }

    @Test
    void circlesEnd() {
        Object[] circle = new Object[2];
        circle[0] = circle;
        assertEquals("(none)", way(circle));
        circle[1] = new Handle();
        assertEquals("element 1 (" + name(Handle.class) + ")", way(circle));
    }
}
