package io.asyncreply.testsupport.architecture;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * The number of top-level types in a package is within bounds. The root package of a
 * module may have fewer.
 */
final class PackageSize extends ArchCondition<JavaClass> {

	private final int least;

	private final int most;

	private Map<String, Long> sizeByPackage = Map.of();

	PackageSize(int least, int most) {
		super("be in a package of %d to %d types", least, most);
		this.least = least;
		this.most = most;
	}

	@Override
	public void init(Collection<JavaClass> types) {
		this.sizeByPackage = types.stream()
			.filter(PackageSize::isCounted)
			.collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
	}

	@Override
	public void check(JavaClass type, ConditionEvents events) {
		long size = this.sizeByPackage.getOrDefault(type.getPackageName(), 0L);
		if (isCounted(type) && (size > this.most || (size < this.least && !ArchitectureRules.isModuleRoot(type)))) {
			events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " has " + size + " types"));
		}
	}

	private static boolean isCounted(JavaClass type) {
		return !type.getSimpleName().equals("package-info");
	}

}
