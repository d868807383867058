package dev.runner.examples;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the structure, checked on the compiled classes of every library module. */
class ArchitectureTest {
    /** Modules that are no library. */
    private static final Set<String> PROGRAMS = Set.of("dev.runner.examples", "dev.runner.jcstress");

    /** The only packages users may see. */
    private static final Pattern PUBLIC_PACKAGES =
            Pattern.compile("dev\\.runner(\\.spi|\\.remote|\\.remote\\.spi|\\.processes|\\.tck)?");

    private static final Map<String, ModuleReference> MODULES = libraries();

    private static JavaClasses libraries;

    @BeforeAll
    static void importLibraries() {
        libraries = new ClassFileImporter()
                .importLocations(MODULES.values().stream()
                        .map(module -> Location.of(module.location().orElseThrow()))
                        .toList());
    }

    @Test
    void everyLibraryOfTheProjectIsChecked() throws IOException {
        Set<String> expected = new TreeSet<>();
        try (Stream<Path> siblings = Files.list(Path.of("").toAbsolutePath().getParent())) {
            siblings.filter(dir -> Files.exists(dir.resolve("src/main/java/module-info.java")))
                    .map(dir -> "dev." + dir.getFileName().toString().replace('-', '.'))
                    .filter(name -> !PROGRAMS.contains(name))
                    .forEach(expected::add);
        }

        assertEquals(expected, MODULES.keySet(), "libraries; does runner-examples depend on each of them?");
        for (String module : expected) {
            assertTrue(libraries.stream().anyMatch(type -> module.equals(moduleOf(type))), "no classes of " + module);
        }
    }

    @Test
    void onlyThePackagesOfTheApiAreExported() {
        Set<String> wrong = new TreeSet<>();
        MODULES.forEach((name, module) -> module.descriptor().exports().stream()
                .filter(export -> !export.isQualified())
                .filter(export -> !PUBLIC_PACKAGES.matcher(export.source()).matches())
                .forEach(export -> wrong.add(name + " exports " + export.source())));

        assertEquals(Set.of(), wrong);
    }

    @Test
    void theApiShowsOnlyItselfAndTheJdk() {
        check(codeUnits()
                .that(arePublicApi())
                .should(showOnlyPublicTypes(unit -> Stream.concat(
                        Stream.concat(unit.getParameterTypes().stream(), Stream.of(unit.getReturnType())),
                        unit.getThrowsClause().getTypes().stream()))));
        check(fields().that(arePublicApi()).should(showOnlyPublicTypes(field -> Stream.of(field.getType()))));
    }

    @Test
    void theSpiDoesNotKnowTheCore() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.runner.spi")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.runner.internal.."));
    }

    @Test
    void theApiModuleKnowsNoOtherModule() {
        check(noClasses().that(areIn("dev.runner.api")).should().dependOnClassesThat(areInAnotherLibrary()));
    }

    @Test
    void onlyTheApiModuleKnowsTheCore() {
        check(noClasses()
                .that(areInABackend())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.runner.internal.."));
    }

    @Test
    void backendsDoNotKnowEachOther() {
        for (String backend : MODULES.keySet()) {
            if (isBackend(backend)) {
                check(noClasses().that(areIn(backend)).should().dependOnClassesThat(areInAnotherBackendThan(backend)));
            }
        }
    }

    @Test
    void nobodyUsesTheCommonPool() {
        check(noClasses().should().accessTargetWhere(usesTheCommonPool()));
    }

    @Test
    void nobodyUsesTheStandardStreams() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.runner.tck") // its tasks print to be relayed
                .and()
                .doNotHaveFullyQualifiedName("dev.runner.processes.internal.host.OutputRelays") // asked for by users
                .and()
                .resideOutsideOfPackage("dev.runner.processes.internal.worker") // the streams are the worker's own
                .should(ACCESS_STANDARD_STREAMS));
    }

    @Test
    void nobodyUsesJavaUtilLogging() {
        check(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."));
    }

    @Test
    void namesSayWhatAClassDoes() {
        check(classes().should().haveNameNotMatching(".*(Manager|Helper|Utils?|Impl)"));
    }

    private static void check(ArchRule rule) {
        // A rule about a package nobody has filled yet holds.
        rule.allowEmptyShould(true).check(libraries);
    }

    /** Finds the project's libraries among everything these tests were started with. */
    private static Map<String, ModuleReference> libraries() {
        Map<String, ModuleReference> found = new TreeMap<>();
        String paths = System.getProperty("jdk.module.path", "")
                + File.pathSeparator
                + System.getProperty("java.class.path", "");
        for (String entry : paths.split(Pattern.quote(File.pathSeparator), -1)) {
            Path path = Path.of(entry);
            // Test classes have no descriptor, and other people's jars are not looked into.
            if (entry.isEmpty() || !entry.contains("runner-") || !Files.exists(path)) {
                continue;
            }
            for (ModuleReference module : ModuleFinder.of(path).findAll()) {
                String name = module.descriptor().name();
                if (name.startsWith("dev.runner.") && !PROGRAMS.contains(name)) {
                    found.put(name, module);
                }
            }
        }
        return found;
    }

    private static @Nullable String moduleOf(JavaClass type) {
        return type.getSource()
                .map(source -> source.getUri().toString())
                .flatMap(uri -> MODULES.entrySet().stream()
                        .filter(module -> uri.contains(locationOf(module.getValue())))
                        .map(Map.Entry::getKey)
                        .findFirst())
                .orElse(null);
    }

    private static String locationOf(ModuleReference module) {
        return module.location().orElseThrow().getPath();
    }

    private static boolean isBackend(String module) {
        return !Set.of("dev.runner.api", "dev.runner.remote", "dev.runner.tck").contains(module);
    }

    private static DescribedPredicate<JavaClass> areIn(String module) {
        return describe("are in " + module, type -> module.equals(moduleOf(type)));
    }

    private static DescribedPredicate<JavaClass> areInABackend() {
        return describe("are in a backend", type -> {
            String module = moduleOf(type);
            return module != null && isBackend(module);
        });
    }

    private static DescribedPredicate<JavaClass> areInAnotherLibrary() {
        return describe("are in another module of the project", type -> {
            String module = moduleOf(type);
            return module != null && !module.equals("dev.runner.api");
        });
    }

    private static DescribedPredicate<JavaClass> areInAnotherBackendThan(String backend) {
        return describe("are in another backend", type -> {
            String module = moduleOf(type);
            return module != null && isBackend(module) && !module.equals(backend);
        });
    }

    private static DescribedPredicate<JavaMember> arePublicApi() {
        return describe(
                "are public API",
                member -> isVisible(member.getModifiers())
                        && isVisible(member.getOwner().getModifiers())
                        && PUBLIC_PACKAGES
                                .matcher(member.getOwner().getPackageName())
                                .matches());
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static <T extends JavaMember> ArchCondition<T> showOnlyPublicTypes(
            Function<T, Stream<? extends JavaType>> types) {
        return new ArchCondition<>("show only types of the API and of the JDK") {
            @Override
            public void check(T member, ConditionEvents events) {
                types.apply(member)
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .filter(type -> !isShowable(type, member.getOwner()))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                member, member.getFullName() + " shows " + type.getName())));
            }
        };
    }

    private static boolean isShowable(JavaClass type, JavaClass owner) {
        String shown = type.getPackageName();
        return type.isPrimitive()
                || shown.startsWith("java.")
                || PUBLIC_PACKAGES.matcher(shown).matches()
                || (shown.startsWith("org.junit.") && owner.getPackageName().equals("dev.runner.tck"));
    }

    private static DescribedPredicate<JavaAccess<?>> usesTheCommonPool() {
        return describe("the common pool is used", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getTarget().getName();
            if (owner.equals(ForkJoinPool.class.getName())) {
                return name.equals("commonPool");
            }
            return owner.equals(CompletableFuture.class.getName())
                    && (name.endsWith("Async") || name.equals("delayedExecutor"))
                    && access.getTarget() instanceof CodeUnitAccessTarget method
                    && method.getRawParameterTypes().stream()
                            .noneMatch(parameter -> parameter.isEquivalentTo(Executor.class));
        });
    }
}
