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

	private final Map<FindingCategory, List<Finding>> byTopic = new EnumMap<>(FindingCategory.class);

	/**
	 * Replaces what was found about a topic.
	 * @param topic the topic
	 * @param found all that is wrong with it now
	 */
	synchronized void replace(FindingCategory topic, Collection<Finding> found) {
		Set<Finding> before = union();
		this.byTopic.put(topic, List.copyOf(found));
		Set<Finding> after = union();
		problemsByFix(after, before).forEach((fix, problems) -> logger.warn("{} {}", problems, fix));
		problemsByFix(before, after).values().forEach((problems) -> logger.info("No longer so: {}", problems));
	}

	synchronized List<Finding> all() {
		return List.copyOf(union());
	}

	/** Tells whether something without which the system cannot work is refused. */
	synchronized boolean areVital() {
		return this.byTopic.entrySet()
			.stream()
			.anyMatch((found) -> found.getKey().vital && !found.getValue().isEmpty());
	}

	/** What one thing mends is told in one line. */
	private static Map<String, String> problemsByFix(Set<Finding> these, Set<Finding> butNotThose) {
		return these.stream()
			.filter((finding) -> !butNotThose.contains(finding))
			.collect(Collectors.groupingBy(Finding::fix, LinkedHashMap::new,
					Collectors.mapping(Finding::problem, Collectors.joining(" "))));
	}

	private Set<Finding> union() {
		Set<Finding> union = new LinkedHashSet<>();
		this.byTopic.values().forEach(union::addAll);
		return union;
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
		SIZE(false),

		/** Whether the system may consume, and acknowledges in time. */
		CONSUMING(false);

		private final boolean vital;

		FindingCategory(boolean vital) {
			this.vital = vital;
		}

	}

}
