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
 * @param startsByAttempt how often each attempt of each request was begun, by id and
 * attempt
 */
public record AttemptLog(Map<String, Integer> startsByAttempt) {

	/** Lets System B write what this class reads. */
	public static final String LOGGING_ARGUMENT = "--logging.level.io.asyncreply.systemb.worker.execution.RequestProcessor=debug";

	private static final Pattern ATTEMPT_START = Pattern.compile("(?m) (\\S+): Attempt (\\d+) begins$");

	public static AttemptLog of(SystemPair systemPair) {
		Map<String, Integer> startsByAttempt = new HashMap<>();
		Matcher matcher = ATTEMPT_START.matcher(systemPair.systemB().log());
		while (matcher.find()) {
			startsByAttempt.merge(matcher.group(1) + "/" + matcher.group(2), 1, Integer::sum);
		}
		return new AttemptLog(startsByAttempt);
	}

	/** The requests that were worked on at all. */
	public Set<String> requestIds() {
		return this.startsByAttempt.keySet()
			.stream()
			.map((attempt) -> attempt.substring(0, attempt.indexOf('/')))
			.collect(Collectors.toSet());
	}

	public int startCount() {
		return this.startsByAttempt.values().stream().mapToInt(Integer::intValue).sum();
	}

	/** How often work was begun that had been begun before. */
	public int duplicateStarts() {
		return startCount() - this.startsByAttempt.size();
	}

}
