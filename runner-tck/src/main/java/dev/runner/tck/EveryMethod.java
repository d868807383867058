package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Args;
import dev.runner.MapOptions;
import dev.runner.PoolFuture;
import dev.runner.Task;
import dev.runner.TaskFunction1;
import dev.runner.TaskFunction2;
import dev.runner.TaskFunction3;
import dev.runner.TaskFunction4;
import dev.runner.TaskFunction5;
import dev.runner.TaskOptions;
import dev.runner.VoidTask;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls every method that a type has on the running JDK, with arguments that fit it. */
final class EveryMethod {

    private static final Task<Integer> TASK = () -> 1;
    private static final VoidTask VOID_TASK = () -> {};
    private static final TaskFunction1<Object, Object> ONE = a -> a;
    private static final TaskFunction2<Object, Object, Object> TWO = (a, b) -> b;
    private static final TaskFunction3<Object, Object, Object, Object> THREE = (a, b, c) -> c;
    private static final TaskFunction4<Object, Object, Object, Object, Object> FOUR = (a, b, c, d) -> d;
    private static final TaskFunction5<Object, Object, Object, Object, Object, Object> FIVE = (a, b, c, d, e) -> e;

    private static final Map<Class<?>, Object> SAMPLES = Map.ofEntries(
            Map.entry(Task.class, TASK),
            Map.entry(VoidTask.class, VOID_TASK),
            Map.entry(Callable.class, TASK),
            Map.entry(Runnable.class, VOID_TASK),
            Map.entry(TaskFunction1.class, ONE),
            Map.entry(TaskFunction2.class, TWO),
            Map.entry(TaskFunction3.class, THREE),
            Map.entry(TaskFunction4.class, FOUR),
            Map.entry(TaskFunction5.class, FIVE),
            Map.entry(Object.class, 7),
            Map.entry(Collection.class, List.of(TASK, TASK)),
            Map.entry(TaskOptions.class, TaskOptions.defaults()),
            Map.entry(MapOptions.class, MapOptions.defaults()),
            Map.entry(Duration.class, Duration.ofMillis(50)),
            Map.entry(long.class, 50L),
            Map.entry(TimeUnit.class, TimeUnit.MILLISECONDS),
            Map.entry(boolean.class, true),
            Map.entry(Consumer.class, (Consumer<Object>) given -> {}));

    private EveryMethod() {}

    static List<Method> of(Class<?> type) {
        List<Method> methods = Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .sorted(Comparator.comparing(Method::toString))
                .toList();
        assertFalse(methods.isEmpty(), type::toString);
        return methods;
    }

    /** Calls a method and looks at what it gives; it may refuse, but not as something that is not supported. */
    static void call(Method method, Object target) throws IllegalAccessException {
        try {
            use(method.invoke(target, arguments(method)));
        } catch (InvocationTargetException e) {
            requireSupported(method, e.getCause());
        } catch (RuntimeException e) {
            requireSupported(method, e);
        }
    }

    private static void requireSupported(Method method, @Nullable Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            Throwable cause = each;
            assertFalse(cause instanceof UnsupportedOperationException, () -> method + " threw " + cause);
        }
    }

    private static void use(@Nullable Object result) {
        if (result instanceof Stream<?> stream) {
            try (stream) {
                assertTrue(stream.count() >= 0);
            }
        } else if (result instanceof PoolFuture<?> future) {
            future.join();
        }
    }

    private static Object[] arguments(Method method) {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = types[i] == Iterable.class ? inputs(method, types[0]) : SAMPLES.get(types[i]);
            Object found = arguments[i];
            int at = i;
            assertTrue(found != null, () -> "no sample of a " + types[at] + " for " + method);
        }
        return arguments;
    }

    private static Iterable<?> inputs(Method method, Class<?> function) {
        if (function == Iterable.class) {
            return List.of(TASK, TASK);
        } else if (!method.getName().startsWith("starmap")) {
            return List.of(1, 2);
        }
        int arity = function.getName().charAt(function.getName().length() - 1) - '0';
        Args args = Args.of(IntStream.range(0, arity).boxed().toArray());
        return List.of(args, args);
    }
}
