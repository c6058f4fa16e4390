package io.asyncreply.messaging.diagnostics;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong with the broker at the moment; each finding is logged when it appears and
 * when it is gone.
 */
final class FindingRegistry {

	private static final Logger logger = LoggerFactory.getLogger(FindingRegistry.class);

	private final Map<FindingCategory, List<Finding>> byCategory = new EnumMap<>(FindingCategory.class);

	/**
	 * Replaces what was found about a topic.
	 * @param category the topic
	 * @param findings all that is wrong with it now
	 */
	synchronized void replace(FindingCategory category, Collection<Finding> findings) {
		Set<Finding> before = current();
		this.byCategory.put(category, List.copyOf(findings));
		Set<Finding> after = current();
		problemsByFix(after, before).forEach((fix, problems) -> logger.warn("{} {}", problems, fix));
		problemsByFix(before, after).values().forEach((problems) -> logger.info("No longer so: {}", problems));
	}

	synchronized List<Finding> all() {
		return List.copyOf(current());
	}

	/** Tells whether something without which the system cannot work is refused. */
	synchronized boolean hasCritical() {
		return this.byCategory.entrySet()
			.stream()
			.anyMatch((findings) -> findings.getKey().critical && !findings.getValue().isEmpty());
	}

	/** What one thing mends is told in one line. */
	private static Map<String, String> problemsByFix(Set<Finding> included, Set<Finding> excluded) {
		return included.stream()
			.filter((finding) -> !excluded.contains(finding))
			.collect(Collectors.groupingBy(Finding::fix, LinkedHashMap::new,
					Collectors.mapping(Finding::problem, Collectors.joining(" "))));
	}

	private Set<Finding> current() {
		Set<Finding> merged = new LinkedHashSet<>();
		this.byCategory.values().forEach(merged::addAll);
		return merged;
	}

	/**
	 * What is examined.
	 */
	enum FindingCategory {

		/** Whether the broker lets the system in. */
		LOGIN(true),

		/** Whether the contract holds on this version. */
		VERSION(false),

		/** Whether exchanges, queues and bindings are as they have to be. */
		TOPOLOGY(true),

		/** Whether the system may publish. */
		PUBLISHING(true),

		/** Whether the largest message passes. */
		MESSAGE_SIZE(false),

		/** Whether the system may consume, and acknowledges in time. */
		CONSUMING(false);

		private final boolean critical;

		FindingCategory(boolean critical) {
			this.critical = critical;
		}

	}

}
