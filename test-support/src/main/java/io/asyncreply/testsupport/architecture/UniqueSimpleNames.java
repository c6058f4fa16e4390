package io.asyncreply.testsupport.architecture;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * No two types that one module sees have the same simple name, nested types included. The
 * nested {@code Result} of an operation is exempt: it is always written with its
 * operation.
 */
final class UniqueSimpleNames extends ArchCondition<JavaClass> {

	private final Map<String, Collection<String>> typesByName = new HashMap<>();

	UniqueSimpleNames() {
		super("have a unique simple name");
	}

	@Override
	public void init(Collection<JavaClass> types) {
		this.typesByName.clear();
		types.stream()
			.filter(UniqueSimpleNames::isNamed)
			.forEach((type) -> this.typesByName.computeIfAbsent(type.getSimpleName(), (name) -> new TreeSet<>())
				.add(type.getName()));
	}

	@Override
	public void check(JavaClass type, ConditionEvents events) {
		Collection<String> namesakes = this.typesByName.getOrDefault(type.getSimpleName(), new TreeSet<>());
		if (isNamed(type) && namesakes.size() > 1) {
			events.add(SimpleConditionEvent.violated(type, "Same simple name: " + namesakes));
		}
	}

	private static boolean isNamed(JavaClass type) {
		return !type.isAnonymousClass() && !type.isLocalClass() && !type.getSimpleName().isEmpty()
				&& !type.getSimpleName().equals("package-info") && !type.getName().endsWith("$Result");
	}

}
