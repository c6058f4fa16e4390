package io.asyncreply.messaging.diagnostics;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.asyncreply.messaging.connection.BrokerError;

/**
 * Identity of a finding. Its text can vary while the problem stays the same.
 *
 * @param kind kind of the problem
 * @param subject names of what has the problem, empty if there is only one
 */
record FindingIdentity(String kind, String subject) {

	private static final Pattern QUOTED_NAME = Pattern.compile("'([^']+)'");

	/** The broker gives each declaration another such name. */
	private static final String GENERATED_NAME_PREFIX = "amq.";

	/**
	 * Returns the identity of an error of the broker. Its subject consists of the names
	 * in the reply text that the broker did not generate.
	 * @param kind kind of the problem
	 * @param brokerError the error
	 */
	static FindingIdentity of(String kind, BrokerError brokerError) {
		return new FindingIdentity(kind,
				QUOTED_NAME.matcher(brokerError.replyText())
					.results()
					.map((MatchResult match) -> match.group(1))
					.filter((name) -> !name.startsWith(GENERATED_NAME_PREFIX))
					.collect(Collectors.joining(" ")));
	}

}
