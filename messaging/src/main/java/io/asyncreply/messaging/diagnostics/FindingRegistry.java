package io.asyncreply.messaging.diagnostics;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Current findings. Each identity is logged when it appears and when it disappears.
 */
final class FindingRegistry {

	private static final Logger logger = LoggerFactory.getLogger(FindingRegistry.class);

	private final Map<FindingCategory, List<Finding>> byCategory = new EnumMap<>(FindingCategory.class);

	/**
	 * Replaces the findings of a category.
	 * @param category category of the findings
	 * @param findings all findings of the category
	 */
	synchronized void replace(FindingCategory category, Collection<Finding> findings) {
		Map<FindingIdentity, Finding> before = current();
		this.byCategory.put(category, List.copyOf(findings));
		Map<FindingIdentity, Finding> after = current();
		problemsByFix(after, before).forEach((fix, problems) -> logger.warn("{} {}", problems, fix));
		problemsByFix(before, after).values().forEach((problems) -> logger.info("Resolved: {}", problems));
	}

	synchronized List<Finding> all() {
		return List.copyOf(current().values());
	}

	/** Whether there is a finding of a critical category. */
	synchronized boolean hasCritical() {
		return this.byCategory.entrySet()
			.stream()
			.anyMatch((findings) -> findings.getKey().critical && !findings.getValue().isEmpty());
	}

	/** Joins problems with the same fix, so that they are logged in one line. */
	private static Map<String, String> problemsByFix(Map<FindingIdentity, Finding> included,
			Map<FindingIdentity, Finding> excluded) {
		return included.values()
			.stream()
			.filter((finding) -> !excluded.containsKey(finding.identity()))
			.collect(Collectors.groupingBy(Finding::fix, LinkedHashMap::new,
					Collectors.mapping(Finding::problem, Collectors.joining(" "))));
	}

	private Map<FindingIdentity, Finding> current() {
		Map<FindingIdentity, Finding> merged = new LinkedHashMap<>();
		this.byCategory.values()
			.forEach((findings) -> findings.forEach((finding) -> merged.putIfAbsent(finding.identity(), finding)));
		return merged;
	}

	/** Category of checks. */
	enum FindingCategory {

		/** Whether the broker accepts the login. */
		LOGIN(true),

		/** Whether the version is supported. */
		VERSION(false),

		/** Whether exchanges, queues and bindings exist with the right arguments. */
		TOPOLOGY(true),

		/** Whether the system has the permission to publish. */
		PUBLISHING(true),

		/** Whether the broker accepts the largest message. */
		MESSAGE_SIZE(false),

		/** Whether the system has the permission to consume and acks in time. */
		CONSUMING(false);

		private final boolean critical;

		FindingCategory(boolean critical) {
			this.critical = critical;
		}

	}

}
