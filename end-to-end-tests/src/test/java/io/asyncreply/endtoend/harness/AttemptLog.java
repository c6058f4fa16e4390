package io.asyncreply.endtoend.harness;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What System B began to work on, as it wrote into its log before it began. A log
 * survives what kills its writer.
 *
 * @param begun how often each attempt of each request was begun, by id and attempt
 */
public record AttemptLog(Map<String, Integer> begun) {

	/** Lets System B write what this class reads. */
	public static final String ARGUMENT = "--logging.level.io.asyncreply.systemb.endpoint.Desk=debug";

	private static final Pattern BEGINNING = Pattern.compile("(?m) (\\S+): Attempt (\\d+) begins$");

	public static AttemptLog of(SystemPair pair) {
		Map<String, Integer> begun = new HashMap<>();
		Matcher beginning = BEGINNING.matcher(pair.systemB().log());
		while (beginning.find()) {
			begun.merge(beginning.group(1) + "/" + beginning.group(2), 1, Integer::sum);
		}
		return new AttemptLog(begun);
	}

	/** The requests that were worked on at all. */
	public Set<String> requests() {
		return this.begun.keySet()
			.stream()
			.map((attempt) -> attempt.substring(0, attempt.indexOf('/')))
			.collect(Collectors.toSet());
	}

	public int count() {
		return this.begun.values().stream().mapToInt(Integer::intValue).sum();
	}

	/** How often work was begun that had been begun before. */
	public int duplicates() {
		return count() - this.begun.size();
	}

}
