package io.asyncreply.endtoend.harness;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The attempts that System B has started, read from its log, which survives a kill.
 *
 * @param startsByAttempt the number of starts of each attempt, by request id and attempt
 */
public record AttemptLog(Map<String, Integer> startsByAttempt) {

	/** The argument with which System B logs each start. */
	public static final String LOGGING_ARGUMENT = "--logging.level.io.asyncreply.systemb.worker.execution.RequestProcessor=debug";

	private static final Pattern ATTEMPT_START = Pattern.compile("(?m) (\\S+): Attempt (\\d+) starts$");

	public static AttemptLog of(SystemPair systemPair) {
		Map<String, Integer> startsByAttempt = new HashMap<>();
		Matcher matcher = ATTEMPT_START.matcher(systemPair.systemB().log());
		while (matcher.find()) {
			startsByAttempt.merge(matcher.group(1) + "/" + matcher.group(2), 1, Integer::sum);
		}
		return new AttemptLog(startsByAttempt);
	}

	/** Returns the ids of the requests with at least one start. */
	public Set<String> requestIds() {
		return this.startsByAttempt.keySet()
			.stream()
			.map((attempt) -> attempt.substring(0, attempt.indexOf('/')))
			.collect(Collectors.toSet());
	}

	public int startCount() {
		return this.startsByAttempt.values().stream().mapToInt(Integer::intValue).sum();
	}

	/** Counts the starts of attempts that had been started before. */
	public int duplicateStarts() {
		return startCount() - this.startsByAttempt.size();
	}

}
